"""Objections to a decision, their answers, and when a decision is final."""

from datetime import datetime

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.careers import rounds
from eservice.careers.guarding import must, must_tell, seat_of
from eservice.careers.round_models import MeritObjection, RoundState
from eservice.kernel.clock import wib
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, NotAllowedError, NotFoundError


def contest(round_id: int, words: str, *, actor: Actor, at: datetime) -> MeritObjection:
    """Object to a decision as one of its candidates.

    Raises:
        NotFoundError: ``no_such_round``, one is no candidate there.
        ConflictError: ``objection_closed``, ``objection_filed``.
        MissingReasonError: ``objection_words``.
    """
    must(Permission.CAREER_OWN, actor)
    found = rounds.published(round_id, lock=True)
    own = rounds.own_candidate(found, actor)
    if own is None:
        raise NotFoundError("no_such_round")
    if found.state is not RoundState.DECIDED or wib(at).date() > found.decisions[-1].objections_until:
        raise ConflictError("objection_closed")
    must_tell(words, "objection_words", "words")
    if any(one.decision_id == found.decisions[-1].id for one in own.objections):
        raise ConflictError("objection_filed")
    objection = MeritObjection(
        candidate_id=own.id, decision_id=found.decisions[-1].id, words=words.strip(), filed_at=at, answer=None,
        upheld=None,
    )  # fmt: skip
    db.session.add(objection)
    db.session.flush()
    rounds.note("round:object", found, actor=actor, at=at)
    return objection


def answer(objection_id: int, words: str, *, upheld: bool, actor: Actor, at: datetime) -> None:
    """Answer an objection; one that is upheld takes the decision back, and another is needed.

    Raises:
        NotFoundError: ``no_such_objection``.
        ConflictError: ``objection_answered``.
        NotAllowedError: ``objection_own``, whoever decided does not judge the objection.
        MissingReasonError: ``objection_answer``.
    """
    must(Permission.CAREER_RULE, actor)
    objection = db.session.get(MeritObjection, objection_id)
    if objection is None:
        raise NotFoundError("no_such_objection")
    found = rounds.published(objection.candidate.round_id, lock=True)
    if objection.answered_at is not None:
        raise ConflictError("objection_answered")
    if found.decisions[-1].decided_by_id == actor.membership_id:
        raise NotAllowedError("objection_own")
    must_tell(words, "objection_answer", "answer")
    objection.answer, objection.upheld = words.strip(), upheld
    objection.answered_at, objection.answered_by_id = at, seat_of(actor)
    if upheld and found.state is RoundState.DECIDED:
        found.state = RoundState.WEIGHED
    db.session.flush()
    rounds.note("round:uphold" if upheld else "round:dismiss", found, actor=actor, at=at)


def finish(round_id: int, *, actor: Actor, at: datetime) -> None:
    """Make a decision final, after the window and once every objection is answered.

    Raises:
        ConflictError: ``round_not_decided``, ``window_open``, ``objections_open``.
    """
    found = rounds.to_run(round_id, actor, RoundState.DECIDED, "round_not_decided")
    if wib(at).date() <= found.decisions[-1].objections_until:
        raise ConflictError("window_open")
    if any(one.answered_at is None for candidate in found.candidates for one in candidate.objections):
        raise ConflictError("objections_open")
    found.state = RoundState.FINAL
    db.session.flush()
    rounds.note("round:final", found, actor=actor, at=at)
