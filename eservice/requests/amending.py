"""A letter that is wrong: its holder asks for it anew, it is checked and signed like any other, and takes its place."""

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from eservice.accounts.actor import Actor
from eservice.catalogue import queries as catalogue
from eservice.kernel.codes import show_code
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, IllegalStepError, MissingReasonError, NotAllowedError
from eservice.letters import actions as letters
from eservice.letters.models import Letter
from eservice.letters.rules import LetterState, RevokeReason
from eservice.requests import filing, telling
from eservice.requests.amendments import LetterAmendment
from eservice.requests.models import Request
from eservice.requests.signing import letter_of, signer_of
from eservice.requests.steps import position_of
from eservice.requests.workflow import CLOSED, DataFault, Status


def may_begin(request: Request, *, actor: Actor, at: datetime) -> bool:
    """Tell whether somebody may ask for another letter in place of this request's: its holder, while it is in force."""
    return position_of(actor, request, at=at).is_applicant and _letter_in_force(request) is not None


def begin(request: Request, *, fault: DataFault, wrong: str, actor: Actor, at: datetime) -> Request:
    """Return the draft that asks for the letter anew, filled in as the first was where its form is still the same.

    Asked again before it is sent, the same draft is taken up. The caller holds ``request`` locked.

    Raises:
        NotAllowedError: somebody else's letter.
        IllegalStepError: no letter of it is in force.
        MissingReasonError: nothing is said of what is wrong.
        ConflictError: it is asked for already, or another draft for the same service is not sent yet.
    """
    if not position_of(actor, request, at=at).is_applicant:
        raise NotAllowedError("not_yours")
    if _letter_in_force(request) is None:
        raise IllegalStepError("letter_not_in_force")
    if not wrong.strip():
        raise MissingReasonError("amendment_unsaid")
    running = amendment_of(request)
    if running is None:
        running = LetterAmendment(of=request, request=_draft(request, actor=actor, at=at), asked_at=at)
        db.session.add(running)
    elif running.request.status is not Status.DRAFT:
        raise ConflictError("amendment_running", code=show_code(running.request.code or ""))
    running.fault, running.wrong = fault, wrong.strip()
    db.session.flush()
    return running.request


def carry_out(request: Request, letter: Letter, *, at: datetime) -> None:
    """Replace the wrong letter by the one that has just been issued for it; its holder is told.

    One that was taken out of force meanwhile stays as it is, and so does one of an office for which nobody signed the
    new one: that office alone may end it, and reads so in the signer's room (``left_to_end``).
    """
    found = amendment_by(request)
    wrong = letter_of(found.of) if found is not None else None
    if found is None or wrong is None or wrong.state is not LetterState.ISSUED:
        return
    signers = [signer_of(one.recorded_by_id) for one in letter.signatures]
    ends = next((one for one in signers if letters.may_end(wrong, actor=one)), None)
    if ends is not None:
        letters.replace(wrong, by=letter, reason=RevokeReason.WRONG_DATA, text=found.wrong, actor=ends, at=at)
        telling.tell(found.of, "revoked", at=at)


def left_to_end(office_id: int) -> list[Request]:
    """Return the requests of an office whose letter is in force still, though another office issued the right one."""
    right = aliased(Request)
    found = (
        select(Request)
        .join(LetterAmendment, LetterAmendment.of_id == Request.id)
        .join(right, right.id == LetterAmendment.request_id)
        .join(Letter, Letter.id == Request.letter_id)
        .where(Letter.office_id == office_id, Letter.state == LetterState.ISSUED, right.status == Status.ISSUED)
    )
    return list(db.session.scalars(found.order_by(Request.id).distinct()))


def amendment_by(request: Request) -> LetterAmendment | None:
    """Return what a request puts right, None for one that asks for something new."""
    return db.session.scalar(select(LetterAmendment).where(LetterAmendment.request_id == request.id))


def amendment_of(request: Request) -> LetterAmendment | None:
    """Return what puts the letter of a request right: unsent, under way or done; None after it came to nothing."""
    return db.session.scalar(
        select(LetterAmendment)
        .join(Request, Request.id == LetterAmendment.request_id)
        .where(LetterAmendment.of_id == request.id, Request.status.not_in(CLOSED - {Status.ISSUED}))
        .order_by(LetterAmendment.id.desc())
    )


def faults_told(offices: Collection[int], *, from_at: datetime, until_at: datetime) -> Mapping[DataFault, int]:
    """Return how many letters of offices were said to be wrong in a period, by whose fault, as their holders see it."""
    rows = db.session.execute(
        select(LetterAmendment.fault, func.count())
        .join(Request, Request.id == LetterAmendment.request_id)
        .where(
            LetterAmendment.of_id.in_(select(Request.id).where(Request.office_id.in_(offices))),
            Request.filed_at >= from_at,
            Request.filed_at < until_at,
        )
        .group_by(LetterAmendment.fault)
    )
    return dict.fromkeys(DataFault, 0) | {row[0]: int(row[1]) for row in rows}


def _letter_in_force(request: Request) -> Letter | None:
    letter = letter_of(request) if request.status is Status.ISSUED else None
    return letter if letter is not None and letter.state is LetterState.ISSUED else None


def _draft(request: Request, *, actor: Actor, at: datetime) -> Request:
    offered = catalogue.by_code(request.service.code, at=at)
    opened = filing.Opened(user_id=actor.user_id)
    draft = filing.start_draft(offered.service_id, offered.version_id, opened=opened, at=at)
    if draft.answers or draft.proofs:
        raise ConflictError("amendment_other_draft")
    if draft.service_version_id == request.service_version_id:
        draft.answers, draft.for_whom = dict(request.answers), request.for_whom
    return draft
