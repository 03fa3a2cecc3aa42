"""What is known here besides one request: what the same person told and got before, and who shares the family card.

Everything is asked for the offices in reach of whoever looks; of other offices nothing is told here.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from eservice.catalogue.definition import ForWhom
from eservice.catalogue.models import Service
from eservice.kernel.db import db
from eservice.letters.models import Letter
from eservice.letters.rules import LetterState
from eservice.requests.definitions import definition_of
from eservice.requests.differences import Difference, Earlier, differences
from eservice.requests.models import Request
from eservice.requests.people import merged, told_in
from eservice.requests.workflow import Status
from eservice.residents import queries as residents
from eservice.residents.actions import PersonData
from eservice.residents.models import Person

_EARLIER = 5
"""Requests that are compared; what was told longer ago says little."""
_SHOWN = 10
"""Rows of one list."""


@dataclass(frozen=True, slots=True)
class Given:
    """A letter that the same person got."""

    request_code: str
    service: str
    service_en: str
    number: str
    dated_on: date
    valid_until: date | None
    state: LetterState
    same_service: bool

    def is_in_force(self, on: date) -> bool:
        """Tell whether it can still be used on a day."""
        return self.state is LetterState.ISSUED and (self.valid_until is None or self.valid_until >= on)


@dataclass(frozen=True, slots=True)
class Kin:
    """A request of somebody on the same family card."""

    name: str
    nik: str
    code: str
    service: str
    service_en: str
    status: Status
    filed_at: datetime


def told_otherwise(request: Request, *, office_ids: Collection[int]) -> list[Difference]:
    """Return what the subject of a request told otherwise in earlier requests at these offices."""
    now = _subject_of(request)
    if now is None or request.subject is None or request.subject.nik_index is None or request.filed_at is None:
        return []
    rows = db.session.scalars(
        select(Request)
        .join(Person, Person.id == Request.subject_id)
        .where(
            Person.nik_index == request.subject.nik_index,
            Request.id != request.id,
            Request.status != Status.DRAFT,
            Request.filed_at <= request.filed_at,
            Request.office_id.in_(office_ids),
        )
        .order_by(Request.filed_at.desc(), Request.id.desc())
        .limit(_EARLIER)
    )
    earlier = []
    for one in rows:
        told = _subject_of(one)
        if told is not None and one.filed_at is not None:
            earlier.append(Earlier(one.code or "", one.filed_at, told))
    return differences(now, earlier)


def letters_before(request: Request, *, office_ids: Collection[int]) -> list[Given]:
    """Return the letters that the subject of a request got from these offices, the newest first."""
    if request.subject is None or request.subject.nik_index is None:
        return []
    rows = db.session.execute(
        select(Request.code, Request.service_id, Service.name, Service.name_en, Letter)
        .join(Person, Person.id == Request.subject_id)
        .join(Service, Service.id == Request.service_id)
        .join(Letter, Letter.id == Request.letter_id)
        .where(
            Person.nik_index == request.subject.nik_index,
            Request.id != request.id,
            Request.refusal.is_(None),
            Request.office_id.in_(office_ids),
            Letter.issued_at.is_not(None),
        )
        .options(selectinload(Letter.numbers))
        .order_by(Letter.issued_at.desc(), Letter.id.desc())
        .limit(_SHOWN)
    )
    return [
        Given(code or "", name, name_en, letter.number, letter.dated_on, letter.valid_until, letter.state,
              service_id == request.service_id)
        for code, service_id, name, name_en, letter in rows
    ]  # fmt: skip


def household_requests(request: Request, *, office_ids: Collection[int]) -> Sequence[Kin]:
    """Return what others on the subject's family card asked of these offices, the newest first."""
    subject = request.subject
    if subject is None or subject.kk_index is None:
        return []
    others = [
        one.id
        for one in residents.household_of(subject)
        if one.id != subject.id and (one.nik_index is None or one.nik_index != subject.nik_index)
    ]
    rows = db.session.execute(
        select(Person.name, Person.nik, Request.code, Service.name, Service.name_en, Request.status, Request.filed_at)
        .join(Person, Person.id == Request.subject_id)
        .join(Service, Service.id == Request.service_id)
        .where(
            Request.subject_id.in_(others),
            Request.id != request.id,
            Request.status != Status.DRAFT,
            Request.office_id.in_(office_ids),
        )
        .order_by(Request.filed_at.desc(), Request.id.desc())
        .limit(_SHOWN)
    )
    return [
        Kin(name, nik or "", code or "", service, service_en, status, filed_at)
        for name, nik, code, service, service_en, status, filed_at in rows
        if filed_at is not None
    ]


def _subject_of(request: Request) -> PersonData | None:
    """Return what a request tells of its subject."""
    definition = definition_of(request)
    subject, applicant = (
        told_in(definition, request.answers, request.for_whom, who) for who in ("subject", "applicant")
    )
    if request.for_whom is ForWhom.SELF and subject is not None and applicant is not None:
        return merged(applicant, subject)
    return subject or applicant
