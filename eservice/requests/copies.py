"""How often a letter left the house as a file: the copies its holder took, and those that offices opened to print."""

from dataclasses import dataclass
from datetime import datetime

from eservice.accounts.actor import Actor
from eservice.audit import actions as audit
from eservice.audit import queries as log
from eservice.requests.models import Request

_BY_HOLDER, _BY_OFFICE = "letter:copy", "request:look_at_letter"


@dataclass(frozen=True, slots=True)
class Copies:
    """Counted since the letter was issued; no instant where nobody took one."""

    by_holder: int
    by_office: int
    last_at: datetime | None


def note_copy(request: Request, *, actor: Actor, at: datetime) -> None:
    """Write down that the holder took a copy, in a short transaction of its own; an office's look is written anyway."""
    audit.record_look(actor=actor, action=_BY_HOLDER, object=f"request:{request.id}", at=at)


def copies_of(request: Request) -> Copies | None:
    """Return how many copies were taken; None while there is no letter."""
    if request.letter_id is None or request.closed_at is None:
        return None
    told = log.times(f"request:{request.id}", (_BY_HOLDER, _BY_OFFICE), since=request.closed_at)
    last = max((one.last_at for one in told.values()), default=None)
    by_holder, by_office = (told[act].times if act in told else 0 for act in (_BY_HOLDER, _BY_OFFICE))
    return Copies(by_holder, by_office, last)
