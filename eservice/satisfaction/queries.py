"""What the survey says: of one office and quarter, over the quarters, and what was made public.

Nothing here hands out a single answer, nor a group so small, or so nearly the whole of another, that one could be
found.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy import func, select

from eservice.kernel.clock import WIB, wib
from eservice.kernel.codes import LETTER_CODE_LENGTH, read_code
from eservice.kernel.db import db
from eservice.kernel.errors import NotFoundError
from eservice.requests.models import Request
from eservice.satisfaction import inviting, rules
from eservice.satisfaction.models import SurveyAnswer, SurveyInvitation, SurveyPlan, SurveyPublication
from eservice.satisfaction.rules import FACTS, LEAST, Element, Fact, Quarter, Scores, Series, Tally

TREND = 8
"""Quarters that are shown side by side."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Which invitation a code opens, and among which answers what is said counts."""

    invitation_id: int
    series: Series


@dataclass(frozen=True, slots=True)
class Way:
    """The answers that came by one way."""

    series: Series
    received: int
    """Also those that wait to be counted."""
    shown: Tally | None
    """None while fewer than ten are counted."""
    highest_share: float | None
    """Of those shown, who gave every element the highest word."""
    hands: int
    """How many officers typed them from paper."""


@dataclass(frozen=True, slots=True)
class Survey:
    """One office in one quarter."""

    office_id: int
    quarter: Quarter
    closed: bool
    users: int
    needed: int
    waiting: int
    """Answers that are not counted yet."""
    own: Way
    counter: Way
    services: Mapping[int, Tally]
    """Of the own answers; only once the quarter has closed."""
    hides_services: bool
    facts: Mapping[Fact, Mapping[str, int]]
    """How many said so, where enough did; never beside what they answered."""
    comments: Sequence[str]
    as_of: datetime


# ── Invitations ──────────────────────────────────────────────────────────────────────────────────────────────────────


def invitation(invitation_id: int, *, lock: bool = False) -> SurveyInvitation:
    """Return an invitation. Raises NotFoundError."""
    chosen = select(SurveyInvitation).where(SurveyInvitation.id == invitation_id)
    if lock:
        chosen = chosen.with_for_update().execution_options(populate_existing=True)
    found = db.session.scalar(chosen)
    if found is None:
        raise NotFoundError("no_such_survey")
    return found


def invitation_of(request_id: int) -> SurveyInvitation | None:
    """Return the invitation about a request; None where nobody was asked."""
    return db.session.scalar(select(SurveyInvitation).where(SurveyInvitation.request_id == request_id))


def is_open(request_id: int, *, at: datetime) -> bool:
    """Tell whether a request's survey can be answered now."""
    found = invitation_of(request_id)
    return found is not None and not found.answered and found.ends_on >= wib(at).date()


def opened_by(code: str) -> Opened | None:
    """Return what the code of a message or the number of a sheet opens; None for one that we did not give."""
    read = read_code(code, length=LETTER_CODE_LENGTH)
    if read is None:
        return None
    digest = inviting.digest(read)
    for column, series in ((SurveyInvitation.code_digest, Series.OWN), (SurveyInvitation.form_digest, Series.COUNTER)):
        found = db.session.scalar(select(SurveyInvitation.id).where(column == digest))
        if found is not None:
            return Opened(found, series)
    return None


# ── Figures ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def survey(office_id: int, quarter: Quarter, *, at: datetime) -> Survey:
    """Return what was said of an office in a quarter, as far as it may be told."""
    rows = db.session.scalars(
        select(SurveyAnswer)
        .where(SurveyAnswer.office_id == office_id, SurveyAnswer.quarter == quarter.key)
        .order_by(SurveyAnswer.id)
    ).all()
    closed = quarter.is_closed(wib(at).date())
    counted = [one for one in rows if one.counted]
    own = [one for one in counted if one.series is Series.OWN]
    ways = {series: _way(series, [one for one in rows if one.series is series]) for series in Series}
    whole = ways[Series.OWN].shown
    services = _services(own) if closed and whole is not None else {}
    shown = rules.shown_parts(whole, services) if whole is not None else frozenset()
    users = _users(office_id, quarter)
    is_told = any(way.shown is not None for way in ways.values())
    return Survey(
        office_id=office_id,
        quarter=quarter,
        closed=closed,
        users=users,
        needed=rules.needed_sample(users),
        waiting=len(rows) - len(counted),
        own=ways[Series.OWN],
        counter=ways[Series.COUNTER],
        services={key: part for key, part in services.items() if key in shown},
        hides_services=len(shown) < len(services),
        facts=_facts(own) if closed and whole is not None else {},
        comments=[one.comment for one in counted if one.comment] if is_told else [],
        as_of=at,
    )


def quarters(office_id: int, *, at: datetime) -> list[Quarter]:
    """Return the quarters in which somebody answered, and the present one, the newest first."""
    keys = db.session.scalars(select(SurveyAnswer.quarter).where(SurveyAnswer.office_id == office_id).distinct())
    found = {one for key in keys if (one := Quarter.read(key)) is not None}
    return sorted(found | {Quarter.of(wib(at).date())}, reverse=True)


def trend(office_id: int, *, at: datetime) -> list[tuple[Quarter, Tally | None]]:
    """Return the own answers of the last quarters, the oldest first; None where too few."""
    wanted = sorted(quarters(office_id, at=at)[:TREND])
    rows = db.session.scalars(
        select(SurveyAnswer).where(
            SurveyAnswer.office_id == office_id,
            SurveyAnswer.series == Series.OWN,
            SurveyAnswer.counted.is_(True),
            SurveyAnswer.quarter.in_([one.key for one in wanted]),
        )
    ).all()
    each = [(one, rules.tally(scores_of(row) for row in rows if row.quarter == one.key)) for one in wanted]
    return [(one, whole if whole.size >= LEAST else None) for one, whole in each]


def plans(office_id: int, quarter: Quarter) -> dict[Element, SurveyPlan]:
    """Return what an office set itself for a quarter's elements."""
    found = db.session.scalars(
        select(SurveyPlan).where(SurveyPlan.office_id == office_id, SurveyPlan.quarter == quarter.key)
    )
    return {one.element: one for one in found}


def publication(office_id: int, quarter: Quarter) -> SurveyPublication | None:
    """Return what was made public of a quarter, or None."""
    return db.session.scalar(
        select(SurveyPublication).where(
            SurveyPublication.office_id == office_id, SurveyPublication.quarter == quarter.key
        )
    )


def as_published(told: Survey) -> dict[str, Any]:
    """Return a quarter's figures as plain values, with everything that is needed to count them again."""
    return {
        "users": told.users,
        "needed": told.needed,
        "weight": "1/9",
        "as_of": told.as_of.isoformat(),
        **{way.series.value: _plain(way.shown) for way in (told.own, told.counter)},
        "services": {str(key): _plain(part) for key, part in sorted(told.services.items())},
    }


def scores_of(answer: SurveyAnswer) -> Scores:
    """Return an answer's scores as the rules take them."""
    return {Element(key): score for key, score in answer.told["scores"].items()}


def _way(series: Series, rows: Sequence[SurveyAnswer]) -> Way:
    counted = [scores_of(one) for one in rows if one.counted]
    whole = rules.tally(counted)
    is_shown = whole.size >= LEAST
    return Way(
        series,
        len(rows),
        whole if is_shown else None,
        rules.all_highest(counted) / whole.n if is_shown else None,
        len({one.entered_by_id for one in rows if one.entered_by_id is not None}),
    )


def _services(rows: Sequence[SurveyAnswer]) -> dict[int, Tally]:
    return {
        key: rules.tally(scores_of(one) for one in rows if one.service_id == key)
        for key in sorted({one.service_id for one in rows})
    }


def _facts(rows: Sequence[SurveyAnswer]) -> dict[Fact, dict[str, int]]:
    """Return how many said what of themselves; a group is left out where it, or what is left beside it, is small."""
    found = {}
    for fact in Fact:
        counts = Counter(one.told["facts"].get(fact.value, "") for one in rows)
        shown = rules.shown_counts(counts)
        found[fact] = {choice: counts[choice] for choice in FACTS[fact] if choice in shown}
    return found


def _users(office_id: int, quarter: Quarter) -> int:
    """Return how many requests came to their end in a quarter: the users whom the sample stands for."""
    first = datetime.combine(quarter.first_on, time(), WIB)
    after = datetime.combine(quarter.following.first_on, time(), WIB)
    chosen = select(func.count()).where(
        Request.office_id == office_id,
        Request.closed_at >= first,
        Request.closed_at < after,
        Request.status.in_(inviting.SERVED),
    )
    return db.session.scalar(chosen) or 0


def _plain(whole: Tally | None) -> dict[str, Any] | None:
    if whole is None:
        return None
    shown, printed = rules.index(whole), rules.index(whole, weight=rules.PRINTED_WEIGHT)
    assert shown is not None and printed is not None  # noqa: S101, PT018 - safe to show means answered throughout
    return {
        "n": whole.n,
        "index": str(shown),
        "index_printed_weight": str(printed),
        "grade": rules.grade(shown).value,
        "elements": {
            one.value: {"n": n, "sum": total} for one, n, total in zip(Element, whole.counts, whole.sums, strict=True)
        },
    }
