"""The whole law at random: every step by everybody, pauses, leases that run out, jumps of the clock; and its twins."""

import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from eservice.requests import steps
from eservice.requests.models import Request
from eservice.requests.workflow import WORKFLOW, Status, Step
from tests.databases import installation
from tests.domain.requests.house import House, asks_the_rt, build
from tests.domain.requests.machine import Office
from tests.reference import fill_reference

STEPS_EACH = 16

EVERY_DAY = settings(
    stateful_step_count=STEPS_EACH, deadline=None, derandomize=True, database=None, phases=[Phase.generate]
)
"""The same examples every day, so that a red run is a change's doing; ``make proof`` looks for new ones."""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[type[Office]]:
    """The machine, with offices of its own on a database of its own."""
    built: list[House] = []

    def fill() -> None:
        fill_reference()
        built.append(build())
        asks_the_rt(built[0].desk, "SKUM")

    where = tmp_path_factory.mktemp("law") / "instance"
    with installation("sqlite", where, server=None, fill=fill) as place:
        Office.place, Office.built = place, built[0]
        yield Office


@pytest.mark.proof
def test_whatever_anybody_tries_the_law_and_the_clock_hold(
    office: type[Office], proof_count: Callable[[int], int], request: pytest.FixtureRequest
) -> None:
    office.taken, office.refused = Counter(), Counter()
    chosen = settings(EVERY_DAY, max_examples=proof_count(200))
    if request.config.getoption("--proof"):
        chosen = settings(chosen, derandomize=False, phases=list(Phase)[:4])

    run_state_machine_as_test(office, settings=chosen)

    sys.stdout.write(f"taken {dict(office.taken)}, refused {dict(office.refused)}\n")
    assert len(office.taken) >= 10, "most of the law was never walked"
    if request.config.getoption("--proof"):
        assert set(Step) - set(office.taken) == set(), "steps that nobody took"


TWIN = settings(EVERY_DAY, max_examples=60)
"""A broken law is found within so many examples, or the machine is blind."""


def test_the_machine_sees_a_step_that_leads_elsewhere(office: type[Office], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(WORKFLOW, Step.JUDGE, replace(WORKFLOW[Step.JUDGE], target=Status.SUBMITTED))

    with pytest.raises(AssertionError, match="judge led from in_review to submitted"):
        run_state_machine_as_test(office, settings=TWIN)


def test_the_machine_sees_a_promise_that_moves_by_itself(office: type[Office], monkeypatch: pytest.MonkeyPatch) -> None:
    change = steps._change

    def generous(request: Request, step: Step, move: steps.Move, *, at: object) -> None:
        change(request, step, move, at=at)
        if request.status is Status.IN_REVIEW and request.promised_at is not None:
            request.promised_at += timedelta(hours=1)

    monkeypatch.setattr(steps, "_change", generous)

    with pytest.raises(AssertionError, match="moved the promise"):
        run_state_machine_as_test(office, settings=TWIN)


def test_the_machine_sees_a_pause_that_takes_time_away(office: type[Office], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "moved", lambda date, *_promise, **_pause: date - timedelta(days=1))

    with pytest.raises(AssertionError, match="took time away"):
        run_state_machine_as_test(office, settings=TWIN)
