"""The decoding process: ``python -m eservice.uploads.decode`` reads one file and writes what it made of it.

It runs with little memory and time, without secrets in its environment, and from the first byte read it can open
nothing more: no file, no socket, no process. Standard input is the file; standard output is one line of JSON and
the pictures and PDF it speaks of, one after the other.
"""

import importlib
import io
import json
import sys
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdfium2
from pikepdf import sanitize
from PIL import Image, ImageFile, ImageOps

from eservice.kernel.confined import lock
from eservice.uploads.decoding import CONFINES
from eservice.uploads.rules import LIMITS, Refusal, UploadKind, fitted, kind_of

_CLEANING = (
    sanitize.remove_javascript,
    sanitize.remove_external_access,
    sanitize.remove_attachments,
    sanitize.remove_multimedia,
    sanitize.remove_collection,
    sanitize.remove_web_capture,
    sanitize.remove_private_app_data,
    sanitize.remove_thumbnails,
    sanitize.remove_search_index,
)


class RefusedError(Exception):
    """The file is not taken; ``facts`` fill in the sentence."""

    def __init__(self, why: Refusal, **facts: int) -> None:
        super().__init__(why)
        self.why, self.facts = why, facts


@dataclass(frozen=True)
class Picture:
    """A JPEG and its size in pixels."""

    jpeg: bytes
    width: int
    height: int


def main() -> None:
    """Read standard input, lock the process, decode, write the answer."""
    _load_decoders()
    data = sys.stdin.buffer.read()
    lock(CONFINES)
    try:
        answer, parts = _made(data)
    except RefusedError as refused:
        answer, parts = {"refused": refused.why, "facts": refused.facts}, []
    sys.stdout.buffer.write(json.dumps(answer).encode() + b"\n")
    for part in parts:
        sys.stdout.buffer.write(part)


def picture(data: bytes) -> Picture:
    """Return the photo drawn again: upright, first frame, RGB, no hidden data, at most ``LIMITS.long_edge``.

    Raises:
        RefusedError: too many pixels, or it cannot be decoded whole.
    """
    Image.MAX_IMAGE_PIXELS = LIMITS.pixels
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    try:
        with Image.open(io.BytesIO(data), formats=("JPEG", "PNG")) as opened:
            if opened.width * opened.height > LIMITS.pixels:
                raise RefusedError(Refusal.TOO_MANY_PIXELS, limit=LIMITS.pixels // 1_000_000)
            opened.draft("RGB", (LIMITS.long_edge, LIMITS.long_edge))
            opened.load()
            upright = ImageOps.exif_transpose(opened)
            size = fitted(upright.width, upright.height, LIMITS.long_edge)
            return _jpeg(_on_white(upright.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise RefusedError(Refusal.TOO_MANY_PIXELS, limit=LIMITS.pixels // 1_000_000) from error
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, IndexError, EOFError, MemoryError) as error:
        raise RefusedError(Refusal.CANNOT_BE_OPENED) from error


def pages(data: bytes) -> tuple[bytes, list[Picture]]:
    """Return a PDF cleaned and saved again, with a picture of each page.

    Raises:
        RefusedError: it is locked, too long, empty of pages, or cannot be read.
    """
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            if not 1 <= len(pdf.pages) <= LIMITS.pages:
                why = Refusal.TOO_MANY_PAGES if len(pdf.pages) else Refusal.CANNOT_BE_OPENED
                raise RefusedError(why, pages=len(pdf.pages), limit=LIMITS.pages)
            cleaned = _cleaned(pdf)
    except pikepdf.PasswordError as error:
        raise RefusedError(Refusal.LOCKED) from error
    except (pikepdf.PdfError, ValueError, KeyError, TypeError, IndexError, MemoryError) as error:
        raise RefusedError(Refusal.CANNOT_BE_OPENED) from error
    return cleaned, _rasterised(cleaned)


def _load_decoders() -> None:
    """Load what Pillow loads at first use otherwise, when no file can be opened any more."""
    Image.preinit()
    for module in ("PIL.MpoImagePlugin", "PIL.TiffImagePlugin"):  # for two frames in a JPEG, and for EXIF
        importlib.import_module(module)


def _made(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    kind = kind_of(data)
    if kind is None:
        raise RefusedError(Refusal.WRONG_KIND)
    if kind is UploadKind.PDF:
        pdf, drawn = pages(data)
        sizes = [(page.width, page.height, len(page.jpeg)) for page in drawn]
        return {"kind": UploadKind.PDF, "size": len(pdf), "pages": sizes}, [pdf, *(page.jpeg for page in drawn)]
    photo = picture(data)
    sizes = [(photo.width, photo.height, len(photo.jpeg))]
    return {"kind": UploadKind.JPEG, "size": 0, "pages": sizes}, [photo.jpeg]


def _on_white(image: Image.Image) -> Image.Image:
    """Return the picture in RGB; what was transparent is white, as paper is."""
    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        layered = image.convert("RGBA")
        paper = Image.new("RGB", layered.size, "white")
        paper.paste(layered, mask=layered.getchannel("A"))
        return paper
    return image.convert("RGB")


def _jpeg(image: Image.Image) -> Picture:
    written = io.BytesIO()
    image.info = {}
    image.save(written, "JPEG", quality=LIMITS.jpeg_quality, progressive=True, optimize=False)
    return Picture(written.getvalue(), *image.size)


def _cleaned(pdf: pikepdf.Pdf) -> bytes:
    for clean in _CLEANING:
        clean(pdf)
    for key in ("/OpenAction", "/AA", "/Metadata", "/AcroForm"):
        if key in pdf.Root:
            del pdf.Root[key]
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    written = io.BytesIO()
    pdf.save(written, encryption=False, deterministic_id=True)
    return written.getvalue()


def _rasterised(pdf: bytes) -> list[Picture]:
    try:
        document = pypdfium2.PdfDocument(pdf)
        return [_drawn(document[number]) for number in range(len(document))]
    except (pypdfium2.PdfiumError, ValueError, MemoryError, OSError) as error:
        raise RefusedError(Refusal.CANNOT_BE_OPENED) from error


def _drawn(page: Any) -> Picture:
    width, height = page.get_size()
    scale = LIMITS.preview_edge / max(width, height, 1.0)
    return _jpeg(page.render(scale=scale, draw_annots=False).to_pil().convert("RGB"))


if __name__ == "__main__":
    main()
