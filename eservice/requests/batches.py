"""Letters signed many at once: one press, each letter by itself, each with its own answer, none twice.

Every letter has a transaction of its own, in which its answer is written too. A page says the how-manieth attempt it
asks for, so that one pressed twice is one; a process that dies in between leaves letters that were not tried yet, and
they are tried from the page of the batch. What a worker makes of a signed letter is read from the request's history.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import selectinload

from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.audit import actions as audit
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, DomainError, NotAllowedError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.letters.models import Letter
from eservice.offices import queries as offices
from eservice.requests import queries, signing
from eservice.requests.fates import Fate, Happened, Tried, fate_of
from eservice.requests.lists import BatchLetter, SigningBatch
from eservice.requests.models import Request, RequestEvent
from eservice.requests.signing import Entry
from eservice.requests.steps import is_own_household, position_of
from eservice.requests.workflow import Step

KEPT = timedelta(days=30)
"""So long a batch can be come back to; what was signed in it stays."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """One letter as the page showed it when the button was pressed."""

    code: str
    seen: int
    """How many steps it had then."""
    official_id: int | None = None
    """The term under which it was said to be signed; None where the page does not say."""
    attempt: int = 0
    """How often it had been tried then."""


@dataclass(frozen=True, slots=True)
class Came:
    """What has become of one letter of a batch so far."""

    request: Request
    line: BatchLetter
    fate: Fate
    reason: str = ""
    """Why a worker could not sign it."""
    number: str = ""
    """The letter's number, once it is signed in this place and not before."""
    by: str = ""
    """Who decided otherwise meanwhile."""
    step: Step | None = None
    """What they decided."""

    @property
    def refusal(self) -> DomainError | None:
        """Why it was refused when it was tried last."""
        return DomainError(self.line.refusal, **self.line.facts) if self.line.refusal is not None else None


def sign(token: str, chosen: Iterable[Chosen], *, actor: Actor, at: datetime, entry: Entry | None = None) -> None:
    """Sign every letter as it was shown, one after the other; what is refused keeps no other from it.

    Args:
        token: names the batch; letters that are not of it yet join it.
        chosen: which, each at most once.
        actor: the official.
        at: when.
        entry: the passphrase, where this installation asks for one.

    Raises:
        NotAllowedError: ``permission``, only who signs letters has batches.
        NotFoundError: ``no_such_batch``, it is another official's.
    """
    if actor.membership_id is None or not actor.may(Permission.REQUEST_SIGN):
        raise NotAllowedError("permission")
    letters = list(chosen)
    _open(token, letters, actor=actor, at=at)
    for one in letters:
        _sign_one(token, one, actor=actor, at=at, entry=entry)


def batch(token: str, *, actor: Actor) -> SigningBatch:
    """Return a batch of the actor's own. Raises NotFoundError."""
    mine = (SigningBatch.token == token, SigningBatch.membership_id == actor.membership_id)
    found = db.session.scalar(select(SigningBatch).where(*mine))
    if found is None:
        raise NotFoundError("no_such_batch")
    return found


def recent(*, actor: Actor, at: datetime) -> Sequence[SigningBatch]:
    """Return the actor's last batches of this day and the one before, the newest first."""
    mine = (SigningBatch.membership_id == actor.membership_id, SigningBatch.at > at - timedelta(days=1))
    return db.session.scalars(select(SigningBatch).where(*mine).order_by(SigningBatch.id.desc()).limit(3)).all()


def came_of(found: SigningBatch, *, at: datetime) -> list[Came]:
    """Return what has become of each letter of a batch, in the order in which they were chosen."""
    chosen = select(Request).where(Request.id.in_([line.request_id for line in found.letters]))
    requests = {one.id: one for one in db.session.scalars(chosen.options(selectinload(Request.history)))}
    return [_came(line, requests[line.request_id], at=at) for line in found.letters]


def _came(line: BatchLetter, request: Request, *, at: datetime) -> Came:
    fate, decisive = fate_of(
        Tried(line.attempts, line.seen, refused=line.refusal is not None),
        [Happened(event.sequence, event.step) for event in request.history],
        at_work=request.worker is not None and request.worker_until is not None and request.worker_until > at,
    )
    event = next((one for one in request.history if one.sequence == decisive), None)
    if fate is Fate.SIGNED:
        return Came(request, line, fate, number=_number(request, line))
    if fate is Fate.DECIDED and event is not None:
        return Came(request, line, fate, by=_name_of(event), step=event.step)
    return Came(request, line, fate, reason=event.reason if fate is Fate.FAILED and event is not None else "")


def _number(request: Request, line: BatchLetter) -> str:
    """Return the number under which the letter was signed in the place of this line."""
    signed = next(event for event in request.history if event.sequence == line.seen + 1)
    letter = db.session.get(Letter, request.letter_id) if request.letter_id is not None else None
    place = int(signed.details.get("place", 0))
    written = {one.place: one.written for one in letter.numbers} if letter is not None else {}
    return written.get(place, letter.number if letter is not None else "")


def _name_of(event: RequestEvent) -> str:
    return accounts.account(event.actor_user_id).name if event.actor_user_id is not None else ""


def _open(token: str, letters: Sequence[Chosen], *, actor: Actor, at: datetime) -> None:
    """Write down which letters are to be signed, before the first one is."""
    try:
        with transaction():
            _forget_old(actor, at=at)
            _write_down(token, letters, actor=actor, at=at)
    except IntegrityError:  # the same page, pressed twice at once: the other one wrote it down
        with transaction():
            _write_down(token, letters, actor=actor, at=at)


def _write_down(token: str, letters: Sequence[Chosen], *, actor: Actor, at: datetime) -> None:
    found = db.session.scalar(select(SigningBatch).where(SigningBatch.token == token))
    if found is None:
        found = SigningBatch(token=token, membership_id=actor.membership_id, at=at)
        db.session.add(found)
        data = {"letters": len(letters)}
        audit.record(actor=actor, action="letters:sign_batch", object=f"batch:{token}", at=at, data=data)
    elif found.membership_id != actor.membership_id:
        raise NotFoundError("no_such_batch")
    known = {line.request_id for line in found.letters}
    wanted = select(Request).where(Request.code.in_([one.code for one in letters]))
    numbers = {one.code: one.id for one in db.session.scalars(wanted)}
    for one in letters:
        number = numbers.get(one.code)
        if number is not None and number not in known:
            known.add(number)
            found.letters.append(BatchLetter(request_id=number, seen=one.seen, official_id=one.official_id))
    db.session.flush()


def _sign_one(token: str, one: Chosen, *, actor: Actor, at: datetime, entry: Entry | None) -> None:
    try:
        with transaction():
            line, request = _locked(token, one)
            if _is_done(line, one):
                return
            _tried(line, one, None, at=at)
            _check(request, one, actor, at=at)
            signing.sign(request, actor=actor, at=at, entry=entry)
    except DomainError as refusal:
        if refusal.code == "no_such_request":
            return
        with transaction():
            line, _request = _locked(token, one)
            if not _is_done(line, one):
                _tried(line, one, refusal, at=at)


def _locked(token: str, one: Chosen) -> tuple[BatchLetter, Request]:
    """Return a letter's line and its request, locked against whoever presses at the same time."""
    request = queries.for_change(one.code)
    of_batch = select(BatchLetter).join(SigningBatch).where(SigningBatch.token == token)
    return db.session.scalars(of_batch.where(BatchLetter.request_id == request.id)).one(), request


def _is_done(line: BatchLetter, one: Chosen) -> bool:
    return line.attempts != one.attempt


def _tried(line: BatchLetter, one: Chosen, refusal: DomainError | None, *, at: datetime) -> None:
    line.attempts, line.tried_at, line.seen, line.official_id = line.attempts + 1, at, one.seen, one.official_id
    line.refusal = refusal.code if refusal is not None else None
    line.facts = {name: str(value) for name, value in refusal.facts.items()} if refusal is not None else {}
    db.session.flush()


def _check(request: Request, one: Chosen, actor: Actor, *, at: datetime) -> None:
    """Refuse what is not the actor's, is no longer as it was shown, or would be signed in another name than was said.

    Raises:
        NotAllowedError: ``other_office``, ``own_household``, or ``term_over``.
        ConflictError: ``changed_meanwhile`` or ``term_changed``.
    """
    if not position_of(actor, request, at=at).in_reach:
        raise NotAllowedError("other_office")
    if is_own_household(actor, request):
        raise NotAllowedError("own_household")
    if one.seen != len(request.history):
        raise ConflictError("changed_meanwhile")
    if one.official_id is None:
        return
    now = offices.signatory_for(request.turn_office_id or 0, actor.membership_id or 0, at=at)
    if now is None:
        raise NotAllowedError("term_over")
    if now.official_id != one.official_id:
        raise ConflictError("term_changed", now=now.opening)


def _forget_old(actor: Actor, *, at: datetime) -> None:
    old = select(SigningBatch.id).where(SigningBatch.membership_id == actor.membership_id, SigningBatch.at < at - KEPT)
    db.session.execute(delete(BatchLetter).where(BatchLetter.batch_id.in_(old)))
    db.session.execute(delete(SigningBatch).where(SigningBatch.id.in_(old)))
