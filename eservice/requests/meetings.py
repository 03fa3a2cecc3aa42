"""What visits and appointments share: a window that somebody was told of, one row that takes one outcome."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from eservice.accounts.actor import Actor
from eservice.kernel.db import db
from eservice.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError
from eservice.offices.models import Membership
from eservice.requests.models import Request
from eservice.requests.rules import NotFinishedError
from eservice.requests.steps import calendar_of, later, promise_by
from eservice.requests.visits import RequestVisit
from eservice.requests.workflow import VisitKind, VisitOutcome
from eservice.worktime.timeline import local

FARTHEST_DAYS = 10
"""Working days ahead for which a meeting may be agreed at most."""

LONGEST = timedelta(hours=4)
"""So long may somebody be asked to keep free for one."""


@dataclass(frozen=True, slots=True)
class Window:
    """Between which instants somebody is awaited."""

    from_at: datetime
    until_at: datetime


def planned(request: Request, kind: VisitKind) -> RequestVisit | None:
    """Return the meeting of a kind that is still to be held, or None."""
    return next((one for one in reversed(request.visits) if one.outcome is None and one.kind is kind), None)


def meeting(request: Request, meeting_id: int, kind: VisitKind, *, actor: Actor) -> RequestVisit:
    """Return a meeting of a request for who tells of it.

    Raises:
        NotFoundError: ``no_such_visit``.
        NotAllowedError: ``not_visitor``, the actor neither goes, nor holds the request, nor told of it before.
    """
    found = next((one for one in request.visits if one.id == meeting_id and one.kind is kind), None)
    if found is None:
        raise NotFoundError("no_such_visit")
    if actor.membership_id is None or actor.membership_id not in (
        found.visitor_id, request.holder_id, found.recorded_by_id,
    ):  # fmt: skip
        raise NotAllowedError("not_visitor")
    return found


def add(
    request: Request, window: Window, visitor_id: int, *, actor: Actor, at: datetime, called: list[str] | None = None
) -> RequestVisit:
    """Add a meeting: at home, or at the office where people are called there."""
    added = RequestVisit(
        from_at=window.from_at,
        until_at=window.until_at,
        kind=VisitKind.HOME if called is None else VisitKind.OFFICE,
        called=called,
        visitor_id=visitor_id,
        planned_by_id=actor.membership_id,
        planned_at=at,
    )
    request.visits.append(added)
    db.session.flush()
    return added


def close(found: RequestVisit, outcome: VisitOutcome, made_at: datetime, *, actor: Actor, at: datetime) -> None:
    """Note what became of a meeting."""
    found.outcome, found.made_at = outcome, made_at
    found.recorded_at, found.recorded_by_id = at, actor.membership_id


def check_host(request: Request, host: Membership, *, at: datetime) -> None:
    """Refuse who does not work where the request is handled. Raises InvalidInputError: ``other_office``."""
    if host.office_id != request.office_id or (host.until_at is not None and host.until_at <= at):
        raise InvalidInputError("other_office", field="visitor")


def check_alone(request: Request, kind: VisitKind) -> None:
    """Refuse to plan over a meeting of the other kind.

    Raises:
        NotFinishedError: ``visit_open`` or ``appointment_open``.
    """
    if planned(request, VisitKind.OFFICE if kind is VisitKind.HOME else VisitKind.HOME) is not None:
        raise NotFinishedError("appointment_open" if kind is VisitKind.HOME else "visit_open")


def check_window(request: Request, window: Window, *, at: datetime) -> None:
    """Refuse a window that is past, empty, too long or too far away.

    Raises:
        InvalidInputError: ``visit_window``, ``visit_far``.
    """
    if not at < window.from_at < window.until_at <= window.from_at + LONGEST:
        raise InvalidInputError("visit_window", field="on", hours=str(int(LONGEST.total_seconds() // 3600)))
    if window.from_at > calendar_of(request).add_working(at, days=FARTHEST_DAYS):
        raise InvalidInputError("visit_far", field="on", days=str(FARTHEST_DAYS))


def after_rest(request: Request, until: datetime, *, at: datetime) -> datetime | None:
    """Return the promise moved by a rest up to an instant; one that is broken already stays: no absence mends it."""
    promised_at = promise_by(request, at=at)
    return None if promised_at is None else later(request, promised_at, at, until)


def when(window: Window) -> dict[str, object]:
    """Return what a message says of a window."""
    return {"visit_at": window.from_at, "ends": f"{local(window.until_at):%H.%M}"}
