"""A robot that opens every page of a role in a house that has been at work, and follows each link."""

import re
from collections import Counter
from collections.abc import Collection, Iterator
from urllib.parse import urlsplit

import pytest

from eservice.app import create_app
from eservice.demo import history
from eservice.kernel import clock
from tests.databases import build, release, settings_for_tests
from tests.journeys.server import House, serve
from tests.journeys.walker import Walker
from tests.reference import fill_reference

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
    folder = tmp_path_factory.mktemp("told")
    app = create_app(settings_for_tests(folder, f"sqlite:///{folder / 'eservice.db'}"))
    build(app, fill_reference)
    with app.app_context():
        history.fill(days=30, seed=history.SEED, as_of=clock.now(), say=lambda line: None, share=0.05)
    release(app)
    with serve(folder, tmp_path_factory.mktemp("rooms") / "instance") as running:
        yield running


def walk(person: Walker, role: str) -> None:
    """Sign in as somebody of a role and open every page that a link leads to."""
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
        if _is_page(person, path, answers=page in looked_at) and page not in looked_at:
            looked_at.add(page)
            person.open(path)
            ahead.extend(_links(person))

    assert len(looked_at) >= LEAST[role], sorted(looked_at)


def _is_page(person: Walker, path: str, *, answers: bool) -> bool:
    """Tell whether an address gives a page, or else a file to keep or to look at, which must be there.

    Args:
        answers: a page must be there too, since nobody will look at it.
    """
    answer = person.page.request.head(person.base_url + path)
    if "text/html" in answer.headers.get("content-type", "") and not answers:
        return True
    assert answer.status == 200, f"{path} answered {answer.status}"
    return "text/html" in answer.headers.get("content-type", "")


def _links(person: Walker) -> list[str]:
    """Return the addresses of this house that the page leads to, in the order in which they stand.

    A letter is opened by a button that keeps what was ticked; its page is an address like any other.
    """
    found: list[str] = person.page.locator("a[href]").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    opened: list[str] = person.page.locator("button[name=buka]").evaluate_all("all => all.map(b => b.value)")
    whole = [one.split("#")[0] for one in found] + [f"/tanda-tangan/{code}" for code in opened]
    return [one for one in dict.fromkeys(whole) if one.startswith("/") and not one.startswith("//")]


def _kind(path: str, *, without: Collection[str] = ()) -> str:
    """Return which kind of page an address is: its parts without the names of rows, and what is asked for."""
    parts = urlsplit(path)
    fixed = "/".join("…" if PART.match(part) else part for part in parts.path.split("/"))
    names = {one.split("=")[0] for one in parts.query.split("&") if one}
    asked = "&".join(sorted(names - set(without)))
    return f"{fixed}?{asked}"
