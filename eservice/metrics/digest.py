"""The seven lines of the morning in numbers, for a message: nobody's name, no service, no request."""

from datetime import datetime

from eservice.kernel.clock import wib
from eservice.metrics.figures import Measure
from eservice.metrics.queries import Scope, history, last_days
from eservice.metrics.sets import Shown
from eservice.offices import queries as offices
from eservice.offices.models import Office
from eservice.satisfaction import queries as satisfaction
from eservice.satisfaction.rules import Quarter
from eservice.satisfaction.rules import index as satisfaction_index
from eservice.staff import queries as staff

DAYS = 30
"""The length of the period that the morning's page speaks of."""


def digest(office: Office, *, at: datetime) -> dict[str, object]:
    """Return what fills the digest's sentences in; None where too few were counted.

    Shares are of a hundred and never rounded up to all; lengths are hours by the wall clock.
    """
    period = last_days(DAYS, at)
    told = history(Scope(office_ids=frozenset(offices.office_ids_under(office.id))), since=period.before.from_at)
    now, before = told.figures(period), told.figures(period.before)
    officers = offices.officers_on_duty(office.id, at=at)
    kept, earlier, right = now.kept, before.kept.on_time_share, now.first_time_right_share
    return {
        "due": now.count(Shown.DUE_TODAY),
        "late": now.count(Shown.LATE),
        "signing": now.count(Shown.AT_SIGNER),
        "open": now.count(Shown.OPEN),
        **{
            f"{name}_hours": _hours(now.spread(measure).median)
            for name, measure in (
                ("waiting", Measure.WAITING_LIVED),
                ("review", Measure.REVIEW_LIVED),
                ("signature", Measure.SIGNATURE_LIVED),
            )
        },
        "kept_of_hundred": _of_hundred(kept.on_time_share),
        "kept_n": kept.n,
        "earlier_of_hundred": _of_hundred(earlier),
        "returned": now.count(Shown.SENT_BACK),
        "here": sum(not staff.is_away(one.id, at=at) for one in officers),
        "officers": len(officers),
        "right_of_hundred": _of_hundred(right),
        "issued": now.count(Shown.ISSUED),
        "index_points": _index(office.id, at),
    }


def _index(office_id: int, at: datetime) -> float | None:
    told = satisfaction.survey(office_id, Quarter.of(wib(at).date()), at=at).own.shown
    index = satisfaction_index(told) if told is not None else None
    return None if index is None else float(index)


def _of_hundred(share: float | None) -> int | None:
    return None if share is None else min(int(share * 100 + 0.5), 99 if share < 1 else 100)


def _hours(seconds: int | None) -> float | None:
    return None if seconds is None else round(seconds / 3600, 1)
