"""What a citizen reads while a promise is broken, and who signs."""

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.offices.models import Office
from eservice.requests import queries, reviewing
from eservice.requests.workflow import Verdict
from tests.web import desks
from tests.web.desks import House
from tests.web.page import read_page, submit, text_of

SignIn = Callable[[Actor], FlaskClient]


def test_a_late_request_says_so_with_whom_to_ask_and_who_signs_by_account_and_by_receipt(
    house: House, sign_in: SignIn, client: FlaskClient
) -> None:
    code = desks.file_request(house)
    own = f"/permohonan/{code}"
    with transaction():
        found = queries.for_change(code)
        promised, pin = found.promised_at, found.pin
        office = db.session.get(Office, house.office_id)
        assert office is not None
        office.phone = "(0741) 60 001"
    assert promised is not None
    citizen = desks.applicant(code)

    with clock.travel(promised + timedelta(days=1)):
        said = text_of(read_page(sign_in(citizen), own).main)
        assert "Maaf, kami terlambat: janji kami" in said
        assert "Kelurahan Telanaipura, telepon (0741) 60 001" in said
        assert "Permohonan Anda masih menunggu diperiksa." in said
        receipt = submit(client, read_page(client, "/lacak"), {"kode": code, "pin": pin})
        assert "Maaf, kami terlambat" in text_of(receipt.main)
    assert "Maaf" not in text_of(read_page(sign_in(citizen), own).main)


def test_the_citizen_reads_who_signs(house: House, sign_in: SignIn) -> None:
    code = desks.file_request(house)
    with transaction():
        found = queries.for_change(code)
        reviewing.claim(found, actor=house.dewi, at=desks.NOW)
        complete = {one.requirement: (Verdict.COMPLETE, "") for one in found.proofs}
        reviewing.judge(found, complete, actor=house.dewi, at=desks.NOW)
        reviewing.recommend(found, actor=house.dewi, at=desks.NOW)

    said = text_of(read_page(sign_in(desks.applicant(code)), f"/permohonan/{code}").main)

    assert "Tinggal ditandatangani Lurah Telanaipura." in said
    assert "Menunggu tanda tangan Lurah Telanaipura" in said
