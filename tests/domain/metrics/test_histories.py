"""Histories of other systems beside our own, which counts as before; our own for others, without any person."""

import csv
import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, insert, inspect, select, text
from sqlalchemy.exc import IntegrityError

from eservice.accounts.actor import SYSTEM
from eservice.audit import queries as audit
from eservice.kernel.clock import WIB
from eservice.kernel.db import Model, db
from eservice.kernel.transaction import transaction
from eservice.metrics import actions, histories, queries
from eservice.metrics.eventlogs.analysis import analyse, stage_times
from eservice.metrics.eventlogs.log import LogRefusedError, LogStage
from eservice.metrics.eventlogs.mapping import LogFormat, Mapping
from eservice.metrics.eventlogs.reading import digest, read_log
from eservice.metrics.eventlogs.writing import write_logs
from eservice.metrics.models import ImportedEvent, ImportedHistory
from eservice.metrics.queries import Scope
from eservice.metrics.sets import Shown
from eservice.offices.models import Membership
from eservice.requests import clock
from eservice.requests.clock import Stage
from eservice.requests.models import Request, RequestEvent
from eservice.requests.workflow import Channel, Status, Step
from tests.domain.requests.house import DAY, HOUR, build
from tests.past import NOW, begin
from tests.times import MONDAY, TUESDAY

PERMITS = Path(__file__).parents[2] / "logs" / "permits.xes.gz"
STAGES = Mapping(
    stages={
        "Berkas diterima": LogStage.WAITING,
        "Berkas diperiksa": LogStage.REVIEW,
        "Diminta melengkapi": LogStage.CITIZEN,
        "Berkas dilengkapi": LogStage.WAITING,
        "Paraf Kasi": LogStage.SIGNATURE,
        "Surat diserahkan": LogStage.ENDED,
        "Ditolak": LogStage.ENDED,
    }
)


def silent(line: str) -> None:
    """Say nothing."""


def source(mapping: Mapping = STAGES) -> actions.Source:
    return actions.Source(PERMITS.name, digest(PERMITS), LogFormat.XES, mapping)


def bring_in(
    store: Callable[..., int] = actions.import_history, mapping: Mapping = STAGES, at: datetime = MONDAY
) -> int:
    log = read_log(PERMITS, mapping, say=silent)
    with transaction():
        return store(log, source(mapping), actor=SYSTEM, at=at, say=silent)


def stored() -> tuple[int, int]:
    return (
        db.session.scalar(select(func.count()).select_from(ImportedHistory)) or 0,
        db.session.scalar(select(func.count()).select_from(ImportedEvent)) or 0,
    )


# ── In ───────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_what_was_imported_counts_as_its_file_does(db_app: Flask) -> None:
    number = bring_in()

    assert analyse(histories.imported_log(number)) == analyse(read_log(PERMITS, STAGES, say=silent))
    (history,) = histories.imported_histories()
    assert (history.id, history.name, history.cases, history.events) == (number, "permits.xes.gz", 180, 1_105)
    assert history.mapping["stages"]["Paraf Kasi"] == "signature"
    assert stored() == (1, 1_105)


def test_an_imported_history_is_counted_nowhere_among_requests(db_app: Flask) -> None:
    with transaction():
        begin().tell_some(60, since=NOW - timedelta(days=60), until=NOW)
    period = queries.last_days(30, NOW)

    def told() -> tuple[object, ...]:
        db.session.remove()
        found = queries.figures(Scope(), period)
        return (
            {shown: found.count(shown) for shown in Shown},
            found.kept,
            queries.public_promise(NOW),
            queries.most_filed(NOW),
            db.session.scalar(select(func.count()).select_from(Request)),
            db.session.scalar(select(func.count()).select_from(RequestEvent)),
        )

    before = told()
    bring_in()

    assert told() == before
    assert stored()[1] == 1_105


def test_no_table_of_requests_knows_imported_histories_and_none_of_theirs_knows_requests(db_app: Flask) -> None:
    keys = {
        (table, key["referred_table"])
        for table in inspect(db.engine).get_table_names()
        for key in inspect(db.engine).get_foreign_keys(table)
    }

    assert {pair for pair in keys if any(name.startswith("imported_") for name in pair)} == {
        ("imported_events", "imported_histories")
    }


def test_the_same_file_twice_is_refused_and_nothing_changes(db_app: Flask) -> None:
    number = bring_in()

    with pytest.raises(LogRefusedError, match=rf"imported on 2026-07-06 as history {number}; give --replace"):
        bring_in(at=TUESDAY)

    assert stored() == (1, 1_105)


def test_replacing_takes_the_place_of_the_same_file_only(db_app: Flask) -> None:
    bring_in(mapping=Mapping())
    with transaction():
        other = actions.Source("lain.csv", "0" * 64, LogFormat.CSV, Mapping())
        log = read_log(PERMITS, Mapping(), say=silent)
        kept = actions.import_history(log, other, actor=SYSTEM, at=MONDAY, say=silent)

    second = bring_in(actions.replace_history, at=TUESDAY)

    assert stored() == (2, 2 * 1_105)
    assert {one.id for one in histories.imported_histories()} == {kept, second}
    assert analyse(histories.imported_log(second)).stages


def test_replacing_what_is_not_there_imports_it(db_app: Flask) -> None:
    bring_in(actions.replace_history)

    assert stored() == (1, 1_105)


def test_an_import_that_breaks_off_leaves_nothing(db_app: Flask) -> None:
    def breaks(line: str) -> None:
        raise KeyboardInterrupt

    log = read_log(PERMITS, STAGES, say=silent)
    with pytest.raises(KeyboardInterrupt), transaction():
        actions.import_history(log, source(), actor=SYSTEM, at=MONDAY, say=breaks)

    assert stored() == (0, 0)
    assert audit.check_chain().broken_at is None


def test_forgetting_deletes_one_history_with_its_events(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "_CASES", 50)
    number = bring_in()

    with transaction():
        actions.forget_history(number, actor=SYSTEM, at=TUESDAY)

    assert stored() == (0, 0)
    with pytest.raises(LogRefusedError, match=f"no imported history {number}"), transaction():
        actions.forget_history(number, actor=SYSTEM, at=TUESDAY)


def test_imports_and_deletions_stand_in_the_log(db_app: Flask) -> None:
    number = bring_in()
    with transaction():
        actions.forget_history(number, actor=SYSTEM, at=TUESDAY)

    rows = db.session.execute(text("SELECT action, object FROM audit_entries WHERE action LIKE 'history:%' ORDER BY 1"))
    assert [tuple(row) for row in rows] == [
        ("history:forget", f"history:{number}"),
        ("history:import", f"history:{number}"),
    ]
    assert audit.check_chain().broken_at is None


GOOD = {"history_id": 1, "case_number": 1, "sequence": 1, "activity": "Terima", "taken_at": MONDAY}


@pytest.mark.parametrize(
    "broken",
    [
        {"case_number": 0},
        {"sequence": 0},
        {"activity": ""},
        {"started_at": TUESDAY},
        {"history_id": 77},
    ],
    ids=lambda broken: next(iter(broken)),
)
def test_the_database_itself_refuses_impossible_events(db_app: Flask, broken: dict[str, object]) -> None:
    empty_history()
    with transaction():
        db.session.execute(insert(ImportedEvent), [GOOD])

    with pytest.raises(IntegrityError), transaction():
        db.session.execute(insert(ImportedEvent), [GOOD | {"case_number": 2} | broken])


@pytest.mark.parametrize(
    "broken",
    [{"sha256": "1" * 63}, {"cases": 0}, {"events": 0}, {"first_at": TUESDAY}, {}],
    ids=["digest", "cases", "events", "instants", "twice"],
)
def test_the_database_itself_refuses_impossible_histories(db_app: Flask, broken: dict[str, object]) -> None:
    empty_history()

    with pytest.raises(IntegrityError):
        empty_history(**{"id": 2, "sha256": "2" * 64 if broken else "1" * 64} | broken)


def empty_history(**changes: object) -> None:
    facts = {
        "id": 1, "name": "lama.csv", "sha256": "1" * 64, "format": LogFormat.CSV, "mapping": {}, "imported_at": MONDAY,
        "cases": 1, "events": 1, "first_at": MONDAY, "last_at": MONDAY,
    }  # fmt: skip
    with transaction():
        db.session.add(ImportedHistory(**(facts | changes)))


# ── Clocks ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_calendar_of_the_product_counts_its_hours_only(db_app: Flask) -> None:
    ticking = histories.named_clock("kota-jambi")
    friday = datetime(2026, 7, 10, 16, 0, tzinfo=WIB)

    assert ticking.seconds(micro(friday), micro(friday + 3 * DAY)) == 30 * 60 + 7 * 3600 + 30 * 60
    assert histories.named_clock("wall").seconds(micro(friday), micro(friday + 3 * DAY)) == 3 * 86_400


def micro(at: datetime) -> int:
    return int(at.timestamp()) * 1_000_000


def test_a_calendar_says_for_which_years_it_knows_no_holidays(db_app: Flask) -> None:
    ticking = histories.named_clock("kota-jambi")

    assert ticking.notes(MONDAY, TUESDAY) == []
    (note,) = ticking.notes(MONDAY.replace(year=2010), MONDAY.replace(year=2014))
    assert "2025-2027" in note
    assert "2010-2014" in note
    assert histories.named_clock("wall").notes(MONDAY.replace(year=2010), TUESDAY) == []


def test_a_calendar_that_is_not_there_is_refused_with_those_that_are(db_app: Flask) -> None:
    with pytest.raises(LogRefusedError, match="no clock 'gudang'; choose wall, .*kota-jambi"):
        histories.named_clock("gudang")


# ── Out ──────────────────────────────────────────────────────────────────────────────────────────────────────────────


def export(folder: Path, at: datetime = NOW) -> tuple[Path, Path]:
    table, xes = folder / "keluar.csv", folder / "keluar.xes"
    write_logs([table, xes], map(histories.as_written, histories.own_cases(at)), say=silent)
    return table, xes


def tell_a_past() -> None:
    with transaction():
        begin().tell_some(60, since=NOW - timedelta(days=60), until=NOW)


def test_an_export_can_be_read_back_with_its_cases_events_and_stage_times(db_app: Flask, tmp_path: Path) -> None:
    tell_a_past()
    table, xes = export(tmp_path)

    logs = [read_log(path, Mapping(), say=silent) for path in (table, xes)]

    assert list(logs[0].numbered()) == list(logs[1].numbered())
    own = own_times()
    assert len(own) == logs[0].case_count == 60
    assert len(logs[0]) == sum(events for events, _times in own)
    read = [(len(events), lived(stage_times(events))) for events in logs[0].cases()]
    assert read == own


def own_times() -> list[tuple[int, dict[str, int]]]:
    """Return the events of each request and its stage times up to the last of them, by the clock of requests."""
    found = []
    for request in db.session.scalars(select(Request).where(Request.status != Status.DRAFT).order_by(Request.id)):
        times = dict.fromkeys(Stage, 0)
        for part in clock.intervals(request.history, until=request.history[-1].taken_at):
            times[part.stage] += part.lived_seconds
        found.append((len(request.history), {stage.value: length for stage, length in times.items() if length}))
    return found


def lived(times: dict[LogStage | None, int]) -> dict[str, int]:
    return {stage.value: length for stage, length in times.items() if stage and length}


def test_an_export_can_be_imported_as_a_history_of_its_own(db_app: Flask, tmp_path: Path) -> None:
    tell_a_past()
    _table, xes = export(tmp_path)
    log = read_log(xes, Mapping(), say=silent)

    with transaction():
        number = actions.import_history(
            log, actions.Source(xes.name, digest(xes), LogFormat.XES, Mapping()), actor=SYSTEM, at=NOW, say=silent
        )

    assert analyse(histories.imported_log(number)) == analyse(log)


def test_an_export_says_nothing_of_persons(db_app: Flask, tmp_path: Path) -> None:
    """Requests by the real actions, then every text that stands anywhere in the tables of people and requests."""
    house = build()
    cases = [
        house.file(at=MONDAY).issued(at=MONDAY + 2 * HOUR),
        house.file("SKTM", at=MONDAY).checked(at=MONDAY + HOUR),
        house.file("SKU", at=MONDAY, helper=house.desk.officers[1]),
    ]
    personal = texts_of_people()

    table, xes = export(tmp_path, at=TUESDAY)

    written = (table.read_bytes() + xes.read_bytes()).decode().casefold()
    assert {case.code.casefold() for case in cases} <= personal
    assert len(personal) > 60
    assert [one for one in sorted(personal) if one in written] == []


PERSONAL = {
    "persons": ("name", "nik", "kk", "phone"),
    "users": ("name", "nik", "staff_login", "email", "phone"),
    "requests": ("code", "pin", "draft_digest", "answers"),
    "letters": ("token",),
    "officials": ("name", "employee_number"),
}


def texts_of_people() -> set[str]:
    """Return every name, number and secret that the tables of people, staff, requests and letters hold, opened."""
    kinds = {mapper.local_table.name: mapper.class_ for mapper in Model.registry.mappers}
    return {
        one
        for table, columns in PERSONAL.items()
        for row in db.session.scalars(select(kinds[table]))
        for column in columns
        for one in texts(getattr(row, column))
    }


def texts(value: object) -> set[str]:
    """Return the texts inside a value; of answers, which name places too, those with several words or many digits."""
    if isinstance(value, dict):
        return {one for part in value.values() for one in texts(part) if re.search(r" |\d{6}", one)}
    if isinstance(value, list | tuple):
        return {one for part in value for one in texts(part)}
    plain = str(value or "").strip().casefold()
    return {plain} if len(plain) >= 5 else set()


def test_the_search_for_persons_would_find_them(db_app: Flask) -> None:
    house = build()
    house.file(at=MONDAY)

    found = texts_of_people()

    db.session.remove()
    person = db.session.scalars(select(Request)).one().applicant
    assert person is not None
    assert person.name.casefold() in found
    assert any(re.fullmatch(r"\d{16}", one) for one in found)


def test_every_cell_of_an_export_comes_from_a_closed_list(db_app: Flask, tmp_path: Path) -> None:
    tell_a_past()
    table, _xes = export(tmp_path)

    rows = list(csv.DictReader(io.StringIO(table.read_text())))

    offices = set(db.session.scalars(text("SELECT code FROM offices")))
    services = set(db.session.scalars(text("SELECT code FROM services")))
    members = db.session.scalar(select(func.count()).select_from(Membership)) or 0
    numbers = {str(number) for number in range(1, members + 1)}
    assert {row["activity"] for row in rows} <= set(Step)
    assert {row["resource"] for row in rows} <= numbers | {"citizen", "system"}
    assert {row["office"] for row in rows} <= offices
    assert {row["stage"] for row in rows} <= set(LogStage)
    assert {row["service"] for row in rows} <= services
    assert {row["channel"] for row in rows} <= set(Channel)
    assert [row["case"] for row in rows if not row["case"].isdigit()] == []
    assert {datetime.fromisoformat(row["timestamp"]).utcoffset() for row in rows} == {timedelta(hours=7)}


def test_two_exports_do_not_tell_by_a_number_that_it_is_the_same_officer(
    db_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell_a_past()
    turned = iter([False, True])

    def shuffle(ids: list[int]) -> None:
        ids.sort(reverse=next(turned))

    monkeypatch.setattr(histories._SHUFFLE, "shuffle", shuffle)

    first, second = ([event.resource for case in histories.own_cases(NOW) for event in case.events] for _ in range(2))

    assert first != second
    assert len(set(first)) == len(set(second))


def test_drafts_and_what_came_later_are_not_exported(db_app: Flask) -> None:
    with transaction():
        past = begin()
        past.tell("claim judge recommend sign issue", filed_at=NOW - 2 * DAY, hours=10)
        version = past.versions[0]
        db.session.add(
            Request(service_id=version.service_id, service_version_id=version.id, created_at=NOW, answers={})
        )

    (case,) = histories.own_cases(NOW - 2 * DAY + 25 * HOUR)

    assert [event.activity for event in case.events] == [Step.SUBMIT, Step.CLAIM, Step.JUDGE]
    assert [event.stage for event in case.events] == [LogStage.WAITING, LogStage.WAITING, LogStage.REVIEW]


def test_many_requests_are_read_in_several_goes(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    tell_a_past()
    whole = [(case.number, len(case.events)) for case in histories.own_cases(NOW)]

    monkeypatch.setattr(histories, "_BATCH", 7)

    assert [(case.number, len(case.events)) for case in histories.own_cases(NOW)] == whole
    assert [number for number, _events in whole] == list(range(1, 61))


def test_an_imported_log_is_read_in_several_goes(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    number = bring_in()
    whole = list(histories.imported_log(number).cases())

    monkeypatch.setattr(histories, "_CASES", 7)

    assert list(histories.imported_log(number).cases()) == whole
