"""What is done with a draft: begun, changed, sent for review, sent back, published, discarded."""

import re
from collections.abc import Callable
from copy import deepcopy
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import or_, select

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.audit.actions import record
from eservice.catalogue.actions import add_service, add_version, digest_of
from eservice.catalogue.definition import Definition
from eservice.catalogue.drafts import MOVES, DraftAct, DraftState, ServiceDraft
from eservice.catalogue.faults import Fault, problems
from eservice.catalogue.lettertext import text_faults
from eservice.catalogue.models import Service, ServiceVersion
from eservice.catalogue.parsing import parse, readable
from eservice.catalogue.reading import facts_of_the_standard
from eservice.catalogue.starting import first_definition, slug_of
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.errors import (
    ConflictError,
    IllegalStepError,
    InvalidInputError,
    MissingReasonError,
    NotAllowedError,
    NotFoundError,
)

Raw: TypeAlias = dict[str, Any]
"""A definition as JSON."""

LINE = "letter_line"
"""Among a fault's facts: the line of the letter's text it is about."""
_CODE = re.compile(r"[A-Z][A-Z0-9]{1,9}")


def begin(version_id: int, *, actor: Actor, at: datetime) -> ServiceDraft:
    """Return a draft that begins as a copy of a version, valid from today.

    Raises:
        ConflictError: ``draft_open``, somebody has begun one.
    """
    _must_write(actor)
    version = db.session.get(ServiceVersion, version_id)
    if version is None:
        raise NotFoundError("service_unknown")
    raw = deepcopy(version.definition)
    raw["decree"]["valid_from"] = wib(at).date().isoformat()
    return _begin(version.service.code, raw, based_on_id=version.id, actor=actor, at=at)


def begin_new(code: str, *, name: str, name_en: str, actor: Actor, at: datetime) -> ServiceDraft:
    """Return the draft of a service that there is not yet.

    Raises:
        InvalidInputError: ``service_code_wrong``, or ``service_taken``: code or address are another's.
    """
    _must_write(actor)
    if not _CODE.fullmatch(code):
        raise InvalidInputError("service_code_wrong", field="code")
    slug = slug_of(name)
    taken = select(Service.name).where(or_(Service.code == code, Service.slug == slug))
    if not slug or (name_taken := db.session.scalar(taken)) is not None:
        raise InvalidInputError("service_taken", field="code", name=name_taken if slug else name)
    raw = first_definition(code=code, name=name, name_en=name_en, on=wib(at).date())
    return _begin(code, raw, based_on_id=None, actor=actor, at=at)


def _begin(code: str, raw: Raw, *, based_on_id: int | None, actor: Actor, at: datetime) -> ServiceDraft:
    open_states = (DraftState.DRAFT, DraftState.IN_REVIEW)
    if db.session.scalar(select(ServiceDraft.id).where(ServiceDraft.code == code, ServiceDraft.state.in_(open_states))):
        raise ConflictError("draft_open", code=code)
    draft = ServiceDraft(
        code=code,
        based_on_id=based_on_id,
        state=DraftState.DRAFT,
        definition=raw,
        begun_by_id=actor.user_id,
        hands=[actor.user_id],
        changed_at=at,
    )
    db.session.add(draft)
    db.session.flush()
    _note(draft, "service:draft", actor, at, based_on=based_on_id)
    return draft


def change(draft_id: int, edit: Callable[[Raw], None], *, part: str, actor: Actor, at: datetime) -> ServiceDraft:
    """Let ``edit`` change the definition as it stands now; what follows from other parts is written anew.

    Args:
        edit: changes the JSON it is given, and refuses by a DomainError.
        part: what was changed, for the log: ``form``, ``letter``.
    """
    draft = _taken(draft_id, DraftAct.CHANGE, actor=actor)
    raw = deepcopy(draft.definition)
    edit(raw)
    raw["standard"] |= facts_of_the_standard(raw)
    draft.definition = raw
    draft.hands = sorted({*draft.hands, actor.user_id})
    _done(draft, DraftAct.CHANGE, actor, at, part=part, digest=digest_of(raw))
    return draft


def send(draft_id: int, *, actor: Actor, at: datetime) -> ServiceDraft:
    """Ask a second person to read it.

    Raises:
        InvalidInputError: ``draft_has_faults``; its page lists them.
    """
    draft = _taken(draft_id, DraftAct.SEND, actor=actor)
    if found := faults_of(readable(draft.definition)):
        raise InvalidInputError("draft_has_faults", n=len(found))
    draft.returned_because = ""
    _done(draft, DraftAct.SEND, actor, at, digest=digest_of(draft.definition))
    return draft


def send_back(draft_id: int, reason: str, *, actor: Actor, at: datetime) -> ServiceDraft:
    """Open it again for those who write; whose hand is not in it says why.

    Raises:
        MissingReasonError: ``return_needs_reason``.
    """
    draft = _taken(draft_id, DraftAct.SEND_BACK, actor=actor)
    if not reason.strip() and actor.user_id not in draft.hands:
        raise MissingReasonError("return_needs_reason", field="reason")
    draft.returned_because = reason.strip()
    _done(draft, DraftAct.SEND_BACK, actor, at, reason=reason.strip())
    return draft


def publish(draft_id: int, *, actor: Actor, at: datetime) -> ServiceVersion:
    """Return the version that a draft becomes; requests filed before keep theirs.

    Raises:
        NotAllowedError: ``own_draft``, the actor's own hand is in it.
        InvalidInputError: ``definition_wrong``; ``draft_from_past``, its first day is over; ``draft_changes_nothing``.
    """
    draft = _taken(draft_id, DraftAct.PUBLISH, actor=actor)
    if actor.user_id in draft.hands:
        raise NotAllowedError("own_draft")
    definition = parse(draft.definition)
    if found := faults_of(definition):  # it was sent without any, but what is checked may have grown since
        raise InvalidInputError("draft_has_faults", n=len(found))
    if definition.decree.valid_from < wib(at).date():
        raise InvalidInputError("draft_from_past", day=f"{definition.decree.valid_from:%d-%m-%Y}")
    if not definition.decree.number:
        raise InvalidInputError("draft_without_decree")
    service = db.session.scalar(select(Service).where(Service.code == draft.code).with_for_update())
    if service is None:
        service = add_service(definition)
    elif service.versions and service.versions[-1].digest == digest_of(draft.definition):
        raise InvalidInputError("draft_changes_nothing")
    added = add_version(service, draft.definition, definition, at=at)
    draft.published_by_id, draft.version_id = actor.user_id, added.id
    _done(draft, DraftAct.PUBLISH, actor, at, number=added.number, digest=added.digest)
    return added


def faults_of(definition: Definition) -> list[Fault]:
    """Return what keeps a draft from being published: of the definition, and of its letter's text by line."""
    written = text_faults(definition.letter_text, definition) if definition.letter_text else ()
    return [*problems(definition), *(Fault(one.sentence, {**one.facts, LINE: one.line}) for one in written)]


def discard(draft_id: int, *, actor: Actor, at: datetime) -> ServiceDraft:
    """Give a draft up; it stays in the log, and nothing comes of it."""
    draft = _taken(draft_id, DraftAct.DISCARD, actor=actor)
    _done(draft, DraftAct.DISCARD, actor, at)
    return draft


def _taken(draft_id: int, act: DraftAct, *, actor: Actor) -> ServiceDraft:
    """Return the draft, if the law lets it be moved so; nobody else moves it meanwhile."""
    _must_write(actor)
    draft = db.session.scalar(select(ServiceDraft).where(ServiceDraft.id == draft_id).with_for_update())
    if draft is None:
        raise NotFoundError("draft_unknown")
    if draft.state not in MOVES[act][0]:
        raise IllegalStepError("draft_elsewhere")
    return draft


def _done(draft: ServiceDraft, act: DraftAct, actor: Actor, at: datetime, **data: Any) -> None:
    draft.state, draft.changed_at = MOVES[act][1], at
    _note(draft, f"service:{act}", actor, at, **data)


def _must_write(actor: Actor) -> None:
    if not actor.may(Permission.HOUSE_MANAGE) or actor.user_id is None:
        raise NotAllowedError("not_allowed")


def _note(draft: ServiceDraft, action: str, actor: Actor, at: datetime, **data: Any) -> None:
    record(actor=actor, action=action, object=f"service:{draft.code}", at=at, data={"draft": draft.id} | data)
