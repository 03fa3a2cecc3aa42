"""Is this file one of ours, unchanged? The register answers first; what is read in the file only explains a refusal."""

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from eservice.kernel.confined import ConfinedError, ask
from eservice.letters import documents, queries, tampering
from eservice.letters.examine import CONFINES, MAX_SIGNATURES, FileVerdict, unreadable
from eservice.letters.kinds import Mode
from eservice.letters.models import Letter, LetterEdition, SignedDocument
from eservice.letters.tampering import Tampering

MAX_BYTES = 5 * 1024 * 1024
"""A letter has some 40 kB, a scan at most a few megabytes."""


@dataclass(frozen=True, slots=True)
class FileCheck:
    """The answer; `letter` is what the register knows it as, or what a changed file was made from."""

    verdict: FileVerdict
    letter: Letter | None = None
    tampered: tuple[Tampering, ...] = ()
    """What was done to it, as far as anybody can tell."""
    document: SignedDocument | None = None
    """What the register knows it as, where it is no letter."""


def check_file(data: bytes, *, roots: Sequence[bytes]) -> FileCheck:
    """Return what a file turns out to be: what the register knows, else what it says itself."""
    known = registered(data)
    return examined(data, roots=roots, grown=known) if known is None or known.tampered else known


def registered(data: bytes) -> FileCheck | None:
    """Return what the register knows of a file: registered, grown from a registered one, or too large to be a letter.

    None where it knows nothing: then ``examined`` tells why the file is refused. Only the register makes a file good:
    a signature of ours on an unregistered file proves nothing to a citizen.
    """
    if len(data) > MAX_BYTES:
        return FileCheck(FileVerdict.TOO_LARGE)
    known = known_digest(hashlib.sha256(data).hexdigest())
    if known is not None:
        return known
    origin = _origin(data)
    return FileCheck(FileVerdict.CHANGED, origin.letter, (Tampering.APPENDED,)) if origin is not None else None


def is_digest(typed: str) -> bool:
    """Tell whether this can be a SHA-256 in hexadecimal."""
    return re.fullmatch(r"[0-9a-fA-F]{64}", typed) is not None


def known_digest(sha256: str) -> FileCheck | None:
    """Return what the register knows of a file by its SHA-256 alone; None where it does not know such a file."""
    edition = queries.edition_by_sha256(sha256.lower())
    if edition is not None:
        return FileCheck(FileVerdict.REGISTERED, queries.letter_by_id(edition.letter_id))
    document = documents.by_sha256(sha256.lower())
    return FileCheck(FileVerdict.REGISTERED, document=document) if document is not None else None


def examined(data: bytes, *, roots: Sequence[bytes], grown: FileCheck | None = None) -> FileCheck:
    """Return whether a file that the register does not know was changed and how, is unsigned, or is not ours.

    Strangers' files are read by a process of its own: a small one can ask for months of work.

    Args:
        roots: DER certificates under which a signature counts as ours (`Signer.trusted_roots`).
        grown: what ``registered`` said of a file that begins with a registered one.
    """
    origin = _origin(data) if grown is not None else _claimed(data)
    issued = _issued(origin)
    if origin is None or issued is None:
        return grown or _by_signatures(data, roots)
    named = _named(data, issued) or (grown.tampered if grown is not None else ())
    return FileCheck(FileVerdict.CHANGED, origin.letter, named)


def _by_signatures(data: bytes, roots: Sequence[bytes]) -> FileCheck:
    """Return what the signatures of a file say that names no letter of ours; half a file says nothing."""
    seen = tampering.seen_in_bytes(data)
    if Tampering.CUT in seen:
        return FileCheck(unreadable(data), tampered=tuple(seen))
    head = json.dumps([len(root) for root in roots]).encode() + b"\n"
    try:
        answer = ask("eservice.letters.examine", head + b"".join(roots) + data, within=CONFINES)
        found = FileCheck(FileVerdict(answer.decode()))
    except ConfinedError:
        found = FileCheck(unreadable(data))
    return replace(found, tampered=tuple(seen)) if found.verdict is FileVerdict.CHANGED else found


def _named(data: bytes, issued: bytes) -> tuple[Tampering, ...]:
    """Return what was done to an issued file."""
    try:
        told = ask("eservice.letters.tampering", b"%d\n" % len(issued) + issued + data, within=tampering.CONFINES)
        return tuple(Tampering(one) for one in told.decode().split())
    except (ConfinedError, ValueError):
        return tuple(tampering.seen_in_bytes(data))


def _claimed(data: bytes) -> LetterEdition | None:
    """Return the newest issued file of the letter that a file says it is."""
    if not data.startswith(b"%PDF-"):
        return None
    try:
        token = ask("eservice.letters.tampering", b"0\n" + data, within=tampering.CONFINES).decode()
    except (ConfinedError, UnicodeDecodeError):
        return None
    letter = queries.letter_by_token(token) if token != tampering.NOTHING else None
    if letter is None or letter.mode is Mode.WET:  # what was printed for a pen is no file of ours
        return None
    return queries.newest_edition(letter)


def _issued(edition: LetterEdition | None) -> bytes | None:
    """Return a file as it was issued; None where the store has lost it."""
    try:
        return queries.edition_bytes(edition) if edition is not None else None
    except KeyError:
        return None


def _origin(data: bytes) -> LetterEdition | None:
    """Return the registered file to which something was appended: a file grows behind the end marker."""
    end = data.find(b"%%EOF")
    for _ in range(MAX_SIGNATURES):
        if end < 0:
            return None
        for stop in (end + 5, end + 6, end + 7):
            edition = queries.edition_by_sha256(hashlib.sha256(data[:stop]).hexdigest())
            if edition is not None:
                return edition
        end = data.find(b"%%EOF", end + 5)
    return None
