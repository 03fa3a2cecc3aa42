"""Refusals: never on one person's word where a fault could be mended, and always with a notice of their own."""

import pytest
from flask import Flask

from eservice.demo import life
from eservice.kernel.clock import travel
from eservice.kernel.errors import ConflictError, IllegalStepError, NotAllowedError
from eservice.letters import queries as register
from eservice.letters.kinds import Kind
from eservice.letters.rules import LetterState, NumberState, Verdict
from eservice.offices import queries as offices
from eservice.requests import handover, issuing, reviewing, signing
from eservice.requests.workflow import Refusal, Status
from tests.domain.requests.house import DAY, HOUR, House, by_hand, letter_of, register_of_numbers, verdict
from tests.times import MONDAY, TUESDAY

WITH_CAMAT = {"bidang": "kesehatan"}
WHY = "Data pada KK berbeda dengan KTP."
PAPER = b"%PDF-1.7 a signed and stamped sheet"


def test_the_notice_of_a_refusal_is_of_the_office_that_refused(house: House) -> None:
    case = house.file("SKTM", wanted=WITH_CAMAT).issued()

    case.do(signing.reject, Refusal.CONDITIONS_NOT_MET, WHY, actor=house.district.signer, at=TUESDAY)

    notice = letter_of(case)
    content = register.content_of(notice)
    unit = offices.office(house.district.office_id).unit_code
    assert f"/{unit}/" in notice.number
    assert notice.office_id == house.district.office_id
    assert "Camat" in content.signers[0].position
    assert content.letterhead.unit.upper() == "KECAMATAN TELANAIPURA"


def test_a_fault_that_could_be_mended_is_not_refused_on_one_person_s_word(house: House) -> None:
    case = house.file().recommended()

    with pytest.raises(NotAllowedError, match="second_officer"):
        case.do(signing.reject, Refusal.DATA_DOES_NOT_MATCH, WHY, actor=house.desk.signer, at=TUESDAY)

    assert case.now.status is Status.AWAITING_SIGNATURE


def test_who_proposed_a_refusal_does_not_decide_it(house: House) -> None:
    case, lurah = house.file(), house.desk.signer
    life.claim(case.code, lurah, at=MONDAY)
    case.do(reviewing.propose_rejection, Refusal.DATA_DOES_NOT_MATCH, WHY, actor=lurah, at=MONDAY)

    with pytest.raises(NotAllowedError, match="second_officer"):
        case.do(signing.reject, Refusal.DATA_DOES_NOT_MATCH, WHY, actor=lurah, at=TUESDAY)


def test_two_people_refuse_and_the_citizen_gets_a_notice(house: House) -> None:
    case = house.file().checked()
    case.do(reviewing.propose_rejection, Refusal.DATA_DOES_NOT_MATCH, WHY, actor=case.officer, at=MONDAY + HOUR)

    with pytest.raises(ConflictError, match="letter_at_signature"):
        life.sign(case.code, house.desk.signer, at=TUESDAY)
    case.do(signing.reject, Refusal.DATA_DOES_NOT_MATCH, WHY, actor=house.desk.signer, at=TUESDAY)

    notice = letter_of(case)
    assert (notice.kind, notice.state) == (Kind.TOLAK, LetterState.ISSUED)
    assert verdict(case) is Verdict.IN_FORCE
    edition = handover.releasable(case.now)
    assert edition is not None
    assert register.edition_bytes(edition).startswith(b"%PDF")


def test_a_refusal_needs_words_the_citizen_can_read(house: House) -> None:
    case = house.file().recommended()

    with pytest.raises(Exception, match="reason"):
        case.do(signing.reject, Refusal.NOT_RESIDENT, "  ", actor=house.desk.signer, at=TUESDAY)
    with pytest.raises(Exception, match="reason"):
        case.do(signing.send_back, "", actor=house.desk.signer, at=TUESDAY)


def test_a_refusal_of_a_letter_signed_by_hand_elsewhere_by_key_is_signed_by_key(house: House) -> None:
    case = house.file("SKAW").checked()
    case.do(reviewing.propose_rejection, Refusal.DISPUTED, WHY, actor=case.officer, at=MONDAY + HOUR)

    case.do(signing.reject, Refusal.DISPUTED, WHY, actor=house.desk.signer, at=TUESDAY)

    assert letter_of(case).state is LetterState.ISSUED


def test_an_office_that_signs_by_hand_signs_its_refusals_by_hand_too(no_worker: Flask, house: House) -> None:
    by_hand(house.desk)
    case = house.file().recommended()
    case.do(signing.reject, Refusal.NOT_RESIDENT, WHY, actor=house.desk.signer, at=TUESDAY)
    assert issuing.due(at=TUESDAY) == [case.now.id]
    with travel(TUESDAY):
        issuing.issue(case.now.id, worker="one", base_url="http://localhost:8000")
    assert (verdict(case), handover.releasable(case.now)) == (Verdict.NOT_SIGNED, None)
    assert issuing.due(at=TUESDAY) == [], "what waits for a pen is no work for a worker"

    case.do(signing.wet_signed, PAPER, TUESDAY, actor=house.desk.supervisor, at=TUESDAY + HOUR)
    assert issuing.due(at=TUESDAY + HOUR) == [case.now.id]
    with travel(TUESDAY + HOUR):
        issuing.issue(case.now.id, worker="one", base_url="http://localhost:8000")

    assert verdict(case) is Verdict.IN_FORCE
    assert (case.now.status, case.now.closed_at) == (Status.REJECTED, TUESDAY)
    assert handover.releasable(case.now) is not None
    with pytest.raises(IllegalStepError):
        case.do(signing.wet_signed, PAPER, TUESDAY, actor=house.desk.supervisor, at=TUESDAY + DAY)


def test_a_refusal_taken_up_again_before_its_notice_is_signed_leaves_a_void_number(house: House) -> None:
    by_hand(house.desk)
    case = house.file().recommended()
    case.do(signing.reject, Refusal.NOT_RESIDENT, WHY, actor=house.desk.signer, at=TUESDAY)

    case.do(handover.reopen, "Keberatan diterima", actor=house.desk.supervisor, at=TUESDAY + HOUR)

    assert register_of_numbers() == [(1, NumberState.VOID)]
    other = house.desk.officers[1]
    life.claim(case.code, other, at=TUESDAY + HOUR)
    life.judge(case.code, other, at=TUESDAY + HOUR)
    life.recommend(case.code, other, at=TUESDAY + HOUR, rng=house.rng)
    case.do(signing.print_for_signature, actor=other, at=TUESDAY + HOUR)
    case.do(signing.wet_signed, PAPER, TUESDAY + HOUR, actor=house.desk.signer, at=TUESDAY + HOUR)
    assert case.now.status is Status.ISSUED
