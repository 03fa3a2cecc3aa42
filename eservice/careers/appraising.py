"""Appraisals by the superior, and what weights would do to groups before they are frozen."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.audit.actions import record
from eservice.careers import merit, taking
from eservice.careers.guarding import must, must_lead, must_tell, seat_of
from eservice.careers.merit import Criterion, Difference, Level
from eservice.careers.round_models import Appraisal, MeritCandidate
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.errors import InvalidInputError, NotAllowedError
from eservice.offices import queries as offices

_OLDER = 45
"""Years: where the two groups by age part."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a superior says of a year."""

    year: int
    results: Level
    conduct: Level
    reason: str


def appraise(membership_id: int, told: Given, *, actor: Actor, at: datetime) -> Appraisal:
    """Say what a year of somebody's work was, with the reason that they read; said again, the last one counts.

    Raises:
        NotAllowedError: ``permission``, ``not_your_staff``, ``own_appraisal``.
        InvalidInputError: ``appraisal_year``.
        MissingReasonError: ``appraisal_reason``.
    """
    must(Permission.CAREER_LEAD, actor)
    member = offices.membership(membership_id)
    must_lead(member.office_id, actor)
    if member.user_id == actor.user_id:
        raise NotAllowedError("own_appraisal")
    if told.year not in (wib(at).year, wib(at).year - 1):
        raise InvalidInputError("appraisal_year", field="year")
    must_tell(told.reason, "appraisal_reason", "reason")
    versions = select(func.count()).where(Appraisal.user_id == member.user_id, Appraisal.year == told.year)
    found = Appraisal(
        user_id=member.user_id, year=told.year, version=(db.session.scalar(versions) or 0) + 1, results=told.results,
        conduct=told.conduct, reason=told.reason.strip(), given_at=at, given_by_id=seat_of(actor),
    )  # fmt: skip
    db.session.add(found)
    db.session.flush()
    record(actor=actor, action="appraisal:give", object=f"membership:{membership_id}", at=at, data={"year": told.year})
    return found


def what_if(weights: Mapping[Criterion, int], *, at: datetime) -> dict[str, list[Difference]]:
    """Return how weights would treat the groups of everybody who ever was a candidate, by what they told; names nobody.

    By unit, sex, age and disability; the evidence is what was taken of each, of a person the latest.
    """
    latest: dict[int, MeritCandidate] = {}
    for one in db.session.scalars(select(MeritCandidate).order_by(MeritCandidate.id)):
        if one.evidence is not None:
            latest[one.membership_id] = one
    scores = {
        key: merit.total(merit.steps(taking.read(one.evidence, panel=taking.panel_mean(one)), weights))
        for key, one in latest.items()
    }
    today = wib(at).date()
    groups: dict[str, dict[int, str]] = {
        "unit": {key: offices.office(offices.membership(key).office_id).full_name for key in latest},
        "sex": {key: one.about.get("sex", "") for key, one in latest.items()},
        "age": {key: _age(one.about.get("born", ""), today) for key, one in latest.items()},
        "disability": {key: one.about.get("disability", "") for key, one in latest.items()},
    }
    return {name: merit.fairness(scores, told) for name, told in groups.items()}


def _age(born: str, today: date) -> str:
    if not born:
        return ""
    return "older" if (today - date.fromisoformat(born)).days >= _OLDER * 365.25 else "younger"
