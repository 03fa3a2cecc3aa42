"""Somebody with a letter in hand and no network: the page they opened once answers by itself."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from playwright.sync_api import Browser
from werkzeug.serving import make_server

from eservice.kernel import clock
from eservice.kernel.ports import drivers
from eservice.letters import pdf, queries
from eservice.letters.kinds import Kind
from eservice.letters.sealing import SealKey
from eservice.web.public.offline import ANSWERS
from tests.domain.letters import book
from tests.journeys.walker import PHONE, Walker, new_walker
from tests.postgres import free_port
from tests.seals import OTHER_TOKEN, STRANGER, TOKEN, link, photographed, seal_of, sheet, tampered
from tests.times import MONDAY

PAGE = "/verifikasi/luring"


@pytest.fixture
def network(app: Flask) -> Iterator[tuple[str, Callable[[], None]]]:
    """The house's address, and what takes its server away."""
    server = make_server("localhost", free_port(), app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://localhost:{server.server_port}", server.shutdown
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def walker(browser: Browser, network: tuple[str, Callable[[], None]], tmp_path: Path) -> Iterator[Walker]:
    """A bank clerk with a telephone."""
    yield new_walker(browser, network[0], tmp_path, javascript=True, viewport=PHONE, has_touch=True, is_mobile=True)
    browser.contexts[-1].close()


def texts(base: str, key: SealKey) -> dict[str, list[str]]:
    """Return codes by the answer they must get."""
    revoked = book.issued(1, kind=Kind.SKL)
    token = queries.letter_by_id(revoked).token
    book.revoke(revoked)
    good = link(base=base, key=key, valid_until=None)
    claimed = SealKey(key.id, STRANGER.private)
    return {
        "genuine": [good],
        "revoked": [link(token, base=base, key=key, valid_until=None)],
        "expired": [link(base=base, key=key, valid_until=MONDAY.date() - timedelta(days=400))],
        "forged": [tampered(good), link(base=base, key=claimed)],
        "swapped": [f"{base}/v/{OTHER_TOKEN}#{seal_of(good)}"],
        "unknown_key": [link(base=base, key=STRANGER)],
        "unreadable": [good[:-6], "https://contoh.id/promo"],
        "no_seal": [f"{base}/v/{TOKEN}"],
    }


def test_the_page_answers_with_the_network_gone(
    app: Flask, network: tuple[str, Callable[[], None]], walker: Walker, tmp_path: Path
) -> None:
    base, take_away = network
    with app.app_context():
        told = texts(base, drivers().seal_keys.newest())
        letter = queries.letter_by_id(book.issued(2, kind=Kind.SKL))
        stamp = queries.stamp_of(letter, base_url=base, signed_at=MONDAY)
        photo = photographed(sheet(pdf.render(queries.content_of(letter), stamp)), seed=7)
    photo.save(tmp_path / "surat.jpg", quality=80)
    page = walker.page
    answered = page.locator("#jawaban h2")

    def answer(text: str) -> str:
        page.get_by_label("Isi kode QR").fill(text)
        page.get_by_role("button", name="Periksa segel").click()
        return answered.inner_text()

    walker.open(PAGE)
    page.get_by_text("Halaman ini sudah siap dipakai tanpa internet.").wait_for()
    assert answer(told["genuine"][0]) == "Segel asli"
    walker.look()
    take_away()
    page.context.set_offline(True)
    page.goto(base + PAGE)
    page.get_by_text("Halaman ini sudah siap dipakai tanpa internet.").wait_for()

    found = {code: [answer(text) for text in cases] for code, cases in told.items()}
    assert found == {code: [ANSWERS[code][0]] * len(cases) for code, cases in told.items()}

    page.get_by_label("Foto kode QR").set_input_files(tmp_path / "surat.jpg")
    page.get_by_text(letter.number).wait_for()
    assert answered.inner_text() == "Segel asli"

    page.clock.set_fixed_time(clock.now() + timedelta(days=8))
    assert answer(told["genuine"][0]) == "Segel asli, status tidak diketahui"
    assert "Status tidak diketahui sejak" in page.locator("#jawaban").inner_text()


def test_a_seal_of_another_letter_beside_the_address_of_this_one_is_named(
    app: Flask, network: tuple[str, Callable[[], None]], walker: Walker
) -> None:
    base, _ = network
    with app.app_context():
        mine, other = (queries.letter_by_id(book.issued(request, kind=Kind.SKD)) for request in (1, 2))
        seals = [queries.stamp_of(one, base_url=base, signed_at=MONDAY).seal for one in (mine, other)]
        address, number = f"/v/{mine.token}", other.number
    page = walker.page
    good = f"{base}{address}#{seals[0]}"

    def verdict(link: str) -> str:
        page.goto(f"{base}/verifikasi")  # else only the fragment changes, and nothing is loaded
        page.goto(link)
        return page.locator("#segel > *").inner_text()

    assert "milik surat ini" in verdict(good)
    assert page.locator("main .seal.good").count() == 1
    swapped = verdict(f"{base}{address}#{seals[1]}")
    assert ANSWERS["swapped"][0] in swapped
    assert number in swapped
    assert page.locator("main .seal.good").count() == 0
    walker.look()
    page.get_by_label("Nama pada surat").fill("Siti Rahmawati")
    page.get_by_role("button", name="Cocokkan").click()
    page.wait_for_url(f"**{address}#cocokkan")
    assert ANSWERS["swapped"][0] in page.locator("#segel > *").inner_text()  # waits for the script
    assert ANSWERS["forged"][0] in verdict(tampered(good))
    assert ANSWERS["unreadable"][0] in verdict(good[:-6])
