"""What a password, a session and a guess may be: pure decisions, as tables."""

import ipaddress
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import chain


class Level(StrEnum):
    """How far an account is known to belong to the person it names."""

    UNPROVEN = "unproven"
    PROVEN = "proven"
    """An officer has compared person and KTP."""


class PhoneOwner(StrEnum):
    """Whose number a citizen leaves with us."""

    OWN = "own"
    FAMILY = "family"
    NEIGHBOUR = "neighbour"
    NONE = "none"


class Ended(StrEnum):
    """Why a session is over."""

    SIGNED_OUT = "signed_out"
    IDLE = "idle"
    TOO_OLD = "too_old"
    BY_OWNER = "by_owner"
    """Ended from the list of own sessions."""
    PASSWORD = "password"  # noqa: S105 - a reason, not a secret
    DISABLED = "disabled"
    FROZEN = "frozen"
    BY_ADMIN = "by_admin"
    FACTOR = "factor"
    """Another authenticator or passkey, or one less."""
    ROLE = "role"
    """The membership it was held in ended."""


class Way(StrEnum):
    """By which first proof somebody signed in."""

    PASSWORD = "password"  # noqa: S105 - a way, not a secret
    PASSKEY = "passkey"
    """A passkey, unlocked by finger, face or PIN: both factors at once."""
    PIN = "pin"
    """The short PIN of a shared browser, after a full sign-in there that day."""
    OPENED = "opened"
    """The account was just opened, or its invitation accepted."""
    MAIL = "mail"
    """A code that went to a mailbox which was proved to be the account's."""
    OUTSIDE = "outside"
    """The city's or the nation's identity service said who it is."""
    DEMO = "demo"
    """One click on an invented person; holds in demo mode alone."""


class Guess(StrEnum):
    """At which secret somebody guesses; each is counted on its own."""

    SIGN_IN = "sign_in"
    PASSWORD = "password"  # noqa: S105 - a kind of guess
    """One's own, asked again before a change."""
    RESET_CODE = "reset_code"
    RESET_REQUEST = "reset_request"
    INVITATION = "invitation"
    REGISTRATION = "registration"
    TRACKING = "tracking"
    """A receipt's PIN."""
    RT_PIN = "rt_pin"
    """The PIN of an RT head, behind the link of a question."""
    LETTER_MATCH = "letter_match"
    """Name and digits of a letter in hand."""
    DESK_PIN = "desk_pin"
    """An officer's short PIN in a shared browser."""
    SECOND_FACTOR = "second_factor"
    """What an authenticator shows, or a code from paper."""
    FILE = "file"
    """No secret, but work without end: a file of a stranger that has to be read, and came to nothing."""
    LETTER_CODE = "letter_code"
    """The code printed on a letter."""
    LETTER_NUMBER = "letter_number"
    """A letter's number, with what else stands on it."""
    PASSKEY = "passkey"
    """Cannot be guessed, but tried: copied, replayed, somebody else's."""
    SURVEY = "survey"
    """The code that opens a survey."""
    MAIL_REQUEST = "mail_request"
    """No secret: that a code goes to somebody's mailbox."""
    MAIL_CODE = "mail_code"
    """Such a code."""
    COMPLAINT = "complaint"
    """No secret: that somebody without an account files a complaint."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a session lasts."""

    idle: timedelta
    whole: timedelta


CITIZEN_LIMITS = Limits(idle=timedelta(minutes=30), whole=timedelta(hours=12))
STAFF_LIMITS = Limits(idle=timedelta(minutes=15), whole=timedelta(hours=8))


SHARED_LIMITS = Limits(idle=timedelta(minutes=5), whole=STAFF_LIMITS.whole)
"""In a browser that several officers use."""


def limits(*, staff: bool, shared: bool = False) -> Limits:
    """Return how long a session lasts in that capacity."""
    if shared:
        return SHARED_LIMITS
    return STAFF_LIMITS if staff else CITIZEN_LIMITS


CONFIRMED_FOR = timedelta(minutes=5)
"""So long an act of weight may follow a proof of who one is."""


def is_confirmed(confirmed_at: datetime | None, *, at: datetime) -> bool:
    """Tell whether somebody proved a moment ago who they are."""
    return confirmed_at is not None and timedelta() <= at - confirmed_at <= CONFIRMED_FOR


def why_over(*, seen_at: datetime, ends_at: datetime, staff: bool, at: datetime, shared: bool = False) -> Ended | None:
    """Return why a session is over at that instant, or None while it lasts."""
    if at >= ends_at:
        return Ended.TOO_OLD
    if at - seen_at >= limits(staff=staff, shared=shared).idle:
        return Ended.IDLE
    return None


TOUCH_AFTER = timedelta(minutes=1)
"""A session's last use is written down at most this often."""

RESET_CODE_LIFE = timedelta(minutes=10)
MAIL_CODE_LIFE = timedelta(minutes=10)
MAIL_CODE_TRIES = 5
"""So often a code of six digits may be guessed at, right or wrong."""
MAILBOX_TRUSTED_FOR = timedelta(days=365)
"""So long a mailbox opens its account after it was last proved to be the owner's: providers give addresses that nobody
uses to somebody else, most after a year."""
COUNTER_CODE_LIFE = timedelta(minutes=30)
"""Longer than by mail: it is copied by hand at the counter, from an officer who saw the KTP."""
INVITATION_LIFE = timedelta(days=7)
FIRST_ADMIN_LIFE = timedelta(hours=1)
"""Of the code that the command line prints: whoever runs it sits there and uses it at once."""
STAFF_RESET_LIFE = timedelta(days=2)
"""So long the renewal of a lost staff password waits for a second person."""
SECOND_PERSON_AGE = timedelta(days=7)
"""An account younger than this is no second person: whoever invites could have invited it for the purpose."""

OPEN_CLAIMS = 3
"""So many unproven accounts may name one NIK and be open; a further one waits for the counter, with the KTP."""
CLAIMS_TRIED = OPEN_CLAIMS + 1
"""With so many accounts a password is compared at every try with a NIK, whether there are any or not: the proven one
and every open claim. Each comparison is slow on purpose, and the clock tells nothing."""


@dataclass(frozen=True, slots=True)
class Band:
    """At most ``most`` guesses within ``window``."""

    most: int
    window: timedelta


# Counted per secret and network, so that nobody can lock out somebody who sits elsewhere; and per kind and network, so
# that nobody tries one password on many accounts, and wrong PINs keep nobody beside from signing in. A mobile carrier
# puts many people behind one address: hence the wide second table, in which only wrong guesses count.
PER_SECRET: tuple[Band, ...] = (
    Band(5, timedelta(minutes=5)),
    Band(10, timedelta(hours=1)),
    Band(20, timedelta(days=1)),
)
PER_NETWORK: tuple[Band, ...] = (
    Band(30, timedelta(minutes=5)),
    Band(150, timedelta(hours=1)),
)
# Counted per secret alone, wherever the guesses come from: one customer of a provider has many IPv6 networks. Only for
# what has another way in, because a stranger can use it up: a receipt has the counter and the account; without an RT
# head's answer the request goes on; who gets no code by mail has the password. Codes of an authenticator can be used up
# only by who knows the password.
EVERYWHERE: Mapping[Guess, tuple[Band, ...]] = {
    Guess.TRACKING: (Band(100, timedelta(days=1)),),
    Guess.RT_PIN: (Band(100, timedelta(days=1)),),
    Guess.SECOND_FACTOR: (Band(100, timedelta(days=1)),),
    Guess.MAIL_REQUEST: (Band(60, timedelta(days=1)),),
    Guess.MAIL_CODE: (Band(100, timedelta(days=1)),),
}
LONGEST_WINDOW = max(band.window for band in (*PER_SECRET, *PER_NETWORK, *chain.from_iterable(EVERYWHERE.values())))


def wait(guesses: Sequence[datetime], bands: Collection[Band], *, at: datetime) -> timedelta:
    """Return how long to wait before the guess made at ``at`` may be looked at; zero when it may be now.

    Args:
        guesses: instants of earlier guesses that were wrong or are still being looked at, in any order.
        bands: all of them must be kept.
    """
    longest = timedelta()
    for band in bands:
        recent = sorted(one for one in guesses if one > at - band.window)
        if len(recent) >= band.most:
            free_again = recent[len(recent) - band.most] + band.window
            longest = max(longest, free_again - at)
    return longest


def minutes(duration: timedelta) -> int:
    """Return whole minutes, rounded up, at least one."""
    return max(1, -(-int(duration.total_seconds()) // 60))


def network_of(address: str) -> str:
    """Return the network that counts as one guesser: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address):
        return str(found.ipv4_mapped or ipaddress.ip_network((found, 64), strict=False))
    return str(found)


def is_mailbox_trusted(confirmed_at: datetime | None, *, at: datetime) -> bool:
    """Tell whether a code may go to a mailbox that was last proved to be the owner's at that instant."""
    return confirmed_at is not None and at - confirmed_at < MAILBOX_TRUSTED_FOR


def agent_family(agent: str) -> str:
    """Return browser and system in two words, enough to know one's own device again; never the whole string."""
    browser = next((name for mark, name in _BROWSERS if mark in agent), "")
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return " · ".join(part for part in (browser, system) if part)


_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("UCBrowser", "UC Browser"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)
