"""``make mutants`` takes guards away and asks whether their tests notice; here only that each guard is still there."""

import csv
import tomllib

from tests.architecture.sources import ROOT

GUARDS = tomllib.loads((ROOT / "tools" / "guards.toml").read_text(encoding="utf-8"))["guard"]


def test_every_guard_stands_once_where_it_is_taken_away() -> None:
    gone = [
        (one["asvs"], one["name"], what)
        for one in GUARDS
        for what in ("old", "also")
        if what in one and (ROOT / one["file"]).read_text(encoding="utf-8").count(one[what]) != 1
    ]

    assert len(GUARDS) >= 30
    assert len({one["name"] for one in GUARDS}) == len(GUARDS)
    assert gone == []


def test_every_guard_has_tests_that_are_named_for_it() -> None:
    with (ROOT / "docs" / "asvs.csv").open(encoding="utf-8", newline="") as lines:
        tested = {row["id"] for row in csv.DictReader(lines) if row["status"] == "test"}

    assert sorted({one["asvs"] for one in GUARDS} - tested) == []
