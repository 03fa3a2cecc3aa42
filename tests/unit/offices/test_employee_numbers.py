"""What the 18 digits of a civil servant's number say."""

from datetime import date

import pytest

from eservice.offices import nip
from eservice.offices.nip import EmployeeNumber, NumberFault
from eservice.offices.rules import EmployeeKind


def test_an_nip_tells_birth_appointment_and_sex() -> None:
    read = nip.read("19900817 201503 1 901", EmployeeKind.PNS)

    assert read == EmployeeNumber("199008172015031901", date(1990, 8, 17), appointed_year=2015, is_woman=False)


def test_an_ni_pppk_carries_the_number_of_the_contract_where_an_nip_has_the_month() -> None:
    read = nip.read("199003152022212901", EmployeeKind.PPPK)

    assert isinstance(read, EmployeeNumber)
    assert read.is_woman


@pytest.mark.parametrize(
    ("typed", "kind", "fault"),
    [
        ("", EmployeeKind.PNS, NumberFault.LENGTH),
        ("1990081720150319", EmployeeKind.PNS, NumberFault.LENGTH),
        ("19900817201503190x", EmployeeKind.PNS, NumberFault.LENGTH),
        ("١٩٩٠٠٨١٧٢٠١٥٠٣١٩٠١", EmployeeKind.PNS, NumberFault.LENGTH),
        ("199002302015031901", EmployeeKind.PNS, NumberFault.BIRTH_DATE),
        ("199008172015131901", EmployeeKind.PNS, NumberFault.APPOINTMENT),
        ("199008172015001901", EmployeeKind.PNS, NumberFault.APPOINTMENT),
        ("199003152022211901", EmployeeKind.PNS, NumberFault.APPOINTMENT),
        ("199008172015031901", EmployeeKind.PPPK, NumberFault.APPOINTMENT),
        ("199008172004031901", EmployeeKind.PNS, NumberFault.TOO_YOUNG),
        ("199008172015033901", EmployeeKind.PNS, NumberFault.SEX),
        ("199008172015031000", EmployeeKind.PNS, NumberFault.SERIAL),
    ],
)
def test_a_number_that_cannot_be_is_refused_with_what_is_wrong(
    typed: str, kind: EmployeeKind, fault: NumberFault
) -> None:
    assert nip.read(typed, kind) is fault
