"""Who may open which address: written by hand, so that a changed policy is seen. ``test_access_matrix`` walks it.

A page that is added must be added here, or the walk fails.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from eservice.accounts.permissions import Permission as May
from eservice.accounts.permissions import Role

PUBLIC = "public"
KEYED = "keyed"
"""For other systems: a token opens it, and nobody's session does (401)."""


class Reach(Enum):
    """Who is let in of those whose role has the permission, and what the others of that role are told."""

    ALL = "everyone of the role, at the own desk"
    OWNER = "the citizen whose it is; for other citizens it does not exist (404)"
    HERS = "the citizen whose it is; for everybody else it does not exist (404)"
    HERS_BACK = "the citizen whose it is; everybody else is led back with a sentence (303)"
    OFFICE = "the office that has it; others are refused (403)"
    HIDDEN = "the office that has it; for others it does not exist (404)"
    BACK = "the office that has it; others are led back with a sentence (303)"
    MINE = "the one officer whose it is; for all others it does not exist (404)"
    MINE_REFUSED = "the one officer whose it is; all others are refused (403)"
    MINE_BACK = "the one officer whose it is; all others are led back with a sentence (303)"
    UNTOUCHED = "the one officer whose it is; the press of all others changes nothing (303)"
    STAFF = "who works here; citizens are refused (403)"
    LEADS = "who leads an office: its signer and its supervisor; officers are refused (403)"
    LEADS_HERE = "who leads the office that has it; all others are refused (403)"
    HOUSE = "the administrator; for who leads an office it does not exist (404)"


@dataclass(frozen=True)
class Person:
    """One column of the matrix."""

    role: Role
    at_home: bool = True
    """Whether the request, the draft or the office of the matrix is theirs."""


PEOPLE: dict[str, Person] = {
    "guest": Person(Role.GUEST),
    "ended": Person(Role.GUEST),
    "bearer": Person(Role.BEARER),
    "rt_head": Person(Role.RT_HEAD),
    "owner": Person(Role.CITIZEN),
    "citizen": Person(Role.CITIZEN, at_home=False),
    "officer": Person(Role.OFFICER),
    "officer elsewhere": Person(Role.OFFICER, at_home=False),
    "signer": Person(Role.SIGNER),
    "signer elsewhere": Person(Role.SIGNER, at_home=False),
    "supervisor": Person(Role.SUPERVISOR),
    "supervisor elsewhere": Person(Role.SUPERVISOR, at_home=False),
    "administrator": Person(Role.ADMIN),
    "protector": Person(Role.PROTECTOR),
    "examiner": Person(Role.EXAMINER),
}
WITHOUT_ACCOUNT = ("guest", "ended", "bearer", "rt_head")
"""To pages that need an account all of them are guests; a receipt or an RT's link opens nothing else."""

# fmt: off
ROWS: tuple[tuple[str, Reach, str, str], ...] = (
    (PUBLIC, Reach.ALL, "public",
     "metrics accessibility complaint complaint_look complaint_other complaint_rate complaint_reopen complaint_sent"
     " hall_board hall_machine hall_number hall_screen hall_take healthz help home letter_receiver"
     " letter_show log_bundle log_checkpoint log_entry log_key log_proof log_show log_tile number_give_back"
     " number_show offline_check offline_keys offline_status offline_worker pledge privacy readyz robots"
     " rt_answer rt_open rt_question service_list service_show service_unneeded track track_another_time"
     " track_complete track_other track_survey track_withdraw survey survey_answer security verify verify_number"),

    (PUBLIC, Reach.ALL, "auth",
     "forgotten invitation language outside_begin outside_return persona register reset sign_in sign_in_by_mail"
     " sign_in_code sign_in_mail_code sign_out switch"),

    (PUBLIC, Reach.ALL, "api", "description figures service services verify verify_posted"),
    (KEYED, Reach.ALL, "api", "request_status"),

    (PUBLIC, Reach.ALL, "", "static"),

    (May.ACCOUNT_OWN, Reach.ALL, "auth",
     "account act_as contact desk_pin email email_code identity inbox passkey_add passkey_list password share_desk"),
    (May.ACCOUNT_OWN, Reach.STAFF, "auth", "factor factor_codes factor_off factor_set_up"),
    (May.ACCOUNT_OWN, Reach.MINE, "auth", "passkey_remove session_end"),

    (May.ACCOUNT_OWN, Reach.ALL, "own", "consent_set incident_list data_export data_show look_list wish_new"),
    (May.ACCOUNT_OWN, Reach.HERS, "own", "wish_show"),
    (May.ACCOUNT_OWN, Reach.HERS_BACK, "own", "wish_lift wish_withdraw"),

    (May.DATA_PROTECT, Reach.ALL, "protection",
     "breach_authority breach_close breach_contain breach_find breach_list breach_new breach_show breach_tell"
     " breach_told record_sheet record_show hold_lift hold_set limit_set retention_show wish_lift wish_list wish_show"
     " wish_take"),

    (May.REQUEST_FILE, Reach.ALL, "citizen", "apply apply_step check proofs saved statement"),
    (May.REQUEST_FILE, Reach.OWNER, "citizen", "discard preview receipt"),
    (May.REQUEST_OWN, Reach.ALL, "citizen", "request_list"),
    (May.REQUEST_OWN, Reach.OWNER, "citizen",
     "amend another_time complete document letter request_show request_time survey withdraw"),

    (May.REQUEST_REVIEW, Reach.ALL, "officer",
     "attendance bulk_result bulk_run counter_ktp counter_prove filter_first filter_list filter_save"
     " mention_list order own_figures queue queue_export register_enter register_file register_search register_show"
     " search shortcuts survey_entry take_next text_list text_new"),
    (May.REQUEST_REVIEW, Reach.OFFICE, "officer",
     "appointment ask_correction ask_rt block call collected document draft hand_over judge letter message note"
     " offer_appointment plan_visit prioritise proof_file proof_page reveal propose_rejection recommend"
     " request_show request_time snooze survey_sheet transfer unblock visit visit_photo wet_signed whatsapp"),
    (May.REQUEST_REVIEW, Reach.BACK, "officer",
     "call_off_appointment call_off_visit claim print_sheet prove ready release remind second_read"
     " see_originals wake whatsapp_sent"),
    (May.REQUEST_REVIEW, Reach.MINE, "officer", "text_drop text_edit"),
    (May.REQUEST_REVIEW, Reach.MINE_BACK, "officer", "attendance_end filter_forget filter_rename"),
    (May.REQUEST_REVIEW, Reach.UNTOUCHED, "officer", "mention_read"),
    (May.REQUEST_REVIEW, Reach.LEADS, "officer", "reset_list"),
    (May.REQUEST_REVIEW, Reach.LEADS_HERE, "officer", "reset_confirm"),
    (May.REQUEST_ASSIST, Reach.ALL, "officer",
     "bench complaint complaint_receipt"
     " bench_call bench_give bench_leave bench_stand counter counter_paper counter_start emergency_close"
     " emergency_print emergency_sheet recovery recovery_code rt_list"),
    (May.REQUEST_ASSIST, Reach.OFFICE, "officer", "complete scan statement"),
    (May.REQUEST_ASSIST, Reach.HIDDEN, "officer", "bench_act emergency_entry rt_pin"),
    (May.REQUEST_ASSIST, Reach.MINE, "officer",
     "counter_check counter_discard counter_proofs counter_statement counter_step"),
    (May.REQUEST_ASSIST, Reach.MINE_REFUSED, "officer", "counter_receipt"),
    (May.REQUEST_SUPERVISE, Reach.ALL, "officer", "register_aside"),
    (May.REQUEST_SUPERVISE, Reach.HIDDEN, "officer", "register_void"),

    (May.CAREER_OWN, Reach.ALL, "officer", "training_ask training_own"),
    (May.CAREER_LEAD, Reach.ALL, "supervisor", "training_effect training_evidence training_show"),
    (May.CAREER_LEAD, Reach.HIDDEN, "supervisor", "officer_need training_decide training_finish"),
    (May.TARGET_SET, Reach.ALL, "supervisor", "training_budget"),
    (May.CAREER_RULE, Reach.ALL, "admin",
     "course_end course_list course_offer course_show term_list term_set"),

    (May.HOUSE_EXAMINE, Reach.ALL, "examiner", "change_list home person_open request_show sample_show"),

    (May.COMPLAINT_HANDLE, Reach.ALL, "handling", "complaint_csv complaint_list"),
    (May.COMPLAINT_HANDLE, Reach.HIDDEN, "handling",
     "complaint_answer complaint_dismiss complaint_forward complaint_show complaint_take"),

    (May.REQUEST_SIGN, Reach.ALL, "signer", "confirm queue sign"),
    (May.REQUEST_SIGN, Reach.HIDDEN, "signer", "batch batch_repeat"),
    (May.REQUEST_SIGN, Reach.OFFICE, "signer", "draft letter_file reject request_show send_back"),
    (May.LETTER_REVOKE, Reach.OFFICE, "signer", "revoke"),

    (May.REQUEST_SIGN, Reach.OFFICE, "admin", "failure_give_up"),

    (May.REQUEST_SUPERVISE, Reach.ALL, "supervisor", "emergency_late survey_plan survey_publish"),
    (May.REQUEST_SUPERVISE, Reach.HIDDEN, "supervisor",
     "absence_record ask_correction lend reassign reopen skill_list skill_waive skill_withdraw"),
    (May.REQUEST_SUPERVISE, Reach.BACK, "supervisor", "absence_end"),
    (May.FIGURES_SEE, Reach.ALL, "supervisor",
     "cause_list definitions demand event_file expectation_show figure_file figures flow forecast hall_renew hall_show"
     " honesty_show morning notices office_list overview queue_health report_list request_list service_list"
     " service_show survey_csv survey_show target_list team"),
    (May.TARGET_SET, Reach.ALL, "supervisor", "target_set"),
    (May.REQUEST_SIGN, Reach.ALL, "supervisor", "report_sign"),
    (May.FIGURES_SEE, Reach.HIDDEN, "supervisor", "office_show officer_show report_file request_show"),

    (May.LETTER_MEND, Reach.ALL, "admin", "failure_list"),
    (May.LETTER_MEND, Reach.BACK, "admin", "failure_retry"),
    (May.LETTER_MEND, Reach.HIDDEN, "admin", "failure_leave failure_restamp"),
    (May.LETTER_MEND, Reach.HOUSE, "admin", "failure_drop failure_resend"),
    (May.INCIDENT_DECLARE, Reach.ALL, "admin", "incident_list incident_open"),
    (May.INCIDENT_DECLARE, Reach.OFFICE, "admin", "incident_end incident_prolong"),
    (May.HOUSE_MANAGE, Reach.ALL, "admin",
     "closure_add draft_arrange draft_basics draft_component draft_discard draft_field draft_field_new"
     " draft_field_ready draft_form draft_letter"
     " draft_letter_sample draft_publish draft_requirement"
     " draft_requirement_new draft_requirement_ready draft_requirements draft_return draft_rules draft_send draft_show"
     " draft_standard draft_step draft_step_new draft_try"
     " complaint_limit_set complaint_limits"
     " examination_add examination_list closure_lift failure_scan holiday_add holiday_lift"
     " holiday_list home office_change office_lend office_list office_series office_service_close"
     " office_service_open office_service_rt office_services office_show office_skill_waive"
     " office_skill_withdraw office_skills official_appoint official_decree official_end opening_add"
     " opening_lift rt_end rt_list rt_set season_add season_lift season_list service_begin"
     " service_close service_difference service_list service_new service_open"
     " service_show staff staff_absent staff_back staff_disable staff_enable staff_end staff_factor_off"
     " staff_identify staff_invite staff_invite_again staff_move staff_post staff_reset staff_reset_confirm"
     " staff_show token_list token_new token_revoke"),
)
# fmt: on


def table() -> Iterator[tuple[str, tuple[str, Reach]]]:
    """Yield each endpoint with the permission it needs and whom it lets in of those who hold it."""
    for needs, reach, audience, names in ROWS:
        for name in names.split():
            yield (f"{audience}.{name}" if audience else name), (needs, reach)


_DESK = dict.fromkeys((Role.OFFICER, Role.SIGNER, Role.SUPERVISOR), "birth nik street telephone")
_VISIT = dict.fromkeys((Role.OFFICER, Role.SIGNER, Role.SUPERVISOR), "street telephone")
_COPIED = dict.fromkeys((Role.OFFICER, Role.SIGNER, Role.SUPERVISOR), "nik street telephone")
_CALLED = dict.fromkeys((Role.OFFICER, Role.SIGNER, Role.SUPERVISOR), "telephone")
SHOWN: dict[str, dict[Role, str]] = {
    "officer.request_show": _DESK,
    "officer.judge": _DESK,
    "officer.ask_correction": _DESK,
    "officer.draft": _DESK,
    "officer.hand_over": _COPIED,
    "officer.visit": _VISIT,
    "officer.call": _CALLED,
    "officer.whatsapp": _CALLED,
    "signer.draft": {Role.SIGNER: "birth nik street telephone"},
    "citizen.request_show": {Role.CITIZEN: "birth nik street telephone"},
    "citizen.complete": {Role.CITIZEN: "birth nik street telephone"},
    "auth.contact": {Role.CITIZEN: "telephone"},
    "own.data_show": {Role.CITIZEN: "birth street"},
    "own.data_export": {Role.CITIZEN: "birth card nik street telephone"},
    "protection.wish_show": {Role.PROTECTOR: "birth"},
    "public.rt_question": {Role.RT_HEAD: "street"},
}
"""What of a person may stand in clear on a page, by role; on every page that is not named here: nothing."""
