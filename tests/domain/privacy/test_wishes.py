"""What people ask about their data: answered within 3 × 24 hours by the calendar, by somebody else, as the law lets."""

from datetime import timedelta

import pytest

from eservice.accounts.actor import Actor
from eservice.accounts.models import User
from eservice.accounts.permissions import Role
from eservice.audit.queries import check_chain
from eservice.kernel.db import db
from eservice.kernel.errors import (
    ConflictError,
    DomainError,
    IllegalStepError,
    MissingReasonError,
    NotAllowedError,
    NotFoundError,
)
from eservice.kernel.transaction import transaction
from eservice.notifications.models import Message
from eservice.privacy import actions, keeping, queries
from eservice.privacy.models import DataWish
from eservice.privacy.rules import ConsentPurpose, WishKind, WishState, holds
from eservice.requests import filing, reviewing, serving
from eservice.requests.models import Request
from eservice.requests.workflow import Status
from eservice.residents.queries import person_of_user
from eservice.uploads.models import Upload
from tests.domain.requests.house import DAY, HOUR, Case, House
from tests.times import MONDAY

FRIDAY = MONDAY + timedelta(days=4, hours=8)


def asked(case: Case, kind: WishKind, *, about: bool = True, at: object = MONDAY) -> int:
    """Let the applicant of a request ask something; return its number."""
    with transaction():
        code = case.code if about else None
        return actions.file_wish(kind, "Mohon diurus.", code=code, actor=case.asks, at=at).id  # type: ignore[arg-type]


def answer(verb: object, number: int, *told: object, actor: Actor, at: object) -> DataWish:
    with transaction():
        return verb(number, *told, actor=actor, at=at)  # type: ignore[operator, no-any-return]


def told(user_id: int | None) -> list[str]:
    """Return the messages in somebody's inbox, oldest first."""
    db.session.rollback()
    return [
        one.template for one in db.session.query(Message).filter_by(user_id=user_id, channel="inbox").order_by("id")
    ]


def test_the_clock_counts_nights_and_the_weekend_and_says_when_it_has_run_out(
    house: House, officer_of_data: Actor
) -> None:
    case = house.file()
    number = asked(case, WishKind.CORRECT, about=False, at=FRIDAY)
    assert queries.wish(number).due_at == FRIDAY + timedelta(hours=72), "Friday evening to Monday evening"

    def sweep(at: object) -> int:
        with transaction():
            return actions.remind(at=at)  # type: ignore[arg-type]

    assert [sweep(FRIDAY + timedelta(hours=47)), sweep(FRIDAY + timedelta(hours=48))] == [0, 1]
    assert told(officer_of_data.user_id) == ["data_wish_filed", "data_wish_near"]
    assert not queries.is_due(at=FRIDAY + timedelta(hours=71)), "reminded once"
    assert [sweep(FRIDAY + timedelta(hours=72)), sweep(FRIDAY + timedelta(hours=80))] == [1, 0]
    assert told(officer_of_data.user_id)[-1] == "data_wish_overdue"
    assert told(case.asks.user_id)[-1] == "data_wish_late"
    late = answer(
        actions.refuse, number, "Datanya sudah benar.", actor=officer_of_data, at=FRIDAY + timedelta(hours=81)
    )
    assert late.answered_at is not None
    assert late.answered_at > late.due_at, "an answer that came late is still an answer, and counts as late"


def test_nobody_else_answers_and_nobody_answers_themselves(house: House, officer_of_data: Actor) -> None:
    case, other = house.file(), house.file()
    number = asked(case, WishKind.DELETE)
    as_citizen = Actor(Role.CITIZEN, user_id=officer_of_data.user_id, name="Sri")
    with transaction():
        own = actions.file_wish(WishKind.CORRECT, "Nama saya keliru.", actor=as_citizen, at=MONDAY).id

    tries: list[tuple[object, int, Actor, type[DomainError]]] = [
        (lambda n, **by: actions.refuse(n, "Tidak.", **by), number, case.officer, NotFoundError),
        (lambda n, **by: actions.refuse(n, "Tidak.", **by), number, other.asks, NotFoundError),
        (actions.withdraw, number, other.asks, NotFoundError),
        (actions.withdraw, number, officer_of_data, NotAllowedError),
        (lambda n, **by: actions.refuse(n, "Tidak.", **by), own, officer_of_data, NotAllowedError),
        (lambda n, **by: actions.refuse(n, " ", **by), number, officer_of_data, MissingReasonError),
        (lambda n, **by: actions.restrict(n, "Ya.", **by), number, officer_of_data, NotFoundError),
    ]
    for verb, what, actor, refusal in tries:
        with pytest.raises(refusal), transaction():
            verb(what, actor=actor, at=MONDAY)  # type: ignore[operator]
    with pytest.raises(ConflictError, match="wish_open"):
        asked(case, WishKind.DELETE)
    with pytest.raises(NotFoundError), transaction():
        actions.file_wish(WishKind.DELETE, "Hapus.", code=other.code, actor=case.asks, at=MONDAY)
    with pytest.raises(NotFoundError):
        queries.own_wish(number, actor=other.asks)
    answer(actions.withdraw, number, actor=case.asks, at=MONDAY)
    with pytest.raises(IllegalStepError):
        answer(actions.refuse, number, "Tidak.", actor=officer_of_data, at=MONDAY)


def test_a_correction_changes_the_record_and_the_log_keeps_names_of_fields_alone(
    house: House, officer_of_data: Actor
) -> None:
    case = house.file()
    number = asked(case, WishKind.CORRECT, about=False)
    with transaction():
        db.session.get_one(User, case.asks.user_id).person_id = case.now.applicant_id

    with pytest.raises(DomainError, match="nothing_corrected"):
        answer(actions.correct, number, "Sudah.", {}, actor=officer_of_data, at=MONDAY)
    answer(actions.correct, number, "Sudah.", {"occupation": "nelayan", "nik": "x"}, actor=officer_of_data, at=MONDAY)

    person = person_of_user(case.asks.user_id or 0)
    assert person is not None
    assert (person.occupation, queries.wish(number).outcome) == ("nelayan", {"fields": ["occupation"]})
    assert told(case.asks.user_id)[-1] == "data_wish_answered"


def test_what_is_restricted_waits_in_nobodys_queue_until_its_owner_lets_it_go_on(
    house: House, officer_of_data: Actor
) -> None:
    case = house.file()
    number = asked(case, WishKind.RESTRICT)
    answer(actions.restrict, number, "Kami berhenti.", actor=officer_of_data, at=MONDAY + HOUR)

    with pytest.raises(NotFoundError), transaction():
        serving.take_next(case.officer.office_id or 0, actor=case.officer, at=MONDAY + HOUR)
    with pytest.raises(NotAllowedError, match="restricted"):
        case.do(reviewing.claim, actor=case.officer, at=MONDAY + HOUR)
    answer(actions.lift, number, actor=case.asks, at=MONDAY + 2 * HOUR)
    case.do(reviewing.claim, actor=case.officer, at=MONDAY + 2 * HOUR)
    assert queries.wish(number).state is WishState.LIFTED
    assert case.now.status is Status.IN_REVIEW


def test_of_two_restrictions_over_one_request_the_one_that_is_not_lifted_holds(
    house: House, officer_of_data: Actor
) -> None:
    who = house.resident()
    case = house.file(resident=who)
    other = house.file("SKU", resident=who, account=case.asks)
    one, whole = asked(case, WishKind.RESTRICT), asked(case, WishKind.RESTRICT, about=False)
    answer(actions.restrict, one, "Yang ini.", actor=officer_of_data, at=MONDAY)
    answer(actions.restrict, whole, "Semuanya.", actor=officer_of_data, at=MONDAY)

    answer(actions.lift, whole, actor=case.asks, at=MONDAY + HOUR)
    assert (case.now.restricted_at, other.now.restricted_at) == (MONDAY, None)
    answer(actions.lift, one, actor=case.asks, at=MONDAY + HOUR)
    assert case.now.restricted_at is None


def test_its_owner_may_take_a_restricted_request_back(house: House, officer_of_data: Actor) -> None:
    case = house.file()
    answer(actions.restrict, asked(case, WishKind.RESTRICT), "Ya.", actor=officer_of_data, at=MONDAY)

    case.do(filing.withdraw, "", actor=case.asks, at=MONDAY + HOUR)
    assert case.now.status is Status.WITHDRAWN


def test_a_deletion_keeps_what_the_archive_law_keeps_and_says_so(house: House, officer_of_data: Actor) -> None:
    case = house.file().issued()
    papers = [one.upload_id for one in case.now.proofs]
    number = asked(case, WishKind.DELETE, about=False, at=MONDAY + DAY)

    answer(actions.delete, number, "Sebagian dihapus.", actor=officer_of_data, at=MONDAY + 2 * DAY)

    wish = queries.wish(number)
    assert wish.state is WishState.PARTLY
    assert wish.outcome["gone"] == {"drafts": 0, "papers": 1, "answers": 0, "account": 0}
    assert wish.outcome["kept"] == {"letter": 1, "request_of_letter": 1, "account": 1, "reads": 1}
    assert case.now.answers, "the ground of the letter stays with it"
    assert all(db.session.get_one(Upload, one).deleted_at for one in papers)
    assert check_chain().broken_at is None


def test_a_deletion_takes_all_where_no_letter_went_out_and_then_the_account(
    house: House, officer_of_data: Actor
) -> None:
    case = house.file()
    number = asked(case, WishKind.DELETE, about=False)
    with pytest.raises(ConflictError, match="nothing_to_delete"):
        answer(actions.delete, number, "Ya.", actor=officer_of_data, at=MONDAY)
    case.do(filing.withdraw, "Tidak jadi.", actor=case.asks, at=MONDAY + HOUR)
    steps = case.steps()

    answer(actions.delete, number, "Dihapus.", actor=officer_of_data, at=MONDAY + DAY)

    assert case.steps() == steps
    found: Request = case.now
    assert (found.answers, found.forgotten_at) == ({}, MONDAY + DAY)
    assert {one.reason for one in found.history} == {""}
    assert found.applicant is not None
    assert (found.applicant.nik, found.applicant.name, found.applicant.name_words) == (None, "(data dihapus)", [])
    account = db.session.get_one(User, case.asks.user_id)
    assert (account.name, account.nik, account.phone, account.is_open) == ("(akun dihapus)", "", None, False)
    assert queries.wish(number).state is WishState.GRANTED
    assert check_chain().broken_at is None


def test_a_consent_holds_for_its_wording_until_it_is_withdrawn(house: House) -> None:
    case, purpose = house.file(), ConsentPurpose.KEEP_PAPERS

    def said() -> bool:
        return holds(queries.consents_of(case.asks.user_id or 0).get(purpose), purpose)

    with transaction():
        actions.consent(purpose, given=True, actor=case.asks, at=MONDAY)
    assert said()
    with pytest.raises(ConflictError), transaction():
        actions.consent(purpose, given=True, actor=case.asks, at=MONDAY)
    with transaction():
        actions.consent(purpose, given=False, actor=case.asks, at=MONDAY + HOUR)
    assert not said()
    assert [one.given for one in queries.consent_history(case.asks.user_id or 0)] == [False, True]


def test_an_open_question_keeps_what_it_is_about(house: House, officer_of_data: Actor) -> None:
    case, other = house.file(), house.file()
    asked(case, WishKind.CORRECT, about=False)

    assert keeping.is_held(case.now, at=MONDAY)
    assert not keeping.is_held(other.now, at=MONDAY)
