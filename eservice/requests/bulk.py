"""One act on many requests: each by the law of one, each wholly done or wholly untouched, each with its own answer.

Every request has a transaction of its own, in which its outcome is written too: the same page sent twice finds the
outcome there and does nothing. What changed since the page was shown is refused.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NoReturn, TypeAlias

from sqlalchemy import delete, select

from eservice.accounts.actor import Actor
from eservice.audit import actions as audit
from eservice.catalogue.answers import check_answers
from eservice.catalogue.models import Service
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, DomainError, InvalidInputError, NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.offices import queries as offices
from eservice.requests import assigning, background, papers, queries, reminding, reviewing
from eservice.requests.definitions import definition_of, officer_page, usual_answers
from eservice.requests.lists import BulkOutcome
from eservice.requests.models import Request
from eservice.requests.rules import NotFinishedError
from eservice.requests.workflow import Verb
from eservice.residents.models import Person

KEPT = timedelta(days=7)
"""So long it can be read what came of it."""

Act: TypeAlias = Callable[[Request, Actor, datetime], object]


@dataclass(frozen=True, slots=True)
class Picked:
    """A request as the page showed it."""

    code: str
    seen: int
    """How many steps it had then."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What one request is about, as its office may read it."""

    code: str
    service: str = ""
    service_en: str = ""
    subject: str = ""
    """Empty, as what is asked, where the reader's office does not handle it."""


def carry_out(token: str, verb: Verb, picked: Iterable[Picked], act: Act, *, actor: Actor, at: datetime) -> None:
    """Do one act on each request, one after the other; what is refused keeps no other from it.

    Args:
        token: names the page that was sent; the same again does nothing more.

    Raises:
        NotAllowedError: ``permission``, only who works in an office acts on its list.
    """
    if actor.membership_id is None:
        raise NotAllowedError("permission")
    chosen = list(picked)
    with transaction():
        db.session.execute(
            delete(BulkOutcome).where(BulkOutcome.membership_id == actor.membership_id, BulkOutcome.at < at - KEPT)
        )
        data = {"verb": str(verb), "requests": len(chosen)}
        audit.record(actor=actor, action="queue:bulk", object=f"bulk:{token}", at=at, data=data)
    for one in chosen:
        _carry_out_one(token, verb, one, act, actor=actor, at=at)


def rehearse(picked: Iterable[Picked], act: Act, *, actor: Actor, at: datetime) -> dict[str, DomainError | None]:
    """Return what each request would be refused for, None where it would be done: the act is done and taken back."""
    return {one.code: _rehearsed(one, act, actor=actor, at=at) for one in picked}


def approve(request: Request, actor: Actor, at: datetime) -> None:
    """Recommend a request about which nothing is left to look at or to write.

    Raises:
        NotFinishedError: ``alone_originals``, a paper is still to be seen; ``alone_words``, the officer has to write
            something into the letter; and what ``reviewing.recommend`` refuses.
        ConflictError: ``alone_double``, the same person has the same request open once more; ``alone_differs``, told
            something else in an earlier one.
    """
    definition = definition_of(request)
    page, told = officer_page(definition), request.answers.get("officer", {})
    clean, problems = check_answers(definition, page, usual_answers(definition) | told, today=wib(at).date())
    if problems:
        raise NotFinishedError("alone_words")
    if papers.unseen_originals(request):
        raise NotFinishedError("alone_originals")
    if request.subject is not None and queries.still_running(request.service_id, request.subject, but=request.id):
        raise ConflictError("alone_double")
    if background.told_otherwise(request, office_ids=[request.office_id or 0]):
        raise ConflictError("alone_differs")
    reviewing.recommend(request, actor=actor, at=at, added=clean)


def claim(request: Request, actor: Actor, at: datetime) -> None:
    """Take a request, as many as the office allows: see ``reviewing.claim``."""
    reviewing.claim(request, actor=actor, at=at)


def remind(request: Request, actor: Actor, at: datetime) -> None:
    """Write to the citizen once more: see ``reminding.remind``."""
    reminding.remind(request, actor=actor, at=at)


def assign_to(membership_id: int, reason: str) -> Act:
    """Return the act that puts a request into a colleague's hands, from the queue or from another's: a supervisor's."""

    def assign(request: Request, actor: Actor, at: datetime) -> None:
        to = offices.membership(membership_id)
        assigning.assign(request, to, reason, seen=request.holder_id, actor=actor, at=at)

    return assign


def check_one_kind(codes: Collection[str]) -> None:
    """Refuse to approve together what was not asked under one version of one service.

    Raises:
        InvalidInputError: ``not_one_service``.
    """
    kinds = select(Request.service_version_id).where(Request.code.in_(codes)).distinct().limit(2)
    if len(db.session.scalars(kinds).all()) > 1:
        raise InvalidInputError("not_one_service", field="pilih")


def described(codes: Sequence[str], *, office_id: int) -> dict[str, Asked]:
    """Return what these requests of an office are about, by code; of another office's nothing is told."""
    rows = db.session.execute(
        select(Request.code, Service.name, Service.name_en, Person.name)
        .join(Service, Service.id == Request.service_id)
        .join(Person, Person.id == Request.subject_id)
        .where(Request.code.in_(codes), Request.office_id == office_id)
    )
    found = {code: Asked(code or "", *about) for code, *about in rows}
    return {code: found.get(code) or Asked(code) for code in codes}


def outcomes(token: str, *, membership_id: int | None) -> list[tuple[str, BulkOutcome]]:
    """Return what came of what somebody sent, each with the request's code, in the order in which it was done."""
    sent = (
        select(Request.code, BulkOutcome)
        .join(Request, Request.id == BulkOutcome.request_id)
        .where(BulkOutcome.token == token, BulkOutcome.membership_id == membership_id)
    )
    return [(code or "", outcome) for code, outcome in db.session.execute(sent.order_by(BulkOutcome.id))]


def _carry_out_one(token: str, verb: Verb, one: Picked, act: Act, *, actor: Actor, at: datetime) -> None:
    try:
        with transaction():
            found = queries.for_change(one.code)
            if _is_done(token, found):
                return
            _check_seen(found, one, actor)
            act(found, actor, at)
            _keep(token, verb, found, None, actor=actor, at=at)
    except DomainError as refusal:
        if refusal.code == "no_such_request":
            return
        with transaction():
            found = queries.for_change(one.code)
            if not _is_done(token, found):
                _keep(token, verb, found, refusal, actor=actor, at=at)


class _TakenBack(Exception):  # noqa: N818 - no fault: it undoes what was only tried
    """Ends a rehearsal."""


def _take_back() -> NoReturn:
    raise _TakenBack


def _rehearsed(one: Picked, act: Act, *, actor: Actor, at: datetime) -> DomainError | None:
    try:
        with transaction():
            found = queries.for_change(one.code)
            _check_seen(found, one, actor)
            act(found, actor, at)
            _take_back()
    except _TakenBack:
        return None
    except DomainError as refusal:
        return refusal


def _check_seen(found: Request, one: Picked, actor: Actor) -> None:
    """Refuse what is not of the actor's own list, or is no longer as it was shown."""
    if found.office_id != actor.office_id:
        raise NotAllowedError("other_office")
    if len(found.history) != one.seen:
        raise ConflictError("changed_meanwhile")


def _is_done(token: str, found: Request) -> bool:
    done = select(BulkOutcome.id).where(BulkOutcome.token == token, BulkOutcome.request_id == found.id)
    return db.session.scalar(done) is not None


def _keep(token: str, verb: Verb, found: Request, refusal: DomainError | None, *, actor: Actor, at: datetime) -> None:
    db.session.add(
        BulkOutcome(
            token=token,
            membership_id=actor.membership_id,
            request_id=found.id,
            verb=verb,
            at=at,
            refusal=refusal.code if refusal else None,
            facts={name: str(value) for name, value in refusal.facts.items()} if refusal else {},
        )
    )
    db.session.flush()
