"""The law of a complaint: kinds, lanes, steps, limits, and who may handle it. Pure.

Source of the kinds: the Ombudsman's list of maladministration (UU 37/2008, as domain.md 10 quotes it, unconfirmed).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from eservice.kernel.errors import IllegalStepError


class Kind(StrEnum):
    """What is complained of."""

    DELAY = "delay"
    NO_SERVICE = "no_service"
    NOT_COMPETENT = "not_competent"
    PROCEDURE = "procedure"
    IMPROPER = "improper"
    PARTIAL = "partial"
    DISCRIMINATION = "discrimination"
    BRIBE = "bribe"
    ABUSE = "abuse"
    CONFLICT = "conflict"
    OTHER = "other"
    """A wish, a question, or what fits nowhere else."""


class Lane(StrEnum):
    """How much has to be looked into; it decides by when an answer is due."""

    QUESTION = "question"
    ORDINARY = "ordinary"
    EXAMINED = "examined"


@dataclass(frozen=True, slots=True)
class Facts:
    """What follows from a kind."""

    lane: Lane
    past_unit: bool = False
    """It goes to the Inspektorat alone, and for the office it is not there."""


KINDS: dict[Kind, Facts] = {
    Kind.DELAY: Facts(Lane.ORDINARY),
    Kind.NO_SERVICE: Facts(Lane.ORDINARY),
    Kind.NOT_COMPETENT: Facts(Lane.ORDINARY),
    Kind.PROCEDURE: Facts(Lane.ORDINARY),
    Kind.IMPROPER: Facts(Lane.ORDINARY),
    Kind.PARTIAL: Facts(Lane.EXAMINED),
    Kind.DISCRIMINATION: Facts(Lane.EXAMINED),
    Kind.BRIBE: Facts(Lane.EXAMINED, past_unit=True),
    Kind.ABUSE: Facts(Lane.EXAMINED, past_unit=True),
    Kind.CONFLICT: Facts(Lane.EXAMINED, past_unit=True),
    Kind.OTHER: Facts(Lane.QUESTION),
}


class Against(StrEnum):
    """Whom a complaint is about."""

    SERVICE = "service"
    OFFICER = "officer"
    SIGNER = "signer"
    SUPERVISOR = "supervisor"


LEADS = frozenset({Against.SIGNER, Against.SUPERVISOR})
"""Nobody of the same office judges who leads it."""


class Openness(StrEnum):
    """Who may know from whom it comes."""

    NAMED = "named"
    CONFIDENTIAL = "confidential"
    """Only whoever has taken it."""
    ANONYMOUS = "anonymous"
    """Nobody: nothing of a person is kept."""


class Way(StrEnum):
    """By which way it came."""

    ONLINE = "online"
    REQUEST = "request"
    COUNTER = "counter"


class ComplaintState(StrEnum):
    """Where a complaint stands."""

    SENT = "sent"
    HANDLED = "handled"
    ANSWERED = "answered"
    DISMISSED = "dismissed"
    """Not a matter of the offices here; with the reason, and where to go instead."""
    CLOSED = "closed"


class ComplaintStep(StrEnum):
    """What may be done with it."""

    FILE = "file"
    TAKE = "take"
    FORWARD = "forward"
    ANSWER = "answer"
    DISMISS = "dismiss"
    REOPEN = "reopen"
    RATE = "rate"
    CLOSE = "close"
    ESCALATE = "escalate"


class By(StrEnum):
    """Whose step it is."""

    DESK = "desk"
    COMPLAINANT = "complainant"
    SYSTEM = "system"


_S = ComplaintState
OPEN = frozenset({_S.SENT, _S.HANDLED})
"""The office's clock runs."""

LAW: dict[ComplaintStep, tuple[frozenset[ComplaintState], ComplaintState | None, By]] = {
    ComplaintStep.TAKE: (OPEN, _S.HANDLED, By.DESK),
    ComplaintStep.FORWARD: (OPEN, None, By.DESK),
    ComplaintStep.ANSWER: (frozenset({_S.HANDLED}), _S.ANSWERED, By.DESK),
    ComplaintStep.DISMISS: (OPEN, _S.DISMISSED, By.DESK),
    ComplaintStep.REOPEN: (frozenset({_S.ANSWERED, _S.DISMISSED}), _S.HANDLED, By.COMPLAINANT),
    ComplaintStep.RATE: (frozenset({_S.ANSWERED}), _S.CLOSED, By.COMPLAINANT),
    ComplaintStep.CLOSE: (frozenset({_S.ANSWERED}), _S.CLOSED, By.SYSTEM),
    ComplaintStep.ESCALATE: (OPEN, None, By.SYSTEM),
}
"""Step -> from where, to where (None stays), and whose it is."""


class Finding(StrEnum):
    """Whether what was said is so."""

    FOUNDED = "founded"
    PARTLY = "partly"
    UNFOUNDED = "unfounded"
    ANSWERED = "answered"
    """It was a question or a wish."""


class Lesson(StrEnum):
    """What would keep it from happening again; the first two are a training need."""

    KNOWLEDGE = "knowledge"
    CONDUCT = "conduct"
    PROCEDURE = "procedure"
    PEOPLE = "people"
    SYSTEM = "system"
    NONE = "none"


TRAINING = frozenset({Lesson.KNOWLEDGE, Lesson.CONDUCT})

LOWEST, HIGHEST = 1, 4
"""Of what a complainant says of the answer."""


class Limit(StrEnum):
    """What is counted in working days."""

    FIRST = "first"
    QUESTION = "question"
    ORDINARY = "ordinary"
    EXAMINED = "examined"
    REPLY = "reply"
    OBJECT = "object"
    """So long after a rejection an objection may be filed."""
    DECIDE = "decide"


LIMITS: dict[Limit, int] = {
    Limit.FIRST: 3,
    Limit.QUESTION: 5,
    Limit.ORDINARY: 14,
    Limit.EXAMINED: 60,
    Limit.REPLY: 10,
    Limit.OBJECT: 21,
    Limit.DECIDE: 10,
}
"""Working days, as domain.md 10 and field_notes.md 9 give them: practice under PermenPANRB 62/2018; to be confirmed."""

LEAST_DAYS, MOST_DAYS = 1, 120

OF_LANE = {Lane.QUESTION: Limit.QUESTION, Lane.ORDINARY: Limit.ORDINARY, Lane.EXAMINED: Limit.EXAMINED}


def in_force(changed: Mapping[Limit, int]) -> dict[Limit, int]:
    """Return every limit, as changed where it was changed."""
    return {limit: changed.get(limit, days) for limit, days in LIMITS.items()}


def after(state: ComplaintState, step: ComplaintStep, by: By) -> ComplaintState:
    """Return where a step leads. Raises IllegalStepError: it does not begin there, or is somebody else's."""
    sources, target, whose = LAW[step]
    if state not in sources or by is not whose:
        raise IllegalStepError("complaint_step")
    return target or state


@dataclass(frozen=True, slots=True)
class Level:
    """One office on the way up, and who supervises it."""

    office_id: int
    supervisors: frozenset[int]
    """Accounts."""


def desk(way_up: Sequence[Level], *, against: Against, past_unit: bool, part: Collection[int]) -> int | None:
    """Return the office that handles it: the nearest one with a supervisor who has no part in it.

    Args:
        way_up: the office complained of first, then the ones above it.
        part: accounts that have a part in what is complained of.

    Returns:
        None: the Inspektorat.
    """
    if past_unit:
        return None
    levels = way_up[1:] if against in LEADS else way_up
    return next((one.office_id for one in levels if one.supervisors - set(part)), None)


def above(way_up: Sequence[Level], now: int | None, *, part: Collection[int]) -> int | None:
    """Return the next office above the one that handles it now with somebody free, or None for the Inspektorat."""
    places = [one.office_id for one in way_up]
    start = places.index(now) + 1 if now in places else len(places)
    return next((one.office_id for one in way_up[start:] if one.supervisors - set(part)), None)
