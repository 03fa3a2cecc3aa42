"""Every page that shows a request to the office leaves a line in the log, and numbers stand open only for a reason."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from eservice.accounts.actor import Actor
from eservice.audit.models import AuditEntry
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.requests import queries, reviewing
from eservice.web import looking
from tests.web import desks
from tests.web.desks import NIK, NOW, House
from tests.web.page import read_page, send, submit, text_of

SignIn = Callable[[Actor], FlaskClient]
DESKS = ("/petugas/permohonan/<code>", "/tanda-tangan/<code>", "/penyelia/permohonan/<code>")
"""Beginnings of the addresses of pages about one request."""


def pages_of_a_request(app: Flask, code: str) -> list[str]:
    """Return the address of every page of the office that is about one request, as the application knows them."""
    found = [rule for rule in app.url_map.iter_rules() if rule.rule.startswith(DESKS) and "GET" in (rule.methods or ())]
    plain = [rule.rule for rule in found if rule.arguments == {"code"}]
    return sorted(address.replace("<code>", code) for address in plain)


def looks_at(code: str) -> int:
    """Return how often a request was looked at, as the log has it."""
    db.session.rollback()
    number = queries.request_by_code(code).id
    chosen = select(AuditEntry).where(
        AuditEntry.object == f"request:{number}", AuditEntry.action.startswith("request:look")
    )
    return len(db.session.scalars(chosen).all())


def silent(app: Flask, house: House, sign_in: SignIn, codes: list[str]) -> tuple[set[str], int]:
    """Return the pages that showed a request and said nothing of it, and how many pages were shown."""
    unsaid, shown = set(), 0
    for who in (house.dewi, house.lurah, house.penyelia):
        browser = sign_in(who)
        for code in codes:
            for address in pages_of_a_request(app, code):
                before = looks_at(code)
                if browser.get(address).status_code == 200:
                    shown += 1
                    if looks_at(code) != before + 1:
                        unsaid.add(address.replace(code, "<code>"))
    return unsaid, shown


@pytest.fixture
def codes(house: House) -> list[str]:
    """A request in the queue, one in review and one that is issued."""
    waiting, held = desks.file_request(house), desks.file_request(house)
    with transaction():
        reviewing.claim(queries.for_change(held), actor=house.dewi, at=NOW)
    return [waiting, held, desks.issued(house)]


def test_no_page_of_the_office_shows_a_request_without_a_line_in_the_log(
    app: Flask, house: House, sign_in: SignIn, codes: list[str]
) -> None:
    unsaid, shown = silent(app, house, sign_in, codes)

    assert shown > 40
    assert unsaid == set()


def test_without_the_note_of_each_page_some_would_be_silent(
    app: Flask, house: House, sign_in: SignIn, codes: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "_SHOWN", frozenset())

    unsaid, _shown = silent(app, house, sign_in, codes[1:2])

    assert "/petugas/permohonan/<code>/catatan" in unsaid


def test_numbers_are_masked_until_a_reason_is_given_and_its_owner_reads_who_and_why(
    house: House, sign_in: SignIn
) -> None:
    code = desks.file_request(house)
    officer = sign_in(house.bambang)
    numbers = (NIK, "081234567890", "0812-3456-7890", "+6281234567890")

    page = read_page(officer, f"/petugas/permohonan/{code}")
    assert not [one for one in numbers if one in str(page)]
    form = "form[action$='/buka-nomor']"
    for told, said in (
        ({"reason": ""}, "Pilih alasannya."),
        ({"reason": "call", "note": "ya"}, "10 sampai 300 huruf"),
        ({"reason": "call", "note": "panjang " * 40}, "10 sampai 300 huruf"),
    ):
        refused = submit(officer, page, told, form=form)
        assert said in text_of(refused.main)
        assert NIK not in str(refused)
    opened = submit(officer, page, {"reason": "call", "note": "Menanyakan alamat yang benar."}, form=form)
    assert all(one in str(opened) for one in (NIK, "0812-3456-7890"))
    assert NIK not in str(read_page(officer, f"/petugas/permohonan/{code}")), "for that page alone"
    told = text_of(read_page(sign_in(desks.applicant(code)), "/akun/data/dibuka").main)
    assert "Bambang Susilo" in told
    assert "Menghubungi pemohon: Menanyakan alamat yang benar." in told


def test_whoever_claimed_it_compares_and_needs_no_reason_a_stranger_gets_nothing(house: House, sign_in: SignIn) -> None:
    code = desks.file_request(house)
    with transaction():
        reviewing.claim(queries.for_change(code), actor=house.dewi, at=NOW)

    assert NIK in str(read_page(sign_in(house.dewi), f"/petugas/permohonan/{code}"))
    page = read_page(sign_in(house.lurah), f"/petugas/permohonan/{code}")
    assert NIK not in str(page)
    told = {"reason": "compare", "note": "Saya ingin melihatnya."}
    for who in (house.stranger, desks.applicant(code)):
        answer = send(sign_in(who), page, told, form="form[action$='/buka-nomor']")
        assert answer.status_code in (400, 403)
        assert NIK not in answer.text
