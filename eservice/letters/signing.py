"""Signatures in the file. The seam is narrow: bytes in, raw signature out; a card or BSrE fits behind it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

from asn1crypto import x509
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers.pdf_cms import Signer as CmsSigner
from pyhanko.sign.signers.pdf_signer import PdfSignatureMetadata, PdfSigner, PdfSigningSession
from pyhanko_certvalidator.registry import SimpleCertificateStore

from eservice.config import Settings, SettingsError
from eservice.kernel.clock import wib
from eservice.kernel.errors import IllegalStepError
from eservice.letters.fields import field_name, place_fields
from eservice.letters.keys import KeyPair, local_key, trusted_roots
from eservice.letters.kinds import Mode

BYTES_RESERVED = 8192
"""Room for the signature in the file, in hexadecimal digits; given, so that nothing is signed twice to measure it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningAct:
    """One signature: which place of how many, by whom, for what."""

    place: int
    of: int
    name: str
    position: str
    city: str

    @property
    def is_last(self) -> bool:
        """Whether nobody signs after this one."""
        return self.place == self.of - 1


class Signer(Protocol):
    """Signs files in the places laid by `prepare`."""

    mode: Mode

    def prepare(self, pdf: bytes, labels: Sequence[str]) -> bytes:
        """Return the file with a signature field per place."""

    def sign(self, pdf: bytes, act: SigningAct, *, at: datetime) -> bytes:
        """Return the file with one more signature. Raises IllegalStepError where this signer cannot."""

    def trusted_roots(self) -> list[bytes]:
        """Return the certificates, DER, under which a signature counts as this installation's."""


class LocalSigner:
    """Signs with the demo's own key; the letter says that it is not certified."""

    mode = Mode.LOCAL

    def __init__(self, folder: Path) -> None:
        self.folder = folder

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
            reason=f"Ditandatangani selaku {act.position}",
            location=act.city,
            certify=act.place == 0,
            docmdp_permissions=MDPPerm.NO_CHANGES if act.is_last else MDPPerm.FILL_FORMS,
            subfilter=SigSeedSubFilter.PADES,
            md_algorithm="sha256",
        )
        writer = IncrementalPdfFileWriter(BytesIO(pdf))
        signer = _DatedPdfSigner(metadata, self._cms, at=wib(at))
        out: BytesIO = signer.sign_pdf(writer, existing_fields_only=True, bytes_reserved=BYTES_RESERVED)
        return out.getvalue()

    def trusted_roots(self) -> list[bytes]:
        """Return the demo's own root."""
        return trusted_roots(self.folder)

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
    """Return the signer of an installation: `SIGNER_URL` is `local` or `basah`.

    Raises:
        SettingsError: the address names a signer that this version does not have.
    """
    folder = settings.instance_path / "keys"
    if settings.signer_url == Mode.LOCAL:
        return LocalSigner(folder)
    if settings.signer_url == Mode.WET:
        return HandSigner(folder)
    raise SettingsError(f"SIGNER_URL must be local (demo and pilot) or basah, not {settings.signer_url!r}")


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

    def __init__(self, metadata: PdfSignatureMetadata, cms: CmsSigner, *, at: datetime) -> None:
        super().__init__(metadata, cms)
        self._at = at

    def init_signing_session(self, *args: Any, **options: Any) -> PdfSigningSession:
        """Return the session, its clock set."""
        session = super().init_signing_session(*args, **options)
        session.system_time = self._at
        return session
