# Longer than 300 lines: ten tales and a neighbour, told one after the other, are one thing to read.
"""Ten cases that every demo tells, whatever chance brings: what an office talks about afterwards; and one neighbour."""

import random
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from eservice.accounts.actor import Actor
from eservice.catalogue.definition import ForWhom
from eservice.counter import emergency
from eservice.demo import days, life, outside
from eservice.demo.cast import ASKS_THE_RT, BUSY, ON_BEHALF, Desk
from eservice.demo.people import Invented, Residents
from eservice.demo.plots import Plot
from eservice.demo.stage import Act, Painter
from eservice.demo.telling import Told, working_day
from eservice.kernel.clock import WIB, travel
from eservice.kernel.errors import NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.offices import queries as offices
from eservice.requests import notes, queries, reviewing
from eservice.requests.meetings import Window
from eservice.requests.reviewing import Gap
from eservice.requests.workflow import Channel, Confirmation, Verdict

BLURRED = "Nomor KK masih tidak terbaca. Letakkan kartu di tempat terang, foto dari atas."

_OLD, _GROWN, _CHILD = (1955, 1962), (1984, 1990), (2012, 2014)
"""Years of birth, from and to."""


def all_of_them(
    desks: Mapping[str, Desk], rng: random.Random, *, painter: Painter, as_of: datetime
) -> Iterator[tuple[datetime, Iterator[Act]]]:
    """Yield when each tale begins, and its acts; what an office's days hold besides requests is among them."""
    residents = Residents(rng, first_serial=900)
    yield from days.all_of_them(Told(desks, rng, residents, painter, as_of))
    for ago, hour, tale in _TALES:
        at = working_day(as_of, ago, hour)
        for number in range(9 if tale is _power_cut else 1):
            begun = at + timedelta(minutes=6 * number)
            yield begun, tale(Told(desks, rng, residents, painter, begun))


def _grandmother(told: Told) -> Iterator[Act]:
    """No telephone, and the head of her RT lives far away: she brings his letter when she fetches hers."""
    desk = told.desks[BUSY[1]]
    old = told.residents.one(region=desk.region, born=(1941, 1948))
    old = Invented(old.facts | {"name": "Zubaidah"})
    plot = told.counter("SKD", desk, resident=old, brings=frozenset({"pengantar_rt"}), wanted={"telepon": ""})
    yield plot.wait(told.at, 5, files=1)
    yield from plot.smoothly(desk.officers[0])


def _father(told: Told) -> Iterator[Act]:
    """A married son with a family card of his own asks for his father."""
    desk = told.desks[BUSY[0]]
    father = told.residents.one(region=desk.region, born=(1950, 1958))
    plot = told.online("SKTM", desk, whom=ForWhom.FAMILY, relative=father, wanted={"bidang": "pendidikan"})
    yield plot.wait(told.at, 90, files=1)
    yield from plot.smoothly(desk.officers[1])


def _divided_kelurahan(told: Told) -> Iterator[Act]:
    """His KTP still says Kenali Besar; he lives in Simpang Rimbo since it was divided."""
    before, now = told.desks["Kelurahan Kenali Besar"], told.desks["Kelurahan Simpang Rimbo"]
    wanted = {"alamat_ktp_status": "pemekaran", "alamat_ktp": "Lrg. Amanah No. 14 RT 17, Kelurahan Kenali Besar, Jambi"}
    plot = told.online("SKD", before, wanted=wanted)
    yield plot.wait(told.at, 60, files=1)
    life.claim(plot.code, before.officers[0], at=plot.due)
    yield plot.wait(plot.due, 15)
    with travel(plot.due), transaction():
        reviewing.transfer(
            queries.for_change(plot.code),
            offices.office(now.office_id),
            "Alamat ini sekarang masuk Kelurahan Simpang Rimbo.",
            actor=before.officers[0],
            at=plot.due,
        )
    plot = _on_desk(plot, now)
    yield plot.wait(plot.due, 40)
    yield from plot.smoothly(now.officers[0])


def _wedding(told: Told) -> Iterator[Act]:
    """The akad is in seven working days."""
    desk = told.desks[BUSY[2]]
    akad = told.painter.pace(desk.office_id).add_working(told.at, days=7)
    plot = told.online("N1", desk, wanted={"tanggal_akad": akad.astimezone(WIB).date().isoformat()})
    yield plot.wait(told.at, 40, files=1)
    yield from plot.smoothly(desk.officers[1])


def _nobody_home(told: Told) -> Iterator[Act]:
    """Two visits for a hospital bill, the first in vain; now the Camat is next."""
    desk = told.desks[BUSY[0]]
    officer = desk.officers[0]
    plot = told.online("SKTM", desk, wanted={"bidang": "kesehatan", "keperluan": "berobat di RSUD Contoh"})
    yield plot.wait(told.at, 60, files=1)
    life.claim(plot.code, officer, at=plot.due)
    first, second = (_visiting(told, desk, plot.due, minutes=minutes) for minutes in (90, 330))
    outside.plan_visit(plot.code, first, officer, at=plot.due)
    yield plot.later(first.from_at + timedelta(minutes=10))
    outside.find_nobody(plot.code, second, officer, at=plot.due)
    _note(plot, officer, "Tetangga bilang orangnya pulang sore.")
    yield plot.later(second.from_at + timedelta(minutes=25))
    outside.visit(plot.code, "Bertemu istrinya.", officer, at=plot.due)
    yield plot.wait(plot.due, 30)
    life.recommend(plot.code, officer, at=plot.due, rng=told.rng, judging=True)
    yield plot.wait(plot.due, 60)
    life.sign(plot.code, desk.signer, at=plot.due)
    yield from plot.drawn()


def _visiting(told: Told, desk: Desk, after: datetime, *, minutes: int) -> Window:
    """Return an hour of the office's own, so much working time later."""
    comes_at = told.painter.pace(desk.office_id).add_working(after, minutes=minutes)
    return Window(comes_at, comes_at + timedelta(hours=1))


def _heirs(told: Told) -> Iterator[Act]:
    """Three heirs: one lives in another province, one is a child; the others come to sign in front of the officer."""
    desk = told.desks[BUSY[1]]
    officer = desk.officers[0]
    child, far, widow = (told.residents.one(region=desk.region, born=born) for born in (_CHILD, _GROWN, _OLD))
    guardian = {"wali": widow.facts["name"]}
    rows = [_heir(widow, "istri", "hadir"), _heir(far, "anak", "kuasa"), _heir(child, "anak", "anak") | guardian]
    dead = told.residents.one(region=desk.region, born=_OLD)
    wish: dict[str, Any] = {"wanted": {"ahli_waris": rows}, "brings": frozenset({"pernyataan"})}
    plot = told.online("SKAW", desk, whom=ForWhom.DECEASED, relative=dead, **wish)
    yield plot.wait(told.at, 120, files=1)
    life.claim(plot.code, officer, at=plot.due)
    yield plot.wait(plot.due, 40)
    day = told.painter.pace(desk.office_id).add_working(plot.due, days=2).astimezone(WIB).date()
    comes_at = datetime.combine(day, time(9), WIB)
    outside.invite(plot.code, Window(comes_at, comes_at + timedelta(hours=1)), officer, at=plot.due)
    plot.due = comes_at + timedelta(minutes=40)
    yield Act(plot.due)
    outside.heirs_signed(plot.code, officer, at=plot.due)
    yield plot.wait(plot.due, 20)
    life.recommend(plot.code, officer, at=plot.due, rng=told.rng, judging=True)
    yield from plot.signatures(officer)


def _heir(person: Invented, relation: str, state: str) -> dict[str, str]:
    facts = person.facts
    told = {"nama": facts["name"], "hubungan": relation, "tanggal_lahir": facts["birth_date"], "keadaan": state}
    return told | {"nik": facts["nik"]}


def _sheet_prepared(told: Told) -> Iterator[Act]:
    """The sheet of the week is closed, with what nobody wrote on, and the next one is printed before it is needed."""
    desk = told.desks[BUSY[2]]
    officer = desk.officers[1]
    with travel(told.at), transaction():
        if emergency.open_sheet(desk.office_id) is not None:
            emergency.close("Minggu selesai", actor=officer, at=told.at)
        letters = emergency.letters_of(desk.office_id, at=told.at)
        emergency.prepare(codes=20, numbers=dict.fromkeys(letters, 1), actor=officer, at=told.at)
    yield Act(told.at)


def _power_cut(told: Told) -> Iterator[Act]:
    """Nine forms filled in on paper while there was no power, entered the next morning with the paper's hour."""
    desk = told.desks[BUSY[2]]
    service = told.rng.choice(("SKU", "SKD", "PSKCK"))
    position = _entered(desk.office_id) + 1
    written_at = working_day(told.at, 1, 10) + timedelta(minutes=7 * position)
    on_paper: dict[str, Any] = {"line": (position, written_at)} if position else {}
    plot = told.counter(service, desk, channel=Channel.LATE_ENTRY, **on_paper)
    yield plot.wait(told.at, 20, files=1)
    yield from plot.smoothly(desk.officers[1])


def _entered(office_id: int) -> int:
    """Return how many lines of an office's sheet are entered; -1 where a short history began after it was printed."""
    sheet = emergency.open_sheet(office_id)
    return -1 if sheet is None else sum(entered is not None for _slip, _code, entered in emergency.slips(sheet))


def _lurah_on_leave(told: Told) -> Iterator[Act]:
    """Her deputy may sign, but not what he checked himself: it waits for her."""
    desk = told.desks[ON_BEHALF]
    officer = desk.officers[0]
    plot = told.online("SKU", desk)
    yield plot.wait(told.at, 60, files=1)
    life.claim(plot.code, officer, at=plot.due)
    yield plot.wait(plot.due, 20)
    life.recommend(plot.code, officer, at=plot.due, rng=told.rng, judging=True)
    if desk.deputy is not None:
        with suppress(NotAllowedError):
            life.sign(plot.code, desk.deputy, at=plot.due)
    _note(plot, officer, "Lurah cuti sampai besok. Saya yang memeriksa, jadi tidak boleh menandatangani a.n. beliau.")
    yield plot.wait(plot.due, 500)
    yield from plot.signatures(officer)


def _blurred_twice(told: Told) -> Iterator[Act]:
    """The family card cannot be read twice; the second round is the supervisor's to ask."""
    desk = told.desks[BUSY[0]]
    officer, bad = desk.officers[2], {"kk": (Verdict.UNCLEAR, BLURRED)}
    gap = [Gap("proof", "kk", Verdict.UNCLEAR, BLURRED)]
    plot = told.online("SKD", desk)
    yield plot.wait(told.at, 60, files=1)
    for who in (officer, desk.supervisor):
        life.claim(plot.code, officer, at=plot.due)
        life.judge(plot.code, officer, at=plot.due, bad=bad)
        life.ask(plot.code, who, gap, at=plot.due)
        yield plot.wait(plot.due, 300)
        if plot.asks is not None:
            life.mend(plot.code, plot.asks, at=plot.due, rng=told.rng)
        yield plot.wait(plot.due, 30)
    yield from plot.smoothly(officer)


def _forged(told: Told) -> Iterator[Act]:
    """A school calls: the paper bears another name than the register."""
    desk = told.desks[BUSY[1]]
    officer = desk.officers[1]
    plot = told.online("SKTM", desk, wanted={"bidang": "pendidikan", "instansi": "SMAN CONTOH 2"})
    yield plot.wait(told.at, 60, files=1)
    yield from plot.smoothly(officer)
    yield plot.wait(plot.due, 900)
    _note(
        plot,
        officer,
        "SMAN CONTOH 2 menelepon: nama di kertas yang mereka terima lain. 'Cocokkan' menjawab tidak cocok: kertasnya "
        "diubah orang. Surat kita tetap berlaku.",
    )


def _neighbour(told: Told) -> Iterator[Act]:
    """Whom the sign-in page offers: a letter of last week, one paper to send again, and a letter to be signed."""
    desk = told.desks[BUSY[0]]
    officer, resident = desk.officers[1], told.residents.one(region=desk.region, born=_GROWN)
    account = life.open_account(resident, at=told.at)
    plot = told.online("SKD", desk, resident=resident, account=account)
    yield plot.wait(told.at, 40, files=1)
    yield from plot.smoothly(officer)

    told.at = told.painter.pace(desk.office_id).add_working(told.at, days=5)
    yield Act(told.at)
    wanted = {"bidang": "pendidikan", "keperluan": "beasiswa KIP Kuliah"}
    unclear = told.online("SKTM", desk, resident=resident, account=account, wanted=wanted)
    yield unclear.wait(told.at, 30, files=1)
    life.claim(unclear.code, officer, at=unclear.due)
    life.judge(unclear.code, officer, at=unclear.due, bad={"kk": (Verdict.UNCLEAR, BLURRED)})
    life.ask(unclear.code, officer, [Gap("proof", "kk", Verdict.UNCLEAR, BLURRED)], at=unclear.due)

    told.at = told.painter.pace(desk.office_id).add_working(unclear.due, hours=5)
    yield Act(told.at)
    signing = told.online("SKU", desk, resident=resident, account=account)
    yield signing.wait(told.at, 20, files=1)
    life.claim(signing.code, officer, at=signing.due)
    life.recommend(signing.code, officer, at=signing.due, rng=told.rng, judging=True)


def _rt_wants_to_meet(told: Told) -> Iterator[Act]:
    """The head of the RT would see him first; the officer decides, and does not wait for that."""
    desk = told.desks[BUSY[0]]
    plot = told.online(ASKS_THE_RT, desk)
    yield plot.wait(told.at, 40)
    life.ask_rt(plot.code, desk.officers[0], at=plot.due)
    yield plot.wait(plot.due, 90)
    life.rt_answers(plot.code, Confirmation.MEET, at=plot.due)
    yield plot.wait(plot.due, 30, files=1)
    yield from plot.smoothly(desk.officers[0])


def _rt_is_asked(told: Told) -> Iterator[Act]:
    """Asked this morning, and not answered yet."""
    desk = told.desks[BUSY[0]]
    plot = told.online(ASKS_THE_RT, desk)
    yield plot.wait(told.at, 15)
    life.ask_rt(plot.code, desk.officers[0], at=plot.due)


def _note(plot: Plot, officer: Actor, text: str) -> None:
    with travel(plot.due), transaction():
        notes.note(queries.for_change(plot.code), text, actor=officer, at=plot.due)


def _on_desk(plot: Plot, desk: Desk) -> Plot:
    """Return the same request on another desk."""
    moved = replace(plot, desk=desk)
    moved.due = plot.due
    return moved


_TALES: tuple[tuple[int, int, Callable[[Told], Iterator[Act]]], ...] = (
    (12, 9, _grandmother),
    (11, 19, _father),
    (9, 10, _divided_kelurahan),
    (8, 20, _wedding),
    (4, 8, _nobody_home),
    (13, 10, _heirs),
    (10, 15, _sheet_prepared),
    (6, 8, _power_cut),
    (3, 15, _sheet_prepared),
    (5, 9, _lurah_on_leave),
    (10, 9, _blurred_twice),
    (14, 9, _forged),
    (9, 8, _neighbour),
    (2, 9, _rt_wants_to_meet),
    (0, 7, _rt_is_asked),
)
"""Days ago, hour, tale."""
