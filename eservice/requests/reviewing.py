"""What officers do to a request between the queue and the signature."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, IllegalStepError, InvalidInputError, NotAllowedError, NotFoundError
from eservice.letters.kinds import Mode
from eservice.offices import queries as offices
from eservice.offices.models import Membership, Office
from eservice.requests import paper, queries, telling
from eservice.requests.answering import judge_answers
from eservice.requests.content import content_for
from eservice.requests.definitions import definition_of
from eservice.requests.hands import in_whose_hands
from eservice.requests.models import Request, RequestGap
from eservice.requests.order import Turn
from eservice.requests.papers import check_judged
from eservice.requests.rules import CORRECTION_DAYS, NotFinishedError
from eservice.requests.signers import office_in_turn
from eservice.requests.standing_in import handled_before
from eservice.requests.steps import Move, calendar_of, take
from eservice.requests.workflow import Refusal, Status, Step, Verdict
from eservice.staff import actions as staff_actions
from eservice.staff import queries as staff
from eservice.staff import skills

Verdicts: TypeAlias = Mapping[str, tuple[Verdict | None, str]]
"""Key -> verdict and the note the citizen would read."""


def claim(request: Request, *, actor: Actor, at: datetime, turn: Turn | None = None) -> None:
    """Take a request from the queue, to be the one who checks it.

    Args:
        turn: why it was offered, where the house chose it.

    Raises:
        ConflictError: ``claimed``; the facts name who was first, since when, and what they did last.
        NotAllowedError: ``earlier_officer``, decided on it before it was opened again; ``too_many_open``, the officer
            holds as many as the office allows; ``away``; ``skill_missing``; else see ``steps.take``.
        IllegalStepError: see ``steps.take``.
    """
    if request.status is Status.IN_REVIEW and request.holder is not None:
        raise ConflictError("claimed", **in_whose_hands(request, at=at))
    if handled_before(actor.user_id, request):
        raise NotAllowedError("earlier_officer")
    check_open_work(request.office, actor)
    if actor.membership_id is not None:
        staff_actions.must_be_present(actor.membership_id, at=at)
        if lacks_skill(offices.membership(actor.membership_id), request, at=at):
            raise NotAllowedError("skill_missing")
    details = {"turn": turn} if turn else {}
    take(request, Step.CLAIM, actor=actor, at=at, move=Move(holder_id=actor.membership_id, details=details))
    request.kept_for_id = request.kept_until = None


def check_open_work(office: Office | None, actor: Actor) -> None:
    """Refuse a further request to an officer who holds as many as the office allows.

    Raises:
        NotAllowedError: ``too_many_open``; the facts name the limit.
    """
    if office is not None and queries.held_count(actor.membership_id) >= office.open_limit:
        raise NotAllowedError("too_many_open", limit=str(office.open_limit))


def lacks_skill(member: Membership, request: Request, *, at: datetime) -> bool:
    """Tell whether the office asks for a skill that a member of it does not have."""
    handled_here = member.office_id == request.office_id
    return handled_here and request.service_id in skills.barred(member.office_id, member, at=at)


def release(request: Request, *, actor: Actor, at: datetime) -> None:
    """Give a request back to the queue with everything noted so far."""
    take(request, Step.RELEASE, actor=actor, at=at)


def judge(request: Request, verdicts: Verdicts, *, actor: Actor, at: datetime, answers: Verdicts | None = None) -> None:
    """Record what the officer found for each requirement and answer named; the first record ends the waiting.

    Args:
        verdicts: requirement -> (verdict, note the citizen would read); None while there is only a note.
        answers: the same by form field.

    Raises:
        NotFoundError: a requirement or an answer this request does not have.
    """
    latest = {proof.requirement: proof for proof in request.proofs}
    for key, (verdict, note) in verdicts.items():
        proof = latest.get(key)
        if proof is None:
            raise NotFoundError("no_such_requirement", requirement=key)
        if proof.verdict is not verdict or proof.verdict_note != note:
            proof.verdict, proof.verdict_note = verdict, note.strip()
            proof.judged_by_id, proof.judged_at = actor.membership_id, at
    if answers:
        judge_answers(request, answers, actor=actor, at=at)
    details = {"requirements": sorted(verdicts)} | ({"answers": sorted(answers)} if answers else {})
    take(request, Step.JUDGE, actor=actor, at=at, move=Move(details=details))


@dataclass(frozen=True, slots=True)
class Gap:
    """One thing to complete: ``kind`` is ``proof`` or ``answer``, ``key`` the requirement or field."""

    kind: str
    key: str
    verdict: Verdict
    text: str


def ask_correction(request: Request, gaps: Iterable[Gap], *, actor: Actor, at: datetime) -> None:
    """Ask the citizen for everything that is missing, at once; the promise pauses in the first round only.

    Raises:
        InvalidInputError: nothing is asked, or a gap has no words.
        NotAllowedError: ``second_round``, without a supervisor.
    """
    asked = list(gaps)
    if not asked or any(not gap.text.strip() for gap in asked):
        raise InvalidInputError("nothing_asked", field="gaps")
    second = request.correction_rounds > 0
    if second and not actor.may(Permission.REQUEST_SUPERVISE):
        raise NotAllowedError("second_round")
    if second:
        request.holder_id = actor.membership_id  # whoever asks a second time takes it into hand, and answers for it
    until = calendar_of(request).add_working(at, days=CORRECTION_DAYS)
    holder = request.holder_id
    take(
        request,
        Step.ASK_CORRECTION,
        actor=actor,
        at=at,
        move=Move(
            pauses=not second,
            correction_until=until,
            details={"gaps": [f"{gap.kind}:{gap.key}:{gap.verdict}" for gap in asked]},
        ),
    )
    request.kept_for_id = holder
    request.correction_rounds += 1
    for gap in asked:
        request.gaps.append(
            RequestGap(
                round=request.correction_rounds, kind=gap.kind, key=gap.key, verdict=gap.verdict, text=gap.text.strip()
            )
        )
    telling.tell(request, "correction", at=at, until_on=until)


def recommend(request: Request, *, actor: Actor, at: datetime, added: dict[str, object] | None = None) -> None:
    """Pass a checked request on to whoever signs, with what the officer adds for the letter.

    Args:
        added: answers to the service's officer fields, already checked by ``catalogue.rules``.

    Raises:
        NotFinishedError: ``requirements_open``, the facts name them; ``statement_not_scanned``.
        NotAllowedError: ``no_signer``, nobody may sign for the office whose turn it would be.
    """
    check_judged(request)
    if definition_of(request).outcome.kind != "letter":
        raise IllegalStepError("illegal_step")
    with db.session.no_autoflush:  # written with the step, at once
        if added:
            request.answers = request.answers | {"officer": {**request.answers.get("officer", {}), **added}}
        request.place = 0
        turn = office_in_turn(request, 0, at=at)
        request.checked_by_id = actor.membership_id
        request.second_reader_id = None
        request.refusal, request.refusal_text = None, ""
        _check_content(request, at=at)
    take(request, Step.RECOMMEND, actor=actor, at=at, move=Move(turn_office=turn))


def _check_content(request: Request, *, at: datetime) -> None:
    """Fail here, not with the signature, when the letter could not be drawn."""
    try:
        content_for(request, mode=Mode.LOCAL, at=at)
    except InvalidInputError as wrong:
        if wrong.field == "scan_sha256":
            raise NotFinishedError("statement_not_scanned") from wrong
        raise


def second_read(request: Request, *, actor: Actor, at: datetime) -> None:
    """Confirm, as a second officer, what the first one wrote.

    Raises:
        NotAllowedError: ``second_reader_same``.
    """
    checker = request.checked_by
    if checker is None or checker.user_id == actor.user_id:
        raise NotAllowedError("second_reader_same")
    take(request, Step.SECOND_READ, actor=actor, at=at)
    request.second_reader_id = actor.membership_id


def propose_rejection(request: Request, refusal: Refusal, explanation: str, *, actor: Actor, at: datetime) -> None:
    """Propose to the official that a request cannot be fulfilled, with a coded reason and words for the citizen."""
    turn = office_in_turn(request, 0, at=at)
    request.place = 0
    request.checked_by_id = actor.membership_id
    take(
        request,
        Step.PROPOSE_REJECTION,
        actor=actor,
        at=at,
        move=Move(reason=explanation, turn_office=turn, refusal=refusal),
    )


def transfer(request: Request, to: Office, reason: str, *, actor: Actor, at: datetime) -> None:
    """Pass a request to the office it belongs to; the citizen's promise keeps its date.

    Raises:
        InvalidInputError: it is there already, that office does not do such requests, or nobody there can act.
    """
    if to.id == request.office_id:
        raise InvalidInputError("same_office", field="to")
    if request.office is not None and to.kind is not request.office.kind:
        raise InvalidInputError("other_office", field="to")
    if staff.why_closed(to.id, at=at) is not None:
        raise InvalidInputError("office_closed", field="to", office=to.full_name)
    came_from = request.office
    take(
        request,
        Step.TRANSFER,
        actor=actor,
        at=at,
        move=Move(reason=reason, office=to, details={"from": request.office_id, "to": to.id}),
    )
    request.kept_for_id = request.kept_until = None
    paper.void_number(request, reason="Permohonan diteruskan ke kantor lain", actor=actor, at=at)
    telling.tell(request, "transferred", at=at, office=to.full_name, came_from=came_from.full_name if came_from else "")


def end_lease(request: Request, *, actor: Actor, at: datetime) -> None:
    """Return a request to the queue when its officer let the lease run out; the house's act.

    Raises:
        IllegalStepError: the lease still runs.
    """
    if request.lease_until is None or request.lease_until > at:
        raise IllegalStepError("illegal_step")
    take(request, Step.LEASE_ENDED, actor=actor, at=at)
