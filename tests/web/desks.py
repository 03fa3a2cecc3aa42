"""A kelurahan with its people and requests filed through the real actions, for the tests of the desks."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select

from eservice.accounts import sessions
from eservice.accounts.actor import Actor
from eservice.accounts.models import User
from eservice.accounts.permissions import Role
from eservice.accounts.queries import nik_index
from eservice.accounts.rules import PhoneOwner
from eservice.audit.models import AuditEntry
from eservice.catalogue import queries as catalogue
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.letters.rules import RevokeReason
from eservice.offices.models import Membership, Office, Official
from eservice.offices.queries import office_by_code
from eservice.offices.rules import Basis, EmployeeKind, SigningMode
from eservice.requests import filing, queries, reviewing, signing
from eservice.requests.definitions import requirements_of
from eservice.requests.filing import Opened
from eservice.requests.models import Request
from eservice.requests.workflow import Status, Verdict
from eservice.uploads import actions as uploads
from tests.staff import known
from tests.times import MONDAY
from tests.web.page import read_page, submit, text_of

NOW = datetime(2026, 7, 7, 3, 0, tzinfo=UTC)
"""Tuesday 7 July 2026, 10.00 WIB."""

NIK = "1571015204909021"
"""A woman born 12 April 1990."""


@dataclass(frozen=True)
class House:
    """Who works in one kelurahan, and one neighbour."""

    office_id: int
    region: str
    dewi: Actor
    bambang: Actor
    lurah: Actor
    penyelia: Actor
    stranger: Actor
    """An officer of another kelurahan, which has a Lurah too."""
    registrar: Actor
    """An officer of Dukcapil."""


def build() -> House:
    """Return the people of two offices, written in a transaction of its own."""
    with transaction():
        office, other = office_by_code("kel-telanaipura"), office_by_code("kel-kasang")
        lurah = person(office, Role.SIGNER, "Ahmad Fauzi")
        _official(office, lurah)
        _official(other, person(other, Role.SIGNER, "Yusuf Hakim"))
        dukcapil = office_by_code("dukcapil")
        _official(dukcapil, person(dukcapil, Role.SIGNER, "Maria Ulfah"))
        return House(
            office.id,
            office.region_code,
            person(office, Role.OFFICER, "Dewi Anggraini"),
            person(office, Role.OFFICER, "Bambang Susilo"),
            lurah,
            person(office, Role.SUPERVISOR, "Nurhayati"),
            person(other, Role.OFFICER, "Rina Wati"),
            person(dukcapil, Role.OFFICER, "Joko Prasetyo"),
        )


def person(office: Office, role: Role, name: str) -> Actor:
    """Return a new member of an office; inside a transaction."""
    begun = MONDAY - timedelta(days=200)
    user = User(name=name, staff_login=name.lower().replace(" ", ".") + "@contoh.go.id", created_at=begun)
    db.session.add(user)
    db.session.flush()
    known(user.id)
    member = Membership(user_id=user.id, office_id=office.id, role=role, position=role.value.title(), from_at=begun)
    db.session.add(member)
    db.session.flush()
    return Actor(role, user_id=user.id, membership_id=member.id, office_id=office.id, name=name)


def _official(office: Office, who: Actor) -> None:
    db.session.add(
        Official(
            office_id=office.id, membership_id=who.membership_id, name=who.name, title_after="S.Sos.",
            employee_kind=EmployeeKind.PNS, employee_number="198003122005019012", grade="III/d",
            position=f"Lurah {office.name}", basis=Basis.DEFINITIVE, from_at=MONDAY - timedelta(days=200),
        )
    )  # fmt: skip


def by_hand(house: House) -> None:
    """Let the office sign with pen and stamp."""
    with transaction():
        office = db.session.get(Office, house.office_id)
        assert office is not None
        office.signing_mode = SigningMode.BASAH


def picture(words: str = "") -> bytes:
    """Return a small photo; other words make other bytes."""
    made = io.BytesIO()
    Image.new("RGB", (320, 200), (200, 210, len(words) % 255)).save(made, "JPEG")
    return made.getvalue()


def photo() -> tuple[io.BytesIO, str]:
    """Return a photo as a form sends it."""
    return io.BytesIO(picture()), "foto.jpg"


def scan(*, ink: bool = True) -> tuple[io.BytesIO, str]:
    """Return the scan of a sheet as a form sends it, with something on it or blank."""
    made, sheet = io.BytesIO(), Image.new("L", (700, 990), 250)
    if ink:
        sheet.paste(20, (300, 600, 500, 640))
    sheet.save(made, "JPEG")
    return io.BytesIO(made.getvalue()), "lembar.jpg"


def typed(house: House) -> dict[str, str]:
    """Return the ordinary answers as somebody types them."""
    told = {key: str(value) for key, value in answers(house).items()}
    return told | {"tanggal_lahir": "12-04-1990", "sejak": "01-03-2021"}


def at_counter(client: FlaskClient, slug: str, given: Mapping[str, str]) -> BeautifulSoup:
    """Fill in a service at the counter as far as its check page, with a photo for every paper."""
    page = submit(client, read_page(client, "/petugas/loket"), form=f'form[action$="/{slug}"]')
    for _page in range(12):
        names = {str(one["name"]) for one in page.select("main form [name]")}
        if "tampil" not in names:
            break
        page = submit(client, page, {name: given[name] for name in names if name in given})
    if text_of(page.h1) == "Berkas":
        page = submit(client, page, {str(one["name"]): photo() for one in page.select("input[type=file]")})
    agreed = page.select_one("input[name=setuju]")
    if agreed is not None:  # read out and confirmed
        agreed["checked"] = ""
    return page


def looks() -> list[str]:
    """Return what was looked at, as the log has it."""
    db.session.rollback()
    chosen = select(AuditEntry.action).where(AuditEntry.action.startswith("request:look")).order_by(AuditEntry.sequence)
    return list(db.session.scalars(chosen))


def answers(house: House, **changes: object) -> dict[str, object]:
    """Return the answers of an ordinary request for a residence letter."""
    return {
        "untuk_siapa": "self", "nama": "Siti Rahmawati", "nik": NIK, "tempat_lahir": "Jambi",
        "tanggal_lahir": "1990-04-12", "jenis_kelamin": "perempuan", "agama": "islam", "pekerjaan": "pedagang",
        "status_perkawinan": "belum_kawin", "kewarganegaraan": "wni", "no_kk": "1571011203159012",
        "telepon": "081234567890", "wilayah": house.region, "jalan": "Jl. Kenanga No. 8", "rt": "012",
        "sejak": "2021-03-01", "status_tempat": "milik", "alamat_ktp_status": "sama",
        "keperluan": "pembukaan rekening bank",
    } | changes  # fmt: skip


def file_request(house: House, code: str = "SKD", *, bring: str = "", at: datetime = NOW, **changes: object) -> str:
    """File a request as a citizen without an account of its own does, through the real actions; return its code."""
    with transaction():
        citizen = User(
            name="Siti Rahmawati",
            nik=NIK,
            nik_index=nik_index(NIK),
            phone="+6281234567890",
            phone_owner=PhoneOwner.OWN,
            created_at=at,
        )
        db.session.add(citizen)
        db.session.flush()
        actor = Actor(Role.CITIZEN, user_id=citizen.id, name="Siti Rahmawati")
        offered = catalogue.by_code(code, at=at)
        draft = filing.start_draft(offered.service_id, offered.version_id, opened=Opened(user_id=citizen.id), at=at)
        given = answers(house, **changes)
        for step in offered.definition.steps:
            filing.save_step(draft, step.key, {f.key: given[f.key] for f in step.fields if f.key in given})
        photo = uploads.prepare(picture(), "ktp.jpg")
        for one in requirements_of(draft):
            if one.key == bring:
                filing.bring_original(draft, one.key, at=at)
            else:
                upload = uploads.receive(photo, owner=uploads.Owner(user_id=citizen.id), at=at)
                filing.attach_proof(draft, one.key, upload, at=at)
        return str(filing.submit(draft, actor=actor, at=at).code)


def issued(house: House) -> str:
    """File a request and let its letter be checked and signed; return its code."""
    code = file_request(house)
    with transaction():
        found = queries.for_change(code)
        reviewing.claim(found, actor=house.dewi, at=NOW)
        complete = {one.requirement: (Verdict.COMPLETE, "") for one in found.proofs}
        reviewing.judge(found, complete, actor=house.dewi, at=NOW)
        reviewing.recommend(found, actor=house.dewi, at=NOW)
        signing.sign(found, actor=house.lurah, at=NOW)
    return code


def revoked(house: House) -> str:
    """Let a letter be issued and taken out of force again; return its request's code."""
    code = issued(house)
    with transaction():
        found = queries.for_change(code)
        signing.revoke(found, RevokeReason.WRONG_DATA, "Nomor RT keliru.", actor=house.lurah, at=NOW)
    return code


def secret_of(actor: Actor, *, at: datetime = NOW) -> str:
    """Return the secret of a new session, begun with a password and a code a moment ago."""
    with transaction():
        secret = sessions.start_session(actor.user_id or 0, membership_id=actor.membership_id, strong=True, at=at)
        sessions.confirm(secret, at=at)
        return secret


def stands(code: str) -> Status:
    """Return where a request stands."""
    db.session.rollback()
    db.session.expire_all()
    return db.session.query(Request).filter_by(code=code).one().status


def applicant(code: str) -> Actor:
    """Return the citizen who filed a request."""
    db.session.rollback()
    found = db.session.query(Request).filter_by(code=code).one()
    return Actor(Role.CITIZEN, user_id=found.user_id, name="Siti Rahmawati")
