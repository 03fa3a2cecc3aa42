"""The number of a civil servant: what an NIP (PNS) and an NI PPPK say, and when they cannot be right."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from eservice.offices.rules import EmployeeKind

_DIGITS = re.compile(r"[0-9]{18}")
_SEPARATORS = re.compile(r"[\s.\-]+")
_YOUNGEST_APPOINTMENT = 16
_FIRST_YEAR = 1950
_FIRST_PPPK_CONTRACT = 21


class NumberFault(StrEnum):
    """What is wrong with an employee number."""

    LENGTH = "length"
    BIRTH_DATE = "birth_date"
    APPOINTMENT = "appointment"
    TOO_YOUNG = "too_young"
    SEX = "sex"
    SERIAL = "serial"


@dataclass(frozen=True)
class EmployeeNumber:
    """What the 18 digits say."""

    digits: str
    born_on: date
    appointed_year: int
    is_woman: bool


def cleaned(typed: str) -> str:
    """Return what was typed without spaces, dots and hyphens."""
    return _SEPARATORS.sub("", typed)


def read(typed: str, kind: EmployeeKind) -> EmployeeNumber | NumberFault:
    """Return what an employee number says, or the first thing wrong with it.

    Digits 13-14 are a month for a PNS and the number of the contract (21 = first) for a PPPK.

    Source: reference/domain.md 9.2.
    """
    digits = cleaned(typed)
    if not _DIGITS.fullmatch(digits):
        return NumberFault.LENGTH
    born_on = _date(digits[:8])
    if born_on is None:
        return NumberFault.BIRTH_DATE
    fault = _appointment_fault(digits, kind, born_on)
    if fault is not None:
        return fault
    return EmployeeNumber(digits, born_on, appointed_year=int(digits[8:12]), is_woman=digits[14] == "2")


def _appointment_fault(digits: str, kind: EmployeeKind, born_on: date) -> NumberFault | None:
    year, part = int(digits[8:12]), int(digits[12:14])
    fits = 1 <= part <= 12 if kind is EmployeeKind.PNS else part >= _FIRST_PPPK_CONTRACT
    checks = (
        (not fits or year < _FIRST_YEAR, NumberFault.APPOINTMENT),
        (year - born_on.year < _YOUNGEST_APPOINTMENT, NumberFault.TOO_YOUNG),
        (digits[14] not in "12", NumberFault.SEX),
        (digits[15:] == "000", NumberFault.SERIAL),
    )
    return next((fault for wrong, fault in checks if wrong), None)


def _date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
