"""What people may ask of the house about their data, by when it must be answered, and what consents say. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from eservice.kernel.errors import IllegalStepError

ANSWER_WITHIN = timedelta(hours=72)
"""3 × 24 hours by the calendar: no night, weekend or holiday stops it. Source: UU 27/2022, as domain.md 8 quotes it."""
REMIND_BEFORE = timedelta(hours=24)
"""So long before the end whoever must answer is reminded."""


class WishKind(StrEnum):
    """What a person asks about the data held of them."""

    CORRECT = "correct"
    DELETE = "delete"
    RESTRICT = "restrict"


class WishState(StrEnum):
    """Where such a request stands."""

    FILED = "filed"
    TAKEN = "taken"
    GRANTED = "granted"
    PARTLY = "partly"
    """Granted as far as no law keeps the rest."""
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LIFTED = "lifted"
    """A restriction that held, and ended."""


class WishStep(StrEnum):
    """What may be done with it."""

    FILE = "file"
    TAKE = "take"
    GRANT = "grant"
    GRANT_PARTLY = "grant_partly"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"
    LIFT = "lift"


OPEN = frozenset({WishState.FILED, WishState.TAKEN})
"""Somebody still has to answer."""

WISH_LAW: dict[WishStep, tuple[frozenset[WishState], WishState, bool]] = {
    WishStep.TAKE: (frozenset({WishState.FILED}), WishState.TAKEN, False),
    WishStep.GRANT: (OPEN, WishState.GRANTED, False),
    WishStep.GRANT_PARTLY: (OPEN, WishState.PARTLY, False),
    WishStep.REFUSE: (OPEN, WishState.REFUSED, False),
    WishStep.WITHDRAW: (OPEN, WishState.WITHDRAWN, True),
    WishStep.LIFT: (frozenset({WishState.GRANTED}), WishState.LIFTED, True),
}
"""Step -> from where, to where, and whether it is the person's own; all others are the data protection officer's."""


def after(state: WishState, step: WishStep, *, kind: WishKind) -> WishState:
    """Return where a step leads. Raises IllegalStepError: it does not begin there, or is not of that kind."""
    sources, target, _own = WISH_LAW[step]
    if state not in sources or (step is WishStep.LIFT and kind is not WishKind.RESTRICT):
        raise IllegalStepError("wish_step")
    return target


def due_at(filed_at: datetime) -> datetime:
    """Return by when a request about one's data must be answered."""
    return filed_at + ANSWER_WITHIN


class ConsentPurpose(StrEnum):
    """What the house does only with consent; all else it does because the law tells it to serve."""

    KEEP_PAPERS = "keep_papers"
    """Keep the papers of a finished request for the next one."""


CONSENT_VERSION: dict[ConsentPurpose, int] = {ConsentPurpose.KEEP_PAPERS: 1}
"""Which wording is asked for now; a new wording is a new version, and an old yes does not cover it."""


@dataclass(frozen=True, slots=True)
class Consented:
    """What was said last about one purpose."""

    given: bool
    version: int
    at: datetime


def holds(last: Consented | None, purpose: ConsentPurpose) -> bool:
    """Tell whether a consent holds: given, not withdrawn since, and to the wording of now."""
    return last is not None and last.given and last.version == CONSENT_VERSION[purpose]


class Held(StrEnum):
    """The groups in which a person sees what is held."""

    IDENTITY = "identity"
    ACCOUNT = "account"
    REQUESTS = "requests"
    PAPERS = "papers"
    LETTERS = "letters"
    MESSAGES = "messages"
    SESSIONS = "sessions"
    CONSENTS = "consents"
    WISHES = "wishes"
    LOOKS = "looks"


class Why(StrEnum):
    """Why somebody of the office opened data, as far as the act itself says so."""

    TASK = "task"
    """The page is part of handling the request."""
    SEARCH = "search"
    COUNTER = "counter"
    EXPORT = "export"
    STATED = "stated"
    """A reason was given on the spot."""
    EXAMINATION = "examination"
    PROTECTION = "protection"


WHY_BY_ACTION: tuple[tuple[str, Why], ...] = (
    ("request:find_nik", Why.SEARCH),
    ("account:look", Why.COUNTER),
    ("account:counter_look", Why.COUNTER),
    ("queue:export", Why.EXPORT),
    ("register:export", Why.EXPORT),
    ("request:reveal", Why.STATED),
    ("examination:", Why.EXAMINATION),
    ("privacy:", Why.PROTECTION),
    ("request:look", Why.TASK),
)
"""Beginning of the action in the log -> why; the first that fits."""

LOOKS = tuple(beginning for beginning, _why in WHY_BY_ACTION)
"""Beginnings of the actions that are looks at somebody's data."""


def why_of(action: str) -> Why | None:
    """Return why something was looked at, by the name of the act; None for what is no look."""
    return next((why for beginning, why in WHY_BY_ACTION if action.startswith(beginning)), None)
