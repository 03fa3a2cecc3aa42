"""What becomes of a letter that could not be made: later again, or back to whoever signed it, with the reason."""

import logging
from datetime import datetime, timedelta

from pyhanko.sign.general import SigningError

from eservice.accounts.actor import SYSTEM
from eservice.kernel.db import db
from eservice.kernel.errors import DomainError
from eservice.kernel.stores import is_full_or_away
from eservice.letters import entrusting
from eservice.letters.seam import SignerAwayError, SigningRefusedError
from eservice.letters.words import REFUSALS
from eservice.requests import queries
from eservice.requests.apart import place_of
from eservice.requests.faults import IssueFault
from eservice.requests.models import Request
from eservice.requests.steps import Move, take
from eservice.requests.workflow import Status, Step

_log = logging.getLogger(__name__)

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


class WorkerLostError(DomainError):
    """Whoever tried last died over it, time and again: the letter may be what kills."""


def failed(request_id: int, fault: Exception, *, worker: str, at: datetime) -> None:
    """Leave the work for a later attempt; after the last one, or a refusal, a letter goes back to its signer."""
    request = queries.for_change_by_id(request_id)
    if request.worker == worker:
        _leave(request, fault, at=at)


def not_begun(request_id: int, fault: Exception, *, at: datetime) -> None:
    """Do the same for an attempt that failed before its lease was stored: it is counted here."""
    request = queries.for_change_by_id(request_id)
    if request.worker_until is None or request.worker_until <= at:
        request.attempts += 1
        _leave(request, fault, at=at)


def check_not_lost(request: Request) -> None:
    """Refuse one more attempt where the workers of the last ones died over it.

    Raises:
        WorkerLostError: the lease of the last attempt that is allowed ran out.
    """
    if request.worker is not None and request.attempts >= ATTEMPTS:
        raise WorkerLostError("worker_lost")


def take_back(request: Request, *, at: datetime) -> None:
    """End the lease of a worker that died: at once the first time, later each time it happens again."""
    request.worker_until = at + PAUSE * max(0, request.attempts - 1)


def mended(request: Request) -> None:
    """Forget what failed: the letter is made, or given up."""
    fault = db.session.get(IssueFault, request.id)
    if fault is not None:
        db.session.delete(fault)
        db.session.flush()


def _leave(request: Request, fault: Exception, *, at: datetime) -> None:
    request.worker = None
    _note(request, fault, at=at)
    pause = _pause_after(fault, request.attempts)
    if pause is not None:
        request.worker_until = at + pause
        return
    if request.status is Status.ISSUING:
        request.attempts = 0
        request.worker_until = None
        take(request, Step.SIGNING_FAILED, actor=SYSTEM, at=at, move=Move(reason=in_words(fault)))
    else:
        request.worker_until = at + LONG_PAUSE
    if isinstance(fault, SigningRefusedError) and fault.code in OF_THE_PASSPHRASE:
        entrusting.forget_act(request.id)
    entrusting.forget(request.id)


def _note(request: Request, fault: Exception, *, at: datetime) -> None:
    """Write down what failed, for the list of what waits for somebody."""
    kind = fault.code if isinstance(fault, DomainError) else type(fault).__name__
    if not isinstance(fault, _EXPECTED):
        _log.error("letter of request %d was not made: %s at %s", request.id, kind, place_of(fault))
    known = db.session.get(IssueFault, request.id)
    if known is None:
        known = IssueFault(request_id=request.id, since=at, tries=0)
        db.session.add(known)
    known.tries, known.last_at, known.fault, known.reason = known.tries + 1, at, kind, in_words(fault)
    db.session.flush()


_EXPECTED = (SigningError, OSError, SigningRefusedError, SignerAwayError)
"""What the world outside does; anything else is a fault of ours, and told to whoever runs the house."""


def _pause_after(fault: Exception, attempts: int) -> timedelta | None:
    """Return how long to wait before the next attempt; None when there is to be none."""
    if isinstance(fault, SigningRefusedError):
        return None
    if isinstance(fault, SignerAwayError) or is_full_or_away(fault):
        return AWAY_PAUSE if attempts * AWAY_PAUSE < PATIENCE else None
    return PAUSE * attempts if attempts < ATTEMPTS else None


def in_words(fault: Exception) -> str:
    """Return the sentence the official reads; of a fault of ours never its own words, which may quote a row."""
    if isinstance(fault, DomainError) and fault.code in REFUSALS:
        return REFUSALS[fault.code] % fault.facts
    if is_full_or_away(fault):
        return REFUSALS["store_away"]
    if isinstance(fault, (SigningError, OSError)):
        return str(fault) or type(fault).__name__
    kind = fault.code if isinstance(fault, DomainError) else type(fault).__name__
    return REFUSALS["letter_fault"] % {"kind": kind}
