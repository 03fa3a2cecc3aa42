"""The offices of these tests, and ordinary requests on their way through them, by the real actions."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.models import User
from eservice.accounts.permissions import Role
from eservice.catalogue import actions as catalogue_actions
from eservice.catalogue import queries as catalogue
from eservice.catalogue.definition import ForWhom, RTMode
from eservice.demo import answering, life
from eservice.demo.cast import Desk
from eservice.demo.people import Invented, Residents
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.letters import queries as register
from eservice.letters.models import Letter, LetterNumber
from eservice.letters.rules import NumberState, Verdict
from eservice.offices import pins, staffing
from eservice.offices.actions import RtHead, set_rt
from eservice.offices.models import Office
from eservice.offices.queries import office_by_code
from eservice.offices.rules import Basis, EmployeeKind, SigningMode
from eservice.requests import filing, queries
from eservice.requests.definitions import requirements_of
from eservice.requests.models import Request
from eservice.requests.workflow import Channel
from eservice.uploads import actions as uploads
from tests.staff import known
from tests.times import MONDAY

BEFORE = MONDAY - timedelta(days=400)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@dataclass
class House:
    """Two kelurahan of one kecamatan, the kecamatan and the registry, with their people; residents without end."""

    desk: Desk
    next_door: Desk
    district: Desk
    registry: Desk
    rng: random.Random
    residents: Residents

    def resident(self, **facts: Any) -> Invented:
        """Return a new resident of the kelurahan, with some facts told."""
        return Invented(self.residents.one(region=self.desk.region).facts | facts)

    def file(self, service: str = "SKD", *, at: datetime = MONDAY, **wish: Any) -> "Case":
        """File a request as its applicant does from home, or an officer together with the applicant."""
        resident = wish.pop("resident", None) or self.resident()
        helper: Actor | None = wish.pop("helper", None)
        account = None if helper else wish.pop("account", None) or life.open_account(resident, at=at)
        offered = catalogue.by_code(service, at=at)
        whom = ForWhom.SELF if ForWhom.SELF in offered.definition.for_whom else offered.definition.for_whom[0]
        wanted = life.Filing(
            offered,
            resident,
            wish.pop("region", self.desk.region),
            account=account,
            helper=helper,
            channel=Channel.COUNTER if helper else Channel.ONLINE,
            **{"whom": whom, "relative": self.resident() if whom is ForWhom.DECEASED else None} | wish,
        )
        code = life.file(wanted, at=at, rng=self.rng)
        return Case(self, code, account or helper or SYSTEM)

    def draft(self, *, at: datetime = MONDAY, resident: Invented | None = None, **answers: str) -> tuple[int, Actor]:
        """Fill in a draft to its last page and return its number and whose it is; nothing is sent."""
        resident = resident or self.resident()
        citizen = life.open_account(resident, at=at)
        offered = catalogue.by_code("SKD", at=at)
        with transaction():
            opened = filing.Opened(user_id=citizen.user_id)
            draft = filing.start_draft(offered.service_id, offered.version_id, opened=opened, at=at)
            pages = answering.answers(
                offered.definition,
                known=resident.known("applicant") | resident.known("subject"),
                whom=ForWhom.SELF,
                region=self.desk.region,
                rng=self.rng,
                today=wib(at).date(),
            )
            for step, clean in pages.items():
                filing.save_step(draft, step, clean)
            draft.answers = draft.answers | answers
            for one in requirements_of(draft):
                paper = uploads.receive(life.scan(one.name), owner=uploads.Owner(user_id=citizen.user_id), at=at)
                filing.attach_proof(draft, one.key, paper, at=at)
            return draft.id, citizen


@dataclass(frozen=True)
class Case:
    """One request, by its code: every act is a transaction of its own."""

    house: House
    code: str
    asks: Actor

    @property
    def now(self) -> Request:
        """The request as stored now; inside a transaction, as that one knows it."""
        if not db.session().info.get("writing"):
            db.session.remove()
        return queries.request_by_code(self.code)

    @property
    def officer(self) -> Actor:
        """The officer who deals with the tests' requests."""
        return self.desk.officers[0]

    @property
    def desk(self) -> Desk:
        """The people of the office that handles it."""
        office_id = self.now.office_id
        every = (self.house.desk, self.house.next_door, self.house.registry)
        return next(desk for desk in every if desk.office_id == office_id)

    def steps(self) -> list[str]:
        """Return what has been done, in order."""
        return [event.step.value for event in self.now.history]

    def do(self, verb: Any, *args: Any, actor: Actor, at: datetime, **kwargs: Any) -> Any:
        """Do one act on the request, locked, as a page does."""
        return do(verb, self.code, *args, actor=actor, at=at, **kwargs)

    def checked(self, *, at: datetime = MONDAY + HOUR, bad: Mapping[str, Any] | None = None) -> "Case":
        """Let the officer take it and say of every proof that it is complete, but for the bad ones."""
        life.claim(self.code, self.officer, at=at)
        life.judge(self.code, self.officer, at=at, bad=bad)
        return self

    def recommended(self, *, at: datetime = MONDAY + HOUR, second: Actor | None = None) -> "Case":
        """Let the officer check it and pass it on to whoever signs."""
        self.checked(at=at)
        life.recommend(self.code, self.officer, at=at, rng=self.house.rng, second=second)
        return self

    def issued(self, *, at: datetime = MONDAY + 2 * HOUR) -> "Case":
        """Let it be checked and signed; the worker does its part at once."""
        self.recommended()
        life.sign(self.code, self.desk.signer, at=at)
        return self


def do(verb: Any, code: str, *args: Any, actor: Actor, at: datetime, **kwargs: Any) -> Any:
    """Do one act on a request in a transaction of its own."""
    with life.travel(at), transaction():
        return verb(queries.for_change(code), *args, actor=actor, at=at, **kwargs)


def build() -> House:
    """Return the offices with their people in post."""
    rng = random.Random(7)
    with transaction():
        desk = _desk("kel-telanaipura", "Lurah", officers=3)
        next_door = _desk("kel-buluran-kenali", "Lurah", officers=1)
        district = _desk("kec-telanaipura", "Camat", officers=1)
        registry = _desk("dukcapil", "Kepala Dinas", officers=1)
    return House(desk, next_door, district, registry, rng, Residents(rng))


def by_hand(desk: Desk) -> None:
    """Let an office sign with pen and stamp."""
    with transaction():
        office = db.session.get(Office, desk.office_id)
        assert office is not None
        office.signing_mode = SigningMode.BASAH


RT_PIN = "274916"
"""The PIN of every RT head of these tests."""


def asks_the_rt(desk: Desk, *services: str) -> None:
    """Let an office ask the head of each of its RT for these services; all of them have a telephone and a PIN."""
    with transaction():
        for service in services:
            adapted = {"rt_mode": RTMode.ONLINE, "archive_code": "", "switched_on": ()}
            catalogue_actions.adapt(service, office_id=desk.office_id, **adapted, actor=SYSTEM, at=BEFORE)
        for number in range(1, 39):
            head = RtHead(
                office_id=desk.office_id,
                number=str(number),
                head_name=f"Ketua {number}",
                head_phone=f"0812-9000-{number:04d}",
                valid_from=wib(BEFORE).date(),
            )
            pins.choose(set_rt(head, actor=SYSTEM, at=BEFORE).id, RT_PIN, actor=desk.signer, at=BEFORE)


def _desk(code: str, head: str, *, officers: int) -> Desk:
    office = office_by_code(code)
    staff = tuple(
        _member(office, Role.OFFICER, f"Petugas {number + 1} {office.name}", number=number)
        for number in range(officers)
    )
    signer = _member(office, Role.SIGNER, f"{head} {office.name}")
    staffing.appoint_official(
        staffing.Appointment(
            office_id=office.id,
            name=f"Hendra {office.name}",
            employee_kind=EmployeeKind.PNS,
            employee_number=f"198503122010011{900 + office.id}",
            grade="IV/a",
            position=f"{head} {office.name}",
            basis=Basis.DEFINITIVE,
            from_at=BEFORE,
            decree_number="SK 1 (CONTOH)",
            decree_on=(BEFORE - DAY).date(),
            membership_id=signer.membership_id,
        ),
        actor=SYSTEM,
        at=BEFORE,
    )
    supervisor = _member(office, Role.SUPERVISOR, f"Sekretaris {office.name}")
    return Desk(office.id, office.full_name, office.region_code, staff, signer, supervisor)


def _member(office: Office, role: Role, name: str, *, number: int = 0) -> Actor:
    user = User(name=name, staff_login=f"{role}.{number}@{office.code}.contoh.go.id", created_at=BEFORE)
    db.session.add(user)
    db.session.flush()
    known(user.id)
    post = staffing.Post(user_id=user.id, office_id=office.id, role=role, position="Staf", from_at=BEFORE)
    member = staffing.appoint_member(post, actor=SYSTEM, at=BEFORE)
    return Actor(role, user_id=user.id, membership_id=member.id, office_id=office.id, name=name)


def register_of_numbers() -> list[tuple[int, NumberState]]:
    """Return every number taken so far and what became of it."""
    db.session.remove()
    found = db.session.query(LetterNumber).order_by(LetterNumber.id)
    return [(one.number, one.state) for one in found]


def letter_of(case: Case) -> Letter:
    """Return the letter of a request as stored now."""
    return register.letter_by_id(case.now.letter_id or 0)


def verdict(case: Case) -> Verdict:
    """Return what somebody reads who scans the code on the letter."""
    return register.verdict_of(register.letter_by_token(letter_of(case).token), on=MONDAY.date())
