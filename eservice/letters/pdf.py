"""The letter as a file: PDF/A-3 and PDF/UA-1 at once, the same bytes for the same letter.

Rendering belongs to the worker: one process, one thread. The font configuration lives as long as the process; one
per document leaks a quarter of a megabyte a letter, and shared between threads it corrupts memory.
"""

import gc
import hashlib
import json
import threading
import warnings
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML, Attachment
from weasyprint.images import SVGImage
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from eservice.letters import page
from eservice.letters.content import LetterContent, Stamp

ASSETS = Path(__file__).parent / "assets"
MAX_HTML = 400_000
"""Characters of HTML a letter may have; the renderer cannot bound its own time."""

_ONE_AT_A_TIME = threading.Lock()
"""The font engine below is not made for two threads; the worker has one, a test may have more."""
_MEDIA = {".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".woff2": "font/woff2"}
_PICTURE = "data:image/png;base64,"


class TooLongError(ValueError):
    """The letter has more text than a letter may have."""


class OutsideAddressError(ValueError):
    """The page asks for something that the house does not ship."""


class Drawing:
    """A shipped drawing, the same in every letter: turned into drawing orders once for a size, then repeated."""

    def __init__(self, image: Any) -> None:
        self._image = image
        self._drawn: dict[tuple[float, float], tuple[list[Any], dict[str, Any]]] = {}

    def get_intrinsic_size(self, *asked: Any) -> Any:
        """Return width, height and their ratio."""
        return self._image.get_intrinsic_size(*asked)

    def draw(self, stream: Any, width: float, height: float, style: Any) -> None:
        """Draw on the page."""
        states = stream._resources["ExtGState"]  # noqa: SLF001 - what the orders name must be among the page's resources
        if (width, height) not in self._drawn:
            begun = len(stream.stream)
            self._image.draw(stream, width, height, style)
            orders = stream.stream[begun:]
            named = {order.split()[0][1:].decode() for order in orders if order.endswith(b" gs")}
            self._drawn[width, height] = orders, {name: states[name] for name in named}
        else:
            orders, named_states = self._drawn[width, height]
            stream.stream.extend(orders)
            states.update(named_states)


class ShippedFiles(URLFetcher):  # type: ignore[misc] # the library has no types
    """Serves the room's own asset folder and the picture of the code; anything else stops the letter, whatever it is.

    Nothing is opened to answer: there is no protocol by which this could reach a network or another file.
    """

    def __init__(self) -> None:
        super().__init__(allowed_protocols=[], allow_redirects=False, fail_on_errors=True)
        self.refused: list[str] = []
        """Kept, because the renderer draws pictures inside pictures without a word where they fail."""

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """Return an asset, or the picture that an address is itself."""
        try:
            return URLFetcherResponse(url, *self._shipped(url))
        except (ValueError, LookupError, OSError):
            self.refused.append(url[:120])
            raise

    def _shipped(self, url: str) -> tuple[bytes, dict[str, str]]:
        if url.startswith(_PICTURE):
            return b64decode(url.removeprefix(_PICTURE), validate=True), {"Content-Type": "image/png"}
        scheme, _, name = url.partition(":")
        if scheme != "asset":
            raise OutsideAddressError(url)
        return _asset(name), {"Content-Type": _MEDIA[Path(name).suffix]}


def render(content: LetterContent, stamp: Stamp) -> bytes:
    """Return the letter, unsigned, with its record embedded."""
    return _write(content, stamp)


def render_draft(content: LetterContent) -> bytes:
    """Return the preview: marked DRAF, without number, date or QR."""
    return _write(content, None)


def render_book(text: str) -> bytes:
    """Return a page of the house that is no letter, such as the register, as PDF/A-3a: own fonts, nothing fetched."""
    with _alone():
        sheet = CSS(string=_asset("book.css").decode(), font_config=_fonts(), url_fetcher=_fetcher(), base_url="asset:")
        book: bytes = HTML(string=text, url_fetcher=_fetcher(), base_url="asset:").write_pdf(
            stylesheets=[sheet], font_config=_fonts(), pdf_variant="pdf/a-3a", finisher=_finish
        )
    return book


def warm_up() -> None:
    """Load fonts and styles and keep them out of the garbage collector's way; call once in the worker."""
    _sheets("A4", specimen=True)
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 10, 3)


def _write(content: LetterContent, stamp: Stamp | None) -> bytes:
    text = page.html(content, stamp)
    if len(text) > MAX_HTML:
        raise TooLongError(len(text))
    images = dict(_images())
    with _alone():
        document: bytes = HTML(string=text, url_fetcher=_fetcher(), base_url="asset:").write_pdf(
            stylesheets=_sheets(content.paper, specimen=content.specimen),
            font_config=_fonts(),
            pdf_variant="pdf/a-3a",
            pdf_identifier=hashlib.sha256(text.encode()).digest()[:16],
            xmp_metadata=[BytesIO(_asset("pdfua.xml"))],
            attachments=[_record(content, stamp)] if stamp else None,
            cache=images,
            finisher=_finish,
        )
    for key, image in images.items():
        if "asset:" in str(key) and key not in _images():
            _images()[key] = Drawing(image) if isinstance(image, SVGImage) else image
    return document


@contextmanager
def _alone() -> Iterator[None]:
    """Draw one page at a time.

    Raises:
        OutsideAddressError: something was asked for that is not shipped; the renderer's own error for that would end
            the worker, and not every place of it raises one.
    """
    refused = _fetcher().refused
    with _ONE_AT_A_TIME, warnings.catch_warnings():
        # The renderer leaves its colour profile's file to the garbage collector.
        warnings.filterwarnings("ignore", message="unclosed file", category=ResourceWarning)
        refused.clear()
        try:
            yield
        except FatalURLFetchingError as error:
            raise OutsideAddressError(str(error)) from error
        if refused:
            raise OutsideAddressError(refused[0])


def _record(content: LetterContent, stamp: Stamp) -> Attachment:
    """Return the letter's fields as a file inside the PDF, for machines that receive it."""
    record = content.as_record() | {"numbers": list(stamp.numbers), "dated_on": stamp.dated_on.isoformat()}
    record |= {"code": stamp.code, "verify_url": stamp.verify_url}
    record |= {"log": {"size": stamp.log_size, "root": stamp.log_root, "salt": stamp.log_salt}}
    at = datetime.combine(stamp.dated_on, time(), UTC)
    return Attachment(
        string=json.dumps(record, ensure_ascii=False, sort_keys=True),
        name="surat.json",
        description="Isi surat untuk dibaca mesin",
        created=at,
        modified=at,
        relationship="Data",
    )


def _finish(document: Any, pdf: Any) -> None:
    """Mend what checkers of PDF/A and PDF/UA stumble over in the renderer's output."""
    for item in pdf.objects:
        extra = getattr(item, "extra", None)
        for holder in (item, extra):
            if isinstance(holder, dict):
                _drop_empty_resources(holder)
                _drop_empty_resources(holder.get("Resources"))
        if isinstance(extra, dict) and extra.get("Type") == "/Metadata":
            item.stream = [_one_rdf(b"".join(item.stream))]
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = list(dict.fromkeys(pdf.catalog["AF"]))


def _drop_empty_resources(resources: Any) -> None:
    if isinstance(resources, dict):
        for key in ("Pattern", "Shading", "XObject", "ExtGState", "Font"):
            if key in resources and isinstance(resources[key], dict) and not resources[key]:
                del resources[key]


def _one_rdf(xmp: bytes) -> bytes:
    """Merge the PDF/UA mark, with the schema PDF/A wants described, into the one rdf:RDF that XMP allows."""
    head, close, rest = xmp.partition(b"</rdf:RDF>")
    description = rest.partition(b"<rdf:RDF")[2].partition(b">")[2].partition(b"</rdf:RDF>")[0]
    return head + description + close + rest.partition(b"</rdf:RDF>")[2]


@cache
def _fonts() -> FontConfiguration:
    return FontConfiguration()


@cache
def _fetcher() -> ShippedFiles:
    return ShippedFiles()


@cache
def _asset(name: str) -> bytes:
    if "/" in name or name.startswith("."):
        raise ValueError(f"not an asset: {name}")
    return (ASSETS / name).read_bytes()


@cache
def _images() -> dict[str, Any]:
    return {}


@cache
def _sheets(paper: str, *, specimen: bool) -> list[CSS]:
    names = ["letter.css", *(["f4.css"] if paper == "F4" else []), *(["specimen.css"] if specimen else [])]
    return [
        CSS(string=_asset(name).decode(), font_config=_fonts(), url_fetcher=_fetcher(), base_url="asset:")
        for name in names
    ]
