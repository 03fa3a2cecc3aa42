"""What a password may be: a pure decision, by one of two policies."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from enum import StrEnum

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256
_KINDS: Collection[Callable[[str], bool]] = (str.isupper, str.islower, str.isdigit, lambda one: not one.isalnum())
_NAME_PART = 4
"""Shorter parts of a name (Li, bin) stand in too many good sentences."""


class Policy(StrEnum):
    """Which rule an installation holds passwords to."""

    ASVS = "asvs"
    """Length and surprise: no composition, no age. OWASP ASVS 5.0, 6.2."""
    BSSN = "bssn"
    """The same, and four kinds of characters and half a year at most."""


LONGEST_AGE: Mapping[Policy, timedelta | None] = {Policy.ASVS: None, Policy.BSSN: timedelta(days=183)}
"""After so long a password has to be changed; None for never.

Source: Peraturan BSSN 4/2021 asks to regulate length, combination of characters and time of validity, without
figures; twelve characters, four kinds and six months are how Kota Magelang's guidance reads it (read November 2026).
Whether BSSN's own auditors ask for these figures is unconfirmed, hence a setting. ASVS 6.2.5 and 6.2.10 forbid both.
"""


def is_too_old(chosen_at: datetime | None, policy: Policy, *, at: datetime) -> bool:
    """Tell whether a password has to be changed before its owner goes on; one of unknown age has to."""
    longest = LONGEST_AGE[policy]
    return longest is not None and (chosen_at is None or at - chosen_at >= longest)


def password_fault(
    password: str, *, common: Collection[str], personal: Collection[str], policy: Policy = Policy.ASVS
) -> str | None:
    """Return the code of what is wrong with a new password, or None.

    Length and surprise are all that is asked by default: rules about capitals or digits only make people write
    passwords down. The password itself is taken exactly as typed.

    Args:
        password: as typed.
        common: words and passwords that are tried first, in lower case.
        personal: the owner's name, NIK, e-mail and the like.
        policy: which rule holds here.
    """
    if len(password) < SHORTEST_PASSWORD:
        return "password_too_short"
    if len(password) > LONGEST_PASSWORD:
        return "password_too_long"
    if policy is Policy.BSSN and not all(any(kind(one) for one in password) for kind in _KINDS):
        return "password_kinds"
    folded = password.casefold()
    if _is_common(folded, common):
        return "password_common"
    parts = {part for text in personal for part in re.split(r"[\s.@'\-]+", text.casefold()) if len(part) >= _NAME_PART}
    if any(part in folded for part in parts):
        return "password_personal"
    return None


def _is_common(folded: str, common: Collection[str]) -> bool:
    """Tell whether little is left of a password but listed words, runs of a row, and repetitions."""
    unsigned = folded.strip("!@#$%^&*?._- ")
    bare = unsigned.strip("0123456789!@#$%^&*?._- ")
    spellings = {form for text in (folded, unsigned, bare) for form in (text, text.translate(_LEET))}
    if not {re.sub(r"[^a-z]", "", form) for form in spellings}.isdisjoint(common):
        return True
    return len(set(folded)) < _FEWEST_CHARACTERS or _is_repeated(folded) or _is_run(folded)


_LEET = str.maketrans("013457@$!", "oieastasi")
_FEWEST_CHARACTERS = 5
_RUN = 5
_ROWS = ("01234567890123456789", "98765432109876543210", "qwertyuiopasdfghjklzxcvbnm", "abcdefghijklmnopqrstuvwxyz")


def _is_repeated(text: str) -> bool:
    longest = min(len(text) // 2, SHORTEST_PASSWORD - 1)
    return any(text == (text[:size] * len(text))[: len(text)] for size in range(1, longest + 1))


def _is_run(text: str) -> bool:
    """Tell whether a text is made of pieces of keyboard rows, each at least five long."""
    pieces = re.findall(r"\d+|[a-z]+", text)
    return "".join(pieces) == text and all(
        len(piece) >= _RUN and any(piece in row for row in _ROWS) for piece in pieces
    )
