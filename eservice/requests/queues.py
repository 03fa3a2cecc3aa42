"""Lists of an office's requests: one view, narrowed, page by page both ways; ``views`` says what each holds."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias, cast

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select, tuple_

from eservice.accounts.models import User
from eservice.catalogue.models import Service
from eservice.kernel.db import db
from eservice.letters.models import Letter
from eservice.letters.rules import LetterState
from eservice.notifications import queries as messages
from eservice.offices.models import Membership
from eservice.requests.clock import rests
from eservice.requests.conditions import blocked_until, last_decision, last_objection, rest_since
from eservice.requests.disruptions import Incident
from eservice.requests.models import Request, RequestEvent
from eservice.requests.searching import EVERYTHING, Narrowing, narrowed
from eservice.requests.telling import CORRECTION_TEXTS
from eservice.requests.views import VIEWS, Sight, Tab
from eservice.requests.visits import RequestVisit
from eservice.requests.workflow import Channel, Status, Step, VisitKind
from eservice.residents.models import Person

PAGE = 50
"""Rows of one page of a queue."""
MOST_COUNTED = 1000
"""So far a view is counted: nobody works through more, and counting costs the same however many there are."""


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
    events: int
    """How many steps were taken: who saw so many knows whether anything happened since."""
    reminded_at: datetime | None
    """When the citizen was last written to about what is missing."""
    rest_since: datetime | None
    incident_at: datetime | None
    """Since when an incident stops it, and when that is foreseen to end."""
    incident_until: datetime | None
    objection: Step | None
    """What came last of an objection: it was noted, or lifted."""
    blocked_until: datetime | None
    """To when the last objection lets the promise rest."""
    visit_at: datetime | None
    meets: VisitKind | None
    """Who goes to whom then."""

    @property
    def is_blocked(self) -> bool:
        """Whether an objection keeps it from going on."""
        return self.objection is Step.BLOCK and self.closed_at is None

    @property
    def paused(self) -> bool:
        """Whether the promise stands still, and will move."""
        return rests(self.status, rounds=self.rounds, promised_at=self.promised_at, since=self.rest_since)

    @property
    def is_sent_back(self) -> bool:
        """Whether whoever signs returned it, and nothing was decided since."""
        return self.last_decision is Step.SEND_BACK and self.closed_at is None


Place: TypeAlias = tuple[datetime, int, int]
"""Where a row stands in the order of a view: its instant, its rank (0 in a view by time), its number."""


def page(
    tab: Tab,
    sight: Sight,
    *,
    narrowing: Narrowing = EVERYTHING,
    after: Place | None = None,
    before: Place | None = None,
) -> list[Row]:
    """Return one page of a view, in the order of the view.

    Args:
        after: ``place_of`` the last row of the page before.
        before: ``place_of`` the first row of the page after: the rows nearest before it.
    """
    latest = VIEWS[tab].latest
    key = (latest, Request.id) if latest is not None else (Request.promised_at, Request.rank, Request.id)
    statement, edge = _rows().where(_holds(tab, sight), *narrowed(narrowing, at=sight.at)), after or before
    rising = (latest is None) is (before is None)
    if edge is not None:
        known = tuple_(edge[0], edge[2]) if latest is not None else tuple_(*edge)
        statement = statement.where(tuple_(*key) > known if rising else tuple_(*key) < known)
    order = [column.asc() if rising else column.desc() for column in key]
    rows = [Row(*row) for row in db.session.execute(statement.order_by(*order).limit(PAGE))]
    return rows if before is None else rows[::-1]


def place_of(row: Row, tab: Tab) -> Place:
    """Return where a row stands in the order of a view."""
    latest = VIEWS[tab].latest
    if latest is not None:
        instant: datetime = getattr(row, latest.key)
        return instant, 0, row.id
    return row.promised_at, row.rank, row.id


def counts(sight: Sight) -> dict[Tab, int]:
    """Return how many requests each view of an office holds, counting no further than ``MOST_COUNTED``.

    What is finished is not counted.
    """
    counted = [tab for tab, view in VIEWS.items() if view.counted]
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


def held_up(office_id: int) -> int:
    """Return how many of an office's letters were tried and wait to be tried again, whatever the fault."""
    tried = (Request.status == Status.ISSUING, Request.attempts > 0, Request.worker.is_(None))
    statement = select(func.count()).select_from(Request).where(Request.turn_office_id == office_id, *tried)
    return db.session.scalar(statement) or 0


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
    view = VIEWS[tab]
    return view.holds(sight) if view.own_office else and_(Request.office_id == sight.office_id, view.holds(sight))


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
            last_decision(),
            Request.rank,
            Request.priority,
            _events(),
            _last_reminder(),
            rest_since(),
            Incident.begins_at,
            Incident.until_at,
            last_objection(),
            blocked_until(),
            Request.visit_at,
            _meets(),
        )
        .join(Service, Service.id == Request.service_id)
        .join(Person, Person.id == Request.subject_id)
        .outerjoin(Membership, Membership.id == Request.holder_id)
        .outerjoin(User, User.id == Membership.user_id)
        .outerjoin(Incident, Incident.id == Request.incident_id)
        .outerjoin(Letter, Letter.id == Request.letter_id)
        .where(Request.status != Status.DRAFT),
    )


def _events() -> ScalarSelect[int]:
    return (
        select(func.max(RequestEvent.sequence))
        .where(RequestEvent.request_id == Request.id)
        .correlate(Request)
        .scalar_subquery()
    )


def _meets() -> ScalarSelect[VisitKind]:
    still_to_be = select(RequestVisit.kind).where(RequestVisit.request_id == Request.id, RequestVisit.outcome.is_(None))
    return still_to_be.correlate(Request).scalar_subquery()


def _last_reminder() -> ScalarSelect[datetime]:
    return messages.last_written(Request.code, CORRECTION_TEXTS).correlate(Request).scalar_subquery()
