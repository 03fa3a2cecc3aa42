"""The NIK: what its sixteen digits say, when they cannot be right, and what an officer should look at. Pure.

Only what no card can show is an error. The number is for life and follows neither a move nor a corrected birth date
(PP 40/2019 art. 30(2)), so every other difference is a warning for the officer and blocks nobody.
Source: reference/domain.md 1.1.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from eservice.kernel.errors import InvalidInputError
from eservice.residents.rules import Sex, dates_of, read_sixteen

_WOMAN_ADDS = 40
_PROVINCES = frozenset(
    f"{island}{number}"
    for island, numbers in {"1": "123456789", "2": "1", "3": "123456", "5": "1234", "6": "12345"}.items()
    for number in numbers
) | frozenset(("71", "72", "73", "74", "75", "76", "81", "82", "91", "92", "93", "94", "95", "96"))
"""Codes of the provinces, with 54 (East Timor): retired codes stay in the numbers they were given in."""


class NikWarning(StrEnum):
    """What an officer should look at; none of them blocks."""

    REGION_UNKNOWN = "nik_region_unknown"
    REGION_DIFFERS = "nik_region_differs"
    REGION_OLDER = "nik_region_older"
    BIRTH_DIFFERS = "nik_birth_differs"
    SEX_DIFFERS = "nik_sex_differs"
    ADDRESS_DIFFERS = "address_differs"
    ADDRESS_RENAMED = "address_renamed"


class Severity(StrEnum):
    """How loudly a warning speaks."""

    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Warning:  # noqa: A001 - the officer's word; the builtin is never used beside it
    """One thing to look at, with what is known about it."""

    code: NikWarning
    severity: Severity = Severity.WARNING
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Nik:
    """What a NIK says."""

    digits: str
    sex: Sex
    births: tuple[date, ...]
    """The birth dates it can mean, oldest first: one for each century in which the day exists."""

    @property
    def province_code(self) -> str:
        """Return ``15``."""
        return self.digits[:2]

    @property
    def regency_code(self) -> str:
        """Return ``15.71``."""
        return f"{self.digits[:2]}.{self.digits[2:4]}"

    @property
    def kecamatan_code(self) -> str:
        """Return ``15.71.01``: where the number was first given, not where the person lives."""
        return f"{self.regency_code}.{self.digits[4:6]}"

    def born_on(self, *, today: date, typed: date | None = None) -> date | None:
        """Return the birth date meant, or None while only the person can say which century.

        Args:
            today: a birth lies not in the future.
            typed: what the person wrote; it decides between two possible centuries.
        """
        possible = [birth for birth in self.births if birth <= today]
        if typed in possible:
            return typed
        return possible[0] if len(possible) == 1 else None

    def __str__(self) -> str:
        return self.digits


def read_nik(typed: str) -> Nik:
    """Return what a NIK says, however it was spaced.

    Raises:
        InvalidInputError: ``nik_length`` with ``typed``; ``nik_not_digits``; ``nik_date`` with the six digits as
            ``piece``; ``nik_serial``: 0000 is never issued.
    """
    digits = read_sixteen(typed, field="nik")
    piece = digits[6:12]
    day = int(piece[:2])
    sex = Sex.FEMALE if day > _WOMAN_ADDS else Sex.MALE
    births = dates_of(day - _WOMAN_ADDS if sex is Sex.FEMALE else day, int(piece[2:4]), int(piece[4:]))
    if not births:
        raise InvalidInputError("nik_date", field="nik", piece=piece)
    if digits[12:] == "0000":
        raise InvalidInputError("nik_serial", field="nik")
    return Nik(digits, sex, births)


def nik_warnings(
    nik: Nik,
    *,
    birth_on: date | None,
    sex: Sex | None,
    known_region_codes: Collection[str],
    kecamatan_code: str = "",
    older_codes: Collection[str] = (),
) -> list[Warning]:
    """Return what an officer should compare with the KTP, an empty list if the number fits the form.

    Args:
        nik: as read.
        birth_on: as typed; only day, month and two-digit year are compared.
        sex: as chosen.
        known_region_codes: dotted codes, old ones included; provinces that have none in it are taken on trust.
        kecamatan_code: of the present address, dotted.
        older_codes: kecamatan or regencies from which the present one was split: an info instead of a warning.
    """
    warnings = _region_warnings(nik, known_region_codes, kecamatan_code, older_codes)
    if birth_on is not None and (birth_on.day, birth_on.month, birth_on.year % 100) not in {
        (birth.day, birth.month, birth.year % 100) for birth in nik.births
    }:
        warnings.append(Warning(NikWarning.BIRTH_DIFFERS, facts={"piece": nik.digits[6:12]}))
    if sex is not None and sex is not nik.sex:
        warnings.append(Warning(NikWarning.SEX_DIFFERS))
    return warnings


def _region_warnings(nik: Nik, known: Collection[str], kecamatan_code: str, older: Collection[str]) -> list[Warning]:
    facts: dict[str, object] = {"code": nik.kecamatan_code}
    if nik.province_code not in _PROVINCES or (nik.province_code in known and nik.kecamatan_code not in known):
        return [Warning(NikWarning.REGION_UNKNOWN, facts=facts)]
    if not kecamatan_code or nik.kecamatan_code == kecamatan_code:
        return []
    if nik.kecamatan_code in older or nik.regency_code in older:
        return [Warning(NikWarning.REGION_OLDER, Severity.INFO, facts)]
    return [Warning(NikWarning.REGION_DIFFERS, facts=facts)]
