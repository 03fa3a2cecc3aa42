"""The law of a request: read back from its table, walked by hand, and each refusal alone. No database."""

import itertools

import pytest

from eservice.accounts.actor import GUEST, SYSTEM, Actor
from eservice.accounts.permissions import Permission, Role
from eservice.kernel.errors import IllegalStepError, MissingReasonError, NotAllowedError
from eservice.requests.rules import Position, check_reason, check_refusal, check_who, permission_needed
from eservice.requests.workflow import CLOSED, HEALABLE, HELD, TURN, WORKFLOW, Refusal, Status, Step, begins, target

CITIZEN = Actor(Role.CITIZEN, user_id=1)
BEARER = Actor(Role.BEARER, receipt_id=9)
OFFICER = Actor(Role.OFFICER, user_id=2, membership_id=20, office_id=7)
SIGNER = Actor(Role.SIGNER, user_id=3, membership_id=30, office_id=7)
SUPERVISOR = Actor(Role.SUPERVISOR, user_id=4, membership_id=40, office_id=1)
ADMIN = Actor(Role.ADMIN, user_id=5, membership_id=50, office_id=1)
HEAD = Actor(Role.RT_HEAD, rt_id=4)
EVERYONE = (GUEST, CITIZEN, BEARER, HEAD, OFFICER, SIGNER, SUPERVISOR, ADMIN, SYSTEM)


def standing(**changes: bool) -> Position:
    """Return the position of somebody whom nothing keeps away, with ``changes``."""
    usual = {
        "is_applicant": True,
        "helps": True,
        "is_holder": True,
        "is_held": True,
        "in_reach": True,
        "is_asked": True,
        "in_turn": True,
        "at_turn": True,
        "checked_it": False,
        "own_household": False,
        "is_known": True,
        "is_restricted": False,
    }
    return Position(**(usual | changes))


# ── The table ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_every_step_has_one_rule() -> None:
    assert set(WORKFLOW) == set(Step)


def test_every_status_can_be_reached() -> None:
    assert {rule.target for rule in WORKFLOW.values() if rule.target} | {Status.DRAFT} == set(Status)


def test_only_a_refused_or_lapsed_request_can_be_opened_again() -> None:
    leaving = {
        (status, step)
        for step, rule in WORKFLOW.items()
        for status in rule.sources & CLOSED
        if target(status, step) is not status
    }

    assert leaving == {(Status.REJECTED, Step.REOPEN), (Status.LAPSED, Step.REOPEN)}


def test_a_withdrawn_request_stays_withdrawn() -> None:
    assert not [step for step, rule in WORKFLOW.items() if Status.WITHDRAWN in rule.sources]


@pytest.mark.parametrize(("status", "step"), list(itertools.product(Status, Step)))
def test_a_step_is_lawful_exactly_where_the_table_says(status: Status, step: Step) -> None:
    rule = WORKFLOW[step]

    if status in rule.sources:
        assert target(status, step) is (status if status in rule.stays else rule.target or status)
        assert not rule.back or target(status, step, held_from=Status.IN_REVIEW) is Status.IN_REVIEW
    else:
        with pytest.raises(IllegalStepError):
            target(status, step)


def test_a_step_stays_only_where_it_is_lawful() -> None:
    assert all(rule.stays <= rule.sources for rule in WORKFLOW.values())


def test_a_request_is_never_held_and_in_turn_at_once() -> None:
    assert not HELD & TURN
    assert not (HELD | TURN) & CLOSED


# ── Journeys written by hand ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("journey", "end"),
    [
        ("submit claim judge recommend sign issue", Status.ISSUED),
        ("submit claim judge recommend sign issue ready see_originals collected", Status.ISSUED),
        ("submit claim judge ask_correction resubmit claim judge recommend sign issue", Status.ISSUED),
        ("submit claim judge recommend sign next_place sign issue", Status.ISSUED),
        ("submit claim judge recommend sign signing_failed sign issue", Status.ISSUED),
        ("submit claim recommend second_read sign issue", Status.ISSUED),
        ("submit claim recommend print_for_signature wet_signed issue", Status.ISSUED),
        ("submit claim judge recommend send_back judge recommend sign issue", Status.ISSUED),
        ("submit claim hand_over_siak collected", Status.ISSUED),
        ("submit claim release claim reassign recommend sign issue", Status.ISSUED),
        ("submit claim lease_ended claim transfer claim recommend sign issue", Status.ISSUED),
        ("submit claim judge hand_on claim recommend sign issue", Status.ISSUED),
        ("submit transfer claim propose_rejection reject", Status.REJECTED),
        ("submit claim propose_rejection reject reopen claim recommend sign issue", Status.ISSUED),
        ("submit claim ask_correction lapse", Status.LAPSED),
        ("submit claim ask_correction lapse reopen claim", Status.IN_REVIEW),
        ("submit ask_confirmation confirmed claim judge recommend sign issue", Status.ISSUED),
        ("submit claim ask_confirmation confirmation_over claim", Status.IN_REVIEW),
        ("submit ask_confirmation withdraw", Status.WITHDRAWN),
        ("submit withdraw", Status.WITHDRAWN),
        ("submit claim withdraw", Status.WITHDRAWN),
        ("submit claim ask_correction withdraw", Status.WITHDRAWN),
        ("submit claim see_originals recommend", Status.AWAITING_SIGNATURE),
        ("submit claim judge recommend sign", Status.ISSUING),
        ("submit claim plan_visit not_at_home visited recommend sign issue", Status.ISSUED),
        ("submit claim plan_visit release claim visited judge recommend", Status.AWAITING_SIGNATURE),
        ("submit claim offer_appointment appointment_failed appointment_kept recommend", Status.AWAITING_SIGNATURE),
        ("submit claim offer_appointment another_time offer_appointment call_off_appointment", Status.IN_REVIEW),
        ("submit claim offer_appointment release another_time claim", Status.IN_REVIEW),
        ("submit claim block release claim unblock recommend", Status.AWAITING_SIGNATURE),
        ("submit hold withdraw", Status.WITHDRAWN),
        ("submit claim hold hand_on", Status.ON_HOLD),
    ],
)
def test_the_journeys_the_office_promises(journey: str, end: Status) -> None:
    status = Status.DRAFT

    for step in journey.split():
        status = target(status, Step(step))

    assert status is end


@pytest.mark.parametrize(
    "journey",
    [
        "claim",
        "submit submit",
        "submit recommend",
        "submit sign",
        "submit claim claim",
        "submit claim sign",
        "submit claim issue",
        "submit claim reject",
        "submit claim recommend withdraw",
        "submit claim recommend ask_correction",
        "submit claim recommend sign sign",
        "submit claim recommend sign withdraw",
        "submit claim recommend sign issue withdraw",
        "submit claim recommend sign issue reopen",
        "submit claim ask_correction claim",
        "submit claim ask_correction recommend",
        "submit confirmed",
        "submit ask_confirmation claim",
        "submit ask_confirmation ask_confirmation",
        "submit claim ask_correction ask_confirmation",
        "submit claim recommend ask_confirmation",
        "submit withdraw reopen",
        "submit lapse",
        "submit claim propose_rejection reject sign",
        "submit plan_visit",
        "submit visited",
        "submit offer_appointment",
        "submit block",
        "submit claim recommend block",
        "submit claim recommend another_time",
        "submit claim ask_correction hold",
        "submit claim recommend sign hold",
        "submit hold hold",
        "submit hold claim",
        "submit hold transfer",
        "submit claim hold recommend",
        "submit resume",
    ],
)
def test_a_way_that_the_law_does_not_know_ends_at_its_last_step(journey: str) -> None:
    *lawful, last = (Step(step) for step in journey.split())
    status = Status.DRAFT
    for step in lawful:
        status = target(status, step)

    with pytest.raises(IllegalStepError) as refused:
        target(status, last)

    assert refused.value.facts == {"step": last, "status": status}


@pytest.mark.parametrize("held_from", [Status.SUBMITTED, Status.IN_REVIEW, Status.AWAITING_SIGNATURE])
def test_on_hold_nothing_is_lawful_that_was_not_lawful_before(held_from: Status) -> None:
    lawful = {step for step in Step if begins(Status.ON_HOLD, step, held_from=held_from)}

    expected = {
        Status.SUBMITTED: {
            Step.RESUME,
            Step.WITHDRAW,
            Step.CALENDAR_MOVED,
            Step.CALL_OFF_VISIT,
            Step.CALL_OFF_APPOINTMENT,
            Step.ANOTHER_TIME,
        },
        Status.IN_REVIEW: {
            Step.RESUME,
            Step.WITHDRAW,
            Step.HAND_ON,
            Step.CALENDAR_MOVED,
            Step.CALL_OFF_VISIT,
            Step.CALL_OFF_APPOINTMENT,
            Step.ANOTHER_TIME,
            Step.VISITED,
        },
        Status.AWAITING_SIGNATURE: {Step.RESUME, Step.CALENDAR_MOVED},
    }
    assert lawful == expected[held_from]  # somebody may wait: a visit is told, what was planned is called off
    assert target(Status.ON_HOLD, Step.RESUME, held_from=held_from) is held_from


# ── Who may ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def refusal(step: Step, actor: Actor, position: Position) -> str:
    """Return the code with which the law refuses, or the empty text."""
    try:
        check_who(step, WORKFLOW[step], actor, position)
    except NotAllowedError as error:
        return error.code
    return ""


@pytest.mark.parametrize(
    ("step", "actors"),
    [
        (Step.SUBMIT, {GUEST, CITIZEN, OFFICER, SIGNER}),
        (Step.RESUBMIT, {CITIZEN, BEARER, OFFICER, SIGNER}),
        (Step.WITHDRAW, {CITIZEN, BEARER}),
        (Step.CLAIM, {OFFICER, SIGNER, SUPERVISOR}),
        (Step.JUDGE, {OFFICER, SIGNER, SUPERVISOR}),
        (Step.WRITE, {OFFICER, SIGNER, SUPERVISOR}),
        (Step.ASK_CORRECTION, {OFFICER, SIGNER, SUPERVISOR}),
        (Step.RECOMMEND, {OFFICER, SIGNER, SUPERVISOR}),
        (Step.TRANSFER, {OFFICER, SIGNER, SUPERVISOR}),
        (Step.REASSIGN, {SUPERVISOR}),
        (Step.REOPEN, {SUPERVISOR}),
        (Step.SIGN, {SIGNER}),
        (Step.REJECT, {SIGNER}),
        (Step.SEND_BACK, {SIGNER}),
        (Step.LEASE_ENDED, {SYSTEM}),
        (Step.HAND_ON, {SYSTEM}),
        (Step.ISSUE, {SYSTEM}),
        (Step.LAPSE, {SYSTEM}),
        (Step.HOLD, {SYSTEM}),
        (Step.RESUME, {SYSTEM}),
        (Step.PLAN_VISIT, {OFFICER, SIGNER, SUPERVISOR}),
        (Step.OFFER_APPOINTMENT, {OFFICER, SIGNER, SUPERVISOR}),
        (Step.ANOTHER_TIME, {CITIZEN, BEARER}),
        (Step.APPOINTMENT_KEPT, {OFFICER, SIGNER, SUPERVISOR}),
        (Step.BLOCK, {OFFICER, SIGNER, SUPERVISOR}),
        (Step.ASK_CONFIRMATION, {OFFICER, SIGNER, SUPERVISOR}),
        (Step.CONFIRMED, {HEAD}),
        (Step.CONFIRMATION_OVER, {SYSTEM}),
        (Step.SIGNING_FAILED, {SYSTEM}),
        (Step.REMIND_CITIZEN, {OFFICER, SIGNER, SUPERVISOR, SYSTEM}),
    ],
)
def test_only_these_roles_may_take_the_step(step: Step, actors: set[Actor]) -> None:
    allowed = {actor for actor in EVERYONE if not refusal(step, actor, standing())}

    assert allowed == actors


@pytest.mark.parametrize("step", Step)
def test_the_administrator_takes_no_step_of_a_request(step: Step) -> None:
    assert refusal(step, ADMIN, standing()) == "permission"


def test_a_citizen_sends_in_only_their_own_request() -> None:
    assert refusal(Step.SUBMIT, CITIZEN, standing(is_applicant=False)) == "not_yours"


@pytest.mark.parametrize("step", [step for step, rule in WORKFLOW.items() if rule.by_applicant])
@pytest.mark.parametrize("actor", EVERYONE, ids=lambda actor: actor.role)
def test_what_is_the_applicants_is_taken_by_the_applicant_or_with_help_at_the_counter(step: Step, actor: Actor) -> None:
    neither = refusal(step, actor, standing(is_applicant=False, helps=False))
    applicant = refusal(step, actor, standing(is_applicant=True, helps=False))
    helper = refusal(step, actor, standing(is_applicant=False, helps=True))

    assert neither, "whoever it is, standing in reach of a request is not enough"
    assert not (applicant == "" and actor.is_staff), "a membership is nobody's applicant"
    assert not (helper == "" and not actor.is_staff), "only staff help"
    assert not (helper == "" and step is Step.WITHDRAW), "nobody helps to take back"


def test_help_at_the_counter_is_for_what_the_applicant_does_there() -> None:
    assert {step for step, rule in WORKFLOW.items() if rule.with_help} == {Step.SUBMIT, Step.RESUBMIT}


def test_nobody_in_the_office_takes_back_a_citizens_request() -> None:
    assert {refusal(Step.WITHDRAW, actor, standing()) for actor in (OFFICER, SIGNER, SUPERVISOR)} == {"permission"}


def test_helping_at_the_counter_is_a_permission_of_its_own() -> None:
    assert permission_needed(WORKFLOW[Step.SUBMIT], OFFICER) is Permission.REQUEST_ASSIST
    assert permission_needed(WORKFLOW[Step.SUBMIT], CITIZEN) is Permission.REQUEST_FILE


def test_an_officer_may_file_for_the_own_household_but_not_handle_it() -> None:
    assert refusal(Step.SUBMIT, OFFICER, standing(own_household=True)) == ""
    assert refusal(Step.CLAIM, OFFICER, standing(own_household=True)) == "own_household"


OF_AN_OFFICE = [
    step
    for step, rule in WORKFLOW.items()
    if not rule.by_applicant and not rule.by_asked and rule.permission is not Permission.REQUEST_RUN
]
"""What somebody in an office does to a request."""


@pytest.mark.parametrize("step", OF_AN_OFFICE)
def test_nobody_handles_the_own_households_request_or_one_of_another_office(step: Step) -> None:
    able = [one for one in (OFFICER, SIGNER, SUPERVISOR) if one.may(WORKFLOW[step].permission)]

    assert able
    for actor in able:
        assert refusal(step, actor, standing(own_household=True)) == "own_household"
        far = refusal(step, actor, standing(in_reach=False, in_turn=False, at_turn=False))
        assert far == ("not_your_turn" if WORKFLOW[step].in_turn else "other_office")


@pytest.mark.parametrize(
    "step", [Step.CLAIM, Step.JUDGE, Step.RECOMMEND, Step.TRANSFER, Step.WET_SIGNED, Step.SIGN, Step.REJECT]
)
def test_nobody_decides_while_the_house_does_not_know_who_they_are(step: Step) -> None:
    actor = SIGNER if step in (Step.SIGN, Step.REJECT) else OFFICER

    assert refusal(step, actor, standing(is_known=False)) == "staff_unknown"
    assert refusal(Step.RELEASE, OFFICER, standing(is_known=False)) == ""


@pytest.mark.parametrize("step", [Step.SIGN, Step.REJECT, Step.SEND_BACK])
def test_an_official_signs_only_when_it_is_their_turn(step: Step) -> None:
    assert refusal(step, SIGNER, standing(in_turn=False)) == "not_your_turn"


def test_a_turn_reaches_beyond_the_own_office() -> None:
    assert refusal(Step.SIGN, SIGNER, standing(in_reach=False)) == ""


@pytest.mark.parametrize("step", [Step.CLAIM, Step.TRANSFER, Step.RECOMMEND, Step.SEE_ORIGINALS])
def test_an_officer_of_another_office_is_refused(step: Step) -> None:
    assert refusal(step, OFFICER, standing(in_reach=False)) == "other_office"


def test_a_supervisor_reaches_only_the_own_offices() -> None:
    assert refusal(Step.REASSIGN, SUPERVISOR, standing(in_reach=False)) == "other_office"


@pytest.mark.parametrize(
    "step",
    [
        Step.JUDGE,
        Step.WRITE,
        Step.RELEASE,
        Step.OFFER_APPOINTMENT,
        Step.BLOCK,
        Step.UNBLOCK,
        Step.ASK_CORRECTION,
        Step.RECOMMEND,
        Step.PROPOSE_REJECTION,
        Step.HAND_OVER_SIAK,
    ],
)
def test_only_who_took_a_request_decides_on_its_content(step: Step) -> None:
    assert refusal(step, OFFICER, standing(is_holder=False)) == "not_holder"


@pytest.mark.parametrize(("actor", "code"), [(OFFICER, "held_by_other"), (SIGNER, "held_by_other"), (SUPERVISOR, "")])
def test_only_the_holder_or_a_supervisor_passes_on_what_somebody_holds(actor: Actor, code: str) -> None:
    assert refusal(Step.TRANSFER, actor, standing(is_holder=False)) == code
    assert refusal(Step.TRANSFER, actor, standing(is_holder=True)) == ""
    assert refusal(Step.TRANSFER, actor, standing(is_holder=False, is_held=False)) == ""


def test_a_supervisor_takes_no_office_s_request_out_of_somebodys_hands_beyond_reach() -> None:
    assert refusal(Step.TRANSFER, SUPERVISOR, standing(is_holder=False, in_reach=False)) == "other_office"


@pytest.mark.parametrize("step", [Step.SIGN, Step.REJECT])
def test_who_checked_a_request_does_not_sign_it(step: Step) -> None:
    assert refusal(step, SIGNER, standing(checked_it=True)) == "verifier_signs"


def test_who_checked_a_request_may_send_it_back() -> None:
    assert refusal(Step.SEND_BACK, SIGNER, standing(checked_it=True)) == ""


def test_another_rt_head_answers_nothing() -> None:
    assert refusal(Step.CONFIRMED, HEAD, standing(is_asked=False)) == "not_asked"


def test_an_rt_head_takes_no_step_but_the_answer() -> None:
    assert {step for step in Step if not refusal(step, HEAD, standing())} == {Step.CONFIRMED}


def test_the_house_runs_its_own_steps_wherever_the_request_is() -> None:
    assert refusal(Step.ISSUE, SYSTEM, standing(in_reach=False, in_turn=False, is_applicant=False)) == ""


# ── Reasons and second persons ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "step",
    [
        Step.TRANSFER,
        Step.BLOCK,
        Step.UNBLOCK,
        Step.PROPOSE_REJECTION,
        Step.REJECT,
        Step.SEND_BACK,
        Step.REOPEN,
        Step.SIGNING_FAILED,
    ],
)
def test_a_step_against_somebodys_expectation_needs_a_reason(step: Step) -> None:
    with pytest.raises(MissingReasonError):
        check_reason(step, WORKFLOW[step], "  ")

    check_reason(step, WORKFLOW[step], "Alamat di luar wilayah kelurahan.")


@pytest.mark.parametrize("step", [Step.CLAIM, Step.RECOMMEND, Step.SIGN, Step.WITHDRAW])
def test_an_ordinary_step_needs_no_reason(step: Step) -> None:
    check_reason(step, WORKFLOW[step], "")


@pytest.mark.parametrize("fault", sorted(HEALABLE))
def test_a_fault_that_a_correction_could_mend_is_refused_by_two_people_only(fault: Refusal) -> None:
    with pytest.raises(NotAllowedError) as refused:
        check_refusal(fault, proposer_user_id=3, decider_user_id=3)
    assert refused.value.code == "second_officer"

    with pytest.raises(NotAllowedError):
        check_refusal(fault, proposer_user_id=None, decider_user_id=3)

    check_refusal(fault, proposer_user_id=2, decider_user_id=3)


def test_other_faults_may_be_refused_by_one() -> None:
    check_refusal(Refusal.NOT_RESIDENT, proposer_user_id=3, decider_user_id=3)
