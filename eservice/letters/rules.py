"""What a letter's stored facts mean: its verdict, its number, its masks. Pure."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class LetterState(StrEnum):
    """What has happened to a letter; expiry is not stored, a date passes by itself."""

    RESERVED = "reserved"
    ISSUED = "issued"
    REVOKED = "revoked"
    REPLACED = "replaced"
    VOID = "void"


class NumberState(StrEnum):
    """What became of a number once taken; it is never used again."""

    RESERVED = "reserved"
    USED = "used"
    VOID = "void"
    PAPER = "paper"
    """Set aside for the paper book or a power cut."""
    OUTSIDE = "outside"
    """On a letter written outside the application."""


class EntryState(StrEnum):
    """What a line of the register says of its number."""

    RESERVED = "reserved"
    ISSUED = "issued"
    REVOKED = "revoked"
    REPLACED = "replaced"
    OUTSIDE = "outside"
    """On a letter written outside the application."""
    ASIDE = "aside"
    """Set aside for a letter that is written by hand, and not used yet."""
    VOID = "void"


class RevokeReason(StrEnum):
    """The class of reason that the verify page shows; the text stays in the office."""

    WRONG_DATA = "wrong_data"
    FALSE_STATEMENT = "false_statement"
    NOT_ENTITLED = "not_entitled"
    OTHER = "other"


class LogEvent(StrEnum):
    """What the public log records of a letter, or of a document."""

    ISSUED = "issued"
    REVOKED = "revoked"
    REPLACED = "replaced"
    SIGNED = "signed"
    """A document that is no letter, by the official who signs for an office."""


class Verdict(StrEnum):
    """What the register answers to whoever holds a letter."""

    IN_FORCE = "in_force"
    NOT_SIGNED = "not_signed"
    PARTLY_SIGNED = "partly_signed"
    EXPIRED = "expired"
    REVOKED = "revoked"
    REPLACED = "replaced"
    VOID = "void"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Standing:
    """The facts about a letter that decide its verdict."""

    state: LetterState
    signatures: int
    valid_until: date | None


_BY_STATE = {
    LetterState.REVOKED: Verdict.REVOKED,
    LetterState.REPLACED: Verdict.REPLACED,
    LetterState.VOID: Verdict.VOID,
}
BEFORE_FORCE = (Verdict.NOT_SIGNED, Verdict.PARTLY_SIGNED, Verdict.VOID)
"""While it stands so, neither its number nor a name is told to anybody."""
ROMAN_MONTHS = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
NUMBER_PATTERN = "{archive}/{number:03d}/{unit}/{month}/{year}"
"""Three digits are a minimum: busy offices pass 999."""
MATCHED_DIGITS = (4, 16)
"""So many digits of a NIK may be matched with the register, and no other number."""


def verdict(standing: Standing | None, *, today: date) -> Verdict:
    """Return what the register says of a letter today; None is a letter it does not know."""
    if standing is None:
        return Verdict.UNKNOWN
    if standing.state in _BY_STATE:
        return _BY_STATE[standing.state]
    if standing.state is LetterState.RESERVED:
        return Verdict.PARTLY_SIGNED if standing.signatures else Verdict.NOT_SIGNED
    if standing.valid_until is not None and today > standing.valid_until:
        return Verdict.EXPIRED
    return Verdict.IN_FORCE


def written_number(*, archive: str, number: int, unit: str, on: date) -> str:
    """Return '400.12.2.1/007/TLP/XI/2026'."""
    return NUMBER_PATTERN.format(
        archive=archive, number=number, unit=unit, month=ROMAN_MONTHS[on.month - 1], year=on.year
    )


def masked_name(name: str) -> str:
    """Return 'S*** R********': the first letter of each word, the length kept."""
    return " ".join(word[0] + "*" * (len(word) - 1) for word in name.split())


def masked_nik(nik: str) -> str:
    """Return '************9012', the last four digits."""
    return "*" * max(len(nik) - 4, 0) + nik[-4:]


def matches(*, name: str, nik: str, typed_name: str, typed_digits: str) -> bool:
    """Tell whether what stands on the paper is what the register has: whole name and last four digits of the NIK.

    Either the last four digits or all sixteen: a number between would let a stranger ask for one digit at a time.

    A letter about somebody without a NIK is matched by the name alone.
    """
    digits = re.sub(r"\D", "", typed_digits)
    same_digits = len(digits) in MATCHED_DIGITS and nik.endswith(digits) if nik else True
    return bool(folded(name)) and folded(name) == folded(typed_name) and same_digits


def folded(name: str) -> str:
    """Return a name without case, accents, punctuation and doubled spaces."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return " ".join(re.findall(r"[a-z0-9]+", re.sub(r"[\u0300-\u036f'’`.]", "", plain)))
