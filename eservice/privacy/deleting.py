"""What of somebody's data may be deleted at their wish, what the law keeps and why; and the deletion itself."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from eservice.accounts import forgetting as accounts
from eservice.accounts.models import User
from eservice.kernel.db import db
from eservice.privacy import keeping
from eservice.privacy.limits import Keeps
from eservice.privacy.models import DataWish, Erasure
from eservice.requests import filing, forgetting
from eservice.requests.models import Request
from eservice.requests.workflow import Status

OBJECTION = timedelta(days=31)
"""So long after a refusal nothing of it is deleted: 21 working days to object, unconfirmed (field_notes 9)."""

_PAPERS = {
    Status.ISSUED: Keeps.PAPERS_ISSUED,
    Status.REJECTED: Keeps.PAPERS_REJECTED,
    Status.WITHDRAWN: Keeps.PAPERS_DROPPED,
    Status.LAPSED: Keeps.PAPERS_DROPPED,
}
_ANSWERS = {
    Status.ISSUED: Keeps.ANSWERS_ISSUED,
    Status.REJECTED: Keeps.ANSWERS_REJECTED,
    Status.WITHDRAWN: Keeps.ANSWERS_DROPPED,
    Status.LAPSED: Keeps.ANSWERS_DROPPED,
}


@dataclass(frozen=True, slots=True)
class Plan:
    """What a wish to delete would delete now, and what stays."""

    drafts: tuple[int, ...]
    papers: tuple[int, ...]
    """Requests whose papers go."""
    answers: tuple[int, ...]
    """Requests that are forgotten altogether."""
    account: bool
    kept: tuple[tuple[str, int], ...]
    """(key of ``words.KEPT_BY_LAW``, how many)"""

    @property
    def deletes(self) -> bool:
        """Whether anything would go."""
        return bool(self.drafts or self.papers or self.answers or self.account)

    def told(self) -> dict[str, object]:
        """Return it as it is kept with the answer."""
        gone = {"drafts": len(self.drafts), "papers": len(self.papers), "answers": len(self.answers)}
        return {"gone": gone | {"account": int(self.account)}, "kept": dict(self.kept)}


def plan(wish: DataWish, *, at: datetime) -> Plan:
    """Return what a wish to delete comes to at an instant; nothing is changed."""
    drafts, papers, answers, kept = [], [], [], Counter[str]()
    for found in _requests_of(wish):
        if found.status is Status.DRAFT:
            drafts.append(found.id)
            continue
        stays = _why_whole(found, wish, at=at)
        if stays:
            kept[stays] += 1
            continue
        if forgetting.has_letter(found):
            kept["letter"] += 1
            kept["request_of_letter"] += 1
            if forgetting.papers_left(found):
                papers.append(found.id)
        elif found.forgotten_at is None:
            answers.append(found.id)
    account = wish.request_id is None and not kept
    if wish.request_id is None and kept:
        kept["account"] += 1
    kept["reads"] += 1
    return Plan(tuple(drafts), tuple(papers), tuple(answers), account, tuple(sorted(kept.items())))


def carry_out(wish: DataWish, made: Plan, *, at: datetime) -> None:
    """Delete what a plan names; each thing that goes leaves its number and the rule."""
    if made.account:  # first: a person whom only the account names is forgotten with the last request
        accounts.forget_account(db.session.get_one(User, wish.user_id), at=at)
    for number in made.drafts:
        filing.discard(db.session.get_one(Request, number), at=at)
    for number in made.papers:
        forget_papers(db.session.get_one(Request, number), at=at, wish_id=wish.id)
    for number in made.answers:
        forget_answers(db.session.get_one(Request, number), at=at, wish_id=wish.id)


def forget_papers(request: Request, *, at: datetime, wish_id: int | None = None) -> int:
    """Delete a request's files, and note by which limit; return how many went."""
    count = forgetting.forget_papers(request, at=at)
    _note(f"request:{request.id}", _PAPERS[request.status], at=at, wish_id=wish_id)
    return count


def forget_answers(request: Request, *, at: datetime, wish_id: int | None = None) -> None:
    """Forget what a request says of people, and note by which limit."""
    forgetting.forget_answers(request, at=at)
    _note(f"request:{request.id}", _ANSWERS[request.status], at=at, wish_id=wish_id)


def _note(thing: str, kind: Keeps, *, at: datetime, wish_id: int | None) -> None:
    known = db.session.scalar(select(Erasure.id).where(Erasure.object == thing, Erasure.kind == kind))
    if known is None:
        db.session.add(Erasure(object=thing, kind=kind, at=at, wish_id=wish_id))
        db.session.flush()


def _requests_of(wish: DataWish) -> list[Request]:
    chosen = select(Request).where(Request.user_id == wish.user_id).order_by(Request.id)
    if wish.request_id is not None:
        chosen = chosen.where(Request.id == wish.request_id)
    return list(db.session.scalars(chosen))


def _why_whole(found: Request, wish: DataWish, *, at: datetime) -> str:
    """Return why nothing of a request may go now, or nothing."""
    if found.closed_at is None:
        return "open"
    if keeping.is_held(found, at=at, but_wish=wish.id):
        return "held"
    if found.status is Status.REJECTED and found.closed_at > at - OBJECTION:
        return "objection"
    return ""
