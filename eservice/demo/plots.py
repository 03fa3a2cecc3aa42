"""How one invented request goes: what is asked, how long people take, what goes wrong. Chance by a seeded hand."""

import random
from collections.abc import Generator, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from eservice.accounts.actor import SYSTEM, Actor
from eservice.catalogue.definition import ForWhom, OutcomeKind
from eservice.demo import chance, life
from eservice.demo.cast import ASKS_THE_RT, BUSY, QUIET, Desk
from eservice.demo.lagging import WORKER
from eservice.demo.stage import Act, Painter, Scene
from eservice.kernel.clock import travel
from eservice.kernel.errors import ConflictError
from eservice.kernel.transaction import transaction
from eservice.letters import queries as register
from eservice.letters.kinds import Mode
from eservice.requests import handover, issuing, papers, queries, reviewing, signing
from eservice.requests.models import Request
from eservice.requests.reviewing import Gap
from eservice.requests.workflow import Channel, Confirmation, Outcome, Priority, Refusal, Status, Verdict

TEXTS = {
    Verdict.UNCLEAR: "Tulisan di foto tidak terbaca. Foto lagi di tempat terang, semua sudut kertas terlihat.",
    Verdict.MISSING: "Halaman ini belum ada. Mohon difoto dan dikirim.",
    Verdict.MISMATCH: "Nama di berkas ini berbeda dengan isian Anda. Mohon kirim berkas yang benar.",
}

FIRST = (
    (Priority.ELDERLY, "Pemohon berusia 74 tahun."),
    (Priority.DISABLED, "Pemohon pengguna kursi roda."),
    (Priority.PREGNANT, "Hamil delapan bulan."),
    (Priority.URGENT, "Pendaftaran beasiswa ditutup besok."),
)
"""Why somebody is served before others."""

DRAWING = timedelta(hours=4)
"""So much later, in the order of the clock, a letter's file is asked for: drawing never keeps the others waiting."""


def play(scene: Scene, desks: Mapping[str, Desk], rng: random.Random, *, painter: Painter) -> Iterator[Act]:
    """Play one request from filing to its end, one act at a time."""
    at, desk = scene.at, scene.desk
    by_id = {one.office_id: one for one in desks.values()}
    region = desk.region if desk.name in (*BUSY, *QUIET) else desks[BUSY[0]].region
    offered = chance.service(desk, rng, at=at)
    resident = scene.residents.one(region=region)
    helper = rng.choice(painter.roster.at_work(desk, at)) if scene.counter else None
    citizen = None if helper else life.open_account(resident, at=at)
    wish = life.Filing(
        offered,
        resident,
        region,
        whom=ForWhom.SELF if ForWhom.SELF in offered.definition.for_whom else offered.definition.for_whom[0],
        channel=Channel.COUNTER if helper else Channel.ONLINE,
        account=citizen,
        helper=helper,
        relative=scene.residents.one(region=region),
        brings=chance.brought(offered, helper, rng),
    )
    try:
        code = life.file(wish, at=at, rng=rng)
    except ConflictError:
        return
    is_siak = offered.definition.outcome.kind is OutcomeKind.SIAK
    plot = Plot(code, desk, by_id, citizen or helper, rng, painter, is_siak=is_siak, brings=bool(wish.brings))
    plot.asks_rt = helper is None and offered.code == ASKS_THE_RT and desk.name == BUSY[0] and rng.random() < 0.6
    yield plot.wait(at, 3 if helper else 110, files=1)
    yield from plot.run(quick=helper is not None)


@dataclass
class Plot:
    """One request on its way through the office; ``wait`` sets when its next act is due."""

    code: str
    desk: Desk
    by_id: Mapping[int, Desk]
    asks: Actor | None
    rng: random.Random
    painter: Painter
    is_siak: bool
    brings: bool
    asks_rt: bool = False
    due: datetime = field(init=False)
    request: Request = field(init=False)

    def __post_init__(self) -> None:
        """Hold it to its end, so that nothing of it is read again."""
        self.request = queries.request_by_code(self.code)

    def run(self, *, quick: bool) -> Iterator[Act]:
        """Play from the queue to the end."""
        rng = self.rng
        if not quick and rng.random() < 0.02 and self.asks is not None:
            life.withdraw(self.code, self.asks, at=self.due)
            return
        officer = yield from self._taken_up(quick=quick)
        yield self.wait(self.due, 4 if quick else 35)
        if rng.random() < 0.14:
            yield from self._correction(officer)
            if not self._waits():
                return
            officer = self._claimed(officer)
            yield self.wait(self.due, 12)
        if self.is_siak:
            life.judge(self.code, officer, at=self.due)
            yield self.wait(self.due, 90)
            self._hand_over(officer)
            return
        yield self.wait(self.due, 5 if quick else 25)
        if rng.random() < 0.025:
            yield from self._refusal(officer)
            return
        second = next((one for one in self.desk.officers if one != officer), None)
        life.recommend(self.code, officer, at=self.due, rng=rng, second=second, judging=True)
        yield from self.signatures(officer)

    def smoothly(self, officer: Actor) -> Iterator[Act]:
        """Play from the queue to the end with nothing amiss."""
        officer = self._claimed(officer)
        yield self.wait(self.due, 30)
        second = next((one for one in self.desk.officers if one != officer), None)
        life.recommend(self.code, officer, at=self.due, rng=self.rng, second=second, judging=True)
        yield from self.signatures(officer)

    def _taken_up(self, *, quick: bool) -> Generator[Act, None, Actor]:
        """Play how it is taken from the queue, and return who has it: put first now and then, the RT head asked."""
        officer = self.rng.choice(self.painter.roster.at_work(self.desk, self.due))
        if not quick and self.rng.random() < 0.03:
            life.put_first(self.code, *self.rng.choice(FIRST), officer, at=self.due)
        officer = self._claimed(officer)
        if self.asks_rt:
            yield from self._rt(officer)
        return self._claimed(officer) if self._waits() else officer

    def _rt(self, officer: Actor) -> Iterator[Act]:
        """The head of the RT is asked and answers from a telephone; one in five does not in time, and it goes on."""
        until = life.ask_rt(self.code, officer, at=self.due)
        if until is None:
            return
        if self.rng.random() < 0.2:
            yield self.later(until + timedelta(minutes=1))
            life.give_up_rt(self.code, at=self.due)
        else:
            self.due += timedelta(minutes=self.rng.lognormvariate(3.6, 0.8))
            yield Act(self.due)
            said = self.rng.choices((Confirmation.MINE, Confirmation.MEET), (9, 1))[0]
            life.rt_answers(self.code, said, at=self.due)
        yield self.wait(self.due, 30)

    def _correction(self, officer: Actor) -> Iterator[Act]:
        verdict = self.rng.choices(list(TEXTS), (6, 3, 1))[0]
        keys = [proof.requirement for proof in self.request.proofs if proof.kind != "bring"]
        key = self.rng.choice(keys)
        life.judge(self.code, officer, at=self.due, bad={key: (verdict, TEXTS[verdict])})
        yield self.wait(self.due, 2)
        life.ask(self.code, officer, [Gap("proof", key, verdict, TEXTS[verdict])], at=self.due)
        if self.rng.random() < 0.12:
            yield from self._silence(officer)
            return
        self.due += timedelta(hours=self.rng.lognormvariate(2.3, 0.9))
        yield Act(self.due)
        if self.asks is not None:
            life.mend(self.code, self.asks, at=self.due, rng=self.rng)
            yield self.wait(self.due, 60)

    def _silence(self, officer: Actor) -> Iterator[Act]:
        """Nobody answers: half are telephoned, and closed when their time is over; the others stay unreached."""
        if self.rng.random() < 0.5:
            return
        yield self.wait(self.due, 600)
        life.telephone(self.code, officer, at=self.due)
        until = self.request.correction_until or self.due
        yield self.later(max(self.due, until) + timedelta(hours=1))
        with travel(self.due), transaction():
            handover.lapse(queries.for_change(self.code), actor=SYSTEM, at=self.due)

    def _refusal(self, officer: Actor) -> Iterator[Act]:
        text = "Menurut kartu keluarga, yang bersangkutan tidak tinggal di kelurahan ini."
        with travel(self.due), transaction():
            request = queries.for_change(self.code)
            reviewing.propose_rejection(request, Refusal.NOT_RESIDENT, text, actor=officer, at=self.due)
        yield self.wait(self.due, 120)
        with travel(self.due), transaction():
            request = queries.for_change(self.code)
            signer = self.by_id[request.turn_office_id or 0].signer
            signing.reject(request, Refusal.NOT_RESIDENT, text, actor=signer, at=self.due)
        yield from self.drawn()

    def signatures(self, officer: Actor) -> Iterator[Act]:
        """Play every signature that is due, and the hand-over."""
        while self.request.status is Status.AWAITING_SIGNATURE:
            turn, mode = self.by_id[self.request.turn_office_id or 0], signing.mode_of(self.request)
            yield self.wait(self.due, 100 if turn is self.desk else 220)
            if mode is Mode.WET:
                yield from self._by_hand(officer, turn)
            else:
                life.sign(self.code, turn.signer, at=self.due)
                yield from self.drawn()
        self._collect(officer)

    def _by_hand(self, officer: Actor, turn: Desk) -> Iterator[Act]:
        with travel(self.due), transaction():
            signing.print_for_signature(queries.for_change(self.code), actor=officer, at=self.due)
        yield from self.drawn()
        yield self.wait(self.due, 90)
        sheet = self._sheet()
        with travel(self.due), transaction():
            request = queries.for_change(self.code)
            signing.wet_signed(request, sheet, self.due, actor=turn.supervisor, at=self.due)
        yield from self.drawn()

    def _sheet(self) -> bytes:
        """Return the printed sheet again, standing in for its scan."""
        letter = signing.letter_of(self.request)
        assert letter is not None  # noqa: S101 - it was printed just before
        return register.edition_bytes(letter.editions[0])

    def drawn(self) -> Iterator[Act]:
        """Let the worker do its part: leased and numbered now, stored half a minute later."""
        with travel(self.due), transaction():
            taken = issuing.take_up(self.request.id, worker=WORKER, at=self.due)
            if taken is None:
                return
            if taken.is_last_by_key and self.painter.leaves_behind(self.due):
                taken.request.worker_until = self.painter.as_of + timedelta(days=1)
                return
            work = issuing.work_of(taken, base_url=self.painter.settings.base_url, at=self.due)
        file = self.painter.draw(work)
        self.due += timedelta(seconds=25)
        yield Act(self.due + DRAWING, lived_at=self.due)
        with travel(self.due), transaction():
            issuing.store(work, file.result(), worker=WORKER, at=self.due)

    def _collect(self, officer: Actor) -> None:
        """Papers promised at filing are shown when the letter is fetched."""
        if not self.brings:
            return
        with travel(self.due), transaction():
            request = queries.for_change(self.code)
            missing = papers.unseen_originals(request)
            if request.status is Status.ISSUED and missing and self.rng.random() < 0.7:
                papers.see_originals(request, missing, actor=officer, at=self.due)
                handover.collected(request, "pemohon sendiri", actor=officer, at=self.due)

    def _hand_over(self, officer: Actor) -> None:
        with travel(self.due), transaction():
            request = queries.for_change(self.code)
            outcome = self.rng.choice((Outcome.EMAILED, Outcome.TO_COLLECT))
            handover.hand_over_siak(request, outcome, "", actor=officer, at=self.due)

    def _waits(self) -> bool:
        return self.request.status is Status.SUBMITTED

    def _claimed(self, officer: Actor) -> Actor:
        """Let an officer take it, or a colleague while the officer is away; return who did."""
        roster = self.painter.roster
        if roster.is_away(officer, self.due):
            officer = self.rng.choice(roster.at_work(self.desk, self.due))
        life.claim(self.code, officer, at=self.due, turn=chance.turn(self.request, self.rng))
        return officer

    def wait(self, at: datetime, minutes: float, *, files: int = 0) -> Act:
        """Return the act that waits, in the office's own hours."""
        calendar = self.painter.pace(self.desk.office_id)
        spent = max(1, int(self.rng.lognormvariate(0, 0.7) * minutes))
        return self.later(calendar.add_working(at, minutes=spent), files=files)

    def later(self, at: datetime, *, files: int = 0) -> Act:
        """Return the act that waits until an instant, or until the desk works again."""
        self.due = self.painter.roster.clear(self.desk, at)
        return Act(self.due, files)
