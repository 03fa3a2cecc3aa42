"""Keep texts ready: one's own, or as a supervisor the office's."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.audit import actions as audit
from eservice.catalogue.models import Service
from eservice.kernel.db import db
from eservice.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError
from eservice.requests import ready
from eservice.requests.models import Request
from eservice.requests.ready import OF_THE_HOUSE, Use
from eservice.requests.writings import ReadyText


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A text as somebody writes it."""

    use: Use
    title: str
    body: str
    service_id: int | None = None
    for_office: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """One text that can be chosen for a request."""

    key: str
    title: str
    body: str
    own: bool


def texts_of(actor: Actor) -> list[ReadyText]:
    """Return the texts an officer can use, and may see in a list: the own ones first, then the office's."""
    if actor.membership_id is None:
        return []
    chosen = select(ReadyText).where(
        ReadyText.office_id == actor.office_id,
        or_(ReadyText.membership_id == actor.membership_id, ReadyText.membership_id.is_(None)),
    )
    ordered = chosen.order_by(ReadyText.membership_id.is_(None), ReadyText.use, ReadyText.title, ReadyText.id)
    return list(db.session.scalars(ordered))


def offers(request: Request, use: Use, *, actor: Actor) -> list[Offer]:
    """Return what can be put into a field of this request: the own texts, the office's, those of the house."""
    kept = [
        Offer(str(one.id), one.title, one.body, one.membership_id is not None)
        for one in texts_of(actor)
        if one.use is use and one.service_id in (None, request.service_id)
    ]
    code = request.service.code
    return kept + [
        Offer(one.key, one.title, one.body, own=False)
        for one in OF_THE_HOUSE
        if one.use is use and (not one.services or code in one.services)
    ]


def keep(draft: Draft, *, actor: Actor, at: datetime, text_id: int | None = None) -> ReadyText:
    """Keep a text, or write one anew.

    Args:
        text_id: the one that is written anew; whose it is stays.

    Raises:
        InvalidInputError: no title, no text, a placeholder that stands for nothing, or ``text_service``: there is no
            such service.
        NotAllowedError: ``not_your_text``.
    """
    title, body = draft.title.strip(), draft.body.strip()
    if not title or not body:
        raise InvalidInputError("text_empty", field="body" if title else "title")
    ready.check_body(body)
    if draft.service_id is not None and db.session.get(Service, draft.service_id) is None:
        raise InvalidInputError("text_service", field="service_id")
    if text_id is None:
        _check_may(actor, office_wide=draft.for_office)
        text = ReadyText(office_id=actor.office_id, membership_id=None if draft.for_office else actor.membership_id)
        db.session.add(text)
    else:
        text = own_text(text_id, actor=actor)
    text.use, text.service_id, text.title, text.body = draft.use, draft.service_id, title, body
    text.changed_at = at
    db.session.flush()
    audit.record(actor=actor, action="text:keep", object=f"text:{text.id}", at=at)
    return text


def drop(text_id: int, *, actor: Actor, at: datetime) -> None:
    """Delete a text. Raises NotAllowedError, NotFoundError."""
    db.session.delete(own_text(text_id, actor=actor))
    audit.record(actor=actor, action="text:drop", object=f"text:{text_id}", at=at)


def own_text(text_id: int, *, actor: Actor) -> ReadyText:
    """Return a text that the actor may change; another's does not exist. Raises NotAllowedError, NotFoundError."""
    text = db.session.get(ReadyText, text_id)
    if text is None or text.office_id != actor.office_id:
        raise NotFoundError("no_such_text")
    if text.membership_id not in (None, actor.membership_id):
        raise NotFoundError("no_such_text")
    _check_may(actor, office_wide=text.membership_id is None)
    return text


def _check_may(actor: Actor, *, office_wide: bool) -> None:
    wanted = Permission.REQUEST_SUPERVISE if office_wide else Permission.REQUEST_REVIEW
    if actor.membership_id is None or not actor.may(wanted):
        raise NotAllowedError("not_your_text")
