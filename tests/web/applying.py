"""People and an office for tests of the citizen's pages: who asks, who checks, what they type and send."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from PIL import Image

from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.models import User
from eservice.accounts.permissions import Role
from eservice.catalogue.actions import load_all
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.offices import staffing
from eservice.offices.queries import office_by_code
from eservice.offices.rules import Basis, EmployeeKind
from tests.staff import known
from tests.times import MONDAY
from tests.web.page import read_page, submit

SKD = "/permohonan/baru/surat-keterangan-domisili"
NIK = "1571014107909001"
PASSWORD = "kopi hangat di teras"
BEFORE = MONDAY - timedelta(days=400)

IDENTITY = {
    "nik": NIK,
    "nama": "Siti Rahmawati",
    "tempat_lahir": "Jambi",
    "tanggal_lahir": "1-7-1990",
    "jenis_kelamin": "perempuan",
    "status_perkawinan": "kawin_tercatat",
    "pekerjaan": "wiraswasta",
}
DWELLING = {
    "wilayah": "15.71.01.1004",
    "jalan": "Jl. Kenanga No. 8",
    "rt": "012",
    "sejak": "01-03-2021",
    "status_tempat": "milik",
    "alamat_ktp_status": "sama",
}


def staff_the_office(code: str = "kel-telanaipura") -> Actor:
    """Fill the catalogue, put an officer and a Lurah into an office, and return the officer; once for each test."""
    with transaction():
        load_all(actor=SYSTEM, at=BEFORE)
        office = office_by_code(code)
        members = {}
        for role, name in ((Role.OFFICER, "Budi Santoso"), (Role.SIGNER, "Hendra Wijaya")):
            user = User(name=name, staff_login=f"{role}@contoh.go.id", created_at=BEFORE)
            db.session.add(user)
            db.session.flush()
            known(user.id)
            post = staffing.Post(user_id=user.id, office_id=office.id, role=role, position="Staf", from_at=BEFORE)
            members[role] = staffing.appoint_member(post, actor=SYSTEM, at=BEFORE)
        lurah = staffing.Appointment(
            office_id=office.id,
            name="Hendra Wijaya",
            employee_kind=EmployeeKind.PNS,
            employee_number="198503122010012904",
            grade="III/d",
            position="Lurah Telanaipura",
            basis=Basis.DEFINITIVE,
            from_at=BEFORE,
            decree_number="SK 1 (CONTOH)",
            decree_on=date(2025, 1, 2),
            membership_id=members[Role.SIGNER].id,
        )
        staffing.appoint_official(lurah, actor=SYSTEM, at=BEFORE)
        officer = members[Role.OFFICER]
        return Actor(
            Role.OFFICER, user_id=officer.user_id, membership_id=officer.id, office_id=office.id, name="Budi Santoso"
        )


def photo(name: str = "ktp.jpg", *, shade: int = 120) -> tuple[BytesIO, str]:
    """Return a small picture as a browser sends it."""
    data = BytesIO()
    Image.new("RGB", (60, 40), (shade, 90, 30)).save(data, "JPEG")
    return BytesIO(data.getvalue()), name


def to_proofs(client: FlaskClient) -> BeautifulSoup:
    """Fill in the SKD for oneself up to the page of proofs, as somebody who has never been here."""
    page = submit(client, read_page(client, SKD), {"untuk_siapa": "self"})
    page = submit(client, page, IDENTITY)
    page = submit(client, page, DWELLING)
    return submit(client, page, {"keperluan": "pembukaan rekening bank"})


def to_check(client: FlaskClient) -> BeautifulSoup:
    """Go on to the check page, with every proof."""
    return submit(client, to_proofs(client), proofs())


def proofs() -> dict[str, Any]:
    """Return a picture for each proof of the SKD."""
    return {f"berkas-{key}": photo(shade=shade) for key, shade in (("ktp", 1), ("kk", 60), ("pengantar_rt", 120))}


def newcomer() -> dict[str, Any]:
    """Return what somebody adds who has no account."""
    return {"phone_owner": "own", "phone": "0812 3456 7890", "password": PASSWORD, "benar": "y"}


def send_skd(client: FlaskClient) -> str:
    """Send the SKD as a newcomer and return its code."""
    page = submit(client, to_check(client), newcomer())
    return str(page.attrs["data-path"]).split("/")[2]


def proofs_but_one_brought() -> dict[str, Any]:
    """Return pictures for all but the RT's letter, which will be brought."""
    return {"berkas-ktp": photo(shade=1), "berkas-kk": photo(shade=60), "bawa-pengantar_rt": "y"}
