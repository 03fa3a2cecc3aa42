"""Passkeys: keys in a telephone, computer or security key that answer a question, once its owner unlocked them there.

A key counts as both factors, so one that did not check its owner is refused.
"""

import json
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from sqlalchemy import func, or_, select, update
from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import base64url_to_bytes
from webauthn.helpers.cose import COSEAlgorithmIdentifier
from webauthn.helpers.exceptions import WebAuthnException

from eservice.accounts import actions, challenges, queries, sessions
from eservice.accounts.actor import Actor
from eservice.accounts.challenges import Answer, Desk, Site
from eservice.accounts.gate import Checked, counted
from eservice.accounts.models import Passkey
from eservice.accounts.rules import Ended, Guess
from eservice.audit.actions import record
from eservice.config import is_address
from eservice.kernel.crypto import vault
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from eservice.kernel.transaction import side_transaction, transaction
from eservice.notifications.actions import announce

MOST = 10
"""So many keys one account may have."""
LONGEST_NAME = 60
ALGORITHMS = (
    COSEAlgorithmIdentifier.ECDSA_SHA_256,
    COSEAlgorithmIdentifier.EDDSA,
    COSEAlgorithmIdentifier.RSASSA_PKCS1_v1_5_SHA_256,
)
"""What keys may sign with, the most wanted first."""
_UNREADABLE = (
    WebAuthnException, UnsupportedAlgorithm, ValueError, TypeError, KeyError, IndexError, AttributeError, EOFError,
    struct.error,
)  # fmt: skip
"""What the library raises over an answer that no honest device gives."""


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that has proved itself and waits to be kept."""

    credential: bytes
    public_key: bytes
    sign_count: int


def site_of(base_url: str) -> Site | None:
    """Return for whom keys of this installation sign; None where it has no name but a number: browsers refuse it."""
    parts = urlsplit(base_url)
    name = parts.hostname or ""
    return None if is_address(name) else Site(rp_id=name, origin=f"{parts.scheme}://{parts.netloc}")


def keys_of(user_id: int) -> Sequence[Passkey]:
    """Return an account's keys, the oldest first."""
    return db.session.scalars(select(Passkey).where(Passkey.user_id == user_id).order_by(Passkey.id)).all()


def handle_of(user_id: int) -> bytes:
    """Return under which name a device keeps an account: it tells nobody anything."""
    return bytes.fromhex(vault().index(str(user_id), "passkey.handle"))


def check(answer: Answer, *, desk: Desk, at: datetime, user_id: int | None = None) -> Checked:
    """Return whose key answered. Outside any transaction, as every guess.

    Args:
        user_id: whose key it has to be; None where anybody may come.

    Raises:
        TooManyTriesError: too many wrong ones.
        NotAllowedError: ``passkey_stale``, too late, asked elsewhere or answered before; ``passkey_wrong``;
            ``passkey_copied``, its count went back.
    """
    credential = _credential(answer.told)
    with counted(Guess.PASSKEY, secret=credential.hex(), network=desk.network, at=at):
        challenge = challenges.spend(answer.sealed, desk, at=at)
        held = db.session.scalar(select(Passkey).where(Passkey.credential == credential))
        if held is None or user_id not in (None, held.user_id) or not _is_owners(answer.told, held.user_id):
            raise NotAllowedError("passkey_wrong")
        try:
            found = verify_authentication_response(
                credential=answer.told,
                expected_challenge=challenge,
                expected_rp_id=desk.site.rp_id,
                expected_origin=desk.site.origin,
                credential_public_key=held.public_key,
                credential_current_sign_count=0,  # compared below, by one statement
                require_user_verification=True,
            )
        except _UNREADABLE as fault:
            raise NotAllowedError("passkey_wrong") from fault
        if held.locked_at is not None or not _count(held.id, found.new_sign_count, at=at):
            _lock(held.id, at=at)
            raise NotAllowedError("passkey_copied")
        return Checked(held.user_id)


def check_new(answer: Answer, *, desk: Desk, at: datetime) -> NewKey:
    """Return a key that its owner wants to keep. Outside any transaction: the question is used up.

    Raises:
        NotAllowedError: ``passkey_stale``.
        InvalidInputError: ``passkey_unfit``, it did not check its owner, or cannot be read.
    """
    challenge = challenges.spend(answer.sealed, desk, at=at)
    try:
        found = verify_registration_response(
            credential=answer.told,
            expected_challenge=challenge,
            expected_rp_id=desk.site.rp_id,
            expected_origin=desk.site.origin,
            require_user_verification=True,
            supported_pub_key_algs=list(ALGORITHMS),
        )
    except _UNREADABLE as fault:
        raise InvalidInputError("passkey_unfit", field="name") from fault
    return NewKey(found.credential_id, found.credential_public_key, found.sign_count)


def keep(key: NewKey, *, name: str, session: str, actor: Actor, at: datetime) -> Passkey:
    """Keep a new key; every other session of its owner ends.

    Args:
        session: secret of the session in which it is done.

    Raises:
        InvalidInputError: ``passkey_name``.
        ConflictError: ``passkey_known``, or ``passkeys_enough``.
    """
    called = " ".join(name.split())[:LONGEST_NAME]
    if not called:
        raise InvalidInputError("passkey_name", field="name")
    user_id = actor.user_id or 0
    if (db.session.scalar(select(func.count()).where(Passkey.user_id == user_id)) or 0) >= MOST:
        raise ConflictError("passkeys_enough")
    if db.session.scalar(select(Passkey.id).where(Passkey.credential == key.credential)) is not None:
        raise ConflictError("passkey_known")
    kept = Passkey(
        user_id=user_id,
        credential=key.credential,
        public_key=key.public_key,
        sign_count=key.sign_count,
        name=called,
        created_at=at,
    )
    db.session.add(kept)
    db.session.flush()
    sessions.end_all(user_id, Ended.FACTOR, at=at, keep=session)
    announce("passkey_added", to=actions.recipient(queries.account(user_id)), at=at)
    record(actor=actor, action="account:add_passkey", object=f"account:{user_id}", at=at, data={"passkey": kept.id})
    return kept


def remove(passkey_id: int, *, session: str, actor: Actor, at: datetime) -> None:
    """Forget a key of one's own; every other session ends, for one may have been begun with it.

    Raises:
        NotFoundError: ``no_such_passkey``, none, or somebody else's.
    """
    held = db.session.get(Passkey, passkey_id)
    if held is None or held.user_id != actor.user_id:
        raise NotFoundError("no_such_passkey")
    user_id = held.user_id
    db.session.delete(held)
    sessions.end_all(user_id, Ended.FACTOR, at=at, keep=session)
    announce("passkey_removed", to=actions.recipient(queries.account(user_id)), at=at)
    record(
        actor=actor, action="account:remove_passkey", object=f"account:{user_id}", at=at, data={"passkey": passkey_id}
    )


def _credential(told: str) -> bytes:
    """Return the name of the key that answered; nothing where there is none to read."""
    try:
        return base64url_to_bytes(json.loads(told)["rawId"])
    except _UNREADABLE:
        return b""


def _is_owners(told: str, user_id: int) -> bool:
    """Tell whether the device kept the key for that account; one that does not say is believed by its signature."""
    try:
        handle = json.loads(told)["response"].get("userHandle")
        return not handle or base64url_to_bytes(handle) == handle_of(user_id)
    except _UNREADABLE:
        return False


def _count(passkey_id: int, count: int, *, at: datetime) -> bool:
    """Write down how often a key has signed; tell whether it was more than before, or it does not count at all."""
    grew = or_(Passkey.sign_count < count, (Passkey.sign_count == 0) & (count == 0))
    mine = update(Passkey).where(Passkey.id == passkey_id, Passkey.locked_at.is_(None), grew)
    with side_transaction() as own:
        counted_up = mine.values(sign_count=count, used_at=at).returning(Passkey.id)
        return own.execute(counted_up).one_or_none() is not None


def _lock(passkey_id: int, *, at: datetime) -> None:
    """Let a key open nothing any more, and tell its owner, once."""
    with transaction():
        held = db.session.get_one(Passkey, passkey_id)
        if held.locked_at is None:
            held.locked_at = at
            account = queries.account(held.user_id)
            announce("passkey_locked", to=actions.recipient(account), at=at)
            about = f"account:{account.id}"
            owner, data = sessions.owner(account), {"passkey": passkey_id}
            record(actor=owner, action="account:lock_passkey", object=about, at=at, data=data)
