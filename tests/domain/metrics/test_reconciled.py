"""Reconciliation: on random histories every figure is that of the oracle, however it is read."""

import ast
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.metrics import queries
from eservice.metrics.figures import LENGTHS, Figures, Measure
from eservice.metrics.queries import Scope
from eservice.metrics.rollups import answering, keeping
from eservice.metrics.rules import Period
from eservice.metrics.sets import Shown
from eservice.requests.workflow import Channel, Step
from tests.domain.metrics import oracle
from tests.domain.metrics.test_rollups import count
from tests.past import _JOURNEYS, NOW, Past, begin

DAY = timedelta(days=1)

HISTORY = st.tuples(
    st.sampled_from(_JOURNEYS),
    st.integers(1, 60 * 86_400),
    st.lists(st.integers(1, 4 * 86_400), min_size=14, max_size=14),
    st.sampled_from([0, 1, 3, 5]),
    st.integers(0, 1),
)
"""(journey, seconds before now at which it was filed, seconds between steps, promised days, office)."""


def tell(past: Past, history: tuple[str, int, list[int], int, int]) -> None:
    journey, ago, gaps, promised, office = history
    at = NOW - timedelta(seconds=ago - 0.5)  # no figure is asked for at the very instant of an event
    moments = [(Step.SUBMIT, at)]
    for name, gap in zip(journey.split(), gaps, strict=False):
        at += timedelta(seconds=gap)
        if at > NOW:
            break
        moments.append((Step(name), at))
    past._write(moments, past.offices[office], moments[0][1] + promised * DAY)


def periods() -> list[Period]:
    month = queries.last_days(30, NOW)
    return [month, month.before, Period(NOW - 3 * DAY, NOW - 2 * DAY)]


def agree(told: Figures, runs: list[oracle.Paper], period: Period, *, within: float) -> None:
    """Compare every set and every length; lengths may differ by so much of themselves."""
    after, until = period.from_at, period.until_at
    for shown in Shown:
        assert told.count(shown) == len(oracle.count(runs, shown.value, after, until)), (shown, period)
    for measure in LENGTHS:
        name, seconds = oracle.LENGTHS[measure.value]
        n, *exact = oracle.ranks(seconds(run) for run in oracle.count(runs, name, after, until))
        spread = told.spread(measure)
        assert spread.n == n, measure
        for one, other in zip((spread.median, spread.p75, spread.p90, spread.p95), exact, strict=True):
            assert (one is None) == (other is None)
            assert one is None or other is None or abs(one - other) <= within * other, (measure, period)
    ended = oracle.count(runs, "selesai", after, until)
    assert told.rounds == sum(run.asked_in_all for run in ended)
    for stage, mean in told.means.items():
        assert mean == pytest.approx(sum(run.worked[stage.value] for run in ended) / len(ended))
    if not within:
        agree_in_detail(told, runs, ended, period)


def agree_in_detail(told: Figures, runs: list[oracle.Paper], ended: list[oracle.Paper], period: Period) -> None:
    """Compare what only the events tell: where the felt time went, by which way and at which hour requests came."""
    for stage, mean in told.lived_means.items():
        assert mean == pytest.approx(sum(run.lived[stage.value] for run in ended) / len(ended))
    if told.closed_mean is not None:
        closed = sum(run.lived[stage] - run.worked[stage] for run in ended for stage in oracle.OFFICE)
        assert told.closed_mean == pytest.approx(closed / len(ended))
    filed = oracle.count(runs, "masuk", period.from_at, period.until_at)
    assert told.arrivals == Counter(
        (at.weekday(), at.hour) for at in (run.begins.astimezone(oracle.WIB) for run in filed)
    )
    by_channel = {channel.value: told.of_channel(channel).count(Shown.FILED) for channel in Channel}
    assert {channel: n for channel, n in by_channel.items() if n} == Counter(run.channel for run in filed)


def test_every_figure_of_random_histories_is_the_oracles(
    db_app: Flask, proof_count: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exact from the events and rolled up, whole and by its parts, followed step by step and counted anew."""
    with transaction():
        past = begin()
    count()
    few = answering.FEW

    @settings(
        max_examples=proof_count(200, part=100),
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=(Phase.explicit, Phase.generate),
    )
    @given(st.lists(HISTORY, min_size=15, max_size=25), st.randoms(use_true_random=False))
    def compare(histories: list[tuple[str, int, list[int], int, int]], hand: object) -> None:
        hand.shuffle(histories)  # type: ignore[attr-defined]
        for part in (histories[::2], histories[1::2]):
            with transaction():
                for one in part:
                    tell(past, one)
            count(limit=30)
        for period in periods():
            runs = oracle.papers(period.until_at)
            office, service = past.offices[0].id, past.versions[0].service_id
            for scope, mine in (
                (Scope(), runs),
                (Scope(frozenset({office})), [run for run in runs if run.office_id == office]),
                (Scope(None, service), [run for run in runs if run.service_id == service]),
            ):
                agree(queries.figures(scope, period), mine, period, within=0)
                monkeypatch.setattr(answering, "FEW", -1)
                (rolled,) = answering.figures(scope, period)
                monkeypatch.setattr(answering, "FEW", few)
                assert rolled.is_rolled
                agree(rolled, mine, period, within=0.02)

    compare()
    followed = all_counts()
    keeping.begin_anew(at=NOW)
    count()
    assert all_counts() == followed


def all_counts() -> dict[Shown, int]:
    db.session.remove()
    found = queries.figures(Scope(), periods()[0])
    return {shown: found.count(shown) for shown in Shown}


def test_the_oracle_knows_every_set_and_every_measure() -> None:
    sets = sorted({shown.value for shown in Shown} - set(oracle.SETS))
    measures = sorted({one.value for one in Measure} - set(oracle.LENGTHS) - set(oracle.COUNTED_ELSEWHERE))

    assert sets == [], "say in tests/domain/metrics/oracle.py, SETS, which runs belong: (run, after, until) -> bool"
    assert measures == [], (
        "say in tests/domain/metrics/oracle.py how it is counted a second time: in LENGTHS the set and the seconds of "
        "a run, or in COUNTED_ELSEWHERE where another test does it"
    )


def test_the_oracle_never_read_the_first_way() -> None:
    tree = ast.parse(Path(oracle.__file__).read_text(encoding="utf-8"))
    names = {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert {name for name in names if name.startswith("eservice.")} == {"eservice.kernel.db", "eservice.worktime"}
