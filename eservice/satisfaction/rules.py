"""The survey's arithmetic: elements, index, grade, the sample that is needed, and what must stay hidden.

Everything is exact until it is shown: fractions in, two decimals out, as the regulation compares them.

Source: PermenPANRB 14/2017 (nine elements, formula, grades); the weight 0.11 is what its text prints for one ninth;
Krejcie and Morgan 1970 for the sample. The list of facts asked of a person is not confirmed by a legal reader.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import TypeAlias


class Element(StrEnum):
    """What a question is about; known by name, since offices number the last two differently."""

    REQUIREMENTS = "requirements"
    PROCEDURE = "procedure"
    TIME = "time"
    COST = "cost"
    PRODUCT = "product"
    COMPETENCE = "competence"
    CONDUCT = "conduct"
    FACILITIES = "facilities"
    COMPLAINTS = "complaints"


Scores: TypeAlias = Mapping[Element, int]
"""What one person said: 1 to 4; an element that was left out is not there."""

LOWEST, HIGHEST = 1, 4

EXACT_WEIGHT = Fraction(1, len(Element))
PRINTED_WEIGHT = Fraction(11, 100)
"""As the regulation prints it: it caps the index at 99 and lowers every one by a hundredth."""

LEAST = 10
"""Answers below which nothing is said of a group, nor of what is left when a group is taken out of another."""

_HUNDREDTH = Decimal("0.01")


class Grade(StrEnum):
    """Mutu pelayanan."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


_GRADES = ((Decimal("88.31"), Grade.A), (Decimal("76.61"), Grade.B), (Decimal("65.00"), Grade.C))


class Series(StrEnum):
    """By which way an answer came; the two are never added up."""

    OWN = "own"
    """From the account that asked, or with the code sent to it: nobody at the office had it in hand."""
    COUNTER = "counter"
    """From paper, or with a receipt or number that an officer printed."""


class PlanState(StrEnum):
    """How far an office has come with what it set itself."""

    PLANNED = "planned"
    UNDERWAY = "underway"
    DONE = "done"
    DROPPED = "dropped"


class Fact(StrEnum):
    """What is asked about the person, if they like; never shown together with what they said."""

    SEX = "sex"
    AGE = "age"
    EDUCATION = "education"
    WORK = "work"


FACTS: dict[Fact, tuple[str, ...]] = {
    Fact.SEX: ("female", "male"),
    Fact.AGE: ("under_20", "20_29", "30_39", "40_49", "50_59", "60_up"),
    Fact.EDUCATION: ("sd", "smp", "sma", "s1", "s2", "s3"),
    Fact.WORK: ("pns", "tni", "polri", "private", "own_business", "other"),
}
"""The profile on the ministry's questionnaire. Its hour of the day is left out: it is finer than a day."""


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """The one period of the survey: three months of the calendar. Only one length, so that none can be subtracted."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> "Quarter":
        """Return the quarter of a day in Jambi."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def read(cls, key: str) -> "Quarter | None":
        """Return the quarter that ``2026-3`` means; None where it means none."""
        year, _, number = key.partition("-")
        if not (year.isascii() and year.isdecimal() and len(year) == 4 and number in ("1", "2", "3", "4")):
            return None
        return cls(int(year), int(number)) if 2000 <= int(year) < 2200 else None

    @property
    def key(self) -> str:
        """How it is stored, and stands in an address."""
        return f"{self.year}-{self.number}"

    @property
    def first_on(self) -> date:
        """Its first day."""
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last_on(self) -> date:
        """Its last day."""
        return self.following.first_on - timedelta(days=1)

    @property
    def following(self) -> "Quarter":
        """The next one."""
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    def is_closed(self, today: date) -> bool:
        """Tell whether no answer can come to it any more: from the second day after it, so that none is under way."""
        return today > self.following.first_on


@dataclass(frozen=True, slots=True)
class Tally:
    """The answers of some people, added up."""

    n: int
    counts: tuple[int, ...]
    """How many answered each element, in the order of ``Element``."""
    sums: tuple[int, ...]

    def __sub__(self, other: "Tally") -> "Tally":
        """Return the people of this tally without those of another that lies within it."""
        return Tally(
            self.n - other.n,
            tuple(a - b for a, b in zip(self.counts, other.counts, strict=True)),
            tuple(a - b for a, b in zip(self.sums, other.sums, strict=True)),
        )

    @property
    def size(self) -> int:
        """The least number of answers that any element has: how many people hide each other here."""
        return min(self.counts)

    @property
    def is_safe(self) -> bool:
        """Tell whether it may be shown, or be what is left of something shown: nobody, or enough for every element."""
        return self.n == 0 or self.size >= LEAST


def tally(answers: Iterable[Scores]) -> Tally:
    """Add answers up; their order does not matter."""
    every = list(answers)
    columns = [[one[element] for one in every if element in one] for element in Element]
    return Tally(len(every), tuple(map(len, columns)), tuple(map(sum, columns)))


def average(whole: Tally, element: Element) -> Fraction | None:
    """Return NRR, the mean score of an element (1 to 4); None where nobody answered it."""
    place = tuple(Element).index(element)
    return Fraction(whole.sums[place], whole.counts[place]) if whole.counts[place] else None


def index(whole: Tally, *, weight: Fraction = EXACT_WEIGHT) -> Decimal | None:
    """Return IKM with two decimals; None where an element has no answer. Only here, at the end, it is rounded."""
    averages = [average(whole, element) for element in Element]
    if any(one is None for one in averages):
        return None
    return rounded(sum(((one or Fraction(0)) * weight for one in averages), Fraction(0)) * 25)


def element_index(whole: Tally, element: Element) -> Decimal | None:
    """Return an element's mean on the scale of the index, 25 to 100."""
    mean = average(whole, element)
    return None if mean is None else rounded(mean * 25)


def rounded(value: Fraction) -> Decimal:
    """Return a figure with two decimals, halves up."""
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_HUNDREDTH, ROUND_HALF_UP)


def grade(shown: Decimal) -> Grade:
    """Return the grade of an index that was rounded before: so no gap stays between two bands."""
    return next((found for least, found in _GRADES if shown >= least), Grade.D)


def needed_sample(users: int) -> int:
    """Return how many answers stand for so many users of a quarter, at 95 % and five points either way."""
    if users <= 0:
        return 0
    chi, share, width = Fraction(3841, 1000), Fraction(1, 2), Fraction(1, 20)
    spread = chi * share * (1 - share)
    return int(spread * users / (width**2 * (users - 1) + spread) + Fraction(1, 2))


def lowest(whole: Tally, many: int = 3) -> tuple[Element, ...]:
    """Return the elements with the lowest means, the lowest first; among equals the order of the regulation."""
    known = [(mean, element) for element in Element if (mean := average(whole, element)) is not None]
    return tuple(element for _mean, element in sorted(known, key=lambda one: one[0])[:many])


def all_highest(answers: Iterable[Scores]) -> int:
    """Return how many gave every element the highest word: a sign of forms filled in by somebody else."""
    return sum(set(one.values()) == {HIGHEST} and len(one) == len(Element) for one in answers)


def shown_parts(whole: Tally, parts: Mapping[int, Tally]) -> frozenset[int]:
    """Return which parts of a whole may stand beside it, so that no subtraction leaves fewer than ``LEAST``.

    Args:
        whole: of everybody, and shown itself if it is safe.
        parts: disjoint, and together the whole.
    """
    if not whole.is_safe:
        return frozenset()
    shown = sorted((key for key, part in parts.items() if part.n and part.is_safe), key=lambda key: (parts[key].n, key))
    while shown:
        rest = whole
        for key in shown:
            rest = rest - parts[key]
        if rest.is_safe:
            break
        shown.pop(0)  # the smallest is given up first, until enough people are left over
    return frozenset(shown)


def shown_counts(counts: Mapping[str, int]) -> frozenset[str]:
    """Return which of several groups of people may be counted aloud, as ``shown_parts`` does for their answers."""
    keys = sorted(counts)
    people = {place: _people(counts[key]) for place, key in enumerate(keys)}
    return frozenset(keys[place] for place in shown_parts(_people(sum(counts.values())), people))


def _people(many: int) -> Tally:
    return Tally(many, (many,) * len(Element), (0,) * len(Element))


def released(waiting: Sequence[Scores], *, closed: bool) -> int:
    """Return how many of the answers that wait, from the front of a shuffled row, may be counted now.

    Who looks at a figure before and after sees many people come in at once or nobody: while a quarter runs, enough are
    always kept back for the last step, when it has closed, to be a large one too.
    """
    if closed:
        return len(waiting)
    for kept in range(LEAST, len(waiting) - LEAST + 1):
        behind = len(waiting) - kept
        if tally(waiting[behind:]).size >= LEAST:
            return behind if tally(waiting[:behind]).size >= LEAST else 0
    return 0
