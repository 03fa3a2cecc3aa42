"""How passwords are judged, hashed and compared: slow on purpose, so never inside a transaction."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import NewType

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from eservice.accounts import password_rule
from eservice.accounts.password_rule import Policy
from eservice.kernel import codes
from eservice.kernel.errors import InvalidInputError

PasswordHash = NewType("PasswordHash", str)
"""Made by ``choose`` and ``hash_of`` alone, so that nothing is stored that was not judged."""

STRONG = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=2)
"""Argon2id, 64 MiB, three passes: three times the floor of ASVS 5.0 (19 MiB, two passes), about 0.2 s."""

_CHEAP = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
_hasher: ContextVar[PasswordHasher] = ContextVar("hasher", default=STRONG)


@lru_cache(maxsize=1)
def common() -> frozenset[str]:
    """Return the words and passwords that nobody may choose, in lower case."""
    text = Path(__file__).with_name("common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line for line in text.splitlines() if line and not line.startswith("#"))


def choose(password: str, *, personal: Collection[str] = (), policy: Policy = Policy.ASVS) -> PasswordHash:
    """Return the hash of a new password that keeps the rule.

    Args:
        password: exactly as typed; nothing is cut or changed.
        personal: what may not stand in it: the owner's name, NIK, e-mail.
        policy: which rule the installation holds passwords to.

    Raises:
        InvalidInputError: on ``password``, with the code of what to do about it.
    """
    fault = password_rule.password_fault(password, common=common(), personal=personal, policy=policy)
    if fault:
        raise InvalidInputError(fault, field="password", shortest=password_rule.SHORTEST_PASSWORD)
    return PasswordHash(_hasher.get().hash(password))


def hash_of(secret: str) -> PasswordHash:
    """Return the hash of a secret that another rule has judged: a short PIN."""
    return PasswordHash(_hasher.get().hash(secret))


def matches(stored: str | None, password: str) -> bool:
    """Tell whether ``password`` is the one behind ``stored``; takes as long when there is none."""
    try:
        same = _hasher.get().verify(stored or _nobodys(_hasher.get()), password)
    except (VerificationError, InvalidHashError):
        return False
    return same and stored is not None


def renewed(stored: str, password: str) -> PasswordHash | None:
    """Return a new hash when ``stored`` was made with weaker parameters than today's, else None."""
    hasher = _hasher.get()
    return PasswordHash(hasher.hash(password)) if hasher.check_needs_rehash(stored) else None


@contextmanager
def cheap() -> Iterator[None]:
    """Hash quickly inside the block: for invented people by the thousand, and for tests; renewed at first sign-in."""
    token = _hasher.set(_CHEAP)
    try:
        yield
    finally:
        _hasher.reset(token)


@lru_cache(maxsize=4)
def _nobodys(hasher: PasswordHasher) -> str:
    """A hash that no password opens, compared where there is no account, so that the clock tells nothing."""
    return hasher.hash(codes.secret())
