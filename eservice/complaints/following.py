"""What follows an answer, or its absence: the complainant's reply and verdict, and what the house does by itself."""

from datetime import datetime

from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.permissions import Role
from eservice.complaints import queries, rules, steps
from eservice.complaints.models import Complaint
from eservice.complaints.rules import By, ComplaintStep
from eservice.kernel.errors import ConflictError, InvalidInputError


def reopen(code: str, why: str, *, at: datetime) -> Complaint:
    """Let the complainant say that the answer is none: it goes one office higher, with a new deadline.

    Raises:
        MissingReasonError: nothing is said.
        ConflictError: ``reply_over``, the days for a reply have passed.
    """
    complaint = queries.for_change(code)
    if complaint.reply_by is not None and at > complaint.reply_by:
        raise ConflictError("reply_over")
    steps.go_up(complaint, at=at)
    complaint.answer_by = steps.due(complaint.office, complaint.lane, at=at)[1]
    complaint.reopened += 1
    steps.step(complaint, ComplaintStep.REOPEN, steps.needed(why), By.COMPLAINANT, actor=Actor(Role.BEARER), at=at)
    complaint.reply_by = complaint.finding = complaint.lesson = None
    steps.tell_desk(complaint, at=at)
    return complaint


def rate(code: str, rating: int, *, at: datetime) -> Complaint:
    """Let the complainant say, once, how good the answer was; that closes it. Raises InvalidInputError."""
    if not rules.LOWEST <= rating <= rules.HIGHEST:
        raise InvalidInputError("complaint_rating", field="rating")
    complaint = queries.for_change(code)
    steps.step(complaint, ComplaintStep.RATE, "", By.COMPLAINANT, actor=Actor(Role.BEARER), at=at)
    complaint.rating, complaint.closed_at = rating, at
    return complaint


def is_due(*, at: datetime) -> bool:
    """Tell whether there is anything to watch, so that nobody has to wait for a writer in vain."""
    return bool(queries.overdue(at=at) or queries.silent(at=at))


def watch(*, at: datetime) -> int:
    """Raise what is late, tell both sides, close what nobody replied to; return how many."""
    late, quiet = queries.overdue(at=at), queries.silent(at=at)
    for complaint in late:
        complaint.late_told_for = complaint.first_by if complaint.first_at is None else complaint.answer_by
        if at > complaint.answer_by:
            complaint.late_told_for = complaint.answer_by
        steps.go_up(complaint, at=at)
        steps.step(complaint, ComplaintStep.ESCALATE, "", By.SYSTEM, actor=SYSTEM, at=at)
        steps.tell_desk(complaint, at=at, template="complaint_late")
        steps.tell_complainant("complaint_is_late", complaint, at=at)
    for complaint in quiet:
        steps.step(complaint, ComplaintStep.CLOSE, "", By.SYSTEM, actor=SYSTEM, at=at)
        complaint.closed_at = at
    return len(late) + len(quiet)
