"""One's own data as a file for machines; its shape is written down in docs/own-data.md."""

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from eservice.accounts.actor import Actor
from eservice.audit.actions import record
from eservice.privacy.holding import Holding, OwnRequest
from eservice.privacy.purposes import RECORD
from eservice.privacy.queries import Look
from eservice.residents.models import Person

SCHEMA = "eservice-own-data/1"


def note_export(kind: str, *, actor: Actor, at: datetime) -> None:
    """Note that a person took their own data along."""
    record(actor=actor, action="own_data:export", object=f"account:{actor.user_id}", at=at, data={"as": kind})


def as_json(held: Holding, *, at: datetime) -> dict[str, Any]:
    """Return everything held of a person as values that JSON knows: instants in UTC, dates, codes of enums."""
    account = held.account
    held_values: dict[str, Any] = _plain(
        {
            "schema": SCHEMA,
            "made_at": at,
            "account": {
                "name": account.name,
                "nik": account.nik,
                "staff_login": account.staff_login,
                "phone": account.phone,
                "phone_owner": account.phone_owner,
                "email": account.email,
                "email_confirmed_at": account.email_confirmed_at,
                "language": account.language,
                "level": account.level,
                "proven_at": account.proven_at,
                "created_at": account.created_at,
                "last_signed_in_at": account.last_signed_in_at,
            },
            "person": _person(held.person) if held.person is not None else None,
            "requests": [_request(one) for one in held.requests],
            "messages": [{"at": one.at, "text": one.text, "request": one.request_code} for one in held.inbox],
            "sessions": [
                {"device": one.agent, "since": one.created_at, "last_used_at": one.seen_at, "ends_at": one.ends_at}
                for one in held.sessions
            ],
            "consents": [
                {"purpose": one.purpose, "version": one.version, "given": one.given, "at": one.at}
                for one in held.consent_history
            ],
            "wishes": [
                {
                    "kind": one.kind,
                    "text": one.text,
                    "state": one.state,
                    "filed_at": one.filed_at,
                    "due_at": one.due_at,
                    "answered_at": one.answered_at,
                    "steps": [{"step": e.step, "at": e.taken_at, "answer": e.answer} for e in one.history],
                }
                for one in held.wishes
            ],
            "looks": [_look(one) for one in held.looks],
            "incidents": [
                {
                    "kind": one.kind,
                    "what": one.what,
                    "data": one.data,
                    "from_at": one.from_at,
                    "until_at": one.until_at,
                    "noticed_at": one.noticed_at,
                    "handling": one.handling,
                }
                for one in held.incidents
            ],
            "processing": [
                {"group": one.held, "ground": one.ground, "days": {k: held.limits[k].days for k in one.keeps}}
                for one in RECORD
            ],
        }
    )
    return held_values


def _person(person: Person) -> dict[str, Any]:
    names = (
        "name", "nik", "kk", "birth_place", "birth_on", "sex", "religion", "marital_status", "education", "occupation",
        "nationality", "address_parts", "phone", "phone_owner", "email",
    )  # fmt: skip
    return {name: getattr(person, name) for name in names}


def _request(one: OwnRequest) -> dict[str, Any]:
    found = one.request
    return {
        "code": found.code,
        "service": found.service.code,
        "status": found.status,
        "channel": found.channel,
        "filed_at": found.filed_at,
        "promised_at": found.promised_at,
        "closed_at": found.closed_at,
        "restricted_at": found.restricted_at,
        "forgotten_at": found.forgotten_at,
        "answers": found.answers,
        "refusal": found.refusal,
        "refusal_text": found.refusal_text,
        "papers": [
            {"name": paper.original_name, "kind": paper.kind, "bytes": paper.size, "sent_at": paper.created_at}
            for paper in one.papers
        ],
        "papers_until": one.papers_until,
        "answers_until": one.answers_until,
        "is_held": one.is_held,
        "letter": {"number": one.letter.number, "state": one.letter.state, "dated_on": one.letter.dated_on}
        if one.letter is not None and one.letter.issued_at is not None
        else None,
        "history": [{"step": event.step, "at": event.taken_at, "by": event.actor_role} for event in found.history],
    }


def _look(one: Look) -> dict[str, Any]:
    return {
        "at": one.at,
        "role": one.role,
        "name": one.name or None,
        "office": one.office or None,
        "what": one.action,
        "why": one.why,
        "request": one.code or None,
        "detail": one.detail or None,
        "reason": one.reason,
        "note": one.note or None,
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [_plain(one) for one in value]
    return value
