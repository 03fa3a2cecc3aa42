"""What officers write: notes among colleagues, who is called in them, and messages to the applicant."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import joinedload

from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.kernel.db import db
from eservice.kernel.errors import InvalidInputError, NotAllowedError
from eservice.offices import queries as offices
from eservice.offices.models import Membership
from eservice.requests import telling
from eservice.requests.models import Request, RequestNote
from eservice.requests.steps import is_own_household, position_of, take
from eservice.requests.workflow import Step
from eservice.requests.writings import Mention, RequestMessage
from eservice.residents import queries as residents

_CALLED = re.compile(r"(?<!\w)@([^\W\d_][\w.]*)")


def note(request: Request, text: str, *, actor: Actor, at: datetime, called: Collection[int] = ()) -> None:
    """Leave a note for colleagues, and call those it names.

    Args:
        called: memberships chosen from a list, besides those that the text names as ``@name``.

    Raises:
        InvalidInputError: the note is empty; ``mention_unknown`` or ``mention_unclear``, the facts say which name.
        NotAllowedError: the actor does not work for an office; ``mention_kin``, it is a colleague's own household.
    """
    if not text.strip():
        raise InvalidInputError("note_empty", field="text")
    if actor.membership_id is None:
        raise NotAllowedError("permission")
    everybody = {one.id: one for one in colleagues(request, at=at)}
    if not set(called) <= set(everybody):
        raise InvalidInputError("mention_unknown", field="text", name="")
    chosen = {one.id for one in _named(text, everybody.values())} | set(called)
    chosen.discard(actor.membership_id)
    people = [person for person in (request.applicant, request.subject) if person is not None]
    if any(residents.in_household(everybody[one].user_id, people) for one in chosen):
        raise NotAllowedError("mention_kin")
    written = RequestNote(author_id=actor.membership_id, written_at=at, text=text.strip())
    request.notes.append(written)
    db.session.flush()
    db.session.add_all([Mention(note_id=written.id, membership_id=one) for one in sorted(chosen)])


def colleagues(request: Request, *, at: datetime) -> list[Membership]:
    """Return who can be called in a note: those who work now where the request is handled, or is to be signed."""
    where = {one for one in (request.office_id, request.turn_office_id) if one is not None}
    return [member for office_id in sorted(where) for member in offices.members(office_id, at=at)]


def mentions_for(actor: Actor, *, limit: int = 50) -> Sequence[Mention]:
    """Return the notes in which somebody is called, the unread ones first, the latest first."""
    return db.session.scalars(
        select(Mention)
        .where(Mention.membership_id == actor.membership_id)
        .options(joinedload(Mention.note).joinedload(RequestNote.request))
        .order_by(Mention.read_at.is_not(None), Mention.id.desc())
        .limit(limit)
    ).all()


def unread_mentions(actor: Actor) -> int:
    """Return in how many notes somebody is called and has not said so."""
    if actor.membership_id is None:
        return 0
    chosen = select(func.count()).where(Mention.membership_id == actor.membership_id, Mention.read_at.is_(None))
    return db.session.scalar(chosen) or 0


def called_in(request: Request) -> dict[int, list[int]]:
    """Return who is called in which note of a request: note -> memberships."""
    rows = db.session.execute(
        select(Mention.note_id, Mention.membership_id).join(RequestNote).where(RequestNote.request_id == request.id)
    )
    found: dict[int, list[int]] = {}
    for note_id, member in rows:
        found.setdefault(note_id, []).append(member)
    return found


def mark_read(mention_id: int, *, actor: Actor, at: datetime) -> None:
    """Say that one was read; another's stays as it is."""
    db.session.execute(
        update(Mention)
        .where(Mention.id == mention_id, Mention.membership_id == actor.membership_id, Mention.read_at.is_(None))
        .values(read_at=at)
    )


def write(request: Request, text: str, *, actor: Actor, at: datetime) -> None:
    """Write to the applicant: read here after signing in; what goes out says only that there is something to read.

    It is an act on the content, so it ends the waiting.

    Raises:
        InvalidInputError: the message is empty.
        NotAllowedError: see ``steps.take``.
    """
    if not text.strip():
        raise InvalidInputError("message_empty", field="text")
    take(request, Step.WRITE, actor=actor, at=at)
    db.session.add(
        RequestMessage(request_id=request.id, author_id=actor.membership_id, written_at=at, text=text.strip())
    )
    telling.tell(request, "message", at=at)


def messages_of(request: Request) -> Sequence[RequestMessage]:
    """Return what officers wrote to the applicant, oldest first."""
    return db.session.scalars(
        select(RequestMessage).where(RequestMessage.request_id == request.id).order_by(RequestMessage.id)
    ).all()


def may_still_read(mention: Mention, *, actor: Actor) -> bool:
    """Tell whether the one who is called may see the request: it is no longer seen once it lies at another office."""
    found = mention.note.request
    return position_of(actor, found, at=mention.note.written_at).in_reach and not is_own_household(actor, found)


def _named(text: str, everybody: Collection[Membership]) -> list[Membership]:
    """Return whom a text calls by first name, or by whole names joined with dots.

    Raises:
        InvalidInputError: ``mention_unknown``, ``mention_unclear``.
    """
    names = {one: accounts.account(one.user_id).name.casefold().split() for one in everybody}
    found = []
    for typed in dict.fromkeys(_CALLED.findall(text)):
        wanted = typed.rstrip(".").casefold().split(".")
        fitting = [one for one, words in names.items() if words[: len(wanted)] == wanted]
        if len({one.user_id for one in fitting}) != 1:
            raise InvalidInputError("mention_unclear" if fitting else "mention_unknown", field="text", name=f"@{typed}")
        found.append(fitting[0])
    return found
