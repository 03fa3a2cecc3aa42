"""The arithmetic of a log, on cases small enough for the head."""

import itertools
from datetime import timedelta

import pytest

from eservice.metrics.eventlogs import report
from eservice.metrics.eventlogs.analysis import Analysis, analyse, stage_times, working
from eservice.metrics.eventlogs.log import Entry, Log, LogStage
from eservice.metrics.rules import Spread
from eservice.requests.clock import Stage
from tests.unit.metrics.histories import HOURS, at


def a_log(*lines: str) -> Log:
    """Return a log from lines such as ``A 06 09:00 Terima``; then ``by Ani``, ``as review``, ``from 08:50``."""
    log = Log()
    for line in lines:
        case, day, clock, activity, *words = line.split()
        marks = dict(zip(words[::2], words[1::2], strict=True))
        log.add(
            Entry(
                case,
                activity,
                at(f"{day} {clock}"),
                at(f"{day} {marks['from']}") if "from" in marks else None,
                marks.get("by", ""),
                LogStage(marks["as"]) if "as" in marks else None,
            )
        )
    return log


def each(*lines: str) -> list[str]:
    """Return the same lines for five cases: the least that gives percentiles."""
    return [f"{case} {line}" for case in "ABCDE" for line in lines]


def hours(number: float) -> int:
    return int(number * 3600)


def only(log: Log) -> dict[LogStage | None, int]:
    (events,) = log.cases()
    return stage_times(events)


def test_a_case_lasts_from_its_first_to_its_last_event() -> None:
    found = analyse(
        a_log(*(f"{case} 06 09:00 Terima" for case in "ABCDE"), *(f"{case} 06 11:00 Beri" for case in "ABCDE"))
    )

    assert found.duration == Spread(5, hours(2), hours(2), hours(2), hours(2))
    assert (found.cases, found.events) == (5, 10)


def test_the_sojourn_of_an_event_is_the_time_since_the_one_before_in_its_case() -> None:
    lines = [f"{case} 06 09:00 Terima" for case in "ABCDE"]
    lines += [f"{case} 06 {10 + place}:00 Beri" for place, case in enumerate("ABCDE")]

    terima, beri = sorted(analyse(a_log(*lines)).activities, key=lambda one: one.name, reverse=True)

    assert (terima.events, terima.sojourn.n) == (5, 0)
    assert beri.sojourn == Spread(5, hours(3), hours(4), hours(5), hours(5))


def test_events_of_several_cases_may_stand_in_any_order() -> None:
    lines = [f"{case} 06 09:00 Terima by Ani" for case in "ABCDE"]
    lines += [f"{case} 06 {10 + place}:00 Beri by Budi" for place, case in enumerate("ABCDE")]

    assert analyse(a_log(*reversed(lines))) == analyse(a_log(*lines))


def test_at_equal_instants_the_order_of_the_file_decides() -> None:
    (events,) = a_log("A 06 09:00 Terima", "A 06 09:00 Periksa", "A 06 09:00 Beri").cases()

    assert [event.activity for event in events] == ["Terima", "Periksa", "Beri"]


def test_where_starts_are_known_the_sojourn_is_parted_into_waiting_and_work() -> None:
    lines = [f"{case} 06 09:00 Terima" for case in "ABCDE"] + [
        f"{case} 06 11:00 Periksa from 10:30" for case in "ABCDE"
    ]

    periksa = analyse(a_log(*lines)).activities[0]

    assert periksa.sojourn.median == hours(2)
    assert periksa.waiting.median == hours(1.5)
    assert periksa.work.median == hours(0.5)


def test_who_began_before_the_case_came_to_them_kept_nobody_waiting() -> None:
    lines = [f"{case} 06 09:00 Terima" for case in "ABCDE"] + [
        f"{case} 06 11:00 Periksa from 08:00" for case in "ABCDE"
    ]

    periksa = analyse(a_log(*lines)).activities[0]

    assert (periksa.waiting.n, periksa.waiting.median, periksa.work.median) == (5, 0, hours(3))


def test_a_stage_runs_from_its_event_to_the_next_and_ends_with_the_case() -> None:
    log = a_log(
        "A 06 09:00 Terima as waiting",
        "A 06 10:00 Periksa as review",
        "A 06 10:30 Telepon",
        "A 06 12:00 Minta as citizen",
        "A 06 15:00 Lengkap as waiting",
        "A 06 15:10 Periksa as review",
        "A 06 16:00 Beri as ended",
        "A 06 19:00 Ambil",
    )

    assert only(log) == {
        LogStage.WAITING: hours(1) + 600,
        LogStage.REVIEW: hours(2) + 3000,
        LogStage.CITIZEN: hours(3),
    }


def test_what_comes_before_the_first_stage_belongs_to_none() -> None:
    log = a_log("A 06 09:00 Telepon", "A 06 10:00 Terima as waiting", "A 06 12:00 Beri as ended")

    assert only(log) == {None: hours(1), LogStage.WAITING: hours(2)}


def test_a_case_opened_again_goes_on_after_a_gap() -> None:
    log = a_log(
        "A 06 09:00 Terima as waiting",
        "A 06 10:00 Tolak as ended",
        "A 07 09:00 Buka as waiting",
        "A 07 09:30 Beri as ended",
    )

    assert only(log) == {LogStage.WAITING: hours(1.5)}


def test_the_stages_of_a_case_that_ends_add_up_to_its_duration() -> None:
    log = a_log(
        "A 06 09:00 X as waiting", "A 06 09:01 Y as review", "A 07 13:00 Z as signature", "A 08 09:59 Q as ended"
    )

    assert sum(only(log).values()) == hours(48) + 59 * 60


def test_cases_without_an_end_are_told() -> None:
    ended = [
        line for case in "ABCD" for line in (f"{case} 06 09:00 Terima as waiting", f"{case} 06 10:00 Beri as ended")
    ]

    assert analyse(a_log(*ended, "E 06 09:00 Terima as waiting", "E 06 12:00 Telepon")).unended == 1
    assert analyse(a_log("E 06 09:00 Terima as waiting")).unended is None


def test_on_a_calendar_only_its_hours_count() -> None:
    log = a_log(
        *(line for case in "ABCDE" for line in (f"{case} 06 15:00 Terima as waiting", f"{case} 07 09:00 Beri as ended"))
    )

    found = analyse(log, working(HOURS))

    assert found.duration.median == hours(2)
    assert found.stages[LogStage.WAITING].median == hours(2)
    assert found.activities[0].sojourn.median == hours(2)


def test_a_stage_passed_through_while_the_office_was_closed_took_no_working_time() -> None:
    log = a_log(
        *(line for case in "ABCDE" for line in (f"{case} 11 09:00 Terima as waiting", f"{case} 11 12:00 Beri as ended"))
    )

    assert analyse(log, working(HOURS)).stages[LogStage.WAITING] == Spread(5, 0, 0, 0, 0)


def test_resources_stand_in_the_order_of_the_alphabet_and_nobody_is_left_out_silently() -> None:
    log = a_log("A 06 09:00 Terima by Cici", "A 06 10:00 Periksa", "A 06 11:00 Beri by ani", "A 06 11:30 Arsip by Budi")

    found = analyse(log)

    assert [(one.name, one.events) for one in found.resources] == [("ani", 1), ("Budi", 1), ("Cici", 1)]
    assert sum(one.events for one in found.activities) == 4


def test_fewer_than_five_give_no_percentile_but_their_n() -> None:
    shown = "\n".join(report.lines(analyse(a_log("A 06 09:00 Terima", "A 06 11:00 Beri")), title="x", clock="wall"))

    assert "956" not in shown
    row = next(line for line in shown.splitlines() if line.startswith("  duration"))
    assert row.split() == ["duration", "1", "-", "-", "-"]


def test_the_median_of_an_even_count_is_told_in_both_ways() -> None:
    lines = [f"{case} 06 09:00 Terima" for case in "ABCDEF"]
    lines += [f"{case} 06 {10 + place}:00 Beri" for place, case in enumerate("ABCDEF")]

    found = analyse(a_log(*lines))

    assert (found.duration.median, found.middle) == (hours(3), hours(3.5))


def test_a_report_names_clock_counts_and_definition() -> None:
    lines = each("06 09:00 Terima by Ani as waiting", "06 11:00 Beri by Budi as ended")

    shown = list(report.lines(analyse(a_log(*lines)), title="lama.csv", clock="calendar x", notes=["read this"]))

    assert shown[0] == "lama.csv"
    text = "\n".join(shown)
    for told in (
        "5 cases, 10 events, 2 activities, 2 resources",
        "clock: calendar x",
        "nearest rank",
        "note: read this",
    ):
        assert told in text
    waiting = shown[shown.index(next(line for line in shown if line.startswith("Stages:"))) + 2]
    assert waiting.split()[:4] == ["waiting", "5", "2.0", "h"]


def test_a_strangers_name_cannot_write_to_the_terminal() -> None:
    log = Log()
    log.add(Entry("A", "\x1b[2J\x07Terima", at("06 09:00")))

    assert not [line for line in report.lines(analyse(log), title="x", clock="wall") if not line.isprintable()]


def test_every_stage_of_a_request_can_stand_in_a_log() -> None:
    assert {stage.value for stage in Stage} <= {stage.value for stage in LogStage}


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0 s"), (59, "59 s"), (60, "1.0 min"), (3600, "1.0 h"), (4_579_685, "1,272.1 h")]
)
def test_a_length_is_told_in_the_unit_that_suits_it(seconds: int, shown: str) -> None:
    assert report.duration(seconds) == shown


def naive(log: Log) -> dict[str, list[float]]:
    """Return the sojourns of each activity, counted with dates and lists only."""
    by_case: dict[str, list[tuple[object, int, str]]] = {}
    rows = list(log.numbered())
    for place, (case, _sequence, event) in enumerate(rows):
        by_case.setdefault(str(case), []).append((timedelta(microseconds=event.at), place, event.activity))
    found: dict[str, list[float]] = {}
    for events in by_case.values():
        events.sort()
        for earlier, later in itertools.pairwise(events):
            found.setdefault(later[2], []).append((later[0] - earlier[0]).total_seconds())  # type: ignore[operator]
    return found


def sojourns(found: Analysis) -> dict[str, int]:
    return {one.name: one.sojourn.n for one in found.activities if one.sojourn.n}


def test_a_second_count_agrees_on_a_shuffled_log() -> None:
    lines = [
        f"{case} {day:02} {hour:02}:{minute:02} {activity}"
        for case, day, hour, minute, activity in [
            (c, 6 + (c * 7 + s * 3) % 20, (c * 5 + s * 11) % 24, (c * s) % 60, "TPBA"[(c + s) % 4])
            for s in range(7)
            for c in range(23)
        ]
    ]
    log = a_log(*lines)

    assert sojourns(analyse(log)) == {name: len(values) for name, values in naive(log).items()}
    for one in analyse(log).activities:
        values = sorted(naive(log)[one.name])
        assert one.sojourn.median == int(values[(len(values) + 1) // 2 - 1])
