"""A robot that opens every page of a role in a house that has been at work, and follows each link."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from eservice.kernel import clock
from tests.journeys.server import House, serve, tell
from tests.journeys.shared import made_once
from tests.journeys.walker import Walker

PEOPLE = {
    "citizen": "Warga dengan beberapa permohonan",
    "officer": "Petugas, Kelurahan Telanaipura",
    "signer": "Lurah, Kelurahan Telanaipura",
    "supervisor": "Penyelia, Kelurahan Telanaipura",
    "administrator": "Administrator",
}
EXAMPLES = 1
"""Pages of one kind that are looked at: a list leads to many requests, and they look alike."""
LEAST = {"citizen": 15, "officer": 25, "signer": 15, "supervisor": 12, "administrator": 15}
"""Pages a role must have reached: a robot that is locked out must not pass."""
QUESTION = {"hari", "dari", "sampai", "kantor", "sendiri", "layanan", "petugas", "saluran", "tiba", "saat", "sebab"}
"""What the same figures are asked about: each such address must answer, and one of them is looked at."""
PART = re.compile(r"^[A-Z0-9-]+$|^[A-Za-z0-9_-]{20,}$|^(kel|kec)-[a-z-]+$")
"""A part of an address that names one row: a code, a number, a token, an office."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house with the ten tales of the demo in it: every status, letters of all kinds."""
    folder = made_once(tmp_path_factory, "told", _tell)
    with serve(folder, tmp_path_factory.mktemp("rooms") / "instance") as running:
        yield running


def _tell(folder: Path) -> None:
    tell(folder, days=30, as_of=clock.now(), share=0.05)


@pytest.fixture(scope="module")
def alike() -> set[str]:
    """What stood on the pages that somebody looked at in this window: another role need not look at the same again."""
    return set()


def walk(person: Walker, role: str, alike: set[str]) -> None:
    """Sign in as somebody of a role and open every page that a link leads to.

    A page whose contents another role has looked at, to the letter, is asked for and its links are followed.
    """
    person.open("/masuk")
    person.press(PEOPLE[role])

    met: Counter[str] = Counter()
    looked_at: set[str] = set()
    ahead = [person.path, *_links(person)]
    while ahead:
        path = ahead.pop(0)
        kind, page = _kind(path), _kind(path, without=QUESTION)
        if met[kind] >= EXAMPLES or path in person.seen[1:]:
            continue
        met[kind] += 1
        html = _page_at(person, path, answers=page in looked_at)
        if html is None or page in looked_at:
            continue
        looked_at.add(page)
        contents = _contents(html)
        if contents in alike:
            ahead.extend(_links_of(html))
            continue
        person.open(path)
        ahead.extend(_links(person))
        alike.add(contents)

    assert len(looked_at) >= LEAST[role], sorted(looked_at)


def _page_at(person: Walker, path: str, *, answers: bool) -> str | None:
    """Return the page at an address; None for a file to keep or to look at, which must be there.

    Args:
        answers: a page must be there too, since nobody will look at it.
    """
    answer = person.page.request.get(person.base_url + path)
    is_page = "text/html" in answer.headers.get("content-type", "")
    if answer.status != 200 and is_page and not answers:
        return ""  # whoever opens it says what is wrong
    assert answer.status == 200, f"{path} answered {answer.status}"
    return answer.text() if is_page else None


def _contents(html: str) -> str:
    """Return what stands on a page besides what every page of a role shares: its header and its footer."""
    return html.partition("<main")[2].partition("</main>")[0] or html


def _links_of(html: str) -> list[str]:
    """Return the addresses of this house that a page leads to which nobody looks at again."""
    return _of_this_house(str(one["href"]) for one in BeautifulSoup(html, "html.parser").select("main a[href]"))


def _links(person: Walker) -> list[str]:
    """Return the addresses of this house that the page leads to, in the order in which they stand.

    A letter is opened by a button that keeps what was ticked; its page is an address like any other.
    """
    found: list[str] = person.page.locator("a[href]").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    opened: list[str] = person.page.locator("button[name=buka]").evaluate_all("all => all.map(b => b.value)")
    return _of_this_house([*found, *(f"/tanda-tangan/{code}" for code in opened)])


def _of_this_house(addresses: Iterable[str]) -> list[str]:
    whole = [one.split("#")[0] for one in addresses]
    return [one for one in dict.fromkeys(whole) if one.startswith("/") and not one.startswith("//")]


def _kind(path: str, *, without: Collection[str] = ()) -> str:
    """Return which kind of page an address is: its parts without the names of rows, and what is asked for."""
    parts = urlsplit(path)
    fixed = "/".join("…" if PART.match(part) else part for part in parts.path.split("/"))
    names = {one.split("=")[0] for one in parts.query.split("&") if one}
    asked = "&".join(sorted(names - set(without)))
    return f"{fixed}?{asked}"
