"""The end of a request: released, handed over, late, lapsed or opened again."""

from datetime import datetime

from eservice.accounts.actor import Actor
from eservice.audit import actions as audit
from eservice.kernel.errors import ConflictError, IllegalStepError, NotAllowedError, NotFoundError
from eservice.letters import queries as register
from eservice.letters.models import LetterEdition
from eservice.notifications import queries as messages
from eservice.requests import incidents, paper, telling
from eservice.requests.clock import is_broken
from eservice.requests.definitions import definition_of
from eservice.requests.filing import promise_of
from eservice.requests.models import Request
from eservice.requests.papers import check_judged, unseen_originals
from eservice.requests.signing import give_up_letter, withdrawn_letter
from eservice.requests.steps import Move, take
from eservice.requests.workflow import WORKFLOW, Outcome, Status, Step
from eservice.uploads import actions as uploads
from eservice.uploads.models import Upload


def hand_over_siak(
    request: Request, outcome: Outcome, siak_number: str, *, actor: Actor, at: datetime, attached: Upload | None = None
) -> None:
    """Record what became of a request that SIAK fulfils: no number, QR or signature of ours.

    Raises:
        IllegalStepError: this office draws the letter itself.
        NotFinishedError: ``requirements_open``, a requirement is not judged complete.
        ConflictError: ``file_needed``, the outcome is an attached file and there is none.
    """
    if definition_of(request).outcome.kind != "siak":
        raise IllegalStepError("illegal_step")
    check_judged(request)
    if (outcome is Outcome.ATTACHED) != (attached is not None):
        raise ConflictError("file_needed")
    take(request, Step.HAND_OVER_SIAK, actor=actor, at=at, move=Move(details={"outcome": outcome}))
    request.checked_by_id = actor.membership_id
    request.outcome, request.siak_number = outcome, siak_number.strip()
    request.outcome_upload = attached
    request.ready_at = at if outcome is Outcome.TO_COLLECT else None
    telling.tell(request, telling.finished_text(request), at=at)


def ready(request: Request, *, actor: Actor, at: datetime) -> None:
    """Say that the paper lies at the counter.

    Raises:
        NotAllowedError: ``letter_revoked``.
        ConflictError: ``already_ready``, the second time; ``nothing_to_collect``.
    """
    _must_be_there(request)
    if request.ready_at is not None:
        raise ConflictError("already_ready")
    take(request, Step.READY, actor=actor, at=at)
    request.ready_at = at
    telling.tell(request, "ready", at=at)


def collected(request: Request, to: str, *, actor: Actor, at: datetime) -> None:
    """Record to whom the paper or the file was handed, the person's identity seen; a file of SIAK's is then deleted.

    Raises:
        NotAllowedError: ``letter_revoked``; ``originals_unseen``, a paper that was to be brought has not been seen.
        ConflictError: ``already_collected`` or ``nothing_to_collect``.
    """
    _must_be_there(request)
    if unseen_originals(request):
        raise NotAllowedError("originals_unseen")
    if request.collected_at is not None:
        raise ConflictError("already_collected")
    take(request, Step.COLLECTED, actor=actor, at=at, move=Move(reason=to))
    request.collected_at = at
    if request.outcome_upload is not None:
        forget_file(request, actor=actor, at=at)


def releasable(request: Request) -> LetterEdition | None:
    """Return the file that the citizen may download now, or None.

    Raises:
        NotAllowedError: ``letter_revoked`` or ``originals_unseen``.
    """
    if request.status not in (Status.ISSUED, Status.REJECTED) or request.letter_id is None:
        return None
    letter = register.letter_by_id(request.letter_id)
    if letter.issued_at is None:
        return None
    _must_be_in_force(request)
    if request.status is Status.ISSUED and unseen_originals(request):
        raise NotAllowedError("originals_unseen")
    return register.newest_edition(letter)


def released_file(request: Request) -> Upload | None:
    """Return the file SIAK made that the citizen may download now, or None: none was attached, or it is deleted.

    Raises:
        NotAllowedError: ``originals_unseen``.
    """
    if request.outcome_upload is not None and unseen_originals(request):
        raise NotAllowedError("originals_unseen")
    return request.outcome_upload


def forget_file(request: Request, *, actor: Actor, at: datetime) -> None:
    """Delete the file SIAK made, now that it is handed over. Raises NotFoundError where there is none."""
    held = request.outcome_upload
    if held is None:
        raise NotFoundError("no_such_upload")
    request.outcome_upload, request.outcome_deleted_at = None, at
    uploads.delete(held.token, at=at)
    audit.record(actor=actor, action="request:forget_file", object=f"request:{request.id}", at=at)


def to_collect(request: Request) -> bool:
    """Tell whether there is anything to hand over at the counter: not what SIAK mailed, nor a letter out of force."""
    return request.outcome is not Outcome.EMAILED and withdrawn_letter(request) is None


def _must_be_there(request: Request) -> None:
    _must_be_in_force(request)
    if not to_collect(request):
        raise ConflictError("nothing_to_collect")


def _must_be_in_force(request: Request) -> None:
    if withdrawn_letter(request) is not None:
        raise NotAllowedError("letter_revoked")


def downloaded(request: Request, *, at: datetime) -> None:
    """Note that the citizen has the file; the first time counts."""
    request.downloaded_at = request.downloaded_at or at


def lapse(request: Request, *, actor: Actor, at: datetime) -> None:
    """Close a request that was not completed, only after the citizen was really reached.

    Raises:
        IllegalStepError: the time to complete still runs.
        NotAllowedError: ``not_reached``: no two channels tried and no call logged; ``incident_runs``, what stops the
            office may keep the citizen from it too.
    """
    if incidents.covering(at=at, service_id=request.service_id, office_id=request.office_id):
        raise NotAllowedError("incident_runs")
    if request.correction_until is None or request.correction_until > at:
        raise IllegalStepError("illegal_step")
    asked = next(one.taken_at for one in reversed(request.history) if one.step is Step.ASK_CORRECTION)
    if not messages.was_told(request.code or "", since=asked):
        raise NotAllowedError("not_reached")
    take(request, Step.LAPSE, actor=actor, at=at)
    paper.void_number(request, reason="Tidak dilengkapi", actor=actor, at=at)
    telling.tell(request, "lapsed", at=at)


def is_late(request: Request, *, at: datetime) -> bool:
    """Tell whether a promise was broken while the office still has to do something."""
    broken = request.promised_at is not None and is_broken(request.promised_at, at=at)
    return broken and request.status in WORKFLOW[Step.TELL_LATE].sources


def tell_late(request: Request, *, actor: Actor, at: datetime) -> None:
    """Tell the citizen, once for each promise, that it was not kept; the house's act.

    Raises:
        IllegalStepError: the promise still holds, was told of already, or rests while the citizen completes.
    """
    if not is_late(request, at=at) or request.late_told_for == request.promised_at:
        raise IllegalStepError("illegal_step")
    take(request, Step.TELL_LATE, actor=actor, at=at)
    request.late_told_for = request.promised_at
    telling.tell(request, "late", at=at)


def reopen(request: Request, reason: str, *, actor: Actor, at: datetime) -> None:
    """Open a closed request again after an objection: a new run with its own promise; earlier officers stay out.

    A notice of refusal that is not in force yet is void with its number; what the earlier run asked for is
    asked no more.
    """
    earlier = {
        event.actor_membership_id
        for event in request.history
        if event.actor_membership_id is not None and not WORKFLOW[event.step].by_applicant
    }
    take(
        request,
        Step.REOPEN,
        actor=actor,
        at=at,
        move=Move(reason=reason, promised_at=promise_of(request, at=at), details={"excluded": sorted(earlier)}),
    )
    give_up_letter(request, reason=reason, actor=actor, at=at)
    request.refusal, request.refusal_text, request.letter_id, request.place = None, "", None, 0
    request.checked_by_id = request.second_reader_id = request.signed_by_id = None
    request.kept_for_id = request.kept_until = None
    request.correction_rounds = 0
    for gap in request.gaps:
        gap.round = -abs(gap.round)
    telling.tell(request, "asked", at=at)
