"""Someone who walks through the pages in Chromium, and looks at each one as closely as the law asks.

After every step the page must fit its width, break no rule of axe-core and throw nothing; its HTML is kept for the Nu
checker. Without JavaScript axe-core cannot run in the page itself: a second, watching page shows the same HTML with
scripts of the product blocked, and is checked in its place.
"""

import hashlib
import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, Response, Route

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "tools" / "vendor" / "axe-core" / "axe.min.js"
NU = ROOT / "tools" / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
SECONDS = 15

_FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)
_AXE_RUN = """async () => {
  const {violations} = await axe.run(document, {resultTypes: ['violations']});
  return violations.map(v => `${v.id}: ${v.help}: ${v.nodes.map(n => n.html.slice(0, 120)).join(' | ')}`);
}"""
_WIDTH = "() => document.scrollingElement.scrollWidth"


@contextmanager
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """Yield the machine's own Chromium; nothing is downloaded."""
    browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=list(_FLAGS))
    yield browser
    browser.close()


@dataclass
class Walker:
    """One person with one browser window."""

    page: Page
    base_url: str
    gallery: Path
    watcher: Page | None = None
    """Where axe-core runs instead, when the window has no JavaScript."""
    seen: list[str] = field(default_factory=list)
    """The addresses looked at, in order."""
    _documents: list[Response] = field(default_factory=list)
    _thrown: list[str] = field(default_factory=list)
    _checked: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Listen to what the window is sent and what it complains of."""
        self.page.set_default_timeout(SECONDS * 1000)
        self.page.on("response", self._remember)
        self.page.on("pageerror", lambda error: self._thrown.append(str(error)))
        self.page.on("console", lambda said: self._thrown.append(said.text) if said.type == "error" else None)

    # ── Acts: each looks at the page it leads to ─────────────────────────────────────────────────────────────────────

    def open(self, path: str, *, status: int = 200) -> None:
        """Type an address of the house."""
        self.page.goto(self.base_url + path if path.startswith("/") else path)
        self.look(status=status)

    def follow(self, words: str, *, exact: bool = False, near: str = "") -> None:
        """Click the first link with these words; in the row that says ``near``, where there are several."""
        where = self.page.locator("tr", has_text=near) if near else self.page
        self._leave(where.get_by_role("link", name=words, exact=exact).first)

    def press(self, words: str, *, exact: bool = False, near: str = "", status: int = 200) -> None:
        """Click the button with these words and look at the page that follows; in the row that says ``near``."""
        where = self.page.locator("tr", has_text=near) if near else self.page
        self._leave(where.get_by_role("button", name=words, exact=exact).first, status=status)

    def press_enter(self, *, status: int = 200) -> None:
        """Send the form with the keyboard."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.look(status=status)

    def type(self, label: str, text: str, *, exact: bool = False) -> None:
        """Type into the field with this label, key by key."""
        box = self._control(label, "input, textarea", exact=exact)
        box.click()
        box.fill("")
        box.press_sequentially(text)

    def choose(self, label: str, option: str | None = None) -> None:
        """Tick the box or radio button with this label, or pick ``option`` from the list with it."""
        control = self._control(label, "input, select")
        if option is None:
            control.check()
        else:
            control.select_option(label=option)

    def unfold(self, words: str) -> None:
        """Open what is folded away behind these words: a menu, more details."""
        self.page.locator("summary", has_text=words).first.click()
        self.look()

    def upload(self, label: str, *files: Path | dict[str, Any]) -> None:
        """Choose files for the field with this label."""
        self._control(label, "input[type=file]").set_input_files(list(files))  # type: ignore[arg-type]

    def download(self, words: str) -> bytes:
        """Click the link or button with these words and return the file it gives."""
        with self.page.expect_download() as waiting:
            link = self.page.get_by_role("link", name=words).or_(self.page.get_by_role("button", name=words))
            link.first.click()
        return Path(waiting.value.path()).read_bytes()

    def back(self) -> None:
        """Press the browser's back button."""
        self.page.go_back()
        self.look()

    # ── What it reads ────────────────────────────────────────────────────────────────────────────────────────────────

    @property
    def heading(self) -> str:
        """Return what the page calls itself."""
        return self.page.locator("h1").inner_text().strip()

    @property
    def text(self) -> str:
        """Return what stands on the page, in one line."""
        return " ".join(self.page.locator("body").inner_text().split())

    @property
    def source(self) -> str:
        """Return the page as the server sent it."""
        return self._documents[-1].text() if self._documents else ""

    @property
    def path(self) -> str:
        """Return the address, without the house's own part."""
        return self.page.url.removeprefix(self.base_url)

    def look(self, *, status: int = 200) -> None:
        """Refuse a page that is too wide, breaks a rule of accessibility, fails or throws.

        Acts call this; call it yourself after a state changed without a new page.
        """
        self.page.wait_for_load_state()
        where = f"{self.path} at {self.page.viewport_size}"
        answer = self._documents[-1] if self._documents else None
        if answer is not None:
            assert answer.status == status, f"{where} answered {answer.status}: {self.source[-3000:]}"
        if (
            self.watcher is None
            and answer is not None
            and "sandbox" in answer.headers.get("content-security-policy", "")
        ):
            self.seen.append(self.path)
            return  # no script may run in it, ours neither; who walks without JavaScript looks at it closely
        expected = [] if status < 400 else [t for t in self._thrown if "Failed to load resource" in t]
        complaints = [t for t in self._thrown if t not in expected]
        assert not complaints, f"{where}: the browser complains: {complaints}"
        self._thrown.clear()
        # Not window.innerWidth: a telephone's browser zooms out, and a page too wide would widen its own measure.
        wide, window = self.page.evaluate(_WIDTH), (self.page.viewport_size or DESK)["width"]
        assert wide <= window, f"{where} scrolls sideways: {wide} > {window}; {self._too_wide(window)}"
        self.seen.append(self.path)
        self._check_accessibility(where, answer)

    # ── How ──────────────────────────────────────────────────────────────────────────────────────────────────────────

    def _leave(self, control: Locator, *, status: int = 200) -> None:
        with self.page.expect_navigation():
            control.click()
        self.look(status=status)

    def _control(self, label: str, kind: str, *, exact: bool = False) -> Locator:
        """Return the first control with this label: sections and menus have names too."""
        return self.page.get_by_label(label, exact=exact).and_(self.page.locator(kind)).first

    def _remember(self, response: Response) -> None:
        if response.request.is_navigation_request() and response.frame == self.page.main_frame:
            self._documents.append(response)

    def _check_accessibility(self, where: str, answer: Response | None) -> None:
        html = self.page.content()
        mark = hashlib.sha256(html.encode()).hexdigest()[:16]
        if mark in self._checked:
            return
        self._checked.add(mark)
        self._keep(mark, answer)
        page = self.page
        if self.watcher is not None:
            page = self.watcher
            _show(page, self.page.url, html)
        page.evaluate(AXE.read_text(encoding="utf-8"))
        violations = page.evaluate(_AXE_RUN)
        assert not violations, f"{where} breaks rules of accessibility:\n  " + "\n  ".join(violations)

    def _keep(self, mark: str, answer: Response | None) -> None:
        """Keep what the server really sent: the browser has mended what it shows."""
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            return
        name = "".join(c if c.isalnum() else "-" for c in self.path)[:60].strip("-") or "home"
        (self.gallery / f"{name}-{mark}.html").write_bytes(answer.body())

    def _too_wide(self, window: int) -> list[str]:
        found: list[str] = self.page.evaluate(
            """window => [...document.body.querySelectorAll('*')]
              .filter(e => e.getBoundingClientRect().right > window + 0.5)
              .slice(0, 5).map(e => e.outerHTML.slice(0, 100))""",
            window,
        )
        return found


def _show(page: Page, url: str, html: str) -> None:
    """Show ``html`` as if ``url`` had answered with it, with the product's scripts held back."""

    def answer(route: Route) -> None:
        if route.request.is_navigation_request():
            route.fulfill(body=html, content_type="text/html; charset=utf-8")
        elif route.request.resource_type == "script":
            route.abort()
        else:
            route.continue_()

    page.unroute_all()
    page.route("**/*", answer)
    page.goto(url)


def new_walker(browser: Browser, base_url: str, gallery: Path, *, javascript: bool, **window: Any) -> Walker:
    """Return a person with a fresh browser profile, who reads Indonesian and lives in Jambi."""
    options = {"locale": "id-ID", "timezone_id": "Asia/Jakarta", "reduced_motion": "reduce"} | window
    own: BrowserContext = browser.new_context(java_script_enabled=javascript, accept_downloads=True, **options)
    watcher = None if javascript else browser.new_context(**options).new_page()
    return Walker(own.new_page(), base_url, gallery, watcher)


def nu_complaints(gallery: Path) -> list[str]:
    """Return the errors the Nu HTML checker finds in the pages kept in ``gallery``."""
    pages = sorted(gallery.glob("*.html"))
    if not pages:
        return []
    assert NU.exists(), "the Nu HTML checker is missing: run 'make tools'"
    command = ["java", "-Xss1m", "-jar", str(NU), "--format", "json", "--errors-only", *map(str, pages)]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stderr[-500:]
    messages = json.loads(done.stderr or '{"messages": []}')["messages"]
    return [f"{Path(m['url']).name}:{m.get('lastLine', '?')} {m['message']}" for m in messages if m["type"] == "error"]
