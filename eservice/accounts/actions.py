"""What people do with accounts. What is slow or guessed at comes from ``gate`` and ``passwords``, before."""

import re
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import update

from eservice.accounts import queries, rules, sessions
from eservice.accounts.actor import Actor
from eservice.accounts.gate import Checked
from eservice.accounts.models import MailCode, Persona, ResetCode, User
from eservice.accounts.passwords import PasswordHash
from eservice.accounts.permissions import Permission, Role
from eservice.accounts.rules import Ended, Level, PhoneOwner
from eservice.audit.actions import record
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, NotAllowedError
from eservice.notifications.actions import Recipient, announce


@dataclass(frozen=True, kw_only=True)
class NewCitizen:
    """What somebody says who opens an account."""

    nik: str
    name: str
    phone: str | None = None
    phone_owner: PhoneOwner = PhoneOwner.NONE
    email: str | None = None
    language: str = "id"
    kk: str | None = None
    """With ``born_on``: what will be asked besides a reset code; neither is stored in the clear."""
    born_on: str | None = None
    """ISO date."""


def register(new: NewCitizen, *, password: PasswordHash, at: datetime) -> User:
    """Open an account for a NIK, unproven. A NIK that others claim too is accepted: an officer decides.

    Where several open accounts claim it already, this one is frozen until an officer has compared the KTP at the
    counter: nobody can fill a NIK with accounts and keep its owner from signing in.

    Raises:
        InvalidInputError: a NIK that is not 16 digits, no name, or a phone without its owner.
    """
    nik = queries.folded_login(new.nik)
    _check_citizen(new, nik)
    account = User(
        name=" ".join(new.name.split()),
        nik=nik,
        nik_index=queries.nik_index(nik),
        password_hash=password,
        password_set_at=at,
        phone=new.phone or None,
        phone_owner=new.phone_owner,
        email=(new.email or "").strip().lower() or None,
        language=new.language,
        created_at=at,
    )
    if len([one for one in queries.claims_of(nik) if not one.is_proven]) >= rules.OPEN_CLAIMS:
        account.frozen_at = at
    if new.kk and new.born_on:
        account.recovery_index = queries.recovery_index(kk=new.kk, born_on=new.born_on)
    db.session.add(account)
    db.session.flush()
    record(actor=sessions.owner(account), action="account:register", object=f"account:{account.id}", at=at)
    return account


def change_password(checked: Checked, *, password: PasswordHash, keep: str, at: datetime) -> None:
    """Store a new password for somebody who knew the old one; every other session ends.

    Args:
        keep: secret of the session in which it is changed.
    """
    account = queries.account(checked.user_id)
    store_password(account, password, at=at, keep=keep)
    record(actor=sessions.owner(account), action="account:change_password", object=f"account:{account.id}", at=at)


def set_contact(user_id: int, *, phone: str | None, phone_owner: PhoneOwner, email: str | None, at: datetime) -> None:
    """Store how a person wants to be reached. The page asks once more who they are, and the owner is told."""
    if (phone_owner is PhoneOwner.NONE) != (not phone):
        raise InvalidInputError("phone_and_owner" if not phone else "phone_owner_missing", field="phone")
    account = queries.account(user_id)
    announce("contact_changed", to=recipient(account), at=at)  # where they were reached until now
    mailbox = (email or "").strip().lower() or None
    if mailbox != account.email:
        account.email_confirmed_at = None
        end_mail_codes(user_id, at=at)
    account.phone, account.phone_owner, account.email = phone or None, phone_owner, mailbox
    record(actor=sessions.owner(account), action="account:set_contact", object=f"account:{account.id}", at=at)


def show_persona(user_id: int, *, membership_id: int | None, line: str, line_en: str, position: int) -> Persona:
    """Offer an invented person on the sign-in page, one click away. For the demo alone: pages ignore it elsewhere."""
    persona = Persona(user_id=user_id, membership_id=membership_id, line=line, line_en=line_en, position=position)
    db.session.add(persona)
    db.session.flush()
    return persona


def remember_known(user_id: int, *, kk: str, born_on: str) -> None:
    """Remember (as a digest) what may be asked besides a reset code, once a request has told it."""
    queries.account(user_id).recovery_index = queries.recovery_index(kk=kk, born_on=born_on)


def link_person(user_id: int, person_id: int) -> None:
    """Say which resident an account belongs to."""
    queries.account(user_id).person_id = person_id


def set_language(user_id: int, language: str) -> None:
    """Write messages to this person in that language from now on."""
    if language in ("id", "en"):
        queries.account(user_id).language = language


def prove(user_id: int, *, compared: str | None, actor: Actor, at: datetime) -> list[int]:
    """Note that an officer compared person and KTP; freeze the other accounts of this NIK and tell everybody.

    Also the way back for an owner who lost an earlier decision: a frozen account is open again. Where another account
    of the NIK was proven, one officer's word stands against another's, so a supervisor decides, and not the person
    who proved the other one.

    Args:
        compared: keyed digest of the NIK on the KTP that was compared, never the account's own word for it.

    Returns:
        The accounts that were frozen.

    Raises:
        NotAllowedError: not an officer, the officer's own account, or one that was disabled.
        ConflictError: ``other_nik``, the account names another NIK than the KTP; ``already_proven``; or
            ``proven_elsewhere``, the supervisor decides.
        InvalidInputError: the account names no NIK.
    """
    account = queries.account(user_id)
    _must_compare(account, actor)
    if account.nik_index is None or compared is None:
        raise InvalidInputError("nothing_to_compare")
    if account.nik_index != compared:
        raise ConflictError("other_nik")
    if account.is_proven and account.is_open:
        raise ConflictError("already_proven")
    losers = queries.other_claims(user_id)
    earlier = {loser.proven_by_id for loser in losers if loser.is_proven}
    if earlier and (not actor.may(Permission.REQUEST_SUPERVISE) or actor.user_id in earlier):
        raise ConflictError("proven_elsewhere")
    for loser in losers:
        loser.frozen_at = at
        sessions.end_all(loser.id, Ended.FROZEN, at=at)
        announce("account_frozen", to=recipient(loser), at=at)
        record(actor=actor, action="account:freeze", object=f"account:{loser.id}", at=at, data={"for": account.id})
    db.session.flush()
    account.level, account.proven_at, account.proven_by_id, account.frozen_at = Level.PROVEN, at, actor.user_id, None
    announce("account_proven", to=recipient(account), at=at)
    record(actor=actor, action="account:prove", object=f"account:{account.id}", at=at)
    db.session.flush()
    return [loser.id for loser in losers]


def disable(user_id: int, *, actor: Actor, at: datetime) -> None:
    """Let nobody sign in with an account any more; its sessions end at once.

    Raises:
        NotAllowedError: not an administrator, or one's own account.
    """
    must_manage(actor)
    if actor.user_id == user_id:
        raise NotAllowedError("own_account")
    account = queries.account(user_id)
    if account.disabled_at is None:
        account.disabled_at = at
        sessions.end_all(user_id, Ended.DISABLED, at=at)
        record(actor=actor, action="account:disable", object=f"account:{user_id}", at=at)


def enable(user_id: int, *, actor: Actor, at: datetime) -> None:
    """Let a person sign in again. Raises NotAllowedError."""
    must_manage(actor)
    account = queries.account(user_id)
    if account.disabled_at is not None:
        account.disabled_at = None
        record(actor=actor, action="account:enable", object=f"account:{user_id}", at=at)


def recipient(account: User) -> Recipient:
    """Return how an account is told something."""
    return Recipient(user_id=account.id, email=account.email, phone=account.phone, language=account.language)


def must_manage(actor: Actor) -> None:
    """Refuse everybody but administrators and the command line. Raises NotAllowedError."""
    if actor.role is not Role.SYSTEM and not actor.may(Permission.HOUSE_MANAGE):
        raise NotAllowedError("page")


def store_password(account: User, password: PasswordHash, *, at: datetime, keep: str | None = None) -> None:
    """Replace a password: open codes and every session but ``keep`` end, and the owner is told."""
    account.password_hash, account.password_set_at = password, at
    sessions.end_all(account.id, Ended.PASSWORD, at=at, keep=keep)
    db.session.execute(
        update(ResetCode).where(ResetCode.user_id == account.id, ResetCode.used_at.is_(None)).values(used_at=at)
    )
    end_mail_codes(account.id, at=at)
    announce("password_changed", to=recipient(account), at=at)


def end_mail_codes(user_id: int, *, at: datetime) -> None:
    """Let no code that went to an account's mailbox be worth anything any more."""
    db.session.execute(
        update(MailCode).where(MailCode.user_id == user_id, MailCode.used_at.is_(None)).values(used_at=at)
    )


def _must_compare(account: User, actor: Actor) -> None:
    if not actor.may(Permission.REQUEST_REVIEW):
        raise NotAllowedError("page")
    own = queries.account(actor.user_id) if actor.user_id is not None else None
    if own is not None and (own.id == account.id or (own.nik_index and own.nik_index == account.nik_index)):
        raise NotAllowedError("own_account")
    if account.disabled_at is not None:
        raise NotAllowedError("account_disabled")


def _check_citizen(new: NewCitizen, nik: str) -> None:
    if not re.fullmatch(r"\d{16}", nik):
        raise InvalidInputError("account_nik", field="nik")
    if not new.name.strip():
        raise InvalidInputError("name_missing", field="name")
    if new.phone and new.phone_owner is PhoneOwner.NONE:
        raise InvalidInputError("phone_owner_missing", field="phone_owner")
    if not new.phone and new.phone_owner is not PhoneOwner.NONE:
        raise InvalidInputError("phone_and_owner", field="phone")
