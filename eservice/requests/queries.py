# Longer than 300 lines: every read of requests stands in one place.
"""Reads of requests: own ones, the queue of an office, what waits for a signature, one with its history."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, cast

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select, true
from sqlalchemy.orm import aliased, selectinload

from eservice.accounts.actor import Actor
from eservice.accounts.models import User
from eservice.catalogue.models import Service
from eservice.kernel.db import db
from eservice.kernel.errors import NotFoundError
from eservice.offices.models import Membership
from eservice.requests.models import Request, RequestEvent
from eservice.requests.rules import visible_to
from eservice.requests.workflow import CLOSED, DECISIONS, Channel, Status, Step
from eservice.residents.models import Person

PAGE = 50
"""Rows of one page of a queue."""


class Tab(StrEnum):
    """One view of an office's requests."""

    UNCLAIMED = "antrean"
    MINE = "saya"
    OFFICE = "kantor"
    CITIZEN = "pemohon"
    SIGNATURE = "tanda-tangan"
    UNREACHED = "belum-terhubungi"
    DONE = "selesai"


def request_by_code(code: str) -> Request:
    """Return a filed request with its history. Raises NotFoundError."""
    return _one(select(Request).where(Request.code == code).options(selectinload(Request.history)))


def for_change(code: str) -> Request:
    """Return a filed request, locked until the transaction ends: two officers cannot both be first.

    Raises:
        NotFoundError: there is none.
    """
    return _one(select(Request).where(Request.code == code).with_for_update().execution_options(populate_existing=True))


def for_change_by_id(request_id: int) -> Request:
    """Return a request by its number, locked until the transaction ends. Raises NotFoundError."""
    return _one(
        select(Request).where(Request.id == request_id).with_for_update().execution_options(populate_existing=True)
    )


def own_request(code: str, *, actor: Actor) -> Request:
    """Return a request the actor may see as a citizen; another's does not exist for them. Raises NotFoundError."""
    request = request_by_code(code)
    user = db.session.get(User, actor.user_id) if actor.user_id else None
    if user is None or not visible_to(user, request):
        raise NotFoundError("no_such_request")
    return request


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
    return db.session.scalars(
        select(Request)
        .join(Person, Person.id == Request.subject_id)
        .where(
            Request.service_id == service_id,
            Request.status.not_in([Status.DRAFT, *CLOSED]),
            Request.id != but if but is not None else true(),
            Person.nik_index == subject.nik_index,
        )
        .order_by(Request.id)
    ).all()


def earlier_filing(service_id: int, subject: Person, *, since: datetime) -> datetime | None:
    """Return the first date of the same person's last filing of a service closed without a letter since then."""
    if subject.nik_index is None:
        return None
    return db.session.scalar(
        select(Request.first_filed_at)
        .join(Person, Person.id == Request.subject_id)
        .where(
            Request.service_id == service_id,
            Request.status.in_([Status.REJECTED, Status.WITHDRAWN, Status.LAPSED]),
            Request.filed_at >= since,
            Person.nik_index == subject.nik_index,
        )
        .order_by(Request.id.desc())
        .limit(1)
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A request in a list, in columns: lists never load whole rows."""

    id: int
    code: str
    service: str
    service_en: str
    subject: str
    status: Status
    channel: Channel
    filed_at: datetime
    promised_at: datetime
    holder_id: int | None
    holder: str | None
    held_since: datetime | None
    correction_until: datetime | None
    rounds: int
    kept_for_id: int | None
    refusal: str | None
    place: int
    turn_office_id: int | None
    closed_at: datetime | None
    version_id: int
    second_reader_id: int | None
    last_decision: Step | None

    @property
    def is_sent_back(self) -> bool:
        """Whether whoever signs returned it, and nothing was decided since."""
        return self.last_decision is Step.SEND_BACK and self.closed_at is None


def queue(
    office_id: int, tab: Tab, *, membership_id: int | None, at: datetime, after: tuple[datetime, int] | None = None
) -> list[Row]:
    """Return one page of a view, by promise; ``after`` is the last row of the page before."""
    statement = _rows().where(_in_tab(office_id, tab, membership_id=membership_id, at=at))
    if tab is Tab.DONE:
        statement = statement.order_by(Request.closed_at.desc(), Request.id.desc())
    else:
        statement = statement.order_by(Request.promised_at, Request.id)
        if after is not None:
            instant, last = after
            statement = statement.where(
                or_(Request.promised_at > instant, and_(Request.promised_at == instant, Request.id > last))
            )
    return [Row(*row) for row in db.session.execute(statement.limit(PAGE))]


def next_to_check(office_id: int, *, membership_id: int | None, but: str, at: datetime) -> str | None:
    """Return the code of what an officer does next: what they hold, else what nobody took, by promise; or None.

    Args:
        but: the code of the request that is just being finished.
    """
    for tab in (Tab.MINE, Tab.UNCLAIMED):
        wanted = _in_tab(office_id, tab, membership_id=membership_id, at=at)
        code = db.session.scalar(
            select(Request.code).where(wanted, Request.code != but).order_by(Request.promised_at, Request.id).limit(1)
        )
        if code is not None:
            return code
    return None


def tab_counts(office_id: int, *, membership_id: int | None, at: datetime) -> dict[Tab, int]:
    """Return how many requests each view of an office holds; the finished ones are not counted."""
    return {
        tab: db.session.scalar(
            select(func.count()).select_from(Request).where(_in_tab(office_id, tab, membership_id=membership_id, at=at))
        )
        or 0
        for tab in Tab
        if tab is not Tab.DONE
    }


def awaiting_signature(office_id: int) -> list[Row]:
    """Return what waits for a signature of an office, by promise."""
    statement = _rows().where(Request.turn_office_id == office_id, Request.status == Status.AWAITING_SIGNATURE)
    return [Row(*row) for row in db.session.execute(statement.order_by(Request.promised_at, Request.id))]


def being_issued(office_id: int) -> list[Row]:
    """Return what an office has signed and the worker has not finished yet."""
    statement = _rows().where(Request.turn_office_id == office_id, Request.status == Status.ISSUING)
    return [Row(*row) for row in db.session.execute(statement.order_by(Request.promised_at, Request.id))]


def held_by(membership_id: int) -> Sequence[Request]:
    """Return the requests in one member's hands, to hand them on when the member leaves."""
    return db.session.scalars(select(Request).where(Request.holder_id == membership_id).order_by(Request.id)).all()


def kept_for(membership_id: int) -> Sequence[Request]:
    """Return the requests that nobody holds and that are kept for one member, to keep them for another."""
    return db.session.scalars(
        select(Request).where(Request.kept_for_id == membership_id, Request.holder_id.is_(None)).order_by(Request.id)
    ).all()


def earlier_requests(request: Request, *, office_ids: Collection[int]) -> list[Row]:
    """Return what else was filed for the same person at these offices, the newest first."""
    if request.subject is None or request.subject.nik_index is None:
        return []
    statement = _rows().where(*_of_the_same(request, request.subject), Request.office_id.in_(office_ids))
    return [Row(*row) for row in db.session.execute(statement.order_by(Request.filed_at.desc()).limit(10))]


def earlier_elsewhere(request: Request, *, office_ids: Collection[int]) -> int:
    """Return how many other requests for the same person lie at no office of these: no more of them is told."""
    if request.subject is None or request.subject.nik_index is None:
        return 0
    statement = (
        select(func.count())
        .select_from(Request)
        .join(Person, Person.id == Request.subject_id)
        .where(
            Request.status != Status.DRAFT,
            *_of_the_same(request, request.subject),
            or_(Request.office_id.is_(None), Request.office_id.not_in(office_ids)),
        )
    )
    return db.session.scalar(statement) or 0


def _of_the_same(request: Request, subject: Person) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Person.nik_index == subject.nik_index, Request.id != request.id


def _rows() -> Select[Any]:
    return cast(
        "Select[Any]",
        select(
            Request.id,
            Request.code,
            Service.name,
            Service.name_en,
            Person.name,
            Request.status,
            Request.channel,
            Request.filed_at,
            Request.promised_at,
            Request.holder_id,
            User.name,
            Request.held_since,
            Request.correction_until,
            Request.correction_rounds,
            Request.kept_for_id,
            Request.refusal,
            Request.place,
            Request.turn_office_id,
            Request.closed_at,
            Request.service_version_id,
            Request.second_reader_id,
            _last_decision(),
        )
        .join(Service, Service.id == Request.service_id)
        .join(Person, Person.id == Request.subject_id)
        .outerjoin(Membership, Membership.id == Request.holder_id)
        .outerjoin(User, User.id == Membership.user_id)
        .where(Request.status != Status.DRAFT),
    )


def _last_decision() -> ScalarSelect[Step]:
    return (
        select(RequestEvent.step)
        .where(RequestEvent.request_id == Request.id, RequestEvent.step.in_(DECISIONS))
        .order_by(RequestEvent.sequence.desc())
        .limit(1)
        .correlate(Request)
        .scalar_subquery()
    )


def _in_tab(office_id: int, tab: Tab, *, membership_id: int | None, at: datetime) -> ColumnElement[bool]:
    status = Request.status
    views: dict[Tab, ColumnElement[bool]] = {
        Tab.UNCLAIMED: status == Status.SUBMITTED,
        Tab.MINE: and_(status == Status.IN_REVIEW, Request.holder_id == membership_id),
        Tab.OFFICE: status.not_in([Status.DRAFT, *CLOSED]),
        Tab.CITIZEN: status == Status.NEEDS_CORRECTION,
        Tab.SIGNATURE: status.in_([Status.AWAITING_SIGNATURE, Status.ISSUING]),
        Tab.UNREACHED: and_(status == Status.NEEDS_CORRECTION, Request.correction_until < at),
        Tab.DONE: status.in_(CLOSED),
    }
    return and_(Request.office_id == office_id, views[tab])


def _one(statement: Select[Request]) -> Request:
    request = db.session.scalar(statement)
    if request is None:
        raise NotFoundError("no_such_request")
    return request


def code_taken(code: str) -> bool:
    """Tell whether a request already has this code."""
    return db.session.scalar(select(Request.id).where(Request.code == code)) is not None


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
