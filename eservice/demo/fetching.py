"""How the citizens of the demo come by what was issued: most within days, some late, a few never.

Told in one go once the letters of the history are drawn, each act at an instant of its own. Shares are guesses: of ten
letters asked for from home eight are downloaded within five days, and of ten asked for at a desk eight are fetched.
"""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.kernel.clock import travel
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.offices import queries as offices
from eservice.requests import handover, queries
from eservice.requests.models import Request
from eservice.requests.papers import unseen_originals
from eservice.requests.signing import withdrawn_letter
from eservice.requests.steps import office_calendar
from eservice.requests.workflow import Status

_EVER, _AT_DESK_TOO = 0.93, 0.15
"""Of what is issued so much is fetched at all; of what was asked for from home some is wanted on paper all the same."""
_MINUTES_ONLINE, _MINUTES_AT_DESK = 240, 600
"""After so many minutes of office hours half of those who ever fetch it have it."""
_AT_ONCE = 40
"""So many are told in one transaction."""


def tell(*, as_of: datetime) -> int:
    """Let citizens download or fetch what was issued before ``as_of``; return how many did."""
    waiting = select(Request.id).where(
        Request.status == Status.ISSUED,
        Request.letter_id.is_not(None),
        Request.collected_at.is_(None),
        Request.downloaded_at.is_(None),
    )
    numbers = db.session.scalars(waiting.order_by(Request.id)).all()
    return sum(_fetched(numbers[one : one + _AT_ONCE], as_of) for one in range(0, len(numbers), _AT_ONCE))


def _fetched(numbers: Sequence[int], as_of: datetime) -> int:
    with transaction():
        return sum(_fetch(queries.for_change_by_id(number), as_of) for number in numbers)


def _fetch(request: Request, as_of: datetime) -> bool:
    """Let one citizen come by a letter, or not; chance by the request's own seed, so that it stays as it was told."""
    rng = random.Random(f"fetched {request.id}")  # noqa: S311 - a repeatable demo
    if rng.random() > _EVER or request.closed_at is None or withdrawn_letter(request) or unseen_originals(request):
        return False
    at_desk = request.user_id is None or rng.random() < _AT_DESK_TOO
    minutes = (_MINUTES_AT_DESK if at_desk else _MINUTES_ONLINE) * rng.lognormvariate(0, 0.9)
    at = office_calendar(request.office).add_working(request.closed_at, minutes=int(minutes))
    at += timedelta(seconds=rng.randrange(60))
    on_duty = offices.officers_on_duty(request.office_id or 0, at=at)
    if at >= as_of or not on_duty:
        return False
    with travel(at):
        if at_desk:
            one = rng.choice(on_duty)
            officer = Actor(Role.OFFICER, user_id=one.user_id, membership_id=one.id, office_id=one.office_id)
            handover.collected(request, "pemohon sendiri", actor=officer, at=at)
        else:
            handover.downloaded(request, at=at)
    return True
