"""Is this file one of ours, unchanged? The register answers first; the signature only explains a refusal."""

import hashlib
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from asn1crypto import x509
from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.general import SigningError
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import PdfSignatureStatus, SignatureCoverageLevel
from pyhanko_certvalidator import ValidationContext

from eservice.letters import queries
from eservice.letters.models import Letter

MAX_BYTES = 5 * 1024 * 1024
"""A letter has some 40 kB, a scan at most a few megabytes."""
MAX_SIGNATURES = 8

_BROKEN = (
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


@dataclass(frozen=True, slots=True)
class FileCheck:
    """The answer; `letter` is what the register knows it as, or what a changed file was made from."""

    verdict: FileVerdict
    letter: Letter | None = None


def check_file(data: bytes, *, roots: Sequence[bytes]) -> FileCheck:
    """Return whether a file is registered, was changed, carries no signature, or is not ours.

    Only the register makes a file good: a signature of ours on an unregistered file proves nothing to a citizen.

    Args:
        roots: DER certificates under which a signature counts as ours (`Signer.trusted_roots`).
    """
    if len(data) > MAX_BYTES:
        return FileCheck(FileVerdict.TOO_LARGE)
    edition = queries.edition_by_sha256(hashlib.sha256(data).hexdigest())
    if edition is not None:
        return FileCheck(FileVerdict.REGISTERED, queries.letter_by_id(edition.letter_id))
    origin = _origin(data)
    if origin is not None:
        return FileCheck(FileVerdict.CHANGED, origin)
    return FileCheck(_signature_verdict(data, roots))


def _origin(data: bytes) -> Letter | None:
    """Return the letter to whose registered file something was appended: a file grows behind the end marker."""
    end = data.find(b"%%EOF")
    for _ in range(MAX_SIGNATURES):
        if end < 0:
            return None
        for stop in (end + 5, end + 6, end + 7):
            edition = queries.edition_by_sha256(hashlib.sha256(data[:stop]).hexdigest())
            if edition is not None:
                return queries.letter_by_id(edition.letter_id)
        end = data.find(b"%%EOF", end + 5)
    return None


def _signature_verdict(data: bytes, roots: Sequence[bytes]) -> FileVerdict:
    if not data.startswith(b"%PDF-"):
        return FileVerdict.UNKNOWN
    try:
        signatures = PdfFileReader(BytesIO(data)).embedded_signatures
    except _BROKEN:
        return FileVerdict.CHANGED if b"/ByteRange" in data else FileVerdict.UNKNOWN
    if not signatures:
        return FileVerdict.UNSIGNED
    if len(signatures) > MAX_SIGNATURES:
        return FileVerdict.UNKNOWN
    statuses = [_status(signature, roots) for signature in signatures]
    return FileVerdict.UNKNOWN if _hold(statuses) else FileVerdict.CHANGED


def is_whole(signatures: Sequence[EmbeddedPdfSignature], roots: Sequence[bytes]) -> bool:
    """Tell whether every signature is ours and holds, and the last one covers the whole file."""
    statuses = [_status(signature, roots) for signature in signatures]
    return _hold(statuses) and all(status is not None and status.trusted for status in statuses)


def _hold(statuses: Sequence[PdfSignatureStatus | None]) -> bool:
    """Tell whether nothing was changed since the signatures, whoever made them.

    The library's overall verdict is not enough: bytes appended after the last signature leave it at 'valid'.
    """
    last = statuses[-1] if statuses else None
    return (
        all(
            status is not None and status.intact and status.valid and status.docmdp_ok is not False
            for status in statuses
        )
        and last is not None
        and last.coverage is SignatureCoverageLevel.ENTIRE_FILE
    )


def _status(signature: EmbeddedPdfSignature, roots: Sequence[bytes]) -> PdfSignatureStatus | None:
    """Return what the library finds; None where the signature is too broken to read."""
    trust = [x509.Certificate.load(root) for root in roots]
    context = ValidationContext(trust_roots=trust, allow_fetching=False)
    try:
        return validate_pdf_signature(signature, context)
    except _BROKEN:
        return None
