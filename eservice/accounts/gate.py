"""What is checked before a transaction begins: guesses, counted in short transactions of their own.

Comparing a password takes a fifth of a second on purpose; on SQLite that would stop every other writer. So a page
first asks the gate, then acts inside ``transaction()`` with what the gate returned.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session as DatabaseSession

from eservice.accounts import passwords, queries, rules
from eservice.accounts.actor import GUEST, Actor
from eservice.accounts.models import Try, User
from eservice.accounts.passwords import PasswordHash
from eservice.accounts.rules import Guess
from eservice.audit.actions import record_look
from eservice.kernel.crypto import vault
from eservice.kernel.db import db
from eservice.kernel.errors import DomainError, NotAllowedError, TooManyTriesError
from eservice.kernel.transaction import side_transaction

_EVERYWHERE = {
    Guess.SECOND_FACTOR: "too_many_codes",
    Guess.MAIL_REQUEST: "too_many_mail_codes",
    Guess.MAIL_CODE: "too_many_mail_codes",
}
"""Which refusal tells of the other way in, where guesses from everywhere are counted."""


@dataclass(frozen=True, slots=True)
class Checked:
    """Somebody whose password was right: made by the gate, or from what it said minutes ago where a code followed."""

    user_id: int
    renewed: PasswordHash | None = None
    """A stronger hash to store in place of the old one."""


def check_sign_in(login: str, *, password: str, network: str, at: datetime) -> Checked:
    """Return whose password this is.

    An unknown login and a wrong password get the same answer after the same time. Only who knows the password
    learns that the account is frozen or disabled. Where several accounts name one NIK, a right password forgets no
    try and counts as one: anybody may open an account in somebody's NIK, and give it any password.

    Args:
        login: NIK, NIP or official e-mail, as typed.
        network: the address the guess comes from.

    Raises:
        TooManyTriesError: ``minutes`` says how long to wait; the password was not looked at.
        NotAllowedError: wrong, frozen or disabled.
    """
    with _tried(Guess.SIGN_IN, secret=queries.folded_login(login), network=network, at=at) as tried:
        candidates = queries.accounts_for_login(login)
        found = _whose(candidates, login, password)
        if found is None:
            raise NotAllowedError("wrong_sign_in")
        if found.disabled_at is not None:
            raise NotAllowedError("account_disabled")
        if found.frozen_at is not None:
            raise NotAllowedError("account_frozen")
        checked = Checked(found.id, passwords.renewed(found.password_hash or "", password))
    if len(candidates) == 1:
        tried.forget_all()
    return checked


def _whose(candidates: Sequence[User], login: str, password: str) -> User | None:
    """Return the account a password opens, after as many comparisons whatever there is: nobody takes as long."""
    most = rules.CLAIMS_TRIED if queries.is_nik(login) else 1
    compared: list[User | None] = [*candidates, *[None] * (most - len(candidates))]
    right = [one for one in compared if passwords.matches(one.password_hash if one else None, password)]
    return right[0] if right else None


def check_own_password(actor: Actor, *, password: str, network: str, at: datetime) -> Checked:
    """Ask a person who has signed in for the password again, before something that must not happen by accident.

    Raises:
        TooManyTriesError: too many wrong ones.
        NotAllowedError: it is not this person's.
    """
    with counted(Guess.PASSWORD, secret=str(actor.user_id), network=network, at=at):
        account = queries.account(actor.user_id or 0)
        if not passwords.matches(account.password_hash, password):
            raise NotAllowedError("wrong_password")
        return Checked(account.id)


@contextmanager
def counted(guess: Guess, *, secret: str, network: str, at: datetime) -> Iterator[None]:
    """Count one guess: before it is looked at, so that many at once cannot slip through; forgotten when right.

    A refusal raised inside is written to the audit log and raised again. A right guess clears what the same network
    guessed wrong about the same secret before. Guesses turned away here do not count, so waiting always ends.

    Raises:
        TooManyTriesError: the guess may not be looked at now.
    """
    with _tried(guess, secret=secret, network=network, at=at) as tried:
        yield
    tried.forget_all()


@contextmanager
def counted_each(guess: Guess, *, secret: str, network: str, at: datetime) -> Iterator[None]:
    """Count one guess as ``counted`` does, but let a right one take back itself alone.

    For what many people may know, and of which a part is worth guessing: whoever knows one right answer cannot wipe
    out the wrong ones before it.

    Raises:
        TooManyTriesError: the guess may not be looked at now.
    """
    with _tried(guess, secret=secret, network=network, at=at) as tried:
        yield
    tried.take_back()


@dataclass(frozen=True, slots=True)
class _Tried:
    """One guess: of what kind, and under which keys it is written down."""

    guess: Guess
    secret_index: str
    network_index: str
    number: int | None = None
    """Once it is written down."""

    def row(self, at: datetime) -> Try:
        """Return it as it is written down."""
        return Try(
            guess=self.guess, secret_index=self.secret_index, network_index=self.network_index, at=at, counts=True
        )

    def forget_all(self) -> None:
        """Forget it, and what the same network guessed about the same secret before."""
        alike = Try.secret_index == self.secret_index, Try.network_index == self.network_index
        with side_transaction() as session:
            session.execute(delete(Try).where(*alike))

    def take_back(self) -> None:
        """Forget this one alone."""
        with side_transaction() as session:
            session.execute(delete(Try).where(Try.id == self.number))


@contextmanager
def _tried(guess: Guess, *, secret: str, network: str, at: datetime) -> Iterator[_Tried]:
    """Count one guess and keep the count; yield it, to be forgotten by whoever knows that it may be."""
    tried = _begin(guess, secret=secret, network=network, at=at)
    try:
        yield tried
    except DomainError as refusal:
        _note(guess, refusal.code, at)
        raise


def ration(guess: Guess, *, secret: str, network: str, at: datetime) -> None:
    """Count one use of something that is free but not endless: mails with a code.

    Raises:
        TooManyTriesError: enough for now.
    """
    _begin(guess, secret=secret, network=network, at=at)


@contextmanager
def rationed(guess: Guess, *, secret: str, network: str, at: datetime) -> Iterator[Callable[[], None]]:
    """Yield how to count one thing made, such as an account for a NIK: what is not made, or made already, is free.

    What is yielded is called inside the transaction that makes the thing, once that is recorded: the count comes and
    goes with it, and the log lets one recorder in at a time, so that many at once see each other's counts.

    Raises:
        TooManyTriesError: enough for now; the transaction is undone.
    """
    tried = _keys(guess, secret, network)

    def count() -> None:
        one = tried.row(at)
        db.session.add(one)
        db.session.flush()
        refusal = _too_many(db.session(), one.id, tried, at)
        if refusal is not None:
            raise refusal

    try:
        yield count
    except TooManyTriesError as refusal:
        _note(guess, refusal.code, at)
        raise


def forget_old_tries(*, at: datetime) -> int:
    """Delete guesses that no window counts any more; return how many. For the sweep, outside any transaction."""
    with side_transaction() as session:
        gone = session.execute(delete(Try).where(Try.at < at - rules.LONGEST_WINDOW))
        return int(gone.rowcount)  # type: ignore[attr-defined]


def _begin(guess: Guess, *, secret: str, network: str, at: datetime) -> _Tried:
    """Write one guess down, then see whether it is one too many."""
    tried = _keys(guess, secret, network)
    with side_transaction() as session:
        one = tried.row(at)
        session.add(one)
        session.flush()
        number = one.id
    with side_transaction() as session:
        refusal = _too_many(session, number, tried, at)
        if refusal is not None:
            session.execute(update(Try).where(Try.id == number).values(counts=False))
    if refusal is not None:
        _note(guess, refusal.code, at)
        raise refusal
    return replace(tried, number=number)


def _keys(guess: Guess, secret: str, network: str) -> _Tried:
    return _Tried(
        guess,
        vault().index(f"{guess}\0{secret}", "tries.secret"),
        vault().index(rules.network_of(network), "tries.network"),
    )


def _too_many(session: DatabaseSession, number: int, tried: _Tried, at: datetime) -> TooManyTriesError | None:
    """Return why the try of that number has to wait because of the others like it, or None."""
    secret = {"guess": tried.guess, "secret_index": tried.secret_index}
    network = {"guess": tried.guess, "network_index": tried.network_index}
    everywhere = rules.EVERYWHERE.get(tried.guess, ())
    if everywhere and (pause := rules.wait(_others(session, number, at, secret), everywhere, at=at)):
        return TooManyTriesError(_EVERYWHERE.get(tried.guess, "too_many_pins"), minutes=rules.minutes(pause))
    pause = max(
        rules.wait(_others(session, number, at, secret | network), rules.PER_SECRET, at=at),
        rules.wait(_others(session, number, at, network), rules.PER_NETWORK, at=at),
    )
    code = "too_many_files" if tried.guess is Guess.FILE else "too_many_tries"
    return TooManyTriesError(code, minutes=rules.minutes(pause)) if pause else None


def _others(session: DatabaseSession, number: int, at: datetime, alike: Mapping[str, str]) -> list[datetime]:
    """Return when else somebody guessed alike: the same kind, for one secret, from one network, or both."""
    chosen = select(Try.at).filter_by(**alike).where(Try.id != number, Try.counts, Try.at > at - rules.LONGEST_WINDOW)
    return list(session.scalars(chosen))


def _note(guess: Guess, code: str, at: datetime) -> None:
    record_look(actor=GUEST, action=f"account:{guess}_refused", object="account:unknown", at=at, data={"why": code})
