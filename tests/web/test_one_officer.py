"""One officer's figures: opened only with a need, which the officer reads beside the very same figures."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.errors import MissingReasonError, NotAllowedError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.metrics import looks
from eservice.metrics.models import OfficerLook
from tests.past import NOW, Past
from tests.web.page import read_page, submit, text_of

SignIn = Callable[[Actor], FlaskClient]
DAY = timedelta(days=1)
WHY = "Membagi layanan SKTM minggu depan."


@pytest.fixture
def ani(past: Past) -> Actor:
    """An officer of the first kelurahan who decided six requests and holds one."""
    office = past.offices[0]
    ani = past.officers[office.id][1]
    past.officers[office.id][:] = [ani]
    with transaction():
        for number in range(6):
            past.tell("claim judge recommend sign issue", filed_at=NOW - 5 * DAY + timedelta(minutes=number))
        past.tell("claim judge", filed_at=NOW - 2 * DAY)
    return Actor(Role.OFFICER, user_id=ani.user_id, membership_id=ani.id, office_id=office.id, name="Ani")


def cells(page: object) -> list[str]:
    return [text_of(one) for one in page.select("section[aria-labelledby=angka] tbody tr")]  # type: ignore[attr-defined]


def test_the_figures_open_with_a_need_that_the_officer_reads_beside_the_same_figures(
    past: Past, ani: Actor, supervisor: Actor, sign_in: SignIn
) -> None:
    address, client = f"/penyelia/petugas/{ani.membership_id}", sign_in(supervisor)
    asked = read_page(client, address)
    assert asked.select("main table") == []

    refused = submit(client, asked, {"reason": " "}, form="main form", status=422)
    assert "Tulis alasannya" in text_of(refused)
    shown = submit(client, asked, {"reason": WHY}, form="main form")

    assert "Terbuka selama delapan jam" in text_of(shown)
    assert cells(shown)[0].startswith("Semua layanan 6")
    own = read_page(sign_in(ani), "/petugas/angka-saya")
    assert cells(own) == cells(shown)
    assert WHY in text_of(own.select_one("section[aria-labelledby=dibuka]"))
    listed = read_page(client, str(shown.select_one("section[aria-labelledby=angka] tbody a")["href"]))
    assert text_of(listed.h1).endswith("6 permohonan")
    ours = read_page(sign_in(ani), "/petugas/angka-saya?apa=dipegang")
    assert len(ours.select("section[aria-labelledby=daftar] tbody tr")) == 1


def test_without_a_need_no_address_shows_an_officer_and_a_need_lasts_a_working_day(
    past: Past, ani: Actor, supervisor: Actor, sign_in: SignIn
) -> None:
    client, number = sign_in(supervisor), ani.membership_id
    addresses = [f"/penyelia/angka?petugas={number}", f"/penyelia/permohonan?apa=selesai&petugas={number}"]
    assert [client.get(one).status_code for one in addresses] == [403, 403]

    with transaction():
        looks.open_officer(number or 0, WHY, actor=supervisor, at=NOW)

    assert [client.get(one).status_code for one in addresses] == [200, 200]
    with clock.travel(NOW + looks.OPEN_FOR):
        assert [sign_in(supervisor).get(one).status_code for one in addresses] == [403, 403]
    page = read_page(client, "/penyelia")
    assert page.select("section[aria-labelledby=petugas] td") == [], "no time stands beside a name"


def test_who_answers_for_another_office_or_none_opens_nobody(past: Past, ani: Actor, supervisor: Actor) -> None:
    with transaction():
        elsewhere = past.actor(past.offices[1], Role.SUPERVISOR)
    number = ani.membership_id or 0
    for actor, reason, refusal in (
        (elsewhere, WHY, NotFoundError),
        (ani, WHY, NotAllowedError),
        (supervisor, " ", MissingReasonError),
    ):
        with pytest.raises(refusal), transaction():
            looks.open_officer(number, reason, actor=actor, at=NOW)
    with pytest.raises(NotFoundError):
        looks.must_be_open(number, actor=elsewhere, at=NOW)
    with pytest.raises(NotFoundError):
        looks.must_be_open(999_999, actor=supervisor, at=NOW)

    assert db.session.query(OfficerLook).count() == 0
    assert looks.is_open(number, actor=ani, at=NOW), "one's own are always open"
