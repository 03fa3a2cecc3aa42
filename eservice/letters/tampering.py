"""What was done to a file that is not as it was issued; ``python -m eservice.letters.tampering`` says it, confined.

Told a stranger's file alone, it answers which letter the file says it is. Told the issued file besides, it compares the
two and names what it finds; nothing it says makes a file good.
"""

import hashlib
import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from io import BytesIO
from itertools import islice
from typing import Any

import pikepdf

from eservice.kernel.confined import Confines, lock

CONFINES = Confines(memory_bytes=768 * 1024 * 1024, cpu_seconds=4, wall_seconds=8, answer_bytes=120)
NOTHING = "-"
"""The answer where there is none to give: no letter, or no kind of change."""

_BROKEN = (pikepdf.PdfError, ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, RuntimeError)
"""What the library lets out of files that are not quite PDF."""
_ADDRESS = re.compile(r"/v/([A-Z0-9]{10,40})\Z")
_BYTE_RANGE = re.compile(rb"/ByteRange\s{0,9}\[\s{0,9}0\s{1,9}(\d{1,9})\s{1,9}(\d{1,9})\s{1,9}(\d{1,9})\s{0,9}\]")
_END_MARK, _END_LENGTH = b"%%EOF", 1024
_DESCRIBED = re.compile(rb"<dc:\w+>.{0,2000}?</dc:\w+>", re.DOTALL)
_RECORD, _RECORD_LENGTH = "surat.json", 200_000
_DEPTH, _FIELDS = 60, 100
_NOT_DRAWN = {"/Parent", "/Annots", "/Contents", "/StructParents", "/Tabs"}
_NOT_SAID = {"/Length", "/Filter", "/DecodeParms", "/P", "/Parent", "/StructParent", "/StructParents", "/Popup"}
_WRITERS_OWN = {"/ModDate", "/Producer"}
"""What every program that saves a file writes anew."""


class Tampering(StrEnum):
    """What was done to a file; closed: what fits none of them is 'changed' and nothing more."""

    CUT = "cut"
    APPENDED = "appended"
    """After the last signature."""
    STRIPPED = "stripped"
    """A signature of ours is no longer in it."""
    PAGES = "pages"
    """Swapped, inserted or taken out."""
    OVERLAY = "overlay"
    """Drawn over a page, whose own drawing is still there."""
    ANNOTATED = "annotated"
    METADATA = "metadata"
    """Title, author, description or the record for machines."""
    SIGNED_PART = "signed_part"
    """What the signature covers is no longer what it was."""


def main() -> None:
    """Read standard input, lock the process, write the answer.

    What is read: a line of JSON with the size of the issued file, 0 for none; that file; and the stranger's.
    """
    told = sys.stdin.buffer.read()
    lock(CONFINES)
    head, _, rest = told.partition(b"\n")
    size = json.loads(head)
    answer = " ".join(named(rest[size:], rest[:size])) if size else claimed(rest)
    sys.stdout.write(answer or NOTHING)


def claimed(data: bytes) -> str:
    """Return the token of the letter that a file says it is, by the record inside it; empty where it says none.

    A claim and no proof. Only in a process of its own (``main``).
    """
    try:
        with pikepdf.open(BytesIO(data)) as file:
            record = file.attachments[_RECORD].get_file().read_bytes()
        address = json.loads(record)["verify_url"] if len(record) <= _RECORD_LENGTH else ""
        found = _ADDRESS.search(address)
    except _BROKEN:
        return ""
    return found[1] if found else ""


def named(data: bytes, issued: bytes) -> list[Tampering]:
    """Return what makes a file differ from the one that was issued, at least one thing.

    Only in a process of its own (``main``): a small file can ask for months of work.
    """
    if issued.startswith(data):
        return [Tampering.CUT]
    found = [Tampering.APPENDED] if data.startswith(issued) else []
    if len(data) == len(issued):
        return [Tampering.SIGNED_PART]
    try:
        with pikepdf.open(BytesIO(data)) as theirs, pikepdf.open(BytesIO(issued)) as ours:
            found += _differences(theirs, ours)
    except _BROKEN:
        found = found or _in_bytes(data)
    return list(dict.fromkeys(found)) or [Tampering.SIGNED_PART]


def seen_in_bytes(data: bytes) -> list[Tampering]:
    """Return what can be seen of a file without opening it as a PDF, where nobody knows what was issued."""
    return _in_bytes(data) if data.startswith(b"%PDF-") else []


def _in_bytes(data: bytes) -> list[Tampering]:
    ranges = [(int(first), int(start), int(more)) for first, start, more in islice(_BYTE_RANGE.findall(data), _FIELDS)]
    first, start, more = max(ranges, key=lambda one: one[1] + one[2], default=(0, 0, 0))
    if _END_MARK not in data[-_END_LENGTH:] or start + more > len(data):
        return [Tampering.CUT]
    if not ranges:
        return []
    still_there = data[first : first + 1] == b"<" and data[start - 1 : start] == b">"
    return [Tampering.APPENDED if still_there and start + more < len(data) else Tampering.SIGNED_PART]


def _differences(theirs: pikepdf.Pdf, ours: pikepdf.Pdf) -> Iterator[Tampering]:
    if not set(_signatures(ours)) <= set(_signatures(theirs)):
        yield Tampering.STRIPPED
    yield from _on_the_pages(list(theirs.pages), list(ours.pages))
    said, known = _said_about(theirs), _said_about(ours)
    if said != known:
        yield Tampering.METADATA


def _signatures(file: pikepdf.Pdf) -> list[bytes]:
    fields = file.Root.get("/AcroForm", pikepdf.Dictionary()).get("/Fields", pikepdf.Array())
    signed = [one.V for one in islice(_each(fields), _FIELDS) if one.get("/FT") == "/Sig" and "/V" in one]
    return [bytes(one.get("/Contents", b"")) for one in signed if one.get("/Type") != "/DocTimeStamp"]


def _on_the_pages(theirs: Sequence[pikepdf.Page], ours: Sequence[pikepdf.Page]) -> Iterator[Tampering]:
    drawn, known = [_drawing(one) for one in theirs], [_drawing(one) for one in ours]
    frames, framed = [_frame(one) for one in theirs], [_frame(one) for one in ours]
    if len(drawn) != len(known) or (drawn != known and Counter(drawn) == Counter(known)):
        yield Tampering.PAGES
    else:
        for now, before, around, before_around in zip(drawn, known, frames, framed, strict=True):
            if now != before:
                yield _redrawn(now, before)
            elif around != before_around:
                yield Tampering.SIGNED_PART
    if Counter(_notes(theirs)) != Counter(_notes(ours)):
        yield Tampering.ANNOTATED


def _redrawn(now: bytes, before: bytes) -> Tampering:
    """Tell whether something was laid over a page, or another page put in its place, or its own drawing changed."""
    if before.strip() in now:
        return Tampering.OVERLAY
    lines = set(before.splitlines())
    left = len(lines & set(now.splitlines()))
    return Tampering.SIGNED_PART if left * 2 >= len(lines) else Tampering.PAGES


def _drawing(page: pikepdf.Page) -> bytes:
    contents = page.obj.get("/Contents", pikepdf.Array())
    parts = contents if isinstance(contents, pikepdf.Array) else [contents]
    return b"\n".join(one.read_bytes() for one in _each(parts))


def _frame(page: pikepdf.Page) -> bytes:
    """Return a digest of what a page draws with, and of its edges."""
    return b"".join(_digest(key, value) for key, value in sorted(page.obj.items()) if key not in _NOT_DRAWN)


def _notes(pages: Iterable[pikepdf.Page]) -> Iterator[bytes]:
    """Return what is laid upon the pages besides places for signatures."""
    for page in pages:
        for one in _each(page.obj.get("/Annots", pikepdf.Array())):
            if one.get("/FT") != "/Sig":
                yield _digest("", one)


def _said_about(file: pikepdf.Pdf) -> list[object]:
    """Return what a file says about itself, but for who wrote it last."""
    told = sorted((key, str(value)) for key, value in file.docinfo.items() if key not in _WRITERS_OWN)
    described = _DESCRIBED.findall(file.Root.Metadata.read_bytes()) if "/Metadata" in file.Root else []
    files = sorted((name, file.attachments[name].get_file().read_bytes()) for name in islice(file.attachments, 20))
    return [told, described, files]


def _each(found: Any) -> Iterator[Any]:
    """Return the dictionaries and streams of a list, whatever else is in it."""
    return (one for one in found if isinstance(one, pikepdf.Dictionary | pikepdf.Stream))


def _digest(key: str, value: Any, *, known: dict[tuple[int, int], bytes] | None = None, depth: int = 0) -> bytes:
    """Return a digest of an object and all it leads to, the same wherever the objects lie in their file."""
    known = {} if known is None else known
    if depth > _DEPTH:
        raise RecursionError
    place = value.objgen if isinstance(value, pikepdf.Object) and value.is_indirect else (0, 0)
    if place in known:
        return known[place]
    if place != (0, 0):
        known[place] = b"again"
    seen = hashlib.sha256(key.encode())
    if isinstance(value, pikepdf.Array):
        parts = [_digest("", one, known=known, depth=depth + 1) for one in value]
    elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        inner = [(name, value[name]) for name in sorted(value.keys()) if name not in _NOT_SAID]
        is_page = value.get("/Type") == "/Page"
        parts = [] if is_page else [_digest(name, one, known=known, depth=depth + 1) for name, one in inner]
        parts += [_streamed(value)] if isinstance(value, pikepdf.Stream) else []
    else:
        parts = [repr(value).encode()]
    for part in parts:
        seen.update(hashlib.sha256(part).digest())
    if place != (0, 0):
        known[place] = seen.digest()
    return seen.digest()


def _streamed(stream: pikepdf.Stream) -> bytes:
    try:
        return stream.read_bytes()
    except pikepdf.PdfError:
        return stream.read_raw_bytes()


if __name__ == "__main__":
    main()
