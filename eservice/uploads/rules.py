"""What may come in: kinds, names and limits. Pure, and read by the decoding process too."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import PurePath


class UploadKind(StrEnum):
    """What kind of file it is; a PNG that came in is stored as JPEG."""

    JPEG = "jpeg"
    PNG = "png"
    PDF = "pdf"


class Refusal(StrEnum):
    """Why a file is not taken."""

    EMPTY = "upload_empty"
    TOO_BIG = "upload_too_big"
    WRONG_KIND = "upload_wrong_kind"
    CANNOT_BE_OPENED = "upload_cannot_be_opened"
    LOCKED = "upload_locked"
    TOO_MANY_PAGES = "upload_too_many_pages"
    TOO_MANY_PIXELS = "upload_too_many_pixels"
    INFECTED = "upload_infected"


class Hold(StrEnum):
    """Why a file that is stored is shown to nobody."""

    WAITING = "waiting"
    INFECTED = "infected"


@dataclass(frozen=True)
class Limits:
    """How much of a file is taken."""

    size_bytes: int = 10 * 1024 * 1024
    pixels: int = 40_000_000
    pages: int = 10
    at_once: int = 20
    """Files of one page of a form, each photograph a file: every one is decoded while somebody waits."""
    long_edge: int = 2400
    """Longest side of a stored photo, in pixels."""
    preview_edge: int = 1600
    """Longest side of a picture of a PDF page, in pixels."""
    jpeg_quality: int = 85


LIMITS = Limits()

SHEET_SHORT_EDGE = 600
"""Short side in pixels of a picture of a whole sheet that can still be read: about 70 dots per inch."""


@dataclass(frozen=True, slots=True)
class Ration:
    """How much may be sent within a time; what was deleted since counts too. Or in all."""

    files: int
    size_bytes: int
    window: timedelta | None
    """None: what is kept now, whenever it came."""


PER_OWNER = Ration(files=60, size_bytes=200 * 1024 * 1024, window=timedelta(days=1))
"""Of one draft without an account, or of one account: several requests with every paper sent twice."""
KEPT_BY_OWNER = Ration(files=600, size_bytes=1024 * 1024 * 1024, window=None)
"""Of one account or draft in all: some dozens of requests with all their papers."""
PER_NETWORK = Ration(files=300, size_bytes=1024 * 1024 * 1024, window=timedelta(hours=1))
"""Of everybody without an account behind one address: a mobile carrier puts many people there."""

MEDIA_TYPES = {UploadKind.JPEG: "image/jpeg", UploadKind.PNG: "image/png", UploadKind.PDF: "application/pdf"}
ENDINGS = frozenset({"", ".jpg", ".jpeg", ".jfif", ".png", ".pdf"})
"""Endings of names that are taken; some phones send none at all."""

ACCEPT = "image/jpeg,image/png,application/pdf,.jpg,.jpeg,.png,.pdf"
"""For the ``accept`` attribute of a file field."""

_BEGINNINGS = (
    (b"\xff\xd8\xff", UploadKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", UploadKind.PNG),
    (b"%PDF-", UploadKind.PDF),
)
_NAME_LENGTH = 120
_FORBIDDEN_IN_NAMES = re.compile(r'[<>:"/\\|?*]')


def kind_of(data: bytes) -> UploadKind | None:
    """Return what a file is by its first bytes, whatever its name says; None for what is not taken."""
    return next((kind for beginning, kind in _BEGINNINGS if data.startswith(beginning)), None)


def ending_is_taken(filename: str) -> bool:
    """Tell whether the ending of a name is one of those taken."""
    return PurePath(shown_name(filename)).suffix.lower() in ENDINGS


def shown_name(filename: str) -> str:
    """Return a file's name as it may be shown: no folders, no control characters, not too long."""
    last = filename.replace("\\", "/").rsplit("/", 1)[-1]
    visible = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    clean = _FORBIDDEN_IN_NAMES.sub("_", visible).strip(" .")
    stem, ending = PurePath(clean).stem, PurePath(clean).suffix
    return f"{stem[: _NAME_LENGTH - len(ending)]}{ending[:10]}"


def megabytes(size: int) -> str:
    """Return a size in megabytes with one decimal, as Indonesian writes it: ``4,8``."""
    return f"{size / (1024 * 1024):.1f}".replace(".", ",")


def fitted(width: int, height: int, edge: int) -> tuple[int, int]:
    """Return the size that fits a picture into a square of ``edge`` without enlarging it."""
    scale = min(1.0, edge / max(width, height))
    return max(1, round(width * scale)), max(1, round(height * scale))
