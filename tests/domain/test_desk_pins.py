"""Many wrong PINs at one instant share the five tries that a pass has."""

import pytest
from flask import Flask
from sqlalchemy import select

from eservice.accounts import passwords, rules, sessions, shared
from eservice.accounts.models import DeskPass, User
from eservice.accounts.rules import Band
from eservice.kernel.db import db
from eservice.kernel.errors import DomainError
from eservice.kernel.transaction import transaction
from tests.domain.guards import together
from tests.domain.requests.house import HOUR, build
from tests.times import MONDAY

NOW = MONDAY + HOUR


def test_wrong_pins_at_one_instant_are_looked_at_five_times_at_most(
    db_app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    dewi = build().desk.officers[0]
    with passwords.cheap(), transaction():
        owner = db.session.get_one(User, dewi.user_id)
        owner.desk_pin_hash = shared.choose_pin("470215", owner=owner)
        secret = sessions.start_session(owner.id, membership_id=dewi.membership_id, at=NOW)
        browser = shared.share(secret, "", actor=dewi, at=NOW)
    (held,) = shared.colleagues(browser, at=NOW)
    monkeypatch.setattr(rules, "PER_SECRET", (Band(99, HOUR),))  # another guard, which must not be what holds here
    looks: list[str] = []
    monkeypatch.setattr(passwords, "matches", lambda _stored, pin: bool(looks.append(pin)))

    def guess() -> str:
        try:
            shared.check_pin(held.pass_id, browser=browser, pin="000111", network="10.0.0.1", at=NOW)
        except DomainError as refusal:
            return refusal.code
        return "opened"

    came = together(db_app, [guess] * 8)

    db.session.remove()
    assert len(looks) == shared.WRONG_PINS
    assert sorted(came) == ["no_desk_pass"] * 3 + ["wrong_desk_pin"] * 5
    assert db.session.scalars(select(DeskPass.wrong)).one() == shared.WRONG_PINS
    assert not shared.colleagues(browser, at=NOW)
