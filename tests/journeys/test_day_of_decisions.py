"""An officer's day: ten decisions by the keyboard alone, and ten by the mouse without JavaScript."""

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn, cast

import pytest
from playwright.sync_api import Locator, Mouse, Page, Touchscreen

from eservice.app import create_app
from eservice.kernel import clock
from tests.databases import release, settings_for_tests
from tests.journeys.server import House, serve
from tests.journeys.walker import Walker
from tests.web import desks

REGION = "15.71.01.1004"
OFFICER = "Petugas, Kelurahan Telanaipura"
DECISIONS = 10
PASSED, ASKED, REFUSED = 7, 2, 1
"""How the ten end."""
ZOOMED = {"viewport": {"width": 640, "height": 450}, "device_scale_factor": 2}
"""A window of 1280 x 900 at 200 per cent."""
TOUCHES = ("pointerdown", "pointermove", "mousedown", "mousemove", "touchstart", "wheel")
BY_MOUSE = {
    Locator: ("click", "dblclick", "check", "uncheck", "set_checked", "hover", "tap", "fill", "focus", "select_option"),
    Page: ("click", "dblclick", "check", "hover", "tap", "fill", "focus", "select_option"),
    Mouse: ("click", "dblclick", "down", "move", "wheel"),
    Touchscreen: ("tap",),
}
WATCH = f"for (const kind of {list(TOUCHES)}) addEventListener(kind, () => window.touched(kind), true);"


@pytest.fixture(scope="module")
def house(empty_instance: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house in which two days' work waits, each request of another person."""
    folder = tmp_path_factory.mktemp("day") / "waiting"
    shutil.copytree(empty_instance, folder)
    app = create_app(settings_for_tests(folder, f"sqlite:///{folder / 'eservice.db'}"))
    where = cast("desks.House", SimpleNamespace(region=REGION))
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(desks.uploads, "prepare", cache(desks.uploads.prepare))  # one photograph serves them all
        for number in range(2 * DECISIONS + 1):
            desks.file_request(where, at=clock.now(), nik=f"15710152049091{number:02}")
    release(app)
    with serve(folder, tmp_path_factory.mktemp("day") / "instance") as running:
        yield running


class Hands:
    """Two hands on a keyboard: nothing is pressed but keys."""

    def __init__(self, walker: Walker) -> None:
        self.walker, self.page = walker, walker.page

    def key(self, key: str) -> None:
        """Press one key, for something that happens on the page itself."""
        self.page.keyboard.press(key)

    def go(self, key: str, *, closely: bool = False) -> None:
        """Press one key and wait for the page it leads to; look at that closely where it is the first of its kind."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        if closely:
            self.walker.look()

    def say(self, words: str) -> None:
        """Write."""
        self.page.keyboard.type(words)

    def tab_to(self, words: str) -> None:
        """Press Tab until what has the focus says or is called so."""
        called = (
            "words => { const e = document.activeElement; return (e.labels?.[0] ?? e).textContent.includes(words); }"
        )
        for _press in range(80):
            self.page.keyboard.press("Tab")
            if self.page.evaluate(called, words):
                return
        raise AssertionError(f"Tab does not reach {words!r} on {self.walker.path}")


@pytest.fixture
def touched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Refuse every act by mouse or finger, and gather what the pages see of one all the same."""

    def refuse(*_args: Any, **_options: Any) -> NoReturn:
        raise AssertionError("the mouse was touched")

    for kind, names in BY_MOUSE.items():
        for name in names:
            monkeypatch.setattr(kind, name, refuse)
    return []


def watched(person: Walker, touched: list[str]) -> Hands:
    """Return somebody whose pages report every touch."""

    def note(kind: str) -> None:
        touched.append(kind)

    person.page.expose_function("touched", note)
    person.page.add_init_script(WATCH)
    return Hands(person)


def test_ten_decisions_are_taken_by_the_keyboard_alone(desk: Walker, touched: list[str]) -> None:
    hands = watched(desk, touched)
    desk.open("/masuk")
    hands.tab_to(OFFICER)
    hands.go("Enter", closely=True)

    for number in range(DECISIONS):
        first = number in (0, PASSED, PASSED + ASKED)
        hands.go("n", closely=first)
        assert "Anda pegang" in desk.text
        if number < PASSED:
            _pass_on(hands, closely=first)
        elif number < PASSED + ASKED:
            _ask(hands, closely=first)
        else:
            _refuse(hands, closely=first)

    desk.open("/petugas?tab=tanda-tangan")
    assert desk.page.locator("tbody tr.acts").count() == PASSED + REFUSED
    desk.open("/petugas?tab=pemohon")
    assert desk.page.locator("tbody tr.acts").count() == ASKED
    assert touched == []


def _pass_on(hands: Hands, *, closely: bool) -> None:
    if closely:
        _try_the_rest(hands)
    hands.go("a")
    hands.go("t", closely=closely)
    hands.tab_to("Teruskan ke penanda tangan")
    hands.go("Enter")
    assert "Diteruskan ke penanda tangan." in hands.walker.text


def _ask(hands: Hands, *, closely: bool) -> None:
    while "Kartu Keluarga" not in hands.page.evaluate(
        "document.activeElement.closest('[data-row]')?.textContent ?? ''"
    ):
        hands.key("j")
    hands.key("2")
    hands.key("e")
    hands.say("Sudut kanan terpotong. Foto lagi?")
    hands.key("Escape")
    hands.go("m", closely=closely)
    assert hands.page.locator("#syarat_kk").input_value() == "Sudut kanan terpotong. Foto lagi?"
    hands.tab_to("Kirim permintaan kepada pemohon")
    hands.go("Enter")
    assert "Waktu janji berhenti." in hands.walker.text


def _refuse(hands: Hands, *, closely: bool) -> None:
    hands.go("x", closely=closely)
    hands.tab_to("Sebab")
    hands.say("Bukan penduduk")
    hands.tab_to("Penjelasan untuk pemohon")
    hands.say("Menurut data kami Anda tinggal di kelurahan lain.")
    hands.go("Control+Enter")
    assert "Pejabat yang memutuskan." in hands.walker.text


def _try_the_rest(hands: Hands) -> None:
    """Look at the scan, the list of keys and the notes, as once a day."""
    page = hands.page
    hands.key("+")
    hands.key("r")
    page.locator("figure.zoom-150 img[src*='putar=90']").wait_for()
    assert "besar=150" in page.url
    hands.key("?")
    page.locator("dialog[open]").wait_for()
    hands.walker.look()
    hands.key("m")
    hands.key("Escape")
    assert page.locator("dialog[open]").count() == 0
    assert page.locator("h1").count() == 1, "no key acts behind the list"
    hands.go("i", closely=True)
    hands.tab_to("Catatan untuk rekan")
    hands.say("Sudah saya cek? nanti j k t m x")
    hands.go("Control+Enter")
    assert "nanti j k t m x" in hands.walker.text
    hands.go("o")
    hands.key("j")
    hands.key("1")
    hands.go("s")
    assert "Penilaian tersimpan." in hands.walker.text


def test_the_guard_sees_a_mouse(desk: Walker, touched: list[str]) -> None:
    watched(desk, touched)
    desk.open("/masuk")

    with pytest.raises(AssertionError, match="the mouse was touched"):
        desk.page.get_by_role("button").first.click()
    devtools = desk.page.context.new_cdp_session(desk.page)
    devtools.send("Input.dispatchMouseEvent", {"type": "mouseMoved", "x": 40, "y": 40})
    desk.page.wait_for_timeout(300)

    assert touched, "what comes another way is seen by the page"


def test_ten_decisions_are_taken_by_mouse_without_javascript(new_person: Callable[..., Walker]) -> None:
    officer = new_person(phone=False, javascript=False, **ZOOMED)
    officer.open("/masuk")
    officer.press(OFFICER)

    for number in range(DECISIONS):
        first = number == 0
        _click(officer, "Ambil berikutnya", closely=first)
        if first:
            _click(officer, "Perbesar", closely=True)
            _click(officer, "Putar", closely=False)
            assert officer.page.locator("figure.zoom-150 img[src*='putar=90']").count() == 1
        _click(officer, "Semua lengkap", closely=first)
        _click(officer, "Simpan, lalu teruskan", closely=first)
        _click(officer, "Teruskan ke penanda tangan", closely=False)
        assert "Diteruskan ke penanda tangan." in officer.text


def _click(person: Walker, words: str, *, closely: bool) -> None:
    with person.page.expect_navigation():
        person.page.get_by_role("button", name=words).first.click()
    if closely:
        person.look()


@pytest.mark.parametrize("javascript", [True, False])
def test_the_desk_fits_a_phone_and_twice_the_text(new_person: Callable[..., Walker], javascript: bool) -> None:
    officer = new_person(phone=True, javascript=javascript)
    officer.open("/masuk")
    officer.press(OFFICER)
    officer.press("Ambil berikutnya")
    request = officer.path.split("?")[0]

    for path in (f"{request}/pesan", f"{request}/minta-dilengkapi", "/petugas/teks", "/petugas/pintasan"):
        officer.open(path)
    if javascript:
        officer.open(request)
        officer.page.evaluate("document.documentElement.style.fontSize = '200%'")
        officer.look()
    officer.open(request)
    officer.press("Kembalikan ke antrean")
