"""Histories with their dates, written by hand: one line an event, as `date hour step words`."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from eservice.accounts.permissions import Role
from eservice.catalogue.definition import Promise
from eservice.requests.explaining import Explained, explain
from eservice.requests.workflow import Status, Step
from eservice.worktime.files import read_calendars, read_holidays
from eservice.worktime.rules import WIB, Calendar
from tests.law import held_after, leads

JAMBI = next(row for row in read_calendars() if row.code == "kota-jambi").calendar(read_holidays())
"""Monday to Thursday 07.30-12.00 and 13.00-16.00, Friday 07.30-11.30 and 13.00-16.30; Ramadan; every holiday."""

KELURAHAN, KECAMATAN = 7, 1
MINUTE, HOUR, DAY = 60, 3600, 86400
THREE_DAYS = Promise(days=3)


@dataclass(frozen=True)
class Happened:
    """One event as the explanation wants it."""

    step: Step
    to_status: Status
    taken_at: datetime
    office_id: int
    pauses: bool
    actor_role: Role
    actor_user_id: int | None
    promised_at: datetime
    rests_until: datetime | None = None


def at(text: str) -> datetime:
    """Return ``2026-07-06 09:00`` of Jambi as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=WIB)


def history(*lines: str) -> list[Happened]:
    """Return events from lines such as ``2026-07-06 09:00 claim``.

    Words after the step: ``in 1`` the office from there on, ``unpaused``, ``promise 2026-07-10T16:00``,
    ``again 2026-07-10T09:00`` the day agreed after nobody was at home.
    """
    status, held, office_id, promised_at = Status.DRAFT, None, KELURAHAN, at("2026-12-31 16:00")
    events: list[Happened] = []
    for line in lines:
        day, clock, verb, *words = line.split()
        step = Step(verb)
        came_from, status = status, leads(status, step, held_from=held)
        assert status is not None, f"{step} is not lawful from {came_from}"
        held = held_after(came_from, step, held_from=held)
        if "in" in words:
            office_id = int(words[words.index("in") + 1])
        if "promise" in words:
            promised_at = at(words[words.index("promise") + 1])
        pauses = step is Step.ASK_CORRECTION and "unpaused" not in words
        rests = at(words[words.index("again") + 1]) if "again" in words else None
        taken_at = at(f"{day} {clock}")
        events.append(Happened(step, status, taken_at, office_id, pauses, Role.OFFICER, 20, promised_at, rests))
    return events


def told(
    *lines: str,
    until: str,
    calendar: Calendar = JAMBI,
    calendar_at: Callable[[int, datetime], Calendar] | None = None,
    promise: Promise = THREE_DAYS,
) -> tuple[Explained, ...]:
    """Return a history explained as it stands at ``until``."""
    hours = calendar_at or (lambda _office, instant: calendar.as_decreed_before(instant))
    return explain(history(*lines), until=at(until), calendar_at=hours, promise=promise)
