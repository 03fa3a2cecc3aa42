"""Lists of an office's requests: what each view holds, in which order, how it is narrowed, page by page."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any, TypeAlias, cast

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute

from eservice.accounts.models import User
from eservice.catalogue.models import Service
from eservice.kernel.clock import WIB, wib
from eservice.kernel.db import db
from eservice.letters.models import Letter
from eservice.letters.rules import LetterState
from eservice.offices.models import Membership
from eservice.requests.models import Request, RequestEvent
from eservice.requests.searching import EVERYTHING, Narrowing, narrowed
from eservice.requests.workflow import CLOSED, DECISIONS, Channel, Status, Step
from eservice.residents.models import Person

PAGE = 50
"""Rows of one page of a queue."""
MOST_COUNTED = 1000
"""So far a view is counted: nobody works through more, and counting costs the same however many there are."""
OPEN = tuple(status for status in Status if status not in CLOSED and status is not Status.DRAFT)
_AT_OTHERS = (Status.NEEDS_CORRECTION, Status.AWAITING_CONFIRMATION, Status.ISSUING)
_AT_WORK = tuple(status for status in OPEN if status not in _AT_OTHERS)
"""Open, and somebody in the office has to act: not the citizen, the RT head, or the machine that draws a letter."""


class Tab(StrEnum):
    """One view of an office's requests."""

    UNCLAIMED = "antrean"
    MINE = "saya"
    TODAY = "hari-ini"
    LATE = "lewat"
    OFFICE = "kantor"
    CITIZEN = "pemohon"
    THIRD_PARTY = "pihak-lain"
    SIGNATURE = "tanda-tangan"
    RETURNED = "dikembalikan"
    COLLECT = "diserahkan"
    UNREACHED = "belum-terhubungi"
    DONE = "selesai"
    ALL = "semua"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Who looks, where and when."""

    office_id: int
    membership_id: int | None
    at: datetime

    @property
    def tomorrow(self) -> datetime:
        """Return the first instant of the next day in Jambi."""
        return datetime.combine(wib(self.at).date() + timedelta(days=1), time(), WIB)


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
    letter_state: LetterState | None
    last_decision: Step | None
    rank: int
    priority: str | None

    @property
    def is_sent_back(self) -> bool:
        """Whether whoever signs returned it, and nothing was decided since."""
        return self.last_decision is Step.SEND_BACK and self.closed_at is None


_OPEN = Request.closed_at.is_(None)
"""Says to the database that the index of what is open holds all that is asked for."""

View = Callable[[Sight], ColumnElement[bool]]

_VIEWS: dict[Tab, View] = {
    Tab.UNCLAIMED: lambda sight: Request.status == Status.SUBMITTED,
    Tab.MINE: lambda sight: and_(Request.status == Status.IN_REVIEW, Request.holder_id == sight.membership_id),
    Tab.TODAY: lambda sight: and_(
        _OPEN, Request.status.in_(_AT_WORK), Request.promised_at >= sight.at, Request.promised_at < sight.tomorrow
    ),
    Tab.LATE: lambda sight: and_(_OPEN, Request.status.in_(_AT_WORK), Request.promised_at < sight.at),
    Tab.OFFICE: lambda sight: and_(_OPEN, Request.status.in_(OPEN)),
    Tab.CITIZEN: lambda sight: Request.status == Status.NEEDS_CORRECTION,
    Tab.THIRD_PARTY: lambda sight: Request.status == Status.AWAITING_CONFIRMATION,
    Tab.SIGNATURE: lambda sight: Request.status.in_([Status.AWAITING_SIGNATURE, Status.ISSUING]),
    Tab.RETURNED: lambda sight: and_(Request.status == Status.IN_REVIEW, _last_decision() == Step.SEND_BACK),
    Tab.COLLECT: lambda sight: and_(
        Request.status == Status.ISSUED, Request.ready_at.is_not(None), Request.collected_at.is_(None)
    ),
    Tab.UNREACHED: lambda sight: and_(Request.status == Status.NEEDS_CORRECTION, Request.correction_until < sight.at),
    Tab.DONE: lambda sight: Request.closed_at.is_not(None),
    Tab.ALL: lambda sight: Request.status != Status.DRAFT,
}
"""What each view holds, within one office."""

LATEST_FIRST: dict[Tab, InstrumentedAttribute[Any]] = {
    Tab.COLLECT: Request.closed_at,
    Tab.DONE: Request.closed_at,
    Tab.ALL: Request.filed_at,
}
"""Views with the latest first, by when; all others stand in the order of the house: see ``order.in_turn``."""

Place: TypeAlias = tuple[datetime, int, int]
"""Where a row stands in the order of a view: its instant, its rank (0 in a view by time), its number."""


def page(tab: Tab, sight: Sight, *, narrowing: Narrowing = EVERYTHING, after: Place | None = None) -> list[Row]:
    """Return one page of a view.

    Args:
        after: ``place_of`` the last row of the page before.
    """
    statement = _rows().where(_holds(tab, sight), *narrowed(narrowing, at=sight.at))
    latest = LATEST_FIRST.get(tab)
    order: tuple[ColumnElement[Any], ...]
    if latest is not None:
        order = (latest.desc(), Request.id.desc())
        further = None if after is None else tuple_(latest, Request.id) < tuple_(after[0], after[2])
    else:
        order = (Request.promised_at.asc(), Request.rank.asc(), Request.id.asc())
        further = None if after is None else tuple_(Request.promised_at, Request.rank, Request.id) > tuple_(*after)
    if further is not None:
        statement = statement.where(further)
    return [Row(*row) for row in db.session.execute(statement.order_by(*order).limit(PAGE))]


def place_of(row: Row, tab: Tab) -> Place:
    """Return where a row stands in the order of a view."""
    if tab in LATEST_FIRST:
        instant: datetime = getattr(row, LATEST_FIRST[tab].key)
        return instant, 0, row.id
    return row.promised_at, row.rank, row.id


def counts(sight: Sight) -> dict[Tab, int]:
    """Return how many requests each view of an office holds, counting no further than ``MOST_COUNTED``.

    What is finished is not counted.
    """
    counted = [tab for tab in Tab if tab not in (Tab.DONE, Tab.ALL)]
    firsts = [select(Request.id).where(_holds(tab, sight)).limit(MOST_COUNTED).subquery() for tab in counted]
    row = db.session.execute(select(*[select(func.count()).select_from(one).scalar_subquery() for one in firsts])).one()
    return {tab: int(number) for tab, number in zip(counted, row, strict=True)}


def awaiting_signature(office_id: int) -> list[Row]:
    """Return what waits for a signature of an office, by promise."""
    statement = _rows().where(Request.turn_office_id == office_id, Request.status == Status.AWAITING_SIGNATURE)
    return [Row(*row) for row in db.session.execute(statement.order_by(Request.promised_at, Request.id))]


def being_issued(office_id: int) -> list[Row]:
    """Return what an office has signed and the worker has not finished yet."""
    statement = _rows().where(Request.turn_office_id == office_id, Request.status == Status.ISSUING)
    return [Row(*row) for row in db.session.execute(statement.order_by(Request.promised_at, Request.id))]


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


def _holds(tab: Tab, sight: Sight) -> ColumnElement[bool]:
    return and_(Request.office_id == sight.office_id, _VIEWS[tab](sight))


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
            Letter.state,
            _last_decision(),
            Request.rank,
            Request.priority,
        )
        .join(Service, Service.id == Request.service_id)
        .join(Person, Person.id == Request.subject_id)
        .outerjoin(Membership, Membership.id == Request.holder_id)
        .outerjoin(User, User.id == Membership.user_id)
        .outerjoin(Letter, Letter.id == Request.letter_id)
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
