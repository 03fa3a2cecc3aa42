"""The forecast: kinds of days found again in what came, bands that hold, and a queue that obeys the textbook."""

import math
import random
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

import pytest

from eservice.metrics.forecast.arrivals import HORIZON, learnt
from eservice.metrics.forecast.days import DayKind, OpenDay, counted, open_days
from eservice.metrics.forecast.play import Case, Order, begun
from eservice.metrics.forecast.staffing import Ahead, Desk, Plan, Seen, Waiting, more
from eservice.metrics.forecast.trial import Ended, Trial, Trust, tried, tried_lengths
from eservice.worktime.rules import Calendar, Closure, ClosureKind, read_day

DAY = read_day("07:30-12:00", "13:00-16:00")
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
CALENDAR = Calendar(
    (DAY, DAY, DAY, DAY, DAY, (), ()),
    closures=tuple(
        Closure(decreed_at=LONG_AGO, on=date(2025, month, 12), kind=ClosureKind.NATIONAL, name="Libur")
        for month in range(1, 13)
    ),
)
TRUE = {DayKind.MONDAY: 1.6, DayKind.FRIDAY: 0.7, DayKind.AFTER_HOLIDAY: 1.8, DayKind.PAYDAY: 1.3}


def came(days: list[OpenDay], *, level: float, hand: random.Random) -> list[int]:
    """Invent what came: a level, times what each kind of day is worth, with the chance of a coin thrown often."""
    means = (level * math.prod(TRUE.get(kind, 1.0) for kind in day.kinds) for day in days)
    return [sum(hand.random() < 0.02 for _ in range(round(mean * 50))) for mean in means]


@pytest.fixture(scope="module")
def past() -> tuple[list[OpenDay], list[int]]:
    days = open_days(CALENDAR, date(2024, 6, 3), date(2026, 6, 30))
    return days, came(days, level=20.0, hand=random.Random(3))


# ── Days ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_day_knows_what_is_special_about_it() -> None:
    """12 May 2025 is a Monday and a holiday; 2 June the first open day of June, 1 June a Sunday."""
    days = {day.on: day.kinds for day in open_days(CALENDAR, date(2025, 5, 9), date(2025, 6, 5))}

    assert date(2025, 5, 12) not in days
    assert days[date(2025, 5, 13)] == (DayKind.TUESDAY, DayKind.AFTER_HOLIDAY)
    assert days[date(2025, 5, 19)] == (DayKind.MONDAY,), "an ordinary weekend is no holiday"
    assert days[date(2025, 6, 2)] == (DayKind.MONDAY, DayKind.PAYDAY, DayKind.SCHOOL)
    assert DayKind.PAYDAY not in days[date(2025, 6, 5)]


def test_what_comes_at_night_or_on_a_closed_day_belongs_to_the_next_open_one() -> None:
    days = open_days(CALENDAR, date(2025, 5, 9), date(2025, 5, 13))
    wib = timedelta(hours=7)

    def at(day: int, hour: int, minute: int = 0) -> datetime:
        return datetime.combine(date(2025, 5, day), time(hour, minute), UTC) - wib

    assert counted(days, [at(9, 9), at(9, 16), at(9, 16, 1), at(10, 9), at(12, 9), at(13, 9), at(13, 17)]) == [2, 4]


# ── Arrivals ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_kinds_of_days_are_found_again_and_nothing_is_seen_where_nothing_is(
    past: tuple[list[OpenDay], list[int]],
) -> None:
    found = learnt(*past)

    assert found is not None
    model = found.model
    ordinary = model.factor(DayKind.WEDNESDAY)
    assert model.factor(DayKind.MONDAY) / ordinary == pytest.approx(1.6, rel=0.12)
    assert model.factor(DayKind.FRIDAY) / ordinary == pytest.approx(0.7, rel=0.12)
    assert model.factor(DayKind.PAYDAY) == pytest.approx(1.3, rel=0.12)
    assert 1.3 < model.factor(DayKind.AFTER_HOLIDAY) < 1.9, "met twelve times: drawn towards 1"
    assert model.factor(DayKind.SCHOOL) == pytest.approx(1.0, abs=0.1)


def test_the_bands_hold_on_the_last_fifth_and_no_plain_mean_does_as_well(
    past: tuple[list[OpenDay], list[int]],
) -> None:
    days, counts = past
    found = learnt(days, counts)
    assert found is not None

    trial = tried(found.misses, counts)

    assert trial.trust is Trust.HOLDS
    assert 0.42 < (trial.p50_share or 0) < 0.62
    begins = len(days) - len(days) // 5
    mean = sum(counts[:begins]) / begins
    plain = sum((count - mean) ** 2 for count in counts[begins:])
    ours = sum(
        (counts[one.origin] - one.expected[0]) ** 2 for one in found.misses if begins <= one.origin < len(counts)
    )
    assert ours < 0.6 * plain * sum(begins <= one.origin for one in found.misses) / (len(counts) - begins)


def test_a_world_that_changes_overnight_is_no_longer_relied_on(past: tuple[list[OpenDay], list[int]]) -> None:
    days, counts = past
    begins = len(days) - len(days) // 5
    wild = [*counts[:begins], *(count * (1 + 3 * (place % 2)) for place, count in enumerate(counts[begins:]))]
    found = learnt(days, wild)
    assert found is not None

    assert tried(found.misses, wild).trust is Trust.MISSES


def test_too_few_days_foretell_nothing_and_few_are_not_relied_on(past: tuple[list[OpenDay], list[int]]) -> None:
    days, counts = past

    assert learnt(days[:29], counts[:29]) is None
    assert learnt(days, [0] * len(days)) is None
    found = learnt(days[:60], counts[:60])
    assert found is not None
    assert tried(found.misses, counts[:60]).trust is Trust.UNTRIED
    assert len(found.ahead(days[60 : 60 + HORIZON])) == HORIZON


@pytest.mark.parametrize(
    ("share", "trust"), [(84, Trust.MISSES), (85, Trust.HOLDS), (95, Trust.HOLDS), (96, Trust.MISSES)]
)
def test_outside_85_to_95_of_100_the_bands_are_not_relied_on(share: int, trust: Trust) -> None:
    assert Trial(n=100, days=100, below_p50=50, below_p90=share).trust is trust


def test_a_forecast_knows_no_later_than_its_day() -> None:
    """Twenty cases that took 10, then one that begins while none longer has ended: its own length must not help it."""
    early = [Ended(begins=number, ends=number + 10, length=10) for number in range(84)]
    late = [Ended(begins=200 + number, ends=1_000, length=800 - number) for number in range(21)]

    trial = tried_lengths([*early, *late], memory=1_000, least=20)

    assert (trial.n, trial.below_p90) == (21, 0)


# ── The game ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def waits(hands: int, *, load: float, number: int) -> float:
    """Play Poisson arrivals and exponential work of mean 1, and return the mean wait."""
    hand, at, cases = random.Random(11), 0.0, []
    for _ in range(number):
        at += hand.expovariate(load * hands)
        cases.append(Case(at, hand.expovariate(1.0), due=at))
    starts = begun(cases, [(-math.inf, hands)], Order.OLDEST)
    return sum(start - case.comes for start, case in zip(starts, cases, strict=True)) / number


def erlang(hands: int, load: float) -> float:
    """Return the mean wait of M/M/c with work of mean 1 (Erlang C)."""
    offered = load * hands
    some = sum(offered**k / math.factorial(k) for k in range(hands))
    all_busy = offered**hands / math.factorial(hands) / (1 - load)
    return all_busy / (some + all_busy) / (hands - offered)


@pytest.mark.proof
@pytest.mark.parametrize("hands", [1, 3])
def test_waits_are_those_of_the_textbook(hands: int, proof_count: Callable[..., int]) -> None:
    """M/M/1 and M/M/c at seven tenths: within 2 % over many customers; within 8 % over the few of every run."""
    number = proof_count(2_000_000, part=100)

    assert waits(hands, load=0.7, number=number) == pytest.approx(
        erlang(hands, 0.7), rel=0.02 if number > 1_000_000 else 0.08
    )


def test_each_order_takes_another_one_first_and_who_leaves_is_missed() -> None:
    cases = [Case(0, 10, due=50), Case(1, 5, due=90), Case(2, 9, due=40), Case(3, 2, due=60)]

    assert begun(cases, [(-math.inf, 1)], Order.PROMISE) == [0, 21, 10, 19]
    assert begun(cases, [(-math.inf, 1)], Order.OLDEST) == [0, 10, 15, 24]
    assert begun(cases, [(-math.inf, 1)], Order.SHORTEST) == [0, 12, 17, 10]
    assert begun(cases, [(-math.inf, 0), (30, 2)], Order.OLDEST) == [30, 30, 35, 40]
    assert begun(cases, [(-math.inf, 0)], Order.OLDEST) == [math.inf] * 4


# ── Staffing ─────────────────────────────────────────────────────────────────────────────────────────────────────────

HOURS = 7.5 * 3600


def office(hands: int, *, coming: float) -> Desk:
    """An office whose officers need an hour for a request that they look at for half an hour."""
    hand, at, seen, cases = random.Random(5), 0.0, [], []
    for _ in range(300):
        at += hand.expovariate(0.8 * 2 / 3600)
        cases.append(Case(at, 3600.0, due=at))
    starts = begun(cases, [(-math.inf, 2)], Order.OLDEST)
    for case, start in zip(cases, starts, strict=True):
        seen.append(Seen(1, case.comes, case.comes % HOURS, start - case.comes, 1800.0, 600.0, HOURS))
    found = learnt(days := open_days(CALENDAR, date(2025, 1, 1), date(2025, 12, 31)), [12] * len(days))
    assert found is not None
    return Desk(
        waiting=[Waiting(1, -3600.0 * number, HOURS - 3600.0 * number) for number in range(12)],
        signing=[3600.0], days=[Ahead(HOURS, coming)] * HORIZON, misses=found.recent, seen=seen,
        hands=(hands,) * HORIZON, usual_hands=2,
    )  # fmt: skip


def test_the_effort_is_found_again_from_how_long_people_waited() -> None:
    assert office(2, coming=12).effort == pytest.approx(2.0, rel=0.1)


def test_one_more_helps_where_hands_are_short_and_a_longer_day_does_too() -> None:
    """Two officers manage 15 requests of an hour a day; 17 come."""
    desk = office(2, coming=17)

    now, helped, longer = (
        desk.outcome(plan) for plan in (Plan(desk.hands), Plan(more(desk.hands, 1)), Plan(desk.hands, longer=3600.0))
    )

    assert now.kept_p50 is not None
    assert helped.kept_p50 is not None
    assert now.kept_p90 is not None
    assert longer.kept_p50 is not None
    assert now.kept_p90 <= now.kept_p50 < helped.kept_p50
    assert longer.kept_p50 > now.kept_p50
    assert helped.left_p50 < now.left_p50
    assert helped.cleared_p50 < now.cleared_p50
    assert desk.day_of(now.cleared_p50, Plan(desk.hands)) == 0
    assert desk.outcome(Plan(desk.hands)) == now, "the same question gets the same answer"


def test_nobody_at_work_clears_nothing() -> None:
    desk = office(2, coming=10)
    none = Plan(more(desk.hands, -5))

    outcome = desk.outcome(none)

    assert (outcome.kept_p50, math.isinf(outcome.cleared_p50), desk.day_of(outcome.cleared_p50, none)) == (
        pytest.approx(0.01, abs=0.01), True, None,
    )  # fmt: skip
