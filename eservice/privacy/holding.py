"""Everything that is held of one person, as plain values: what Data Saya shows and its export writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.accounts.models import Session, User
from eservice.kernel.db import db
from eservice.letters.models import Letter
from eservice.notifications import queries as messages
from eservice.notifications.queries import InboxEntry
from eservice.privacy import breaches, keeping, queries, rules
from eservice.privacy.breaching import Breach
from eservice.privacy.limits import Keeps, Limit, until_when
from eservice.privacy.models import ConsentEvent, DataWish
from eservice.privacy.queries import Look
from eservice.privacy.rules import Consented, ConsentPurpose
from eservice.requests import queries as requests
from eservice.requests.models import Request
from eservice.residents.models import Person
from eservice.residents.queries import person_of_user
from eservice.uploads.models import Upload


@dataclass(frozen=True, slots=True)
class OwnRequest:
    """One own request, and until when its parts stay."""

    request: Request
    papers: Sequence[Upload]
    papers_until: datetime | None
    """None while it is open, or where none are left."""
    answers_until: datetime | None
    is_held: bool
    """Something keeps it beyond these dates."""
    letter: Letter | None


@dataclass(frozen=True, slots=True)
class Holding:
    """What is held of the person behind an account."""

    account: User
    person: Person | None
    requests: Sequence[OwnRequest]
    inbox: Sequence[InboxEntry]
    sessions: Sequence[Session]
    consents: Mapping[ConsentPurpose, Consented]
    consent_history: Sequence[ConsentEvent]
    wishes: Sequence[DataWish]
    looks: Sequence[Look]
    incidents: Sequence[Breach]
    """Of which this person was told."""
    limits: Mapping[Keeps, Limit]


def held_of(actor: Actor, *, language: str, at: datetime) -> Holding:
    """Return everything that is held of whoever is signed in."""
    user_id = actor.user_id or 0
    limits, consents = keeping.limits(), queries.consents_of(user_id)
    kept_longer = rules.holds(consents.get(ConsentPurpose.KEEP_PAPERS), ConsentPurpose.KEEP_PAPERS)
    return Holding(
        account=accounts.account(user_id),
        person=person_of_user(user_id),
        requests=[
            _own(one, limits, consented=kept_longer and one.user_id == user_id, at=at)
            for one in requests.own_requests(actor)
        ],
        inbox=messages.inbox(user_id, language=language),
        sessions=accounts.open_sessions(user_id, at=at),
        consents=consents,
        consent_history=queries.consent_history(user_id),
        wishes=queries.wishes_of(user_id),
        looks=queries.looks_of(actor),
        incidents=breaches.about(user_id),
        limits=limits,
    )


def _own(request: Request, limits: Mapping[Keeps, Limit], *, consented: bool, at: datetime) -> OwnRequest:
    until = until_when(request.status, request.closed_at, limits, consented=consented)
    papers = [one.upload for one in request.proofs if one.upload is not None and one.upload.deleted_at is None]
    letter = db.session.get(Letter, request.letter_id) if request.letter_id is not None else None
    return OwnRequest(
        request,
        papers,
        until.papers if papers else None,
        None if letter is not None else until.answers,
        request.closed_at is not None and keeping.is_held(request, at=at),
        letter,
    )
