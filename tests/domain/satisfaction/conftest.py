"""An office with one letter issued, and its applicant asked about it: what the survey's tests begin from."""

from dataclasses import dataclass

import pytest
from flask import current_app
from sqlalchemy import select

from eservice.accounts import queries as accounts
from eservice.kernel.clock import travel
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.kernel.wake import unheard
from eservice.notifications.models import Message
from eservice.satisfaction import inviting
from tests.databases import Filled
from tests.domain.requests.house import DAY, HOUR, Case, House, build
from tests.times import MONDAY

ASKED = MONDAY + DAY


@dataclass(frozen=True)
class Served:
    """Who was served, by whom."""

    house: House
    case: Case


def serve() -> Served:
    """Issue a letter to somebody with an e-mail address, and ask them the day after."""
    house = build()
    case = house.file().issued(at=MONDAY + 2 * HOUR)
    with transaction():
        accounts.account(case.asks.user_id or 0).email = "rohani@contoh.id"
    with travel(ASKED), unheard(current_app.extensions):
        inviting.invite_due(at=ASKED)
    db.session.remove()
    return Served(house, case)


def mailed_code() -> str:
    """Return the code that waits to go out by e-mail to whoever was asked."""
    with transaction():
        about = select(Message.secret).where(Message.template == "survey_code", Message.secret.is_not(None))
        return str(db.session.scalars(about).one())


@pytest.fixture
def served(filled: Filled) -> Served:
    """Somebody was served and asked."""
    return filled("served", serve)
