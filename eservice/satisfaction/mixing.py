"""Count answers that have come, many at a time and in an order drawn by lot.

An answer and the mark on its invitation are written in one transaction, and a database may remember that, or the order
in which rows came. So answers wait, sealed, until there are many; then all are written once more, one after the other
by their names, which lots drew. What a figure shows therefore moves by ten people at least or not at all: who looks
before and after somebody answered has learnt nothing.
"""

import random
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import load_only

from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.satisfaction import rules
from eservice.satisfaction.models import SurveyAnswer
from eservice.satisfaction.queries import scores_of
from eservice.satisfaction.rules import Quarter, Series

_LOTS = random.SystemRandom()


def mix_due(*, at: datetime) -> int:
    """Count what may be counted by now, in every office; return how many answers that are."""
    waiting = select(SurveyAnswer.office_id, SurveyAnswer.quarter, SurveyAnswer.series)
    groups = db.session.execute(waiting.where(SurveyAnswer.counted.is_(False)).distinct()).all()
    return sum(_mix(office_id, quarter, series, at=at) for office_id, quarter, series in groups)


def _mix(office_id: int, quarter: str, series: Series, *, at: datetime) -> int:
    found = Quarter.read(quarter)
    assert found is not None  # noqa: S101 - a key of ours
    with transaction():
        rows = list(
            db.session.scalars(
                select(SurveyAnswer)
                .options(load_only(SurveyAnswer.told))
                .where(
                    SurveyAnswer.office_id == office_id,
                    SurveyAnswer.quarter == quarter,
                    SurveyAnswer.series == series,
                    SurveyAnswer.counted.is_(False),
                )
                .with_for_update()
            )
        )
        _LOTS.shuffle(rows)
        many = rules.released([scores_of(one) for one in rows], closed=found.is_closed(wib(at).date()))
        for one in sorted(rows[:many], key=lambda row: row.id):
            one.counted = True
    return many
