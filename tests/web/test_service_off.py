"""A service switched off says so where somebody would begin, at the page that names the office, and at the counter."""

from collections.abc import Callable

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from eservice.accounts.actor import SYSTEM, Actor
from eservice.catalogue.actions import switch
from eservice.kernel.transaction import transaction
from eservice.offices.queries import office_by_code
from tests.web import desks
from tests.web.applying import DWELLING, IDENTITY, SKD
from tests.web.desks import NOW, House
from tests.web.page import read_page, submit, text_of

SignIn = Callable[[Actor], FlaskClient]
OFF_HERE = "Kelurahan Telanaipura sedang tidak membuka layanan ini."


def _off(house: House | None = None) -> None:
    with transaction():
        office_id = house.office_id if house else None
        switch("SKD", on=False, reason="Blangko habis", office_id=office_id, actor=SYSTEM, at=NOW)


def test_the_page_that_asks_where_one_lives_says_so_and_keeps_what_was_typed(house: House, client: FlaskClient) -> None:
    _off(house)
    page = submit(client, read_page(client, SKD + "/untuk_siapa"), {"untuk_siapa": "self"})
    page = submit(client, page, IDENTITY)

    page = submit(client, page, DWELLING)

    assert OFF_HERE in text_of(page.main)
    assert page.select_one("#jalan")["value"] == DWELLING["jalan"]
    elsewhere = submit(client, page, DWELLING | {"wilayah": office_by_code("kel-kasang").region_code})
    assert OFF_HERE not in text_of(elsewhere.main)


def _asked(page: BeautifulSoup) -> set[str]:
    return {str(one["name"]) for one in page.select("main form [name]")}


def test_the_counter_says_so_on_the_same_page(house: House, sign_in: SignIn) -> None:
    _off(house)

    client, typed = sign_in(house.dewi), desks.typed(house)
    page = submit(client, read_page(client, "/petugas/loket"), form='form[action$="/surat-keterangan-domisili"]')
    while not page.select("[name=wilayah]"):
        page = submit(client, page, {name: typed[name] for name in _asked(page) if name in typed})
    page = submit(client, page, {name: typed[name] for name in _asked(page) if name in typed}, status=422)

    assert page.select_one("#jalan")["value"] == typed["jalan"]
    assert OFF_HERE in text_of(page.main)


def test_what_is_off_in_the_whole_city_is_not_begun_by_any_address(
    house: House, client: FlaskClient, sign_in: SignIn
) -> None:
    officer = sign_in(house.dewi)
    counter = read_page(officer, "/petugas/loket")
    form = read_page(client, SKD + "/untuk_siapa")
    _off()

    for address in (SKD, SKD + "/untuk_siapa"):
        assert "Layanan ini sedang tidak dibuka." in text_of(read_page(client, address, status=409))
    assert "sedang tidak dibuka" in text_of(submit(client, form, {"untuk_siapa": "self"}, status=409))
    slug = 'form[action$="/surat-keterangan-domisili"]'
    assert "sedang tidak dibuka" in text_of(submit(officer, counter, form=slug, status=409))
