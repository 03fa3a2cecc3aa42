"""What becomes due by the passing of time alone: absences, leases, questions, promises, drafts and files left.

Each row is changed in a transaction of its own, loaded again under its lock: a row that somebody dealt with
meanwhile is left alone, and one that cannot be dealt with keeps no other from it. What is asked for is what can be
done: a correction that may not be closed yet is not tried again and again.
"""

import logging
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select

from eservice.accounts.actor import SYSTEM
from eservice.kernel.db import db
from eservice.notifications import queries as messages
from eservice.requests import confirming, filing, handing_on, handover, incidents, reviewing, watching
from eservice.requests.apart import each
from eservice.requests.conditions import rest_since
from eservice.requests.models import Request
from eservice.requests.rules import DRAFT_KEPT, FILE_KEPT
from eservice.requests.workflow import WORKFLOW, Nudge, Status, Step
from eservice.staff import queries as staff

WORK = "requests"
"""Kind of work the queue looks after."""

_log = logging.getLogger("eservice.sweep")


def sweep(*, at: datetime) -> int:
    """Do everything that is due at ``at`` and return how many requests were dealt with.

    What is not due any more, or may not be done yet (nobody was reached), stays as it is.
    """
    dealt = failed = 0
    for due, deal in _DUE:
        done = each(_numbers(due(at)), lambda request, deal=deal: deal(request, at))  # type: ignore[misc]
        dealt, failed = dealt + done[0], failed + done[1]
    if failed:
        _log.error("%d requests could not be dealt with; they are tried again", failed)
    return dealt


def _numbers(due: ColumnElement[bool]) -> list[int]:
    found = list(db.session.scalars(select(Request.id).where(due).order_by(Request.id)))
    db.session.remove()
    return found


def _lease_ended(at: datetime) -> ColumnElement[bool]:
    return (Request.status == Status.IN_REVIEW) & (Request.lease_until <= at)


def _holder_gone(at: datetime) -> ColumnElement[bool]:
    return (Request.status == Status.IN_REVIEW) & Request.holder_id.in_(staff.gone(at))


def _correction_over(at: datetime) -> ColumnElement[bool]:
    """Only where somebody was reached since the last question, and no incident lasts: else it waits on its list."""
    over = (Request.status == Status.NEEDS_CORRECTION) & (Request.correction_until <= at)
    return over & messages.told_since(Request.code, rest_since()) & ~incidents.covers(at)


def _nobody_answered(at: datetime) -> ColumnElement[bool]:
    return (Request.status == Status.AWAITING_CONFIRMATION) & (Request.confirmation_until <= at)


def _promise_broken(at: datetime) -> ColumnElement[bool]:
    told = or_(Request.late_told_for.is_(None), Request.late_told_for != Request.promised_at)
    return Request.status.in_(WORKFLOW[Step.TELL_LATE].sources) & (Request.promised_at <= at) & told


def _nudge_due(at: datetime) -> ColumnElement[bool]:
    of_promise = Request.status.in_(WORKFLOW[Step.REMIND].sources) & (Request.nudge != Nudge.CORRECTION)
    waits = (Request.status == Status.NEEDS_CORRECTION) & (Request.correction_until > at)
    of_correction = waits & (Request.nudge == Nudge.CORRECTION)
    return (Request.nudge_at <= at) & or_(of_promise, of_correction)


def _draft_forgotten(at: datetime) -> ColumnElement[bool]:
    return (Request.status == Status.DRAFT) & (Request.created_at <= at - DRAFT_KEPT)


def _file_handed_over(at: datetime) -> ColumnElement[bool]:
    return Request.outcome_upload_id.is_not(None) & (Request.downloaded_at <= at - FILE_KEPT)


def _end_lease(request: Request, at: datetime) -> None:
    reviewing.end_lease(request, actor=SYSTEM, at=at)


def _hand_on(request: Request, at: datetime) -> None:
    handing_on.hand_on_absent(request, at=at)


def _lapse(request: Request, at: datetime) -> None:
    handover.lapse(request, actor=SYSTEM, at=at)


def _go_on(request: Request, at: datetime) -> None:
    confirming.give_up(request, actor=SYSTEM, at=at)


def _tell_late(request: Request, at: datetime) -> None:
    handover.tell_late(request, actor=SYSTEM, at=at)


def _nudge(request: Request, at: datetime) -> None:
    watching.nudge(request, actor=SYSTEM, at=at)


def _discard(request: Request, at: datetime) -> None:
    filing.discard(request, at=at)


def _forget_file(request: Request, at: datetime) -> None:
    handover.forget_file(request, actor=SYSTEM, at=at)


_DUE: tuple[tuple[Callable[[datetime], ColumnElement[bool]], Callable[[Request, datetime], None]], ...] = (
    (_holder_gone, _hand_on),
    (_lease_ended, _end_lease),
    (_correction_over, _lapse),
    (_nobody_answered, _go_on),
    (_promise_broken, _tell_late),
    (_nudge_due, _nudge),
    (_draft_forgotten, _discard),
    (_file_handed_over, _forget_file),
)
"""What becomes due, and what is then done."""
