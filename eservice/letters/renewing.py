"""The worker's part in keeping signatures: letters whose archive stamp is due get a further edition."""

from datetime import datetime, timedelta
from functools import partial

import structlog
from sqlalchemy import func, or_, select

from eservice.kernel.attempts import attempted
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError
from eservice.kernel.ports import drivers
from eservice.kernel.transaction import transaction
from eservice.letters import actions, archiving, queries
from eservice.letters.faults import StampFault
from eservice.letters.kinds import Mode
from eservice.letters.models import Letter, LetterEdition
from eservice.letters.rules import LetterState
from eservice.letters.seam import SignerAwayError

WORK = "archive"
"""Kind of work the queue is woken up for."""

BATCH = 50
"""Letters renewed in one run at most: what else waits for the worker shall not wait long."""

FIRST_PAUSE, LONGEST_PAUSE = timedelta(hours=1), timedelta(days=1)
"""Before a letter that failed is tried again: doubled each time, but never longer than a day."""

_log = structlog.get_logger(__name__)


def renew(*, every: timedelta, at: datetime) -> int:
    """Give every letter that is due its next edition; return how many got one.

    A letter is due when it is issued, and again ``every`` so often, as long as it is in the register; signed by hand
    it has nothing to renew. Where the authority is away the rest waits for the next run; a letter that fails for a
    fault of its own keeps no other waiting.
    """
    done = 0
    for letter_id in due(every=every, at=at):
        came = attempted(partial(_renewed, letter_id, at=at))
        if isinstance(came, SignerAwayError):
            _log.warning("archive stamps wait", reason=came.code, done=done)
            break
        if isinstance(came, Exception):
            _log.error("letter without its archive stamp", letter=letter_id, fault=type(came).__name__)
            with transaction():
                _note(letter_id, came, at=at)
        else:
            done += came
    return done


def due(*, every: timedelta, at: datetime) -> list[int]:
    """Return the numbers of the letters to renew, the longest waiting first; what failed has its turn later."""
    resting = select(StampFault.letter_id).where(or_(StampFault.next_try_at.is_(None), StampFault.next_try_at > at))
    stamped = select(LetterEdition.letter_id).where(
        LetterEdition.name.startswith("lta-"), LetterEdition.created_at > at - every
    )
    newest = select(func.max(LetterEdition.id)).where(LetterEdition.letter_id == Letter.id).scalar_subquery()
    in_register = (LetterState.ISSUED, LetterState.REVOKED, LetterState.REPLACED)
    wanted = select(Letter.id).where(Letter.state.in_(in_register), Letter.mode != Mode.WET)
    ready = wanted.where(Letter.id.not_in(stamped), Letter.id.not_in(resting))
    return list(db.session.scalars(ready.order_by(newest).limit(BATCH)))


def _renewed(letter_id: int, *, at: datetime) -> bool:
    """Make and store the next edition of one letter; False where another worker did."""
    signer, letter = drivers().signer, queries.letter_by_id(letter_id)
    number = sum(one.name.startswith("lta-") for one in letter.editions) + 1
    pdf = queries.edition_bytes(letter.editions[-1])
    file = archiving.renewed(pdf, authority=signer.authority, roots=signer.trusted_roots(), number=number)
    try:
        with transaction():
            actions.store_edition(queries.letter_by_id(letter_id), archiving.EDITION.format(number=number), file, at=at)
            _forget(letter_id)
    except ConflictError:
        return False
    return True


def _note(letter_id: int, fault: Exception, *, at: datetime) -> None:
    known = db.session.get(StampFault, letter_id)
    if known is None:
        known = StampFault(letter_id=letter_id, since=at, tries=0)
        db.session.add(known)
    known.tries, known.last_at, known.fault = known.tries + 1, at, type(fault).__name__
    known.next_try_at = at + min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** min(known.tries - 1, 10))


def _forget(letter_id: int) -> None:
    known = db.session.get(StampFault, letter_id)
    if known is not None:
        db.session.delete(known)
