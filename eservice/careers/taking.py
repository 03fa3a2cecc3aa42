"""What is known of a candidate on one day, taken by the house from the history and from what superiors said."""

from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from eservice.careers import merit, need, queries
from eservice.careers.merit import Criterion, Evidence, Predicate, Step
from eservice.careers.need import Key
from eservice.careers.round_models import Appraisal, MeritCandidate
from eservice.careers.rules import Fault
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.metrics import cases
from eservice.metrics import queries as metrics
from eservice.metrics.queries import Scope
from eservice.offices import queries as offices

DAYS = 365


def appraisal(user_id: int, *, at: datetime) -> Appraisal | None:
    """Return the latest appraisal of somebody that was given by an instant: of the latest year, in its last version."""
    found: Appraisal | None = db.session.scalar(
        select(Appraisal)
        .where(Appraisal.user_id == user_id, Appraisal.given_at <= at)
        .order_by(Appraisal.year.desc(), Appraisal.version.desc())
        .limit(1)
    )
    return found


def evidence(membership_id: int, *, clean_since: date | None, at: datetime) -> Evidence:
    """Return what is known of somebody at an instant: a year of work, the year's hours, the latest appraisal."""
    member = offices.membership(membership_id)
    period = metrics.last_days(DAYS, at)
    told = need.read(cases.book(Scope(frozenset({member.office_id})), since=period.from_at), period)
    keys = [one for one in {*told.worked, *told.due} if one.officer_id == membership_id]
    decided = frozenset[int]().union(*(told.worked.get(one, frozenset()) for one in keys))
    due = sum(len(told.due.get(one, ())) for one in keys)
    late = sum(len(told.faulty.get((one, Fault.LATE), ())) for one in keys)
    given = appraisal(member.user_id, at=at)
    today = wib(at).date()
    return Evidence(
        predicate=None if given is None else merit.predicate(given.results, given.conduct),
        hours=queries.hours_of(member.user_id, on=today).done,
        decided=len(decided),
        faulty=len(decided & _faulty(told, keys)),
        due=due,
        kept=due - late,
        clean_years=None if clean_since is None else (today - clean_since) // timedelta(days=1) * 4 // 1461,
    )


def stored(told: Evidence) -> dict[str, Any]:
    """Return evidence as it is kept."""
    return asdict(told) | {"predicate": told.predicate.value if told.predicate else None}


def read(kept: dict[str, Any], *, panel: float | None = None) -> Evidence:
    """Return evidence as it was taken, with what the panel says by now."""
    given = kept["predicate"]
    return Evidence(**kept | {"predicate": Predicate(given) if given else None, "panel": panel})


def score(candidate: MeritCandidate) -> list[Step]:
    """Return the score of a candidate line by line; empty before the evidence is taken."""
    if candidate.evidence is None:
        return []
    weights = {one.criterion: one.weight for one in candidate.round.criteria}
    return merit.steps(read(candidate.evidence, panel=panel_mean(candidate)), weights)


def panel_mean(candidate: MeritCandidate) -> float | None:
    """Return the mean of the marks of those without a conflict; None while there is none."""
    marks = [one.mark for one in candidate.marks if one.mark is not None]
    return sum(marks) / len(marks) if marks else None


def weights_of(told: dict[Criterion, int]) -> dict[Criterion, int]:
    """Return the weights that weigh anything, in the order of ``Criterion``."""
    return {one: told[one] for one in Criterion if told.get(one)}


def _faulty(told: need.Evidence, keys: list[Key]) -> frozenset[int]:
    faults = [one for one in Fault if one is not Fault.LATE]
    return frozenset[int]().union(*(told.faulty.get((key, fault), frozenset()) for key in keys for fault in faults))
