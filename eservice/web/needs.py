"""What somebody could learn, as a table: alike for the person, for who leads, and for an office that names nobody."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from eservice.careers import need, queries
from eservice.careers.effect import Effect, Group
from eservice.careers.lessons import LESSONS, Lesson
from eservice.careers.models import Course
from eservice.careers.need import Evidence, Need
from eservice.careers.rules import Fault
from eservice.careers.terms import Term
from eservice.kernel.errors import NotFoundError
from eservice.metrics import names
from eservice.metrics.rules import SMALL_GROUP
from eservice.metrics.runs import Run
from eservice.web.filters import local, number, per_cent


@dataclass(frozen=True)
class Row:
    """One fault with one service."""

    service: str
    fault: Fault
    count: int
    n: int
    share: str
    """Empty where too few to speak of a share."""
    url: str
    """Where the requests are listed."""
    suggested: bool
    courses: tuple[Course, ...]


@dataclass(frozen=True)
class Bar:
    """One group of a course's effect, before and after."""

    people: int
    before: str
    after: str


@dataclass(frozen=True)
class EffectTold:
    """The effect of a course in words."""

    effect: Effect
    change: str
    low: str
    high: str
    trained: Bar
    others: Bar


ListUrl = Callable[[str, str], str]
"""(code of a service, value of a fault) -> the address of the requests."""


def rows(needs: Iterable[Need], courses: Sequence[Course], list_url: ListUrl) -> list[Row]:
    """Return the table of needs, the most frequent first, each with the courses that answer it."""
    services = names.service_names()
    return [
        Row(
            local(services[one.service_id], "name"), one.fault, one.count, one.n, _share(one.count, one.n),
            list_url(services[one.service_id].code, one.fault.value), need.suggests(one),
            tuple(course for course in courses if answers(course, one)),
        )
        for one in needs
    ]  # fmt: skip


def answers(course: Course, one: Need) -> bool:
    """Tell whether a course is for a need."""
    return course.fault is one.fault and course.service_id in (None, one.service_id)


def lessons(needs: Iterable[Need]) -> list[tuple[Fault, Lesson]]:
    """Return the cards of faults that happened often enough with one service."""
    at = queries.value(Term.LESSON_AT)
    return [(fault, LESSONS[fault]) for fault in dict.fromkeys(one.fault for one in needs if one.count >= at)]


def behind(told: Evidence, needs: Iterable[Need], code: str, value: str) -> tuple[Need, list[Run]]:
    """Return the need that an address names and its requests. Raises NotFoundError ``no_such_figure``."""
    services = names.service_names()
    found = [one for one in needs if one.fault.value == value and services[one.service_id].code == code]
    if not found:
        raise NotFoundError("no_such_figure")
    runs = [told.runs[one] for one in found[0].request_ids]
    return found[0], sorted(runs, key=lambda run: (run.begins_at, run.filing.code))


def effect_told(found: Effect | None) -> EffectTold | None:
    """Return an effect in words; None where nothing is measured."""
    if found is None:
        return None
    change, low, high = (_points(one) for one in (found.change, found.low, found.high))
    return EffectTold(found, change, low, high, _bar(found.trained), _bar(found.others))


def _bar(group: Group) -> Bar:
    before, after = _of(group.before, group.before_n), _of(group.after, group.after_n)
    return Bar(group.people, before, after)


def _of(count: int, n: int) -> str:
    share = _share(count, n)
    return f"{number(count)} / {number(n)}" + (f" ({share})" if share else "")


def _share(count: int, n: int) -> str:
    return per_cent(count / n) if n >= SMALL_GROUP else ""


def _points(value: float | None) -> str:
    return "" if value is None else f"{'+' if value > 0 else '−' if value < 0 else ''}{number(abs(value) * 100, 1)}"
