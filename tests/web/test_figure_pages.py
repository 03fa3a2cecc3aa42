"""The pages of the figures: the row of links that stands on each of them."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.kernel.transaction import transaction
from eservice.offices.queries import office, office_by_code
from eservice.web.supervisor.pages import PAGES
from tests.past import NOW, Past, Place
from tests.web.figures import SignIn, past, sign_in, today
from tests.web.page import read_page, text_of

__all__ = ["past", "sign_in", "today"]
DAY = timedelta(days=1)
DONE = "claim judge recommend sign issue"


@pytest.fixture
def supervisor(past: Past) -> Actor:
    with transaction():
        return past.actor(past.offices[0], Role.SUPERVISOR)


def test_every_page_of_the_figures_stands_in_the_row_of_links_and_is_marked_there(
    supervisor: Actor, sign_in: SignIn
) -> None:
    client = sign_in(supervisor)
    row = read_page(client, "/penyelia").select("nav.ways a")

    for link, page in zip(row, PAGES, strict=True):
        shown = read_page(client, str(link["href"]))
        (marked,) = shown.select("nav.ways a[aria-current]")
        assert text_of(marked) == text_of(link), page.endpoint
        assert marked["aria-current"] == "page"


def test_the_links_ask_the_same_question_of_the_next_page(supervisor: Actor, sign_in: SignIn) -> None:
    page = read_page(sign_in(supervisor), "/penyelia/angka?hari=7&kantor=kel-telanaipura&saat=x")

    overview, *others = [str(link["href"]) for link in page.select("nav.ways a")]
    assert overview == "/penyelia?kantor=kel-telanaipura&hari=7"
    assert page.select_one("nav.ways a")["aria-current"] == "true"
    assert "/penyelia/tim?kantor=kel-telanaipura" in others
    assert "/penyelia/cara-menghitung" in others


def test_every_template_of_the_supervisors_carries_the_row() -> None:
    templates = Path(__file__).parents[2] / "templates"

    def above(name: str) -> Iterator[str]:
        """Yield what a template extends, and what that one does."""
        found = re.search(r"{% extends '([^']+)' %}", (templates / name).read_text("utf-8"))
        if found:
            yield found[1]
            yield from above(found[1])

    pages = sorted(f"supervisor/{one.name}" for one in (templates / "supervisor").glob("*.html"))
    assert [one for one in pages if "layouts/figures.html" not in above(one)] == []


# ── What they say ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_queue_names_what_is_late_and_what_will_be_and_each_leads_to_its_request(
    past: Past, supervisor: Actor, sign_in: SignIn
) -> None:
    with transaction():
        late = past.tell("claim judge", filed_at=NOW - 5 * DAY).code
        soon = past.tell("", filed_at=NOW - DAY, promise_days=1.1).code
        past.tell("", filed_at=NOW - DAY, promise_days=20)
    page = read_page(sign_in(supervisor), "/penyelia/antrean")

    assert "3 terbuka: 1 lewat janji, 1 sebentar lagi." in text_of(page.select_one("p.lead"))
    for name, code in (("lewat-janji", late), ("segera-lewat-janji", soon)):
        (row,) = page.select(f"section[aria-labelledby={name}] tbody tr")
        assert text_of(row.a).replace("-", "") == code
        assert str(row.a["href"]).startswith(f"/penyelia/permohonan/{code}")


def test_a_request_says_of_which_figures_it_is_a_part_and_what_it_put_in(
    past: Past, supervisor: Actor, sign_in: SignIn
) -> None:
    with transaction():
        told = past.tell(DONE, filed_at=datetime(2026, 7, 6, 1, 0, tzinfo=UTC), hours=1).code
    client = sign_in(supervisor)

    part = read_page(client, f"/penyelia/permohonan/{told}").select_one("section[aria-labelledby=bagian]")

    gave = {text_of(row.th).split(" Bagaimana")[0]: text_of(row.td) for row in part.select("tbody tr")}
    assert any(name.startswith("Waktu yang dirasakan warga") and time == "5 jam" for name, time in gave.items())
    for link in part.select("a[href*='apa=']"):
        listed = read_page(client, str(link["href"]))
        assert any(told in str(row.a["href"]) for row in listed.select("main tbody tr")), text_of(link)
    before = read_page(client, f"/penyelia/permohonan/{told}?dari=01-06-2026&sampai=30-06-2026")
    assert "tidak terhitung pada angka mana pun" in text_of(before)


def test_offices_stand_in_the_order_of_the_alphabet_with_their_mix_and_a_warning_where_n_is_small(
    past: Past, sign_in: SignIn
) -> None:
    with transaction():
        for _ in range(5):
            past.tell(DONE, filed_at=NOW - 5 * DAY)
        above = office(office_by_code("kel-telanaipura").parent_id or 0)
        camat = past.actor(Place(above.id, above.code, above.name), Role.SUPERVISOR)
        past.officers[above.id] = past.officers[past.offices[0].id]
        past.tell(DONE, filed_at=NOW - 5 * DAY, office=Place(above.id, above.code, above.name))

    rows = read_page(sign_in(camat), "/penyelia/kantor").select("main tbody tr")

    names = [text_of(row.th.a) for row in rows]
    assert names == sorted(names)
    assert len(names) == 2
    assert all("Surat" in text_of(row.th.span) or "Akta" in text_of(row.th.span) for row in rows)
    assert all(text_of(row.select("td")[-1]) == "n kecil" for row in rows)


@pytest.mark.parametrize(
    "url",
    [
        "/penyelia/layanan/XXX",
        "/penyelia/kantor/kel-kasang",
        "/penyelia/kantor/tidak-ada",
        "/penyelia/alur?saluran=merpati",
        "/penyelia/permohonan?apa=masuk&tiba=7-09",
        "/penyelia/permohonan?apa=masuk&tiba=1-24",
        "/penyelia/permohonan?apa=masuk&tiba=besok",
    ],
)
def test_what_is_out_of_reach_or_cannot_be_asked_is_not_found(url: str, supervisor: Actor, sign_in: SignIn) -> None:
    read_page(sign_in(supervisor), url, status=404)
