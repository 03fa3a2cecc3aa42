"""What the official in turn does, by key or by pen."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from eservice.accounts import actions as accounts
from eservice.accounts import queries as people
from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.permissions import Role
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, IllegalStepError, InvalidInputError, NotAllowedError
from eservice.kernel.failpoints import failpoint
from eservice.kernel.ports import drivers
from eservice.kernel.wake import wake
from eservice.letters import actions as letters
from eservice.letters import entrusting
from eservice.letters import queries as register
from eservice.letters.copied import signer_from
from eservice.letters.kinds import Mode
from eservice.letters.models import Letter
from eservice.letters.rules import LetterState, RevokeReason
from eservice.letters.seam import Credential
from eservice.notifications.actions import announce
from eservice.offices import queries as offices
from eservice.offices.models import Office
from eservice.offices.rules import SigningMode
from eservice.requests import failing, paper, telling
from eservice.requests.amendments import LetterAmendment
from eservice.requests.definitions import definition_of
from eservice.requests.models import Request
from eservice.requests.rules import NotFinishedError, check_refusal
from eservice.requests.signers import office_of_place
from eservice.requests.steps import Move, take
from eservice.requests.workflow import Refusal, Status, Step

WORK = "letters"
"""Kind of work the queue is woken up for."""

BATCH = 40
"""Letters an official signs in one act at most."""


def mode_of(request: Request) -> Mode:
    """Return how the letter of a request is signed: as the office whose turn it is does, or as the service asks.

    A refusal is signed as its office signs, also where the letter itself would be signed by pens; where that asks for
    a passphrase, by pens. An installation without a key signs everything by pens. What is drawn stays as it is.
    """
    letter = letter_of(request)
    if letter is not None and letter.editions:
        return letter.mode
    by_key: Mode = drivers().signer.mode
    if request.status is Status.ISSUING:
        # Decided by key, whatever changed since: for the pen there would be a sheet.
        return Mode.LOCAL if by_key is Mode.WET else by_key
    office: Office | None = request.turn_office or request.office
    if request.status is Status.REJECTED:
        office = office_of_place(request, 0, at=request.closed_at or request.created_at)
    pens = by_key is Mode.WET or (definition_of(request).by_hand and request.refusal is None)
    if pens or office is None or office.signing_mode is SigningMode.BASAH:
        return Mode.WET
    if by_key is Mode.BSRE and request.status is Status.REJECTED:
        return Mode.WET  # nobody can be asked again for a passphrase: what is decided goes out in any case
    return by_key


def letter_of(request: Request) -> Letter | None:
    """Return the letter that is reserved for or answers a request; given-up ones are left out."""
    return register.letter_by_id(request.letter_id) if request.letter_id is not None else None


def withdrawn_letter(request: Request) -> Letter | None:
    """Return the letter of a request that was in force and is no longer: revoked, or replaced; else None."""
    letter = letter_of(request)
    return letter if letter is not None and letter.revoked_at is not None else None


@dataclass(frozen=True, slots=True)
class Entry:
    """One typing of a passphrase: for one letter, or for all that are signed in one act."""

    credential: Credential
    act: str


def asks_passphrase() -> bool:
    """Tell whether officials of this installation sign with a passphrase of their own."""
    return drivers().signer.mode is Mode.BSRE


def sign(request: Request, *, actor: Actor, at: datetime, entry: Entry | None = None) -> None:
    """Sign in the place whose turn it is; the worker draws and seals the letter after the commit.

    Args:
        request: which.
        actor: the official.
        at: when.
        entry: the passphrase, where this installation asks for one.

    Raises:
        ConflictError: ``letter_at_signature``, this letter is signed by hand or names another official;
            ``signing_worker_away``, nobody is there to take the passphrase.
        InvalidInputError: ``passphrase_missing``.
        NotFinishedError: ``second_reader_missing``.
        NotAllowedError: see ``steps.take``; a proposed refusal is decided by ``reject`` instead.
    """
    _must_be_readable(request)
    if mode_of(request) is Mode.WET or request.refusal is not None:
        raise ConflictError("letter_at_signature")
    letter = letter_of(request)
    if letter is not None and request.place > 0 and not _is_named(letter, request, actor, at=at):
        raise ConflictError("other_signer_printed")
    take(request, Step.SIGN, actor=actor, at=at, move=Move(details={"place": request.place}))
    request.signed_by_id = actor.membership_id
    if asks_passphrase():
        if entry is None or not entry.credential.passphrase:
            raise InvalidInputError("passphrase_missing", field="sandi_tte")
        entrusting.entrust(entry.credential, request_id=request.id, place=request.place, act=entry.act, at=at)
    _to_the_worker(request)
    failpoint("signing.decided")


def send_back(request: Request, reason: str, *, actor: Actor, at: datetime) -> None:
    """Return a request to whoever checked it; numbers already reserved become void, a proposed refusal is dropped."""
    checker = request.checked_by_id
    take(request, Step.SEND_BACK, actor=actor, at=at, move=Move(reason=reason, holder_id=checker))
    give_up_letter(request, reason=reason, actor=actor, at=at)
    request.refusal, request.refusal_text, request.place = None, "", 0


def reject(request: Request, refusal: Refusal, explanation: str, *, actor: Actor, at: datetime) -> None:
    """Decide that a request cannot be fulfilled; the notice is a letter of its own, drawn by the worker.

    Raises:
        NotAllowedError: ``second_officer``, a healable fault that no officer proposed to refuse for.
    """
    proposer = offices.membership(request.checked_by_id).user_id if request.checked_by_id else None
    check_refusal(
        refusal,
        proposer_user_id=proposer if request.refusal is refusal else None,
        decider_user_id=actor.user_id,
    )
    take(request, Step.REJECT, actor=actor, at=at, move=Move(reason=explanation, refusal=refusal))
    give_up_letter(request, reason=explanation, actor=actor, at=at)
    paper.void_number(request, reason=explanation, actor=actor, at=at)
    request.place = 0
    request.signed_by_id = actor.membership_id
    _to_the_worker(request)
    telling.tell(request, "refused", at=at)


def print_for_signature(request: Request, *, actor: Actor, at: datetime) -> None:
    """Ask for the sheet to sign by hand: numbers are reserved, and the worker draws it.

    Raises:
        ConflictError: ``letter_at_signature``, this letter is signed by key, or a refusal is only proposed.
        NotFinishedError: ``second_reader_missing``.
    """
    _must_be_readable(request)
    if mode_of(request) is not Mode.WET or request.refusal is not None:
        raise ConflictError("letter_at_signature")
    take(request, Step.PRINT_FOR_SIGNATURE, actor=actor, at=at)
    _to_the_worker(request)


def wet_signed(request: Request, scan: bytes, signed_at: datetime, *, actor: Actor, at: datetime) -> None:
    """Record that a printed letter was signed and stamped: from here on it is worth something.

    Args:
        scan: the signed sheet as PDF.
        signed_at: the day on the paper.

    Raises:
        ConflictError: it has not been printed.
        IllegalStepError: it is in force already.
        InvalidInputError: the date lies in the future, or before the day the sheet was filed for or printed.
        NotAllowedError: the actor checked the request, or does not work in the office that signs.
        NotFinishedError: ``second_reader_missing``.
    """
    _must_be_readable(request)
    letter = letter_of(request)
    if letter is None or not letter.editions:
        raise ConflictError("letter_at_signature")
    if signed_at > at:
        raise InvalidInputError("signed_in_future", field="signed_on")
    begun = max(letter.editions[0].created_at, request.filed_at or request.created_at)
    if wib(signed_at).date() < wib(begun).date():
        raise InvalidInputError("signed_before_print", field="signed_on", printed=f"{wib(begun):%d-%m-%Y}")
    if letter.state is not LetterState.RESERVED:
        raise IllegalStepError("illegal_step")
    office_id = request.turn_office_id or letter.office_id
    take(request, Step.WET_SIGNED, actor=actor, at=at, move=Move(details={"place": request.place}))
    letters.record_wet_signature(
        letter,
        place=request.place,
        office_id=office_id,
        signed_at=signed_at,
        scan=scan,
        actor=actor,
        at=at,
    )
    _tell_the_named(request, letter, office_id, actor=actor, at=at)
    _to_the_worker(request)


def signer_of(membership_id: int | None) -> Actor:
    """Return the official whose act is carried out, for the record of it; the system where it was nobody's."""
    if membership_id is None:
        return SYSTEM
    member = offices.membership(membership_id)
    return Actor(Role.SIGNER, user_id=member.user_id, membership_id=member.id, office_id=member.office_id)


def revoke(request: Request, reason: RevokeReason, text: str, *, actor: Actor, at: datetime) -> None:
    """Take an issued letter out of force; the holder is told.

    Where its holder was given the right letter by another office already, that one takes its place.

    Raises:
        NotAllowedError: the actor does not sign for an office that signed it.
        IllegalStepError: it is not in force.
    """
    letter = letter_of(request)
    if letter is None or offices.signatory_for(actor.office_id or 0, actor.membership_id or 0, at=at) is None:
        raise NotAllowedError("not_your_turn")
    right = _in_its_place(request)
    if right is not None:
        letters.replace(letter, by=right, reason=reason, text=text, actor=actor, at=at)
    else:
        letters.revoke(letter, reason=reason, text=text, actor=actor, at=at)
    telling.tell(request, "revoked", at=at)


def give_up_letter(request: Request, *, reason: str, actor: Actor, at: datetime) -> None:
    """Void a letter that is not in force yet, with all its numbers."""
    letter = letter_of(request)
    if letter is not None and letter.state is LetterState.RESERVED:
        letters.void_letter(letter, reason=reason.strip() or "dikembalikan", actor=actor, at=at)
        request.letter_id = None
    failing.mended(request)


def _in_its_place(request: Request) -> Letter | None:
    """Return the letter in force that was issued because the one of this request is wrong."""
    found = (
        select(Letter)
        .join(Request, Request.letter_id == Letter.id)
        .join(LetterAmendment, LetterAmendment.request_id == Request.id)
        .where(LetterAmendment.of_id == request.id, Letter.state == LetterState.ISSUED)
    )
    return db.session.scalar(found.order_by(Letter.id.desc()))


def _tell_the_named(request: Request, letter: Letter, office_id: int, *, actor: Actor, at: datetime) -> None:
    """Tell the official in whose name a signature by pen was recorded, whoever recorded it but the official.

    Where the sheet names nobody who may sign there now, all who may are told.
    """
    able = offices.signatories(office_id, at=at)
    printed = register.content_of(letter).signers[request.place]
    named = [one for one in able if signer_from(one) == printed] or able
    for user_id in {one.user_id for one in named if one.user_id is not None} - {actor.user_id}:
        to = accounts.recipient(people.account(user_id))
        announce("wet_signed", to=to, at=at, params={"desk_code": request.code})


def _must_be_readable(request: Request) -> None:
    if definition_of(request).second_reader and request.refusal is None and request.second_reader_id is None:
        raise NotFinishedError("second_reader_missing")


def _is_named(letter: Letter, request: Request, actor: Actor, *, at: datetime) -> bool:
    """Tell whether the letter, drawn before the first signature, already names this official for this place."""
    signatory = offices.signatory_for(request.turn_office_id or 0, actor.membership_id or 0, at=at)
    printed = register.content_of(letter).signers[request.place]
    return signatory is not None and printed == signer_from(signatory)


def _to_the_worker(request: Request) -> None:
    request.worker = request.worker_until = None
    request.attempts = 0
    wake(WORK, request.id)
