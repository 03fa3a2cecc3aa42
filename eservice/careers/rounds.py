"""Rounds for promotion, rotation and recruitment: published, frozen, weighed, decided with a reason, and contested.

Whoever runs a round is not in it; whoever judges declares a conflict or gives a mark with a reason. The house adds
marks and evidence up and shows how; it never decides.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.audit.actions import record
from eservice.careers import merit, queries, taking
from eservice.careers.guarding import must, must_tell, seat_of
from eservice.careers.merit import Criterion
from eservice.careers.round_models import (
    MeritCandidate,
    MeritCriterion,
    MeritDecision,
    MeritMark,
    MeritPanelist,
    MeritRound,
    RoundKind,
    RoundState,
)
from eservice.careers.terms import Term
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, InvalidInputError, NotAllowedError, NotFoundError
from eservice.offices import queries as offices

LONGEST = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Draft:
    """What a round is for and what it weighs."""

    kind: RoundKind
    post: str
    office_id: int
    basis: str
    weights: Mapping[Criterion, int]
    reason: str
    """Why these weights; it stands beside each of them."""
    panel: Sequence[int]
    """Memberships of those who judge."""


def draft(told: Draft, *, actor: Actor, at: datetime) -> MeritRound:
    """Draft a round; nobody sees it until it is opened.

    Raises:
        NotAllowedError: ``permission``.
        InvalidInputError: ``weights_whole``, they do not add up to a hundred; ``panel_few``.
        MissingReasonError: ``round_post``, ``round_basis``, ``weights_reason``.
    """
    must(Permission.CAREER_RULE, actor)
    must_tell(told.post, "round_post", "post")
    must_tell(told.basis, "round_basis", "basis")
    _check_weights(told.weights, told.reason)
    if len(set(told.panel)) < queries.value(Term.PANEL_LEAST):
        raise InvalidInputError("panel_few", field="panel", least=queries.value(Term.PANEL_LEAST))
    found = MeritRound(
        kind=told.kind, post=told.post.strip(), office_id=told.office_id, basis=told.basis.strip(),
        state=RoundState.DRAFT, drafted_at=at, drafted_by_id=seat_of(actor),
    )  # fmt: skip
    db.session.add(found)
    db.session.flush()
    _write_weights(found, told.weights, told.reason)
    db.session.add_all(MeritPanelist(round_id=found.id, membership_id=one) for one in sorted(set(told.panel)))
    db.session.flush()
    note("round:draft", found, actor=actor, at=at)
    return found


def open_round(round_id: int, apply_until: date, *, actor: Actor, at: datetime) -> None:
    """Publish a round: from now its criteria are frozen and anybody who works here may apply.

    Raises:
        ConflictError: ``round_frozen``.
        InvalidInputError: ``round_apply_until``, after today and within half a year.
    """
    found = to_run(round_id, actor, RoundState.DRAFT, "round_frozen")
    today = wib(at).date()
    if not today < apply_until <= today + LONGEST:
        raise InvalidInputError("round_apply_until", field="apply_until")
    found.state, found.opened_at, found.apply_until = RoundState.OPEN, at, apply_until
    db.session.flush()
    note("round:open", found, actor=actor, at=at)


def apply(round_id: int, about: Mapping[str, str], *, actor: Actor, at: datetime) -> MeritCandidate:
    """Apply for the post of an open round.

    Args:
        about: what one tells of oneself: ``sex``, ``born``, ``disability``, ``clean_since``; each may be missing.

    Raises:
        NotFoundError: ``no_such_round``, also for a draft.
        ConflictError: ``round_not_open``, ``round_applied``.
        NotAllowedError: ``permission``; ``round_judges``, one judges in it.
    """
    must(Permission.CAREER_OWN, actor)
    found = published(round_id, lock=True)
    if found.state is not RoundState.OPEN or found.apply_until is None or wib(at).date() > found.apply_until:
        raise ConflictError("round_not_open")
    seat = seat_of(actor)
    users = {offices.membership(one.membership_id).user_id for one in found.panel}
    if actor.user_id in users:
        raise NotAllowedError("round_judges")
    if any(one.membership_id == seat for one in found.candidates):
        raise ConflictError("round_applied")
    candidate = MeritCandidate(
        round_id=round_id, membership_id=seat, applied_at=at, about=dict(about), evidence=None, evidence_at=None
    )
    db.session.add(candidate)
    db.session.flush()
    note("round:apply", found, actor=actor, at=at)
    return candidate


def take_evidence(round_id: int, *, actor: Actor, at: datetime) -> None:
    """End the applications and take the evidence of every candidate, once and as of now.

    Raises:
        ConflictError: ``round_not_open``; ``round_still_open``, the last day is not over.
    """
    found = to_run(round_id, actor, RoundState.OPEN, "round_not_open")
    if found.apply_until is None or wib(at).date() <= found.apply_until:
        raise ConflictError("round_still_open")
    for one in found.candidates:
        clean = one.about.get("clean_since")
        told = taking.evidence(one.membership_id, clean_since=date.fromisoformat(clean) if clean else None, at=at)
        one.evidence, one.evidence_at = taking.stored(told), at
    found.state = RoundState.WEIGHED
    db.session.flush()
    note("round:evidence", found, actor=actor, at=at)


def mark(candidate_id: int, value: int | None, reason: str, *, actor: Actor, at: datetime) -> MeritMark:
    """Give a candidate a mark, or declare a conflict of interest: no value. Said once.

    Raises:
        NotFoundError: ``no_such_candidate``, or the actor does not judge there.
        ConflictError: ``round_not_weighed``, ``mark_given``.
        InvalidInputError: ``mark_value``.
        MissingReasonError: ``mark_reason``.
    """
    candidate, panelist = judged(candidate_id, actor=actor)
    if candidate.round.state is not RoundState.WEIGHED:
        raise ConflictError("round_not_weighed")
    if value is not None and not 0 <= value <= merit.WHOLE:
        raise InvalidInputError("mark_value", field="value")
    must_tell(reason, "mark_reason", "reason")
    if any(one.panelist_id == panelist.id for one in candidate.marks):
        raise ConflictError("mark_given")
    found = MeritMark(
        candidate_id=candidate_id, panelist_id=panelist.id, conflict=value is None, mark=value, reason=reason.strip(),
        said_at=at,
    )  # fmt: skip
    db.session.add(found)
    db.session.flush()
    note("round:conflict" if value is None else "round:mark", candidate.round, actor=actor, at=at)
    return found


def decide(
    round_id: int, candidate_id: int | None, reason: str, objections_until: date, *, actor: Actor, at: datetime
) -> MeritDecision:
    """Choose a candidate, or nobody, with a reason that is published, and open the window for objections.

    Raises:
        ConflictError: ``round_not_weighed``; ``marks_missing``, somebody has said nothing of a candidate.
        InvalidInputError: ``round_candidate``; ``objection_days``, too short a window; the facts say how long.
        MissingReasonError: ``decision_reason``.
    """
    found = to_run(round_id, actor, RoundState.WEIGHED, "round_not_weighed")
    must_tell(reason, "decision_reason", "reason")
    if candidate_id is not None and candidate_id not in {one.id for one in found.candidates}:
        raise InvalidInputError("round_candidate", field="candidate")
    if any(len(one.marks) < len(found.panel) for one in found.candidates):
        raise ConflictError("marks_missing")
    least = queries.value(Term.OBJECTION_DAYS)
    if objections_until < wib(at).date() + timedelta(days=least):
        raise InvalidInputError("objection_days", field="objections_until", least=least)
    decision = MeritDecision(
        round_id=round_id, number=len(found.decisions) + 1, candidate_id=candidate_id, reason=reason.strip(),
        objections_until=objections_until, decided_at=at, decided_by_id=seat_of(actor),
    )  # fmt: skip
    db.session.add(decision)
    found.state = RoundState.DECIDED
    db.session.flush()
    note("round:decide", found, actor=actor, at=at)
    return decision


def published(round_id: int, *, lock: bool = False) -> MeritRound:
    """Return a round that was opened. Raises NotFoundError ``no_such_round``."""
    found = db.session.get(MeritRound, round_id, with_for_update=lock or None)
    if found is None or found.state is RoundState.DRAFT:
        raise NotFoundError("no_such_round")
    return found


def own_candidate(found: MeritRound, actor: Actor) -> MeritCandidate | None:
    """Return the actor's own place in a round, or None."""
    return next((one for one in found.candidates if one.membership_id == actor.membership_id), None)


def judged(candidate_id: int, *, actor: Actor) -> tuple[MeritCandidate, MeritPanelist]:
    """Return a candidate whom the actor judges, and as whom. Raises NotFoundError ``no_such_candidate``."""
    must(Permission.CAREER_OWN, actor)
    found = db.session.get(MeritCandidate, candidate_id)
    seats = [one for one in found.round.panel if one.membership_id == actor.membership_id] if found else []
    if found is None or not seats:
        raise NotFoundError("no_such_candidate")
    return found, seats[0]


def run_by(round_id: int, *, actor: Actor) -> MeritRound:
    """Return a round, a draft too, for who runs rounds. Raises NotAllowedError, NotFoundError ``no_such_round``."""
    must(Permission.CAREER_RULE, actor)
    found = db.session.get(MeritRound, round_id)
    if found is None:
        raise NotFoundError("no_such_round")
    return found


def to_run(round_id: int, actor: Actor, state: RoundState, code: str) -> MeritRound:
    """Return a round to act on, in the one state in which that may be done."""
    run_by(round_id, actor=actor)
    found = db.session.get_one(MeritRound, round_id, with_for_update=True)
    if found.state is not state:
        raise ConflictError(code)
    return found


def _check_weights(weights: Mapping[Criterion, int], reason: str) -> None:
    if not merit.weights_whole(weights):
        raise InvalidInputError("weights_whole", sum=sum(weights.values()))
    must_tell(reason, "weights_reason", "reason")


def _write_weights(found: MeritRound, weights: Mapping[Criterion, int], reason: str) -> None:
    for one in Criterion:
        if weights.get(one):
            row = MeritCriterion(round_id=found.id, criterion=one, weight=weights[one], reason=reason.strip())
            db.session.add(row)


def note(action: str, found: MeritRound, *, actor: Actor, at: datetime) -> None:
    """Write into the log what was done to a round."""
    record(actor=actor, action=action, object=f"round:{found.id}", at=at)
