"""How an office's hall is run, and the secret addresses of its screen and machine."""

from datetime import datetime, time

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.audit import actions as audit
from eservice.counter import rules
from eservice.counter.models import Hall
from eservice.kernel.codes import token
from eservice.kernel.db import db
from eservice.kernel.errors import InvalidInputError, NotAllowedError


def hall_of(office_id: int) -> Hall:
    """Return how an office's hall is run; made with what is usual when it is first asked for."""
    found = db.session.get(Hall, office_id)
    if found is None:
        found = Hall(office_id=office_id, key=token(), machine_key=token(), walk_ins=rules.WALK_INS)
        db.session.add(found)
        db.session.flush()
    return found


def run_hall(
    office_id: int, *, walk_ins: int, online_from: time | None, online_until: time | None, actor: Actor, at: datetime
) -> Hall:
    """Change how an office's hall is run.

    Raises:
        InvalidInputError: a number out of 1..20, or hours that are not whole or not in order.
        NotAllowedError: not whoever answers for the waiting time.
    """
    _check_supervises(actor)
    if not 1 <= walk_ins <= 20:
        raise InvalidInputError("walk_ins", field="walk_ins")
    if (online_from is None) != (online_until is None):
        raise InvalidInputError("online_hours_half", field="online_until" if online_from else "online_from")
    if online_from is not None and online_until is not None and online_from >= online_until:
        raise InvalidInputError("online_hours_order", field="online_until")
    run = hall_of(office_id)
    run.walk_ins, run.online_from, run.online_until = walk_ins, online_from, online_until
    told = {"walk_ins": walk_ins, "online": [str(one or "") for one in (online_from, online_until)]}
    audit.record(actor=actor, action="hall:run", object=f"office:{office_id}", at=at, data=told)
    return run


def renew_key(office_id: int, *, actor: Actor, at: datetime) -> Hall:
    """Give the hall's screen and machine new addresses; the old ones end. Raises NotAllowedError."""
    _check_supervises(actor)
    run = hall_of(office_id)
    run.key, run.machine_key = token(), token()
    audit.record(actor=actor, action="hall:renew_key", object=f"office:{office_id}", at=at)
    return run


def _check_supervises(actor: Actor) -> None:
    if not actor.may(Permission.FIGURES_SEE):
        raise NotAllowedError("page")
