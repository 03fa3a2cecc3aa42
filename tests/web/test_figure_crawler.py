"""Every figure of every supervisor's page, opened: the rows behind it are as many as it says."""

import re
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from eservice.accounts import sessions
from eservice.accounts.permissions import Role
from eservice.kernel.transaction import transaction
from eservice.offices.queries import office, office_by_code
from eservice.web.supervisor.pages import PAGES
from tests.past import NOW, Past, Place, begin
from tests.web.figures import today
from tests.web.page import read_page, text_of

__all__ = ["today"]
DAY = timedelta(days=1)
LIST = "/penyelia/permohonan"
PATIENCE = 40
"""So many lists are opened at most, taken evenly from all there are."""


@pytest.fixture
def camat(today: None, client: FlaskClient) -> FlaskClient:
    """The browser of who answers for two kelurahan and the kecamatan's own desk, all with a past."""
    with transaction():
        past = begin("kel-telanaipura", "kel-simpang-iv-sipin")
        above = office(office_by_code("kel-telanaipura").parent_id or 0)
        past.tell_some(40, since=NOW - 40 * DAY, until=NOW)
        _tell_at_the_top(past, Place(above.id, above.code, above.name))
        actor = past.actor(Place(above.id, above.code, above.name), Role.SUPERVISOR)
        secret = sessions.start_session(actor.user_id or 0, membership_id=actor.membership_id, strong=True, at=NOW)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = secret
    return client


def _tell_at_the_top(past: Past, above: Place) -> None:
    past.officers[above.id] = past.officers[past.offices[0].id]
    for days in range(6):
        past.tell("claim judge recommend sign issue", filed_at=NOW - (days + 1) * DAY, office=above)


def _figures(page: BeautifulSoup) -> list[tuple[str, str, str | None]]:
    """Return every link of a page to a list of requests: address, words, how many the page says they are."""
    return [
        (str(link["href"]), text_of(link), _said(link))
        for link in page.select("main a[href]")
        if urlsplit(str(link["href"])).path == LIST
    ]


def _said(link: Tag) -> str | None:
    """Return how many requests a link says it opens: where its words are no number, beside them."""
    if link.has_attr("data-n"):
        return str(link["data-n"])
    number = re.match(r"(?:n = )?([\d.]+)(?![\d,]| ?%)", text_of(link))
    return number.group(1).replace(".", "") if number else None


def _pages(client: FlaskClient) -> Iterator[tuple[str, BeautifulSoup]]:
    """Yield every page of the row of links, and every page of one service and one office that they lead to."""
    found = [str(link["href"]) for link in read_page(client, "/penyelia").select("nav.ways a")]
    assert len(found) == len(PAGES)
    seen: set[str] = set()
    while found:
        url = found.pop(0)
        page = read_page(client, url)
        yield url, page
        if urlsplit(url).path in ("/penyelia/layanan", "/penyelia/kantor"):
            found += [str(link["href"]) for link in page.select("main tbody th a") if link["href"] not in seen][:2]
            seen |= set(found)
    yield "/penyelia/angka", read_page(client, "/penyelia/angka")


def test_the_requests_behind_every_figure_of_every_page_are_as_many_as_it_says(camat: FlaskClient) -> None:
    told: dict[str, tuple[str, str, str]] = {}
    unsaid = []
    for url, page in _pages(camat):
        for address, words, n in _figures(page):
            if n is None:
                unsaid.append(f"'{words}' on {url}")
                continue
            assert told.setdefault(address, (n, words, url))[0] == n, f"'{words}' on {url} and elsewhere"
            digits = re.fullmatch(r"(?:n = )?([\d.]+)", words)
            assert not digits or digits.group(1).replace(".", "") == n, f"'{words}' on {url} opens {n}"
    assert len(told) > 200
    assert len(unsaid) < len(told) / 50, unsaid

    wrong = []
    for address, (n, words, url) in sorted(told.items())[:: len(told) // PATIENCE + 1]:
        listed = read_page(camat, address)
        total = re.search(r": ([\d.]+) permohonan", text_of(listed.h1)).group(1)
        if total != n or len(listed.select("main tbody tr")) != min(int(n), 50):
            wrong.append(f"'{words}' on {url} says {n}, {address} has {total}")
    assert wrong == []
