"""The PIN with which the head of an RT answers from a phone: chosen once at the counter, never shown, never told.

It is typed at an officer's desk, who could have typed it alone. So it is kept at whose desk and when: what that person
asks is answered by another's PIN only, and what was asked before is answered by the PIN there was then.
"""

import hmac
from datetime import datetime

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.audit.actions import record
from eservice.kernel.crypto import vault
from eservice.kernel.db import db
from eservice.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError
from eservice.offices.models import Rt

DIGITS = 6
"""How many digits a PIN has."""


def choose(rt_id: int, pin: str, *, actor: Actor, at: datetime) -> Rt:
    """Keep the PIN that the head of an RT has just typed at the counter; an earlier one ends.

    Raises:
        NotFoundError: no such RT in the actor's office.
        NotAllowedError: not an officer at a counter.
        InvalidInputError: ``rt_pin_form``, not six digits; ``rt_pin_easy``, all alike or in a row.
    """
    if not actor.may(Permission.REQUEST_ASSIST):
        raise NotAllowedError("page")
    row = db.session.get(Rt, rt_id)
    if row is None or row.office_id != actor.office_id:
        raise NotFoundError("no_such_rt", rt_id=rt_id)
    if not (pin.isascii() and pin.isdigit() and len(pin) == DIGITS):
        raise InvalidInputError("rt_pin_form", field="pin")
    if len(set(pin)) == 1 or pin in "01234567890" or pin in "09876543210":
        raise InvalidInputError("rt_pin_easy", field="pin")
    row.pin_digest, row.pin_set_at, row.pin_set_by_id = _digest(rt_id, pin), at, actor.membership_id
    record(actor=actor, action="rt:pin", object=f"rt:{rt_id}", at=at)
    return row


def is_right(rt: Rt, pin: str) -> bool:
    """Tell whether this is the PIN that the head of an RT chose."""
    return rt.pin_digest is not None and hmac.compare_digest(rt.pin_digest, _digest(rt.id, pin))


def _digest(rt_id: int, pin: str) -> str:
    return vault().digest_secret(f"{rt_id}\0{pin}", "rts.pin")
