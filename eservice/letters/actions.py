"""What may be done to a letter. Each verb runs inside the caller's transaction and commits nothing."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.audit import actions as audit
from eservice.kernel import codes
from eservice.kernel.clock import wib
from eservice.kernel.crypto import new_file_key, seal_file
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, IllegalStepError, MissingReasonError, NotAllowedError
from eservice.kernel.failpoints import failpoint
from eservice.kernel.ports import drivers
from eservice.letters import proving, publishing, queries
from eservice.letters.content import LetterContent
from eservice.letters.kinds import Mode
from eservice.letters.models import Letter, LetterEdition, LetterNumber, LetterSignature
from eservice.letters.numbering import NumberSource, take_number, take_up
from eservice.letters.rules import LetterState, LogEvent, NumberState, RevokeReason, written_number
from eservice.letters.seam import TimeStamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Whom the letter is about; without a NIK '' ."""

    name: str
    nik: str = ""


def reserve_letter(
    content: LetterContent,
    *,
    request_id: int | None,
    holder: Holder,
    sources: Sequence[NumberSource],
    actor: Actor,
    at: datetime,
) -> Letter:
    """Return the reserved letter of a request, its numbers taken; a retry takes up the one that is already there.

    While nobody has signed, a retry brings the newest content and date: another official may sign now.

    Raises:
        ConflictError: the reserved letter is of another kind or is signed by other places.
    """
    letter = queries.reserved_letter(request_id) if request_id is not None else None
    if letter is not None:
        return _taken_up(letter, content, sources=sources, at=at)
    letter = Letter(
        token=codes.token(),
        code=codes.letter_code(),
        request_id=request_id,
        office_id=sources[0].office_id,
        kind=content.kind,
        mode=content.mode,
        places=len(sources),
        holder_name=holder.name,
        holder_nik=holder.nik,
        content=content.as_record(),
        dated_on=wib(at).date(),
        valid_until=content.valid_until,
        reserved_at=at,
        log_size=proving.newest_size(),
    )
    db.session.add(letter)
    db.session.flush()
    _reserve_numbers(letter, sources=sources, at=at)
    _log("letter:reserve", letter, actor=actor, at=at)
    failpoint("letter.reserved")
    return letter


def record_signature(
    letter: Letter,
    *,
    place: int,
    office_id: int,
    actor: Actor,
    at: datetime,
    stamp: TimeStamp | None = None,
) -> LetterSignature:
    """Record that the official named in the content has signed in a place, and what the file's time stamp says.

    Raises:
        IllegalStepError: the letter is not waiting for a signature, or an earlier place is.
    """
    return _sign(letter, place=place, office_id=office_id, signed_at=at, actor=actor, at=at, stamp=stamp)


def record_wet_signature(
    letter: Letter, *, place: int, office_id: int, signed_at: datetime, scan: bytes, actor: Actor, at: datetime
) -> LetterSignature:
    """Record a signature by pen and its scan; only from here on is the letter worth anything.

    Raises:
        IllegalStepError: the letter is signed electronically, or this place is not the next.
    """
    if letter.mode is not Mode.WET or signed_at > at:
        raise IllegalStepError("letter_not_by_hand" if letter.mode is not Mode.WET else "signed_in_the_future")
    signature = _sign(letter, place=place, office_id=office_id, signed_at=signed_at, actor=actor, at=at)
    store_edition(letter, f"scan-{place + 1}", scan, at=at)
    return signature


def store_edition(letter: Letter, name: str, data: bytes, *, at: datetime) -> LetterEdition:
    """Keep one more file of a letter; the same bytes under the same name are kept once.

    Raises:
        ConflictError: another file already has that name.
    """
    digest = hashlib.sha256(data).hexdigest()
    known = next((edition for edition in letter.editions if edition.name == name), None)
    if known is not None:
        if known.sha256 != digest:
            raise ConflictError("edition_exists")
        return known
    own = new_file_key()
    key = drivers().blobs.put(seal_file(own, data, queries.edition_context(letter.id, name)))
    edition = LetterEdition(name=name, sha256=digest, size=len(data), blob_key=key, file_key=own, created_at=at)
    letter.editions.append(edition)
    db.session.flush()
    failpoint("letter.edition_named")
    return edition


def issue_letter(letter: Letter, *, actor: Actor, at: datetime) -> None:
    """Put a letter in force once every place has signed, and enter it in the public log.

    Raises:
        IllegalStepError: it is not reserved, a signature is missing, or no file of it is stored.
    """
    if letter.state is not LetterState.RESERVED or len(letter.signatures) < letter.places or not letter.editions:
        raise IllegalStepError("letter_not_signed")
    letter.state, letter.issued_at = LetterState.ISSUED, at
    for number in letter.numbers:
        number.state = NumberState.USED
    _log("letter:issue", letter, actor=actor, at=at)
    failpoint("letter.in_force")
    publishing.publish(letter, LogEvent.ISSUED, at=at)


def void_letter(letter: Letter, *, reason: str, actor: Actor, at: datetime) -> None:
    """Give a letter up before it is in force: all its numbers stay in the register as void.

    Raises:
        MissingReasonError: no reason.
        IllegalStepError: it is in force; then it can only be revoked.
    """
    if not reason.strip():
        raise MissingReasonError("void_reason")
    if letter.state is not LetterState.RESERVED:
        raise IllegalStepError("letter_not_reserved")
    letter.state = LetterState.VOID
    for number in letter.numbers:
        number.state, number.reason = NumberState.VOID, reason
    _log("letter:void", letter, actor=actor, at=at)


def revoke(letter: Letter, *, reason: RevokeReason, text: str, actor: Actor, at: datetime) -> None:
    """Take a letter out of force; whoever checks it is told the class of reason.

    Raises:
        NotAllowedError: the person does not sign for an office that signed it.
        MissingReasonError: no text.
        IllegalStepError: it is not in force.
    """
    _take_out_of_force(letter, reason=reason, text=text, actor=actor, at=at)
    letter.state = LetterState.REVOKED
    _log("letter:revoke", letter, actor=actor, at=at)
    failpoint("letter.ended")
    publishing.publish(letter, LogEvent.REVOKED, at=at)


def replace(letter: Letter, *, by: Letter, reason: RevokeReason, text: str, actor: Actor, at: datetime) -> None:
    """Revoke a letter in favour of a corrected one that is already in force. Raises as `revoke` does."""
    if by.state is not LetterState.ISSUED:
        raise IllegalStepError("replacement_not_issued")
    _take_out_of_force(letter, reason=reason, text=text, actor=actor, at=at)
    letter.state, letter.replaced_by = LetterState.REPLACED, by
    _log("letter:replace", letter, actor=actor, at=at)
    failpoint("letter.ended")
    publishing.publish(letter, LogEvent.REPLACED, at=at)


def may_end(letter: Letter, *, actor: Actor) -> bool:
    """Tell whether a person may take a letter out of force: who signs for an office that signed it."""
    offices = {signature.office_id for signature in letter.signatures} | {letter.office_id}
    return actor.may(Permission.LETTER_REVOKE) and actor.office_id in offices


def _take_out_of_force(letter: Letter, *, reason: RevokeReason, text: str, actor: Actor, at: datetime) -> None:
    if not may_end(letter, actor=actor):
        raise NotAllowedError("letter_not_yours_to_revoke")
    if not text.strip():
        raise MissingReasonError("revoke_reason")
    if letter.state is not LetterState.ISSUED:
        raise IllegalStepError("letter_not_in_force")
    letter.revoked_at, letter.revoked_by_id = at, actor.membership_id
    letter.revoke_reason, letter.revoke_text = reason, text.strip()


def _reserve_numbers(letter: Letter, *, sources: Sequence[NumberSource], at: datetime) -> None:
    """Take one number per signing place, all before the first signature."""
    for place, source in enumerate(sources):
        if source.set_aside_id is not None:
            take_up(source.set_aside_id, letter_id=letter.id, place=place)
            continue
        series_id, number = take_number(source, at=at)
        written = written_number(archive=source.archive_code, number=number, unit=source.unit_code, on=wib(at).date())
        letter.numbers.append(
            LetterNumber(series_id=series_id, number=number, place=place, written=written, taken_at=at)
        )
    db.session.flush()
    db.session.expire(letter, ["numbers"])


def _taken_up(letter: Letter, content: LetterContent, *, sources: Sequence[NumberSource], at: datetime) -> Letter:
    if letter.kind is not content.kind or letter.places != len(sources):
        raise ConflictError("letter_of_another_kind")
    if not letter.signatures and not letter.editions:
        letter.content, letter.mode = content.as_record(), content.mode
        letter.dated_on, letter.valid_until = wib(at).date(), content.valid_until
    return letter


def _sign(
    letter: Letter,
    *,
    place: int,
    office_id: int,
    signed_at: datetime,
    actor: Actor,
    at: datetime,
    stamp: TimeStamp | None = None,
) -> LetterSignature:
    if letter.state is not LetterState.RESERVED or place != len(letter.signatures) or place >= letter.places:
        raise IllegalStepError("letter_place_not_next")
    signer = queries.content_of(letter).signers[place]
    signature = LetterSignature(
        place=place,
        office_id=office_id,
        signer_name=signer.name,
        signer_position=signer.position,
        signer_number=signer.number,
        mode=letter.mode,
        signed_at=signed_at,
        recorded_at=at,
        recorded_by_id=actor.membership_id,
        stamped_at=stamp.at if stamp else None,
        stamped_by=stamp.by if stamp else "",
    )
    letter.signatures.append(signature)
    db.session.flush()
    _log("letter:sign", letter, actor=actor, at=at)
    failpoint("letter.signature_recorded")
    return signature


def _log(action: str, letter: Letter, *, actor: Actor, at: datetime) -> None:
    audit.record(actor=actor, action=action, object=f"letter:{letter.id}", at=at, data={"kind": str(letter.kind)})
