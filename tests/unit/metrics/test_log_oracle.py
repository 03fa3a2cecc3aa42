"""Logs counted by another program: `logs/pm4py.json` says by which one and how; it is not installed here."""

import hashlib
import json
import os
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from eservice.metrics.eventlogs.analysis import Analysis, analyse, wall
from eservice.metrics.eventlogs.log import Log
from eservice.metrics.eventlogs.mapping import Mapping
from eservice.metrics.eventlogs.reading import digest, read_log

LOGS = Path(__file__).parents[2] / "logs"
HELPDESK = Path(os.environ.get("HELPDESK_LOG", LOGS / "helpdesk.xes.gz"))
PLACES = {"permits.xes.gz": LOGS / "permits.xes.gz", "helpdesk.xes.gz": HELPDESK}

Counted = tuple[Log, Analysis, dict[str, Any]]


@pytest.fixture(scope="module", params=PLACES)
def counted(request: pytest.FixtureRequest) -> Counted:
    """A log, our figures of it and the other program's."""
    path, theirs = PLACES[request.param], json.loads((LOGS / "pm4py.json").read_text())[request.param]
    if not path.exists():
        pytest.skip(f"{request.param} is not ours to pass on: HELPDESK_LOG=… names a copy (tests/logs/README.md)")
    assert digest(path) == theirs["sha256"]
    log = read_log(path, Mapping(), say=lambda line: None)
    return log, analyse(log), theirs


def test_cases_and_events_are_as_many(counted: Counted) -> None:
    _log, ours, theirs = counted

    assert (ours.cases, ours.events) == (theirs["cases"], theirs["events"])
    assert {one.name: one.events for one in ours.activities} == {
        name: one["events"] for name, one in theirs["activities"].items()
    }


def test_cases_last_as_long(counted: Counted) -> None:
    _log, ours, theirs = counted

    assert ours.duration.n == theirs["cases"]
    assert [ours.duration.median, ours.duration.p90, ours.duration.p95] == [
        theirs["duration"][name] for name in ("median", "p90", "p95")
    ]
    assert ours.middle == theirs["duration"]["middle"]


def test_the_time_since_the_previous_event_is_as_long_for_each_activity(counted: Counted) -> None:
    _log, ours, theirs = counted

    for one in ours.activities:
        other = theirs["activities"][one.name]
        found = (one.sojourn.n, one.sojourn.median, one.sojourn.p90, one.sojourn.p95)
        assert found == (other["n"], other.get("median"), other.get("p90"), other.get("p95")), one.name


def test_every_single_one_of_these_times_is_the_same(counted: Counted) -> None:
    log, _ours, theirs = counted
    lengths: dict[str, list[int]] = {name: [] for name in theirs["activities"]}

    for events in log.cases():
        for earlier, later in pairwise(events):
            lengths[later.activity].append(wall(earlier.at, later.at))

    for name, other in theirs["activities"].items():
        told = " ".join(str(length) for length in sorted(lengths[name]))
        assert hashlib.sha256(told.encode()).hexdigest() == other["sha256"], name


def test_the_helpdesk_log_has_the_figures_it_is_known_for() -> None:
    theirs = json.loads((LOGS / "pm4py.json").read_text())["helpdesk.xes.gz"]["duration"]

    assert round(theirs["middle"] / 3600, 1) == 956.6
    assert round(theirs["interpolated_p90"] / 3600, 1) == 1272.1
    assert round(theirs["p90"] / 3600, 1) == 1272.1
