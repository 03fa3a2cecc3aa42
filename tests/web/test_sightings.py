"""Work under a colleague's name is seen: by its owner and by the supervisor, and by nobody else."""

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient

from eservice.accounts import sessions
from eservice.accounts.actor import Actor
from eservice.accounts.rules import Way
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.staff.models import Absence, AbsenceKind
from eservice.staff.sightings import Stay, to_look_at
from tests.web.desks import NOW, House
from tests.web.page import read_page, text_of

SignIn = Callable[[Actor], FlaskClient]
TELEPHONE = "Mozilla/5.0 (Linux; Android 14) Chrome/130.0 Mobile"
HOUR = timedelta(hours=1)


def test_only_a_stay_while_away_or_beside_another_kind_of_device_is_to_be_looked_at() -> None:
    desk, again = Stay(NOW, NOW + HOUR, "Chrome · Windows"), Stay(NOW + HOUR / 2, NOW + HOUR, "Chrome · Windows")
    phone, later = Stay(NOW + HOUR / 2, NOW + HOUR, "Chrome · Android"), Stay(NOW + HOUR, NOW + HOUR, "Firefox · Linux")

    assert to_look_at([desk, again, later], []) == []
    assert [one.agent for one in to_look_at([desk, phone], [])] == ["Chrome · Android"]
    assert [one.is_away for one in to_look_at([desk, later], [(NOW, NOW + HOUR)])] == [True]


def test_a_sign_in_while_away_is_shown_to_the_officer_and_the_supervisor_and_to_no_colleague(
    house: House, sign_in: SignIn
) -> None:
    dewi = house.dewi
    with transaction():
        span = {"from_at": NOW - HOUR, "until_at": NOW + HOUR, "recorded_at": NOW - HOUR}
        db.session.add(Absence(user_id=dewi.user_id, kind=next(iter(AbsenceKind)), **span))
        for way in (Way.PASSWORD, Way.DEMO):
            sessions.start_session(
                dewi.user_id or 0, membership_id=dewi.membership_id, agent=TELEPHONE, way=way, at=NOW
            )

    said = "masuk saat tercatat tidak masuk"
    assert text_of(read_page(sign_in(house.penyelia), "/penyelia/tim")).count(said) == 1
    assert said not in text_of(read_page(sign_in(house.lurah), "/penyelia/tim"))
    assert said not in text_of(read_page(sign_in(house.bambang), "/akun"))
    assert said in text_of(read_page(sign_in(dewi), "/akun"))
