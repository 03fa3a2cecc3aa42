"""WeasyPrint, ours and as its documentation's first page shows it, without and with a signature."""

from base64 import b64encode
from collections.abc import Callable
from functools import partial
from io import BytesIO
from pathlib import Path

from asn1crypto import pem, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from bench.peers import said
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


def ours(_folder: Path) -> Draw:
    """Draw the tagged PDF/A-3a and PDF/UA-1, record embedded."""
    pdf.warm_up()
    return lambda letter: pdf.render(*letter)


def ours_signed(folder: Path) -> Draw:
    """The same, signed with the RSA key of the comparison."""
    return _signed_by(RsaSigner(folder))


def ours_p256(folder: Path) -> Draw:
    """The same, signed with the demo's own key."""
    return _signed_by(LocalSigner(folder / "keys"))


def ours_stamped(folder: Path) -> Draw:
    """The same, with the stamp of an authority, whose own work is not counted."""
    roots = [pem.unarmor((folder / "tsa" / "authority" / "ca.pem").read_bytes())[2]]
    authority = TimeStampAuthority((folder / "tsa.address").read_text(), roots=roots)
    return _signed_by(LocalSigner(folder / "keys", authority))


def _signed_by(signer: Signer) -> Draw:
    pdf.warm_up()
    return lambda letter: production.first_edition(*letter, signer=signer, at=SIGNED_AT)


def our_signature(folder: Path) -> Draw:
    """Sign alone, into the place prepared in a letter that is drawn already."""
    signer = RsaSigner(folder)
    prepared: dict[str, bytes] = {}

    def sign(letter: Letter) -> bytes:
        content, marked = letter
        if marked.verify_url not in prepared:
            prepared[marked.verify_url] = signer.prepare(pdf.render(content, marked), ["Tanda tangan elektronik"])
        return production.next_edition(prepared[marked.verify_url], content, place=0, signer=signer, at=SIGNED_AT)

    return sign


def naive(folder: Path) -> Draw:
    """Draw without tags and PDF/A: styles as a string, fonts set up and everything read anew each time."""
    return partial(_naively, folder)


def naive_signed(folder: Path) -> Draw:
    """The same, signed as pyHanko's first example does it; the key is loaded once."""
    signer = SimpleSigner.load(str(folder / "rsa.key"), str(folder / "rsa.pem"))
    return lambda letter: _signed_by_default(_naively(folder, letter), signer)


def default_signature(folder: Path) -> Draw:
    """Sign alone, as pyHanko's first example does it."""
    signer = SimpleSigner.load(str(folder / "rsa.key"), str(folder / "rsa.pem"))
    drawn: dict[str, bytes] = {}

    def sign(letter: Letter) -> bytes:
        url = letter[1].verify_url
        if url not in drawn:
            drawn[url] = _naively(folder, letter)
        return _signed_by_default(drawn[url], signer)

    return sign


def _signed_by_default(file: bytes, signer: SimpleSigner) -> bytes:
    metadata = PdfSignatureMetadata(field_name="Signature1")
    signed: bytes = sign_pdf(IncrementalPdfFileWriter(BytesIO(file)), metadata, signer=signer).getvalue()
    return signed


def _naively(folder: Path, letter: Letter) -> bytes:
    told = said.said(*letter)
    qr = f"data:image/png;base64,{b64encode(said.qr_picture(told.qr)).decode()}"
    fonts = FontConfiguration()
    css = CSS(string=said.CSS, font_config=fonts)
    text = said.page_html(told, emblem=(folder / "emblem.png").as_uri(), qr=qr)
    drawn: bytes = HTML(string=text).write_pdf(stylesheets=[css], font_config=fonts)
    return drawn
