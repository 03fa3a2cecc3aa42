"""Who may sign for an office at an instant, how a signature block reads, and whether an office is open."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, TypeVar

REMIND_MINUTES = 240
"""Half a working day."""
REMINDED_WITHIN = (5, 2400)
"""Working minutes: a later reminder is of no use, an earlier one than five working days is none."""

OPEN_LIMIT = 20
"""How many requests one officer may hold at once, until an office says otherwise."""

HIGHEST_OPEN_LIMIT = 200
"""Nobody works on more at once; a higher number is a slip of the hand."""


class OfficeKind(StrEnum):
    """What level of government an office is; it decides the word before its name."""

    KELURAHAN = "kelurahan"
    DESA = "desa"
    KECAMATAN = "kecamatan"
    DUKCAPIL = "dukcapil"


class SeriesMode(StrEnum):
    """How an office counts its outgoing letters within a year."""

    PER_ARCHIVE_CODE = "per_archive_code"
    PER_YEAR = "per_year"


class SigningMode(StrEnum):
    """How an office signs unless a letter says otherwise."""

    LOCAL = "local"
    BASAH = "basah"


class EmployeeKind(StrEnum):
    """The two kinds of civil servant; they differ in number and grade."""

    PNS = "pns"
    PPPK = "pppk"


class Basis(StrEnum):
    """On what ground a person signs: the post is theirs, or they stand in for its holder."""

    DEFINITIVE = "definitif"
    PJ = "pj"
    PLT = "plt"
    PLH = "plh"
    ON_BEHALF = "an"
    FOR_DEPUTY = "ub"


HOLDS_THE_POST = frozenset({Basis.DEFINITIVE, Basis.PJ, Basis.PLT})
"""At most one of these at an instant: the post has one holder, or one who acts while it is vacant."""

DEPUTIES = frozenset({Basis.ON_BEHALF, Basis.FOR_DEPUTY})
"""They sign in the name of the holder, who keeps the post."""

NEEDS_AN_END = frozenset({Basis.PLH})
"""A daily substitute is named for dates that are known beforehand."""

_SIGNING_ORDER = {
    Basis.PLH: 0,
    Basis.DEFINITIVE: 1,
    Basis.PJ: 1,
    Basis.PLT: 1,
    Basis.ON_BEHALF: 2,
    Basis.FOR_DEPUTY: 3,
}

_WORD_BEFORE_NAME = {
    OfficeKind.KELURAHAN: "Kelurahan",
    OfficeKind.DESA: "Desa",
    OfficeKind.KECAMATAN: "Kecamatan",
    OfficeKind.DUKCAPIL: "Dinas",
}

_ACTING_PREFIX = {Basis.PJ: "Pj.", Basis.PLT: "Plt.", Basis.PLH: "Plh."}

RANKS = {
    "I/a": "Juru Muda",
    "I/b": "Juru Muda Tingkat I",
    "I/c": "Juru",
    "I/d": "Juru Tingkat I",
    "II/a": "Pengatur Muda",
    "II/b": "Pengatur Muda Tingkat I",
    "II/c": "Pengatur",
    "II/d": "Pengatur Tingkat I",
    "III/a": "Penata Muda",
    "III/b": "Penata Muda Tingkat I",
    "III/c": "Penata",
    "III/d": "Penata Tingkat I",
    "IV/a": "Pembina",
    "IV/b": "Pembina Tingkat I",
    "IV/c": "Pembina Utama Muda",
    "IV/d": "Pembina Utama Madya",
    "IV/e": "Pembina Utama",
}
"""Grade (golongan) to rank (pangkat) of a PNS."""

PPPK_GRADES = (
    *("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"),
    *("X", "XI", "XII", "XIII", "XIV", "XV", "XVI", "XVII"),
)
"""Grades of a PPPK; they carry no rank."""


class Term(Protocol):
    """What the rules need to know of a person's time in a post."""

    @property
    def basis(self) -> Basis:
        """On what ground."""

    @property
    def from_at(self) -> datetime:
        """The first instant."""

    @property
    def until_at(self) -> datetime | None:
        """The first instant after it."""


AnyTerm = TypeVar("AnyTerm", bound=Term)


class Closed(StrEnum):
    """Why an office takes nobody in at the moment."""

    NOT_YET_OPEN = "not_yet_open"
    DISSOLVED = "dissolved"
    NO_OFFICER = "no_officer"
    NO_SIGNER = "no_signer"
    OFFICERS_AWAY = "officers_away"
    SIGNERS_AWAY = "signers_away"
    OUTSIDE_HOURS = "outside_hours"


@dataclass(frozen=True)
class Staffing:
    """Who is on duty in an office at an instant, as counts."""

    officers: int
    signers: int


@dataclass(frozen=True)
class Person:
    """A civil servant as the signature block names them."""

    name: str
    title_before: str
    title_after: str
    employee_kind: EmployeeKind
    employee_number: str
    grade: str


@dataclass(frozen=True)
class Capacity:
    """In what capacity a person signs: the post, its ground, and through whom."""

    basis: Basis
    head: str
    """The head of the office with its place, such as ``Lurah Telanaipura``."""
    position: str
    """The signer's own post, such as ``Sekretaris``; read for deputies only."""
    through: str = ""
    """The post between head and signer, for *u.b.* only."""


@dataclass(frozen=True)
class SignatureBlock:
    """The printed lines around a signature, from top to bottom."""

    capacity: tuple[str, ...]
    name: str
    rank: str
    employee_number: str

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the lines in order; the signature stands after ``capacity``."""
        return (*self.capacity, self.name, self.rank, self.employee_number)


def full_name(kind: OfficeKind, name: str) -> str:
    """Return the office's name with its kind, such as ``Kelurahan Simpang IV Sipin``."""
    return f"{_WORD_BEFORE_NAME[kind]} {name}"


def head_of(head_title: str, kind: OfficeKind, name: str) -> str:
    """Return the head's post with its place; a department's name is too long for the line and left out."""
    return head_title if kind is OfficeKind.DUKCAPIL else f"{head_title} {name}"


def lasts(from_at: datetime, until_at: datetime | None, *, at: datetime) -> bool:
    """Tell whether a time span covers ``at``; its end is no longer part of it."""
    return from_at <= at and (until_at is None or at < until_at)


def overlap(a: tuple[datetime, datetime | None], b: tuple[datetime, datetime | None]) -> bool:
    """Tell whether two time spans share an instant."""
    return (b[1] is None or a[0] < b[1]) and (a[1] is None or b[0] < a[1])


def may_sign(terms: Iterable[AnyTerm], *, at: datetime) -> list[AnyTerm]:
    """Return the terms under which someone may sign at ``at``, the first choice first.

    While a daily substitute (Plh.) is in term the holder is away and does not sign; deputies sign within their
    dates either way. An empty list means that nobody may.
    """
    current = [term for term in terms if lasts(term.from_at, term.until_at, at=at)]
    if any(term.basis is Basis.PLH for term in current):
        current = [term for term in current if term.basis not in HOLDS_THE_POST]
    return sorted(current, key=lambda term: (_SIGNING_ORDER[term.basis], term.from_at))


def why_closed(*, has_opened: bool, is_dissolved: bool, staffing: Staffing, within_hours: bool = True) -> Closed | None:
    """Return why an office is closed, the weightiest reason first; None when it is open."""
    reasons = (
        (not has_opened, Closed.NOT_YET_OPEN),
        (is_dissolved, Closed.DISSOLVED),
        (staffing.officers == 0, Closed.NO_OFFICER),
        (staffing.signers == 0, Closed.NO_SIGNER),
        (not within_hours, Closed.OUTSIDE_HOURS),
    )
    return next((reason for holds, reason in reasons if holds), None)


def signature_block(person: Person, capacity: Capacity) -> SignatureBlock:
    """Return the signer's lines as official letters carry them.

    Source: Permendagri 1/2023 art. 44: academic titles, rank and number stand with the name.
    """
    return SignatureBlock(
        capacity=_capacity_lines(capacity),
        name=display_name(person.name.upper(), person.title_before, person.title_after),
        rank=rank_line(person.employee_kind, person.grade),
        employee_number=number_line(person.employee_kind, person.employee_number),
    )


def post_in_text(capacity: Capacity) -> str:
    """Return the signer's post as a sentence names it: ``Plt. Lurah X``, ``Sekretaris, atas nama Lurah X``."""
    if capacity.basis in DEPUTIES:
        return f"{capacity.position}, atas nama {capacity.head}"
    return _acting(capacity)


def rt_number(typed: str) -> str:
    """Return an RT or RW number as letters carry it, two digits at least; empty stays empty."""
    digits = typed.strip()
    return digits.lstrip("0").rjust(2, "0") if digits else ""


def display_name(name: str, title_before: str, title_after: str) -> str:
    """Return a name with the titles before and after it; the titles keep their own spelling."""
    before = f"{title_before} " if title_before else ""
    after = f", {title_after}" if title_after else ""
    return f"{before}{name}{after}"


def rank_line(kind: EmployeeKind, grade: str) -> str:
    """Return ``Penata Tingkat I (III/d)`` for a PNS, ``Golongan IX`` for a PPPK."""
    return f"{RANKS[grade]} ({grade})" if kind is EmployeeKind.PNS else f"Golongan {grade}"


def number_line(kind: EmployeeKind, number: str) -> str:
    """Return the employee number grouped as it is printed, with its name before it."""
    label = "NIP" if kind is EmployeeKind.PNS else "NI PPPK"
    return f"{label} {number[:8]} {number[8:14]} {number[14]} {number[15:]}"


def grade_fits(kind: EmployeeKind, grade: str) -> bool:
    """Tell whether a grade exists for this kind of civil servant."""
    return grade in (RANKS if kind is EmployeeKind.PNS else PPPK_GRADES)


def _capacity_lines(capacity: Capacity) -> tuple[str, ...]:
    on_behalf = f"a.n. {capacity.head}"
    if capacity.basis is Basis.ON_BEHALF:
        return (on_behalf, f"{capacity.position},")
    if capacity.basis is Basis.FOR_DEPUTY:
        return (on_behalf, f"{capacity.through},", "u.b.", f"{capacity.position},")
    return (f"{_acting(capacity)},",)


def _acting(capacity: Capacity) -> str:
    prefix = _ACTING_PREFIX.get(capacity.basis)
    return f"{prefix} {capacity.head}" if prefix else capacity.head
