"""Pure decisions about who may take a step, and small figures of the law."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol, TypeVar

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.kernel.errors import DomainError, MissingReasonError, NotAllowedError
from eservice.requests.workflow import (
    BLOCKS,
    DECIDES,
    HEALABLE,
    WHILE_RESTRICTED,
    ProofKind,
    Refusal,
    Rule,
    Step,
    Verdict,
)

CORRECTION_DAYS = 5
"""Working days a citizen has to complete a request; the office may tell a later date."""

BLOCK_DAYS = 5
"""Working days that heirs have to settle an objection while the promise rests, once a run; then it runs on."""

CONFIRMATION_DAYS = 1
"""Working days an RT head has to answer; then the request goes on by itself, so that nobody can be a wall."""

ELDERLY_YEARS = 60
"""From this age on somebody goes before others that were promised the same."""

REFILED_WITHIN = timedelta(days=30)
"""A second filing of the same service by the same person within this keeps the first date for elapsed time."""

DRAFT_KEPT = timedelta(days=30)
"""An unsent draft is deleted after this."""

FILE_KEPT = timedelta(days=7)
"""A file that SIAK made is deleted so long after its first download: a spoilt download can be repeated."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where a request stands towards the one who acts, gathered by the caller from the database."""

    is_applicant: bool
    """The actor's account filed it or is proven to be of the applicant's NIK, or the actor shows its receipt."""
    helps: bool
    """The actor, who acts for an office, filed it with the applicant at the counter or has it in reach."""
    is_holder: bool
    is_held: bool
    """Somebody holds it, the actor or another."""
    in_reach: bool
    """The actor's office handles it, or lies above the one that does."""
    is_asked: bool
    """The actor is the RT head who was asked about it."""
    in_turn: bool
    """The actor may sign for the office whose turn it is."""
    at_turn: bool
    """The actor works in the office whose turn it is to sign, or that signed the refusal."""
    checked_it: bool
    """The actor's account recommended it or read it a second time."""
    own_household: bool
    """The actor is the applicant or the subject, or shares a family card with one of them."""
    is_restricted: bool
    """The person had its processing restricted."""
    is_known: bool
    """The actor's own NIK and family card are recorded: without them nobody could tell whose household it is."""


def permission_needed(rule: Rule, actor: Actor) -> Permission:
    """Return what the policy must grant: helping at the counter is its own permission, taking back never is."""
    return Permission.REQUEST_ASSIST if actor.is_staff and rule.with_help else rule.permission


def check_who(step: Step, rule: Rule, actor: Actor, position: Position) -> None:
    """Refuse an actor whom the law keeps from this step.

    Raises:
        NotAllowedError: with a code that says why.
    """
    if not actor.may(permission_needed(rule, actor)):
        raise NotAllowedError("permission", step=step)
    if position.is_restricted and step not in WHILE_RESTRICTED:
        raise NotAllowedError("restricted")
    if rule.by_applicant:
        refused = [] if (position.helps if actor.is_staff else position.is_applicant) else ["not_yours"]
    elif rule.by_asked:
        refused = [] if position.is_asked else ["not_asked"]
    elif actor.may(Permission.REQUEST_RUN):
        refused = []
    else:
        refused = [code for code, holds in _staff_refusals(step, rule, actor, position) if holds]
    if refused:
        raise NotAllowedError(refused[0])


def _staff_refusals(step: Step, rule: Rule, actor: Actor, position: Position) -> list[tuple[str, bool]]:
    """Return what may keep a member of staff from a step, the weightiest first."""
    by_other = position.is_held and not position.is_holder and not actor.may(Permission.REQUEST_SUPERVISE)
    return [
        ("own_household", position.own_household),
        ("staff_unknown", step in DECIDES and not position.is_known),
        ("not_your_turn", rule.in_turn and not position.in_turn),
        ("other_office", not rule.in_turn and not position.in_reach),
        ("not_your_pen", rule.at_turn and not position.at_turn),
        ("not_holder", rule.by_holder and not position.is_holder),
        ("held_by_other", rule.if_held and by_other),
        ("verifier_records" if rule.at_turn else "verifier_signs", rule.four_eyes and position.checked_it),
    ]


def check_reason(step: Step, rule: Rule, reason: str) -> None:
    """Refuse a step that needs a reason and has none. Raises MissingReasonError."""
    if rule.needs_reason and not reason.strip():
        raise MissingReasonError("reason", step=step)


class _Taken(Protocol):
    @property
    def step(self) -> Step: ...


T = TypeVar("T", bound=_Taken)


OBJECTIONS = BLOCKS | {Step.REOPEN}
"""Steps the last of which says whether an objection stops a request: a new run begins without one."""


def blocked_by(history: Sequence[T]) -> T | None:
    """Return the objection that stops a request: the last one of this run that was not lifted; else None."""
    last = next((one for one in reversed(history) if one.step in OBJECTIONS), None)
    return last if last is not None and last.step is Step.BLOCK else None


class _Judged(Protocol):
    requirement: str
    kind: ProofKind
    verdict: Verdict | None


def still_open(required: Sequence[str], proofs: Sequence[_Judged]) -> list[str]:
    """Return the requirements that keep a request from being recommended.

    A paper that will be brought does not: it keeps the letter from being released, not from being signed.
    """
    latest = {proof.requirement: proof for proof in proofs}
    return [
        key
        for key in required
        if key not in latest
        or (latest[key].kind is not ProofKind.BRING and latest[key].verdict is not Verdict.COMPLETE)
    ]


def check_refusal(refusal: Refusal, *, proposer_user_id: int | None, decider_user_id: int | None) -> None:
    """Refuse to close a request for a healable fault on the word of one person.

    Raises:
        NotAllowedError: the one who decides is the one who proposed.
    """
    if refusal in HEALABLE and (proposer_user_id is None or proposer_user_id == decider_user_id):
        raise NotAllowedError("second_officer")


class NotFinishedError(DomainError):
    """Something must be done before this step (409); ``facts['open']`` names it."""


class _Account(Protocol):
    id: int
    nik_index: str | None

    @property
    def is_proven(self) -> bool: ...


class _Filed(Protocol):
    user_id: int | None

    @property
    def applicant(self) -> "_Named | None": ...
    @property
    def subject(self) -> "_Named | None": ...


class _Named(Protocol):
    nik_index: str | None


def asked_by(account: _Account, request: _Filed) -> bool:
    """Tell whether an account is the applicant: it filed the request, or is proven to be of the applicant's NIK."""
    return request.user_id == account.id or _proven_to_be(account, request.applicant)


def visible_to(account: _Account, request: _Filed) -> bool:
    """Tell whether a citizen's account may see a request.

    An unproven account sees only what it filed itself; a proven one also what is asked in its NIK.
    """
    return asked_by(account, request) or _proven_to_be(account, request.subject)


def _proven_to_be(account: _Account, person: _Named | None) -> bool:
    known = account.is_proven and account.nik_index is not None
    return known and person is not None and person.nik_index == account.nik_index
