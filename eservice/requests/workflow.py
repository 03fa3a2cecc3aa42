# Longer than 300 lines: the law is one table, and its steps and statuses are read beside it.
"""The law of a request, as one table. Nothing here touches the database."""

from dataclasses import dataclass
from enum import StrEnum

from eservice.accounts.permissions import Permission
from eservice.kernel.errors import IllegalStepError


class Status(StrEnum):
    """Where a request stands."""

    DRAFT = "draft"
    AWAITING_CONFIRMATION = "awaiting_confirmation"
    SUBMITTED = "submitted"
    IN_REVIEW = "in_review"
    NEEDS_CORRECTION = "needs_correction"
    ON_HOLD = "on_hold"
    """Stopped by an incident that was declared for every request of a service or an office."""
    AWAITING_SIGNATURE = "awaiting_signature"
    ISSUING = "issuing"
    ISSUED = "issued"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class Step(StrEnum):
    """A move someone makes; the verb on the button."""

    SUBMIT = "submit"
    ASK_CONFIRMATION = "ask_confirmation"
    CONFIRMED = "confirmed"
    """The RT head answered, whatever the answer."""
    CONFIRMATION_OVER = "confirmation_over"
    """The RT head did not answer in time; the request goes on."""
    CLAIM = "claim"
    JUDGE = "judge"
    WRITE = "write"
    PRIORITISE = "prioritise"
    PLAN_VISIT = "plan_visit"
    VISITED = "visited"
    NOT_AT_HOME = "not_at_home"
    CALL_OFF_VISIT = "call_off_visit"
    OFFER_APPOINTMENT = "offer_appointment"
    ANOTHER_TIME = "another_time"
    """The applicant cannot come then; the office offers another time."""
    APPOINTMENT_KEPT = "appointment_kept"
    APPOINTMENT_FAILED = "appointment_failed"
    """Not all came, or nobody."""
    CALL_OFF_APPOINTMENT = "call_off_appointment"
    BLOCK = "block"
    """Somebody objects who says to be an heir too: nothing is signed or passed on until that is settled."""
    UNBLOCK = "unblock"
    RELEASE = "release"
    LEASE_ENDED = "lease_ended"
    HAND_ON = "hand_on"
    REASSIGN = "reassign"
    TRANSFER = "transfer"
    ASK_CORRECTION = "ask_correction"
    RESUBMIT = "resubmit"
    RECOMMEND = "recommend"
    SECOND_READ = "second_read"
    PROPOSE_REJECTION = "propose_rejection"
    SEND_BACK = "send_back"
    REJECT = "reject"
    SIGN = "sign"
    SIGNING_FAILED = "signing_failed"
    PRINT_FOR_SIGNATURE = "print_for_signature"
    WET_SIGNED = "wet_signed"
    NEXT_PLACE = "next_place"
    ISSUE = "issue"
    HAND_OVER_SIAK = "hand_over_siak"
    SEE_ORIGINALS = "see_originals"
    READY = "ready"
    COLLECTED = "collected"
    WITHDRAW = "withdraw"
    CALENDAR_MOVED = "calendar_moved"
    REMIND = "remind"
    REMIND_CITIZEN = "remind_citizen"
    TELL_LATE = "tell_late"
    ESCALATE = "escalate"
    HOLD = "hold"
    RESUME = "resume"
    LAPSE = "lapse"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True)
class Rule:
    """From which statuses a step is lawful, where it leads, and who may take it."""

    sources: frozenset[Status]
    target: Status | None
    """None: the request stays where it is, and only its history grows."""
    permission: Permission
    by_applicant: bool = False
    """Only the applicant: the account it was filed from, an account proven to be of the applicant's NIK, or, where no
    account filed it, whoever shows its receipt."""
    with_help: bool = False
    """Also staff who may assist, with the applicant at the desk: who filed it so, or the office that handles it."""
    by_holder: bool = False
    """Only the officer who has claimed it."""
    by_asked: bool = False
    """Only the RT head who was asked."""
    if_held: bool = False
    """Where an officer has claimed it, only that one or a supervisor."""
    in_turn: bool = False
    """Only an official who may sign for the office whose turn it is."""
    at_turn: bool = False
    """Only somebody who works in the office whose turn it is: a kelurahan does not record what its Camat signed."""
    four_eyes: bool = False
    """Never by who checked the request: the letter is in force by the act of two people."""
    needs_reason: bool = False
    stays: frozenset[Status] = frozenset()
    """From these of its sources the request stays where it is: a notice of refusal is signed by pen once refused."""
    back: bool = False
    """It leads back to where the request stood when it was put on hold."""


def _from(*statuses: Status) -> frozenset[Status]:
    return frozenset(statuses)


_S, _P = Status, Permission
# fmt: off
WORKFLOW: dict[Step, Rule] = {
    Step.SUBMIT:              Rule(_from(_S.DRAFT), _S.SUBMITTED, _P.REQUEST_FILE, by_applicant=True, with_help=True),
    Step.ASK_CONFIRMATION:    Rule(_from(_S.SUBMITTED, _S.IN_REVIEW), _S.AWAITING_CONFIRMATION, _P.REQUEST_REVIEW, if_held=True),  # noqa: E501
    Step.CONFIRMED:           Rule(_from(_S.AWAITING_CONFIRMATION), _S.SUBMITTED, _P.REQUEST_CONFIRM, by_asked=True),
    Step.CONFIRMATION_OVER:   Rule(_from(_S.AWAITING_CONFIRMATION), _S.SUBMITTED, _P.REQUEST_RUN),
    Step.CLAIM:               Rule(_from(_S.SUBMITTED), _S.IN_REVIEW, _P.REQUEST_REVIEW),
    Step.JUDGE:               Rule(_from(_S.IN_REVIEW), None, _P.REQUEST_REVIEW, by_holder=True),
    Step.WRITE:               Rule(_from(_S.IN_REVIEW), None, _P.REQUEST_REVIEW, by_holder=True),
    Step.PRIORITISE:          Rule(_from(_S.SUBMITTED, _S.IN_REVIEW), None, _P.REQUEST_REVIEW, needs_reason=True),
    Step.PLAN_VISIT:          Rule(_from(_S.IN_REVIEW), None, _P.REQUEST_REVIEW, by_holder=True),
    Step.VISITED:             Rule(_from(_S.IN_REVIEW, _S.ON_HOLD), None, _P.REQUEST_REVIEW),
    Step.NOT_AT_HOME:         Rule(_from(_S.IN_REVIEW), None, _P.REQUEST_REVIEW),
    Step.CALL_OFF_VISIT:      Rule(_from(_S.SUBMITTED, _S.IN_REVIEW, _S.ON_HOLD), None, _P.REQUEST_REVIEW, if_held=True),  # noqa: E501
    Step.OFFER_APPOINTMENT:   Rule(_from(_S.IN_REVIEW), None, _P.REQUEST_REVIEW, by_holder=True),
    Step.ANOTHER_TIME:        Rule(_from(_S.SUBMITTED, _S.IN_REVIEW, _S.ON_HOLD), None, _P.REQUEST_OWN, by_applicant=True),  # noqa: E501
    Step.APPOINTMENT_KEPT:    Rule(_from(_S.IN_REVIEW), None, _P.REQUEST_REVIEW),
    Step.APPOINTMENT_FAILED:  Rule(_from(_S.IN_REVIEW), None, _P.REQUEST_REVIEW),
    Step.CALL_OFF_APPOINTMENT: Rule(_from(_S.SUBMITTED, _S.IN_REVIEW, _S.ON_HOLD), None, _P.REQUEST_REVIEW, if_held=True),  # noqa: E501
    Step.BLOCK:               Rule(_from(_S.IN_REVIEW), None, _P.REQUEST_REVIEW, by_holder=True, needs_reason=True),
    Step.UNBLOCK:             Rule(_from(_S.IN_REVIEW), None, _P.REQUEST_REVIEW, by_holder=True, needs_reason=True),
    Step.RELEASE:             Rule(_from(_S.IN_REVIEW), _S.SUBMITTED, _P.REQUEST_REVIEW, by_holder=True),
    Step.LEASE_ENDED:         Rule(_from(_S.IN_REVIEW), _S.SUBMITTED, _P.REQUEST_RUN),
    Step.HAND_ON:             Rule(_from(_S.IN_REVIEW, _S.ON_HOLD), _S.SUBMITTED, _P.REQUEST_RUN, stays=_from(_S.ON_HOLD)),  # noqa: E501
    Step.REASSIGN:            Rule(_from(_S.IN_REVIEW), _S.IN_REVIEW, _P.REQUEST_SUPERVISE),
    Step.TRANSFER:            Rule(_from(_S.SUBMITTED, _S.IN_REVIEW), _S.SUBMITTED, _P.REQUEST_REVIEW, if_held=True, needs_reason=True),  # noqa: E501
    Step.ASK_CORRECTION:      Rule(_from(_S.IN_REVIEW), _S.NEEDS_CORRECTION, _P.REQUEST_REVIEW, by_holder=True),
    Step.RESUBMIT:            Rule(_from(_S.NEEDS_CORRECTION), _S.SUBMITTED, _P.REQUEST_OWN, by_applicant=True, with_help=True),  # noqa: E501
    Step.RECOMMEND:           Rule(_from(_S.IN_REVIEW), _S.AWAITING_SIGNATURE, _P.REQUEST_REVIEW, by_holder=True),
    Step.SECOND_READ:         Rule(_from(_S.AWAITING_SIGNATURE), None, _P.REQUEST_REVIEW),
    Step.PROPOSE_REJECTION:   Rule(_from(_S.IN_REVIEW), _S.AWAITING_SIGNATURE, _P.REQUEST_REVIEW, by_holder=True, needs_reason=True),  # noqa: E501
    Step.SEND_BACK:           Rule(_from(_S.AWAITING_SIGNATURE), _S.IN_REVIEW, _P.REQUEST_SIGN, in_turn=True, needs_reason=True),  # noqa: E501
    Step.REJECT:              Rule(_from(_S.AWAITING_SIGNATURE), _S.REJECTED, _P.REQUEST_SIGN, in_turn=True, four_eyes=True, needs_reason=True),  # noqa: E501
    Step.SIGN:                Rule(_from(_S.AWAITING_SIGNATURE), _S.ISSUING, _P.REQUEST_SIGN, in_turn=True, four_eyes=True),  # noqa: E501
    Step.SIGNING_FAILED:      Rule(_from(_S.ISSUING), _S.AWAITING_SIGNATURE, _P.REQUEST_RUN, needs_reason=True),
    Step.PRINT_FOR_SIGNATURE: Rule(_from(_S.AWAITING_SIGNATURE), None, _P.REQUEST_REVIEW),
    Step.WET_SIGNED:          Rule(_from(_S.AWAITING_SIGNATURE, _S.REJECTED), _S.ISSUING, _P.REQUEST_REVIEW, at_turn=True, four_eyes=True, stays=_from(_S.REJECTED)),  # noqa: E501
    Step.NEXT_PLACE:          Rule(_from(_S.ISSUING), _S.AWAITING_SIGNATURE, _P.REQUEST_RUN),
    Step.ISSUE:               Rule(_from(_S.ISSUING), _S.ISSUED, _P.REQUEST_RUN),
    Step.HAND_OVER_SIAK:      Rule(_from(_S.IN_REVIEW), _S.ISSUED, _P.REQUEST_REVIEW, by_holder=True),
    Step.SEE_ORIGINALS:       Rule(_from(_S.SUBMITTED, _S.IN_REVIEW, _S.AWAITING_SIGNATURE, _S.ISSUING, _S.ISSUED), None, _P.REQUEST_REVIEW),  # noqa: E501
    Step.READY:               Rule(_from(_S.ISSUED), None, _P.REQUEST_REVIEW),
    Step.COLLECTED:           Rule(_from(_S.ISSUED), None, _P.REQUEST_REVIEW),
    Step.WITHDRAW:            Rule(_from(_S.AWAITING_CONFIRMATION, _S.SUBMITTED, _S.IN_REVIEW, _S.NEEDS_CORRECTION, _S.ON_HOLD), _S.WITHDRAWN, _P.REQUEST_OWN, by_applicant=True),  # noqa: E501
    Step.CALENDAR_MOVED:      Rule(_from(_S.AWAITING_CONFIRMATION, _S.SUBMITTED, _S.IN_REVIEW, _S.NEEDS_CORRECTION, _S.ON_HOLD, _S.AWAITING_SIGNATURE, _S.ISSUING), None, _P.REQUEST_RUN),  # noqa: E501
    Step.REMIND:              Rule(_from(_S.SUBMITTED, _S.IN_REVIEW, _S.AWAITING_SIGNATURE), None, _P.REQUEST_RUN),
    Step.REMIND_CITIZEN:      Rule(_from(_S.NEEDS_CORRECTION), None, _P.REQUEST_REMIND),
    Step.TELL_LATE:           Rule(_from(_S.SUBMITTED, _S.IN_REVIEW, _S.AWAITING_SIGNATURE), None, _P.REQUEST_RUN),
    Step.ESCALATE:            Rule(_from(_S.SUBMITTED, _S.IN_REVIEW, _S.AWAITING_SIGNATURE), None, _P.REQUEST_RUN),
    Step.HOLD:                Rule(_from(_S.SUBMITTED, _S.IN_REVIEW, _S.AWAITING_SIGNATURE), _S.ON_HOLD, _P.REQUEST_RUN),  # noqa: E501
    Step.RESUME:              Rule(_from(_S.ON_HOLD), None, _P.REQUEST_RUN, back=True),
    Step.LAPSE:               Rule(_from(_S.NEEDS_CORRECTION), _S.LAPSED, _P.REQUEST_RUN),
    Step.REOPEN:              Rule(_from(_S.REJECTED, _S.LAPSED), _S.SUBMITTED, _P.REQUEST_SUPERVISE, needs_reason=True),  # noqa: E501
}
# fmt: on

CLOSED = frozenset({Status.ISSUED, Status.REJECTED, Status.WITHDRAWN, Status.LAPSED})
"""Nobody's clock runs any more; a rejected or lapsed request can be reopened, as a new run with its own promise."""

HELD = frozenset({Status.IN_REVIEW})
"""Exactly in these an officer holds the request."""

TURN = frozenset({Status.AWAITING_SIGNATURE, Status.ISSUING})
"""Exactly in these an office has its turn to sign."""

VISITS = frozenset({Step.PLAN_VISIT, Step.VISITED, Step.NOT_AT_HOME, Step.CALL_OFF_VISIT})
"""An officer goes to where the person lives, inside the review and on the office's clock."""

APPOINTMENTS = frozenset({
    Step.OFFER_APPOINTMENT, Step.ANOTHER_TIME, Step.APPOINTMENT_KEPT, Step.APPOINTMENT_FAILED,
    Step.CALL_OFF_APPOINTMENT,
})  # fmt: skip
"""People come to the office to sign in front of an officer; until the hour they were offered the clock is theirs."""

BLOCKS = frozenset({Step.BLOCK, Step.UNBLOCK})

ENDS_REST = VISITS | APPOINTMENTS | BLOCKS | {Step.TRANSFER}
"""Whatever ends the wait for somebody outside, or begins another one, wherever the request stands."""

HANDS_BACK = frozenset({Step.ANOTHER_TIME, Step.APPOINTMENT_FAILED})
"""After these the office has to offer a time anew, through nothing it did."""

WHILE_RESTRICTED = frozenset({
    Step.WITHDRAW, Step.RELEASE, Step.LEASE_ENDED, Step.HAND_ON, Step.HOLD, Step.RESUME, Step.CALENDAR_MOVED,
    Step.NEXT_PLACE, Step.ISSUE, Step.SIGNING_FAILED,
})  # fmt: skip
"""What may still be done once a person had the processing restricted: to let go, and to end what is signed already."""

STOPPED_BY_BLOCK = frozenset({Step.OFFER_APPOINTMENT, Step.APPOINTMENT_KEPT, Step.RECOMMEND})

AFTER_THE_VISIT = frozenset(
    {Step.ASK_CORRECTION, Step.RECOMMEND, Step.PROPOSE_REJECTION, Step.HAND_OVER_SIAK, Step.TRANSFER}
)
"""Steps that wait until a planned visit or appointment was held or called off: nobody is left waiting."""

OF_THE_OFFICE = (VISITS | APPOINTMENTS | BLOCKS) - {Step.ANOTHER_TIME}

ACTS_ON_CONTENT = OF_THE_OFFICE | {Step.JUDGE, Step.WRITE, Step.ASK_CORRECTION, Step.RECOMMEND, Step.PROPOSE_REJECTION}
"""The steps that end *waiting*; a claim alone does not."""


DECIDES = frozenset({
    Step.CLAIM, Step.JUDGE, *OF_THE_OFFICE, Step.ASK_CORRECTION, Step.RECOMMEND, Step.SECOND_READ,
    Step.PROPOSE_REJECTION, Step.SEND_BACK, Step.REJECT, Step.SIGN, Step.WET_SIGNED, Step.HAND_OVER_SIAK, Step.TRANSFER,
})  # fmt: skip
"""Steps that decide about somebody: only for staff whose own NIK and family card the house knows."""

DECISIONS = frozenset(
    {Step.TRANSFER, Step.ASK_CORRECTION, Step.RECOMMEND, Step.PROPOSE_REJECTION, Step.SEND_BACK, Step.REOPEN}
)
"""The steps that decide where a request goes next; the last of them says why it lies here."""


class Channel(StrEnum):
    """By which way a request came in."""

    ONLINE = "online"
    COUNTER = "counter"
    LATE_ENTRY = "late_entry"
    """Entered afterwards from paper, after a power cut for example."""


class Consent(StrEnum):
    """How somebody who was helped agreed to what was filed in their name."""

    READ_OUT = "read_out"
    """The answers were read out at the desk, and confirmed."""
    ON_PAPER = "on_paper"
    """Signed on the paper that was filled in while nothing else worked."""


class Priority(StrEnum):
    """Why somebody is served before others who were promised the same.

    Source: UU 25/2009 art. 29 (special treatment of certain members of society).
    """

    ELDERLY = "elderly"
    DISABLED = "disabled"
    PREGNANT = "pregnant"
    URGENT = "urgent"


class Confirmation(StrEnum):
    """What an RT head answers; it binds nobody, the officer decides."""

    MINE = "mine"
    NOT_MINE = "not_mine"
    MEET = "meet"
    """The RT head wants to see the applicant first."""


class Nudge(StrEnum):
    """What the house does next about a request when its hour comes and nobody has finished."""

    SOON = "soon"
    """Remind whoever has it that the promise is near."""
    DUE = "due"
    """Remind them that it has come."""
    OVERDUE = "overdue"
    """Tell whoever supervises them that it was broken."""
    CORRECTION = "correction"
    """Remind the citizen of what is still to be completed."""


class Verb(StrEnum):
    """What an officer can do with many requests at once: each by the law of one."""

    CLAIM = "ambil"
    ASSIGN = "serahkan"
    REMIND = "ingatkan"
    RECOMMEND = "teruskan"


class Verdict(StrEnum):
    """What an officer says of one requirement."""

    COMPLETE = "complete"
    UNCLEAR = "unclear"
    MISSING = "missing"
    MISMATCH = "mismatch"


class ProofKind(StrEnum):
    """How a requirement is met."""

    UPLOADED = "uploaded"
    REUSED = "reused"
    BRING = "bring"
    """The paper will be brought; it does not stop review or signature, only the release."""


class DataFault(StrEnum):
    """Where a wrong letter came from, as its holder sees it."""

    APPLICANT = "applicant"
    """What was filled in."""
    PAPER = "paper"
    """A paper that was shown, or what SIAK says."""
    OFFICE = "office"
    """What was filled in is right, and the letter says something else."""


class Refusal(StrEnum):
    """Why a request cannot be fulfilled."""

    NOT_RESIDENT = "not_resident"
    CONDITIONS_NOT_MET = "conditions_not_met"
    DATA_DOES_NOT_MATCH = "data_does_not_match"
    PROOF_NOT_GENUINE = "proof_not_genuine"
    OTHER_AUTHORITY = "other_authority"
    DISPUTED = "disputed"
    DUPLICATE = "duplicate"
    NOT_COMPLETED = "not_completed"


HEALABLE = frozenset({Refusal.DATA_DOES_NOT_MATCH, Refusal.NOT_COMPLETED})
"""Faults that a correction could mend: refusing for them needs a second person."""


class VisitKind(StrEnum):
    """Who goes to whom."""

    HOME = "home"
    """An officer to where the person lives."""
    OFFICE = "office"
    """People to the office, to sign in front of an officer."""


class VisitOutcome(StrEnum):
    """What became of a planned visit, or of an appointment at the office."""

    MET = "met"
    NOT_AT_HOME = "not_at_home"
    SIGNED = "signed"
    """All came to the office and signed."""
    NOT_ALL = "not_all"
    NOBODY = "nobody"
    OBJECTED = "objected"
    """They came, and somebody of them objected: nothing was signed."""
    CALLED_OFF = "called_off"
    """Another day was agreed, or the request went on without it."""


class Outcome(StrEnum):
    """What became of a request that another system fulfils (SIAK)."""

    EMAILED = "emailed"
    TO_COLLECT = "to_collect"
    ATTACHED = "attached"


def target(status: Status, step: Step, *, held_from: Status | None = None) -> Status:
    """Return where ``step`` leads from ``status``.

    Args:
        held_from: where a request on hold stood before; what was not lawful there is not lawful now.

    Raises:
        IllegalStepError: the table has no such move.
    """
    rule = WORKFLOW[step]
    if not begins(status, step, held_from=held_from):
        raise IllegalStepError("illegal_step", step=step, status=status)
    if rule.back and held_from is not None:
        return held_from
    return status if rule.target is None or status in rule.stays else rule.target


def begins(status: Status, step: Step, *, held_from: Status | None = None) -> bool:
    """Tell whether a step is lawful from where a request stands: on hold, only what was lawful before it as well."""
    rule = WORKFLOW[step]
    return status in rule.sources and (held_from is None or rule.back or held_from in rule.sources)
