"""File a complaint, take it, pass it on, answer it; set the days it may take. Nothing here commits."""

from dataclasses import dataclass
from datetime import datetime

from eservice.accounts.actions import must_manage
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission, Role
from eservice.audit.actions import record
from eservice.complaints import parts, queries, rules, steps
from eservice.complaints.models import Complaint, ComplaintLimit
from eservice.complaints.rules import (
    KINDS,
    Against,
    By,
    ComplaintStep,
    Finding,
    Kind,
    Lane,
    Lesson,
    Limit,
    Openness,
    Way,
)
from eservice.kernel import codes
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, MissingReasonError, NotAllowedError
from eservice.offices import queries as offices
from eservice.offices.models import Office
from eservice.requests.models import Request
from eservice.worktime.queries import calendar_for


@dataclass(frozen=True, kw_only=True)
class Told:
    """What somebody complains of."""

    kind: Kind
    against: Against
    office_id: int
    text: str
    openness: Openness
    way: Way = Way.ONLINE
    request: Request | None = None
    """The one it is about, where the complainant proved that it is theirs."""
    name: str = ""
    email: str = ""


def file(told: Told, *, actor: Actor, at: datetime) -> Complaint:
    """Take a complaint in and give it to a desk that has no part in it; its code and PIN are the complainant's.

    Raises:
        MissingReasonError: ``complaint_text``.
        InvalidInputError: ``complaint_office``, it is no office of these days.
    """
    if not told.text.strip():
        raise MissingReasonError("complaint_text", field="text")
    about = told.request
    office = _office(about.office_id if about is not None and about.office_id else told.office_id, at=at)
    facts, named = KINDS[told.kind], told.openness is not Openness.ANONYMOUS
    first_by, answer_by = steps.due(office, facts.lane, at=at)
    typed = actor.membership_id if told.way is Way.COUNTER else None
    complaint = Complaint(
        code=_unused_code(),
        pin=codes.pin(),
        kind=told.kind,
        lane=facts.lane,
        against=told.against,
        openness=told.openness,
        way=told.way,
        office_id=office.id,
        service_id=about.service_id if about is not None else None,
        request_id=about.id if about is not None and named else None,
        user_id=actor.user_id if named and typed is None and actor.role is Role.CITIZEN else None,
        typed_by_id=typed,
        involved=sorted(_involved(about, office, at=at)),
        text=told.text.strip(),
        name=told.name.strip() or None if named else None,
        email=told.email.strip() or None if named else None,
        past_unit=facts.past_unit,
        filed_at=at,
        first_by=first_by,
        answer_by=answer_by,
        reopened=0,
    )
    complaint.office = office
    complaint.desk_id = rules.desk(
        parts.way_up(office, at=at), against=told.against, past_unit=facts.past_unit, part=_part(complaint, about, at)
    )
    db.session.add(complaint)
    db.session.flush()
    anonymous = Actor(Role.GUEST)
    steps.note(complaint, ComplaintStep.FILE, "", actor if named or typed else anonymous, at)
    steps.tell_desk(complaint, at=at)
    return complaint


def take(code: str, lane: Lane, *, actor: Actor, at: datetime) -> Complaint:
    """Begin to look into it: the first answer. A longer lane is chosen now or never.

    Raises:
        ConflictError: ``complaint_taken``, the same person has it already.
    """
    complaint = _handled(code, actor, at=at)
    if complaint.taken_by_id == actor.membership_id:
        raise ConflictError("complaint_taken")
    if complaint.first_at is None:
        complaint.first_at = at
        complaint.lane = lane
        complaint.answer_by = max(steps.due(complaint.office, lane, at=complaint.filed_at)[1], complaint.first_by)
    complaint.taken_by_id = actor.membership_id
    steps.step(complaint, ComplaintStep.TAKE, "", By.DESK, actor=actor, at=at)
    steps.tell_complainant("complaint_taken", complaint, at=at)
    return complaint


def forward(code: str, why: str, *, actor: Actor, at: datetime) -> Complaint:
    """Pass it on to the next office above, or to the Inspektorat; the complainant reads why. Raises as ``take``."""
    complaint = _handled(code, actor, at=at)
    if complaint.desk_id is None:
        raise ConflictError("complaint_highest")
    steps.go_up(complaint, at=at)
    steps.step(complaint, ComplaintStep.FORWARD, steps.needed(why), By.DESK, actor=actor, at=at)
    steps.tell_desk(complaint, at=at)
    return complaint


def answer(code: str, words: str, finding: Finding, lesson: Lesson, *, actor: Actor, at: datetime) -> Complaint:
    """Answer it, say whether it was so, and what would keep it from happening again.

    Raises:
        NotAllowedError: ``complaint_not_taken``, somebody else of the desk has it.
    """
    complaint = _handled(code, actor, at=at)
    if complaint.taken_by_id != actor.membership_id:
        raise NotAllowedError("complaint_not_taken")
    steps.step(complaint, ComplaintStep.ANSWER, steps.needed(words), By.DESK, actor=actor, at=at)
    complaint.finding, complaint.lesson = finding, lesson
    return _answered(complaint, at=at)


def dismiss(code: str, why: str, *, actor: Actor, at: datetime) -> Complaint:
    """Say that it is no matter of the offices here, and where to go instead."""
    complaint = _handled(code, actor, at=at)
    steps.step(complaint, ComplaintStep.DISMISS, steps.needed(why), By.DESK, actor=actor, at=at)
    complaint.first_at = complaint.first_at or at
    return _answered(complaint, at=at)


def set_limit(kind: Limit, days: int, basis: str, *, actor: Actor, at: datetime) -> ComplaintLimit:
    """Set how many working days a step may take from now on; what was filed keeps its deadlines.

    Raises:
        InvalidInputError: ``complaint_days``.
        MissingReasonError: ``complaint_basis``, no law or decree is named.
    """
    must_manage(actor)
    if not rules.LEAST_DAYS <= days <= rules.MOST_DAYS:
        raise InvalidInputError("complaint_days", field="days")
    if not basis.strip():
        raise MissingReasonError("complaint_basis", field="basis")
    row = ComplaintLimit(kind=kind, days=days, basis=basis.strip(), changed_by_id=actor.user_id, changed_at=at)
    db.session.add(row)
    db.session.flush()
    record(actor=actor, action="complaint:limit", object=f"limit:{kind}", at=at, data={"days": days})
    return row


def _office(office_id: int, *, at: datetime) -> Office:
    found = next((one for one in offices.offices(at=at) if one.id == office_id), None)
    if found is None:
        raise InvalidInputError("complaint_office", field="office")
    return found


def _involved(about: Request | None, office: Office, *, at: datetime) -> set[int]:
    """Return which accounts have a part, kept where the complaint does not name its request."""
    if about is None:
        return set()
    leads = {one for level in parts.way_up(office, at=at) for one in level.supervisors}
    return parts.worked_on(about) | parts.kin(about, leads | parts.inspectors_ids(at))


def _part(complaint: Complaint, about: Request | None, at: datetime) -> set[int]:
    if about is not None and complaint.request_id is not None:
        complaint.request = about
    return parts.part_in(complaint, at=at)


def why_not(complaint: Complaint, actor: Actor, *, at: datetime) -> NotAllowedError | None:
    """Return why the actor may not handle what they see, or None: another desk has it, or they have a part in it."""
    at_desk = complaint.desk_id is None if actor.role is Role.EXAMINER else complaint.desk_id == actor.office_id
    if not actor.may(Permission.COMPLAINT_HANDLE):
        return NotAllowedError("permission")
    if not at_desk:
        return NotAllowedError("complaint_desk")
    return NotAllowedError("complaint_part") if actor.user_id in parts.part_in(complaint, at=at) else None


def _handled(code: str, actor: Actor, *, at: datetime) -> Complaint:
    """Return a complaint that the actor may handle now, locked.

    Raises:
        NotFoundError: it is not there for the actor.
        NotAllowedError: as ``why_not`` says.
    """
    complaint = queries.for_change(queries.complaint(code, actor=actor).code)
    refusal = why_not(complaint, actor, at=at)
    if refusal is not None:
        raise refusal
    return complaint


def _answered(complaint: Complaint, *, at: datetime) -> Complaint:
    calendar = calendar_for(complaint.office.processing_calendar_id)
    complaint.reply_by = calendar.add_working(at, days=queries.limits()[Limit.REPLY])
    steps.tell_complainant("complaint_answered", complaint, at=at)
    return complaint


def _unused_code() -> str:
    while True:
        code = codes.complaint_code()
        if queries.by_code(code) is None:
            return code
