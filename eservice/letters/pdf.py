"""The letter as a file: PDF/A-3 and PDF/UA-1 at once, the same bytes for the same letter.

Rendering belongs to the worker: one process, one thread. The font configuration lives as long as the process; one
per document leaks a quarter of a megabyte a letter, and shared between threads it corrupts memory.
"""

import gc
import hashlib
import json
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time
from functools import cache
from io import BytesIO
from typing import Any

from weasyprint import CSS, HTML, Attachment
from weasyprint.images import SVGImage
from weasyprint.urls import FatalURLFetchingError

from eservice.letters import page
from eservice.letters.content import LetterContent, Stamp
from eservice.letters.renderer import Drawing, OutsideAddressError, Page, asset, fetcher, fonts, sheet, write_once

MAX_HTML = 400_000
"""Characters of HTML a letter may have; the renderer cannot bound its own time."""

_ONE_AT_A_TIME = threading.Lock()
"""The font engine below is not made for two threads; the worker has one, a test may have more."""


class TooLongError(ValueError):
    """The letter has more text than a letter may have."""


def render(content: LetterContent, stamp: Stamp) -> bytes:
    """Return the letter, unsigned, with its record embedded."""
    return _write(content, stamp)


def render_draft(content: LetterContent) -> bytes:
    """Return the preview: marked DRAF, without number, date or QR."""
    return _write(content, None)


def render_book(text: str) -> bytes:
    """Return a page of the house that is no letter, such as the register, as PDF/A-3a: own fonts, nothing fetched."""
    with _alone():
        book: bytes = HTML(string=text, url_fetcher=fetcher(), base_url="asset:").write_pdf(
            stylesheets=[sheet("book.css")], font_config=fonts(), pdf_variant="pdf/a-3a", finisher=_finish
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
        document: bytes = Page(text).write_pdf(
            stylesheets=_sheets(content.paper, specimen=content.specimen),
            font_config=fonts(),
            pdf_variant="pdf/a-3a",
            pdf_identifier=hashlib.sha256(text.encode()).digest()[:16],
            xmp_metadata=[BytesIO(asset("pdfua.xml"))],
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
    refused = fetcher().refused
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
    write_once(pdf)


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
def _images() -> dict[str, Any]:
    return {}


def _sheets(paper: str, *, specimen: bool) -> list[CSS]:
    names = ["letter.css", *(["f4.css"] if paper == "F4" else []), *(["specimen.css"] if specimen else [])]
    return [sheet(name) for name in names]
