"""The first administrator of a house: by a one-time code from the command line, and nobody after that."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from eservice.accounts import passwords, queries, recovery
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.kernel.clock import travel
from eservice.kernel.errors import NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.offices import staffing
from eservice.offices.queries import memberships_of, office_by_code
from tests.times import MONDAY

LOGIN = "pengelola@contoh.go.id"
WORDS = "sungai jernih di batanghari"


@pytest.fixture(autouse=True)
def _on_a_monday(db_app: Flask) -> Iterator[None]:
    with passwords.cheap(), travel(MONDAY):
        yield


def run(app: Flask, *words: str) -> str:
    """Run a command; return its code, or why it stopped."""
    told = app.test_cli_runner().invoke(args=["admin", *words])
    if told.exit_code:
        return str(told.exception)
    return told.output.splitlines()[-1].partition(": ")[2].partition(" (")[0]


def first(app: Flask, login: str = LOGIN) -> str:
    return run(app, "first", "Sri Wahyuni", login, "--office", "dukcapil")


def accept(code: str, *, login: str = LOGIN, minutes: int = 0) -> int:
    chosen = passwords.choose(WORDS)
    with transaction():
        return recovery.accept_invitation(login, code=code, password=chosen, at=MONDAY + timedelta(minutes=minutes)).id


def test_the_code_of_the_command_line_makes_one_administrator_and_no_second(db_app: Flask) -> None:
    code = first(db_app)

    user_id = accept(code)

    assert [one.role for one in memberships_of(user_id, at=MONDAY)] == [Role.ADMIN]
    assert "has_administrator" in first(db_app)
    assert "has_administrator" in first(db_app, "lain@contoh.go.id")
    with pytest.raises(NotAllowedError, match="invitation_wrong"):
        accept(code)


def test_the_code_lasts_an_hour_and_who_came_too_late_gets_another(db_app: Flask) -> None:
    late = first(db_app)
    with pytest.raises(NotAllowedError, match="invitation_wrong"):
        accept(late, minutes=60)

    again = first(db_app)

    with pytest.raises(NotAllowedError, match="invitation_wrong"):
        accept(late)
    assert len(memberships_of(accept(again, minutes=59), at=MONDAY)) == 1


def test_the_command_line_alone_renews_no_lost_password(db_app: Flask) -> None:
    user_id = accept(first(db_app))
    assert "no_such_account" in run(db_app, "lost-password", "lain@contoh.go.id")

    run(db_app, "lost-password", LOGIN)

    assert queries.open_invitation(user_id, at=MONDAY) is None
    office = office_by_code("dukcapil")
    with transaction():
        head = recovery.invite_staff("Maria Ulfah", login="kadis@contoh.go.id", actor=_SYSTEM, at=_EARLIER)
    second = Actor(Role.SIGNER, user_id=head.user_id, membership_id=1, office_id=office.id)
    elsewhere = Actor(Role.SIGNER, user_id=head.user_id, membership_id=1, office_id=office.id + 1)
    with transaction(), pytest.raises(NotAllowedError, match="second_person"):
        staffing.confirm_staff_reset(user_id, actor=elsewhere, at=MONDAY)
    with transaction():
        assert staffing.confirm_staff_reset(user_id, actor=second, at=MONDAY)


_SYSTEM = Actor(Role.SYSTEM)
_EARLIER = MONDAY - timedelta(days=30)
