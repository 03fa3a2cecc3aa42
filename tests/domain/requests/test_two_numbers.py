"""What heirs declared is registered twice, by kelurahan and kecamatan: two numbers, two dates, two clocks."""

from datetime import timedelta

from eservice.letters.rules import NumberState
from eservice.metrics.queries import runs_of_request
from eservice.requests import signing
from eservice.requests.clock import Stage, intervals
from eservice.requests.workflow import Refusal, Status
from tests.domain.requests.house import DAY, HOUR, Case, House, letter_of, register_of_numbers
from tests.times import MONDAY, TUESDAY, WEDNESDAY

PAPER = b"%PDF-1.7 a signed and stamped sheet"


def registered(house: House) -> Case:
    """Return heirs' sheet, printed, and signed by the Lurah on Tuesday."""
    case = house.file("SKAW").recommended()
    case.do(signing.print_for_signature, actor=case.officer, at=MONDAY + 2 * HOUR)
    assert register_of_numbers() == [(1, NumberState.RESERVED), (1, NumberState.RESERVED)]
    case.do(signing.wet_signed, PAPER, TUESDAY, actor=house.desk.supervisor, at=TUESDAY)
    return case


def test_both_numbers_stand_before_the_first_signature_and_each_office_signs_on_its_own_day(house: House) -> None:
    case = registered(house)

    case.do(signing.wet_signed, PAPER + b"2", WEDNESDAY, actor=house.district.supervisor, at=WEDNESDAY)

    letter = letter_of(case)
    assert [one.office_id for one in letter.signatures] == [house.desk.office_id, house.district.office_id]
    assert [one.signed_at for one in letter.signatures] == [TUESDAY, WEDNESDAY]
    assert register_of_numbers() == [(1, NumberState.USED), (1, NumberState.USED)]


def test_the_kelurahans_clock_stops_on_the_minute_the_file_reaches_the_kecamatan(house: House) -> None:
    case = registered(house)
    case.do(signing.wet_signed, PAPER + b"2", WEDNESDAY, actor=house.district.supervisor, at=WEDNESDAY)

    signed = [
        (one.office_id, one.begins_at, one.ends_at)
        for one in intervals(case.now.history, until=WEDNESDAY)
        if one.stage is Stage.SIGNATURE
    ]

    assert signed == [
        (house.desk.office_id, MONDAY + HOUR, TUESDAY),
        (house.district.office_id, TUESDAY, WEDNESDAY),
    ]
    assert runs_of_request(case.now.id, WEDNESDAY)[-1].times.lived[Stage.SIGNATURE] == (2 * DAY - HOUR) / timedelta(
        seconds=1
    )


def test_a_camat_who_refuses_after_the_lurahs_pen_voids_both_numbers(house: House) -> None:
    case = registered(house)

    case.do(signing.reject, Refusal.DISPUTED, "Ada keberatan ahli waris lain.", actor=house.district.signer,
            at=WEDNESDAY)  # fmt: skip

    assert case.now.status is Status.REJECTED
    assert register_of_numbers()[:2] == [(1, NumberState.VOID), (1, NumberState.VOID)]
