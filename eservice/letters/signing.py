"""The signers of an installation: a demo key, pens, or BSrE; ``seam`` says what each of them does."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from asn1crypto import pem, x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import Signer as CmsSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from eservice.config import Settings, SettingsError, is_loopback
from eservice.kernel.clock import wib
from eservice.kernel.errors import IllegalStepError
from eservice.letters.answers import Answers
from eservice.letters.bsre import BsreSigner
from eservice.letters.esign import Account, EsignService
from eservice.letters.fields import field_name, place_fields
from eservice.letters.keys import KeyPair, local_key, trusted_roots
from eservice.letters.kinds import Mode
from eservice.letters.seam import Signer, SigningAct
from eservice.letters.timestamps import TimeStampAuthority

BYTES_RESERVED = 8192
"""Room for the signature in the file, in hexadecimal digits; given, so that nothing is signed twice to measure it."""


STAMP_BYTES_RESERVED = 24576
"""Room besides for a time stamp with the certificates of its authority."""


class LocalSigner:
    """Signs with the demo's own key; the letter says that it is not certified."""

    mode = Mode.LOCAL

    def __init__(self, folder: Path, authority: TimeStampAuthority | None = None) -> None:
        self.folder = folder
        self._authority = authority

    def prepare(self, pdf: bytes, labels: Sequence[str]) -> bytes:
        """Return the file with a tagged signature field per place."""
        return place_fields(pdf, labels)

    def sign(self, pdf: bytes, act: SigningAct, *, at: datetime) -> bytes:
        """Return the file signed in one place.

        A single place certifies 'no changes'. With more, the first certifies 'signing only' and the last locks.
        """
        metadata = PdfSignatureMetadata(
            field_name=field_name(act.place),
            name=act.name,
            reason=act.reason,
            location=act.city,
            certify=act.place == 0,
            docmdp_permissions=MDPPerm.NO_CHANGES if act.is_last else MDPPerm.FILL_FORMS,
            subfilter=SigSeedSubFilter.PADES,
            md_algorithm="sha256",
        )
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        signer = _DatedPdfSigner(metadata, self._cms, at=wib(at), authority=self._authority)
        room = BYTES_RESERVED + (STAMP_BYTES_RESERVED if self._authority else 0)
        out: BytesIO = signer.sign_pdf(writer, existing_fields_only=True, bytes_reserved=room)
        return out.getvalue()

    def trusted_roots(self) -> list[bytes]:
        """Return the demo's own root, and those of the authority that stamps the time."""
        return trusted_roots(self.folder) + (self._authority.roots if self._authority else [])

    @cached_property
    def _cms(self) -> "_KeySigner":
        return _KeySigner(local_key(self.folder))


class HandSigner:
    """Signs nothing: the letter is printed, signed and stamped by hand, and the scan recorded."""

    mode = Mode.WET

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def prepare(self, pdf: bytes, labels: Sequence[str]) -> bytes:
        """Return the file unchanged."""
        return pdf

    def sign(self, pdf: bytes, act: SigningAct, *, at: datetime) -> bytes:
        """Refuse.

        Raises:
            IllegalStepError: this installation has no electronic signature.
        """
        raise IllegalStepError("letter_signed_by_hand")

    def trusted_roots(self) -> list[bytes]:
        """Return the roots of signatures made before the office changed to signing by hand."""
        return trusted_roots(self.folder)


def signer_for(settings: Settings) -> Signer:
    """Return the signer of an installation: `SIGNER_URL` is `local`, `basah` or `bsre:https://…`.

    Raises:
        SettingsError: the address names a signer that this version does not have, or one that lacks something.
    """
    folder = settings.instance_path / "keys"
    kind, _, address = settings.signer_url.partition(":")
    if settings.signer_url == Mode.LOCAL:
        return LocalSigner(folder, _authority(settings))
    if settings.signer_url == Mode.WET:
        return HandSigner(folder)
    if kind == Mode.BSRE:
        if settings.tsa_url:
            raise SettingsError("TSA_URL must be empty with SIGNER_URL=bsre:…: BSrE stamps the time itself")
        answers = Answers(settings.instance_path / "answers")
        service, roots = _esign(address, settings), _told_roots(settings)
        return BsreSigner(service, answers, roots=roots, earlier=trusted_roots(folder))
    raise SettingsError(
        f"SIGNER_URL must be local (demo and pilot), basah or bsre:https://…, not {settings.signer_url!r}"
    )


def _esign(address: str, settings: Settings) -> EsignService:
    found = urlsplit(address)
    if found.username or found.password or found.query or not found.hostname:
        raise SettingsError("SIGNER_URL=bsre:https://… takes an address alone; user and password go into SIGNER_SECRET")
    if found.scheme != "https" and not (found.scheme == "http" and is_loopback(found.hostname)):
        raise SettingsError("SIGNER_URL=bsre:… must begin with https://: a passphrase is sent there")
    user, colon, password = settings.signer_secret.partition(":")
    if not (user and colon and password):
        raise SettingsError("SIGNER_URL=bsre:… needs SIGNER_SECRET=user:password, or SIGNER_SECRET_FILE")
    return EsignService(address, Account(user, password))


def _authority(settings: Settings) -> TimeStampAuthority | None:
    if not settings.tsa_url:
        return None
    if urlsplit(settings.tsa_url).scheme not in ("http", "https"):
        raise SettingsError("TSA_URL must begin with http:// or https://")
    return TimeStampAuthority(settings.tsa_url, roots=_told_roots(settings))


def _told_roots(settings: Settings) -> list[bytes]:
    """Return the certificates, DER, of the file that TRUST_ROOTS names."""
    if settings.trust_roots is None:
        raise SettingsError(
            "SIGNER_URL and TSA_URL need TRUST_ROOTS: a PEM file of the roots their certificates are issued under"
        )
    try:
        found = [data for kind, _, data in pem.unarmor(settings.trust_roots.read_bytes(), multiple=True)]
    except (OSError, ValueError) as error:
        raise SettingsError(f"TRUST_ROOTS cannot be read as PEM certificates: {settings.trust_roots}") from error
    return found


class _KeySigner(CmsSigner):
    """Builds the signature container round a raw signature; keeps the key object, which is slow to load."""

    def __init__(self, keys: KeyPair) -> None:
        store = SimpleCertificateStore()  # type: ignore[no-untyped-call] # the library is half typed
        store.register(x509.Certificate.load(keys.root))
        super().__init__(signing_cert=x509.Certificate.load(keys.certificate), cert_registry=store)
        self._keys = keys

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:  # noqa: FBT001, FBT002 - the library's signature
        """Return the raw signature over `data`."""
        return self._keys.sign_raw(data)


class _DatedPdfSigner(PdfSigner):
    """Signs at the instant it is given, not at the one the process happens to have."""

    def __init__(
        self, metadata: PdfSignatureMetadata, cms: CmsSigner, *, at: datetime, authority: TimeStampAuthority | None
    ) -> None:
        super().__init__(metadata, cms, timestamper=authority)
        self._at = at

    def init_signing_session(self, *args: Any, **options: Any) -> PdfSigningSession:
        """Return the session, its clock set."""
        session = super().init_signing_session(*args, **options)
        session.system_time = self._at
        return session
