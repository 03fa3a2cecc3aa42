"""What the signatures of a file say; ``python -m eservice.letters.examine`` says it of a stranger's file, confined."""

import json
import sys
import zlib
from collections.abc import Sequence
from enum import StrEnum
from io import BytesIO
from typing import TypeAlias

from asn1crypto import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.diff_analysis import ModificationLevel
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import DocumentTimestampStatus, PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from eservice.kernel.confined import Confines, lock

MAX_SIGNATURES = 40
"""Two officials, and a stamp for each of many years in the archive."""
CONFINES = Confines(memory_bytes=768 * 1024 * 1024, cpu_seconds=6, wall_seconds=12, answer_bytes=40, open_files=32)
"""The library checks a signature in an event loop, which opens a few."""

BROKEN = (
    *(SignatureValidationError, SigningError, PdfError, zlib.error),
    *(ValueError, KeyError, TypeError, IndexError, AttributeError, RecursionError, NotImplementedError, AssertionError),
)
"""What the library lets out of files that are not quite PDF; each was met with single bits turned over."""


class FileVerdict(StrEnum):
    """What a file handed in turns out to be."""

    REGISTERED = "registered"
    CHANGED = "changed"
    UNSIGNED = "unsigned"
    UNKNOWN = "unknown"
    TOO_LARGE = "too_large"


def main() -> None:
    """Read standard input, lock the process, examine the file, write what it turns out to be.

    What is read: a line of JSON with the sizes of the trusted roots, the roots, and the file.
    """
    told = sys.stdin.buffer.read()
    lock(CONFINES)
    head, _, rest = told.partition(b"\n")
    roots = []
    for size in json.loads(head):
        roots.append(rest[:size])
        rest = rest[size:]
    sys.stdout.write(signature_verdict(rest, roots))


def signature_verdict(data: bytes, roots: Sequence[bytes]) -> FileVerdict:
    """Return what the signatures of an unregistered file say.

    Only in a process of its own (``main``): a small file can ask for months of work.
    """
    if not data.startswith(b"%PDF-"):
        return FileVerdict.UNKNOWN
    try:
        signatures = PdfFileReader(BytesIO(data)).embedded_signatures
    except BROKEN:
        return unreadable(data)
    if not signatures:
        return FileVerdict.UNSIGNED
    if len(signatures) > MAX_SIGNATURES:
        return FileVerdict.UNKNOWN
    statuses = [_status(signature, roots) for signature in signatures]
    return FileVerdict.UNKNOWN if _hold(statuses) else FileVerdict.CHANGED


def unreadable(data: bytes) -> FileVerdict:
    """Return what is said of a file whose signatures nobody can read."""
    return FileVerdict.CHANGED if b"/ByteRange" in data else FileVerdict.UNKNOWN


def is_whole(signatures: Sequence[EmbeddedPdfSignature], roots: Sequence[bytes]) -> bool:
    """Tell whether every signature is ours and holds, and the last one covers the whole file."""
    statuses = [_status(signature, roots) for signature in signatures]
    return _hold(statuses) and all(status is not None and status.trusted for status in statuses)


_Status: TypeAlias = PdfSignatureStatus | DocumentTimestampStatus


def _hold(statuses: Sequence[_Status | None]) -> bool:
    """Tell whether nothing was changed since the signatures, whoever made them.

    The library's overall verdict is not enough: bytes appended after the last signature leave it at 'valid'.
    """
    last = statuses[-1] if statuses else None
    return (
        all(status is not None and status.intact and status.valid and _stays_within(status) for status in statuses)
        and last is not None
        and last.coverage is SignatureCoverageLevel.ENTIRE_FILE
    )


def _stays_within(status: _Status) -> bool:
    """Tell whether nothing came later but what was allowed, and a time stamp, where there is one, is of this file.

    A stamp over a whole file allows what keeps signatures for later, and nothing else.
    """
    if isinstance(status, DocumentTimestampStatus):
        return status.modification_level is None or status.modification_level <= ModificationLevel.LTA_UPDATES
    stamp = status.timestamp_validity
    return status.docmdp_ok is not False and (stamp is None or bool(stamp.intact and stamp.valid))


def _status(signature: EmbeddedPdfSignature, roots: Sequence[bytes]) -> _Status | None:
    """Return what the library finds; None where the signature is too broken to read."""
    trust = [x509.Certificate.load(root) for root in roots]
    context = ValidationContext(trust_roots=trust, allow_fetching=False)
    try:
        if signature.sig_object_type == "/DocTimeStamp":
            return validate_pdf_timestamp(signature, context)
        return validate_pdf_signature(signature, context)
    except BROKEN:
        return None


if __name__ == "__main__":
    main()
