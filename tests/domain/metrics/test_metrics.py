"""The figures of a seeded past, counted a second time in the simplest way there is."""

import math
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.metrics import names, queries
from eservice.metrics.figures import Measure
from eservice.metrics.queries import Scope
from eservice.metrics.sets import Shown
from eservice.requests.models import Request, RequestEvent
from eservice.requests.workflow import Step
from eservice.worktime import queries as worktime
from tests.databases import Filled
from tests.past import NOW, Past, begin

SINCE = NOW - timedelta(days=80)
PERIOD = queries.last_days(30, NOW)


@pytest.fixture
def past(filled: Filled) -> Past:
    return filled("past", _told)


def _told() -> Past:
    with transaction():
        told = begin()
        told.tell_some(160, since=SINCE, until=NOW)
    return told


# ── The second implementation: one minute-by-minute loop over plain lists, nothing shared with the first ──────────────


@dataclass
class Naive:
    """One run as somebody would note it on paper."""

    code: str
    service_id: int
    office_id: int
    begins: datetime
    promised: datetime
    closed: datetime | None
    end: str
    paused: bool
    asked: int
    second_run: bool
    lived: dict[str, int]
    worked: dict[str, int]
    elapsed: int


def naive_runs(until: datetime) -> list[Naive]:
    events = defaultdict(list)
    for event in db.session.scalars(select(RequestEvent).order_by(RequestEvent.id)):
        events[event.request_id].append(event)
    found = []
    for request in db.session.scalars(select(Request).order_by(Request.id)):
        known = [event for event in sorted(events[request.id], key=lambda e: e.sequence) if event.taken_at <= until]
        asked = 0
        starts = [i for i, event in enumerate(known) if event.step in (Step.SUBMIT, Step.REOPEN)]
        for place, start in enumerate(starts):
            part = known[start : starts[place + 1] if place + 1 < len(starts) else len(known)]
            asked += len([event for event in part if event.step is Step.ASK_CORRECTION])
            found.append(naive_run(request, part, asked, place > 0, until))
    return found


def naive_run(request: Request, part: list[RequestEvent], asked: int, second: bool, until: datetime) -> Naive:
    calendar = worktime.calendar_for(worktime.calendar_id("kota-jambi"))
    lived, worked = defaultdict(int), defaultdict(int)
    looked_at, closed = False, None
    for event, following in zip(part, [*part[1:], None], strict=True):
        to = str(event.to_status)
        if to in ("issued", "rejected", "withdrawn", "lapsed"):
            closed = closed or event.taken_at
            break
        if to == "submitted":
            looked_at = False
        if event.step in ("judge", "recommend", "propose_rejection", "ask_correction"):
            looked_at = True
        if to == "in_review" and event.step == "send_back":
            looked_at = False
        stage = {
            "needs_correction": "citizen" if event.pauses else "waiting",
            "awaiting_confirmation": "third_party",
            "awaiting_signature": "signature",
            "issuing": "signature",
            "submitted": "waiting",
        }.get(to, "review" if looked_at else "waiting")
        end = following.taken_at if following else until
        lived[stage] += int((end - event.taken_at).total_seconds())
        worked[stage] += calendar.working_seconds(event.taken_at, end)
    last, first = part[-1], request.first_filed_at or part[0].taken_at
    return Naive(
        code=request.code or "",
        service_id=request.service_id,
        office_id=request.office_id or 0,
        begins=part[0].taken_at,
        promised=last.promised_at,
        closed=closed,
        end=str(last.to_status),
        paused=last.to_status in ("needs_correction", "awaiting_confirmation") and last.pauses,
        asked=asked,
        second_run=second,
        lived=lived,
        worked=worked,
        elapsed=int(((closed or until) - first).total_seconds()),
    )


def naive_rank(values: list[int], share: float) -> int:
    return sorted(values)[math.ceil(round(share * len(values), 9)) - 1]


def in_period(at: datetime | None) -> bool:
    return at is not None and PERIOD.from_at < at <= PERIOD.until_at


def finished(run: Naive) -> bool:
    return run.end in ("issued", "rejected") and in_period(run.closed)


# ── Compared ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_second_count_of_the_promises_kept_agrees(past: Past) -> None:
    due = [run for run in naive_runs(NOW) if in_period(run.promised)]
    counted = [run for run in due if run.end not in ("withdrawn", "lapsed") and not run.paused]

    kept = queries.figures(Scope(), PERIOD).kept

    assert kept.n == len(counted) > 20
    assert kept.kept == len([run for run in counted if run.closed and run.closed <= run.promised])
    assert kept.withdrawn == len([run for run in due if run.end == "withdrawn"])
    assert kept.lapsed == len([run for run in due if run.end == "lapsed"])
    assert kept.paused == len([run for run in due if run.paused])
    assert 0 < kept.kept < kept.n


@pytest.mark.parametrize(
    ("measure", "seconds"),
    [
        (Measure.SERVICE, lambda run: run.worked["waiting"] + run.worked["review"] + run.worked["signature"]),
        (Measure.ELAPSED, lambda run: run.elapsed),
        (Measure.WAITING, lambda run: run.worked["waiting"]),
        (Measure.WAITING_LIVED, lambda run: run.lived["waiting"]),
        (Measure.REVIEW, lambda run: run.worked["review"]),
        (Measure.REVIEW_LIVED, lambda run: run.lived["review"]),
        (Measure.SIGNATURE, lambda run: run.worked["signature"]),
        (Measure.SIGNATURE_LIVED, lambda run: run.lived["signature"]),
        (Measure.CITIZEN, lambda run: run.lived["citizen"]),
        (Measure.CLOSED, lambda run: sum(run.lived[s] - run.worked[s] for s in ("waiting", "review", "signature"))),
    ],
)
def test_a_second_measurement_of_every_length_agrees(
    past: Past, measure: Measure, seconds: Callable[[Naive], int]
) -> None:
    stage = {"menunggu": "waiting", "diperiksa": "review", "tanda": "signature"}.get(measure.value.split("-")[0], "")
    stage = "citizen" if measure is Measure.CITIZEN else stage
    runs = [run for run in naive_runs(NOW) if finished(run) and (not stage or run.lived[stage] > 0)]
    values = [seconds(run) for run in runs]

    spread = queries.figures(Scope(), PERIOD).spread(measure)

    assert spread.n == len(values) >= 5
    assert (spread.median, spread.p90, spread.p95) == tuple(naive_rank(values, share) for share in (0.5, 0.9, 0.95))


def test_a_second_count_of_what_is_open_and_late_agrees(past: Past) -> None:
    still_open = [run for run in naive_runs(NOW) if run.closed is None]
    figures = queries.figures(Scope(), PERIOD)

    assert figures.count(Shown.OPEN) == len(still_open) > 0
    assert figures.count(Shown.LATE) == len([r for r in still_open if not r.paused and r.promised <= NOW])
    ages = [run.elapsed for run in naive_runs(NOW) if run.closed is None or finished(run)]
    assert figures.spread(Measure.ELAPSED_SO_FAR).p90 == naive_rank(ages, 0.9)


def test_a_second_count_of_letters_right_at_the_first_try_agrees(past: Past) -> None:
    issued = [run for run in naive_runs(NOW) if run.end == "issued" and in_period(run.closed)]
    figures = queries.figures(Scope(), PERIOD)

    assert figures.count(Shown.ISSUED) == len(issued)
    assert figures.count(Shown.FIRST_TIME_RIGHT) == len([r for r in issued if not r.asked and not r.second_run])
    assert figures.rounds == sum(run.asked for run in naive_runs(NOW) if finished(run))


def test_the_figures_of_the_parts_add_up_to_the_whole(past: Past) -> None:
    whole = queries.figures(Scope(), PERIOD)
    by_office = [queries.figures(Scope(office_ids=frozenset({one.id})), PERIOD) for one in past.offices]
    services = {run.filing.service_id for run in whole.runs}

    for shown in Shown:
        assert sum(part.count(shown) for part in by_office) == whole.count(shown)
        assert sum(whole.of_service(one).count(shown) for one in services) == whole.count(shown)


def test_one_service_of_one_office_is_read_from_its_own_requests_alone(past: Past) -> None:
    office, service_id = past.offices[1], past.versions[0].service_id

    found = queries.figures(Scope(office_ids=frozenset({office.id}), service_id=service_id), PERIOD)

    assert found.runs
    assert {(run.office_id, run.filing.service_id) for run in found.runs} == {(office.id, service_id)}
    assert found.count(Shown.FINISHED) == len(
        [run for run in naive_runs(NOW) if finished(run) and (run.office_id, run.service_id) == (office.id, service_id)]
    )


def test_a_figure_of_a_past_instant_does_not_change_afterwards(past: Past) -> None:
    then = queries.last_days(30, NOW - timedelta(days=12))
    before = queries.figures(Scope(), then)
    told = {shown: before.count(shown) for shown in Shown if shown is not Shown.UNREACHED}

    with transaction():
        past.tell_some(20, since=NOW - timedelta(days=11), until=NOW)

    after = queries.figures(Scope(), then)
    assert {shown: after.count(shown) for shown in Shown if shown is not Shown.UNREACHED} == told
    still_open = [run for run in naive_runs(then.until_at) if run.closed is None]
    assert told[Shown.OPEN] == len(still_open)


def test_what_the_public_reads_of_the_promise_is_what_the_supervisor_reads(past: Past) -> None:
    kept = queries.figures(Scope(), PERIOD).kept

    told = queries.public_promise(NOW)

    assert (told.n, told.kept) == (kept.n, kept.kept)
    assert (told.to_on - told.from_on).days == 29
    assert told.as_of == NOW


def test_the_usual_time_is_told_from_twenty_finished_requests_on(past: Past) -> None:
    by_service = defaultdict(list)
    for run in naive_runs(NOW):
        if run.end in ("issued", "rejected"):
            by_service[run.service_id].append(run)

    for service_id, runs in by_service.items():
        told = queries.usual_time(service_id, None, NOW)
        if len(runs) < 20:
            assert told is None
        else:
            assert told is not None
            assert told.n == len(runs)
            assert told.elapsed.median == naive_rank([run.elapsed for run in runs], 0.5)
    assert queries.usual_time(past.versions[0].service_id, past.offices[0].id + 999, NOW) is None


def test_drafts_are_in_no_figure(past: Past) -> None:
    filed = queries.figures(Scope(), PERIOD).count(Shown.FILED)
    with transaction():
        version = past.versions[0]
        db.session.add(
            Request(service_id=version.service_id, service_version_id=version.id, created_at=NOW, answers={})
        )

    assert queries.figures(Scope(), PERIOD).count(Shown.FILED) == filed


def test_officers_are_named_in_the_order_of_the_alphabet(past: Past) -> None:
    members = [member.id for officers in past.officers.values() for member in officers]

    read = [name for _id, name, _position in names.officer_names(members)]

    assert read == sorted(read)
    assert len(read) == len(members)


def test_without_any_request_there_are_figures_without_rates(db_app: Flask) -> None:
    with transaction():
        begin()

    figures = queries.figures(Scope(), PERIOD)

    assert figures.kept.on_time_share is None
    assert figures.spread(Measure.SERVICE).n == 0
    assert figures.means == {}
    assert queries.public_promise(NOW).on_time_share is None
