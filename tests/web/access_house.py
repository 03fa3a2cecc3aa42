"""A house with one real object behind every address, and everybody who may come to the door, for the access matrix."""

from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace

from sqlalchemy import select

from eservice.accounts import sessions
from eservice.accounts.actor import Actor
from eservice.accounts.models import Session, User
from eservice.accounts.permissions import Role
from eservice.careers import actions as careers
from eservice.careers import offering
from eservice.careers.rules import CourseForm
from eservice.careers.terms import Term
from eservice.catalogue import drafting
from eservice.catalogue import queries as catalogue
from eservice.complaints import actions as complaints
from eservice.complaints.actions import Told
from eservice.complaints.rules import Against, Limit, Openness
from eservice.complaints.rules import Kind as Complained
from eservice.counter import emergency, running, tickets
from eservice.counter.rules import Errand
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.letters import documents
from eservice.letters.content import Signer
from eservice.letters.kinds import Mode
from eservice.letters.models import LetterNumber
from eservice.notifications.models import Message
from eservice.notifications.rules import MessageChannel, MessageState
from eservice.offices.models import Official, Rt
from eservice.offices.queries import office_by_code
from eservice.privacy import actions as privacy
from eservice.privacy import breaches, examining
from eservice.privacy.alarms import BreachKind
from eservice.privacy.limits import Keeps
from eservice.privacy.models import LegalHold
from eservice.privacy.rules import ConsentPurpose, Held, WishKind
from eservice.requests import (
    batches,
    bulk,
    confirming,
    filing,
    meetings,
    notes,
    queries,
    readying,
    reviewing,
    saving,
    signing,
)
from eservice.requests.disruptions import Incident
from eservice.requests.filing import Opened
from eservice.requests.ready import Use
from eservice.requests.reviewing import Gap
from eservice.requests.workflow import Channel, Verb, Verdict
from eservice.requests.writings import Mention
from eservice.staff.models import Absence, Skill
from eservice.staff.rules import AbsenceKind
from eservice.uploads import actions as uploads
from eservice.worktime.models import (
    CalendarClosure,
    CalendarOpening,
    CalendarSeason,
    Holiday,
    WorkCalendar,
)
from eservice.worktime.rules import ClosureKind
from tests.domain.requests.house import asks_the_rt
from tests.web import desks
from tests.web.desks import NOW, House

_TOLD = {"code": "K7M4QX", "promised_at": NOW.isoformat(), "link": "/"}
_SOON = meetings.Window(NOW + timedelta(hours=1), NOW + timedelta(hours=2))


@dataclass(frozen=True)
class World:
    """What the matrix needs to know, in plain values."""

    people: dict[str, str]
    """The cookie's secret of each person who has signed in."""
    carried: dict[str, dict[str, object]]
    """What else stands in the cookie of those who have no account: a receipt, the question of an RT."""
    parts: dict[str, str]
    """The parts of addresses, by ``endpoint.name``, ``audience.name`` or ``name`` alone."""

    def part(self, endpoint: str, name: str) -> str:
        """Return what stands in an address of the house for ``name``."""
        keys = (f"{endpoint}.{name}", f"{endpoint.split('.', maxsplit=1)[0]}.{name}", name)
        return next((self.parts[key] for key in keys if key in self.parts), "1")


def build() -> World:
    """Return the world, written through the real actions where rows hang together, and as plain rows elsewhere."""
    house = desks.build()
    with transaction():
        there = office_by_code("kel-kasang")
        others = {
            "signer elsewhere": desks.person(there, Role.SIGNER, "Suryadi"),
            "supervisor elsewhere": desks.person(there, Role.SUPERVISOR, "Kartini"),
            "administrator": desks.person(office_by_code("dukcapil"), Role.ADMIN, "Teguh Prakoso"),
            "protector": desks.person(office_by_code("dukcapil"), Role.PROTECTOR, "Laras Wulandari"),
            "examiner": desks.person(office_by_code("dukcapil"), Role.EXAMINER, "Indra Gunawan"),
        }
        db.session.flush()
    at_work = {
        "officer": house.dewi, "officer elsewhere": house.stranger, "signer": house.lurah,
        "supervisor": house.penyelia,
    } | others  # fmt: skip
    asks_the_rt(SimpleNamespace(office_id=house.office_id, signer=house.lurah), "SKD")
    codes = {name: desks.file_request(house, nik=nik, telepon="081290007788") for name, nik in _FILED.items()}
    owner = desks.applicant(codes["waiting"])
    stranger = desks.applicant(codes["counter"])
    with transaction():
        for name, code in codes.items():
            found = queries.for_change(code)
            found.user_id = None if name == "counter" else owner.user_id
        db.session.get_one(User, owner.user_id).phone = "+6281290007788"
    parts = _standing(codes)
    _bring_on(house, codes)
    people = {name: desks.secret_of(actor) for name, actor in (at_work | {"owner": owner, "citizen": stranger}).items()}
    people["ended"] = _ended(house.dewi)
    parts |= _at_the_desk(house, codes, owner) | _in_the_office(house, others["administrator"], owner)
    with transaction():
        wish = privacy.file_wish(WishKind.CORRECT, "Nama jalan keliru.", actor=owner, at=NOW)
        hold = LegalHold(
            request_id=queries.request_by_code(codes["held"]).id, reason="Perkara.", set_at=NOW,
            set_by_id=others["protector"].user_id,
        )  # fmt: skip
        db.session.add(hold)
        db.session.flush()
        parts |= {"user_id": str(house.dewi.user_id), "wish_id": str(wish.id), "hold_id": str(hold.id)}
    parts |= _under_examination(house, others) | _in_training(house, others["administrator"])
    with transaction():
        told = Told(
            kind=Complained.DELAY, against=Against.SERVICE, office_id=house.office_id, text="Sudah dua minggu.",
            openness=Openness.NAMED,
        )  # fmt: skip
        parts["handling.code"] = complaints.file(told, actor=owner, at=NOW).code
    until = int((NOW + timedelta(minutes=10)).timestamp())
    carried = {
        "bearer": {"lacak": {"kode": codes["counter"], "sampai": until}},
        "rt_head": {"rt": {"tautan": parts.pop("link"), "sampai": until, "pin": True}},
    }
    return World(people, carried, parts)


def _standing(codes: dict[str, str]) -> dict[str, str]:
    """Return which request, office or file stands in which address; where none is named it is the one Dewi holds."""
    issued, ready, called, gaps = codes["issued"], codes["ready"], codes["called"], codes["gaps"]
    office, service = "kel-telanaipura", "SKD"
    # fmt: off
    return {
        "code": codes["held"], "signer.code": ready, "admin.code": office,
        "signer.revoke.code": issued, "signer.letter_file.code": issued,
        "citizen.letter.code": issued, "citizen.document.code": issued, "citizen.amend.code": issued,
        "citizen.complete.code": gaps, "citizen.another_time.code": called,
        "officer.appointment.code": called, "officer.call_off_appointment.code": called,
        "officer.letter.code": issued, "officer.collected.code": issued, "officer.ready.code": issued,
        "officer.claim.code": codes["waiting"], "officer.complete.code": gaps, "officer.remind.code": gaps,
        "officer.counter_receipt.code": codes["counter"], "officer.scan.code": codes["counter"],
        "supervisor.reopen.code": issued, "admin.failure_retry.code": codes["stuck"],
        "admin.failure_give_up.code": codes["stuck"],
        "admin.service_close.code": service, "admin.service_open.code": service, "service": service,
        "admin.service_show.code": service, "admin.service_begin.code": service, "admin.service_begin.number": "1",
        "admin.service_difference.code": service, "older": "1", "newer": "1", "component": "biaya",
        "admin.draft_requirement.key": "kk", "admin.draft_field.place": "steps/keperluan/keperluan",
        "sample": "biasa", "admin.draft_field_new.place": "steps/keperluan", "admin.draft_step.step": "keperluan",
        "admin.draft_field_ready.step": "keperluan", "admin.draft_try.step": "keperluan",
        "supervisor.skill_list.code": office, "supervisor.skill_waive.code": office,
        "supervisor.skill_withdraw.code": office, "supervisor.lend.code": office,
        "supervisor.service_show.code": service, "supervisor.office_show.code": office,
        "slug": "surat-keterangan-domisili", "requirement": "kk", "step": "untuk_siapa", "what": "panggil",
        "kind": "csv", "own.kind": WishKind.DELETE, "own.data_export.kind": "json",
        "supervisor.event_file.kind": "ocel",
        "admin.complaint_limit_set.kind": Limit.FIRST,
        "protection.kind": next(iter(Keeps)), "purpose": next(iter(ConsentPurpose)), "errand": "surat",
        "place": "000", "level": "0", "element": "requirements", "filename": "css/eservice.css",
    }
    # fmt: on


_FILED = {
    name: f"157101520490{serial}"
    for serial, name in enumerate(
        ("waiting", "held", "called", "gaps", "ready", "issued", "counter", "asked", "stuck"), start=9021
    )
}
"""Who asked for a letter: a request in every state that an address needs."""


def _bring_on(house: House, codes: dict[str, str]) -> None:
    """Bring each request to where its name says."""
    for name in ("held", "called", "gaps", "ready", "issued", "asked"):
        with transaction():
            found = queries.for_change(codes[name])
            reviewing.claim(found, actor=house.dewi, at=NOW)
            if name in ("ready", "issued"):
                complete = {one.requirement: (Verdict.COMPLETE, "") for one in found.proofs}
                reviewing.judge(found, complete, actor=house.dewi, at=NOW)
                reviewing.recommend(found, actor=house.dewi, at=NOW)
            if name == "gaps":
                gap = Gap("proof", "kk", Verdict.UNCLEAR, "Tulisan di foto KK tidak terbaca.")
                reviewing.ask_correction(found, [gap], actor=house.dewi, at=NOW)
    with transaction():
        signing.sign(queries.for_change(codes["issued"]), actor=house.lurah, at=NOW)


def _at_the_desk(house: House, codes: dict[str, str], owner: Actor) -> dict[str, str]:
    """Return what lies on an officer's desk: meetings, notes, a list, texts, drafts, numbers, a batch."""
    dewi, lurah = house.dewi, house.lurah
    with transaction():
        visit, meeting = (
            meetings.add(
                queries.for_change(codes[name]), _SOON, dewi.membership_id or 0, actor=dewi, at=NOW, called=who
            )
            for name, who in (("held", None), ("called", ["Siti Rahmawati"]))
        )
        found = queries.for_change(codes["held"])
        visit.photo = uploads.receive(
            uploads.prepare(desks.picture("pintu"), "pintu.jpg"), owner=uploads.Owner(user_id=owner.user_id), at=NOW
        )
        notes.note(found, "Mohon dibaca.", actor=lurah, at=NOW, called=[dewi.membership_id or 0])
        offered = catalogue.by_code("SKD", at=NOW)
        draft, _unsent = (
            filing.start_draft(offered.service_id, offered.version_id, opened=opened, at=NOW)
            for opened in (
                Opened(channel=Channel.COUNTER, draft_digest="0" * 64, helper_id=dewi.membership_id),
                Opened(user_id=owner.user_id),
            )
        )
        own_file = uploads.receive(
            uploads.prepare(desks.picture("kk"), "kk.jpg"), owner=uploads.Owner(user_id=owner.user_id), at=NOW
        )
        saved = saving.save("Pagi", {"tab": "antrean"}, actor=dewi)
        text = readying.keep(
            readying.Draft(use=next(iter(Use)), title="Salam", body="Terima kasih."), actor=dewi, at=NOW
        )
        emergency.prepare(codes=1, numbers={}, actor=dewi, at=NOW)
        hall, ticket = (
            running.hall_of(house.office_id),
            tickets.give(house.office_id, Errand.LETTER, goes_first=False, at=NOW),
        )
        helped = queries.for_change(codes["counter"])
        helped.helper_id = dewi.membership_id
        asked = confirming.ask(queries.for_change(codes["asked"]), actor=dewi, at=NOW)
        mention = db.session.scalars(select(Mention.id)).first()
        parts = {
            "visit_id": visit.id, "meeting_id": meeting.id, "number": saved.id, "text": text.id, "mention": mention,
            "draft": draft.id, "citizen.token": own_file.token, "key": hall.key, "held": ticket.token,
            "officer.bench_act.number": ticket.id, "secret": asked.secret,
        }  # fmt: skip
        parts |= {f"public.{page}.key": hall.machine_key for page in ("hall_machine", "hall_take", "hall_number")}
        link = queries.request_by_code(codes["asked"]).rt_question
        assert link is not None
        parts["link"] = link.link_digest
    seen = len(queries.request_by_code(codes["waiting"]).history)
    bulk.carry_out("b" * 32, Verb.CLAIM, [bulk.Picked(codes["waiting"], seen + 5)], bulk.claim, actor=dewi, at=NOW)
    batches.sign("s" * 32, [batches.Chosen(codes["ready"], 99)], actor=lurah, at=NOW)
    return {name: str(value) for name, value in parts.items()} | {
        "officer.token": "b" * 32,
        "signer.token": "s" * 32,
    }


def _in_the_office(house: House, admin: Actor, owner: Actor) -> dict[str, str]:
    """Return what an office and its administrator decide: closures, holidays, absences, skills, incidents, numbers."""
    by = {"decided_by_id": admin.user_id, "decreed_at": NOW}
    two = by | {"confirmed_by_id": house.penyelia.user_id, "reason": "Rapat."}
    day = wib(NOW).date() + timedelta(days=30)
    with transaction():
        calendar = db.session.scalars(select(WorkCalendar)).first()
        service = catalogue.by_code("SKD", at=NOW).service_id
        assert calendar is not None
        rows = {
            "closure_id": CalendarClosure(calendar_id=calendar.id, on=day, **two),
            "opening_id": CalendarOpening(calendar_id=calendar.id, on=day, stretches="08.00-12.00", **two),
            "season_id": CalendarSeason(calendar_id=calendar.id, name="Ramadan", starts_on=day, ends_on=day, **by),
            "holiday_id": Holiday(on=day, category=ClosureKind.NATIONAL, name="Libur", name_en="Holiday", **by),
            "absence_id": Absence(
                user_id=house.bambang.user_id, kind=AbsenceKind.LEAVE, from_at=NOW + timedelta(days=3),
                until_at=NOW + timedelta(days=4), recorded_by_id=house.penyelia.user_id, recorded_at=NOW,
            ),
            "officer.absence_id": Absence(
                user_id=house.dewi.user_id, kind=AbsenceKind.LEAVE, from_at=NOW + timedelta(days=3),
                until_at=NOW + timedelta(days=4), recorded_by_id=house.dewi.user_id, recorded_at=NOW,
            ),
            "skill_id": Skill(membership_id=house.dewi.membership_id, service_id=service, from_at=NOW),
            "incident_id": Incident(
                office_id=house.office_id, service_id=None, public_text="Listrik padam.", evidence="Laporan.",
                begins_at=NOW, until_at=NOW + timedelta(hours=1), opened_at=NOW, opened_by_id=house.lurah.membership_id,
            ),
            "message_id": Message(
                channel=MessageChannel.EMAIL, state=MessageState.FAILED, template="submitted", params=_TOLD,
                user_id=owner.user_id, contact="siti@contoh.go.id", next_try_at=NOW, created_at=NOW, fault="smtp",
            ),
        }  # fmt: skip
        db.session.add_all(rows.values())
        db.session.flush()
        draft = drafting.begin(catalogue.by_code("SKU", at=NOW).version_id, actor=admin, at=NOW)
        parts = {"draft_id": draft.id} | {name: row.id for name, row in rows.items()} | {
            "calendar_id": calendar.id, "service_id": service,
            "official_id": db.session.scalars(select(Official.id).where(Official.office_id == house.office_id)).first(),
            "rt_id": db.session.scalars(select(Rt.id).where(Rt.office_id == house.office_id)).first(),
            "membership_id": house.bambang.membership_id,
            "letter_id": db.session.scalars(select(LetterNumber.letter_id)).first(),
            "number_id": db.session.scalars(select(LetterNumber.id)).first(),
            "session_id": db.session.scalars(select(Session.id).where(Session.user_id == house.dewi.user_id)).first(),
        }  # fmt: skip
    return {name: str(value) for name, value in parts.items()}


def _under_examination(house: House, others: dict[str, Actor]) -> dict[str, str]:
    """Return what an examiner was sent to look at, and what the officer of data wrote down."""
    today = wib(NOW).date()
    with transaction():
        examining.assign(
            examining.Assignment(
                membership_id=others["examiner"].membership_id or 0, letter_number="ST/1", letter_on=today,
                office_ids=(house.office_id,), from_on=today, to_on=today + timedelta(days=30),
            ),
            actor=others["administrator"],
            at=NOW,
        )  # fmt: skip
        told = examining.Draw(office_id=house.office_id, from_on=today, to_on=today, size=2, seed=7)
        sample = examining.draw(told, actor=others["examiner"], at=NOW)
        report = breaches.Report(
            kind=BreachKind.ACCOUNT, what="Akun dipakai orang lain.", data=(next(iter(Held)),), from_at=NOW,
            until_at=NOW + timedelta(minutes=1), noticed_at=NOW,
        )  # fmt: skip
        breach = breaches.open_breach(report, actor=others["protector"], at=NOW)
        return {"sample_id": str(sample.id), "breach_id": str(breach.id), "document_id": str(_signed(house))}


def _signed(house: House) -> int:
    """Return the number of a report that the office's official signed."""
    file = documents.SignedFile(
        data=b"%PDF-", title="Laporan", office_id=house.office_id, salt="00" * 16, mode=Mode.LOCAL,
        signer=Signer(name="Contoh", position="Lurah", lines=()), signed_at=NOW, stamp=None,
    )  # fmt: skip
    return documents.register(file, about="figures:x:2026-06-01:2026-06-30", actor=house.lurah, at=NOW).id


def _in_training(house: House, admin: Actor) -> dict[str, str]:
    """Return what is offered to be learnt, and a place that an officer asks for."""
    with transaction():
        told = offering.Offered("Menulis surat", "BKPSDM", CourseForm.CLASSROOM, 450, 0)
        course = offering.offer(told, actor=admin, at=NOW)
        place = careers.ask(course.id, "Untuk belajar.", actor=house.bambang, at=NOW)
        return {"course_id": str(course.id), "place_id": str(place.id), "admin.term_set.name": Term.NEED_DAYS}


def _ended(actor: Actor) -> str:
    secret = desks.secret_of(actor)
    with transaction():
        sessions.sign_out(secret, at=NOW)
    return secret
