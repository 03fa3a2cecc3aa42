"""What anyone may open without signing in, on an old phone and at a desk, in both languages."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.journeys.server import House, serve
from tests.journeys.walker import Walker

PAGES = (
    "/", "/layanan", "/layanan/surat-keterangan-domisili", "/lacak", "/verifikasi", "/verifikasi/luring",
    "/bantuan", "/privasi", "/maklumat",
    "/aksesibilitas", "/daftar", "/masuk", "/lupa-sandi",
)  # fmt: skip


@pytest.fixture(scope="module")
def house(empty_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for all: nobody here changes anything."""
    with serve(empty_instance, tmp_path_factory.mktemp("front") / "instance") as running:
        yield running


@pytest.mark.parametrize("phone", [True, False], ids=["phone without JavaScript", "desk with JavaScript"])
def test_every_public_page_can_be_read(new_person: Callable[..., Walker], phone: bool) -> None:
    visitor = new_person(phone=phone, javascript=not phone)

    for path in PAGES:
        visitor.open(path)
    visitor.open("/tidak-ada", status=404)
    visitor.open("/v/AAAAAAAAAAAAAAAAAAAAAAAAAA")

    assert visitor.heading == "Tidak terdaftar"


def test_a_visitor_can_change_to_english_and_back(phone: Walker) -> None:
    phone.open("/layanan")
    phone.unfold("Menu")
    phone.press("English")

    assert phone.path == "/layanan"
    assert phone.page.locator("html").get_attribute("lang") == "en"

    phone.unfold("Menu")
    phone.press("Bahasa Indonesia")

    assert phone.page.locator("html").get_attribute("lang") == "id"


def test_the_dark_page_is_as_legible_as_the_light_one(new_person: Callable[..., Walker]) -> None:
    visitor = new_person(phone=True, javascript=False, color_scheme="dark")

    for path in ("/", "/layanan", "/masuk"):
        visitor.open(path)


def test_text_of_twice_the_size_fits_a_phone(new_person: Callable[..., Walker]) -> None:
    visitor = new_person(phone=True, javascript=True)

    for path in ("/", "/layanan", "/layanan/surat-keterangan-domisili", "/lacak", "/masuk"):
        visitor.open(path)
        visitor.page.evaluate("document.documentElement.style.fontSize = '200%'")
        visitor.look()
