"""A random office: one request, everybody who could touch it, and time that jumps. What must hold is asked after each.

The machine drives the real actions on a real database. What it holds them to it does not read from the application's
own table: where a step leads stands in ``tests.law``, working time is counted window by window.
"""

import copy
from collections import Counter
from collections.abc import Set
from contextlib import ExitStack
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from sqlalchemy import func, select

from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.permissions import Role
from eservice.audit.models import AuditEntry
from eservice.catalogue.rules import promise_for
from eservice.demo import life
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.errors import DomainError
from eservice.kernel.transaction import transaction
from eservice.kernel.wake import unheard
from eservice.letters.kinds import Mode
from eservice.letters.models import Letter, LetterEdition, LetterNumber
from eservice.metrics.queries import runs_of_request
from eservice.notifications.models import Message
from eservice.offices import queries as offices
from eservice.requests import confirming, failing, incidents, issuing, queries, shifting, sweeping
from eservice.requests.clock import OFFICE_STAGES, Stage
from eservice.requests.definitions import definition_of
from eservice.requests.explaining import explain
from eservice.requests.models import (
    Incident,
    Request,
    RequestEvent,
    RequestGap,
    RequestNote,
    RequestProof,
    RequestVisit,
)
from eservice.requests.steps import calendar_at, steps_open
from eservice.requests.workflow import CLOSED, Status, Step
from eservice.uploads.models import Upload
from eservice.worktime import actions as worktime
from tests.databases import Installation
from tests.domain.requests.acts import ACTS, OF_THE_HOUSE, Trial
from tests.domain.requests.house import DAY, HOUR, MINUTE, House, by_hand
from tests.law import MOVES_THE_PROMISE, ends_rest, held_after, leads
from tests.times import MONDAY
from tests.unit.worktime.test_properties import naive_seconds

SECOND = timedelta(seconds=1)
SERVICES = ("SKD", "SKTM", "SKAW", "SKUM", "KK")
"""One signature; two by key (Lurah, Camat); two by pen; a second reader and the RT head asked; fulfilled by SIAK."""

ONWARD = frozenset({
    Step.ASK_CONFIRMATION, Step.CONFIRMED,
    Step.CLAIM, Step.JUDGE, Step.ASK_CORRECTION, Step.RESUBMIT, Step.RECOMMEND, Step.SECOND_READ,
    Step.PROPOSE_REJECTION, Step.SEND_BACK, Step.REJECT, Step.SIGN, Step.PRINT_FOR_SIGNATURE, Step.WET_SIGNED,
    Step.HAND_OVER_SIAK, Step.READY, Step.COLLECTED, Step.REOPEN,
})  # fmt: skip
"""What brings a request nearer to its end, or back from one."""

ORDINARY: dict[Status, tuple[Step, ...]] = {
    Status.AWAITING_CONFIRMATION: (Step.CONFIRMED,),
    Status.SUBMITTED: (Step.ASK_CONFIRMATION, Step.CLAIM),
    Status.IN_REVIEW: (Step.SEE_ORIGINALS, Step.JUDGE, Step.HAND_OVER_SIAK, Step.RECOMMEND),
    Status.NEEDS_CORRECTION: (Step.RESUBMIT,),
    Status.AWAITING_SIGNATURE: (Step.SECOND_READ, Step.SIGN, Step.PRINT_FOR_SIGNATURE, Step.WET_SIGNED),
    Status.ISSUED: (Step.READY, Step.COLLECTED),
}
"""What usually comes next; what is not for this request is refused, and must leave nothing behind."""

_BY_ANOTHER = frozenset({Step.SECOND_READ, Step.WET_SIGNED})
"""Steps that somebody else than the first officer takes."""

FILINGS = st.fixed_dictionaries({
    "service": st.sampled_from(SERVICES),
    "counter": st.booleans(),
    "brings": st.booleans(),
    "pens": st.booleans(),
    "hour": st.sampled_from([timedelta(0), 5 * HOUR, 13 * HOUR, 4 * DAY + 6 * HOUR, 5 * DAY]),
})  # fmt: skip

STAGES: dict[Status, set[Stage]] = {
    Status.AWAITING_CONFIRMATION: {Stage.THIRD_PARTY},
    Status.SUBMITTED: {Stage.WAITING, Stage.THIRD_PARTY},
    Status.IN_REVIEW: {Stage.WAITING, Stage.REVIEW, Stage.CITIZEN, Stage.THIRD_PARTY},
    Status.ON_HOLD: {Stage.INCIDENT},
    Status.NEEDS_CORRECTION: {Stage.CITIZEN, Stage.WAITING},
    Status.AWAITING_SIGNATURE: {Stage.SIGNATURE},
    Status.ISSUING: {Stage.SIGNATURE},
}
"""Whose clock may run where; a closed request has none."""

_ROWS = (Request, RequestProof, RequestGap, RequestVisit, Incident)
_COUNTED = (RequestEvent, RequestNote, Message, Letter, LetterNumber, LetterEdition, AuditEntry, Upload)


class DeadSigner:
    """A signer whose key does not answer."""

    mode = Mode.LOCAL

    def __getattr__(self, name: str) -> object:
        """Answer nothing, as a key that was pulled out."""
        raise OSError("the key does not answer")


class Office(RuleBasedStateMachine):
    """One request on its way; see the module."""

    place: ClassVar[Installation]
    built: ClassVar[House]
    taken: ClassVar[Counter[Step]] = Counter()
    """How often each step was taken, over all examples."""
    refused: ClassVar[Counter[Step]] = Counter()

    def __init__(self) -> None:
        """Open the offices on a fresh database, with a worker that hears of nothing."""
        super().__init__()
        self.place.put_back()
        self.kept = ExitStack()
        self.kept.enter_context(self.place.app.app_context())
        self.kept.enter_context(unheard(self.place.app.extensions))
        self.house = copy.deepcopy(self.built)
        self.at = MONDAY
        self.before: list[str] = []
        self.finished: dict[tuple[int, int], Any] = {}

    def teardown(self) -> None:
        """Look once more at what was finished, and close the office."""
        for code in self.before:
            self._time_adds_up(queries.request_by_code(code))
        self.kept.close()

    # ── What happens ─────────────────────────────────────────────────────────────────────────────────────────────────

    @initialize(filed=FILINGS)
    def file_the_first(self, filed: dict[str, Any]) -> None:
        """File a request."""
        self._file(**filed)

    @precondition(lambda self: self.case.now.status in (Status.WITHDRAWN, Status.ISSUED))
    @rule(filed=FILINGS)
    def file_the_next(self, filed: dict[str, Any]) -> None:
        """Somebody else files a request; what became of the one before must stay as it was."""
        self.before.append(self.case.code)
        self._file(**filed)

    def _file(self, service: str, *, counter: bool, brings: bool, pens: bool, hour: timedelta) -> None:
        """File a request: online or at the counter, in the morning, at night, on a Friday afternoon, on a Saturday."""
        self.at += hour
        if pens:
            by_hand(self.house.desk)
        wish: dict[str, Any] = {"helper": self.house.desk.officers[1]} if counter else {}
        if service == "SKTM":
            wish["wanted"] = {"bidang": "kesehatan"}
        if brings:
            wish["brings"] = frozenset({"pengantar_rt"})
        self.case = self.house.file(service, at=self.at, **wish)
        self.number = self.case.now.id
        citizen = self.case.asks if not counter else Actor(Role.BEARER, receipt_id=self.number)
        stranger = life.open_account(self.house.resident(), at=self.at)
        house = self.house
        self.people = [
            citizen, *house.desk.officers, house.desk.supervisor, house.desk.signer, house.district.signer, SYSTEM,
            *house.next_door.officers, house.next_door.signer, *house.district.officers, house.district.supervisor,
            *house.registry.officers, house.registry.supervisor, house.registry.signer, stranger,
            *self._rt_heads(),
        ]  # fmt: skip
        self.taken[Step.SUBMIT] += 1
        self.known = 1

    def _rt_heads(self) -> list[Actor]:
        """Return the head of the RT that would be asked, and of another one."""
        asked = confirming.rt_of(self.case.now, at=self.at)
        others = offices.rts(self.house.desk.office_id, on=wib(self.at).date())
        other = next(one for one in others if asked is None or one.id != asked.id)
        return [confirming.head_of(one) for one in (asked, other) if one is not None]

    @rule(data=st.data(), times=st.integers(1, 3))
    def ordinary(self, data: st.DataObject, times: int) -> None:
        """An ordinary day: whoever has to, does what usually comes next, and the worker does its part."""
        for _time in range(times):
            request = self.case.now
            for step in ORDINARY.get(request.status, ()):
                able = [one for one in self.people if step in steps_open(self.case.now, one, at=self.at)]
                if able:
                    self._attempt(step, able[-1 if step in _BY_ANOTHER else 0], data)
            self._issue()
            self.at += 20 * MINUTE

    @rule(data=st.data(), times=st.integers(1, 4))
    def onward(self, data: st.DataObject, times: int) -> None:
        """The office and the citizen do their part, some minutes apart."""
        for _time in range(times):
            self._open_step(data, among=ONWARD)
            self.at += data.draw(st.timedeltas(SECOND, HOUR), label="later")

    @rule(data=st.data())
    def lawful(self, data: st.DataObject) -> None:
        """Somebody whom the law lets takes a step that is open."""
        self._open_step(data, among=frozenset(Step) - OF_THE_HOUSE)

    def _open_step(self, data: st.DataObject, *, among: Set[Step]) -> None:
        request, ways = self.case.now, dict[Step, list[int]]()
        for number, actor in enumerate(self.people):
            for step in steps_open(request, actor, at=self.at) & among:
                ways.setdefault(step, []).append(number)
        if ways:
            step = data.draw(st.sampled_from(sorted(ways)), label="step")
            self._attempt(step, self.people[data.draw(st.sampled_from(ways[step]), label="who")], data)

    @rule(step=st.sampled_from(sorted(Step)), data=st.data())
    def anything(self, step: Step, data: st.DataObject) -> None:
        """Anybody tries anything."""
        actor = self.people[data.draw(st.integers(0, len(self.people) - 1), label="who")]
        if not (step in OF_THE_HOUSE and actor is SYSTEM):  # the worker's own, which knows when it is due
            self._attempt(step, actor, data)

    @rule(
        length=st.one_of(
            st.timedeltas(SECOND, HOUR), st.timedeltas(HOUR, DAY), st.sampled_from([DAY, 3 * DAY, 9 * DAY, 40 * DAY])
        )
    )
    def wait(self, length: timedelta) -> None:
        """Time passes, down to the microsecond."""
        self.at += length

    @rule()
    def sweep(self) -> None:
        """What time alone makes due is done: leases end, corrections lapse, people are reminded, promises move."""
        before = self._state()
        with life.travel(self.at):
            dealt = sweeping.sweep(at=self.at) + shifting.move_promises(at=self.at)
            dealt += incidents.carry_out(at=self.at)
        if not dealt:
            assert self._state() == before, "the sweep changed what was not due"

    @precondition(lambda self: self.case.now.status in (Status.ISSUING, Status.AWAITING_SIGNATURE, Status.REJECTED))
    @rule(key=st.sampled_from(["ready", "ready", "ready", "dead"]))
    def work(self, key: str) -> None:
        """The worker draws and seals what was decided, or gives up on a dead key."""
        if key == "dead":
            with ExitStack() as kept:
                extensions = self.place.app.extensions
                drivers = extensions["eservice.drivers"]
                kept.callback(extensions.__setitem__, "eservice.drivers", drivers)
                extensions["eservice.drivers"] = replace(drivers, signer=DeadSigner())
                for _attempt in range(failing.ATTEMPTS):
                    self._issue()
                    self.at += HOUR
        else:
            self._issue()

    @precondition(lambda self: self.case.now.status is Status.NEEDS_CORRECTION)
    @rule()
    def telephone(self) -> None:
        """The office notes a call: only then may the request lapse."""
        life.telephone(self.case.code, self.house.desk.officers[0], at=self.at)

    @rule(told=st.sampled_from([timedelta(0), HOUR, 9 * HOUR]), lasts=st.sampled_from([HOUR, DAY, 3 * DAY]))
    def disrupt(self, told: timedelta, lasts: timedelta) -> None:
        """The head of the office declares an incident, perhaps some time after it began; the worker carries it out."""
        office_id = self.case.now.office_id
        begins = self.at - told
        facts = incidents.Declaration(
            service_id=None, office_id=office_id, public_text="Listrik padam.", evidence="Laporan PLN",
            begins_at=begins, until_at=self.at + lasts,
        )  # fmt: skip
        try:
            with life.travel(self.at), transaction():
                incidents.declare(facts, actor=self.house.district.signer, at=self.at)
        except DomainError:
            return
        self._carry_out()

    @rule(ago=st.sampled_from([timedelta(0), HOUR]))
    def recover(self, ago: timedelta) -> None:
        """What was disrupted works again, perhaps for some time already; or the foreseen end comes by itself."""
        for one in [one.id for one in incidents.running()]:
            with life.travel(self.at), transaction():
                found = incidents.incident(one)
                incidents.end(found, max(self.at - ago, found.begins_at), actor=self.house.district.signer, at=self.at)
        self._carry_out()

    def _carry_out(self) -> None:
        with life.travel(self.at):
            incidents.carry_out(at=self.at)

    @rule(ahead=st.integers(-3, 5))
    def close_a_day(self, ahead: int) -> None:
        """An office closes on a day, also on one that has passed: nothing closed is measured anew."""
        supervisor, boss = self.house.desk.supervisor, self.house.district.signer
        why = worktime.Decision(reason="Banjir", confirmed_by_id=boss.user_id or 0, consent="Camat 9/2026")
        on = wib(self.at + ahead * DAY).date()
        hours = offices.office(self.house.desk.office_id).processing_calendar_id
        try:
            with transaction():
                worktime.add_closure(hours, on, why, actor=supervisor, at=self.at)
        except DomainError:
            return

    def _issue(self) -> None:
        with life.travel(self.at):
            issuing.issue(self.number, worker="one", base_url="http://localhost:8000")

    def _attempt(self, step: Step, actor: Actor, data: st.DataObject) -> None:
        """Try a step; refused, it must have changed nothing at all."""
        before, came_from = self._state(), self.case.now.status
        try:
            with life.travel(self.at), transaction():
                request = queries.for_change(self.case.code)
                ACTS[step](Trial(self.house, request, actor, self.at, data.draw))
        except DomainError:
            assert self._state() == before, f"{step} was refused and left something behind"
            self.refused[step] += 1
            return
        last = self.case.now.history[-1]
        assert (last.step, last.from_status) == (step, came_from), f"{step} was accepted and is not in the history"

    def _state(self) -> list[object]:
        """Return what a refused step must leave as it is: the rows themselves, and how many there are of others."""
        db.session.remove()
        rows: list[object] = [
            [tuple(row) for row in db.session.execute(select(model.__table__).order_by(model.__table__.c.id))]
            for model in _ROWS
        ]
        counts = [db.session.scalar(select(func.count()).select_from(model)) for model in _COUNTED]
        db.session.remove()
        return [*rows, counts]

    # ── What must hold ───────────────────────────────────────────────────────────────────────────────────────────────

    @invariant()
    def the_law_holds(self) -> None:
        """Status, history, promise and clock, all read from the database."""
        if not hasattr(self, "case"):
            return
        request = self.case.now
        _history_is_whole(request)
        _promise_moves_only_by_its_events(request)
        _no_broken_promise_is_mended(request)
        self._time_adds_up(request)
        for event in request.history[self.known :]:
            self.taken[event.step] += 1
        self.known = len(request.history)

    def _time_adds_up(self, request: Request) -> None:
        at, hours = self.at, calendar_at(request)
        told = explain(
            request.history, until=at, calendar_at=hours, promise=promise_for(definition_of(request), request.channel)
        )
        shown = runs_of_request(request.id, at)
        for explained, run in zip(told, shown, strict=True):
            ends_at = run.closed_at or at
            assert run.times == explained.times, "two pages tell two times"
            assert run.times.elapsed == (_whole(ends_at) - _whole(run.begins_at)) // SECOND, "a stage was lost"
            assert sum(line.lived for line in explained.lines) == run.times.elapsed
            assert all(earlier.ends_at == later.begins_at for earlier, later in pairwise(explained.lines))
            worked = sum(
                naive_seconds(hours(line.office_id, ends_at), _whole(line.begins_at), _whole(line.ends_at))
                for line in explained.lines
                if line.stage in OFFICE_STAGES
            )
            assert worked == run.times.service, "service time is not what the offices worked"
            if run.closed_at is not None:
                assert self.finished.setdefault((request.id, run.number), run.times) == run.times, (
                    "a closed run is measured anew"
                )
        if told and told[-1].lines and told[-1].lines[-1].ended is None:
            assert told[-1].lines[-1].stage in STAGES[request.status], "somebody else's clock runs"


def _whole(at: datetime) -> datetime:
    return at.replace(microsecond=0)


def _history_is_whole(request: Request) -> None:
    """Every event follows from the one before, by the law as it is written down in the tests."""
    history = request.history
    assert [event.sequence for event in history] == list(range(1, len(history) + 1)), "the history has a gap"
    status, held = Status.DRAFT, None
    for event in history:
        assert event.from_status is status
        leads_to = leads(status, event.step, held_from=held)
        assert leads_to is event.to_status, f"{event.step} led from {status} to {event.to_status}"
        status, held = event.to_status, held_after(status, event.step, held_from=held)
    assert request.status is status
    assert (request.closed_at is None) == (status not in CLOSED)
    assert all(earlier.taken_at <= later.taken_at for earlier, later in pairwise(history))


_ENDS_A_PAUSE = (Step.RESUBMIT, Step.CONFIRMED, Step.CONFIRMATION_OVER, Step.RESUME)


def _promise_moves_only_by_its_events(request: Request) -> None:
    """A pause that ends moves it on, once a run, as a decree does; a reopening makes a new one; nothing else does."""
    asked, rest = 0, request.history[0]
    for earlier, event in pairwise(request.history):
        asked = 0 if event.step is Step.REOPEN else asked + (event.step is Step.ASK_CORRECTION)
        unused = rest.rests_until is not None and rest.rests_until > event.taken_at
        rest = event if ends_rest(rest.step, event.step, event.to_status) else rest
        acted_before = (unused and rest is event) or event.step is Step.CALL_OFF_APPOINTMENT
        if event.promised_at == earlier.promised_at or (acted_before and event.promised_at < earlier.promised_at):
            continue  # what was not waited is given back; all of it, where the office calls its own time off
        assert event.step in MOVES_THE_PROMISE, f"{event.step} moved the promise"
        if event.step is not Step.REOPEN:
            assert event.promised_at > earlier.promised_at, "a pause took time away from the citizen"
        if event.step is Step.RESUBMIT:
            assert asked == 1, "a second correction stopped the clock"
        elif event.step is Step.CALENDAR_MOVED:
            assert event.promised_at > earlier.promised_at, "a decree brought a promise forward"
        elif event.step is Step.REOPEN:
            assert event.promised_at > event.taken_at
    assert request.promised_at == request.history[-1].promised_at


def _no_broken_promise_is_mended(request: Request) -> None:
    """A pause moves a promise that was not broken when it began; a decree is looked at elsewhere."""
    paused = request.history[0]
    for earlier, event in pairwise(request.history):
        paused = event if event.step in (Step.ASK_CONFIRMATION, Step.ASK_CORRECTION, Step.HOLD) else paused
        begun = paused.taken_at if event.step in _ENDS_A_PAUSE else event.taken_at
        if event.promised_at > earlier.promised_at and event.step not in (Step.REOPEN, Step.CALENDAR_MOVED):
            assert earlier.promised_at > begun, f"{event.step} mended a broken promise"
