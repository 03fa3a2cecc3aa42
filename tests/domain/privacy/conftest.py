"""Fixtures of the tests about people's data: the offices with their people, and a data protection officer."""

from datetime import timedelta

import pytest

from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.models import User
from eservice.accounts.permissions import Role
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.offices import staffing
from eservice.offices.queries import office_by_code
from tests.domain.requests.conftest import house, no_worker
from tests.times import MONDAY

__all__ = ["house", "no_worker"]


@pytest.fixture
def officer_of_data(house: object) -> Actor:
    """The data protection officer of the city, in post since before everything."""
    before = MONDAY - timedelta(days=300)
    with transaction():
        office = office_by_code("dukcapil")
        user = User(name="Sri Wahyuni", staff_login="ppdp@contoh.go.id", created_at=before)
        db.session.add(user)
        db.session.flush()
        post = staffing.Post(user_id=user.id, office_id=office.id, role=Role.PROTECTOR, position="PPDP", from_at=before)
        member = staffing.appoint_member(post, actor=SYSTEM, at=before)
        return Actor(Role.PROTECTOR, user_id=user.id, membership_id=member.id, office_id=office.id, name=user.name)
