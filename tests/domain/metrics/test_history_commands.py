"""`flask history …` as somebody types it: what it prints, what it refuses, how it ends."""

import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from eservice.config import ROOT
from eservice.kernel.clock import travel
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.metrics.eventlogs import reading
from eservice.metrics.models import ImportedEvent, ImportedHistory
from tests.databases import environment_of, release
from tests.past import NOW, begin
from tests.times import MONDAY

PERMITS = Path(__file__).parents[2] / "logs" / "permits.xes.gz"
STAGES = """
[stages]
"Berkas diterima" = "waiting"
"Berkas diperiksa" = "review"
"Diminta melengkapi" = "citizen"
"Surat diserahkan" = "ended"
"Ditolak" = "ended"
"""
TABLE = "No;Kegiatan;Waktu\n1;Terima;06/07/2026 09.00\n1;Beri;07/07/2026 09.00\n2;Terima;06/07/2026 09.00\n"
NAMES = """
[columns]
case = "No"
activity = "Kegiatan"
timestamp = "Waktu"
[time]
zone = "Asia/Jakarta"
format = "%d/%m/%Y %H.%M"
[csv]
delimiter = ";"
"""

Flasks = Callable[..., Result]


@pytest.fixture
def flask(app: Flask) -> Flasks:
    """Return how to type a command; the clock stands on Monday."""

    def typed(*words: object) -> Result:
        with travel(MONDAY):
            return app.test_cli_runner().invoke(args=["history", *map(str, words)], catch_exceptions=False)

    return typed


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    path = tmp_path / "tahap.toml"
    path.write_text(STAGES)
    return path


def stored(app: Flask) -> tuple[int, int]:
    with app.app_context():
        counts = [db.session.scalar(select(func.count()).select_from(of)) for of in (ImportedHistory, ImportedEvent)]
    return (counts[0] or 0, counts[1] or 0)


def tell_a_past(app: Flask) -> None:
    with app.app_context(), transaction():
        begin().tell_some(30, since=NOW - timedelta(days=60), until=NOW)


def row(shown: str, heading: str, name: str) -> list[str]:
    """Return the cells of a row of the table under a heading."""
    after = shown[shown.index(heading) :].splitlines()
    return next(line for line in after if line.startswith(f"  {name} "))[len(name) + 2 :].split("  ")


def cells(shown: str, heading: str, name: str) -> list[str]:
    return [cell.strip() for cell in row(shown, heading, name) if cell.strip()]


def test_a_file_is_imported_listed_counted_and_forgotten(flask: Flasks, app: Flask, mapping: Path) -> None:
    done = flask("import", PERMITS, "--mapping", mapping)

    assert done.exit_code == 0
    assert done.stdout == "history 1: 180 cases, 1,105 events of permits.xes.gz\n"
    assert "1,105 of 1,105 events stored" in done.stderr
    assert flask("list").stdout == "1  permits.xes.gz  180 cases, 1,105 events, imported 2026-07-06\n"
    counted, of_file = flask("analyse", 1), flask("analyse", PERMITS, "--mapping", mapping)
    assert counted.exit_code == of_file.exit_code == 0
    assert counted.stdout.splitlines()[1:] == of_file.stdout.splitlines()[1:]
    assert flask("forget", 1).stdout == "history 1 is gone\n"
    assert stored(app) == (0, 0)


def test_an_analysis_shows_cases_stages_activities_and_resources_with_their_n(flask: Flasks, mapping: Path) -> None:
    shown = flask("analyse", PERMITS, "--mapping", mapping).stdout

    assert "180 cases, 1,105 events, 9 activities, 6 resources" in shown
    assert "clock: wall" in shown
    assert "nearest rank" in shown
    assert cells(shown, "Cases:", "duration")[0] == "180"
    assert cells(shown, "Stages:", "waiting")[0] == "171"  # nine were looked at in the very second they came in
    assert "20 of 180 cases have not ended" in shown
    assert cells(shown, "Activities: sojourn", "Paraf Kasi")[:2] == ["140", "140"]
    assert cells(shown, "Activities: waiting", "Konsep surat")[:2] == ["140", "140"]
    assert cells(shown, "Activities: work", "Konsep surat")[:2] == ["140", "140"]
    assert cells(shown, "Resources", "Loket 1")[0] == "157"


def test_a_calendar_makes_cases_shorter_and_is_named(flask: Flasks) -> None:
    wall, working = flask("analyse", PERMITS).stdout, flask("analyse", PERMITS, "--clock", "kota-jambi").stdout

    assert "clock: calendar kota-jambi, working hours only" in working
    median = [float(cells(shown, "Cases:", "duration")[1].removesuffix(" h")) for shown in (wall, working)]
    assert 0 < median[1] < median[0] / 2


def test_an_analysis_stores_nothing(flask: Flasks, app: Flask) -> None:
    flask("analyse", PERMITS)

    assert stored(app) == (0, 0)


def test_a_table_of_another_office_is_read_by_its_mapping(flask: Flasks, tmp_path: Path) -> None:
    (tmp_path / "lama.csv").write_text(TABLE)
    (tmp_path / "peta.toml").write_text(NAMES)

    done = flask("import", tmp_path / "lama.csv", "--mapping", tmp_path / "peta.toml")

    assert (done.exit_code, done.stdout) == (0, "history 1: 2 cases, 3 events of lama.csv\n")
    shown = flask("analyse", "1").stdout
    assert "from 2026-07-06 09:00 to 2026-07-07 09:00 WIB" in shown
    assert cells(shown, "Cases:", "duration") == ["2", "-", "-", "-"]


def test_the_same_file_again_needs_to_be_told_so(flask: Flasks, app: Flask, mapping: Path) -> None:
    flask("import", PERMITS)

    again = flask("import", PERMITS, "--mapping", mapping)

    assert again.exit_code == 1
    assert again.output.splitlines()[-1] == (
        "STOPPED. Nothing was imported: permits.xes.gz was imported on 2026-07-06 as history 1; "
        "give --replace to import it anew."
    )
    assert "Stages: none" in flask("analyse", 1).stdout
    assert flask("import", PERMITS, "--mapping", mapping, "--replace").exit_code == 0
    assert stored(app) == (1, 1_105)


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("lama.xes", "no xml at all", "not well-formed XML"),
        ("lama.xes", "<!DOCTYPE log><log/>", "DOCTYPE"),
        ("lama.csv", TABLE, "no column 'case'"),
        ("lama.csv", "case,activity,timestamp\n", "no event"),
        ("lama.csv", "case,activity,timestamp\n1,A,2026-07-06T09:00:00Z\n1,B,kemarin\n", "line 3: 'kemarin'"),
        ("lama.csv", "case,activity,timestamp\n1,A,2026-07-06T09:00:00Z\n1,B,2026-07-06T09:00\n", "no time zone"),
        ("lama.pdf", "x", "ends in .csv, .xes"),
    ],
)
def test_a_bad_file_gets_one_sentence_and_leaves_nothing(
    flask: Flasks, app: Flask, tmp_path: Path, name: str, content: str, told: str
) -> None:
    (tmp_path / name).write_text(content)

    imported, counted = flask("import", tmp_path / name), flask("analyse", tmp_path / name)

    assert (imported.exit_code, counted.exit_code) == (1, 1)
    (sentence,) = imported.output.splitlines()
    assert sentence.startswith("STOPPED. Nothing was imported: ")
    assert told in sentence
    assert told in counted.output
    assert stored(app) == (0, 0)


def test_a_wrong_mapping_a_wrong_clock_and_a_wrong_number_are_refused(
    flask: Flasks, app: Flask, tmp_path: Path, mapping: Path
) -> None:
    mapping.write_text('[stages]\n"Terimma" = "waiting"\n')

    assert "'Terimma'" in flask("import", PERMITS, "--mapping", mapping).output
    assert "choose wall, " in flask("analyse", PERMITS, "--clock", "gudang").output
    assert "no imported history 7" in flask("analyse", "7").output
    assert "leave --mapping out" in flask("analyse", "7", "--mapping", mapping).output
    assert "no imported history 7" in flask("forget", "7").output
    assert "cannot be read" in flask("analyse", tmp_path / "gone.csv").output
    assert flask("import", tmp_path / "gone.csv").exit_code == 2
    assert stored(app) == (0, 0)


def test_long_work_shows_how_far_it_is(flask: Flasks, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "EVERY", 500)

    said = flask("import", PERMITS).stderr.splitlines()

    assert said == ["500 events read", "1,000 events read", "1,105 of 1,105 events stored"]


def test_our_own_history_goes_out_and_can_be_counted(flask: Flasks, app: Flask, tmp_path: Path) -> None:
    tell_a_past(app)
    files = [tmp_path / name for name in ("keluar.csv", "keluar.xes.gz")]

    with travel(NOW):
        done = app.test_cli_runner().invoke(args=["history", "export", *map(str, files)], catch_exceptions=False)

    assert done.exit_code == 0, done.stderr
    assert done.stdout.startswith("30 cases, ")
    assert done.stdout.endswith("keluar.csv, keluar.xes.gz\n")
    table, log = (flask("analyse", file).stdout.splitlines() for file in files)
    assert table[1:] == log[1:]
    assert "30 cases, " in log[1]
    with app.app_context():
        entries = db.session.execute(db.text("SELECT action, data FROM audit_entries WHERE action LIKE 'history:%'"))
        assert [entry.action for entry in entries] == ["history:export"]


def test_an_export_writes_over_nothing_unless_told_so(flask: Flasks, app: Flask, tmp_path: Path) -> None:
    tell_a_past(app)
    there = tmp_path / "keluar.csv"
    there.write_text("mine")

    refused = flask("export", there, tmp_path / "keluar.xes")

    assert refused.exit_code == 1
    assert "keluar.csv is there already; give another name, or --replace" in refused.output
    assert [path.name for path in tmp_path.iterdir()] == ["keluar.csv"]
    assert there.read_text() == "mine"
    with travel(NOW):
        words = ["history", "export", str(there), "--replace"]
        assert app.test_cli_runner().invoke(args=words, catch_exceptions=False).exit_code == 0
    assert there.read_text().startswith("case,activity")


def test_without_a_request_there_is_nothing_to_export(flask: Flasks, tmp_path: Path) -> None:
    refused = flask("export", tmp_path / "keluar.csv")

    assert refused.exit_code == 1
    assert "no request has been filed yet" in refused.output
    assert list(tmp_path.iterdir()) == []


def test_a_process_of_its_own_does_the_same(app: Flask) -> None:
    environment = environment_of(app.extensions["eservice.settings"])
    release(app)

    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "history", "import", str(PERMITS)],
        cwd=ROOT, env=environment, check=False, capture_output=True, text=True,
    )  # fmt: skip

    assert (done.returncode, done.stdout) == (0, "history 1: 180 cases, 1,105 events of permits.xes.gz\n"), done.stderr
    assert stored(app) == (1, 1_105)
