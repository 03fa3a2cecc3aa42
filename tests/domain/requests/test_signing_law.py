"""The law of the signature: by key or by pen, in turn, refused or sent back; numbers are never used twice."""

import contextlib
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from eservice.accounts import queries as accounts
from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.permissions import Role
from eservice.demo import life
from eservice.kernel import clock
from eservice.kernel.clock import travel
from eservice.kernel.errors import ConflictError, IllegalStepError, InvalidInputError, NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.letters import queries as register
from eservice.letters.kinds import Kind, Mode
from eservice.letters.rules import LetterState, NumberState, RevokeReason, Verdict
from eservice.notifications import queries as messages
from eservice.offices import queries as offices
from eservice.offices import staffing
from eservice.offices.rules import Basis, EmployeeKind
from eservice.requests import failing, handover, issuing, reviewing, signing
from eservice.requests.rules import NotFinishedError
from eservice.requests.workflow import WORKFLOW, Refusal, Status, Step
from tests.domain.requests.house import DAY, HOUR, MINUTE, Case, House, by_hand, letter_of, register_of_numbers, verdict
from tests.times import MONDAY, TUESDAY

WITH_CAMAT = {"bidang": "kesehatan"}
WHY = "Data pada KK berbeda dengan KTP."
PAPER = b"%PDF-1.7 a signed and stamped sheet"


def printed(case: Case, *, at: timedelta = 2 * HOUR) -> Case:
    """Have the sheet printed that is signed by hand."""
    case.do(signing.print_for_signature, actor=case.officer, at=MONDAY + at)
    return case


def test_the_camat_refuses_and_both_numbers_are_void(house: House) -> None:
    case = house.file("SKTM", wanted=WITH_CAMAT).issued()
    assert case.now.turn_office_id == house.district.office_id
    assert register_of_numbers() == [(1, NumberState.RESERVED), (1, NumberState.RESERVED)]

    case.do(signing.reject, Refusal.CONDITIONS_NOT_MET, WHY, actor=house.district.signer, at=TUESDAY)

    assert register_of_numbers()[:2] == [(1, NumberState.VOID), (1, NumberState.VOID)]
    notice = letter_of(case)
    assert (case.now.status, notice.kind, notice.state) == (Status.REJECTED, Kind.TOLAK, LetterState.ISSUED)


def test_the_camat_sends_back_and_the_next_letter_has_new_numbers(house: House) -> None:
    case = house.file("SKTM", wanted=WITH_CAMAT).issued()

    case.do(signing.send_back, "Tanggal kunjungan belum diisi", actor=house.district.signer, at=TUESDAY)
    back = case.now
    assert (back.status, back.holder_id, back.place) == (Status.IN_REVIEW, case.officer.membership_id, 0)
    life.recommend(case.code, case.officer, at=TUESDAY, rng=house.rng)
    life.sign(case.code, house.desk.signer, at=TUESDAY)
    life.sign(case.code, house.district.signer, at=TUESDAY + HOUR)

    assert case.now.status is Status.ISSUED
    void, used = NumberState.VOID, NumberState.USED
    assert register_of_numbers() == [(1, void), (1, void), (2, used), (2, used)]


def test_only_the_official_whose_turn_it_is_signs(house: House) -> None:
    case = house.file("SKTM", wanted=WITH_CAMAT).recommended()

    for other in (house.district.signer, house.next_door.signer):
        with pytest.raises(NotAllowedError, match="not_your_turn"):
            life.sign(case.code, other, at=MONDAY + HOUR)
    with pytest.raises(NotAllowedError, match="permission"):
        life.sign(case.code, case.officer, at=MONDAY + HOUR)

    life.sign(case.code, house.desk.signer, at=MONDAY + HOUR)
    assert verdict(case) is Verdict.PARTLY_SIGNED


def test_the_lurah_s_own_letter_is_signed_one_level_up(house: House) -> None:
    first = house.file()
    with transaction():
        accounts.account(house.desk.signer.user_id or 0).person_id = first.now.subject_id
    lurah = replace(house.desk.signer, person_id=first.now.subject_id)

    first.recommended()

    assert first.now.turn_office_id == house.district.office_id
    with pytest.raises(NotAllowedError):
        life.sign(first.code, lurah, at=MONDAY + HOUR)
    life.sign(first.code, house.district.signer, at=MONDAY + HOUR)
    assert first.now.status is Status.ISSUED
    letter, district = letter_of(first), offices.office(house.district.office_id)
    assert letter.office_id == district.id, "who signs answers for it: under its own head and in its own register"
    assert f"/{district.unit_code}/" in letter.number
    assert register.content_of(letter).letterhead.unit == district.full_name.upper()


def test_a_sheet_for_the_pen_says_that_it_is_not_signed_until_the_signature_is_recorded(house: House) -> None:
    by_hand(house.desk)
    case = printed(house.file().recommended())
    assert verdict(case) is Verdict.NOT_SIGNED
    assert handover.releasable(case.now) is None

    signed_at = MONDAY + 3 * HOUR
    with pytest.raises(InvalidInputError, match="signed_in_future"):
        case.do(signing.wet_signed, PAPER, signed_at + DAY, actor=case.desk.supervisor, at=signed_at)
    case.do(signing.wet_signed, PAPER, signed_at, actor=case.desk.supervisor, at=signed_at)

    assert case.now.status is Status.ISSUED
    assert verdict(case) is Verdict.IN_FORCE
    assert register_of_numbers() == [(1, NumberState.USED)]
    edition = handover.releasable(case.now)
    assert edition is not None
    assert register.edition_bytes(edition) == PAPER


def test_what_is_signed_by_hand_is_not_signed_by_key_and_not_before_it_is_printed(house: House) -> None:
    by_hand(house.desk)
    case = house.file().recommended()

    with pytest.raises(ConflictError, match="letter_at_signature"):
        life.sign(case.code, house.desk.signer, at=TUESDAY)
    with pytest.raises(ConflictError, match="letter_at_signature"):
        case.do(signing.wet_signed, PAPER, MONDAY, actor=case.desk.signer, at=TUESDAY)


def test_what_is_signed_by_key_is_not_printed_for_the_pen(house: House) -> None:
    case = house.file().recommended()

    with pytest.raises(ConflictError, match="letter_at_signature"):
        printed(case)


def test_a_printed_sheet_that_is_sent_back_leaves_its_number_void(house: House) -> None:
    by_hand(house.desk)
    case = printed(house.file().recommended())

    case.do(signing.send_back, "Nama salah ketik", actor=house.desk.signer, at=TUESDAY)
    assert register_of_numbers() == [(1, NumberState.VOID)]
    life.recommend(case.code, case.officer, at=TUESDAY, rng=house.rng)
    case.do(signing.print_for_signature, actor=case.officer, at=TUESDAY)
    case.do(signing.wet_signed, PAPER, TUESDAY, actor=case.desk.signer, at=TUESDAY)

    assert register_of_numbers() == [(1, NumberState.VOID), (2, NumberState.USED)]
    assert case.now.status is Status.ISSUED


def test_heirs_get_their_letter_from_two_pens(house: House) -> None:
    case = printed(house.file("SKAW").recommended())
    for signed, desk in enumerate((house.desk, house.district)):
        assert case.now.place == signed
        case.do(signing.wet_signed, PAPER + bytes(signed), TUESDAY, actor=desk.supervisor, at=TUESDAY)
        assert not issuing.issue(case.now.id, worker="again", base_url="http://localhost:8000")

    assert case.now.status is Status.ISSUED
    assert register_of_numbers() == [(1, NumberState.USED), (1, NumberState.USED)]


def forged(house: House) -> Case:
    """Let one officer check a request, print its sheet and record a signature by hand that nobody gave."""
    by_hand(house.desk)
    case = printed(house.file().recommended())
    with contextlib.suppress(NotAllowedError):
        case.do(signing.wet_signed, PAPER, TUESDAY, actor=case.officer, at=TUESDAY)
    return case


def test_one_officer_alone_puts_no_letter_in_force(house: House) -> None:
    case = forged(house)

    assert case.now.status is Status.AWAITING_SIGNATURE
    assert verdict(case) is Verdict.NOT_SIGNED


def test_only_four_eyes_keep_one_officer_from_putting_a_letter_in_force(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = replace(WORKFLOW[Step.WET_SIGNED], four_eyes=False)
    monkeypatch.setitem(WORKFLOW, Step.WET_SIGNED, alone)

    assert forged(house).now.status is Status.ISSUED


def test_what_the_camat_signed_is_recorded_in_the_kecamatan(house: House) -> None:
    case = printed(house.file("SKAW").recommended())
    kelurahan = house.desk.supervisor
    case.do(signing.wet_signed, PAPER, TUESDAY, actor=kelurahan, at=TUESDAY)

    with pytest.raises(NotAllowedError, match="not_your_pen"):
        case.do(signing.wet_signed, PAPER + b"2", TUESDAY, actor=kelurahan, at=TUESDAY)
    case.do(signing.wet_signed, PAPER + b"2", TUESDAY, actor=house.district.officers[0], at=TUESDAY)

    assert case.now.status is Status.ISSUED


def test_an_office_of_one_officer_and_one_signer_records_its_pen_all_the_same(house: House) -> None:
    by_hand(house.next_door)
    case = house.file(resident=house.resident(region=house.next_door.region), region=house.next_door.region)
    assert len(case.desk.officers) == 1
    printed(case.recommended())

    case.do(signing.wet_signed, PAPER, TUESDAY, actor=case.desk.signer, at=TUESDAY)

    assert case.now.status is Status.ISSUED


def test_the_official_reads_that_a_signature_was_recorded_in_their_name_and_revokes_it(house: House) -> None:
    by_hand(house.desk)
    case = printed(house.file().recommended())
    case.do(signing.wet_signed, PAPER, TUESDAY, actor=house.desk.supervisor, at=TUESDAY)
    lurah = house.desk.signer

    told = messages.inbox(lurah.user_id or 0, language="id")
    case.do(signing.revoke, RevokeReason.OTHER, "Ini bukan tanda tangan saya.", actor=lurah, at=TUESDAY)

    assert ["Tanda tangan Anda dengan pena dicatat" in one.text for one in told] == [True]
    assert told[0].path == f"/tanda-tangan/{case.code}"
    assert verdict(case) is Verdict.REVOKED


def test_the_day_on_the_paper_is_not_before_the_sheet_was_printed(house: House) -> None:
    by_hand(house.desk)
    case = printed(house.file().recommended())

    with pytest.raises(InvalidInputError, match="signed_before_print"):
        case.do(signing.wet_signed, PAPER, MONDAY - DAY, actor=house.desk.signer, at=TUESDAY)


def test_a_free_letter_is_read_by_a_second_officer_who_does_not_sign_it(house: House) -> None:
    case = house.file("SKUM").recommended()
    lurah = house.desk.signer

    with pytest.raises(NotFinishedError, match="second_reader_missing"):
        life.sign(case.code, lurah, at=TUESDAY)
    with pytest.raises(NotAllowedError, match="second_reader_same"):
        case.do(reviewing.second_read, actor=case.officer, at=TUESDAY)
    case.do(reviewing.second_read, actor=lurah, at=TUESDAY)
    with pytest.raises(NotAllowedError, match="verifier_signs"):
        life.sign(case.code, lurah, at=TUESDAY)

    case.do(reviewing.second_read, actor=house.desk.officers[1], at=TUESDAY)
    life.sign(case.code, lurah, at=TUESDAY)
    assert case.now.status is Status.ISSUED


def sent_back_after_printing(house: House) -> Case:
    """Have a free letter read twice and printed, then sent back, changed and passed on again."""
    by_hand(house.desk)
    case = house.file("SKUM").recommended()
    case.do(reviewing.second_read, actor=house.desk.officers[1], at=MONDAY + 2 * HOUR)
    printed(case)
    case.do(signing.send_back, "Isi surat diubah", actor=house.desk.signer, at=MONDAY + 3 * HOUR)
    life.recommend(case.code, case.officer, at=MONDAY + 3 * HOUR, rng=house.rng)
    return case


def test_a_sheet_printed_before_the_letter_was_sent_back_asks_for_no_other(house: House) -> None:
    case = sent_back_after_printing(house)

    assert issuing.due(at=TUESDAY) == []
    with travel(TUESDAY):
        assert not issuing.issue(case.now.id, worker="one", base_url="http://localhost:8000")
    assert case.now.letter_id is None

    case.do(reviewing.second_read, actor=house.desk.officers[1], at=TUESDAY)
    printed(case, at=DAY)
    case.do(signing.wet_signed, PAPER, TUESDAY, actor=house.desk.officers[2], at=TUESDAY)
    assert case.now.status is Status.ISSUED
    assert register_of_numbers() == [(1, NumberState.VOID), (2, NumberState.USED)]


def test_the_pen_is_not_recorded_on_a_free_letter_that_nobody_read_again(house: House) -> None:
    case = sent_back_after_printing(house)
    case.do(reviewing.second_read, actor=house.desk.officers[1], at=TUESDAY)
    printed(case, at=DAY)
    with transaction():
        case.now.second_reader_id = None  # whatever the way: the sheet is there, and nobody read it

    with pytest.raises(NotFinishedError, match="second_reader_missing"):
        case.do(signing.wet_signed, PAPER, TUESDAY, actor=house.desk.officers[2], at=TUESDAY)


def test_a_refusal_that_is_only_proposed_is_not_printed(house: House) -> None:
    by_hand(house.desk)
    case = house.file().checked()
    case.do(reviewing.propose_rejection, Refusal.NOT_RESIDENT, WHY, actor=case.officer, at=MONDAY + HOUR)

    with pytest.raises(ConflictError, match="letter_at_signature"):
        printed(case)


def test_a_new_lurah_signs_what_waited_for_the_old_one(house: House) -> None:
    case = house.file().recommended()
    (old,) = offices.signatories(house.desk.office_id, at=MONDAY)
    with transaction():
        staffing.end_term(old.official_id, until_at=TUESDAY, reason="Mutasi", actor=SYSTEM, at=TUESDAY)
        successor = _successor(house)

    with pytest.raises(NotAllowedError, match="not_your_turn"):
        life.sign(case.code, house.desk.signer, at=TUESDAY + MINUTE)
    life.sign(case.code, successor, at=TUESDAY + MINUTE)

    assert case.now.status is Status.ISSUED
    assert letter_of(case).signatures[0].signer_name == "RATNA SARI"


def _successor(house: House) -> Actor:
    deputy = house.desk.officers[2]
    post = staffing.Post(
        user_id=deputy.user_id or 0, office_id=house.desk.office_id, role=Role.SIGNER, position="Lurah", from_at=TUESDAY
    )
    member = staffing.appoint_member(post, actor=SYSTEM, at=TUESDAY)
    term = staffing.Appointment(
        office_id=house.desk.office_id,
        name="Ratna Sari",
        employee_kind=EmployeeKind.PNS,
        employee_number="198603122010012931",
        grade="III/d",
        position="Lurah Telanaipura",
        basis=Basis.DEFINITIVE,
        from_at=TUESDAY,
        decree_number="SK 2 (CONTOH)",
        decree_on=date(2026, 7, 1),
        membership_id=member.id,
    )
    staffing.appoint_official(term, actor=SYSTEM, at=TUESDAY)
    return replace(deputy, role=Role.SIGNER, membership_id=member.id)


class DeadSigner:
    """A signer whose key does not answer."""

    mode = Mode.LOCAL

    def __getattr__(self, name: str) -> object:
        """Answer nothing, as a key that was pulled out."""
        raise OSError("the key does not answer")


def _failed_for_good(case: Case, app: Flask, monkeypatch: pytest.MonkeyPatch, *, at: datetime) -> int:
    """Let the key stay dead until the worker gives up; return the request's number, with the key back in its place."""
    number, kept = case.now.id, app.extensions["eservice.drivers"]
    monkeypatch.setitem(app.extensions, "eservice.drivers", replace(kept, signer=DeadSigner()))
    for attempt in range(failing.ATTEMPTS):
        with travel(at + attempt * HOUR):
            assert not issuing.issue(number, worker="one", base_url="http://localhost:8000")
    monkeypatch.setitem(app.extensions, "eservice.drivers", kept)
    return number


def test_a_key_that_does_not_answer_returns_the_letter_to_the_signer_with_its_number(
    no_worker: Flask, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = house.file().issued()
    number = _failed_for_good(case, no_worker, monkeypatch, at=TUESDAY)
    assert case.now.status is Status.AWAITING_SIGNATURE
    assert case.now.history[-1].reason == "the key does not answer"

    life.sign(case.code, house.desk.signer, at=TUESDAY + DAY)
    with travel(TUESDAY + DAY):
        assert issuing.issue(number, worker="one", base_url="http://localhost:8000")

    assert case.now.status is Status.ISSUED
    assert register_of_numbers() == [(1, NumberState.USED)]


def test_a_new_lurah_signs_in_the_own_name_what_failed_for_the_old_one(
    no_worker: Flask, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = house.file().issued()
    number = _failed_for_good(case, no_worker, monkeypatch, at=MONDAY + 3 * HOUR)
    (old,) = offices.signatories(house.desk.office_id, at=MONDAY)
    with transaction():
        staffing.end_term(old.official_id, until_at=TUESDAY, reason="Mutasi", actor=SYSTEM, at=TUESDAY)
        successor = _successor(house)

    life.sign(case.code, successor, at=TUESDAY + DAY)
    with travel(TUESDAY + DAY):
        assert issuing.issue(number, worker="one", base_url="http://localhost:8000")

    letter = letter_of(case)
    assert case.now.status is Status.ISSUED
    assert [one.name for one in register.content_of(letter).signers] == ["RATNA SARI"]
    assert [(one.signer_name, one.recorded_by_id) for one in letter.signatures] == [
        ("RATNA SARI", successor.membership_id)
    ]
    assert letter.dated_on == (TUESDAY + DAY).date()
    assert register_of_numbers() == [(1, NumberState.USED)], "the number is the same"


def test_the_notice_of_a_refusal_is_tried_until_the_key_answers(
    no_worker: Flask, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = house.file().recommended()
    case.do(signing.reject, Refusal.CONDITIONS_NOT_MET, WHY, actor=house.desk.signer, at=TUESDAY)
    number, kept = case.now.id, no_worker.extensions["eservice.drivers"]
    monkeypatch.setitem(no_worker.extensions, "eservice.drivers", replace(kept, signer=DeadSigner()))
    for attempt in range(2 * failing.ATTEMPTS):
        with travel(TUESDAY + attempt * HOUR):
            assert issuing.due(at=clock.now()) == [number]
            assert not issuing.issue(number, worker="one", base_url="http://localhost:8000")
    with travel(TUESDAY + 2 * failing.ATTEMPTS * HOUR - HOUR + MINUTE):
        assert issuing.due(at=clock.now()) == [], "no more often than once an hour by then"
    assert case.now.status is Status.REJECTED

    monkeypatch.setitem(no_worker.extensions, "eservice.drivers", kept)
    with travel(TUESDAY + DAY):
        assert issuing.issue(number, worker="one", base_url="http://localhost:8000")
    assert register_of_numbers() == [(1, NumberState.USED)]


def test_what_is_closed_is_not_signed_again(house: House) -> None:
    case = house.file().issued()

    with pytest.raises(IllegalStepError):
        life.sign(case.code, house.desk.signer, at=TUESDAY)
