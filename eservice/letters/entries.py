"""What an entry of the public log says: two commitments, a day, and what happened. Nobody's name, number or kind.

`commitment` is for whoever holds the letter or its code: SHA-256 over the domain, the letter's salt and its file's
SHA-256. The salt stands inside the file, so the holder can recompute it and a stranger learns nothing, not even which
entries are of one letter. `register` is for the office: the same over the whole line of the register, so that no fact
of a letter can be changed afterwards without the log telling.
"""

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

from eservice.letters.models import Letter, LogEntry, SignedDocument
from eservice.letters.rules import LogEvent

FILE_DOMAIN = "eservice.log.v1.{event}\0"
"""Stands before what is hashed, so that no entry can pass for another kind of one."""
REGISTER_DOMAIN = "eservice.register.v1.{event}\0"

_LETTER = (
    "id", "token", "code", "request_id", "office_id", "kind", "mode", "places", "holder_name", "holder_nik", "content",
    "dated_on", "valid_until", "reserved_at", "issued_at",
)  # fmt: skip
ENDED_FACTS = ("revoked_at", "revoked_by_id", "revoke_reason", "revoke_text", "replaced_by_id")
_NUMBER = ("id", "series_id", "number", "place", "written", "state", "reason", "taken_at")
_SERIES = ("office_id", "archive_code", "year")
_SIGNATURE = (
    "id", "place", "office_id", "signer_name", "signer_position", "signer_number", "mode", "signed_at", "recorded_at",
    "recorded_by_id", "stamped_at", "stamped_by",
)  # fmt: skip
_EDITION = ("id", "name", "sha256", "size", "blob_key", "created_at")
_DOCUMENT = (
    "id", "office_id", "about", "title", "sha256", "size", "blob_key", "mode", "signer_name", "signer_position",
    "signer_number", "signed_at", "signed_by_id", "stamped_at", "stamped_by",
)  # fmt: skip
"""Which facts of the register the log binds; a new column is none of them, or every old entry would be wrong."""


def commitment(event: LogEvent, *, salt: str, sha256: str) -> str:
    """Return what only the holder of a file with this salt and digest can derive; all three in hexadecimal."""
    said = FILE_DOMAIN.format(event=event).encode() + bytes.fromhex(salt) + bytes.fromhex(sha256)
    return hashlib.sha256(said).hexdigest()


def register_digest(letter: Letter, event: LogEvent, *, edition_id: int) -> str:
    """Return the commitment to a letter's line in the register, as it was at that event.

    Args:
        edition_id: the file that was in force then; later editions do not count.
    """
    facts: dict[str, Any] = {
        "letter": _facts(letter, _LETTER),
        "numbers": [_facts(one, _NUMBER) | _facts(one.series, _SERIES) for one in _by_id(letter.numbers)],
        "signatures": [_facts(one, _SIGNATURE) for one in _by_id(letter.signatures)],
        "editions": [_facts(one, _EDITION) for one in _by_id(letter.editions) if one.id <= edition_id],
    }
    if letter.log_size:  # letters from before it was kept have none, and their entries do not know of it
        facts["letter"]["log_size"] = letter.log_size
    if event is not LogEvent.ISSUED:
        facts["ended"] = _facts(letter, ENDED_FACTS)
    said = REGISTER_DOMAIN.format(event=event).encode() + bytes.fromhex(letter.log_salt) + canonical(facts)
    return hashlib.sha256(said).hexdigest()


def document_digest(document: SignedDocument) -> str:
    """Return the commitment to what is kept of a document."""
    said = REGISTER_DOMAIN.format(event=LogEvent.SIGNED).encode() + bytes.fromhex(document.log_salt)
    return hashlib.sha256(said + canonical({"document": _facts(document, _DOCUMENT)})).hexdigest()


def entry_bytes(entry: LogEntry) -> bytes:
    """Return the leaf as it is hashed and published."""
    return canonical(
        {
            "commitment": entry.commitment,
            "day": entry.day_on.isoformat(),
            "event": str(entry.event),
            "index": entry.position,
            "register": entry.register,
        }
    )


def is_unended(letter: Letter) -> bool:
    """Tell whether nothing is noted of the end of a letter."""
    return not any(getattr(letter, name) for name in ENDED_FACTS)


def canonical(value: dict[str, Any]) -> bytes:
    """Return JSON with sorted keys and no spaces, UTF-8: for what we put into it, that of RFC 8785."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def _by_id(rows: Iterable[Any]) -> list[Any]:
    return sorted(rows, key=lambda row: row.id)


def _facts(row: object, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    """Return a value as JSON has it; the same before it is stored and after."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, StrEnum) else value
