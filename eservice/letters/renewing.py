"""The worker's part in keeping signatures: letters whose archive stamp is due get a further edition."""

from datetime import datetime, timedelta

import structlog
from cryptography.exceptions import InvalidTag
from pyhanko_certvalidator.errors import PathError, ValidationError
from sqlalchemy import func, select

from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, DomainError
from eservice.kernel.ports import drivers
from eservice.kernel.transaction import transaction
from eservice.letters import actions, archiving, queries
from eservice.letters.examine import BROKEN
from eservice.letters.kinds import Mode
from eservice.letters.models import Letter, LetterEdition
from eservice.letters.rules import LetterState
from eservice.letters.seam import SignerAwayError

BATCH = 50
"""Letters renewed in one run at most: what else waits for the worker shall not wait long."""

_OF_THE_LETTER = (*BROKEN, OSError, InvalidTag, DomainError, PathError, ValidationError)
"""What one file is to blame for: lost, changed, unreadable, or under no certificate that is known."""

_log = structlog.get_logger(__name__)


def renew(*, every: timedelta, at: datetime) -> int:
    """Give every letter that is due its next edition; return how many got one.

    A letter is due when it is issued, and again ``every`` so often, as long as it is in the register; signed by hand
    it has nothing to renew. Where the authority is away the rest waits for the next run; a letter that fails for a
    fault of its own keeps no other waiting.
    """
    done = 0
    for letter_id in due(every=every, at=at):
        try:
            done += _renewed(letter_id, at=at)
        except SignerAwayError as fault:
            _log.warning("archive stamps wait", reason=fault.code, done=done)
            break
        except _OF_THE_LETTER as fault:
            _log.error("letter without its archive stamp", letter=letter_id, fault=type(fault).__name__)
    return done


def due(*, every: timedelta, at: datetime) -> list[int]:
    """Return the numbers of the letters to renew, the longest waiting first."""
    stamped = select(LetterEdition.letter_id).where(
        LetterEdition.name.startswith("lta-"), LetterEdition.created_at > at - every
    )
    newest = select(func.max(LetterEdition.id)).where(LetterEdition.letter_id == Letter.id).scalar_subquery()
    in_register = (LetterState.ISSUED, LetterState.REVOKED, LetterState.REPLACED)
    wanted = select(Letter.id).where(Letter.state.in_(in_register), Letter.mode != Mode.WET, Letter.id.not_in(stamped))
    return list(db.session.scalars(wanted.order_by(newest).limit(BATCH)))


def _renewed(letter_id: int, *, at: datetime) -> bool:
    """Make and store the next edition of one letter; False where another worker did."""
    signer, letter = drivers().signer, queries.letter_by_id(letter_id)
    number = sum(one.name.startswith("lta-") for one in letter.editions) + 1
    pdf = queries.edition_bytes(letter.editions[-1])
    file = archiving.renewed(pdf, authority=signer.authority, roots=signer.trusted_roots(), number=number)
    try:
        with transaction():
            actions.store_edition(queries.letter_by_id(letter_id), archiving.EDITION.format(number=number), file, at=at)
    except ConflictError:
        return False
    return True
