"""What goes because its time is over: found, told, deleted, one thing at a time.

Each thing goes in a transaction of its own, loaded again under its lock, and leaves a row that says by which limit. A
job that dies in the middle has done some of it and nothing by half; the next one finds the rest. Figures are counted
from what stays (steps, instants, offices), so they are the same before and after.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, func, not_, or_, select
from sqlalchemy.orm import aliased

from eservice.accounts import forgetting as accounts
from eservice.accounts.actor import SYSTEM
from eservice.audit.actions import record
from eservice.kernel.db import db
from eservice.kernel.errors import DomainError
from eservice.kernel.transaction import transaction
from eservice.letters.models import Letter
from eservice.letters.rules import LetterState
from eservice.notifications import forgetting as messages
from eservice.privacy import deleting, keeping, queries, rules
from eservice.privacy.limits import Keeps, Limit
from eservice.privacy.models import ConsentEvent
from eservice.privacy.rules import ConsentPurpose
from eservice.requests import queries as requests
from eservice.requests.models import Request, RequestProof
from eservice.requests.visits import RequestVisit
from eservice.requests.workflow import Status
from eservice.uploads.models import Upload

WORK = "retention"
"""Kind of work the queue looks after, once an hour."""
AT_ONCE = 200
"""Things of one kind that one run deletes at most; the next goes on."""

_ENDED = {
    Keeps.PAPERS_ISSUED: (Status.ISSUED,),
    Keeps.PAPERS_REJECTED: (Status.REJECTED,),
    Keeps.PAPERS_DROPPED: (Status.WITHDRAWN, Status.LAPSED),
    Keeps.ANSWERS_ISSUED: (Status.ISSUED,),
    Keeps.ANSWERS_REJECTED: (Status.REJECTED,),
    Keeps.ANSWERS_DROPPED: (Status.WITHDRAWN, Status.LAPSED),
}
_PAPERS = (Keeps.PAPERS_ISSUED, Keeps.PAPERS_REJECTED, Keeps.PAPERS_DROPPED)
_ANSWERS = (Keeps.ANSWERS_ISSUED, Keeps.ANSWERS_REJECTED, Keeps.ANSWERS_DROPPED)


@dataclass(frozen=True, slots=True)
class Line:
    """What one limit comes to now."""

    kind: Keeps
    limit: Limit
    due: int
    """So many things whose time is over and which nothing keeps."""
    held: int
    """So many whose time is over, kept by a hold, an open question, a restriction or a consent."""
    gone: int = 0
    """So many that this run deleted."""


def report(*, at: datetime) -> list[Line]:
    """Return what a run would delete now, limit by limit; nothing is changed."""
    limits = keeping.limits()
    return [
        Line(kind, limit, _count(kind, limit, at=at), _count_held(kind, limit, at=at)) for kind, limit in limits.items()
    ]


def run(*, at: datetime) -> list[Line]:
    """Delete what is due, some of each kind, and return what was done; run again until nothing is due."""
    lines = [_run(line, at=at) for line in report(at=at)]
    if any(line.gone for line in lines):
        with transaction():
            told = {str(line.kind): line.gone for line in lines if line.gone}
            record(actor=SYSTEM, action="retention:run", object="retention:all", at=at, data=told)
    return lines


def _run(line: Line, *, at: datetime) -> Line:
    if not (line.due and line.limit.automatic):
        return line
    before = at - line.limit.length
    if line.kind in _PAPERS:
        gone = _each(_papers_due(line.kind, before, at=at), deleting.forget_papers, at=at)
    elif line.kind in _ANSWERS:
        gone = _each(_answers_due(line.kind, before, at=at), deleting.forget_answers, at=at)
    elif line.kind in _IN_BULK:
        gone = _in_bulk(_IN_BULK[line.kind][1], before)
    else:
        gone = 0
    return Line(line.kind, line.limit, line.due, line.held, gone)


def _each(due: ColumnElement[bool], forget: Callable[..., object], *, at: datetime) -> int:
    numbers = _numbers(due)
    db.session.remove()
    gone = 0
    for number in numbers:
        try:
            with transaction():
                found = requests.for_change_by_id(number)
                if not keeping.is_held(found, at=at):  # somebody may have asked to keep it since
                    forget(found, at=at)
                    gone += 1
        except DomainError:
            continue
    return gone


def _in_bulk(forget: Callable[..., int], before: datetime) -> int:
    with transaction():
        return forget(before=before)


def _numbers(due: ColumnElement[bool]) -> Sequence[int]:
    return db.session.scalars(select(Request.id).where(due).order_by(Request.id).limit(AT_ONCE)).all()


def _over(kind: Keeps, before: datetime) -> ColumnElement[bool]:
    return and_(Request.status.in_(_ENDED[kind]), Request.closed_at <= before, Request.forgotten_at.is_(None))


def _with_papers() -> ColumnElement[bool]:
    kept = Upload.deleted_at.is_(None)
    proofs = select(RequestProof.id).join(Upload, Upload.id == RequestProof.upload_id)
    photos = select(RequestVisit.id).join(Upload, Upload.id == RequestVisit.photo_id)
    return or_(
        proofs.where(RequestProof.request_id == Request.id, kept).exists(),
        photos.where(RequestVisit.request_id == Request.id, kept).exists(),
    )


def _papers_over(kind: Keeps, before: datetime) -> ColumnElement[bool]:
    """Papers that the limit of their kind does not keep, and that no younger request uses again."""
    return and_(_over(kind, before), _with_papers(), not_(_used_again()))


def _used_again() -> ColumnElement[bool]:
    """Tell of a request whose every file another, not forgotten request uses: nothing of it can go yet."""
    other = RequestProof.__table__.alias("other_proofs")
    theirs = Request.__table__.alias("other_requests")
    used = (
        select(other.c.id)
        .join(theirs, theirs.c.id == other.c.request_id)
        .where(
            other.c.upload_id == RequestProof.upload_id,
            other.c.request_id != RequestProof.request_id,
            theirs.c.forgotten_at.is_(None),
        )
    )
    alone = select(RequestProof.id).join(Upload, Upload.id == RequestProof.upload_id)
    alone = alone.where(RequestProof.request_id == Request.id, Upload.deleted_at.is_(None), not_(used.exists()))
    photos = select(RequestVisit.id).where(RequestVisit.request_id == Request.id, RequestVisit.photo_id.is_not(None))
    return not_(or_(alone.exists(), photos.exists()))


def _consented(at: datetime) -> ColumnElement[bool]:
    """Tell of a request whose owner lets its papers stay longer, while that longer time runs."""
    said, later = aliased(ConsentEvent), aliased(ConsentEvent)
    purpose = ConsentPurpose.KEEP_PAPERS
    superseded = select(later.id).where(later.user_id == said.user_id, later.purpose == purpose, later.id > said.id)
    holds = select(said.id).where(
        said.user_id == Request.user_id,
        said.purpose == purpose,
        said.given,
        said.version == rules.CONSENT_VERSION[purpose],
        not_(superseded.exists()),
    )
    longest = keeping.limits()[Keeps.PAPERS_CONSENTED].length
    return and_(holds.exists(), Request.closed_at > at - longest)


def _papers_due(kind: Keeps, before: datetime, *, at: datetime) -> ColumnElement[bool]:
    return and_(_papers_over(kind, before), not_(keeping.held(at=at)), not_(_consented(at)))


def _no_letter() -> ColumnElement[bool]:
    kept = select(Letter.id).where(Letter.id == Request.letter_id, Letter.state != LetterState.VOID)
    return not_(kept.exists())


def _answers_due(kind: Keeps, before: datetime, *, at: datetime) -> ColumnElement[bool]:
    return and_(_over(kind, before), _no_letter(), not_(keeping.held(at=at)))


def _letters_old(before: datetime) -> int:
    """Return how many letters an archivist has to appraise: nobody deletes them without that."""
    return db.session.scalar(select(func.count()).select_from(Letter).where(Letter.issued_at <= before)) or 0


_IN_BULK: dict[Keeps, tuple[Callable[..., int], Callable[..., int]]] = {
    Keeps.MESSAGES: (messages.count_old, messages.forget_old),
    Keeps.SESSIONS: (accounts.count_old_sessions, accounts.forget_old_sessions),
}
"""Rows that go many at a time: how many are due, and how they go."""


def _count(kind: Keeps, limit: Limit, *, at: datetime) -> int:
    before = at - limit.length
    if kind in _PAPERS:
        return _how_many(_papers_due(kind, before, at=at))
    if kind in _ANSWERS:
        return _how_many(_answers_due(kind, before, at=at))
    if kind in _IN_BULK:
        return _IN_BULK[kind][0](before=before)
    if kind is Keeps.LETTERS:
        return _letters_old(before)
    return queries.old_reads(before=before) if kind is Keeps.READS else 0


def _count_held(kind: Keeps, limit: Limit, *, at: datetime) -> int:
    before = at - limit.length
    if kind in _PAPERS:
        return _how_many(and_(_papers_over(kind, before), or_(keeping.held(at=at), _consented(at))))
    if kind in _ANSWERS:
        return _how_many(and_(_over(kind, before), _no_letter(), keeping.held(at=at)))
    return 0


def _how_many(due: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count()).select_from(Request).where(due)) or 0
