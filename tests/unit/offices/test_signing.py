"""Who may sign for an office, and how the signature block reads."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from eservice.offices import rules
from eservice.offices.rules import Basis, Capacity, Closed, EmployeeKind, OfficeKind, Person, Staffing
from tests.times import FRIDAY, MONDAY, TUESDAY, WEDNESDAY

RINA = Person("Rina Puspita", "", "S.IP., M.Si.", EmployeeKind.PNS, "198503122010012904", "III/d")
HEAD = "Lurah Buluran Kenali"


@dataclass(frozen=True)
class Term:
    """A term as the rules see it."""

    basis: Basis
    from_at: datetime = MONDAY
    until_at: datetime | None = None


def test_the_holder_signs_before_a_deputy() -> None:
    holder, deputy = Term(Basis.DEFINITIVE), Term(Basis.ON_BEHALF)

    assert rules.may_sign([deputy, holder], at=TUESDAY) == [holder, deputy]


def test_while_a_daily_substitute_is_in_term_the_holder_does_not_sign() -> None:
    holder, substitute = Term(Basis.DEFINITIVE), Term(Basis.PLH, TUESDAY, FRIDAY)

    assert rules.may_sign([holder, substitute], at=MONDAY) == [holder]
    assert rules.may_sign([holder, substitute], at=WEDNESDAY) == [substitute]
    assert rules.may_sign([holder, substitute], at=FRIDAY) == [holder]


def test_a_term_ends_at_the_instant_it_names() -> None:
    acting = Term(Basis.PLT, MONDAY, TUESDAY)

    assert rules.may_sign([acting], at=TUESDAY - timedelta(seconds=1)) == [acting]
    assert rules.may_sign([acting], at=TUESDAY) == []


def test_nobody_signs_before_any_term_began() -> None:
    assert rules.may_sign([Term(Basis.DEFINITIVE, TUESDAY)], at=MONDAY) == []


@pytest.mark.parametrize(
    ("capacity", "lines"),
    [
        (Capacity(Basis.DEFINITIVE, HEAD, "Lurah"), ("Lurah Buluran Kenali,",)),
        (Capacity(Basis.PLT, HEAD, "Lurah"), ("Plt. Lurah Buluran Kenali,",)),
        (Capacity(Basis.PLH, HEAD, "Lurah"), ("Plh. Lurah Buluran Kenali,",)),
        (Capacity(Basis.PJ, HEAD, "Lurah"), ("Pj. Lurah Buluran Kenali,",)),
        (Capacity(Basis.ON_BEHALF, HEAD, "Sekretaris"), ("a.n. Lurah Buluran Kenali", "Sekretaris,")),
        (
            Capacity(Basis.FOR_DEPUTY, HEAD, "Kasi Pelayanan", "Sekretaris"),
            ("a.n. Lurah Buluran Kenali", "Sekretaris,", "u.b.", "Kasi Pelayanan,"),
        ),
    ],
)
def test_the_lines_above_the_signature_say_in_what_capacity(capacity: Capacity, lines: tuple[str, ...]) -> None:
    assert rules.signature_block(RINA, capacity).capacity == lines


def test_titles_keep_their_spelling_while_the_name_is_in_capitals() -> None:
    block = rules.signature_block(RINA, Capacity(Basis.DEFINITIVE, HEAD, "Lurah"))

    assert block.lines == (
        "Lurah Buluran Kenali,",
        "RINA PUSPITA, S.IP., M.Si.",
        "Penata Tingkat I (III/d)",
        "NIP 19850312 201001 2 904",
    )


def test_titles_before_the_name_stand_before_it() -> None:
    assert rules.display_name("SITI KHADIJAH", "dr. Hj.", "Sp.A.") == "dr. Hj. SITI KHADIJAH, Sp.A."


def test_a_pppk_has_a_grade_without_a_rank_and_an_ni_pppk() -> None:
    dedi = Person("Dedi", "", "", EmployeeKind.PPPK, "199003152022211901", "IX")

    block = rules.signature_block(dedi, Capacity(Basis.ON_BEHALF, HEAD, "Sekretaris"))

    assert block.rank == "Golongan IX"
    assert block.employee_number == "NI PPPK 19900315 202221 1 901"


def test_the_text_names_a_deputy_by_the_deputys_own_post() -> None:
    assert rules.post_in_text(Capacity(Basis.PLT, HEAD, "Lurah")) == "Plt. Lurah Buluran Kenali"
    assert rules.post_in_text(Capacity(Basis.ON_BEHALF, HEAD, "Sekretaris")) == "Sekretaris, atas nama " + HEAD


def test_roman_numerals_in_names_of_places_stay_as_they_are() -> None:
    assert rules.full_name(OfficeKind.KELURAHAN, "Simpang IV Sipin") == "Kelurahan Simpang IV Sipin"
    assert rules.head_of("Lurah", OfficeKind.KELURAHAN, "Simpang IV Sipin") == "Lurah Simpang IV Sipin"


@pytest.mark.parametrize(
    ("staffing", "reason"),
    [
        (Staffing(officers=1, signers=1), None),
        (Staffing(officers=0, signers=1), Closed.NO_OFFICER),
        (Staffing(officers=2, signers=0), Closed.NO_SIGNER),
    ],
)
def test_an_office_without_officer_or_signer_is_closed(staffing: Staffing, reason: Closed | None) -> None:
    assert rules.why_closed(has_opened=True, is_dissolved=False, staffing=staffing) is reason


def test_the_weightiest_reason_for_being_closed_is_given() -> None:
    nobody = Staffing(officers=0, signers=0)
    both = Staffing(officers=1, signers=1)

    assert rules.why_closed(has_opened=True, is_dissolved=True, staffing=nobody) is Closed.DISSOLVED
    assert rules.why_closed(has_opened=False, is_dissolved=False, staffing=both) is Closed.NOT_YET_OPEN
    at_night = rules.why_closed(has_opened=True, is_dissolved=False, staffing=both, within_hours=False)
    assert at_night is Closed.OUTSIDE_HOURS


@pytest.mark.parametrize(("typed", "number"), [("7", "07"), ("07", "07"), ("007", "07"), ("114", "114"), ("", "")])
def test_an_rt_number_has_two_digits_at_least(typed: str, number: str) -> None:
    assert rules.rt_number(typed) == number


def test_grades_belong_to_one_kind_of_civil_servant() -> None:
    assert rules.grade_fits(EmployeeKind.PNS, "III/d")
    assert not rules.grade_fits(EmployeeKind.PNS, "IX")
    assert rules.grade_fits(EmployeeKind.PPPK, "XVII")
    assert not rules.grade_fits(EmployeeKind.PPPK, "III/d")
