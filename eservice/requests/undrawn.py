"""Which requests have a letter to draw, as conditions over their rows: what the worker is woken up for."""

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import aliased

from eservice.letters.kinds import Mode
from eservice.letters.models import Letter, LetterEdition
from eservice.letters.rules import LetterState
from eservice.requests.models import Request, RequestEvent
from eservice.requests.workflow import DECISIONS, Status, Step


def has_work() -> ColumnElement[bool]:
    """Somebody decided something that a worker carries out; a letter that waits for its official is none."""
    return or_(
        Request.status == Status.ISSUING,
        (Request.status == Status.REJECTED) & Request.letter_id.is_(None),
        (Request.status == Status.REJECTED) & _letter_is_reserved() & ~_waits_for_a_pen(),
        (Request.status == Status.AWAITING_SIGNATURE) & _sheet_is_asked(),
    )


def _letter_is_reserved() -> ColumnElement[bool]:
    return Request.letter_id.in_(select(Letter.id).where(Letter.state == LetterState.RESERVED))


def _waits_for_a_pen() -> ColumnElement[bool]:
    """The sheet is drawn and nobody has recorded a signature on it: nothing to do for a worker."""
    by_hand = select(Letter.id).where(Letter.mode == Mode.WET, Letter.editions.any(), ~Letter.signatures.any())
    return Request.letter_id.in_(by_hand)


def _sheet_is_asked() -> ColumnElement[bool]:
    """A sheet to sign by hand was asked for and is not drawn yet: the letter is missing, or has no file.

    A sheet asked for before the request was last decided on, sent back for example, was of another letter.
    """
    decided = aliased(RequestEvent)
    since = exists().where(
        decided.request_id == RequestEvent.request_id,
        decided.sequence > RequestEvent.sequence,
        decided.step.in_(DECISIONS),
    )
    asked = exists().where(RequestEvent.request_id == Request.id, RequestEvent.step == Step.PRINT_FOR_SIGNATURE, ~since)
    drawn = select(LetterEdition.letter_id)
    return asked & or_(Request.letter_id.is_(None), Request.letter_id.not_in(drawn))
