"""Several photographs as one file: page after page, in the order in which they were taken.

A PDF that somebody sent stays as it is, and nothing is joined to it. One that was joined here is known by its bytes:
they are what its pages make again.
"""

import hashlib
import io
from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import BinaryIO

import pikepdf
from pikepdf import Array, Dictionary, Name

from eservice.kernel.crypto import vault
from eservice.kernel.errors import InvalidInputError
from eservice.kernel.ports import drivers
from eservice.uploads import queries
from eservice.uploads.actions import Prepared, must_be_taken, read_whole
from eservice.uploads.decoding import Made, MadePage, decode
from eservice.uploads.models import Upload
from eservice.uploads.rules import LIMITS, Refusal, UploadKind, kind_of, megabytes, shown_name
from eservice.uploads.scanning import is_clean
from eservice.uploads.sealing import sealed

_LONG_EDGE = 842.0
"""Of a page, in points: as an A4 sheet."""


def prepare_pages(
    photos: Sequence[tuple[BinaryIO | bytes, str]],
    *,
    after: str = "",
    without: Collection[int] = (),
    counting: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Prepared:
    """Make one file of photographs; call it before the transaction.

    Args:
        photos: what was sent, each with its name, in the order of the pages.
        after: token of the file whose pages come first.
        without: numbers of those pages that are left out, from 1.
        counting: as ``actions.prepare``.

    Raises:
        InvalidInputError: ``upload_not_photos``, one of them, or the file before, is no photograph; ``upload_no_page``,
            none is left; too many pages or too big together; else as ``actions.prepare``.
    """
    held = pages_of(queries.upload(after)) if after else ()
    if held is None:
        raise InvalidInputError("upload_not_photos", field="file")
    kept = [page for number, page in enumerate(held, start=1) if number not in without]
    count = len(kept) + len(photos)
    if not count:
        raise InvalidInputError("upload_no_page", field="file")
    if count > LIMITS.pages:
        raise InvalidInputError("upload_too_many_photos", field="file", pages=count, limit=LIMITS.pages)
    raws = [_photo(source, name) for source, name in photos]
    clean = [is_clean(raw) for raw in raws]
    for raw in raws:
        with counting():
            kept += decode(raw).pages
            _must_fit(sum(len(page.jpeg) for page in kept))
    made = joined(kept)
    _must_fit(len(made.data))
    came_as = vault().index(hashlib.sha256(made.data).hexdigest(), "uploads.came_as")
    name = queries.upload(after).original_name if after else shown_name(photos[0][1])
    return Prepared(came_as, name, sealed(made), made.data, all(clean) and drivers().scanner is not None)


def pages_of(upload: Upload) -> tuple[MadePage, ...] | None:
    """Return the photographs a file consists of; None for a PDF that somebody sent as one, and for what is kept back.

    What was joined here came as what is stored; almost no PDF that was sent did, and is not put together to see it.
    """
    if queries.hold_of(upload) is not None:
        return None
    if upload.kind is UploadKind.PDF and upload.came_as != vault().index(upload.sha256, "uploads.came_as"):
        return None
    pages = tuple(MadePage(queries.unsealed(one), one.width, one.height) for one in upload.pages)
    if upload.kind is UploadKind.PDF and hashlib.sha256(joined(pages).data).hexdigest() != upload.sha256:
        return None
    return pages


def joined(pages: Sequence[MadePage]) -> Made:
    """Return photographs as one file: a single one as it is, several as the pages of a PDF."""
    if len(pages) == 1:
        return Made(UploadKind.JPEG, pages[0].jpeg, tuple(pages))
    with pikepdf.new() as pdf:
        for page in pages:
            _add(pdf, page)
        written = io.BytesIO()
        pdf.save(written, deterministic_id=True)
    return Made(UploadKind.PDF, written.getvalue(), tuple(pages))


def _must_fit(size: int) -> None:
    """Refuse what is too big together as soon as it is, so that nobody has more decoded for nothing."""
    if size > LIMITS.size_bytes:
        facts = {"megabytes": megabytes(size), "limit": LIMITS.size_bytes // (1024 * 1024)}
        raise InvalidInputError(Refusal.TOO_BIG, field="file", **facts)


def _photo(source: BinaryIO | bytes, name: str) -> bytes:
    raw = read_whole(source)
    must_be_taken(raw, name)
    if kind_of(raw) is UploadKind.PDF:
        raise InvalidInputError("upload_not_photos", field="file")
    return raw


def _add(pdf: pikepdf.Pdf, page: MadePage) -> None:
    scale = _LONG_EDGE / max(page.width, page.height)
    width, height = round(page.width * scale, 2), round(page.height * scale, 2)
    picture = pdf.make_stream(
        page.jpeg,
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=page.width,
        Height=page.height,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )
    sheet = Dictionary(
        Type=Name.Page,
        MediaBox=Array([0, 0, width, height]),
        Resources=Dictionary(XObject=Dictionary(Photo=picture)),
        Contents=pdf.make_stream(f"q {width} 0 0 {height} 0 0 cm /Photo Do Q".encode()),
    )
    pdf.pages.append(pikepdf.Page(pdf.make_indirect(sheet)))
