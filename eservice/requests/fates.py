"""What has become of a letter that an official wanted signed, read from its history. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from eservice.requests.workflow import Step


class Fate(StrEnum):
    """How far one letter of a batch has come."""

    UNTRIED = "untried"
    """Nothing was done yet: whoever did it was interrupted."""
    WAITING = "waiting"
    """Decided; a worker will draw and sign it."""
    AT_WORK = "at_work"
    SIGNED = "signed"
    FAILED = "failed"
    """Refused, or a worker could not; it may be tried again."""
    DECIDED = "decided"
    """Somebody else, or the official elsewhere, decided it meanwhile."""


OPEN = frozenset({Fate.WAITING, Fate.AT_WORK})
"""It goes on by itself: whoever looks on is shown it anew."""
REPEATABLE = frozenset({Fate.UNTRIED, Fate.FAILED})
_MADE = frozenset({Step.ISSUE, Step.NEXT_PLACE})
_DECIDED = frozenset(
    {Step.SIGN, Step.SEND_BACK, Step.REJECT, Step.WET_SIGNED, Step.WITHDRAW, Step.TRANSFER, Step.BLOCK, Step.HOLD}
)
"""After these a letter is no longer what the official was shown."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a batch remembers of one letter."""

    attempts: int
    seen: int
    """How many steps the official knew of when it was tried last, or chosen."""
    refused: bool


@dataclass(frozen=True, slots=True)
class Happened:
    """One step of a request."""

    sequence: int
    step: Step


def fate_of(tried: Tried, history: Sequence[Happened], *, at_work: bool) -> tuple[Fate, int | None]:
    """Return how far a letter has come, and the number of the step that decided it, where one did.

    Args:
        tried: what the batch remembers.
        history: every step of the request, the oldest first.
        at_work: whether a worker holds it now.
    """
    since = [one for one in history if one.sequence > tried.seen]
    if tried.attempts and not tried.refused:
        return _after_signing(since[1:], at_work=at_work)
    decided = next((one for one in since if one.step in _DECIDED), None)
    if decided is not None:
        return Fate.DECIDED, decided.sequence
    return (Fate.FAILED if tried.attempts else Fate.UNTRIED), None


def _after_signing(since: Sequence[Happened], *, at_work: bool) -> tuple[Fate, int | None]:
    """Return what came after the official's own step."""
    ended = next((one for one in since if one.step in _MADE or one.step is Step.SIGNING_FAILED), None)
    if ended is None:
        return (Fate.AT_WORK if at_work else Fate.WAITING), None
    if ended.step in _MADE:
        return Fate.SIGNED, ended.sequence
    decided = next((one for one in since if one.sequence > ended.sequence and one.step in _DECIDED), None)
    return (Fate.DECIDED, decided.sequence) if decided is not None else (Fate.FAILED, ended.sequence)
