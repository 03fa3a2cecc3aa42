"""The walker is only worth something if it refuses: each fault is walked into once."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.journeys.walker import DESK, PHONE, Walker, new_walker, nu_complaints

PAGE = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Hai</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><link rel="icon" href="data:,"></head>
<body><main><h1>Hai</h1>%s<p><a href="/lagi">Lagi</a></p>
<form action="/kirim" method="post"><label for="n">Nama</label><input id="n" name="n"><button>Kirim</button></form>
</main></body></html>"""
BODIES = {
    "/": "",
    "/lagi": "<p>Sekali lagi.</p>",
    "/lebar": '<div style="width:700px">lebar</div>',
    "/bisu": '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">',
    "/pecah": "<p><b>Hai</p></b>",
    "/lempar": "<script>throw new Error('aduh')</script>",
}


class _Office(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer(200 if self.path in BODIES else 500, PAGE % BODIES.get(self.path, "<p>Rusak</p>"))

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["content-length"])).decode()
        self._answer(200, PAGE % f"<p>Terkirim: {sent}</p>")

    def _answer(self, status: int, html: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(html.encode())

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def office() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Office) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


@pytest.fixture(params=[False, True], ids=["without JavaScript", "with JavaScript"])
def walker(request: pytest.FixtureRequest, browser: Browser, office: str, tmp_path: Path) -> Iterator[Walker]:
    contexts = len(browser.contexts)
    size = DESK if request.param else PHONE
    yield new_walker(browser, office, tmp_path, javascript=request.param, viewport=size)
    for context in browser.contexts[contexts:]:
        context.close()


def test_good_pages_can_be_walked_and_are_kept(walker: Walker, tmp_path: Path) -> None:
    walker.open("/")
    walker.follow("Lagi")
    walker.type("Nama", "Siti")
    walker.press("Kirim")

    assert walker.heading == "Hai"
    assert "Terkirim: n=Siti" in walker.text
    assert walker.seen == ["/", "/lagi", "/kirim"]
    assert len(list(tmp_path.glob("*.html"))) == 3
    assert nu_complaints(tmp_path) == []


@pytest.mark.parametrize(
    ("path", "complaint"), [("/bisu", "image-alt"), ("/rusak", "answered 500")], ids=["silent picture", "failure"]
)
def test_a_faulty_page_stops_the_walk(walker: Walker, path: str, complaint: str) -> None:
    with pytest.raises(AssertionError, match=complaint):
        walker.open(path)


def test_a_page_wider_than_the_phone_stops_the_walk(browser: Browser, office: str, tmp_path: Path) -> None:
    for window in ({"viewport": PHONE}, {"viewport": PHONE, "is_mobile": True, "has_touch": True}):
        walker = new_walker(browser, office, tmp_path, javascript=False, **window)

        with pytest.raises(AssertionError, match="scrolls sideways"):
            walker.open("/lebar")


def test_a_script_that_throws_stops_the_walk(browser: Browser, office: str, tmp_path: Path) -> None:
    walker = new_walker(browser, office, tmp_path, javascript=True, viewport=DESK)

    with pytest.raises(AssertionError, match="aduh"):
        walker.open("/lempar")


def test_broken_html_is_found_at_the_end_although_the_browser_mends_it(
    browser: Browser, office: str, tmp_path: Path
) -> None:
    new_walker(browser, office, tmp_path, javascript=False, viewport=PHONE).open("/pecah")

    assert any("pecah" in complaint for complaint in nu_complaints(tmp_path))
