"""The signers of an installation: a demo key, pens, a key in hardware, or BSrE; ``seam`` says what each does."""

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

from asn1crypto import pem, x509
from pyhanko.pdf_utils.reader import PdfFileReader

from eservice.config import Settings, SettingsError, is_loopback
from eservice.kernel.errors import IllegalStepError
from eservice.letters.answers import Answers
from eservice.letters.bsre import BsreSigner
from eservice.letters.esign import Account, EsignService
from eservice.letters.examine import is_whole
from eservice.letters.hsm import Token, token_address
from eservice.letters.keys import local_key, trusted_roots
from eservice.letters.kinds import Mode
from eservice.letters.pades import KeySigner, PadesSigner
from eservice.letters.seam import Signer, SignerAwayError, SigningAct
from eservice.letters.timestamps import TimeStampAuthority


class LocalSigner(PadesSigner):
    """Signs with the demo's own key; the letter says that it is not certified."""

    mode = Mode.LOCAL

    def __init__(self, folder: Path, authority: TimeStampAuthority | None = None) -> None:
        super().__init__(authority)
        self.folder = folder

    def container(self) -> KeySigner:
        """Return what signs with the demo's key, made on first use."""
        return self._container

    def trusted_roots(self) -> list[bytes]:
        """Return the demo's own root, and those of the authority that stamps the time."""
        return trusted_roots(self.folder) + self.stamp_roots()

    @cached_property
    def _container(self) -> KeySigner:
        keys = local_key(self.folder)
        return KeySigner(keys.sign_raw, x509.Certificate.load(keys.certificate), [x509.Certificate.load(keys.root)])


class TokenSigner(PadesSigner):
    """Signs with the city's own certificate, whose key lies in hardware."""

    mode = Mode.PKCS11

    def __init__(
        self,
        token: Token,
        authority: TimeStampAuthority | None,
        *,
        roots: Sequence[bytes],
        earlier: Sequence[bytes] = (),
    ) -> None:
        super().__init__(authority)
        self._token = token
        self._roots, self._earlier = list(roots), list(earlier)
        self._is_known = False
        self._laid: tuple[x509.Certificate, KeySigner] | None = None

    def container(self) -> KeySigner:
        """Return what signs with the token's key; laid anew where the token was opened anew."""
        key = self._token.key()
        if self._laid is None or self._laid[0] is not key.certificate:
            self._laid = key.certificate, KeySigner(self._token.sign_raw, key.certificate, key.others)
        return self._laid[1]

    def sign(self, pdf: bytes, act: SigningAct, *, at: datetime) -> bytes:
        """Return the file signed in one place; the first one of a process is checked before it is believed.

        Raises:
            SignerAwayError: the token does not answer, or holds a certificate under no root that is trusted.
            SigningRefusedError: the PIN is wrong.
        """
        signed = super().sign(pdf, act, at=at)
        if not self._is_known:
            signatures = PdfFileReader(BytesIO(signed)).embedded_signatures
            if not is_whole(signatures, self._roots):
                raise SignerAwayError("signer_wrong_certificate")
            self._is_known = True
        return signed

    def trusted_roots(self) -> list[bytes]:
        """Return the roots the installation was told to trust, and those of what it signed before."""
        return self._roots + self._earlier


class HandSigner:
    """Signs nothing: the letter is printed, signed and stamped by hand, and the scan recorded."""

    mode, stamps = Mode.WET, False

    def __init__(self, folder: Path, authority: TimeStampAuthority | None = None) -> None:
        self.folder = folder
        self.authority = authority
        """For the archive: letters signed by key before keep their stamps fresh."""

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
        """Return the roots of signatures made before the office changed to signing by hand, and of their stamps."""
        return trusted_roots(self.folder) + (self.authority.roots if self.authority else [])


def signer_for(settings: Settings) -> Signer:
    """Return the signer of an installation: `SIGNER_URL` is `local`, `basah`, `pkcs11:…` or `bsre:https://…`.

    Raises:
        SettingsError: the address names a signer that this version does not have, or one that lacks something.
    """
    folder = settings.instance_path / "keys"
    kind, _, address = settings.signer_url.partition(":")
    if settings.signer_url == Mode.LOCAL:
        return LocalSigner(folder, _authority(settings))
    if settings.signer_url == Mode.WET:
        return HandSigner(folder, _authority(settings))
    if kind == Mode.PKCS11:
        token = Token(token_address(settings.signer_url), settings.signer_secret)
        roots, earlier = _told_roots(settings), trusted_roots(folder)
        return TokenSigner(token, _authority(settings), roots=roots, earlier=earlier)
    if kind == Mode.BSRE:
        answers = Answers(settings.instance_path / "answers")
        service, roots = _esign(address, settings), _told_roots(settings)
        earlier = trusted_roots(folder)
        return BsreSigner(service, answers, roots=roots, earlier=earlier, authority=_authority(settings))
    raise SettingsError(
        f"SIGNER_URL must be local (demo and pilot), basah, pkcs11:… or bsre:https://…, not {settings.signer_url!r}"
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
