"""Asking the RT head, once and early: who is asked, the link that opens the question, the answer, and no answer.

The answer binds nobody: the officer decides. And nobody can be a wall: after one working day the request goes on.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission, Role
from eservice.catalogue.definition import Issuer, RTMode
from eservice.kernel import codes
from eservice.kernel.clock import wib
from eservice.kernel.crypto import vault
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, IllegalStepError, MissingReasonError, NotAllowedError, NotFoundError
from eservice.offices import pins
from eservice.offices import queries as offices
from eservice.offices.models import Rt
from eservice.requests import telling
from eservice.requests.clock import rest_since
from eservice.requests.definitions import definition_of
from eservice.requests.models import Request, RequestEvent, RtQuestion
from eservice.requests.rules import CONFIRMATION_DAYS
from eservice.requests.steps import Move, calendar_of, check_may, is_own_household, later, position_of, take
from eservice.requests.workflow import ACTS_ON_CONTENT, Confirmation, Status, Step
from eservice.residents.queries import household_of
from eservice.residents.rules import name_words


@dataclass(frozen=True, slots=True)
class Asked:
    """Whom to tell, by when an answer counts, and the secret of the link: shown once, stored nowhere."""

    number: str
    head_name: str
    phone: str
    until_at: datetime
    secret: str


def why_not(request: Request, *, actor: Actor, at: datetime) -> str | None:
    """Return why the RT head cannot be asked about a request, as a refusal's code; None when that can be done."""
    definition = definition_of(request)
    if definition.issuer is Issuer.DUKCAPIL or definition.rt_mode is not RTMode.ONLINE:
        return "rt_not_asked_here"
    if request.rt_question is not None:
        return "rt_asked_already"
    if any(event.step in ACTS_ON_CONTENT for event in request.history):
        return "rt_after_first_act"
    head = rt_of(request, at=at)
    if head is None:
        return "rt_unknown"
    wanting = (
        ("rt_is_household", _is_of_the_household(head, request)),
        ("rt_no_phone", not head.head_phone),
        ("rt_no_pin", head.pin_digest is None),
        ("rt_pin_at_yours", _was_typed_at(actor, head)),
    )
    return next((code for code, holds in wanting if holds), None)


def rt_of(request: Request, *, at: datetime) -> Rt | None:
    """Return the RT where the person lives whom the letter is about, if it lies in the office's own area."""
    address = request.subject.address if request.subject else None
    office = request.office
    if address is None or office is None or address.kelurahan_code != office.region_code:
        return None
    return offices.rt(office.id, address.rt, on=wib(at).date(), rw=address.rw if office.uses_rw else "")


def ask(request: Request, *, actor: Actor, at: datetime) -> Asked:
    """Ask the RT head whether the applicant lives there; the promise rests until the answer, a working day at most.

    Raises:
        NotAllowedError: what ``why_not`` says; else see ``steps.take``.
        IllegalStepError: see ``steps.take``.
    """
    check_may(request, Step.ASK_CONFIRMATION, actor=actor, at=at)
    refusal = why_not(request, actor=actor, at=at)
    head = rt_of(request, at=at)
    if refusal is not None or head is None:
        raise NotAllowedError(refusal or "rt_unknown")
    holder, secret = request.holder_id, codes.token()
    until = calendar_of(request).add_working(at, days=CONFIRMATION_DAYS)
    move = Move(pauses=True, confirmation_until=until, details={"rt": head.number})
    take(request, Step.ASK_CONFIRMATION, actor=actor, at=at, move=move)
    request.kept_for_id = holder
    request.rt_question = RtQuestion(rt_id=head.id, rt=head, link_digest=_digest(secret))
    db.session.flush()
    telling.tell(request, "rt_asked", at=at, until_on=until)
    return Asked(head.number, head.head_name, head.head_phone, until, secret)


def ask_again(request: Request, *, actor: Actor, at: datetime) -> Asked:
    """Make a new link for the same question, as when the message was lost; the time to answer stays.

    Raises:
        IllegalStepError: nobody is being asked.
        NotAllowedError: not staff of the office, or of the own household; ``rt_pin_at_yours``.
    """
    question, until = request.rt_question, request.confirmation_until
    if question is None or until is None:
        raise IllegalStepError("illegal_step")
    if not actor.may(Permission.REQUEST_REVIEW) or not position_of(actor, request, at=at).in_reach:
        raise NotAllowedError("other_office")
    if is_own_household(actor, request):
        raise NotAllowedError("own_household")
    if _was_typed_at(actor, question.rt):
        raise NotAllowedError("rt_pin_at_yours")
    secret = codes.token()
    question.link_digest = _digest(secret)
    db.session.flush()
    return Asked(question.rt.number, question.rt.head_name, question.rt.head_phone, until, secret)


def opened_by(secret: str, *, at: datetime) -> RtQuestion:
    """Return the question behind a link.

    Raises:
        NotFoundError: ``rt_link_over``, there is no such question or nobody waits for its answer any more.
    """
    return still_asked(_digest(secret), at=at)


def still_asked(link_digest: str, *, at: datetime) -> RtQuestion:
    """Return the question of a link that somebody has opened, while it may still be answered there.

    Raises:
        NotFoundError: ``rt_link_over``; also where a newer link was made since, whoever has the old one open.
    """
    found = db.session.scalar(select(RtQuestion).where(RtQuestion.link_digest == link_digest))
    if found is None or not _waits(found.request, at=at):
        raise NotFoundError("rt_link_over")
    return found


def check_pin(request: Request, pin: str) -> Actor:
    """Return the RT head as the one who acts, once the PIN is right. Call it inside ``gate.counted``.

    Raises:
        NotAllowedError: ``rt_wrong_pin``; ``rt_pin_later``, it was set after the question was asked.
    """
    question = request.rt_question
    if question is None or not pins.is_right(question.rt, pin):
        raise NotAllowedError("rt_wrong_pin")
    asked_at, set_at = rest_since(request.history), question.rt.pin_set_at
    if asked_at is not None and set_at is not None and set_at >= asked_at:
        raise NotAllowedError("rt_pin_later")
    return head_of(question.rt)


def head_of(rt: Rt) -> Actor:
    """Return the head of an RT as the one who acts."""
    return Actor(Role.RT_HEAD, rt_id=rt.id, name=rt.head_name)


def answer(request: Request, said: Confirmation, reason: str, *, actor: Actor, at: datetime) -> None:
    """Record what the RT head says, and let the request go on to the office, which decides.

    Raises:
        MissingReasonError: ``rt_reason``: 'not mine' without saying why.
        ConflictError: ``rt_link_over``, the time to answer is over.
        NotAllowedError, IllegalStepError: see ``steps.take``.
    """
    check_may(request, Step.CONFIRMED, actor=actor, at=at)
    if not _waits(request, at=at):
        raise ConflictError("rt_link_over")
    if said is Confirmation.NOT_MINE and not reason.strip():
        raise MissingReasonError("rt_reason", field="reason")
    _go_on(request, Step.CONFIRMED, Move(reason=reason, details={"answer": said}), actor=actor, at=at)
    if said is Confirmation.MEET:
        telling.tell(request, "rt_meet", at=at)


def give_up(request: Request, *, actor: Actor, at: datetime) -> None:
    """Let a request go on whose RT head did not answer; the house's act.

    Raises:
        IllegalStepError: the time to answer still runs.
    """
    if request.confirmation_until is None or request.confirmation_until > at:
        raise IllegalStepError("illegal_step")
    _go_on(request, Step.CONFIRMATION_OVER, Move(), actor=actor, at=at)


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of asking: the answer, or None where there was none in time."""

    answer: Confirmation | None
    event: RequestEvent


def heard(request: Request) -> Heard | None:
    """Return what the RT head answered, None where nobody was asked or the answer is still awaited."""
    last = next((one for one in request.history if one.step in (Step.CONFIRMED, Step.CONFIRMATION_OVER)), None)
    if last is None:
        return None
    return Heard(Confirmation(last.details["answer"]) if "answer" in last.details else None, last)


def _was_typed_at(actor: Actor, head: Rt) -> bool:
    """Tell whether a PIN was typed at the desk of whoever acts: who may know it does not hold its link as well."""
    return head.pin_set_by is not None and head.pin_set_by.user_id == actor.user_id


def _waits(request: Request, *, at: datetime) -> bool:
    until = request.confirmation_until
    return request.status is Status.AWAITING_CONFIRMATION and until is not None and at < until


def _go_on(request: Request, step: Step, move: Move, *, actor: Actor, at: datetime) -> None:
    asked = next(one for one in reversed(request.history) if one.step is Step.ASK_CONFIRMATION)
    assert request.promised_at is not None  # noqa: S101 - a filed request has a promise, and the database agrees
    promised_at = later(request, request.promised_at, asked.taken_at, at)
    kept_for = request.kept_for_id
    take(request, step, actor=actor, at=at, move=replace(move, promised_at=promised_at))
    request.kept_until = calendar_of(request).add_working(at, days=1) if kept_for else None


def _is_of_the_household(head: Rt, request: Request) -> bool:
    """Tell whether an RT head is the applicant or subject, or lives with them, by name or telephone."""
    people = [one for person in (request.applicant, request.subject) if person for one in household_of(person)]
    known = telling.phone_of(request)
    phones = {one.phone for one in people} | ({known[0]} if known else set())
    return head.head_phone in phones - {None, ""} or any(
        name_words(one.name) == name_words(head.head_name) for one in people
    )


def _digest(secret: str) -> str:
    return vault().digest_secret(secret, "rt_questions.link")
