"""By when the office owes people an appointment, and on whom the wait for it stands. Pure."""

from collections.abc import Sequence
from datetime import datetime

from eservice.catalogue.definition import Promise
from eservice.requests.clock import PAUSES, Event, changes, last_run, moved
from eservice.requests.workflow import APPOINTMENTS, HANDS_BACK, Step
from eservice.worktime.rules import Calendar

OFFER_DAYS = 2
"""Working days the office has to offer an appointment."""

_SLOT = Promise(days=OFFER_DAYS)
_STOPS = frozenset({Step.BLOCK, Step.HOLD})


def slot_due(events: Sequence[Event], *, at: datetime, calendar: Calendar) -> datetime:
    """Return by when the office has to offer the people an appointment.

    Two working days after the filing or the reopening, kept like a promise: what stands on others moves it by the days
    that began meanwhile, however little was asked, and once missed it stays missed. It is counted anew only where a
    time that was offered fell through by no act of the office: the people could not come, somebody objected (after the
    hour only at the meeting itself: ``blocking.block`` takes no other objection), or an incident stopped it before its
    hour. What the office itself puts elsewhere, calls off or lets go gives it no new time.

    Args:
        events: the whole history, oldest first.
    """
    run = last_run(events)
    due = calendar.add_working(run[0].taken_at, days=OFFER_DAYS)
    paused_at: datetime | None = None
    hour: datetime | None = None  # of a time that was offered soon enough
    for change in changes(run, until=at):
        step = change.event.step
        on_others = change.stage in PAUSES and (change.rest is None or change.rest.step not in APPOINTMENTS)
        if paused_at is not None and not on_others:
            due = moved(due, _SLOT, paused_at=paused_at, resumed_at=change.at, calendar=calendar)
        stops = step in _STOPS and hour is not None and (change.at < hour or step is Step.BLOCK)
        if not change.by_itself and (step in HANDS_BACK or stops):
            due, paused_at = calendar.add_working(change.at, days=OFFER_DAYS), None  # what lasts is counted from here
        if step in APPOINTMENTS | _STOPS and not change.by_itself:
            hour = change.event.rests_until if step in APPOINTMENTS else None
        paused_at = (paused_at or change.at) if on_others else None
    return due


def slot_stops_clock(events: Sequence[Event], *, at: datetime, calendar: Calendar) -> bool:
    """Tell whether the wait for an appointment offered at ``at`` is not the office's.

    It is not where the offer comes within two working days. Offered later, all of it stays the office's: the time up
    to the offer, and the time from there to the appointment.

    Source: field notes 3.4: "pihak lain until the appointment, but only if a slot was offered within 2 working days".
    """
    return at <= slot_due(events, at=at, calendar=calendar)
