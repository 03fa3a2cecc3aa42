"""Figures from rollups are those from the events: counts to the last one, lengths within the stated error."""

from datetime import timedelta

import pytest
from flask import Flask

from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.metrics import expecting, queries
from eservice.metrics.figures import LENGTHS, Figures
from eservice.metrics.queries import Scope
from eservice.metrics.rollups import answering, keeping, listing
from eservice.metrics.rules import Period, Spread
from eservice.metrics.sets import Shown
from eservice.requests.models import RequestExpectation
from tests.databases import Filled
from tests.domain.metrics.test_rollups import count
from tests.past import NOW, Past, begin

DAY = timedelta(days=1)
ERROR = 0.01
PERIODS = (
    queries.last_days(30, NOW),
    queries.last_days(30, NOW).before,
    queries.last_days(366, NOW),
    Period(NOW - 3 * DAY, NOW - DAY),
    Period(NOW - timedelta(hours=5), NOW),
)


@pytest.fixture
def past(filled: Filled, monkeypatch: pytest.MonkeyPatch) -> Past:
    monkeypatch.setattr(answering, "FEW", -1)
    return filled("rolled", _told)


def _told() -> Past:
    with transaction():
        told = begin()
        told.tell_some(150, since=NOW - 100 * DAY, until=NOW)
    count()
    return told


def same(told: Spread, exact: Spread) -> bool:
    pairs = ((told.median, exact.median), (told.p75, exact.p75), (told.p90, exact.p90), (told.p95, exact.p95))
    return told.n == exact.n and all(
        one is other or (one is not None and other is not None and abs(one - other) <= ERROR * other)
        for one, other in pairs
    )


def compare(told: Figures, exact: Figures) -> None:
    assert told.kept == exact.kept
    for shown in Shown:
        assert told.count(shown) == exact.count(shown), shown
    for measure in LENGTHS:
        assert same(told.spread(measure), exact.spread(measure)), measure
        assert same(told.spread_so_far(measure), exact.spread_so_far(measure)), measure
    assert told.rounds == exact.rounds
    assert told.first_time_right_share == exact.first_time_right_share
    assert told.mix == exact.mix
    assert told.means == pytest.approx(exact.means)
    assert told.longest_stage is exact.longest_stage


@pytest.mark.parametrize("period", PERIODS, ids=["month", "before", "year", "past", "hours"])
@pytest.mark.parametrize("narrow", ["city", "office", "service"])
def test_rollups_say_what_the_events_say(past: Past, period: Period, narrow: str) -> None:
    scope = {
        "city": Scope(),
        "office": Scope(office_ids=frozenset({past.offices[0].id})),
        "service": Scope(service_id=past.versions[0].service_id),
    }[narrow]

    (told,), exact = answering.figures(scope, period), queries.figures(scope, period)

    assert (told.is_rolled, exact.is_rolled) == (True, False)
    assert exact.runs or narrow
    compare(told, exact)


def test_the_parts_of_a_rolled_answer_are_those_of_the_exact_one(past: Past) -> None:
    (told,), exact = answering.figures(Scope(), PERIODS[0]), queries.figures(Scope(), PERIODS[0])

    assert told.service_ids >= exact.service_ids >= {one for one, _n in told.mix}
    assert {one for one in told.office_ids if told.of_office(one).count(Shown.FILED)} <= exact.office_ids
    for one in exact.service_ids:
        compare(told.of_service(one), exact.of_service(one))
    for one in exact.office_ids:
        compare(told.of_office(one), exact.of_office(one))
    for shown in Shown:
        whole = told.count(shown)
        assert whole == sum(told.of_service(one).count(shown) for one in told.service_ids), shown
        assert whole == sum(told.of_office(one).count(shown) for one in told.office_ids), shown


def test_every_office_together_is_the_city(past: Past) -> None:
    every = frozenset(answering.all_office_ids())

    (told,), (city,) = answering.figures(Scope(office_ids=every), PERIODS[0]), answering.figures(Scope(), PERIODS[0])

    assert told.kept == city.kept
    assert len(told.cells.all) == len(city.cells.all)  # type: ignore[attr-defined]


def test_few_are_counted_from_the_events_and_many_from_rollups(past: Past, monkeypatch: pytest.MonkeyPatch) -> None:
    ended = queries.figures(Scope(), PERIODS[2])
    n = len(ended.runs)

    for few, rolled in ((n, False), (n - 1, True)):
        monkeypatch.setattr(answering, "FEW", few)
        (told,) = answering.figures(Scope(), PERIODS[2])
        assert (told.is_rolled, told.as_of) == (rolled, NOW)


def test_an_answer_says_as_of_when_it_is(past: Past) -> None:
    later = NOW + timedelta(minutes=10)

    (told,) = answering.figures(Scope(), queries.last_days(30, later))

    assert told.as_of == NOW


def test_while_everything_is_counted_anew_the_events_answer(past: Past) -> None:
    keeping.begin_anew(at=NOW)
    for _ in range(2):
        keeping.step(at=NOW, limit=3)
        db.session.remove()

    (told,) = answering.figures(Scope(), PERIODS[0])

    assert not told.is_rolled
    assert told.count(Shown.FILED) > 0


def test_an_officer_is_told_from_the_events(past: Past) -> None:
    member = past.officers[past.offices[0].id][0]

    (told,) = answering.figures(Scope(officer_id=member.id), PERIODS[0])

    assert not told.is_rolled


def test_without_anything_counted_the_events_answer(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answering, "FEW", -1)

    (told,) = answering.figures(Scope(), PERIODS[0])

    assert not told.is_rolled


def test_how_often_what_was_foretold_held_is_the_same(past: Past) -> None:
    runs = queries.figures(Scope(), PERIODS[0]).runs
    with transaction():
        for place, run in enumerate(run for run in runs if run.number == 1):
            usual = max(run.times.service + (place % 3 - 1) * 60, 0)
            db.session.add(
                RequestExpectation(
                    request_id=run.filing.request_id, made_at=NOW, n=20, ahead=0, usual_seconds=usual,
                    most_seconds=usual + place % 2 * 60,
                )
            )  # fmt: skip
    keeping.begin_anew(at=NOW)
    count()

    (told,), exact = answering.figures(Scope(), PERIODS[0]), queries.figures(Scope(), PERIODS[0])

    assert expecting.held(told) == expecting.held(exact)
    assert expecting.held(exact).n > 20


@pytest.mark.parametrize("shown", listing.LISTED)
def test_a_list_read_page_by_page_is_the_set_of_its_figure(past: Past, shown: Shown) -> None:
    for period in (queries.last_days(60, NOW), Period(NOW - 40 * DAY, NOW - 3 * DAY)):
        exact = {(run.filing.request_id, run.number) for run in queries.figures(Scope(), period).behind(shown)}
        found, after, pages = [], None, 0
        while (told := answering.leaf(shown, Scope(), period, after=after, size=7)) is not None:
            leaf, total = told
            found += [(run.filing.request_id, run.number) for run in leaf.runs]
            assert total == len(exact)
            after, pages = leaf.last, pages + 1
            if after is None:
                break
        assert len(found) == len(exact)
        assert set(found) == exact
        assert pages == max(-(-len(exact) // 7), 1)
