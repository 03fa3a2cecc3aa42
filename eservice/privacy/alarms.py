"""The law of data that got out: kinds, states, and who must be told by when. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

from eservice.kernel.errors import IllegalStepError

TELL_WITHIN = timedelta(hours=72)
"""3 × 24 hours by the calendar, to the people and to the authority. Source: UU 27/2022 article 46 (domain.md 8)."""
REMIND_BEFORE = timedelta(hours=24)


class BreachKind(StrEnum):
    """What happened."""

    ACCOUNT = "account"
    DEVICE = "device"
    SENT_WRONG = "sent_wrong"
    SEEN_WRONG = "seen_wrong"
    TAKEN = "taken"
    LOST = "lost"
    """Data that cannot be read or found any more."""


class BreachState(StrEnum):
    """How far it is dealt with."""

    OPEN = "open"
    CONTAINED = "contained"
    CLOSED = "closed"


class BreachStep(StrEnum):
    """What was done."""

    OPEN = "open"
    CONTAIN = "contain"
    FIND = "find"
    """Whom it concerns was read from the log."""
    TELL_PEOPLE = "tell_people"
    TELL_AUTHORITY = "tell_authority"
    CLOSE = "close"


STEPS: dict[BreachStep, tuple[frozenset[BreachState], BreachState | None]] = {
    BreachStep.CONTAIN: (frozenset({BreachState.OPEN}), BreachState.CONTAINED),
    BreachStep.FIND: (frozenset({BreachState.OPEN, BreachState.CONTAINED}), None),
    BreachStep.TELL_PEOPLE: (frozenset({BreachState.OPEN, BreachState.CONTAINED}), None),
    BreachStep.TELL_AUTHORITY: (frozenset({BreachState.OPEN, BreachState.CONTAINED}), None),
    BreachStep.CLOSE: (frozenset({BreachState.CONTAINED}), BreachState.CLOSED),
}
"""Step -> from where, and to where; None stays."""


def after(state: BreachState, step: BreachStep, *, told: bool) -> BreachState:
    """Return where a step leads. Raises IllegalStepError: not from there, or closed before both sides were told."""
    sources, target = STEPS[step]
    if state not in sources or (step is BreachStep.CLOSE and not told):
        raise IllegalStepError("breach_step")
    return target or state


def due_at(noticed_at: datetime) -> datetime:
    """Return by when the people and the authority must have been told."""
    return noticed_at + TELL_WITHIN
