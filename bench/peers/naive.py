"""WeasyPrint and pyHanko as the first pages of their documentation show them."""

from base64 import b64encode
from functools import partial
from io import BytesIO
from pathlib import Path

from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.sign.signers import PdfSignatureMetadata, SimpleSigner, sign_pdf
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from bench.peers import said
from bench.peers.said import Draw, Said


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
    drawn: list[bytes] = []

    def sign(letter: Said) -> bytes:
        if not drawn:
            drawn.append(_naively(folder, letter))
        return _signed_by_default(drawn[0], signer)

    return sign


def _signed_by_default(file: bytes, signer: SimpleSigner) -> bytes:
    metadata = PdfSignatureMetadata(field_name="Signature1")
    signed: bytes = sign_pdf(IncrementalPdfFileWriter(BytesIO(file)), metadata, signer=signer).getvalue()
    return signed


def _naively(folder: Path, letter: Said) -> bytes:
    qr = f"data:image/png;base64,{b64encode(said.qr_picture(letter.qr)).decode()}"
    fonts = FontConfiguration()
    css = CSS(string=said.CSS, font_config=fonts)
    text = said.page_html(letter, emblem=(folder / "emblem.png").as_uri(), qr=qr)
    drawn: bytes = HTML(string=text).write_pdf(stylesheets=[css], font_config=fonts)
    return drawn
