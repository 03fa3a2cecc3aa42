"""The forecast on the arrivals of the demo: 800 days of them as a proof, fewer in every run."""

import random
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask

from eservice.demo import cast, history
from eservice.kernel.clock import wib
from eservice.kernel.transaction import transaction
from eservice.metrics.forecast.arrivals import learnt
from eservice.metrics.forecast.days import counted, open_days
from eservice.metrics.forecast.trial import Trial, Trust, tried, tried_totals
from eservice.offices import queries as offices
from eservice.requests.steps import office_calendar
from tests.past import NOW, begin

DAY = timedelta(days=1)


def told(what: str, trial: Trial) -> None:
    print(f"{what}: p50 {trial.p50_share or 0:.1%}, p90 {trial.p90_share or 0:.1%}, n {trial.n}")  # noqa: T201


@pytest.mark.proof
def test_what_was_foretold_of_the_last_fifth_held(db_app: Flask, proof_count: Callable[..., int]) -> None:
    days_long = max(300, proof_count(800, part=4))
    start = NOW - days_long * DAY
    with transaction():
        begin("kel-telanaipura")
        desks, _admin = cast.hire(at=start - 200 * DAY, rng=random.Random(2))
    if days_long < 800:
        desks = {name: desks[name] for name in cast.BUSY}
    came = sorted(
        (scene.at, scene.desk.office_id)
        for scene in history._scenes(desks, random.Random(2), start=start, as_of=NOW, share=1.0)
    )
    days = open_days(office_calendar(offices.office(came[0][1])), wib(start).date() + DAY, wib(NOW).date() - DAY)

    def trials(of: set[int]) -> tuple[Trial, Trial]:
        counts = counted(days, [at for at, office_id in came if office_id in of])
        found = learnt(days, counts)
        assert found is not None
        return tried(found.misses, counts), tried_totals(found.misses, counts)

    together, ten_days = trials({office_id for _at, office_id in came})
    told(f"demo, {days_long} days, all offices, a day", together)
    told(f"demo, {days_long} days, all offices, ten days together", ten_days)
    assert together.trust is Trust.HOLDS or (days_long < 800 and (together.p90_share or 0) > 0.75)
    for name in cast.BUSY:
        day, _ten = trials({desks[name].office_id})
        told(f"demo, {days_long} days, {name}, a day", day)
        assert day.trust is Trust.HOLDS or days_long < 800
