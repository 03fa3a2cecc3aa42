"""Forget what is personal in a closed request: its papers, or all it says; what happened and when stays.

Figures are counted from steps, instants, offices and services, and none of these changes here. The history only grows:
of an event nothing but the sealed reason is emptied, which the database allows and nothing else.
"""

from datetime import datetime

from sqlalchemy import LargeBinary, func, literal, or_, select, update

from eservice.accounts.models import User
from eservice.kernel.codes import token
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError
from eservice.letters import queries as register
from eservice.letters.rules import LetterState
from eservice.notifications import forgetting as messages
from eservice.requests.amendments import LetterAmendment
from eservice.requests.lists import RequestSnooze
from eservice.requests.models import Request, RequestEvent, RequestProof
from eservice.requests.order import PLAIN
from eservice.requests.visits import RequestVisit
from eservice.requests.workflow import VisitKind
from eservice.requests.writings import AnswerVerdict, RequestMessage
from eservice.residents import forgetting as residents
from eservice.residents.models import Person
from eservice.uploads import actions as uploads
from eservice.uploads.models import Upload

_NOTHING = literal(b"", LargeBinary())
"""What the database takes for erased for good."""


def forget_papers(request: Request, *, at: datetime) -> int:
    """Delete the files of a closed request that no other request uses; return how many.

    Raises:
        ConflictError: it is still open.
    """
    _must_be_closed(request)
    named = {one.upload_id for one in request.proofs} | {one.photo_id for one in request.visits}
    for visit in request.visits:
        visit.photo_id = None
    db.session.flush()
    gone = [one for one in _uploads(named) if not _used_elsewhere(one, request)]
    for one in gone:
        uploads.delete(one.token, at=at)
        one.original_name = ""
    return len(gone)


def papers_left(request: Request) -> int:
    """Return how many files a request still has of its own."""
    named = {one.upload_id for one in request.proofs} | {one.photo_id for one in request.visits}
    return sum(not _used_elsewhere(one, request) for one in _uploads(named))


def forget_answers(request: Request, *, at: datetime) -> None:
    """Forget everything that a closed request says about people, and the people whom nothing else names.

    A second time does nothing.

    Raises:
        ConflictError: it is still open, or is the ground of a letter that is kept.
    """
    _must_be_closed(request)
    if has_letter(request):
        raise ConflictError("letter_kept")
    if request.forgotten_at is not None:
        return
    forget_papers(request, at=at)
    people = {one for one in (request.applicant_id, request.subject_id) if one is not None}
    request.answers, request.relation, request.refusal_text, request.siak_number = {}, "", "", ""
    request.priority, request.rank = None, PLAIN
    request.pin, request.draft_digest = token(), None  # no receipt opens it any more
    request.forgotten_at = at
    _forget_beside(request)
    if request.code is not None:
        messages.forget_contacts(request.code)
    db.session.flush()
    for person_id in sorted(people):
        if not _named_elsewhere(person_id):
            residents.forget(db.session.get_one(Person, person_id))


def has_letter(request: Request) -> bool:
    """Tell whether a letter went out that rests on this request; then it stays as long as the letter."""
    if request.letter_id is None:
        return False
    return register.letter_by_id(request.letter_id).state is not LetterState.VOID


def _forget_beside(request: Request) -> None:
    for gap in request.gaps:
        gap.text = ""
    for note in request.notes:
        note.text = ""
    for proof in request.proofs:
        proof.verdict_note = ""
    for visit in request.visits:
        visit.findings = {}
        if visit.kind is VisitKind.OFFICE:
            visit.called = []
    for table, values in (
        (RequestMessage, {"text": ""}),
        (AnswerVerdict, {"note": ""}),
        (LetterAmendment, {"wrong": ""}),
        (RequestSnooze, {"reason": ""}),
    ):
        db.session.execute(update(table).where(table.request_id == request.id).values(**values))
    events = RequestEvent.__table__.c
    written = events.request_id == request.id
    db.session.execute(
        update(RequestEvent.__table__).where(written).values(reason=_NOTHING),  # type: ignore[arg-type]
    )


def _must_be_closed(request: Request) -> None:
    if not request.final:
        raise ConflictError("request_open")


def _uploads(named: set[int | None]) -> list[Upload]:
    ids = {one for one in named if one is not None}
    return list(db.session.scalars(select(Upload).where(Upload.id.in_(ids), Upload.deleted_at.is_(None))))


def _used_elsewhere(upload: Upload, request: Request) -> bool:
    """Another request that is not forgotten names the file, as when it was used again."""
    proofs = (
        select(func.count())
        .select_from(RequestProof)
        .join(Request, Request.id == RequestProof.request_id)
        .where(RequestProof.upload_id == upload.id, Request.id != request.id, Request.forgotten_at.is_(None))
    )
    visits = select(func.count()).select_from(RequestVisit)
    visits = visits.where(RequestVisit.photo_id == upload.id, RequestVisit.request_id != request.id)
    return bool(db.session.scalar(proofs) or db.session.scalar(visits))


def _named_elsewhere(person_id: int) -> bool:
    """A request that is not forgotten, or an account, still names the person."""
    named = or_(Request.applicant_id == person_id, Request.subject_id == person_id)
    by_request = select(Request.id).where(named, Request.forgotten_at.is_(None)).limit(1)
    by_account = select(User.id).where(User.person_id == person_id).limit(1)
    return db.session.scalar(by_request) is not None or db.session.scalar(by_account) is not None
