"""A citizen proves a mailbox, and comes back with six digits from it and without a password."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from eservice.accounts import actions, passwords, queries
from eservice.kernel import clock
from eservice.kernel.transaction import transaction
from tests.times import MONDAY
from tests.web.page import read_page, submit, text_of

NIK, UNKNOWN, PASSWORD = "1571014107909001", "1571010101859002", "kopi hangat di teras"
FORM = "main form.stack"


class Mailbox:
    """Keeps what was sent."""

    def __init__(self) -> None:
        self.bodies: list[str] = []

    def send(self, *, to: str, subject: str, body: str) -> None:
        self.bodies.append(body)

    def code(self) -> str:
        """Return the code of the latest mail."""
        return re.findall(r"\b\d{3}-\d{3}\b", self.bodies[-1])[0]


@pytest.fixture
def mails(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    box = Mailbox()
    drivers = replace(db_app.extensions["eservice.drivers"], mailer=box)
    monkeypatch.setitem(db_app.extensions, "eservice.drivers", drivers)
    with passwords.cheap(), clock.travel(MONDAY):
        yield box


def register(*, confirmed: bool = True, **more: object) -> int:
    with transaction():
        new = actions.NewCitizen(nik=NIK, name="Siti Rahmawati", email="siti@contoh.id", **more)  # type: ignore[arg-type]
        account = actions.register(new, password=passwords.choose(PASSWORD), at=MONDAY)
        account.email_confirmed_at = MONDAY if confirmed else None
        return account.id


def asked(client: FlaskClient, nik: str = NIK) -> BeautifulSoup:
    door = read_page(client, "/masuk?lanjut=/akun")
    start = read_page(client, str(door.select_one('main a[href*="/masuk/e-mail"]')["href"]))  # type: ignore[index]
    return submit(client, start, {"login": nik}, form=FORM)


def test_who_proved_a_mailbox_signs_in_with_a_code_and_not_one_act_of_weight_is_open(
    client: FlaskClient, mails: Mailbox
) -> None:
    siti = register(confirmed=False)
    account = submit(
        client, read_page(client, "/masuk?lanjut=/akun"), {"login": NIK, "password": PASSWORD}, form="#masuk"
    )
    page = read_page(client, str(account.select_one('main a[href="/akun/e-mail"]')["href"]))  # type: ignore[index]
    waits = submit(client, page)
    refused = submit(client, waits, {"code": "000000"}, form=FORM, status=403)
    done = submit(client, refused, {"code": mails.code()}, form=FORM)
    submit(client, done, form='main form[action="/keluar"]')

    came = submit(client, asked(client), {"code": mails.code()}, form=FORM)

    assert "Alamat e-mail Anda sudah dikonfirmasi." in text_of(done)
    assert text_of(came.h1) == "Akun saya"
    assert "dengan kode e-mail" in text_of(came)
    assert queries.account(siti).email_confirmed_at == MONDAY
    contact = read_page(client, "/akun/kontak")
    stopped = submit(client, contact, {"phone_owner": "none", "email": "lain@contoh.id"}, status=403)
    assert stopped.select_one('input[type="password"]') is not None
    assert queries.account(siti).email == "siti@contoh.id"


def test_known_and_unknown_read_the_same_page_before_and_after_a_wrong_code(
    app: Flask, client: FlaskClient, mails: Mailbox
) -> None:
    register()
    pages = []
    for nik in (NIK, UNKNOWN):
        browser = app.test_client()
        waits = asked(browser, nik)
        refused = submit(browser, waits, {"code": "000000"}, form=FORM, status=403)
        pages.append([gist(waits), gist(refused)])

    assert pages[0] == pages[1]


def gist(page: BeautifulSoup) -> str:
    """Return a page with what is new on each one struck out, as long as it was."""
    for field in page.select('[type="hidden"]'):
        field["value"] = "•" * len(str(field["value"]))
    return str(page)


def test_a_page_that_is_over_or_of_somebody_else_leads_back_to_the_beginning(
    client: FlaskClient, mails: Mailbox
) -> None:
    register()
    waits = asked(client)
    code = mails.code()
    client.get("/akun")
    token = waits.select_one('[name="csrf_token"]')["value"]  # type: ignore[index]

    forged = client.post("/masuk/e-mail/kode", data={"csrf_token": token, "permintaan": "abc", "code": code})
    with clock.travel(MONDAY + timedelta(minutes=10)):
        late = submit(client, waits, {"code": code}, form=FORM)

    assert forged.headers["Location"].startswith("/masuk/e-mail")
    assert "sudah lewat 10 menit" in text_of(late)
    assert text_of(late.h1) == "Masuk dengan kode e-mail"


def test_asking_again_and_again_has_to_wait(client: FlaskClient, mails: Mailbox) -> None:
    for _number in range(5):
        asked(client)
    start = read_page(client, "/masuk/e-mail")

    refused = submit(client, start, {"login": NIK}, form=FORM, status=429)

    assert "Terlalu sering mencoba." in text_of(refused)
