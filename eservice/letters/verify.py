"""Is this file one of ours, unchanged? The register answers first; the signature only explains a refusal."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from eservice.kernel.confined import ConfinedError, ask
from eservice.letters import queries
from eservice.letters.examine import CONFINES, MAX_SIGNATURES, FileVerdict, unreadable
from eservice.letters.models import Letter

MAX_BYTES = 5 * 1024 * 1024
"""A letter has some 40 kB, a scan at most a few megabytes."""


@dataclass(frozen=True, slots=True)
class FileCheck:
    """The answer; `letter` is what the register knows it as, or what a changed file was made from."""

    verdict: FileVerdict
    letter: Letter | None = None


def check_file(data: bytes, *, roots: Sequence[bytes]) -> FileCheck:
    """Return what a file turns out to be: what the register knows, else what its signatures say."""
    return registered(data) or examined(data, roots=roots)


def registered(data: bytes) -> FileCheck | None:
    """Return what the register knows of a file: registered, grown from a registered one, or too large to be a letter.

    None where it knows nothing: then ``examined`` tells why the file is refused. Only the register makes a file good:
    a signature of ours on an unregistered file proves nothing to a citizen.
    """
    if len(data) > MAX_BYTES:
        return FileCheck(FileVerdict.TOO_LARGE)
    edition = queries.edition_by_sha256(hashlib.sha256(data).hexdigest())
    if edition is not None:
        return FileCheck(FileVerdict.REGISTERED, queries.letter_by_id(edition.letter_id))
    origin = _origin(data)
    return FileCheck(FileVerdict.CHANGED, origin) if origin is not None else None


def examined(data: bytes, *, roots: Sequence[bytes]) -> FileCheck:
    """Return whether a file that the register does not know was changed, carries no signature, or is not ours.

    Strangers' files are read by a process of its own: a small one can ask for months of work.

    Args:
        roots: DER certificates under which a signature counts as ours (`Signer.trusted_roots`).
    """
    head = json.dumps([len(root) for root in roots]).encode() + b"\n"
    try:
        answer = ask("eservice.letters.examine", head + b"".join(roots) + data, within=CONFINES)
    except ConfinedError:
        return FileCheck(unreadable(data))
    return FileCheck(FileVerdict(answer.decode()))


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
