"""What citizens and supervisors do with the survey: answer it, plan what to do about it, make its figures public."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission, Role
from eservice.audit import actions as audit
from eservice.kernel.clock import wib
from eservice.kernel.codes import token
from eservice.kernel.db import db
from eservice.kernel.errors import (
    ConflictError,
    InvalidInputError,
    MissingReasonError,
    NotAllowedError,
    NotFoundError,
)
from eservice.offices import queries as offices
from eservice.requests import telling
from eservice.requests.models import Request
from eservice.requests.steps import position_of
from eservice.satisfaction import inviting, queries, rules
from eservice.satisfaction.models import SurveyAnswer, SurveyInvitation, SurveyPlan, SurveyPublication
from eservice.satisfaction.queries import Opened
from eservice.satisfaction.rules import FACTS, HIGHEST, LOWEST, Element, Fact, PlanState, Quarter, Scores, Series

LONGEST_COMMENT = 1000
FURTHEST = timedelta(days=366)
"""A plan is for the year ahead."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one person says."""

    scores: Scores
    comment: str = ""
    facts: Mapping[Fact, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done about an element."""

    text: str
    owner_id: int
    due_on: date
    state: PlanState = PlanState.PLANNED


# ── Answering ────────────────────────────────────────────────────────────────────────────────────────────────────────


def answer_own(request: Request, told: Told, *, actor: Actor, at: datetime) -> None:
    """Answer for one's own request: signed in to the account that asked, or with the receipt where none did.

    Raises:
        NotAllowedError: ``survey_staff``, ``survey_own_office``.
        NotFoundError: ``no_such_survey``, not one's own, or nobody was asked.
        ConflictError: ``survey_used``, ``survey_over``.
        InvalidInputError: ``survey_empty``.
    """
    if actor.is_staff:
        raise NotAllowedError("survey_staff")
    if actor.role not in (Role.CITIZEN, Role.BEARER) or not position_of(actor, request, at=at).is_applicant:
        raise NotFoundError("no_such_survey")
    invitation = queries.invitation_of(request.id)
    if invitation is None:
        raise NotFoundError("no_such_survey")
    _check_not_own_office(request, at=at)
    _take(invitation.id, told, series=series_of(request, actor), at=at)


def answer_with_code(opened: Opened, told: Told, *, actor: Actor, at: datetime) -> None:
    """Answer with the code of a message or the number of a sheet. Raises as ``answer_own`` does."""
    if actor.is_staff:
        raise NotAllowedError("survey_staff")
    invitation = queries.invitation(opened.invitation_id)
    _check_not_own_office(_request_of(invitation), at=at)
    _take(invitation.id, told, series=opened.series, at=at)


def enter_sheet(number: str, told: Told, *, actor: Actor, at: datetime) -> None:
    """Enter what somebody wrote on a printed form, once, by an officer who had no part in the request.

    Raises:
        NotAllowedError: ``survey_handler``; or not by staff.
        NotFoundError: ``no_such_survey``, of no sheet of this office.
        ConflictError, InvalidInputError: as ``answer_own``.
    """
    if not actor.is_staff or not actor.may(Permission.REQUEST_REVIEW):
        raise NotAllowedError("page")
    opened = queries.opened_by(number)
    if opened is None or opened.series is not Series.COUNTER:
        raise NotFoundError("no_such_survey")
    invitation = queries.invitation(opened.invitation_id)
    if invitation.office_id not in offices.office_ids_under(actor.office_id or 0):
        raise NotFoundError("no_such_survey")
    request = _request_of(invitation)
    handled = {event.actor_membership_id for event in request.history} | {request.helper_id, invitation.printed_by_id}
    if actor.membership_id in handled:
        raise NotAllowedError("survey_handler")
    _check_not_own_office(request, at=at)
    _take(invitation.id, told, series=Series.COUNTER, at=at, entered_by_id=actor.membership_id)


def series_of(request: Request, actor: Actor) -> Series:
    """Return among which answers one's own counts: an officer printed the receipt of who has no account."""
    return Series.COUNTER if actor.role is Role.BEARER and request.user_id is None else Series.OWN


def _take(invitation_id: int, told: Told, *, series: Series, at: datetime, entered_by_id: int | None = None) -> None:
    """Mark the invitation as answered and put the answer among the others; nothing ties the two together."""
    invitation = queries.invitation(invitation_id, lock=True)
    inviting.check_open(invitation, at=at)
    scores = {element: score for element, score in told.scores.items() if LOWEST <= score <= HIGHEST}
    if not scores:
        raise InvalidInputError("survey_empty")
    invitation.answered = True
    facts = {fact: choice for fact, choice in told.facts.items() if choice in FACTS[fact]}
    comment = told.comment.strip()[:LONGEST_COMMENT]
    db.session.add(
        SurveyAnswer(
            id=token(),
            office_id=invitation.office_id,
            service_id=invitation.service_id,
            quarter=Quarter.of(wib(at).date()).key,
            series=series,
            counted=False,
            told={"scores": scores, "facts": facts},
            comment=comment or None,
            entered_by_id=entered_by_id,
        )
    )
    db.session.flush()


def _request_of(invitation: SurveyInvitation) -> Request:
    return db.session.scalars(select(Request).where(Request.id == invitation.request_id)).one()


def _check_not_own_office(request: Request, *, at: datetime) -> None:
    account = telling.recipient_of(request).user_id
    if account is not None and account in inviting.staff_of(request.office_id or 0, at=at):
        raise NotAllowedError("survey_own_office")


# ── What an office does about it ─────────────────────────────────────────────────────────────────────────────────────


def plan(office_id: int, quarter: Quarter, element: Element, told: Plan, *, actor: Actor, at: datetime) -> SurveyPlan:
    """Set down, or change, what is done about one of the three lowest elements.

    Raises:
        NotAllowedError: not the supervisor of that office.
        InvalidInputError: ``plan_not_lowest``, ``plan_owner``, ``plan_due``.
        MissingReasonError: ``plan_text``.
    """
    _must_supervise(office_id, actor)
    _check_plan(office_id, told, at=at)
    found = db.session.scalar(
        select(SurveyPlan)
        .where(SurveyPlan.office_id == office_id, SurveyPlan.quarter == quarter.key, SurveyPlan.element == element)
        .with_for_update()
    )
    if found is None:
        shown = queries.survey(office_id, quarter, at=at).own.shown
        if shown is None or element not in rules.lowest(shown):
            raise InvalidInputError("plan_not_lowest")
        found = SurveyPlan(office_id=office_id, quarter=quarter.key, element=element)
        db.session.add(found)
    found.text, found.owner_id, found.due_on, found.state = told.text.strip(), told.owner_id, told.due_on, told.state
    found.changed_at, found.changed_by_id = at, actor.membership_id or 0
    db.session.flush()
    written = {"element": element.value, "due": told.due_on.isoformat(), "state": told.state.value, "text": found.text}
    audit.record(actor=actor, action="survey:plan", object=f"office:{office_id}", at=at, data=written)
    return found


def publish(office_id: int, quarter: Quarter, *, actor: Actor, at: datetime) -> SurveyPublication:
    """Make a quarter's figures public as they are now: they are stored, and never change again.

    Raises:
        NotAllowedError: not the supervisor of that office.
        ConflictError: ``quarter_open``, ``nothing_to_publish``, ``already_published``.
    """
    _must_supervise(office_id, actor)
    told = queries.survey(office_id, quarter, at=at)
    if not told.closed or told.waiting:
        raise ConflictError("quarter_open")
    if told.own.shown is None and told.counter.shown is None:
        raise ConflictError("nothing_to_publish")
    made = SurveyPublication(
        office_id=office_id,
        quarter=quarter.key,
        figures=queries.as_published(told),
        published_at=at,
        published_by_id=actor.membership_id or 0,
    )
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError as error:
        raise ConflictError("already_published") from error
    audit.record(
        actor=actor, action="survey:publish", object=f"office:{office_id}", at=at, data={"quarter": quarter.key}
    )
    return made


def _check_plan(office_id: int, told: Plan, *, at: datetime) -> None:
    today = wib(at).date()
    if not told.text.strip():
        raise MissingReasonError("plan_text", field="text")
    if told.owner_id not in {one.id for one in offices.members(office_id, at=at)}:
        raise InvalidInputError("plan_owner", field="owner")
    is_over = told.state in (PlanState.DONE, PlanState.DROPPED)
    if told.due_on > today + FURTHEST or (told.due_on < today and not is_over):
        raise InvalidInputError("plan_due", field="due_on")


def _must_supervise(office_id: int, actor: Actor) -> None:
    if not actor.may(Permission.REQUEST_SUPERVISE) or office_id not in offices.office_ids_under(actor.office_id or 0):
        raise NotAllowedError("page")
