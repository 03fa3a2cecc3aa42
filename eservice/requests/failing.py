"""What becomes of a letter that could not be made: later again, or back to whoever signed it, with the reason."""

from datetime import datetime, timedelta

import structlog

from eservice.accounts.actor import SYSTEM
from eservice.kernel.errors import DomainError
from eservice.letters import entrusting
from eservice.letters.seam import SignerAwayError, SigningRefusedError
from eservice.letters.words import REFUSALS
from eservice.requests import queries
from eservice.requests.steps import Move, take
from eservice.requests.workflow import Status, Step

_log = structlog.get_logger(__name__)

ATTEMPTS = 5
"""After so many the request goes back to the signer with the reason."""

PAUSE = timedelta(seconds=30)
"""Before a failed attempt is repeated, times the attempt."""

PATIENCE = timedelta(minutes=10)
"""So long a signer that does not answer is waited for; then the letter goes back to whoever signed it.

Counted are the pauses between attempts, not the time since the signature: what an attempt itself takes comes on top,
and a worker that was away uses none of it up.
"""

AWAY_PAUSE = timedelta(seconds=20)
"""Before such a signer is tried again: what waits is signed within a minute of its return."""

LONG_PAUSE = timedelta(hours=1)
"""Between attempts after the last of those: for what nobody else can take up, the notice of a refusal or a sheet."""

OF_THE_PASSPHRASE = frozenset({"passphrase_wrong", "signer_not_registered", "signer_expired", "signer_refused"})
"""Refusals that every letter signed with the same typing would meet: it is tried once, or BSrE locks its owner out."""


def failed(request_id: int, fault: Exception, *, worker: str, at: datetime) -> None:
    """Leave the work for a later attempt; after the last one, or a refusal, a letter goes back to its signer."""
    request = queries.for_change_by_id(request_id)
    if request.worker != worker:
        return
    request.worker = None
    pause = _pause_after(fault, request.attempts)
    if pause is not None:
        request.worker_until = at + pause
        return
    if request.status is Status.ISSUING:
        request.attempts = 0
        request.worker_until = None
        take(request, Step.SIGNING_FAILED, actor=SYSTEM, at=at, move=Move(reason=_in_words(fault)))
    else:
        request.worker_until = at + LONG_PAUSE
        _log.error("letter not drawn", request=request_id, attempts=request.attempts, reason=_in_words(fault))
    if isinstance(fault, SigningRefusedError) and fault.code in OF_THE_PASSPHRASE:
        entrusting.forget_act(request_id)
    entrusting.forget(request_id)


def _pause_after(fault: Exception, attempts: int) -> timedelta | None:
    """Return how long to wait before the next attempt; None when there is to be none."""
    if isinstance(fault, SigningRefusedError):
        return None
    if isinstance(fault, SignerAwayError):
        return AWAY_PAUSE if attempts * AWAY_PAUSE < PATIENCE else None
    return PAUSE * attempts if attempts < ATTEMPTS else None


def _in_words(fault: Exception) -> str:
    """Return the sentence the official reads; of a fault that nobody wrote one for, the library's own words."""
    if isinstance(fault, DomainError) and fault.code in REFUSALS:
        return REFUSALS[fault.code] % fault.facts
    return str(fault) or type(fault).__name__
