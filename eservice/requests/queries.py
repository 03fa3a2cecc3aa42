"""Reads of requests: own ones, drafts, one with its history. Lists of an office stand in ``queues``."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Select, bindparam, func, or_, select
from sqlalchemy.orm import aliased, selectinload

from eservice.accounts.actor import Actor
from eservice.accounts.models import User
from eservice.kernel import codes
from eservice.kernel.db import db
from eservice.kernel.errors import NotFoundError
from eservice.kernel.memory import latest
from eservice.requests.models import PaperCode, Request
from eservice.requests.rules import visible_to
from eservice.requests.workflow import CLOSED, Status
from eservice.residents.models import Person

# Built once: every act begins with one of them, and building costs more than executing.
_LOCKED = select(Request).with_for_update()
_FOR_CHANGE = _LOCKED.where(Request.code == bindparam("of_code"))
_FOR_CHANGE_BY_ID = _LOCKED.where(Request.id == bindparam("of_id"))
_NAMED_SO = tuple(select(one).where(one == bindparam("of_code")) for one in (Request.code, PaperCode.code))
_HELD_COUNT = (
    select(func.count())
    .select_from(Request)
    .where(Request.holder_id == bindparam("of_member"), Request.status != Status.ON_HOLD)  # nobody can work on those
)
_OF_SUBJECT = (
    select(Request)
    .join(Person, Person.id == Request.subject_id)
    .where(Request.service_id == bindparam("of_service"), Person.nik_index == bindparam("of_nik"))
)
_STILL_RUNNING = _OF_SUBJECT.where(
    Request.status.not_in([Status.DRAFT, *CLOSED]), Request.id != bindparam("but")
).order_by(Request.id)
_EARLIER_FILING = (
    _OF_SUBJECT.with_only_columns(Request.first_filed_at)
    .where(
        Request.status.in_([Status.REJECTED, Status.WITHDRAWN, Status.LAPSED]), Request.filed_at >= bindparam("since")
    )
    .order_by(Request.id.desc())
    .limit(1)
)


def request_by_code(code: str) -> Request:
    """Return a filed request with its history. Raises NotFoundError."""
    return _one(select(Request).where(Request.code == code).options(selectinload(Request.history)))


def requests_by_code(codes: Collection[str]) -> dict[str, Request]:
    """Return filed requests with their history, people and offices, by code: some questions for all of a list.

    Whoever reads them keeps them, or what they share is asked anew for each.
    """
    together = (Request.history, Request.subject, Request.applicant, Request.office, Request.turn_office,
                Request.service, Request.service_version)  # fmt: skip
    statement = (
        select(Request)
        .where(Request.code.in_(codes))
        .options(*map(selectinload, together), selectinload(Request.checked_by))
    )
    return {str(one.code): one for one in db.session.scalars(statement)}


def for_change(code: str) -> Request:
    """Return a filed request, locked until the transaction ends: two officers cannot both be first.

    Raises:
        NotFoundError: there is none.
    """
    return _found(latest(_FOR_CHANGE, {"of_code": code}))


def for_change_by_id(request_id: int) -> Request:
    """Return a request by its number, locked until the transaction ends. Raises NotFoundError."""
    return _found(latest(_FOR_CHANGE_BY_ID, {"of_id": request_id}))


def own_request(code: str, *, actor: Actor) -> Request:
    """Return a request the actor may see as a citizen; another's does not exist for them. Raises NotFoundError."""
    request = request_by_code(code)
    user = db.session.get(User, actor.user_id) if actor.user_id else None
    if user is None or not visible_to(user, request):
        raise NotFoundError("no_such_request")
    return request


def is_own(request_id: int | None, *, actor: Actor) -> bool:
    """Tell whether a request is one that the actor may see as a citizen."""
    user = db.session.get(User, actor.user_id) if actor.user_id else None
    request = db.session.get(Request, request_id) if user is not None and request_id is not None else None
    return user is not None and request is not None and visible_to(user, request)


def own_requests(actor: Actor) -> Sequence[Request]:
    """Return what a citizen asked for, the newest first; a proven account also sees what others filed for its NIK."""
    user = db.session.get(User, actor.user_id) if actor.user_id else None
    if user is None:
        return []
    applicant, subject = aliased(Person), aliased(Person)
    mine: ColumnElement[bool] = Request.user_id == user.id
    if user.is_proven and user.nik_index is not None:
        mine = or_(mine, applicant.nik_index == user.nik_index, subject.nik_index == user.nik_index)
    return db.session.scalars(
        select(Request)
        .join(applicant, applicant.id == Request.applicant_id)
        .join(subject, subject.id == Request.subject_id)
        .where(Request.status != Status.DRAFT, mine)
        .options(selectinload(Request.service))
        .order_by(Request.filed_at.desc(), Request.id.desc())
    ).all()


def drafts(*, draft_digest: str | None, user_id: int | None) -> Sequence[Request]:
    """Return the unsent drafts of a browser or an account, the last touched first."""
    owners = [Request.draft_digest == draft_digest] if draft_digest else []
    if user_id is not None:
        owners.append(Request.user_id == user_id)
    if not owners:
        return []
    return db.session.scalars(
        select(Request).where(Request.status == Status.DRAFT, or_(*owners)).order_by(Request.id.desc())
    ).all()


def draft_for(service_id: int, *, draft_digest: str | None, user_id: int | None) -> Request | None:
    """Return the unsent draft for one service, or None."""
    found = drafts(draft_digest=draft_digest, user_id=user_id)
    return next((draft for draft in found if draft.service_id == service_id), None)


def by_draft(draft_id: int, *, draft_digest: str | None, user_id: int | None, lock: bool = False) -> Request:
    """Return the draft, or what became of it, that this browser or account began. Raises NotFoundError."""
    statement = select(Request).where(Request.id == draft_id)
    request = _one(statement.with_for_update() if lock else statement)
    by_browser = draft_digest is not None and request.draft_digest == draft_digest
    by_account = user_id is not None and request.user_id == user_id
    if not (by_browser or by_account):
        raise NotFoundError("no_such_request")
    return request


def assisted(request_id: int, *, helper_id: int, lock: bool = False) -> Request:
    """Return the draft, or what became of it, that an officer fills in with somebody. Raises NotFoundError."""
    statement = select(Request).where(Request.id == request_id, Request.helper_id == helper_id)
    return _one(statement.with_for_update() if lock else statement)


def assisted_drafts(helper_id: int) -> Sequence[Request]:
    """Return what an officer began with somebody and has not sent, the last begun first."""
    return db.session.scalars(
        select(Request)
        .where(Request.status == Status.DRAFT, Request.helper_id == helper_id)
        .options(selectinload(Request.service))
        .order_by(Request.id.desc())
    ).all()


def tracked(code: str, pin: str) -> Request | None:
    """Return the request whose receipt says this code and PIN, or None."""
    request = db.session.scalar(select(Request).where(Request.code == code).options(selectinload(Request.history)))
    return request if request is not None and request.pin == pin else None


def still_running(service_id: int, subject: Person, *, but: int | None = None) -> Sequence[Request]:
    """Return the open requests for the same person and service, whoever filed them, the oldest first.

    Args:
        but: the request that is asked about.
    """
    if subject.nik_index is None:
        return []
    facts = {"of_service": service_id, "of_nik": subject.nik_index, "but": but or 0}
    return db.session.scalars(_STILL_RUNNING, facts).all()


def earlier_filing(service_id: int, subject: Person, *, since: datetime) -> datetime | None:
    """Return the first date of the same person's last filing of a service closed without a letter since then."""
    if subject.nik_index is None:
        return None
    facts = {"of_service": service_id, "of_nik": subject.nik_index, "since": since}
    return db.session.scalar(_EARLIER_FILING, facts)


def held_by(membership_id: int) -> Sequence[Request]:
    """Return the requests in one member's hands, to hand them on when the member leaves."""
    return db.session.scalars(select(Request).where(Request.holder_id == membership_id).order_by(Request.id)).all()


def held_count(membership_id: int | None) -> int:
    """Return how many requests are in one member's hands."""
    return db.session.scalar(_HELD_COUNT, {"of_member": membership_id}) or 0


def kept_for(membership_id: int) -> Sequence[Request]:
    """Return the requests that nobody holds and that are kept for one member, to keep them for another."""
    return db.session.scalars(
        select(Request).where(Request.kept_for_id == membership_id, Request.holder_id.is_(None)).order_by(Request.id)
    ).all()


def _one(statement: Select[Request]) -> Request:
    return _found(db.session.scalar(statement))


def _found(request: Request | None) -> Request:
    if request is None:
        raise NotFoundError("no_such_request")
    return request


def code_taken(code: str) -> bool:
    """Tell whether a request already has this code, or it waits on paper."""
    return any(db.session.scalar(one, {"of_code": code}) is not None for one in _NAMED_SO)


def unused_code() -> str:
    """Return a code that nothing has."""
    while True:
        code = codes.request_code()
        if not code_taken(code):
            return code


def codes_of_requests(request_ids: Collection[int]) -> dict[int, str]:
    """Return the codes of filed requests, by number."""
    rows = db.session.execute(select(Request.id, Request.code).where(Request.id.in_(request_ids)))
    return {number: code or "" for number, code in rows}


def standing(code: str) -> tuple[int, Status]:
    """Return a filed request's number and where it stands, without the rest of it. Raises NotFoundError."""
    row = db.session.execute(select(Request.id, Request.status).where(Request.code == code)).one_or_none()
    if row is None:
        raise NotFoundError("no_such_request")
    return row.id, row.status
