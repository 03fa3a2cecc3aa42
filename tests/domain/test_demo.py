"""The demo's history: equal seeds tell equal histories, and the ten tales are always among them."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from eservice.accounts.permissions import Role
from eservice.accounts.words import WORDS
from eservice.app import create_app
from eservice.config import ROOT, Settings
from tests.databases import release
from tests.web.page import read_page, submit, text_of

EVENTS = """
    SELECT e.request_id, e.sequence, e.step, e.taken_at, e.office_id, e.actor_user_id, r.channel, r.service_id
    FROM request_events e JOIN requests r ON r.id = e.request_id ORDER BY e.request_id, e.sequence
"""
FILL = ("demo", "fill", "--days", "16", "--share", "0.03", "--as-of", "2026-11-20 12:00:00")


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[sqlite3.Connection]:
    """Return the databases of two demos filled with the same seed, each by a process of its own."""
    folders = [tmp_path_factory.mktemp("demo") for _ in range(2)]
    for words in (("upgrade",), FILL):
        running = [_flask(folder, *words) for folder in folders]
        assert [process.wait(timeout=300) for process in running] == [0, 0]
    return [sqlite3.connect(folder / "eservice.db") for folder in folders]


def _flask(folder: Path, *words: str) -> "subprocess.Popen[bytes]":
    kept = {key: value for key, value in os.environ.items() if not key.endswith("_URL")}
    environment = kept | {"ESERVICE_INSTANCE": str(folder), "ESERVICE_MODE": "demo"}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)


def test_equal_seeds_tell_equal_histories(told: list[sqlite3.Connection]) -> None:
    first, second = (one.execute(EVENTS).fetchall() for one in told)

    assert len(first) > 100
    assert first == second
    numbers = "SELECT written, state FROM letter_numbers ORDER BY id"
    assert told[0].execute(numbers).fetchall() == told[1].execute(numbers).fetchall()


def test_the_tales_are_among_them(told: list[sqlite3.Connection]) -> None:
    found = told[0]

    def count(sql: str) -> int:
        return int(found.execute(f"SELECT count(*) FROM {sql}").fetchone()[0])

    assert count("requests WHERE channel = 'late_entry'") == 9
    assert count("emergency_slips WHERE written_at IS NOT NULL") == 9
    assert count("requests WHERE correction_rounds = 2") == 1
    assert count("request_events WHERE step = 'transfer'") == 1
    assert count("letters WHERE kind = 'SKAW'") >= 1
    assert count("request_visits WHERE kind = 'office' AND outcome = 'signed'") == 1
    assert count("requests WHERE status = 'awaiting_signature' AND place = 1") >= 1
    assert count("officials WHERE basis IN ('an', 'plt')") == 2
    assert count("request_notes") == 3
    assert count("requests WHERE for_whom = 'family'") >= 1
    owned = "requests r JOIN users u ON u.id = r.user_id JOIN persons p ON p.id = r.applicant_id"
    assert count(f"{owned} WHERE r.for_whom = 'self' AND p.nik_index <> u.nik_index") == 0, "nobody asks as another"
    assert count("requests JOIN letters ON letters.id = letter_id WHERE kind = 'N1'") >= 1


@pytest.mark.parametrize(
    "what",
    [
        "request_visits WHERE outcome IS NULL AND from_at > '2026-11-20 05:00'",
        "request_visits WHERE outcome = 'met'",
        "request_visits WHERE outcome = 'not_at_home'",
        "incidents WHERE ended_at IS NOT NULL",
        "request_events WHERE step = 'resume'",
        "absences WHERE from_at < '2026-11-20 05:00' AND until_at > '2026-11-20 05:00' AND deputy_id IS NOT NULL",
        "tickets WHERE state = 'waiting' AND day = '2026-11-20'",
        "tickets WHERE state = 'serving'",
        "tickets WHERE state = 'done' AND day < '2026-11-20'",
        "requests JOIN request_events ON request_id = requests.id WHERE step = 'prioritise' AND status = 'submitted'",
        "request_snoozes WHERE until_at > '2026-11-20 05:00'",
        "bulk_outcomes WHERE refusal IS NULL",
        "saved_filters",
    ],
)
def test_an_officers_day_has_something_of_each_kind(what: str, told: list[sqlite3.Connection]) -> None:
    assert told[0].execute(f"SELECT count(*) FROM {what}").fetchone() != (0,)


def test_nobody_takes_a_request_while_away(told: list[sqlite3.Connection]) -> None:
    meanwhile = "e.taken_at >= a.from_at AND e.taken_at < a.until_at AND e.step = 'claim'"
    taken = f"request_events e JOIN absences a ON a.user_id = e.actor_user_id AND {meanwhile}"

    assert told[0].execute(f"SELECT count(*) FROM {taken}").fetchone() == (0,)


def test_the_citizen_of_the_sign_in_page_has_something_of_each_kind(told: list[sqlite3.Connection]) -> None:
    shown = "SELECT user_id FROM personas WHERE line LIKE 'Warga%'"
    theirs = told[0].execute(f"SELECT status FROM requests WHERE user_id IN ({shown}) ORDER BY id").fetchall()

    assert [status for (status,) in theirs][1:] == ["needs_correction", "awaiting_signature"]
    assert theirs[0][0] in ("issued", "issuing")


def test_nobody_comes_to_the_counter_at_the_weekend(told: list[sqlite3.Connection]) -> None:
    weekend = "strftime('%w', datetime(filed_at, '+7 hours')) IN ('0', '6')"
    counted = f"SELECT count(*) FROM requests WHERE channel = 'counter' AND {weekend}"

    assert told[0].execute(counted).fetchone() == (0,)


def test_a_deputy_did_not_sign_what_he_checked_himself(told: list[sqlite3.Connection]) -> None:
    deputies = "SELECT membership_id FROM officials WHERE basis = 'an'"
    signed = f"SELECT count(*) FROM request_events WHERE step = 'sign' AND actor_membership_id IN ({deputies})"

    assert told[0].execute(signed).fetchone() == (0,)


def test_the_sign_in_page_offers_an_account_for_every_role(told: list[sqlite3.Connection]) -> None:
    folder = Path(told[0].execute("PRAGMA database_list").fetchone()[2]).parent
    app = create_app(Settings.from_env({"ESERVICE_INSTANCE": str(folder), "ESERVICE_MODE": "demo"}))
    client = app.test_client()
    page = read_page(client, "/masuk")

    signed_in = set()
    for button in page.select(".persona button[name=akun]"):
        account = submit(
            client, read_page(client, "/masuk"), form='form[action^="/masuk/peragaan"]', button=str(button["value"])
        )
        signed_in.add(text_of(button.select("strong")[0]))
        assert text_of(account.select(".who")[0]).startswith("Masuk sebagai")
    release(app)

    people = (Role.CITIZEN, Role.OFFICER, Role.SIGNER, Role.SUPERVISOR, Role.ADMIN, Role.EXAMINER, Role.PROTECTOR)
    assert signed_in == {str(WORDS[Role][role]) for role in people}


def test_the_letters_left_behind_are_drawn_once_and_none_is_kept(told: list[sqlite3.Connection]) -> None:
    held = "SELECT count(*) FROM requests WHERE worker = 'demo'"
    folder = Path(told[1].execute("PRAGMA database_list").fetchone()[2]).parent
    assert told[1].execute(held).fetchone()[0] > 5

    for _again in range(2):
        assert _flask(folder, "demo", "behind").wait(timeout=300) == 0

    assert told[1].execute(held).fetchone() == (0,)
    assert told[1].execute("SELECT count(*) FROM requests WHERE status = 'issuing'").fetchone() == (0,)
    twice = "SELECT letter_id FROM letter_editions GROUP BY letter_id, name HAVING count(*) > 1"
    assert told[1].execute(twice).fetchall() == []
