"""The list that an offline check knows: which seals are no longer, or not yet, good; signed, and good for a week.

It names seals by their ids alone. Only letters that a date does not end anyway are on it, so it stays small.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import or_, select

from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.ports import drivers
from eservice.letters.kinds import Mode
from eservice.letters.models import Letter
from eservice.letters.rules import LetterState
from eservice.letters.sealing import DATED, ENDED, EXPIRES, OFFICE, seal_id, signed

KNOWN_FOR = timedelta(days=7)
"""After that a list says nothing any more: whoever keeps an old one must not believe that nothing was revoked since."""
STATES = (LetterState.REVOKED, LetterState.REPLACED, LetterState.VOID, LetterState.RESERVED)
"""In the order of the list; a reserved letter is on it while a file of it is drawn and a signature is missing."""


def status_list(*, issuer: str, at: datetime) -> bytes:
    """Return the list as it is published, the same within a minute unless something happens.

    A CWT as a seal is one; claim -65538 is an array, for each of `STATES` the ids, joined.
    """
    made_at = at.replace(second=0, microsecond=0)
    claims = {
        OFFICE: issuer,
        DATED: int(made_at.timestamp()),
        EXPIRES: int((made_at + KNOWN_FOR).timestamp()),
        ENDED: [b"".join(ids) for ids in _ids(at)],
    }
    return signed(claims, drivers().seal_keys.newest())


def _ids(at: datetime) -> Iterable[list[bytes]]:
    found = db.session.execute(
        select(Letter.token, Letter.state).where(
            Letter.state.in_(STATES),
            Letter.mode != Mode.WET,
            Letter.editions.any(),
            or_(Letter.valid_until.is_(None), Letter.valid_until >= wib(at).date()),
        )
    ).all()
    return [sorted(seal_id(row.token) for row in found if row.state is state) for state in STATES]
