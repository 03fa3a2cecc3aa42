"""What every step of a complaint shares: its deadlines, who is told, what is written down, where it goes next."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select

from eservice.accounts.actions import recipient
from eservice.accounts.actor import Actor
from eservice.accounts.models import User
from eservice.audit.actions import record
from eservice.complaints import parts, queries, rules
from eservice.complaints.models import Complaint, ComplaintEvent
from eservice.complaints.rules import OF_LANE, By, ComplaintStep, Lane, Limit, Openness
from eservice.kernel.clock import wib
from eservice.kernel.codes import show_code
from eservice.kernel.db import db
from eservice.kernel.errors import MissingReasonError
from eservice.notifications.actions import Recipient, announce
from eservice.offices.models import Office
from eservice.worktime.queries import calendar_for


def due(office: Office, lane: Lane, *, at: datetime) -> tuple[datetime, datetime]:
    """Return by when the first answer and the answer are due: ends of working days of the office's calendar."""
    calendar, days = calendar_for(office.processing_calendar_id), queries.limits()
    first = calendar.add_working(at, days=days[Limit.FIRST])
    return first, max(first, calendar.add_working(at, days=days[OF_LANE[lane]]))


def step(complaint: Complaint, what: ComplaintStep, words: str, by: By, *, actor: Actor, at: datetime) -> None:
    """Take a step of the law and note it. Raises IllegalStepError."""
    complaint.state = rules.after(complaint.state, what, by)
    complaint.answered_at = None if complaint.state in rules.OPEN else complaint.answered_at or at
    note(complaint, what, words, actor, at)


def note(complaint: Complaint, what: ComplaintStep, words: str, actor: Actor, at: datetime) -> None:
    """Write down a step, in the history and in the log."""
    of_this = ComplaintEvent.complaint_id == complaint.id
    last = db.session.scalar(select(func.max(ComplaintEvent.sequence)).where(of_this)) or 0
    db.session.add(
        ComplaintEvent(
            complaint_id=complaint.id,
            sequence=last + 1,
            step=what,
            actor_user_id=actor.user_id,
            actor_membership_id=actor.membership_id,
            actor_role=actor.role,
            taken_at=at,
            words=words,
            desk_id=complaint.desk_id,
            answer_by=complaint.answer_by,
        )
    )
    db.session.flush()
    record(actor=actor, action=f"complaint:{what}", object=f"complaint:{complaint.id}", at=at)


def go_up(complaint: Complaint, *, at: datetime) -> None:
    """Give it to the next office above with somebody free, or to the Inspektorat."""
    if complaint.desk_id is not None:
        part = parts.part_in(complaint, at=at)
        complaint.desk_id = rules.above(parts.way_up(complaint.office, at=at), complaint.desk_id, part=part)
        complaint.taken_by_id = None


def tell_desk(complaint: Complaint, *, at: datetime, template: str = "complaint_filed") -> None:
    """Tell whoever handles it now and has no part in it."""
    until = complaint.first_by if complaint.first_at is None else complaint.answer_by
    facts = {"complaint": show_code(complaint.code), "until_on": wib(until).date()}
    for one in desk_people(complaint, at=at):
        announce(template, to=recipient(one), at=at, params=facts)


def tell_complainant(template: str, complaint: Complaint, *, at: datetime) -> None:
    """Tell whoever complained, unless nobody may know who that is."""
    if complaint.openness is Openness.ANONYMOUS:
        return
    to = recipient(complaint.user) if complaint.user is not None else Recipient(email=complaint.email)
    facts = {"complaint": show_code(complaint.code), "until_on": wib(complaint.answer_by).date()}
    announce(template, to=to, at=at, params=facts)


def desk_people(complaint: Complaint, *, at: datetime) -> Sequence[User]:
    """Return who handles it now: those of the desk who have no part in it."""
    part = parts.part_in(complaint, at=at)
    found = parts.inspectors(at) if complaint.desk_id is None else parts.supervisors(complaint.desk_id, at=at)
    return [one for one in found if one.id not in part]


def needed(words: str) -> str:
    """Return what was written. Raises MissingReasonError."""
    if not words.strip():
        raise MissingReasonError("complaint_words", field="words")
    return words.strip()
