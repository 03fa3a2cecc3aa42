"""Telephone numbers as people write them."""

import pytest

from eservice.kernel.errors import InvalidInputError
from eservice.residents.phones import is_mobile, read_phone, show_phone


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("081234567890", "+6281234567890"),
        ("+62 812-3456-7890", "+6281234567890"),
        ("8123456789", "+628123456789"),
        ("0895123456789", "+62895123456789"),
        ("62812345678", "+62812345678"),
        ("0062 812 3456 7890", "+6281234567890"),
        ("(0741) 445566", "+62741445566"),
    ],
)
def test_a_number_is_stored_in_one_form(typed: str, stored: str) -> None:
    assert read_phone(typed) == stored


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("+6281234567", "phone_unreadable"),
        ("6281234567", "phone_unreadable"),
        ("7411234567", "phone_unreadable"),
        ("0812345678901234", "phone_unreadable"),
        ("+14155552671", "phone_unreadable"),
        ("0" * 40, "phone_unreadable"),
        ("tidak ada", "phone_missing"),
        ("", "phone_missing"),
    ],
)
def test_what_no_telephone_in_indonesia_has_is_refused(typed: str, code: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        read_phone(typed)

    assert (refusal.value.code, refusal.value.field) == (code, "phone")


def test_a_number_is_shown_as_it_is_said() -> None:
    assert show_phone("+6281234567890") == "0812-3456-7890"


def test_only_a_mobile_gets_a_message() -> None:
    assert is_mobile("+6281234567890")
    assert not is_mobile("+62741445566")
