"""The law between the queue and the signature: who may, what pauses, what is kept."""

import contextlib
from datetime import datetime, timedelta

import pytest

from eservice.accounts import queries as known
from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.permissions import Role
from eservice.demo import life
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, IllegalStepError, InvalidInputError, NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.offices.models import Membership, Office
from eservice.offices.queries import office_by_code
from eservice.requests import assigning, filing, handover, notes, papers, queries, reviewing, signing
from eservice.requests.reviewing import Gap
from eservice.requests.rules import NotFinishedError
from eservice.requests.signers import office_in_turn
from eservice.requests.workflow import Refusal, Status, Verdict
from eservice.residents import actions as residents
from eservice.residents import queries as persons
from eservice.uploads import actions as uploads
from tests.domain.requests.house import DAY, HOUR, MINUTE, Case, House
from tests.times import MONDAY, TUESDAY, WEDNESDAY

FAMILY = "1571011203159012"
GAP = Gap("proof", "kk", Verdict.UNCLEAR, "Foto lagi di tempat terang.")
CLOSING = 7 * HOUR
"""From 09.00, when the tests' days begin, to the end of a working day at 16.00."""


def asked(case: Case, *, at: datetime = MONDAY + HOUR, by: Actor | None = None) -> Case:
    """Let the officer find the family card unreadable and ask for another picture."""
    life.ask(case.code, by or case.officer, [GAP], at=at)
    return case


def mended(case: Case, *, at: datetime) -> Case:
    """Let the applicant send what was asked for."""
    life.mend(case.code, case.asks, at=at, rng=case.house.rng)
    return case


def test_a_promise_in_days_moves_by_the_working_days_that_began_while_the_citizen_had_it(house: House) -> None:
    case = house.file()
    assert case.now.promised_at == TUESDAY + CLOSING

    asked(case.checked())
    assert case.now.promised_at == TUESDAY + CLOSING
    mended(case, at=WEDNESDAY)

    assert case.now.promised_at == TUESDAY + CLOSING + 2 * DAY
    assert [event.pauses for event in case.now.history if event.step == "ask_correction"] == [True]


def test_a_days_promise_answered_the_same_day_stays(house: House) -> None:
    case = asked(house.file().checked())

    mended(case, at=MONDAY + 2 * HOUR)

    assert case.now.promised_at == TUESDAY + CLOSING


def test_a_promise_in_minutes_moves_by_the_working_minutes_of_the_pause(house: House) -> None:
    case = house.file(helper=house.desk.officers[1])
    assert case.now.promised_at == MONDAY + 15 * MINUTE

    asked(case.checked(at=MONDAY + 5 * MINUTE), at=MONDAY + 5 * MINUTE)
    mended(case, at=MONDAY + 25 * MINUTE)

    assert case.now.promised_at == MONDAY + 35 * MINUTE


def test_a_promise_for_the_same_day_moves_by_the_working_minutes_of_the_pause(house: House) -> None:
    """Asked at 14.00, sent again after the office has closed: the two hours that were left are left on Tuesday."""
    case = house.file("SKMT")
    assert case.now.promised_at == MONDAY + CLOSING

    asked(case.checked(), at=MONDAY + 5 * HOUR)
    mended(case, at=MONDAY + 8 * HOUR)

    assert case.now.promised_at == TUESDAY + 30 * MINUTE, "opened at 07.30, and two hours on"


def test_a_completed_request_is_kept_a_working_day_for_the_officer_who_knows_it(house: House) -> None:
    case = mended(asked(house.file().checked()), at=TUESDAY)

    kept = case.now
    assert kept.status is Status.SUBMITTED
    assert kept.kept_for_id == case.officer.membership_id
    assert kept.kept_until == WEDNESDAY + CLOSING


def test_a_second_round_needs_the_supervisor_and_does_not_pause(house: House) -> None:
    case = mended(asked(house.file().checked()), at=TUESDAY)
    life.claim(case.code, case.officer, at=TUESDAY)
    promised = case.now.promised_at

    with pytest.raises(NotAllowedError, match="second_round"):
        asked(case, at=TUESDAY + HOUR)
    asked(case, at=TUESDAY + HOUR, by=house.desk.supervisor)
    mended(case, at=TUESDAY + 3 * DAY)

    assert case.now.promised_at == promised
    assert [event.pauses for event in case.now.history if event.step == "ask_correction"] == [True, False]


def test_a_request_goes_on_only_when_everything_asked_for_is_there(house: House) -> None:
    case = asked(house.file().checked())

    with pytest.raises(Exception, match="not_completed"):
        case.do(filing.resubmit, actor=case.asks, at=TUESDAY)

    assert case.now.status is Status.NEEDS_CORRECTION


def test_who_checked_a_request_does_not_sign_it(house: House) -> None:
    case = house.file()
    lurah = house.desk.signer
    life.claim(case.code, lurah, at=MONDAY)
    life.judge(case.code, lurah, at=MONDAY)
    life.recommend(case.code, lurah, at=MONDAY + HOUR, rng=house.rng)

    with pytest.raises(NotAllowedError, match="verifier_signs"):
        life.sign(case.code, lurah, at=MONDAY + HOUR)

    assert case.now.status is Status.AWAITING_SIGNATURE


def test_nobody_deals_with_the_request_of_somebody_on_the_own_family_card(house: House) -> None:
    officer = house.desk.officers[0]
    cousin, case = house.file(), house.file()
    kindred = [one.now.subject_id or 0 for one in (cousin, case)]
    with transaction():
        for one in kindred:
            residents.update_person(persons.person(one), actor=SYSTEM, at=MONDAY, kk=FAMILY)
        known.account(officer.user_id or 0).person_id = kindred[0]

    with pytest.raises(NotAllowedError, match="own_household"):
        life.claim(case.code, officer, at=MONDAY)
    life.claim(case.code, house.desk.officers[1], at=MONDAY)


def told_before(person_id: int, *, kk: str) -> None:
    """Let the house know the same person from an earlier record that names a family card."""
    with transaction():
        told = persons.person(person_id)
        earlier = residents.PersonData(name=told.name, nik=told.nik, kk=kk)
        residents.register_person(earlier, actor=SYSTEM, at=MONDAY)
        residents.update_person(told, actor=SYSTEM, at=MONDAY, kk=None)


@pytest.mark.parametrize("whose", ["the citizen's", "the officer's"])
def test_a_family_card_told_in_any_earlier_record_is_the_own_household(house: House, whose: str) -> None:
    officer, case = house.desk.officers[0], house.file()
    own = persons.person_of_user(officer.user_id or 0)
    assert own is not None
    told_before(case.now.subject_id or 0, kk=(own.kk or "") if whose == "the citizen's" else FAMILY)
    if whose == "the officer's":
        with transaction():
            told = residents.PersonData(name="Orang Ini", nik=persons.person(own.id).nik, kk=FAMILY)
            residents.register_person(told, actor=SYSTEM, at=MONDAY)

    with pytest.raises(NotAllowedError, match="own_household"):
        life.claim(case.code, officer, at=MONDAY)
    life.claim(case.code, house.desk.officers[1], at=MONDAY)


def test_a_letter_of_the_signer_s_household_goes_one_level_up_also_by_an_earlier_record(house: House) -> None:
    case, lurah = house.file(), persons.person_of_user(house.desk.signer.user_id or 0)
    assert lurah is not None
    told_before(case.now.subject_id or 0, kk=lurah.kk or "")

    case.recommended()

    assert case.now.turn_office_id == house.district.office_id


@pytest.mark.parametrize("named", ["ahli_waris", "saksi"])
def test_whoever_the_lists_of_a_request_name_neither_checks_nor_signs_it(house: House, named: str) -> None:
    case = house.file("SKAW")
    officer, lurah = house.desk.officers[0], house.desk.signer
    own = [persons.person_of_user(one.user_id or 0) for one in (officer, lurah)]
    with transaction():
        request = queries.for_change(case.code)
        rows = [{"nama": one.name, "nik": one.nik} for one in own if one is not None]
        request.answers = request.answers | {named: rows}

    with pytest.raises(NotAllowedError, match="own_household"):
        life.claim(case.code, officer, at=MONDAY)
    life.claim(case.code, house.desk.officers[1], at=MONDAY)
    assert office_in_turn(case.now, 0, at=MONDAY).id == house.district.office_id


def taken_at_home(house: House, *, kk: str | None) -> Case:
    """Let an officer take a request of the own family card, which the house knows or does not."""
    officer, case = house.desk.officers[0], house.file()
    with transaction():
        residents.update_person(persons.person(case.now.subject_id or 0), actor=SYSTEM, at=MONDAY, kk=FAMILY)
        account = known.account(officer.user_id or 0)
        if kk is None:
            account.person_id = None
        else:
            residents.identify_staff(account.id, nik="1571111010809950", kk=kk, actor=SYSTEM, at=MONDAY)
    with contextlib.suppress(NotAllowedError):
        life.claim(case.code, officer, at=MONDAY)
    return case


def test_the_family_card_told_at_the_invitation_keeps_an_officer_from_the_own_household(house: House) -> None:
    assert taken_at_home(house, kk=FAMILY).now.status is Status.SUBMITTED
    assert taken_at_home(house, kk="1571110101209951").now.status is Status.IN_REVIEW


def test_staff_whom_the_house_does_not_know_decide_nothing(house: House) -> None:
    case = taken_at_home(house, kk=None)
    officer = house.desk.officers[0]

    with pytest.raises(NotAllowedError, match="staff_unknown"):
        life.claim(case.code, officer, at=MONDAY)

    assert case.now.status is Status.SUBMITTED
    with transaction():
        residents.identify_staff(
            officer.user_id or 0, nik="1571111010809952", kk="1571110101209953", actor=officer, at=MONDAY
        )
    life.claim(case.code, officer, at=MONDAY)


def test_only_knowing_who_they_are_keeps_staff_from_the_own_household(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(persons, "is_known", lambda user_id: True)

    assert taken_at_home(house, kk=None).now.status is Status.IN_REVIEW


def test_staff_tell_who_they_are_once_and_an_administrator_corrects_it(house: House) -> None:
    officer, colleague = house.desk.officers[:2]
    told = {"nik": "1571111010809954", "kk": "1571110101209955", "at": MONDAY}

    for actor in (officer, colleague):
        with transaction(), pytest.raises(NotAllowedError):
            residents.identify_staff(officer.user_id or 0, actor=actor, **told)
    with transaction():
        residents.identify_staff(officer.user_id or 0, actor=Actor(Role.ADMIN), **told)
    with transaction(), pytest.raises(ConflictError, match="nik_of_colleague"):
        residents.identify_staff(colleague.user_id or 0, actor=Actor(Role.ADMIN), **told)


def test_another_office_does_not_touch_a_request_but_the_office_above_may(house: House) -> None:
    case = house.file()

    with pytest.raises(NotAllowedError, match="other_office"):
        life.claim(case.code, house.next_door.officers[0], at=MONDAY)

    life.claim(case.code, house.district.officers[0], at=MONDAY)


def test_a_colleague_who_does_not_hold_it_cannot_judge_it(house: House) -> None:
    case = house.file()
    life.claim(case.code, house.desk.officers[0], at=MONDAY)

    with pytest.raises(NotAllowedError, match="not_holder"):
        life.judge(case.code, house.desk.officers[1], at=MONDAY)


def test_a_citizen_takes_no_officer_s_step(house: House) -> None:
    case = house.file()

    with pytest.raises(NotAllowedError, match="permission"):
        life.claim(case.code, case.asks, at=MONDAY)


def test_a_request_is_not_transferred_to_an_office_where_nobody_can_act(house: House) -> None:
    case = house.file().checked()

    with pytest.raises(InvalidInputError, match="office_closed"):
        case.do(reviewing.transfer, office_by_code("kel-kasang"), "Alamatnya di sana", actor=case.officer, at=MONDAY)

    assert case.now.office_id == house.desk.office_id


def test_a_transfer_keeps_the_citizen_s_date_and_moves_the_queue(house: House) -> None:
    case = house.file()
    promised = case.now.promised_at

    with pytest.raises(Exception, match="reason"):
        case.do(reviewing.transfer, office(house.next_door.office_id), " ", actor=case.officer, at=MONDAY)
    case.do(reviewing.transfer, office(house.next_door.office_id), "Alamatnya di sana", actor=case.officer, at=TUESDAY)

    assert (case.now.office_id, case.now.promised_at) == (house.next_door.office_id, promised)
    with pytest.raises(NotAllowedError, match="other_office"):
        life.claim(case.code, house.desk.officers[0], at=TUESDAY)
    life.claim(case.code, house.next_door.officers[0], at=TUESDAY)


def test_a_colleague_does_not_pass_on_what_somebody_else_holds_but_a_supervisor_does(house: House) -> None:
    case, elsewhere = house.file(), house.next_door.office_id
    life.claim(case.code, case.officer, at=MONDAY)

    with pytest.raises(NotAllowedError, match="held_by_other"):
        case.do(reviewing.transfer, office(elsewhere), "Bukan di sini", actor=house.desk.officers[1], at=MONDAY)
    assert case.now.holder_id == case.officer.membership_id
    case.do(reviewing.transfer, office(elsewhere), "Alamatnya di sana", actor=house.desk.supervisor, at=MONDAY)

    assert (case.now.office_id, case.now.holder_id) == (elsewhere, None)


def office(office_id: int) -> Office:
    """Return an office of its own session, as a form names it."""
    return db.session.get_one(Office, office_id)


def test_a_kelurahan_s_request_does_not_go_to_the_registry(house: House) -> None:
    case = house.file()

    with pytest.raises(Exception, match="other_office"):
        case.do(reviewing.transfer, office_by_code("dukcapil"), "Bukan di sini", actor=case.officer, at=MONDAY)


@pytest.mark.parametrize("ends", ["release", "lease"])
def test_a_request_given_back_keeps_what_was_found(house: House, ends: str) -> None:
    case = house.file().checked(bad={"kk": (Verdict.MISSING, "Halaman kedua belum ada.")})
    until = case.now.lease_until
    assert until == TUESDAY + CLOSING

    if ends == "release":
        case.do(reviewing.release, actor=case.officer, at=MONDAY + 2 * HOUR)
    else:
        with pytest.raises(IllegalStepError):
            case.do(reviewing.end_lease, actor=SYSTEM, at=until - timedelta(seconds=1))
        case.do(reviewing.end_lease, actor=SYSTEM, at=until)

    back = case.now
    assert (back.status, back.holder_id, back.lease_until) == (Status.SUBMITTED, None, None)
    found = {proof.requirement: (proof.verdict, proof.verdict_note) for proof in back.proofs}
    assert found["kk"] == (Verdict.MISSING, "Halaman kedua belum ada.")
    assert found["ktp"] == (Verdict.COMPLETE, "")


def test_every_act_renews_the_lease(house: House) -> None:
    case = house.file()
    life.claim(case.code, case.officer, at=MONDAY)

    life.judge(case.code, case.officer, at=TUESDAY)

    assert case.now.lease_until == WEDNESDAY + CLOSING


def test_a_supervisor_puts_a_request_into_a_colleague_s_hands(house: House) -> None:
    case = house.file()
    life.claim(case.code, case.officer, at=MONDAY)
    colleague = house.desk.officers[1]

    with pytest.raises(NotAllowedError, match="permission"):
        case.do(assigning.reassign, member(colleague), actor=case.officer, at=MONDAY)
    case.do(assigning.reassign, member(colleague), actor=house.desk.supervisor, at=MONDAY)

    assert case.now.holder_id == colleague.membership_id


def member(actor: Actor) -> Membership:
    """Return the membership in which somebody acts."""
    return db.session.get_one(Membership, actor.membership_id)


def rejected(house: House) -> Case:
    """Return a request that was refused after an officer had proposed it."""
    case = house.file().checked()
    why = (Refusal.NOT_RESIDENT, "Tidak tinggal di kelurahan ini.")
    case.do(reviewing.propose_rejection, *why, actor=case.officer, at=MONDAY + HOUR)
    case.do(signing.reject, *why, actor=house.desk.signer, at=MONDAY + 2 * HOUR)
    return case


def test_a_reopened_request_is_a_new_run_for_other_officers(house: House) -> None:
    case = rejected(house)

    with pytest.raises(NotAllowedError, match="permission"):
        case.do(handover.reopen, "Keberatan diterima", actor=case.officer, at=WEDNESDAY)
    case.do(handover.reopen, "Keberatan diterima", actor=house.desk.supervisor, at=WEDNESDAY)

    again = case.now
    assert (again.status, again.promised_at) == (Status.SUBMITTED, WEDNESDAY + CLOSING + DAY)
    assert (again.refusal, again.letter_id, again.correction_rounds) == (None, None, 0)
    with pytest.raises(NotAllowedError, match="earlier_officer"):
        life.claim(case.code, house.desk.officers[0], at=WEDNESDAY)
    life.claim(case.code, house.desk.officers[1], at=WEDNESDAY)
    with pytest.raises(NotAllowedError, match="earlier_officer"):
        case.do(assigning.reassign, member(house.desk.officers[0]), actor=house.desk.supervisor, at=WEDNESDAY)


def test_a_reopened_request_asks_for_nothing_the_earlier_run_asked_for(house: House) -> None:
    case = asked(house.file().checked())
    life.telephone(case.code, case.officer, at=MONDAY + 2 * HOUR)
    case.do(handover.lapse, actor=SYSTEM, at=MONDAY + 20 * DAY)
    later, officer = MONDAY + 21 * DAY, house.desk.officers[1]
    case.do(handover.reopen, "Keberatan diterima", actor=house.desk.supervisor, at=later)
    other = Gap("proof", "ktp", Verdict.UNCLEAR, "Foto KTP terpotong.")

    assert filing.open_gaps(case.now) == []
    life.claim(case.code, officer, at=later)
    life.ask(case.code, officer, [other], at=later)
    assert [gap.text for gap in filing.open_gaps(case.now)] == [other.text]
    mended(case, at=later + HOUR)
    life.claim(case.code, officer, at=later + HOUR)
    with pytest.raises(NotAllowedError, match="second_round"):
        life.ask(case.code, officer, [other], at=later + HOUR)

    assert case.now.status is Status.IN_REVIEW
    assert [event.pauses for event in case.now.history if event.step == "ask_correction"] == [True, True]


def test_who_only_wrote_it_down_at_the_counter_may_check_it_when_it_is_reopened(house: House) -> None:
    helper = house.desk.officers[1]
    case = house.file(helper=helper).checked()
    why = (Refusal.NOT_RESIDENT, "Tidak tinggal di kelurahan ini.")
    case.do(reviewing.propose_rejection, *why, actor=case.officer, at=MONDAY + HOUR)
    case.do(signing.reject, *why, actor=house.desk.signer, at=MONDAY + 2 * HOUR)
    case.do(handover.reopen, "Keberatan diterima", actor=house.desk.supervisor, at=WEDNESDAY)

    life.claim(case.code, helper, at=WEDNESDAY)

    assert case.now.holder_id == helper.membership_id


def test_a_note_is_for_colleagues_and_by_colleagues(house: House) -> None:
    case = house.file()

    case.do(notes.note, "Pemohon menelepon", actor=case.officer, at=MONDAY)
    with pytest.raises(NotAllowedError):
        case.do(notes.note, "Saya sendiri", actor=case.asks, at=MONDAY)

    assert [note.text for note in case.now.notes] == ["Pemohon menelepon"]


def test_nothing_is_recommended_while_a_proof_is_not_complete(house: House) -> None:
    case = house.file().checked(bad={"kk": (Verdict.UNCLEAR, "Buram.")})

    with pytest.raises(Exception, match="requirements_open"):
        life.recommend(case.code, case.officer, at=MONDAY + HOUR, rng=house.rng)

    assert case.now.status is Status.IN_REVIEW


def test_heirs_are_not_passed_on_before_their_signed_statement_was_scanned(house: House) -> None:
    case = house.file("SKAW", brings=frozenset({"pernyataan"})).checked()

    with pytest.raises(NotFinishedError, match="statement_not_scanned"):
        life.recommend(case.code, case.officer, at=MONDAY + HOUR, rng=house.rng)

    with transaction():
        paper = uploads.receive(life.scan("Pernyataan"), owner=uploads.Owner(user_id=case.officer.user_id), at=MONDAY)
        request = queries.for_change(case.code)
        papers.scan_papers(request, {"pernyataan": paper}, actor=case.officer, at=MONDAY + HOUR)
        assert "pernyataan" not in papers.unseen_originals(request)
    life.judge(case.code, case.officer, at=MONDAY + HOUR)
    life.recommend(case.code, case.officer, at=MONDAY + HOUR, rng=house.rng)
    assert case.now.status is Status.AWAITING_SIGNATURE


def test_no_paper_is_kept_for_what_the_service_does_not_ask(house: House) -> None:
    case = house.file("SKD").checked()

    with transaction():
        paper = uploads.receive(life.scan("Kertas"), owner=uploads.Owner(user_id=case.officer.user_id), at=MONDAY)
        request = queries.for_change(case.code)
        with pytest.raises(InvalidInputError, match="no_such_requirement"):
            papers.scan_papers(request, {"ijazah": paper}, actor=case.officer, at=MONDAY + HOUR)
        with pytest.raises(InvalidInputError, match="nothing_asked"):
            papers.scan_papers(request, {}, actor=case.officer, at=MONDAY + HOUR)
