"""Lists an officer keeps by a name of the own: what the address said, to be gone back to with one press."""

from collections.abc import Mapping, Sequence

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from eservice.accounts.actor import Actor
from eservice.kernel.crypto import vault
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from eservice.requests.lists import SavedFilter

MOST = 20
"""So many lists one officer keeps."""
LONGEST_NAME = 40


def saved_filters(membership_id: int | None) -> Sequence[SavedFilter]:
    """Return the lists one officer keeps, the oldest first."""
    mine = select(SavedFilter).where(SavedFilter.membership_id == membership_id)
    return db.session.scalars(mine.order_by(SavedFilter.id)).all()


def default_filter(membership_id: int | None) -> SavedFilter | None:
    """Return the list that an officer's queue opens with, or None."""
    return db.session.scalar(
        select(SavedFilter).where(SavedFilter.membership_id == membership_id, SavedFilter.is_default)
    )


def save(name: str, address: Mapping[str, str], *, actor: Actor) -> SavedFilter:
    """Keep a list under a name; the same name again keeps the new one in its place.

    Raises:
        NotAllowedError: only staff have lists.
        InvalidInputError: ``filter_name``, no name, or one too long.
        ConflictError: ``too_many_filters``.
    """
    if actor.membership_id is None:
        raise NotAllowedError("permission")
    name, key = _read_name(name)
    mine = SavedFilter.membership_id == actor.membership_id
    kept = db.session.scalar(select(SavedFilter).where(mine, SavedFilter.name_index == key).with_for_update())
    if kept is None:
        if (db.session.scalar(select(func.count()).select_from(SavedFilter).where(mine)) or 0) >= MOST:
            raise ConflictError("too_many_filters", most=MOST)
        kept = SavedFilter(membership_id=actor.membership_id, name_index=key)
        db.session.add(kept)
    kept.name, kept.address = name, dict(address)
    _flush()
    return kept


def rename(filter_id: int, name: str, *, actor: Actor) -> None:
    """Give a list another name.

    Raises:
        NotFoundError: the actor keeps no such list.
        InvalidInputError: ``filter_name``.
        ConflictError: ``filter_name_taken``.
    """
    kept = own_filter(filter_id, actor=actor)
    kept.name, kept.name_index = _read_name(name)
    _flush()


def open_with(filter_id: int | None, *, actor: Actor) -> None:
    """Let the queue open with this list from now on; with the unclaimed where it is None. Raises NotFoundError."""
    chosen = own_filter(filter_id, actor=actor) if filter_id is not None else None
    mine = update(SavedFilter).where(SavedFilter.membership_id == actor.membership_id, SavedFilter.is_default)
    db.session.execute(mine.values(is_default=False))
    if chosen is not None:
        chosen.is_default = True
    _flush()


def forget(filter_id: int, *, actor: Actor) -> None:
    """Keep a list no longer. Raises NotFoundError."""
    db.session.delete(own_filter(filter_id, actor=actor))
    db.session.flush()


def own_filter(filter_id: int, *, actor: Actor) -> SavedFilter:
    """Return a list the actor keeps; a colleague's does not exist for them. Raises NotFoundError."""
    kept = db.session.get(SavedFilter, filter_id, with_for_update=True)
    if kept is None or kept.membership_id != actor.membership_id:
        raise NotFoundError("no_such_filter")
    return kept


def _read_name(name: str) -> tuple[str, str]:
    """Return a name as it is shown, and the key under which two that read alike meet."""
    read = " ".join(name.split())
    if not read or len(read) > LONGEST_NAME:
        raise InvalidInputError("filter_name", field="name", longest=LONGEST_NAME)
    return read, vault().index(read.casefold(), "saved_filters.name")


def _flush() -> None:
    try:
        db.session.flush()
    except IntegrityError as taken:
        raise ConflictError("filter_name_taken") from taken
