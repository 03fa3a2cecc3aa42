"""Rules of the house that no linter knows. Each is first shown to refuse a bad sample."""

import ast
import re

import pytest

from tests.architecture import sources as house
from tests.architecture.sources import PRODUCT, ROOT, SUBJECTS, Finder, breaches, sources

SAMPLES: list[tuple[Finder, str]] = [
    (house.commits, "db.session.commit()"),
    (house.commits, "connection.rollback()"),
    (house.status_writes, "def f(r): r.status = 1"),
    (house.status_writes, "def f(r): a, r.status = 1, 2"),
    (house.status_writes, "def f(r): setattr(r, 'status', 1)"),
    (house.status_writes, "def f(): update(Request).where(x).values(status=1)"),
    (house.clock_reads, "datetime.now(UTC)"),
    (house.clock_reads, "datetime.datetime.utcnow()"),
    (house.clock_reads, "date.today()"),
    (house.clock_reads, "time.time()"),
    (house.clock_reads, "from time import time"),
    (house.clock_reads, "func.now()"),
    (house.user_reads, "from flask_login import current_user"),
    (house.user_reads, "flask_login.current_user.id"),
    (house.guesses_at_posts, "request.method == 'GET'"),
    (house.guesses_at_posts, "flask.request.method != 'GET'"),
    (house.environment_reads, "os.environ['X']"),
    (house.environment_reads, "Settings.from_env()"),
    (house.broad_excepts, "try:\n  f()\nexcept Exception:\n  pass"),
    (house.broad_excepts, "try:\n  f()\nexcept:\n  pass"),
]


@pytest.mark.parametrize(("find", "code"), SAMPLES, ids=[code.split("\n")[0] for _, code in SAMPLES])
def test_each_rule_refuses_its_bad_sample(find: Finder, code: str) -> None:
    assert list(find(ast.parse(code)))


def test_one_place_commits() -> None:
    assert breaches(house.commits, allowed=("eservice/kernel/transaction.py",)) == []


def test_one_function_writes_a_status() -> None:
    writers = {breach.split(":")[0] + " " + breach.split(" ")[1] for breach in breaches(house.status_writes)}

    assert writers == {"eservice/requests/steps.py take"}


def test_one_file_reads_the_wall_clock() -> None:
    assert breaches(house.clock_reads, allowed=("eservice/kernel/clock.py",)) == []


def test_one_file_reads_the_current_user() -> None:
    assert breaches(house.user_reads, allowed=("eservice/web/guards.py",)) == []


def test_only_what_was_posted_counts_as_sent() -> None:
    assert breaches(house.guesses_at_posts) == []


def test_the_environment_is_read_once_at_the_start() -> None:
    allowed = ("eservice/config.py", "eservice/app.py", "eservice/cli.py", "eservice/operations/serving.py")

    assert breaches(house.environment_reads, allowed=allowed) == []


def test_two_files_swallow_faults_they_do_not_know_the_worker_s_where_one_row_stops_no_other() -> None:
    assert breaches(house.broad_excepts, allowed=("eservice/kernel/attempts.py", "eservice/requests/apart.py")) == []


def test_a_long_module_gives_its_reason_on_its_first_line() -> None:
    long = [
        f"{path.relative_to(ROOT)}: {len(lines)} lines"
        for path in sorted(PRODUCT.rglob("*.py"))
        if "migrations" not in path.parts
        for lines in [path.read_text(encoding="utf-8").splitlines()]
        if len(lines) > 300 and not re.match(r"# Longer than 300 lines: \S", lines[0])
    ]

    assert long == []


def test_every_module_has_a_subject_in_its_name() -> None:
    homeless = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc", "data", "info", "base"}

    assert [path for path in sources() if path.rsplit("/", 1)[1].removesuffix(".py") in homeless] == []


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_room_introduces_itself_and_exports_nothing(subject: str) -> None:
    tree = sources()[f"eservice/{subject}/__init__.py"]
    prose = ast.get_docstring(tree) or ""

    assert len(tree.body) == 1, "the front door holds prose alone"
    assert 3 <= len(prose.splitlines()) <= 10
    assert re.search(r"=|\*[\w ]+\* \(", prose), "its glossary says which English word stands for which Indonesian term"
