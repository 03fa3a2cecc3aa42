"""Ours, without and with a signature."""

from collections.abc import Callable
from pathlib import Path

from asn1crypto import pem, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

from eservice.letters import pdf, production
from eservice.letters.content import LetterContent, Stamp
from eservice.letters.kinds import Mode
from eservice.letters.pades import KeySigner, PadesSigner
from eservice.letters.seam import Signer
from eservice.letters.signing import LocalSigner
from eservice.letters.timestamps import TimeStampAuthority
from tests.letters.samples import SIGNED_AT

Letter = tuple[LetterContent, Stamp]
Draw = Callable[[Letter], bytes]


class RsaSigner(PadesSigner):
    """Signs as the house does, with the key that naive pyHanko is given too."""

    mode = Mode.LOCAL

    def __init__(self, folder: Path) -> None:
        super().__init__(None)
        key = serialization.load_pem_private_key((folder / "rsa.key").read_bytes(), password=None)
        if not isinstance(key, RSAPrivateKey):
            raise TypeError("the key of the comparison must be an RSA key")
        certificate = x509.Certificate.load(pem.unarmor((folder / "rsa.pem").read_bytes())[2])
        self._container = KeySigner(lambda data: key.sign(data, PKCS1v15(), hashes.SHA256()), certificate, [])

    def container(self) -> KeySigner:
        """Return what signs with the key."""
        return self._container

    def trusted_roots(self) -> list[bytes]:
        """Return nothing: nobody asks."""
        return []


def plain(_folder: Path) -> Draw:
    """Draw the tagged PDF/A-3a and PDF/UA-1, record embedded."""
    pdf.warm_up()
    return lambda letter: pdf.render(*letter)


def signed(folder: Path) -> Draw:
    """The same, signed with the RSA key of the comparison."""
    return _signed_by(RsaSigner(folder))


def signed_p256(folder: Path) -> Draw:
    """The same, signed with the demo's own key."""
    return _signed_by(LocalSigner(folder / "keys"))


def stamped(folder: Path) -> Draw:
    """The same, with the stamp of an authority, whose own work is not counted."""
    roots = [pem.unarmor((folder / "tsa" / "authority" / "ca.pem").read_bytes())[2]]
    authority = TimeStampAuthority((folder / "tsa.address").read_text(), roots=roots)
    return _signed_by(LocalSigner(folder / "keys", authority))


def _signed_by(signer: Signer) -> Draw:
    pdf.warm_up()
    return lambda letter: production.first_edition(*letter, signer=signer, at=SIGNED_AT)


def signature(folder: Path) -> Draw:
    """Sign alone, into the place prepared in a letter that is drawn already."""
    signer = RsaSigner(folder)
    prepared: list[bytes] = []

    def sign(letter: Letter) -> bytes:
        content, marked = letter
        if not prepared:
            prepared.append(signer.prepare(pdf.render(content, marked), ["Tanda tangan elektronik"]))
        return production.next_edition(prepared[0], content, place=0, signer=signer, at=SIGNED_AT)

    return sign
