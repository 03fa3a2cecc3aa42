"""Histories written by hand: one line an event, as `day hour step status`."""

from dataclasses import dataclass
from datetime import datetime

from eservice.metrics.runs import Filing, Run, runs_of
from eservice.requests.workflow import Channel, Status, Step
from eservice.worktime.files import read_calendars, read_holidays
from eservice.worktime.rules import WIB, Calendar, read_day

_DAY = read_day("08:00-12:00", "13:00-16:00")
_FRIDAY = read_day("08:00-11:30", "13:30-16:30")
HOURS = Calendar((_DAY, _DAY, _DAY, _DAY, _FRIDAY, (), ()))
"""Monday to Thursday 8-12 and 13-16, Friday 8-11.30 and 13.30-16.30: sums that can be done in the head."""

JAMBI = next(row for row in read_calendars() if row.code == "kota-jambi").calendar(read_holidays())

KELURAHAN, KECAMATAN = 7, 1


@dataclass(frozen=True)
class Happened:
    """One event as the clock wants it."""

    step: Step
    to_status: Status
    taken_at: datetime
    office_id: int
    pauses: bool
    actor_membership_id: int | None
    promised_at: datetime
    rests_until: datetime | None = None


LEADS = {
    "submit": Status.SUBMITTED,
    "claim": Status.IN_REVIEW,
    "judge": Status.IN_REVIEW,
    "release": Status.SUBMITTED,
    "reassign": Status.IN_REVIEW,
    "ask_correction": Status.NEEDS_CORRECTION,
    "resubmit": Status.SUBMITTED,
    "recommend": Status.AWAITING_SIGNATURE,
    "propose_rejection": Status.AWAITING_SIGNATURE,
    "send_back": Status.IN_REVIEW,
    "sign": Status.ISSUING,
    "next_place": Status.AWAITING_SIGNATURE,
    "issue": Status.ISSUED,
    "collected": Status.ISSUED,
    "hand_over_siak": Status.ISSUED,
    "reject": Status.REJECTED,
    "withdraw": Status.WITHDRAWN,
    "lapse": Status.LAPSED,
    "reopen": Status.SUBMITTED,
    "transfer": Status.SUBMITTED,
    "tell_late": Status.SUBMITTED,
}


def at(text: str) -> datetime:
    """Return `06 09:00` of July 2026 (a Monday) as an instant."""
    day, clock = text.split()
    return datetime.fromisoformat(f"2026-07-{day}T{clock}:00").replace(tzinfo=WIB)


def history(*lines: str, promise: str = "10 16:00") -> list[Happened]:
    """Return events from lines such as ``06 09:00 claim``; ``promise 09 16:00`` moves it from there on.

    Words after the step: ``by 20`` the member, ``in 1`` the office, ``unpaused``.
    """
    promised_at, events = at(promise), []
    for line in lines:
        if line.startswith("promise"):
            promised_at = at(line.removeprefix("promise "))
            continue
        day, clock, step, *words = line.split()
        marks = dict(zip(words[::2], words[1::2], strict=False))
        events.append(
            Happened(
                step=Step(step),
                to_status=LEADS[step],
                taken_at=at(f"{day} {clock}"),
                office_id=int(marks.get("in", KELURAHAN)),
                pauses=step == "ask_correction" and "unpaused" not in words,
                actor_membership_id=int(marks["by"]) if "by" in marks else None,
                promised_at=promised_at,
            )
        )
    return events


def runs(
    *lines: str, promise: str = "10 16:00", until: str = "31 12:00", first: str = "", **changes: object
) -> list[Run]:
    """Return the runs of a history on ``HOURS``."""
    events = history(*lines, promise=promise)
    facts: dict[str, object] = {
        "request_id": 1,
        "code": "K7M4QX",
        "service_id": 3,
        "channel": Channel.ONLINE,
        "first_filed_at": at(first) if first else events[0].taken_at,
        "holder_id": None,
        "correction_until": None,
    }
    filing = Filing(**(facts | changes))  # type: ignore[arg-type]
    return runs_of(filing, events, until=at(until), calendar_of=lambda office, channel, instant: HOURS)


def run(*lines: str, **options: str) -> Run:
    """Return the only run of a history."""
    (only,) = runs(*lines, **options)
    return only
