"""The holder of a wrong letter asks for the right one; holder, officer and supervisor read of it."""

from collections.abc import Callable

from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.kernel.transaction import transaction
from eservice.requests import filing, queries
from eservice.requests.definitions import requirements_of
from eservice.uploads import actions as uploads
from tests.web import desks
from tests.web.desks import House
from tests.web.page import read_page, submit, text_of

SignIn = Callable[[Actor], FlaskClient]
WRONG = "Nama tertulis Siti, yang benar Sitti."


def test_the_holder_says_what_is_wrong_and_fills_the_form_in_once_more(house: House, sign_in: SignIn) -> None:
    code = desks.issued(house)
    client = sign_in(desks.applicant(code))
    way = read_page(client, f"/permohonan/{code}").select_one('a[href$="/pembetulan"]')
    assert way is not None

    empty = submit(client, read_page(client, way["href"]), {"wrong": ""})
    page = submit(client, read_page(client, way["href"]), {"wrong": WRONG, "fault": "office"})
    sent = _sent(code)
    old, new = read_page(client, f"/permohonan/{code}"), read_page(client, f"/permohonan/{sent}")
    checked = read_page(sign_in(house.dewi), f"/petugas/permohonan/{sent}")
    counted = read_page(sign_in(house.penyelia), "/penyelia/angka?kurun=7")

    assert "Tulis apa yang keliru" in text_of(empty.select_one(".error-summary, [role=alert]"))
    assert "/permohonan/baru/" in page.attrs["data-path"]
    assert "betulkan yang keliru" in text_of(page.select_one("main"))
    assert old.select_one('a[href$="/pembetulan"]') is None
    assert old.select_one(f'a.code[href="/permohonan/{sent}"]') is not None
    assert new.select_one(f'a.code[href="/permohonan/{code}"]') is not None
    assert WRONG in text_of(checked.select_one("main"))
    assert "Surat lama diganti begitu surat ini terbit." in text_of(checked.select_one("main"))
    assert "Salah data pada surat terbit" in text_of(counted.select_one("main"))


def _sent(code: str) -> str:
    """Send the draft that puts the letter of a request right; return its code."""
    citizen = desks.applicant(code)
    with transaction():
        (draft,) = queries.drafts(draft_digest=None, user_id=citizen.user_id)
        photo = uploads.prepare(desks.picture(), "ktp.jpg")
        for one in requirements_of(draft):
            upload = uploads.receive(photo, owner=uploads.Owner(user_id=citizen.user_id), at=desks.NOW)
            filing.attach_proof(draft, one.key, upload, at=desks.NOW)
        return str(filing.submit(draft, actor=citizen, at=desks.NOW).code)


def test_nobody_else_may_and_a_revoked_letter_is_not_put_right(house: House, sign_in: SignIn) -> None:
    code, revoked = desks.issued(house), desks.revoked(house)

    stranger = sign_in(desks.applicant(revoked))

    read_page(stranger, f"/permohonan/{code}/pembetulan", status=404)
    page = read_page(stranger, f"/permohonan/{revoked}/pembetulan")
    assert page.attrs["data-path"] == f"/permohonan/{revoked}"
    assert page.select_one('a[href$="/pembetulan"]') is None
