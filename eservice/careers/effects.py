"""What a course did: the fault it is for, before and after, with who took part and who did not."""

from datetime import date, datetime, time, timedelta

from eservice.careers import need, queries
from eservice.careers.effect import Effect, Windows, effect
from eservice.careers.models import Course
from eservice.careers.need import Evidence, Key
from eservice.careers.rules import Fault
from eservice.careers.terms import Term
from eservice.kernel.clock import WIB, wib
from eservice.metrics import cases
from eservice.metrics.cases import Book
from eservice.metrics.queries import Scope
from eservice.metrics.rules import Period


def of_course(course: Course, *, at: datetime) -> Effect | None:
    """Return the effect of a course; None where it names no fault, so that nothing can be measured.

    Officers count whose window after is whole, each about the day the course ended for them; those who never took part
    about the day in the middle of these. Of an officer who took part twice the first time counts.
    """
    if course.fault is None:
        return None
    days = timedelta(days=queries.value(Term.EFFECT_DAYS))
    everybody = queries.finished(course.id)
    took_part = {one.membership_id for one in everybody}
    ripe: dict[int, date] = {}
    for one in everybody:
        if one.ended_on is not None and _after(one.ended_on) + days <= at:
            ripe.setdefault(one.membership_id, one.ended_on)
    people, requests = queries.value(Term.EFFECT_PEOPLE), queries.value(Term.EFFECT_LEAST)
    if not ripe:
        return effect([], [], people=people, requests=requests)
    dates = sorted(ripe.values())
    middle = dates[len(dates) // 2]
    book = cases.book(Scope(service_id=course.service_id), since=_after(dates[0]) - days)
    read = {on: _read(book, on, days) for on in sorted(set(dates), reverse=True)}
    after, before = read[middle]
    others = ({one.officer_id for one in after.worked} | {one.officer_id for one in before.worked}) - took_part
    return effect(
        [_windows(officer_id, course.fault, read[on]) for officer_id, on in sorted(ripe.items())],
        [_windows(officer_id, course.fault, (after, before)) for officer_id in sorted(others)],
        people=people,
        requests=requests,
    )


def _read(book: Book, on: date, days: timedelta) -> tuple[Evidence, Evidence]:
    """Return the evidence of the window after a day and of the one before it."""
    after = need.read(book, Period(_after(on), _after(on) + days))
    return after, need.read(book, Period(_before(on) - days, _before(on)))


def _windows(officer_id: int, fault: Fault, told: tuple[Evidence, Evidence]) -> Windows:
    (after_n, after), (before_n, before) = (_counted(one, officer_id, fault) for one in told)
    return Windows(before_n, before, after_n, after)


def _counted(told: Evidence, officer_id: int, fault: Fault) -> tuple[int, int]:
    keys = {key for key in (*told.worked, *told.due) if key.officer_id == officer_id}
    found = [told.counted(Key(officer_id, key.service_id), fault) for key in keys]
    return sum(n for n, _count in found), sum(count for _n, count in found)


def _before(on: date) -> datetime:
    return datetime.combine(on, time(), WIB)


def _after(on: date) -> datetime:
    """Return the midnight that ends a day; what was done on the day itself is in neither window."""
    return wib(_before(on) + timedelta(days=1))
