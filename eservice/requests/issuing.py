# Longer than 300 lines: one attempt, from the lease to the stored file, reads best in one piece.
"""The worker's part: draw, seal and issue what was decided.

The work item is the request's own row. One transaction leases it and reserves the numbers; drawing and signing
happen outside; one transaction, fenced by the lease, stores the file and moves the request. A worker that dies
leaves a lease that runs out, and the next one takes the same numbers up again.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import bindparam, or_, select

from eservice.accounts.actor import SYSTEM
from eservice.kernel import clock, measuring
from eservice.kernel.attempts import attempted
from eservice.kernel.db import db
from eservice.kernel.failpoints import failpoint
from eservice.kernel.ports import drivers
from eservice.kernel.transaction import transaction
from eservice.letters import actions as letters
from eservice.letters import entrusting, production
from eservice.letters import queries as register
from eservice.letters.content import LetterContent, Stamp
from eservice.letters.kinds import Mode
from eservice.letters.models import Letter
from eservice.letters.rules import LetterState
from eservice.letters.seam import Credential, SigningRefusedError, TimeStamp
from eservice.letters.timestamps import stamp_in
from eservice.offices import queries as offices
from eservice.requests import amending, failing, queries, telling
from eservice.requests.content import content_for, holder_of, sources_for
from eservice.requests.models import Request
from eservice.requests.signers import office_in_turn, office_of_place
from eservice.requests.signing import asks_passphrase, letter_of, mode_of, signer_of
from eservice.requests.steps import Move, take
from eservice.requests.undrawn import has_work
from eservice.requests.workflow import Status, Step

LEASE = timedelta(minutes=5)
"""How long one attempt may take before another worker takes the work up."""


@dataclass(frozen=True, slots=True)
class Work:
    """Everything one attempt needs, as plain data: nothing here reads the database."""

    request_id: int
    letter_id: int
    place: int
    places: int
    content: LetterContent
    stamp: Stamp
    before: bytes | None
    """The file that earlier places have signed; None for the first."""
    signed_at: datetime
    office_id: int
    credential: Credential | None = None
    """With what the official signs outside, where the installation asks for it and it is not gone."""


@dataclass(frozen=True, slots=True)
class Made:
    """What an attempt made: a letter's next file, and what its time stamp says."""

    file: bytes
    stamp: TimeStamp | None = None


def due(*, at: datetime, limit: int = 50) -> list[int]:
    """Return the numbers of the requests with a letter to draw, the longest waiting first."""
    return list(
        db.session.scalars(
            select(Request.id)
            .where(has_work(), or_(Request.worker_until.is_(None), Request.worker_until <= at))
            .order_by(Request.id)
            .limit(limit)
        )
    )


def issue(request_id: int, *, worker: str, base_url: str) -> bool:
    """Do what is due for one request's letter; return whether something was done.

    Run twice it finds nothing to do the second time. A fault of the signer, or its refusal, is recorded and repeated
    later; it stops no other letter.
    """
    failpoint("issuing.found")
    work = attempted(lambda: _leased(request_id, worker=worker, base_url=base_url))
    if work is None:
        return False
    if isinstance(work, Exception):
        with transaction():
            failing.not_begun(request_id, work, at=clock.now())
        return False
    done = attempted(lambda: _carried_out(work, worker=worker))
    if isinstance(done, Exception):
        with transaction():
            failing.failed(request_id, done, worker=worker, at=clock.now())
        return False
    return done


def _leased(request_id: int, *, worker: str, base_url: str) -> Work | None:
    with transaction():
        return lease(request_id, worker=worker, base_url=base_url, at=clock.now())


def _carried_out(work: Work, *, worker: str) -> bool:
    failpoint("issuing.leased")
    with measuring.timed(measuring.LETTERS, measuring.LETTER_SECONDS, good="signed"):
        made = make(work)
    failpoint("issuing.signed")
    with transaction():
        kept = store(work, made, worker=worker, at=clock.now())
    failpoint("issuing.done")
    return kept


def take_back(workers: Collection[str], *, at: datetime) -> int:
    """End the leases of workers that died, so that their letters need not wait; return how many."""
    left = select(Request.id).where(Request.worker.in_(workers), Request.worker_until > at)
    numbers = db.session.scalars(left).all()
    for number in numbers:
        failing.take_back(queries.for_change_by_id(number), at=at)
    return len(numbers)


def lease(request_id: int, *, worker: str, base_url: str, at: datetime) -> Work | None:
    """Take the work for one attempt, with its numbers reserved; None when there is nothing to do."""
    taken = take_up(request_id, worker=worker, at=at)
    return work_of(taken, base_url=base_url, at=at) if taken is not None else None


class Taken(NamedTuple):
    """A letter that a worker has taken up, inside the transaction in which it did."""

    request: Request
    letter: Letter
    credential: Credential | None

    @property
    def is_last_by_key(self) -> bool:
        """Whether a key, and no pen, is to sign in the last place."""
        return self.request.place + 1 == self.letter.places and self.letter.mode is not Mode.WET


def take_up(request_id: int, *, worker: str, at: datetime) -> Taken | None:
    """Take a letter for one attempt, as ``lease`` does, without gathering what drawing needs."""
    request = queries.for_change_by_id(request_id)
    if request.worker_until is not None and request.worker_until > at:
        return None
    if not _is_due(request):
        return None
    failing.check_not_lost(request)
    letter = _letter(request, at=at)
    if letter.state is not LetterState.RESERVED:
        return None
    if letter.mode is Mode.WET and _was_signed_by_pen(request, letter):
        failing.mended(request)
        _finish(request, letter, at=at)  # nothing to draw: the recorded signature counts
        return None
    secret = _secret_for(request, letter, at=at)
    if secret.elsewhere or (letter.mode is Mode.WET and letter.editions):
        return None  # the worker that can open the passphrase will come; a sheet that is drawn waits for its pen
    request.worker, request.worker_until = worker, at + LEASE
    request.attempts += 1
    return Taken(request, letter, secret.credential)


def work_of(taken: Taken, *, base_url: str, at: datetime) -> Work:
    """Return what drawing a letter needs."""
    request, letter = taken.request, taken.letter
    signed_at = _signed_at(request) or at
    before = register.newest_edition(letter) if request.place > 0 else None
    return Work(
        request_id=request.id,
        letter_id=letter.id,
        place=request.place,
        places=letter.places,
        content=register.content_of(letter),
        stamp=register.stamp_of(
            letter, base_url=base_url, signed_at=signed_at if letter.mode is not Mode.WET else None
        ),
        before=register.edition_bytes(before) if before is not None else None,
        signed_at=signed_at,
        office_id=_signing_office_id(request, at=at),
        credential=taken.credential,
    )


def _secret_for(request: Request, letter: Letter, *, at: datetime) -> entrusting.Found:
    if letter.mode is not Mode.BSRE or not asks_passphrase():
        return entrusting.Found()
    return entrusting.entrusted(drivers().signer.keyring, request_id=request.id, place=request.place, at=at)


_HAS_WORK = select(Request.id).where(Request.id == bindparam("of_id"), has_work())  # built once: it is long


def _is_due(request: Request) -> bool:
    """Tell whether a worker has anything to do: a job is only a wake-up call, and may come twice or too late."""
    if request.status is Status.AWAITING_SIGNATURE and mode_of(request) is not Mode.WET:
        return False  # nothing is signed by key before the official in turn has said so
    return db.session.scalar(_HAS_WORK, {"of_id": request.id}) is not None


def _letter(request: Request, *, at: datetime) -> Letter:
    """Return the letter of a request, reserved now if it is not yet.

    Until it is drawn it says what was decided last: after a failed attempt another official may have signed.
    """
    letter = letter_of(request)
    if letter is not None and (letter.signatures or letter.editions):
        return letter
    signatory = (
        offices.signatory_for(_signing_office_id(request, at=at), request.signed_by_id, at=_signed_at(request) or at)
        if request.signed_by_id is not None and request.status is not Status.AWAITING_SIGNATURE
        else None
    )
    mode = mode_of(request)
    letter = letters.reserve_letter(
        content_for(request, mode=mode, at=_signed_at(request) or at, signed_by=signatory),
        request_id=request.id,
        holder=holder_of(request),
        sources=sources_for(request, at=at),
        actor=SYSTEM,
        at=_signed_at(request) or at,
    )
    request.letter_id = letter.id
    return letter


def make(work: Work) -> Made:
    """Draw and sign, outside any transaction.

    Raises:
        SigningRefusedError: ``signer_changed``, the letter says that it is signed in another way than is possible now.
    """
    signer = drivers().signer
    if work.content.mode is Mode.WET:
        return Made(production.sheet_for_pen(work.content, work.stamp))
    if work.before is not None and work.content.mode is not signer.mode:
        raise SigningRefusedError("signer_changed")
    how: dict[str, Any] = {"signer": signer, "at": work.signed_at, "credential": work.credential}
    if work.before is not None:
        file = production.next_edition(work.before, work.content, place=work.place, **how)
    else:
        file = production.first_edition(work.content, work.stamp, **how)
    return Made(file, stamp_in(file) if signer.stamps else None)


def store(work: Work, made: Made, *, worker: str, at: datetime) -> bool:
    """Keep what was made, if this worker still holds the work; otherwise it was done by another."""
    request = queries.for_change_by_id(work.request_id)
    if request.worker != worker or request.letter_id != work.letter_id:
        return False
    letter = register.letter_by_id(work.letter_id)
    request.worker = request.worker_until = None
    entrusting.forget(request.id)
    failing.mended(request)
    if letter.mode is Mode.WET:
        letters.store_edition(letter, production.SHEET, made.file, at=at)
        return True
    letters.store_edition(letter, production.SIGNED.format(place=work.place + 1), made.file, at=at)
    letters.record_signature(
        letter,
        place=work.place,
        office_id=work.office_id,
        actor=signer_of(request.signed_by_id),
        at=work.signed_at,
        stamp=made.stamp,
    )
    failpoint("issuing.kept")
    _finish(request, letter, at=at)
    return True


def _finish(request: Request, letter: Letter, *, at: datetime) -> None:
    """Pass the letter to the next place, or put it in force and close the request."""
    if request.status is Status.REJECTED:
        letters.issue_letter(letter, actor=SYSTEM, at=at)
        return
    if len(letter.signatures) < letter.places:
        request.place += 1
        take(
            request,
            Step.NEXT_PLACE,
            actor=SYSTEM,
            at=at,
            move=Move(turn_office=office_in_turn(request, request.place, at=at), details={"place": request.place}),
        )
        return
    letters.issue_letter(letter, actor=SYSTEM, at=at)
    take(request, Step.ISSUE, actor=SYSTEM, at=at)
    amending.carry_out(request, letter, at=at)
    telling.tell(request, telling.finished_text(request), at=at)


def _was_signed_by_pen(request: Request, letter: Letter) -> bool:
    """Tell whether a recorded signature waits to be carried out: on a letter, or on the notice of a refusal."""
    return request.status is Status.ISSUING or (request.status is Status.REJECTED and bool(letter.signatures))


def _signed_at(request: Request) -> datetime | None:
    """Return when the official decided what is being carried out; None while nobody has."""
    decided = (Step.SIGN, Step.REJECT, Step.WET_SIGNED)
    if request.status is Status.AWAITING_SIGNATURE:
        return None
    return next((event.taken_at for event in reversed(request.history) if event.step in decided), None)


def _signing_office_id(request: Request, *, at: datetime) -> int:
    if request.turn_office_id is not None:
        return request.turn_office_id
    if request.status is Status.REJECTED:
        return office_of_place(request, 0, at=at).id
    return office_in_turn(request, request.place, at=at).id
