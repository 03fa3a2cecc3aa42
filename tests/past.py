"""A past written straight into the tables: lawful histories by a seeded hand, quick enough for thousands.

The product's own verbs are tested elsewhere; figures only read, so here the rows are all that matters.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.models import User
from eservice.accounts.permissions import Role
from eservice.catalogue.actions import load_all
from eservice.catalogue.models import Service, ServiceVersion
from eservice.kernel.db import db
from eservice.offices.models import Membership, Office
from eservice.offices.queries import office_by_code
from eservice.offices.seed import seed as seed_offices
from eservice.regions.seed import seed as seed_regions
from eservice.requests.models import Request, RequestEvent
from eservice.requests.workflow import CLOSED, HELD, TURN, Channel, Refusal, Status, Step, target
from eservice.residents.models import Person
from eservice.residents.rules import NoNikReason
from eservice.worktime.seed import seed as seed_calendars
from tests.staff import known

NOW = datetime(2026, 7, 10, 4, 0, tzinfo=UTC)
"""Friday 10 July 2026, 11.00 WIB."""

_LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


@dataclass(frozen=True)
class Place:
    """An office in plain values: what is loaded does not outlive its transaction."""

    id: int
    code: str
    name: str


@dataclass(frozen=True)
class Member:
    """A membership in plain values."""

    id: int
    user_id: int


@dataclass(frozen=True)
class Version:
    """A version of a service in plain values."""

    id: int
    service_id: int
    code: str


@dataclass
class Past:
    """Who and what there is, and a hand to write more of it; always inside ``transaction()``."""

    offices: list[Place]
    officers: dict[int, list[Member]]
    versions: list[Version]
    person_id: int
    hand: random.Random = field(default_factory=lambda: random.Random(7))
    written: int = 0

    def actor(self, office: Place, role: Role) -> Actor:
        """Return a new person in a role of an office."""
        member = _member(office, role, f"{role.value.title()} {office.name}")
        return Actor(role, user_id=member.user_id, membership_id=member.id, office_id=office.id, name="Penyelia")

    def tell(
        self, steps: str, *, filed_at: datetime, office: Place | None = None, hours: float = 3.0, promise_days: int = 3
    ) -> Request:
        """Write one request whose steps (`claim judge …`) follow each other by ``hours``."""
        moments = [(Step.SUBMIT, filed_at)]
        for name in steps.split():
            moments.append((Step(name), moments[-1][1] + timedelta(hours=hours)))
        return self._write(moments, office or self.offices[0], filed_at + timedelta(days=promise_days))

    def tell_some(self, number: int, *, since: datetime, until: datetime) -> None:
        """Write ``number`` histories at random, some of them unfinished, late, corrected, given up or reopened."""
        for _ in range(number):
            filed_at = since + (until - since) * self.hand.random()
            journey = self.hand.choices(_JOURNEYS, _WEIGHTS)[0].split()
            moments, at = [(Step.SUBMIT, filed_at)], filed_at
            for name in journey:
                at += timedelta(seconds=int(self.hand.expovariate(1 / 30_000)) + 60)
                if at > until:
                    break
                moments.append((Step(name), at))
            self._write(moments, self.hand.choice(self.offices), filed_at + timedelta(days=self.hand.choice([1, 3, 5])))

    def _write(self, moments: list[tuple[Step, datetime]], office: Place, promised_at: datetime) -> Request:
        version = self.hand.choice(self.versions)
        officer = self.hand.choice(self.officers[office.id])
        filed_at, status, rounds, closed_at, asked_at, events = (
            moments[0][1],
            Status.DRAFT,
            0,
            None,
            moments[0][1],
            [],
        )
        for sequence, (step, at) in enumerate(moments, start=1):
            came_from, status = status, target(status, step)
            pauses = step is Step.ASK_CORRECTION and rounds == 0
            if step is Step.ASK_CORRECTION:
                rounds, asked_at = rounds + 1, at
            elif step is Step.RESUBMIT and rounds == 1:
                promised_at += at - asked_at
            elif step is Step.REOPEN:
                promised_at, rounds = at + timedelta(days=3), 0
            closed_at = (closed_at or at) if status in CLOSED else None
            events.append(
                RequestEvent(
                    sequence=sequence, step=step, from_status=came_from, to_status=status, office_id=office.id,
                    actor_membership_id=officer.id, actor_role=Role.OFFICER, taken_at=at, pauses=pauses,
                    promised_at=promised_at,
                    details={"refusal": str(Refusal.CONDITIONS_NOT_MET)} if step is Step.PROPOSE_REJECTION else {},
                )
            )  # fmt: skip
        self.written += 1
        held = status in HELD
        request = Request(
            code=self._code(), pin="482913", status=status,
            service_id=version.service_id, service_version_id=version.id,
            channel=Channel.ONLINE, office_id=office.id, applicant_id=self.person_id, subject_id=self.person_id,
            answers={}, created_at=filed_at, filed_at=filed_at, first_filed_at=filed_at, promised_at=promised_at,
            closed_at=closed_at, holder_id=officer.id if held else None, held_since=asked_at if held else None,
            lease_until=asked_at + timedelta(days=30) if held else None, correction_rounds=rounds,
            correction_until=asked_at + timedelta(days=7) if status is Status.NEEDS_CORRECTION else None,
            refusal=Refusal.CONDITIONS_NOT_MET if status is Status.REJECTED else None,
            turn_office_id=office.id if status in TURN else None,
        )  # fmt: skip
        request.history = events
        db.session.add(request)
        db.session.flush()
        return request

    def _code(self) -> str:
        number, letters = self.written, ""
        for _ in range(6):
            number, place = divmod(number, len(_LETTERS))
            letters = _LETTERS[place] + letters
        return letters


_ENDS = "recommend sign issue"
_JOURNEYS = (
    f"claim judge {_ENDS}",
    f"claim judge ask_correction resubmit claim judge {_ENDS}",
    f"claim judge ask_correction resubmit claim judge ask_correction resubmit claim {_ENDS}",
    "claim judge propose_rejection reject",
    "claim judge propose_rejection reject reopen claim judge recommend sign issue",
    "withdraw",
    "claim judge ask_correction lapse",
    f"claim judge recommend send_back {_ENDS}",
    "claim hand_over_siak",
)
_WEIGHTS = (50, 20, 4, 5, 2, 4, 3, 5, 7)


def begin(*office_codes: str) -> Past:
    """Return a past with nothing in it yet: two officers in each office, inside ``transaction()``."""
    if not db.session.scalar(select(Office.id).limit(1)):
        seed_regions(at=NOW - timedelta(days=400))
        seed_calendars(at=NOW - timedelta(days=400))
        seed_offices(at=NOW - timedelta(days=400))
    if not db.session.scalar(select(Service.id).limit(1)):
        load_all(actor=SYSTEM, at=NOW - timedelta(days=400))
    codes = office_codes or ("kel-telanaipura", "kel-simpang-iv-sipin")
    offices = [Place(one.id, one.code, one.name) for one in map(office_by_code, codes)]
    officers = {
        office.id: [_member(office, Role.OFFICER, f"{name} {office.name}") for name in ("Budi", "Ani")]
        for office in offices
    }
    person = Person(name="Siti Aminah", no_nik_reason=next(iter(NoNikReason)), created_at=NOW)
    db.session.add(person)
    db.session.flush()
    versions = db.session.execute(
        select(ServiceVersion.id, ServiceVersion.service_id, Service.code)
        .join(Service, Service.id == ServiceVersion.service_id)
        .where(Service.code.in_(["SKD", "SKTM", "SKU", "AKL"]))
        .order_by(ServiceVersion.id)
    )
    return Past(offices, officers, [Version(*row) for row in versions], person.id)


def _member(office: Place, role: Role, name: str) -> Member:
    user = User(name=name, staff_login=f"{name}-{role}".lower().replace(" ", "-") + "@contoh.go.id", created_at=NOW)
    db.session.add(user)
    db.session.flush()
    known(user.id)
    begun = NOW - timedelta(days=400)
    member = Membership(user_id=user.id, office_id=office.id, role=role, position=role.value.title(), from_at=begun)
    db.session.add(member)
    db.session.flush()
    return Member(member.id, user.id)
