"""What a reader asks for within a list of an office's requests, and finding a person by name or NIK."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, CompoundSelect, Select, false, select, union

from eservice.kernel.codes import read_code
from eservice.kernel.db import db
from eservice.requests.models import Request
from eservice.requests.workflow import Channel, Status
from eservice.residents import queries as residents
from eservice.residents.rules import name_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What a reader asks for within a view; nothing by default."""

    service_id: int | None = None
    status: Status | None = None
    holder_id: int | None = None
    channel: Channel | None = None
    days: int | None = None
    """Filed at least so many days ago."""
    name: str = ""
    """Beginnings of words of the subject's or the applicant's name, in any order."""
    person_id: int | None = None
    """Whoever has this person's NIK, as subject or applicant."""


EVERYTHING = Narrowing()
"""Nothing is asked."""


def known_by_nik(nik: str, office_id: int) -> int | None:
    """Return a person with this NIK whom a request of the office is about, or who filed one; None if there is none."""
    found = residents.persons_with_nik(nik)
    for person_id in (Request.subject_id, Request.applicant_id):
        known = db.session.scalar(
            select(person_id)
            .where(Request.office_id == office_id, Request.status != Status.DRAFT, person_id.in_(found))
            .limit(1)
        )
        if known is not None:
            return known
    return None


def fitting(words: str) -> CompoundSelect[int]:
    """Return, for use inside another query, the requests with this code, or about or by somebody called so."""
    code = read_code(words)
    found = [select(Request.id).where(Request.code == code if code is not None else false())]
    if names := name_words(words):
        called = residents.persons_called(names)
        found += [select(Request.id).where(person.in_(called)) for person in (Request.subject_id, Request.applicant_id)]
    return union(*found)


def narrowed(narrowing: Narrowing, *, at: datetime) -> list[ColumnElement[bool]]:
    """Return the conditions that a reader asks for; none where nothing is asked."""
    wanted: list[ColumnElement[bool]] = []
    if narrowing.service_id is not None:
        wanted.append(Request.service_id == narrowing.service_id)
    if narrowing.status is not None:
        wanted.append(Request.status == narrowing.status)
    if narrowing.holder_id is not None:
        wanted.append(Request.holder_id == narrowing.holder_id)
    if narrowing.channel is not None:
        wanted.append(Request.channel == narrowing.channel)
    if narrowing.days is not None:
        wanted.append(Request.filed_at <= at - timedelta(days=narrowing.days))
    people = [residents.same_person_as(narrowing.person_id)] if narrowing.person_id is not None else []
    if words := name_words(narrowing.name):
        people.append(residents.persons_called(words))
    wanted += [Request.id.in_(_about_or_by(one)) for one in people]
    return wanted


def _about_or_by(people: Select[int]) -> CompoundSelect[int]:
    """Return the requests about or by these persons: found by two indexes, where ``or`` would read every request."""
    return union(
        *[select(Request.id).where(person.in_(people)) for person in (Request.subject_id, Request.applicant_id)]
    )
