"""The staff of the demo's offices: invented, with the posts and terms that real ones have."""

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from eservice.accounts import actions as accounts
from eservice.accounts import recovery
from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.permissions import Role
from eservice.catalogue import actions as catalogue
from eservice.catalogue.definition import RTMode
from eservice.demo.people import MEN, SECOND, WOMEN
from eservice.kernel.clock import wib
from eservice.offices import pins, staffing
from eservice.offices import queries as offices
from eservice.offices.actions import OfficeChanges, RtHead, change_office, set_rts
from eservice.offices.models import Office
from eservice.offices.rules import Basis, EmployeeKind, SigningMode
from eservice.privacy import examining
from eservice.privacy.examining import Assignment
from eservice.residents.actions import identify_staff

BUSY = ("Kelurahan Telanaipura", "Kelurahan Simpang III Sipin", "Kelurahan Talang Banjar")
"""Kelurahan with a full desk every day."""

QUIET = tuple(
    f"Kelurahan {name}"
    for name in (
        "Kenali Besar", "Thehok", "Kebun Handil", "Rawa Sari", "Legok", "Eka Jaya", "Arab Melayu", "Simpang Rimbo",
        "Olak Kemang",
    )
)  # fmt: skip
"""Kelurahan with a few letters a week; one of them is of 2023."""

ON_BEHALF = "Kelurahan Talang Banjar"
"""Its Kasi also signs on the Lurah's behalf."""

ACTING = "Kelurahan Legok"
"""Its post of Lurah is vacant: a Plt. acts."""

RTS = 38
"""In each kelurahan: as many as the addresses of the demo name."""

ASKS_THE_RT = "PSKCK"
"""For this service the first of the busy kelurahan asks the head of the RT."""

RT_PIN = "274916"
"""The PIN of every head of an RT in the demo."""

BY_HAND = frozenset({"Kelurahan Arab Melayu"})
"""Signs with pen and stamp, as offices without certificates may."""


@dataclass(frozen=True, slots=True)
class Desk:
    """The people of one office, as actors."""

    office_id: int
    name: str
    region: str
    officers: tuple[Actor, ...]
    signer: Actor
    supervisor: Actor
    deputy: Actor | None = None
    """The first officer, where he also signs on the Lurah's behalf."""


def rate_of(desk: Desk, *, busy: float, quiet: float, registry: float) -> float:
    """Return how many requests a day an office gets."""
    if desk.name in BUSY:
        return busy
    if desk.name in QUIET:
        return quiet
    return registry if desk.name.startswith("Dinas") else 0.0


def hire(*, at: datetime, rng: random.Random) -> tuple[dict[str, Desk], Actor]:
    """Give every office of the demo its people since ``at``; return desks by office name, and the administrator."""
    desks: dict[str, Desk] = {}
    maker = _Maker(rng, at)
    every = {office.full_name: office for office in offices.offices(at=at)}
    chosen = [every[name] for name in (*BUSY, *QUIET)]
    for office in chosen:
        district = offices.office_above(office, at=at)
        if district is not None and district.full_name not in desks:
            desks[district.full_name] = maker.desk(district, head="Camat", officers=1)
        desks[office.full_name] = maker.desk(office, head="Lurah", officers=3 if office.full_name in BUSY else 2)
    registry = offices.dukcapil(at=at)
    if registry is not None:
        desks[registry.full_name] = maker.desk(registry, head=registry.head_title, officers=2)
    for office in chosen:
        _head_rts(office, at=at)
    _answer_by_phone(desks[BUSY[0]], at=at)
    for name in BY_HAND:
        signing = OfficeChanges(signing_mode=SigningMode.BASAH)
        change_office(every[name].id, signing, actor=SYSTEM, at=at)
    top = chosen[0]
    admin = maker.member(top, Role.ADMIN, "Administrator sistem")
    return desks, admin


def _head_rts(office: Office, *, at: datetime) -> None:
    """Give every RT of a kelurahan a head."""
    rng = random.Random(f"rt {office.code}")  # noqa: S311 - invented people, no secret
    heads = [
        RtHead(
            office_id=office.id,
            number=str(number),
            head_name=f"{rng.choice(MEN)} {rng.choice(SECOND)}",
            head_phone=f"0812-9{office.id % 1000:03d}-{number:04d}",
            valid_from=wib(at).date(),
            decree_number=f"{number} Tahun {wib(at).year} (CONTOH)",
        )
        for number in range(1, RTS + 1)
    ]
    set_rts(heads, actor=SYSTEM, at=at)


def _answer_by_phone(desk: Desk, *, at: datetime) -> None:
    """Let one office ask its heads of RT for one service; they have chosen PINs."""
    catalogue.adapt(
        ASKS_THE_RT,
        office_id=desk.office_id,
        rt_mode=RTMode.ONLINE,
        archive_code="",
        switched_on=(),
        actor=SYSTEM,
        at=at,
    )
    for rt in offices.rts(desk.office_id, on=wib(at).date()):
        pins.choose(rt.id, RT_PIN, actor=desk.signer, at=at)


def second_administrator(*, at: datetime) -> Actor:
    """Return the one who reads what the administrator wrote of a service, drawn apart from the others."""
    maker = _Maker(random.Random(741), at - timedelta(days=30), serial=980)  # noqa: S311
    return maker.member(offices.offices(at=at)[0], Role.ADMIN, "Administrator sistem")


def guardians(*, at: datetime) -> tuple[Actor, Actor]:
    """Return the data protection officer and an examiner with a letter of assignment, drawn apart from the others."""
    maker, registry = _Maker(random.Random(417), at - timedelta(days=30), serial=970), offices.dukcapil(at=at)  # noqa: S311
    if registry is None:
        registry = offices.offices(at=at)[0]
    protector = maker.member(registry, Role.PROTECTOR, "Pejabat Pelindungan Data Pribadi")
    examiner = maker.member(registry, Role.EXAMINER, "Auditor Inspektorat")
    today = wib(at).date()
    letter = Assignment(
        membership_id=examiner.membership_id or 0,
        letter_number="700/12/ITKOT/2026 (CONTOH)",
        letter_on=today - timedelta(days=3),
        office_ids=tuple(one.id for one in offices.offices(at=at) if one.full_name in BUSY),
        from_on=today - timedelta(days=2),
        to_on=today + timedelta(days=28),
    )
    examining.assign(letter, actor=SYSTEM, at=at)
    return protector, examiner


class _Maker:
    """Invites people and gives them posts."""

    def __init__(self, rng: random.Random, at: datetime, *, serial: int = 900) -> None:
        self._rng, self._at, self._serial = rng, at, serial

    def desk(self, office: Office, *, head: str, officers: int) -> Desk:
        """Return an office with its people in post."""
        staff = tuple(
            self.member(office, Role.OFFICER, "Kasi Pemerintahan dan Pelayanan" if number == 0 else "Staf pelayanan")
            for number in range(officers)
        )
        signer = self.member(office, Role.SIGNER, office.head)
        basis = Basis.PLT if office.full_name == ACTING else Basis.DEFINITIVE
        self._term(office, signer, basis, office.head_title, "III/d" if head == "Lurah" else "IV/a")
        supervisor = self.member(office, Role.SUPERVISOR, "Sekretaris")
        deputy = self._deputy(office, staff[0]) if office.full_name == ON_BEHALF else None
        return Desk(office.id, office.full_name, office.region_code, staff, signer, supervisor, deputy)

    def _deputy(self, office: Office, officer: Actor) -> Actor:
        """Let an officer sign on behalf of the head, as a second post of the same person."""
        assert officer.user_id is not None  # noqa: S101 - hired just before
        post = self._post(office, officer.user_id, Role.SIGNER, "Kasi Pemerintahan dan Pelayanan")
        deputy = replace(officer, role=Role.SIGNER, membership_id=post)
        self._term(office, deputy, Basis.ON_BEHALF, "Kasi Pemerintahan dan Pelayanan", "III/c")
        return deputy

    def member(self, office: Office, role: Role, position: str) -> Actor:
        """Return a new colleague in post."""
        number, name = self._number(), self._name()
        invited = recovery.invite_staff(name, login=number, actor=SYSTEM, at=self._at)
        nik, kk = self._identity(number)
        identify_staff(invited.user_id, nik=nik, kk=kk, actor=SYSTEM, at=self._at)
        post = self._post(office, invited.user_id, role, position)
        return Actor(role, user_id=invited.user_id, membership_id=post, office_id=office.id, name=name)

    def _post(self, office: Office, user_id: int, role: Role, position: str) -> int:
        post = staffing.Post(user_id=user_id, office_id=office.id, role=role, position=position, from_at=self._at)
        return staffing.appoint_member(post, actor=SYSTEM, at=self._at).id

    def _term(self, office: Office, signer: Actor, basis: Basis, position: str, grade: str) -> None:
        appointment = staffing.Appointment(
            office_id=office.id,
            name=signer.name,
            employee_kind=EmployeeKind.PNS,
            employee_number=self._number(),
            grade=grade,
            position=position,
            basis=basis,
            from_at=self._at,
            title_after=self._rng.choice(("S.Sos.", "S.IP., M.Si.", "S.STP.", "S.E.")),
            decree_number=f"821.2/{self._serial}/BKPSDM/2026",
            decree_on=(self._at - timedelta(days=14)).date(),
            membership_id=signer.membership_id,
        )
        staffing.appoint_official(appointment, actor=SYSTEM, at=self._at)

    def _number(self) -> str:
        """Return a NIP with a serial that is not issued."""
        self._serial += 1
        born = date(self._rng.randint(1968, 1995), self._rng.randint(1, 12), self._rng.randint(1, 28))
        sex, serial = self._rng.randint(1, 2), 900 + self._serial % 100
        return f"{born:%Y%m%d}{born.year + 24}{self._rng.randint(1, 12):02d}{sex}{serial}"

    def _identity(self, nip: str) -> tuple[str, str]:
        """Return NIK and KK number of who has this NIP, with serials that no office issues."""
        born, woman, serial = nip[2:8], nip[14] == "2", 9000 + self._serial % 1000
        day = int(born[4:]) + 40 * woman
        return f"157111{day:02d}{born[2:4]}{born[:2]}{serial}", f"157111010120{serial}"

    def _name(self) -> str:
        return f"{self._rng.choice(WOMEN + MEN)} {self._rng.choice(SECOND)}"


def show(actor: Actor, line: str, line_en: str, *, position: int) -> None:
    """Offer an account on the demo's sign-in page."""
    if actor.user_id is not None:
        accounts.show_persona(
            actor.user_id, membership_id=actor.membership_id, line=line, line_en=line_en, position=position
        )
