"""Fixtures of the tests about complaints: the offices with their people, an examiner, and a way to complain."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from eservice.accounts.actor import GUEST, SYSTEM, Actor
from eservice.accounts.models import User
from eservice.accounts.permissions import Role
from eservice.complaints import actions
from eservice.complaints.actions import Told
from eservice.complaints.rules import Against, Kind, Openness
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.offices import staffing
from eservice.offices.queries import office_by_code
from tests.domain.requests.conftest import house, no_worker
from tests.domain.requests.house import Case, House
from tests.times import MONDAY

__all__ = ["house", "no_worker"]

Complain = Callable[..., str]


@pytest.fixture
def inspector(house: object) -> Actor:
    """An examiner of the Inspektorat, in post since before everything."""
    before = MONDAY - timedelta(days=300)
    with transaction():
        office = office_by_code("dukcapil")
        user = User(name="Auditor", staff_login="auditor@contoh.go.id", created_at=before)
        db.session.add(user)
        db.session.flush()
        post = staffing.Post(
            user_id=user.id, office_id=office.id, role=Role.EXAMINER, position="Auditor", from_at=before
        )
        member = staffing.appoint_member(post, actor=SYSTEM, at=before)
        return Actor(Role.EXAMINER, user_id=user.id, membership_id=member.id, office_id=office.id, name=user.name)


@pytest.fixture
def complain(house: House) -> Complain:
    """Return a function that files a complaint about the first kelurahan and returns its code."""

    def file(
        kind: Kind = Kind.DELAY, *, about: Case | None = None, by: Actor = GUEST, at: object = MONDAY, **told: object
    ) -> str:
        facts = {
            "against": Against.SERVICE, "office_id": house.desk.office_id, "text": "Sudah dua minggu.",
            "openness": Openness.NAMED,
        } | told  # fmt: skip
        with transaction():
            request = about.now if about else None
            return actions.file(
                Told(kind=kind, request=request, **facts),  # type: ignore[arg-type]
                actor=by,
                at=at,  # type: ignore[arg-type]
            ).code

    return file
