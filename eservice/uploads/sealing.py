"""A file made anew, sealed for the store with a key of its own."""

import hashlib
from dataclasses import dataclass

from eservice.kernel.crypto import new_file_key, seal_file
from eservice.uploads import queries
from eservice.uploads.decoding import Made
from eservice.uploads.rules import UploadKind


@dataclass(frozen=True)
class StoredPart:
    """One sealed file, not yet in the store."""

    sealed: bytes
    sha256: str
    size: int
    key: str
    """Its own, to be stored sealed."""


@dataclass(frozen=True)
class PreparedPage:
    """One page's picture, sealed, and its size in pixels."""

    part: StoredPart
    width: int
    height: int


@dataclass(frozen=True)
class Fresh:
    """A file made anew and sealed."""

    kind: UploadKind
    part: StoredPart
    pages: tuple[PreparedPage, ...]


def sealed(made: Made) -> Fresh:
    """Return what was made anew, sealed for the store."""
    part = _part(made.data)
    pages = tuple(
        PreparedPage(part if page.jpeg is made.data else _part(page.jpeg), page.width, page.height)
        for page in made.pages
    )
    return Fresh(made.kind, part, pages)


def _part(data: bytes) -> StoredPart:
    sha256 = hashlib.sha256(data).hexdigest()
    key = new_file_key()
    return StoredPart(seal_file(key, data, queries.context(sha256)), sha256, len(data), key)
