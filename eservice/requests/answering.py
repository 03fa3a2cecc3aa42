"""The answers of a request as an officer finds them: accepted, missing, unclear or wrong.

An answer nobody judged is taken as told: it is read beside its papers. One that was found faulty keeps the request from
being passed on until it is accepted or given anew.
"""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select

from eservice.accounts.actor import Actor
from eservice.catalogue.rules import answers_for
from eservice.kernel.db import db
from eservice.kernel.errors import NotAllowedError, NotFoundError
from eservice.requests.definitions import definition_of
from eservice.requests.models import Request
from eservice.requests.rules import NotFinishedError
from eservice.requests.workflow import Verdict
from eservice.requests.writings import AnswerVerdict


def verdicts_of(request: Request) -> dict[str, AnswerVerdict]:
    """Return what was found so far, by form field."""
    rows = db.session.scalars(select(AnswerVerdict).where(AnswerVerdict.request_id == request.id))
    return {one.key: one for one in rows}


def judge_answers(
    request: Request, found: Mapping[str, tuple[Verdict | None, str]], *, actor: Actor, at: datetime
) -> None:
    """Record what the officer found for each answer named; who may do so, the step says that is taken with it.

    Raises:
        NotFoundError: an answer this request does not have.
    """
    if actor.membership_id is None:
        raise NotAllowedError("permission")
    given, known = answers_for(definition_of(request), request.answers, request.for_whom), verdicts_of(request)
    for key, (verdict, note) in found.items():
        if given.get(key) in (None, "", [], {}):
            raise NotFoundError("no_such_answer", answer=key)
        one = known.get(key) or AnswerVerdict(request_id=request.id, key=key)
        one.verdict, one.note = verdict, note.strip()
        one.judged_by_id, one.judged_at = actor.membership_id, at
        db.session.add(one)


def check_accepted(request: Request) -> None:
    """Refuse to go on while an answer is found faulty.

    Raises:
        NotFinishedError: ``answers_faulty``, the facts name them.
    """
    definition = definition_of(request)
    faulty = [key for key, one in verdicts_of(request).items() if one.verdict not in (None, Verdict.COMPLETE)]
    names = [field.label if (field := definition.field(key)) else key for key in faulty]
    if names:
        raise NotFinishedError("answers_faulty", open=", ".join(names))


def forget_asked(request: Request) -> None:
    """Let go of what was found of the answers that were asked for in this round: they were given anew."""
    asked = [gap.key for gap in request.gaps if (gap.round, gap.kind) == (request.correction_rounds, "answer")]
    db.session.execute(
        delete(AnswerVerdict).where(AnswerVerdict.request_id == request.id, AnswerVerdict.key.in_(asked))
    )
