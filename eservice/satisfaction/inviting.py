"""Ask whoever was served, once for each finished request: by a job, and on paper when somebody stands at the counter.

Finished is what was issued and had, and also what was refused: leaving out who was refused would please everybody.
What was withdrawn or closed unfinished was not served. Who works in the office is not asked about it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.exc import IntegrityError

from eservice.accounts.actor import Actor
from eservice.kernel.clock import wib
from eservice.kernel.codes import letter_code
from eservice.kernel.crypto import vault
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.notifications.actions import Recipient, announce
from eservice.offices import queries as offices
from eservice.requests import telling
from eservice.requests.models import Request
from eservice.requests.workflow import Status
from eservice.satisfaction.models import SurveyInvitation

WORK = "surveys"
"""Kind of work the queue looks after."""

SERVED = (Status.ISSUED, Status.REJECTED)
"""Statuses in which somebody was served."""

FRESH = timedelta(days=30)
"""So long after its end a request is asked about; later nobody remembers."""

OPEN_DAYS = timedelta(days=30)
"""So long an invitation can be answered."""

_AT_ONCE = 200
"""So many of an office are asked in one transaction."""

PURPOSE = "survey"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A blank form on paper, for one request."""

    number: str
    """Shown once; only its digest is stored."""
    invitation: SurveyInvitation


def invite_due(*, at: datetime) -> int:
    """Ask everybody whose request has come to its end and who was not asked yet; return how many."""
    return sum(invite(office.id, at=at) for office in offices.offices(at=at))


def invite(office_id: int, *, at: datetime) -> int:
    """Ask whom one office has served; a transaction of its own, if there is anybody. Return how many."""
    numbers = _due(office_id, at=at)
    if not numbers:
        return 0
    with transaction():
        staff = staff_of(office_id, at=at)
        found = db.session.scalars(select(Request).where(Request.id.in_(numbers)).order_by(Request.id))
        return sum(_invite(one, staff=staff, at=at) for one in found.all())


def digest(code: str) -> str:
    """Return what is stored of a code or of a sheet's number."""
    return vault().digest_secret(code, PURPOSE)


def print_sheet(request: Request, *, actor: Actor, at: datetime) -> Sheet:
    """Print a blank form with a number of its own; the sheet before it ends.

    Raises:
        NotAllowedError: not of the office that served, or the person works there.
        ConflictError: ``not_finished``; ``no_sheet_left``, answered or too old: which of both is not told here.
    """
    if not actor.is_staff or request.office_id not in offices.office_ids_under(actor.office_id or 0):
        raise NotAllowedError("page")
    if not _is_served(request):
        raise ConflictError("not_finished")
    if telling.recipient_of(request).user_id in staff_of(request.office_id or 0, at=at):
        raise NotAllowedError("survey_own_office")
    found = _locked(request.id) or _ask(request, at=at) or _locked(request.id)
    assert found is not None  # noqa: S101 - asked just now, by us or by whoever was first
    if found.answered or found.ends_on < wib(at).date():
        raise ConflictError("no_sheet_left")
    number = letter_code()
    found.form_digest, found.printed_by_id = digest(number), actor.membership_id
    db.session.flush()
    return Sheet(number, found)


def may_print(request: Request, *, actor: Actor, at: datetime) -> bool:
    """Tell whether a form is offered for a request; whether somebody answered already is not told to the office."""
    reach = offices.office_ids_under(actor.office_id or 0)
    fresh = request.closed_at is not None and request.closed_at >= at - FRESH
    return _is_served(request) and fresh and request.office_id in reach


def check_open(invitation: SurveyInvitation, *, at: datetime) -> None:
    """Refuse what was answered, or is too old. Raises ConflictError."""
    if invitation.answered:
        raise ConflictError("survey_used")
    if invitation.ends_on < wib(at).date():
        raise ConflictError("survey_over")


def staff_of(office_id: int, *, at: datetime) -> frozenset[int]:
    """Return the accounts that work in an office: nobody judges their own."""
    return frozenset(one.user_id for one in offices.members(office_id, at=at))


def _is_served(request: Request) -> bool:
    """Tell whether a request was finished and its result is in the hands of whoever asked."""
    waits = request.ready_at is not None and request.collected_at is None
    return request.status in SERVED and not waits


def _due(office_id: int, *, at: datetime) -> Sequence[int]:
    """Return the requests of an office that were not asked about yet."""
    return db.session.scalars(
        select(Request.id)
        .outerjoin(SurveyInvitation, SurveyInvitation.request_id == Request.id)
        .where(
            Request.office_id == office_id,
            Request.closed_at.between(at - FRESH, at),
            Request.status.in_(SERVED),
            or_(Request.ready_at.is_(None), and_(Request.collected_at.is_not(None), Request.collected_at <= at)),
            SurveyInvitation.id.is_(None),
        )
        .order_by(Request.closed_at, Request.id)
        .limit(_AT_ONCE)
    ).all()


def _invite(request: Request, *, staff: Collection[int], at: datetime) -> bool:
    """Ask about one request by the ways its citizen has; return whether somebody was asked."""
    to = telling.recipient_of(request)
    if to.user_id in staff:
        return False
    invitation = _ask(request, at=at)
    if invitation is None:
        return False
    if to.user_id is not None:
        announce("survey", to=replace(to, email=None), params=telling.facts_of(request), at=at)
    if to.email:
        code = letter_code()
        invitation.code_digest = digest(code)
        by_mail = Recipient(email=to.email, language=to.language)
        announce("survey_code", to=by_mail, params={"until_on": invitation.ends_on}, secret=code, at=at)
    return True


def _ask(request: Request, *, at: datetime) -> SurveyInvitation | None:
    """Write an invitation down; None where somebody else was first."""
    today = wib(at).date()
    made = SurveyInvitation(
        request_id=request.id,
        office_id=request.office_id,
        service_id=request.service_id,
        invited_on=today,
        ends_on=today + OPEN_DAYS,
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        return None
    return made


def _locked(request_id: int) -> SurveyInvitation | None:
    return db.session.scalar(
        select(SurveyInvitation)
        .where(SurveyInvitation.request_id == request_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
