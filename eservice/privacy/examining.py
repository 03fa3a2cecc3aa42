"""Examinations: who may examine which offices until when, samples drawn by a published rule, and what was opened.

The rule: take the requests of the office filed on the days named, drafts aside; order them by the SHA-256 of
``<seed>:<code>`` (the code as stored, without hyphen, in capitals); take the first ones. Whoever knows seed and codes
draws the same sample, on any machine, without this house. Nothing here commits.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from eservice.accounts.actions import must_manage
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission, Role
from eservice.audit.actions import record
from eservice.kernel.clock import WIB
from eservice.kernel.db import db
from eservice.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError
from eservice.offices import queries as offices
from eservice.privacy import revealing
from eservice.privacy.examined import Disclosure, Examination, Reason, Sample, SampleLine
from eservice.requests import queries as requests
from eservice.requests.models import Request
from eservice.requests.workflow import Status

MOST = 200
"""Requests of one sample."""
KEPT_AFTER = timedelta(days=90)
"""So long after the assignment ends nothing of a sample is deleted: the report may be disputed."""


@dataclass(frozen=True, kw_only=True)
class Assignment:
    """A letter that sends somebody to examine."""

    membership_id: int
    letter_number: str
    letter_on: date
    office_ids: tuple[int, ...]
    from_on: date
    to_on: date


@dataclass(frozen=True, kw_only=True)
class Draw:
    """What a sample is drawn from."""

    office_id: int
    from_on: date
    to_on: date
    size: int
    seed: int | None = None
    """None: one is drawn, and printed."""


def assign(told: Assignment, *, actor: Actor, at: datetime) -> Examination:
    """Let an examiner examine offices until the end of a letter of assignment.

    Raises:
        NotAllowedError: not by an administrator.
        InvalidInputError: ``not_an_examiner``, ``assignment_letter``, ``assignment_offices``, ``assignment_period``.
    """
    must_manage(actor)
    member = offices.membership(told.membership_id)
    if member.role is not Role.EXAMINER:
        raise InvalidInputError("not_an_examiner", field="membership_id")
    if not told.letter_number.strip():
        raise InvalidInputError("assignment_letter", field="letter_number")
    if not told.office_ids:
        raise InvalidInputError("assignment_offices", field="offices")
    if told.to_on < told.from_on:
        raise InvalidInputError("assignment_period", field="to_on")
    row = Examination(
        membership_id=member.id,
        letter_number=told.letter_number.strip(),
        letter_on=told.letter_on,
        office_ids=sorted({below for one in told.office_ids for below in offices.office_ids_under(one)}),
        from_at=_begin(told.from_on),
        until_at=_begin(told.to_on + timedelta(days=1)),
        assigned_by_id=actor.user_id,
        assigned_at=at,
    )
    db.session.add(row)
    db.session.flush()
    data = {"letter": row.letter_number, "offices": row.office_ids, "until": row.until_at.isoformat()}
    record(actor=actor, action="examination:assign", object=f"membership:{member.id}", at=at, data=data)
    return row


def assignments() -> Sequence[Examination]:
    """Return every assignment, the latest first."""
    return db.session.scalars(select(Examination).order_by(Examination.id.desc())).all()


def current(actor: Actor, *, at: datetime) -> Examination:
    """Return the assignment under which an examiner works now.

    Raises:
        NotAllowedError: no examiner; ``no_assignment``, none runs.
    """
    if not actor.may(Permission.HOUSE_EXAMINE):
        raise NotAllowedError("permission")
    running = (Examination.from_at <= at) & (Examination.until_at > at)
    found = db.session.scalar(
        select(Examination)
        .where(Examination.membership_id == actor.membership_id, running)
        .order_by(Examination.id.desc())
        .limit(1)
    )
    if found is None:
        raise NotAllowedError("no_assignment")
    return found


def order_of(seed: int, code: str) -> str:
    """Return by what the requests of a sample are ordered."""
    return hashlib.sha256(f"{seed}:{code}".encode()).hexdigest()


def draw(told: Draw, *, actor: Actor, at: datetime) -> Sample:
    """Draw a random sample; what is drawn is recorded, shown to the people concerned and kept from deletion.

    Raises:
        NotAllowedError: ``outside_assignment``.
        InvalidInputError: ``sample_size``, ``sample_period`` or ``sample_empty``.
    """
    examination = current(actor, at=at)
    if told.office_id not in examination.office_ids:
        raise NotAllowedError("outside_assignment")
    if not 1 <= told.size <= MOST or (told.seed or 0) < 0 or (told.seed or 0) > 999_999_999:
        raise InvalidInputError("sample_size", field="size")
    if told.to_on < told.from_on:
        raise InvalidInputError("sample_period", field="to_on")
    seed = told.seed if told.seed is not None else secrets.randbelow(1_000_000)
    population = _population(told)
    if not population:
        raise InvalidInputError("sample_empty", field="from_on")
    drawn = sorted(population, key=lambda one: order_of(seed, one[1]))[: told.size]
    sample = Sample(
        examination_id=examination.id,
        office_id=told.office_id,
        from_on=told.from_on,
        to_on=told.to_on,
        seed=seed,
        size=told.size,
        population=len(population),
        drawn_at=at,
        kept_until=examination.until_at + KEPT_AFTER,
    )
    db.session.add(sample)
    db.session.flush()
    for position, (number, _code) in enumerate(drawn, start=1):
        db.session.add(SampleLine(sample_id=sample.id, request_id=number, position=position))
        record(
            actor=actor,
            action="examination:sample",
            object=f"request:{number}",
            at=at,
            data={"sample": sample.id, "seed": seed, "letter": examination.letter_number},
        )
    db.session.flush()
    return sample


def sample(sample_id: int, *, actor: Actor, at: datetime) -> Sample:
    """Return a sample of the assignment that runs. Raises NotFoundError for any other."""
    examination = current(actor, at=at)
    found = db.session.get(Sample, sample_id)
    if found is None or found.examination_id != examination.id:
        raise NotFoundError("no_such_sample")
    return found


def samples(actor: Actor, *, at: datetime) -> Sequence[Sample]:
    """Return the samples drawn under the assignment that runs, the latest first."""
    own = Sample.examination_id == current(actor, at=at).id
    return db.session.scalars(select(Sample).where(own).order_by(Sample.id.desc())).all()


def examined(code: str, *, actor: Actor, at: datetime) -> Request:
    """Return a request of an office that the assignment names. Raises NotFoundError."""
    examination = current(actor, at=at)
    found = requests.request_by_code(code)
    if found.office_id not in examination.office_ids:
        raise NotFoundError("no_such_request")
    return found


def open_person(code: str, note: str, *, actor: Actor, at: datetime) -> Disclosure:
    """Open the person behind a request, with a reason that the person reads. Raises MissingReasonError."""
    found = examined(code, actor=actor, at=at)
    return revealing.disclose(found, Reason.EXAMINATION, note, action="examination:open", actor=actor, at=at)


def _population(told: Draw) -> list[tuple[int, str]]:
    chosen = select(Request.id, Request.code).where(
        Request.office_id == told.office_id,
        Request.status != Status.DRAFT,
        Request.filed_at >= _begin(told.from_on),
        Request.filed_at < _begin(told.to_on + timedelta(days=1)),
    )
    return [(number, code or "") for number, code in db.session.execute(chosen)]


def _begin(on: date) -> datetime:
    return datetime.combine(on, time(), WIB)
