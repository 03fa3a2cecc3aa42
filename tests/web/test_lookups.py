"""The holder reads how often the letter was checked, and by nobody's name; the holder's own looks are none."""

from collections.abc import Callable

from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.letters import queries as letters
from eservice.requests import queries
from tests.web import desks
from tests.web.desks import House
from tests.web.page import read_page, text_of

SignIn = Callable[[Actor], FlaskClient]


def test_the_holder_reads_how_often_others_checked_the_letter(
    house: House, sign_in: SignIn, client: FlaskClient
) -> None:
    code = desks.revoked(house)
    letter = letters.letter_by_id(queries.request_by_code(code).letter_id or 0)
    token, typed = letter.token, letter.code
    holder, address = sign_in(desks.applicant(code)), f"/v/{token}"
    before = text_of(read_page(holder, f"/permohonan/{code}"))

    read_page(holder, address)
    client.head(address)
    client.get(address, headers={"User-Agent": "WhatsApp/2.24.20.89 A"})
    read_page(client, address)
    read_page(client, f"/verifikasi?kode={typed}")
    client.get("/api/v1/verify", query_string={"token": token})
    after = text_of(read_page(holder, f"/permohonan/{code}"))

    assert "Belum ada orang lain yang memeriksa surat ini." in before
    assert "Surat ini sudah diperiksa orang lain 3 kali, terakhir 7 Juli 2026." in after
