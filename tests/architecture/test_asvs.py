"""``docs/asvs.csv`` says of each requirement of ASVS 5.0.0 what keeps it: every test it names exists and runs."""

import ast
import csv
import re
from functools import cache
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT

TABLE = ROOT / "docs" / "asvs.csv"
STATUSES = {"test", "document", "not applicable", "open"}
CHOSEN = {
    "V1.2.10", "V2.3.5", "V5.2.4", "V5.2.6", "V6.3.8", "V7.5.3", "V8.3.2", "V14.2.7", "V14.2.8", "V16.5.4",
}  # fmt: skip
"""Requirements of level 3 that are kept beside all of levels 1 and 2."""
IN_LEVELS = {
    "V1": (8, 19), "V2": (4, 7), "V3": (8, 11), "V4": (2, 8), "V5": (4, 5), "V6": (13, 22), "V7": (6, 12), "V8": (4, 3),
    "V9": (4, 3), "V10": (5, 24), "V11": (3, 11), "V12": (3, 6), "V13": (1, 12), "V14": (2, 7), "V15": (3, 10),
    "V16": (0, 16), "V17": (0, 7),
}  # fmt: skip
"""How many requirements the standard has of level 1 and of level 2, by chapter."""
LEAST_TESTED = 120


@cache
def rows() -> list[dict[str, str]]:
    """Return the table, a row for each requirement."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def named_by(row: dict[str, str]) -> list[str]:
    """Return the tests that a row names."""
    return [one.strip() for one in row["evidence"].split(",")] if row["status"] == "test" else []


@cache
def functions(path: str) -> dict[str, ast.FunctionDef]:
    """Return the tests of a file; nothing where there is no such file."""
    found = ROOT / path
    if not found.is_file():
        return {}
    tree = ast.parse(found.read_text(encoding="utf-8"))
    return {
        node.name: node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def why_not_run(named: str) -> str:
    """Return why a test that a row names proves nothing; empty when it is there and runs."""
    path, _colons, name = named.partition("::")
    test = functions(path).get(name)
    if test is None:
        return "does not exist"
    marks = " ".join(ast.unparse(one) for one in test.decorator_list)
    if re.search(r"\bskip|xfail", marks):
        return "is skipped"
    return "" if any(isinstance(one, ast.Assert | ast.With | ast.Expr) for one in ast.walk(test)) else "asserts nothing"


def test_every_requirement_of_both_levels_stands_there_once() -> None:
    told = [row["id"] for row in rows()]
    counted = {
        chapter: tuple(
            sum(row["level"] == level and row["id"].split(".")[0] == chapter for row in rows()) for level in "12"
        )
        for chapter in IN_LEVELS
    }

    assert len(told) == len(set(told))
    assert counted == IN_LEVELS
    assert {row["id"] for row in rows() if row["level"] == "3"} == CHOSEN


def test_every_test_that_is_named_exists_and_runs() -> None:
    wrong = {(row["id"], named): why for row in rows() for named in named_by(row) if (why := why_not_run(named))}

    assert wrong == {}


@pytest.mark.parametrize(
    ("named", "why"),
    [
        ("tests/web/test_nothing.py::test_nothing", "does not exist"),
        ("tests/web/test_auth.py::test_nothing_of_the_kind", "does not exist"),
        ("tests/domain/letters/test_crash_in_full.py::test_x", "does not exist"),
    ],
)
def test_a_test_that_is_not_there_is_found(named: str, why: str) -> None:
    assert why_not_run(named) == why


def test_a_skipped_test_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = "import pytest\n@pytest.mark.skip\ndef test_x():\n    assert True\n"
    monkeypatch.setitem(globals(), "functions", lambda _path: {n.name: n for n in ast.parse(text).body[1:]})

    assert why_not_run("tests/x.py::test_x") == "is skipped"


def test_every_row_says_what_it_has_to() -> None:
    wrong = [
        row["id"]
        for row in rows()
        if row["status"] not in STATUSES
        or not row["text"]
        or not re.fullmatch(r"[a-m]", row["bssn"])
        or (row["status"] in ("test", "document")) != bool(row["evidence"])
        or (row["status"] in ("not applicable", "open") and not row["reason"])
    ]

    assert wrong == []


def test_every_document_that_is_named_has_its_heading() -> None:
    missing = []
    for row in rows():
        if row["status"] == "document":
            name, _hash, heading = row["evidence"].partition("#")
            path = ROOT / name
            text = path.read_text(encoding="utf-8") if path.is_file() else ""
            if not re.search(rf"^#+ {re.escape(heading)}$", text, re.MULTILINE):
                missing.append((row["id"], row["evidence"]))

    assert missing == []


def test_most_requirements_have_a_test_and_what_is_open_is_said() -> None:
    tested = [row for row in rows() if row["status"] == "test" and row["level"] in "12"]

    assert len(tested) >= LEAST_TESTED
    assert {row["id"] for row in rows() if row["status"] == "open"} <= OPEN


OPEN: set[str] = set()
"""Requirements that nothing keeps yet."""
