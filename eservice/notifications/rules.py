"""When a message may go out, and when to try again: pure decisions."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo


class MessageChannel(StrEnum):
    """The way a message takes."""

    INBOX = "inbox"
    EMAIL = "email"
    WHATSAPP = "whatsapp"
    CALL = "call"


class MessageState(StrEnum):
    """How far a message has come."""

    PENDING = "pending"
    SENT = "sent"
    FAILED = "failed"
    """Given up: somebody has to look at it."""
    PREPARED = "prepared"
    """A text stands ready; an officer sends it by hand."""
    LOGGED = "logged"
    """An officer noted that it was sent or said."""


REACHED = frozenset({MessageState.SENT, MessageState.LOGGED})

TRIES = 6
"""Then a message counts as failed."""
LEASE = timedelta(minutes=2)
"""How long one worker has for the messages it took; longer than the mail driver's twenty seconds."""
LONGEST_TEXT = 160
"""Characters of one short message, and about as much as people read."""

_FIRST_PAUSE = timedelta(seconds=30)
_QUIET_FROM, _QUIET_UNTIL = time(20, 0), time(7, 0)
_WIB = ZoneInfo("Asia/Jakarta")


def pause_after(tries: int) -> timedelta | None:
    """Return how long to wait after so many tries in vain (30 s, then four times longer each), or None to give up."""
    return None if tries >= TRIES else _FIRST_PAUSE * 4 ** (tries - 1)


def is_quiet(at: datetime) -> bool:
    """Tell whether a telephone should not ring now: 20.00 to 07.00 WIB."""
    hour = at.astimezone(_WIB).time()
    return hour >= _QUIET_FROM or hour < _QUIET_UNTIL
