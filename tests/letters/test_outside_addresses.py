"""No letter reaches for anything outside: every way HTML, CSS and SVG know is refused aloud, and nothing is fetched."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest

from eservice.letters import page, pdf
from eservice.letters.kinds import Kind
from eservice.letters.renderer import OutsideAddressError
from tests.letters.samples import sample, stamp

WAYS = {
    "picture": '<img src="{}">',
    "picture in quotes of a style": "<p style=\"background: url('{}')\">a</p>",
    "background": "<style>p {{ background-image: url({}) }}</style><p>a</p>",
    "border": '<p style="border: 1mm solid; border-image: url({}) 1">a</p>',
    "bullet": '<ul style="list-style-image: url({})"><li>a</li></ul>',
    "words before": "<style>p::before {{ content: url({}) }}</style><p>a</p>",
    "margin": "<style>@page {{ @top-left {{ content: url({}) }} }}</style>",
    "import": '<style>@import "{}";</style>',
    "import by url": "<style>@import url({}) print;</style>",
    "font": "<style>@font-face {{ font-family: x; src: url({}) }}</style><p style='font-family: x'>a</p>",
    "sheet": '<link rel="stylesheet" href="{}">',
    "object": '<object data="{}"></object>',
    "embed": '<embed src="{}">',
    "attachment": '<link rel="attachment" href="{}">',
    "attachment of a link": '<a rel="attachment" href="{}">a</a>',
    "drawing": '<svg width="9" height="9"><image href="{}" width="9" height="9"/></svg>',
    "drawing, as before": '<svg width="9" height="9"><image xlink:href="{}" width="9" height="9"/></svg>',
}
ADDRESSES = ("{server}/x.png", "file:///etc/passwd", "asset:../pdf.py")
MORE_ADDRESSES = (
    "{server}/asset:emblem.svg",
    "//127.0.0.1/x.png",
    "ftp://127.0.0.1/x.png",
    "FILE:///etc/passwd",
    "asset:/etc/passwd",
    "asset:letter.css",
    "asset:.hidden",
    "data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg'/>",
    "data:text/css,p",
    "data:image/png;base64,%",
    "javascript:alert(1)",
    "gopher://127.0.0.1/",
    "php://input",
)
NEVER_FOLLOWED = (
    '<iframe src="{}"></iframe>',
    '<video src="{0}" poster="{0}"></video><audio src="{0}"></audio>',
    '<script src="{}"></script>',
    '<picture><source srcset="{}"></picture>',
    '<a href="{}">a</a><form action="{}"><input type="image" src="{}"></form>',
    '<meta http-equiv="refresh" content="0; url={}">',
    '<link rel="preload" href="{0}"><link rel="icon" href="{0}">',
    '<svg width="9" height="9"><use href="{0}#a"/><a href="{0}"><rect width="9" height="9"/></a></svg>',
    '<svg width="9" height="9"><style>@import "{}";</style><rect width="9" height="9"/></svg>',
    '<?xml-stylesheet href="{}"?><p>a</p>',
)
"""What the renderer does not know, or does not open."""


@pytest.fixture
def server() -> Iterator[socket.socket]:
    """Somebody who would notice."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        yield listening


def address_of(server: socket.socket) -> str:
    return f"http://127.0.0.1:{server.getsockname()[1]}"


def assert_nobody_came(server: socket.socket) -> None:
    with pytest.raises(BlockingIOError):
        server.accept()


@pytest.mark.parametrize("way", WAYS)
def test_whatever_reaches_outside_stops_the_book(way: str, server: socket.socket) -> None:
    for address in ADDRESSES:
        text = WAYS[way].format(address.format(server=address_of(server)))

        with pytest.raises(OutsideAddressError):
            pdf.render_book(text)

    assert_nobody_came(server)


@pytest.mark.parametrize("way", WAYS)
def test_a_letter_that_reaches_outside_is_stopped_or_lacks_it(
    way: str, server: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = sample(Kind.SKD)
    text = WAYS[way].format(address_of(server) + "/x.png")
    monkeypatch.setattr(page, "html", lambda *_: f'<html lang="id"><body>{text}</body></html>')

    with suppress(OutsideAddressError):
        assert b"/Image" not in pdf.render(content, stamp(content))

    assert_nobody_came(server)


@pytest.mark.parametrize("address", MORE_ADDRESSES)
def test_whatever_is_not_shipped_stops_the_letter(address: str, server: socket.socket) -> None:
    with pytest.raises(OutsideAddressError):
        pdf.render_book(f'<img src="{address.format(server=address_of(server))}">')

    assert_nobody_came(server)


def test_a_base_does_not_make_the_house_s_files_strangers_or_a_stranger_s_files_ours(server: socket.socket) -> None:
    with pytest.raises(OutsideAddressError):
        pdf.render_book(f'<base href="{address_of(server)}/"><img src="emblem.svg">')

    assert_nobody_came(server)


def test_what_the_renderer_does_not_follow_is_not_fetched(server: socket.socket) -> None:
    pdf.render_book("".join(way.replace("{}", "{0}").format(f"{address_of(server)}/x") for way in NEVER_FOLLOWED))

    assert_nobody_came(server)


def test_the_next_letter_is_drawn_as_ever() -> None:
    with pytest.raises(OutsideAddressError):
        pdf.render_book('<img src="file:///etc/passwd">')

    assert pdf.render_book('<img src="asset:emblem.svg">').startswith(b"%PDF-")


def test_what_a_citizen_types_is_printed_and_never_obeyed(server: socket.socket, tmp_path: Path) -> None:
    typed = f'<img src={address_of(server)}/x><style>@import "{address_of(server)}/y";</style>{{{{ 7*7 }}}}'
    content = sample(Kind.SKUM)
    content = replace(content, fields=content.fields | {"body": typed}, purpose=typed, subject=(("nama", typed),))
    path = tmp_path / "letter.pdf"

    path.write_bytes(pdf.render(content, stamp(content)))

    printed = subprocess.run(["pdftotext", "-raw", str(path), "-"], check=True, capture_output=True, text=True).stdout
    assert "".join(printed.split()).count("".join(typed.split())) == 3
    assert_nobody_came(server)
