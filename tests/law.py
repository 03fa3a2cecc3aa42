"""The law of a request a second time, written by hand: where each step leads from each status.

Tests that walk or watch histories read this copy, never the table of the application: a wrong row there must show.
"""

from eservice.requests.workflow import Status, Step

LAW: dict[Status, dict[Step, Status]] = {
    Status.DRAFT: {Step.SUBMIT: Status.SUBMITTED},
    Status.AWAITING_CONFIRMATION: {
        Step.CONFIRMED: Status.SUBMITTED,
        Step.CONFIRMATION_OVER: Status.SUBMITTED,
        Step.CALENDAR_MOVED: Status.AWAITING_CONFIRMATION,
        Step.WITHDRAW: Status.WITHDRAWN,
    },
    Status.SUBMITTED: {
        Step.ASK_CONFIRMATION: Status.AWAITING_CONFIRMATION,
        Step.CLAIM: Status.IN_REVIEW,
        Step.ANOTHER_TIME: Status.SUBMITTED,
        Step.HOLD: Status.ON_HOLD,
        Step.CALENDAR_MOVED: Status.SUBMITTED,
        Step.REMIND: Status.SUBMITTED,
        Step.TELL_LATE: Status.SUBMITTED,
        Step.ESCALATE: Status.SUBMITTED,
        Step.PRIORITISE: Status.SUBMITTED,
        Step.TRANSFER: Status.SUBMITTED,
        Step.SEE_ORIGINALS: Status.SUBMITTED,
        Step.CALL_OFF_VISIT: Status.SUBMITTED,
        Step.CALL_OFF_APPOINTMENT: Status.SUBMITTED,
        Step.WITHDRAW: Status.WITHDRAWN,
    },
    Status.IN_REVIEW: {
        Step.ASK_CONFIRMATION: Status.AWAITING_CONFIRMATION,
        Step.JUDGE: Status.IN_REVIEW,
        Step.CALENDAR_MOVED: Status.IN_REVIEW,
        Step.REMIND: Status.IN_REVIEW,
        Step.WRITE: Status.IN_REVIEW,
        Step.TELL_LATE: Status.IN_REVIEW,
        Step.ESCALATE: Status.IN_REVIEW,
        Step.PRIORITISE: Status.IN_REVIEW,
        Step.REASSIGN: Status.IN_REVIEW,
        Step.PLAN_VISIT: Status.IN_REVIEW,
        Step.VISITED: Status.IN_REVIEW,
        Step.NOT_AT_HOME: Status.IN_REVIEW,
        Step.CALL_OFF_VISIT: Status.IN_REVIEW,
        Step.OFFER_APPOINTMENT: Status.IN_REVIEW,
        Step.ANOTHER_TIME: Status.IN_REVIEW,
        Step.APPOINTMENT_KEPT: Status.IN_REVIEW,
        Step.APPOINTMENT_FAILED: Status.IN_REVIEW,
        Step.CALL_OFF_APPOINTMENT: Status.IN_REVIEW,
        Step.BLOCK: Status.IN_REVIEW,
        Step.UNBLOCK: Status.IN_REVIEW,
        Step.HOLD: Status.ON_HOLD,
        Step.SEE_ORIGINALS: Status.IN_REVIEW,
        Step.RELEASE: Status.SUBMITTED,
        Step.LEASE_ENDED: Status.SUBMITTED,
        Step.HAND_ON: Status.SUBMITTED,
        Step.TRANSFER: Status.SUBMITTED,
        Step.ASK_CORRECTION: Status.NEEDS_CORRECTION,
        Step.RECOMMEND: Status.AWAITING_SIGNATURE,
        Step.PROPOSE_REJECTION: Status.AWAITING_SIGNATURE,
        Step.HAND_OVER_SIAK: Status.ISSUED,
        Step.WITHDRAW: Status.WITHDRAWN,
    },
    Status.NEEDS_CORRECTION: {
        Step.CALENDAR_MOVED: Status.NEEDS_CORRECTION,
        Step.REMIND_CITIZEN: Status.NEEDS_CORRECTION,
        Step.RESUBMIT: Status.SUBMITTED,
        Step.LAPSE: Status.LAPSED,
        Step.WITHDRAW: Status.WITHDRAWN,
    },
    Status.AWAITING_SIGNATURE: {
        Step.SECOND_READ: Status.AWAITING_SIGNATURE,
        Step.HOLD: Status.ON_HOLD,
        Step.CALENDAR_MOVED: Status.AWAITING_SIGNATURE,
        Step.REMIND: Status.AWAITING_SIGNATURE,
        Step.TELL_LATE: Status.AWAITING_SIGNATURE,
        Step.ESCALATE: Status.AWAITING_SIGNATURE,
        Step.PRINT_FOR_SIGNATURE: Status.AWAITING_SIGNATURE,
        Step.SEE_ORIGINALS: Status.AWAITING_SIGNATURE,
        Step.SEND_BACK: Status.IN_REVIEW,
        Step.REJECT: Status.REJECTED,
        Step.SIGN: Status.ISSUING,
        Step.WET_SIGNED: Status.ISSUING,
    },
    Status.ON_HOLD: {
        Step.HAND_ON: Status.ON_HOLD,
        Step.VISITED: Status.ON_HOLD,
        Step.CALL_OFF_VISIT: Status.ON_HOLD,
        Step.CALL_OFF_APPOINTMENT: Status.ON_HOLD,
        Step.ANOTHER_TIME: Status.ON_HOLD,
        Step.CALENDAR_MOVED: Status.ON_HOLD,
        Step.WITHDRAW: Status.WITHDRAWN,
    },
    Status.ISSUING: {
        Step.CALENDAR_MOVED: Status.ISSUING,
        Step.SIGNING_FAILED: Status.AWAITING_SIGNATURE,
        Step.NEXT_PLACE: Status.AWAITING_SIGNATURE,
        Step.SEE_ORIGINALS: Status.ISSUING,
        Step.ISSUE: Status.ISSUED,
    },
    Status.ISSUED: {
        Step.SEE_ORIGINALS: Status.ISSUED,
        Step.READY: Status.ISSUED,
        Step.COLLECTED: Status.ISSUED,
    },
    Status.REJECTED: {Step.WET_SIGNED: Status.REJECTED, Step.REOPEN: Status.SUBMITTED},
    Status.WITHDRAWN: {},
    Status.LAPSED: {Step.REOPEN: Status.SUBMITTED},
}

MOVES_THE_PROMISE = frozenset({
    Step.RESUBMIT, Step.CONFIRMED, Step.CONFIRMATION_OVER, Step.REOPEN, Step.PLAN_VISIT, Step.NOT_AT_HOME, Step.RESUME,
    Step.CALENDAR_MOVED, Step.OFFER_APPOINTMENT, Step.APPOINTMENT_FAILED, Step.BLOCK,
})  # fmt: skip
"""A pause that ends, a new run, a visit that the standard gives a day for, a time to come, an objection, a decree."""

ENDS_REST = frozenset({
    Step.PLAN_VISIT, Step.VISITED, Step.NOT_AT_HOME, Step.CALL_OFF_VISIT, Step.OFFER_APPOINTMENT, Step.ANOTHER_TIME,
    Step.APPOINTMENT_KEPT, Step.APPOINTMENT_FAILED, Step.CALL_OFF_APPOINTMENT, Step.BLOCK, Step.UNBLOCK,
    Step.TRANSFER,
})  # fmt: skip
"""What ends the wait for somebody outside: what was not waited is given back."""


def ends_rest(begun: Step, step: Step, to_status: Status) -> bool:
    """Tell whether a step ends the wait that ``begun`` began; an objection lasts in the queue too."""
    queued = begun is Step.BLOCK and to_status is Status.SUBMITTED
    return step in ENDS_REST or not (queued or to_status is Status.IN_REVIEW)


def leads(status: Status, step: Step, *, held_from: Status | None = None) -> Status | None:
    """Return where a step leads, or None; from hold, back to where a request stood, or to the queue if it was let go.

    Args:
        held_from: where it stood before; once its officer let it go on hold that is the queue.
    """
    if status is not Status.ON_HOLD:
        return LAW[status].get(step)
    if step is Step.RESUME:
        return held_from
    unlawful = (step is Step.WITHDRAW and held_from is Status.AWAITING_SIGNATURE) or (
        step is Step.HAND_ON and held_from is not Status.IN_REVIEW
    )
    return None if unlawful else LAW[Status.ON_HOLD].get(step)


def held_after(status: Status, step: Step, *, held_from: Status | None) -> Status | None:
    """Return from where a request is on hold once ``step`` was taken from ``status``; None where it is not."""
    if step is Step.HOLD:
        return status
    if status is Status.ON_HOLD and step is Step.HAND_ON:
        return Status.SUBMITTED
    return held_from if status is Status.ON_HOLD and LAW[status].get(step) is status else None
