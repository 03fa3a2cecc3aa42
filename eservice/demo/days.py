"""What an office's days hold besides everyday requests: who is away, what stands still, who goes out, the bench.

Some of it is over, and some of it is now, so that every page of an officer's day has something to show.
"""

import random
from collections.abc import Callable, Generator, Iterator
from datetime import datetime, time, timedelta
from functools import partial

from sqlalchemy import select

from eservice.catalogue.definition import ForWhom
from eservice.counter import tickets
from eservice.counter.rules import Act as On
from eservice.counter.rules import Errand
from eservice.demo import life, outside
from eservice.demo.cast import BUSY, Desk
from eservice.demo.plots import Plot
from eservice.demo.roster import Away
from eservice.demo.stage import Act
from eservice.demo.telling import Told, lately, working_day
from eservice.kernel.clock import WIB, travel, wib
from eservice.kernel.codes import token
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.metrics import expecting
from eservice.requests import bulk, incidents, queries, saving, snoozing
from eservice.requests.incidents import Declaration
from eservice.requests.meetings import Window
from eservice.requests.models import Request
from eservice.requests.workflow import WORKFLOW, Priority, Status, Step, Verb
from eservice.staff import actions as staff

_ERRANDS = (
    (Errand.LETTER, 5), (Errand.COLLECT, 3), (Errand.CERTIFIED_COPY, 2), (Errand.KTP, 2), (Errand.ADVICE, 1),
)  # fmt: skip
_BENCH_DAYS, _BENCH_NUMBERS = 5, 9
_WAITING = ((34, Errand.LETTER), (26, Errand.COLLECT), (19, Errand.LETTER), (11, Errand.ADVICE), (4, Errand.LETTER))
"""Who sits on the bench now: minutes ago, and for what."""
_COUNTED = (50, 35, 24, 16, 11, 8, 6, 4, 3, 2, 1)
"""Days ago on which usual times are counted, so that who asks afterwards is told what to expect."""


def all_of_them(told: Told) -> Iterator[tuple[datetime, Iterator[Act]]]:
    """Yield when each begins, and its acts; ``told`` is the history's present."""
    desk, as_of = told.desks[BUSY[0]], told.at
    pace, roster = told.painter.pace(desk.office_id), told.painter.roster
    for away in roster.absences:
        if away.known_at < as_of:
            yield away.known_at, _absence(away)
    for days in _COUNTED:
        yield as_of - timedelta(days=days), _counted(told.then(as_of - timedelta(days=days)))
    for days in range(1, _BENCH_DAYS + 1):
        closed_at = pace.closing_of(wib(working_day(as_of, days, 0)).date())
        if closed_at is not None:
            yield closed_at, _bench(desk, closed_at)
    now: tuple[tuple[datetime, Callable[[Told], Iterator[Act]]], ...] = (
        (roster.outage.from_at - timedelta(hours=1), _siak_is_down),
        (working_day(as_of, 8, 8), _visited),
        (working_day(as_of, 2, 8), _visit_planned),
        (working_day(as_of, 2, 9), _heirs_awaited),
        (working_day(as_of, 2, 10), _heirs_objected),
        (lately(pace, as_of, minutes=200), _snoozed),
        (lately(pace, as_of, minutes=70), _put_first),
        (lately(pace, as_of, minutes=60), _reminded_together),
        (lately(pace, as_of, minutes=50), _lists_kept),
        (as_of - timedelta(minutes=45), _bench_now),
    )
    for at, tale in now:
        yield at, tale(told.then(at))


def _absence(away: Away) -> Iterator[Act]:
    """An officer says beforehand when they are away, and who goes on."""
    with travel(away.known_at), transaction():
        leave = staff.Leave(
            user_id=away.officer.user_id or 0,
            kind=away.kind,
            from_at=away.from_at,
            until_at=away.until_at,
            deputy_id=away.deputy.membership_id,
        )
        staff.record_absence(leave, actor=away.officer, at=away.known_at)
    yield Act(away.known_at)


def _counted(told: Told) -> Iterator[Act]:
    """How long requests took is counted in the busy offices; elsewhere too few are alike."""
    for name in BUSY:
        expecting.count(told.desks[name].office_id, at=told.at)
    yield Act(told.at)


def _siak_is_down(told: Told) -> Iterator[Act]:
    """The register of the ministry cannot be reached for half a day: every request of the office rests meanwhile."""
    outage = told.painter.roster.outage
    desk, home = outage.desk, told.desks[BUSY[0]]
    plot = told.online("KK", desk, region=home.region)
    yield Act(told.at, files=1)
    declared_at = outage.from_at + timedelta(minutes=15)
    yield Act(declared_at)
    declaration = Declaration(
        service_id=None,
        office_id=desk.office_id,
        public_text="SIAK pusat tidak dapat diakses. Permohonan Anda aman dan dilanjutkan begitu tersambung.",
        public_text_en="The national register cannot be reached. Your request is safe and goes on once it can.",
        evidence="Pengumuman Ditjen Dukcapil di grup admin, pukul 10.05 (CONTOH)",
        begins_at=outage.from_at,
        until_at=outage.until_at + timedelta(hours=1),
    )
    with travel(declared_at), transaction():
        number = incidents.declare(declaration, actor=desk.signer, at=declared_at).id
    hold = partial(incidents.hold, incident_id=number)
    _to_each(desk, WORKFLOW[Step.HOLD].sources, hold, at=declared_at)
    yield Act(outage.until_at)
    _to_each(desk, WORKFLOW[Step.HOLD].sources, hold, at=outage.until_at)
    with travel(outage.until_at), transaction():
        incidents.end(incidents.incident(number), outage.until_at, actor=desk.signer, at=outage.until_at)
    _to_each(desk, frozenset({Status.ON_HOLD}), incidents.release, at=outage.until_at)
    yield plot.wait(outage.over_at, 40)
    yield from plot.run(quick=True)


def _to_each(desk: Desk, statuses: frozenset[Status], deal: Callable[..., None], *, at: datetime) -> None:
    """Do to each request of a desk what the house does to it."""
    found = select(Request.id).where(Request.office_id == desk.office_id, Request.status.in_(statuses))
    for number in db.session.scalars(found.order_by(Request.id)).all():
        with travel(at), transaction():
            deal(queries.for_change_by_id(number), at=at)


def _visited(told: Told) -> Iterator[Act]:
    """The officer comes when it was said, and finds what was told."""
    desk = told.desks[BUSY[1]]
    officer = desk.officers[1]
    plot = told.online("SKTM", desk, wanted={"bidang": "pendidikan", "keperluan": "keringanan UKT"})
    yield plot.wait(told.at, 60, files=1)
    life.claim(plot.code, officer, at=plot.due)
    comes_at = told.painter.pace(desk.office_id).add_working(plot.due, minutes=300)
    outside.plan_visit(plot.code, Window(comes_at, comes_at + timedelta(hours=2)), officer, at=plot.due)
    yield plot.later(comes_at + timedelta(minutes=40))
    outside.visit(plot.code, "Bertemu pemohon dan tetangga; tiga anak masih sekolah.", officer, at=plot.due)
    yield plot.wait(plot.due, 30)
    life.recommend(plot.code, officer, at=plot.due, rng=told.rng, judging=True)
    yield from plot.signatures(officer)


def _visit_planned(told: Told) -> Iterator[Act]:
    """Somebody waits at home for the officer, in the office's next hours."""
    desk = told.desks[BUSY[0]]
    officer = desk.officers[0]
    plot = told.online("SKTM", desk, wanted={"bidang": "kesehatan", "keperluan": "berobat di RSUD Contoh"})
    yield plot.wait(told.at, 40, files=1)
    life.claim(plot.code, officer, at=plot.due)
    soon = told.painter.pace(desk.office_id).add_working(told.painter.as_of, minutes=60)
    comes_at = soon.replace(minute=soon.minute // 15 * 15, second=0, microsecond=0)
    outside.plan_visit(plot.code, Window(comes_at, comes_at + timedelta(hours=1)), officer, at=plot.due)


def _heirs_awaited(told: Told) -> Iterator[Act]:
    """Heirs were told when to come and sign: on the morning after the next working day."""
    desk = told.desks[BUSY[0]]
    plot = yield from _heirs(told, desk)
    day = wib(told.painter.pace(desk.office_id).add_working(told.painter.as_of, days=2)).date()
    comes_at = datetime.combine(day, time(9), WIB)
    outside.invite(plot.code, Window(comes_at, comes_at + timedelta(hours=1)), desk.officers[0], at=plot.due)


def _heirs_objected(told: Told) -> Iterator[Act]:
    """Somebody who says to be an heir too objects: nothing is signed until they have settled it."""
    desk = told.desks[BUSY[0]]
    plot = yield from _heirs(told, desk)
    outside.object_to(plot.code, "Ada keberatan ahli waris lain.", desk.officers[0], at=plot.due)


def _heirs(told: Told, desk: Desk) -> Generator[Act, None, Plot]:
    """Somebody asks for the heirs of somebody who died; the officer takes it."""
    dead = told.residents.one(region=desk.region, born=(1955, 1962))
    plot = told.online("SKAW", desk, whom=ForWhom.DECEASED, relative=dead, brings=frozenset({"pernyataan"}))
    yield plot.wait(told.at, 60, files=1)
    life.claim(plot.code, desk.officers[0], at=plot.due)
    return plot


def _snoozed(told: Told) -> Iterator[Act]:
    """The school's clerk is back tomorrow: until then it need not stand in the officer's list."""
    desk = told.desks[BUSY[0]]
    officer, pace = desk.officers[0], told.painter.pace(desk.office_id)
    plot = told.online("SKD", desk)
    yield Act(told.at + timedelta(minutes=30), files=1)
    at = told.at + timedelta(minutes=30)
    life.claim(plot.code, officer, at=at)
    with travel(at), transaction():
        request = queries.for_change(plot.code)
        ways = snoozing.choices(pace, promised_at=request.promised_at or at, at=at)
        until = max(ways.values(), default=at)
        if until > told.painter.as_of:
            snoozing.snooze(request, until, "Menunggu telepon dari sekolah.", actor=officer, at=at)


def _put_first(told: Told) -> Iterator[Act]:
    """Whoever needs it more goes first, with the reason for everybody to read."""
    desk = told.desks[BUSY[0]]
    plot = told.online("SKTM", desk, wanted={"bidang": "kesehatan", "keperluan": "berobat di RSUD Contoh"})
    at = told.at + timedelta(minutes=20)
    yield Act(at, files=1)
    reason = "Masuk rumah sakit kemarin; surat diminta RSUD sebelum operasi."
    life.put_first(plot.code, Priority.URGENT, reason, desk.officers[1], at=at)


def _reminded_together(told: Told) -> Iterator[Act]:
    """Everybody who was asked for something is written to once more, in one go; each has an answer of its own."""
    desk = told.desks[BUSY[0]]
    wanting = select(Request.code).where(Request.office_id == desk.office_id, Request.status == Status.NEEDS_CORRECTION)
    codes = db.session.scalars(wanting.order_by(Request.id.desc()).limit(6)).all()
    picked = [bulk.Picked(code or "", len(queries.request_by_code(code or "").history)) for code in codes]
    with travel(told.at):
        bulk.carry_out(token(), Verb.REMIND, picked, bulk.remind, actor=desk.officers[0], at=told.at)
    yield Act(told.at)


def _lists_kept(told: Told) -> Iterator[Act]:
    """What an officer goes back to every day, by a name of the own."""
    officer = told.desks[BUSY[0]].officers[0]
    with travel(told.at), transaction():
        saving.save("SKTM di antrean", {"tab": "antrean", "layanan": "SKTM"}, actor=officer)
        saving.save("Dari loket, masih terbuka", {"tab": "kantor", "saluran": "counter"}, actor=officer)
    yield Act(told.at)


def _bench(desk: Desk, closed_at: datetime) -> Iterator[Act]:
    """A day of the bench, told when it is over: one officer, one number after the other, one that nobody came for."""
    rng = random.Random(f"bench {closed_at.date()}")  # noqa: S311 - invented numbers
    officer, free_at = desk.officers[1], closed_at - timedelta(hours=5)
    coming = sorted(free_at + timedelta(minutes=rng.randrange(150)) for _ in range(_BENCH_NUMBERS))
    absent = rng.randrange(_BENCH_NUMBERS)
    with transaction():
        for number in range(_BENCH_NUMBERS):
            free_at = max(free_at, coming[0] if coming else free_at) + timedelta(minutes=1)
            while coming and coming[0] <= free_at:
                _give(desk, rng, coming.pop(0))
            if number == 0:
                tickets.stand_at("Loket 1", actor=officer, at=free_at)
            called = tickets.call_next(actor=officer, at=free_at)
            if number == absent:
                tickets.act(called.id, On.ABSENT, actor=officer, at=free_at + timedelta(minutes=3))
                continue
            tickets.act(called.id, On.SERVE, actor=officer, at=free_at + timedelta(seconds=40))
            free_at += timedelta(minutes=rng.randint(4, 16))
            tickets.act(called.id, On.FINISH, actor=officer, at=free_at)
    yield Act(closed_at)


def _bench_now(told: Told) -> Iterator[Act]:
    """The hall as it is now, whatever the hour: whoever tries the demo in the evening finds a bench to call from."""
    desk, at = told.desks[BUSY[0]], told.at
    if wib(at).date() != wib(told.painter.as_of).date():
        return
    serving_officer, caller = desk.officers[1], desk.officers[0]
    with transaction():
        tickets.stand_at("Loket 1", actor=serving_officer, at=at)
        tickets.stand_at("Loket 2", actor=caller, at=at)
        for ago, errand in ((44, Errand.LETTER), *_WAITING):
            tickets.give(desk.office_id, errand, goes_first=ago == 11, at=told.painter.as_of - timedelta(minutes=ago))
            if ago == 44:
                called_at = at + timedelta(minutes=4)
                called = tickets.call_next(actor=serving_officer, at=called_at)
                tickets.act(called.id, On.SERVE, actor=serving_officer, at=called_at + timedelta(minutes=1))
    yield Act(at)


def _give(desk: Desk, rng: random.Random, at: datetime) -> None:
    errand = rng.choices([one for one, _ in _ERRANDS], [weight for _, weight in _ERRANDS])[0]
    tickets.give(desk.office_id, errand, goes_first=rng.random() < 0.12, at=at)
