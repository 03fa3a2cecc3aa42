"""What the register answers, how numbers are written, what a mask shows."""

from datetime import date

import pytest

from eservice.letters.rules import (
    LetterState,
    Standing,
    Verdict,
    masked_name,
    masked_nik,
    matches,
    verdict,
    written_number,
)

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("state", "signatures", "valid_until", "expected"),
    [
        (LetterState.RESERVED, 0, None, Verdict.NOT_SIGNED),
        (LetterState.RESERVED, 1, None, Verdict.PARTLY_SIGNED),
        (LetterState.ISSUED, 1, None, Verdict.IN_FORCE),
        (LetterState.ISSUED, 1, TODAY, Verdict.IN_FORCE),
        (LetterState.ISSUED, 1, date(2026, 11, 23), Verdict.EXPIRED),
        (LetterState.REVOKED, 1, date(2026, 1, 1), Verdict.REVOKED),
        (LetterState.REPLACED, 1, None, Verdict.REPLACED),
        (LetterState.VOID, 1, None, Verdict.VOID),
    ],
)
def test_a_letter_has_one_verdict_on_a_day(
    state: LetterState, signatures: int, valid_until: date | None, expected: Verdict
) -> None:
    assert verdict(Standing(state, signatures, valid_until), today=TODAY) is expected


def test_a_letter_the_register_does_not_know_is_unknown() -> None:
    assert verdict(None, today=TODAY) is Verdict.UNKNOWN


@pytest.mark.parametrize(("number", "shown"), [(1, "001"), (214, "214"), (1204, "1204")])
def test_three_digits_are_the_least_a_number_has(number: int, shown: str) -> None:
    written = written_number(archive="400.12.2.1", number=number, unit="TLP", on=TODAY)

    assert written == f"400.12.2.1/{shown}/TLP/XI/2026"


def test_a_mask_keeps_first_letters_and_last_digits() -> None:
    assert masked_name("Siti Rahmawati") == "S*** R********"
    assert masked_nik("1571015408949012") == "************9012"


@pytest.mark.parametrize("typed", ["Nur'aini  Syafi'i", "NURAINI SYAFII", "nur’aini syafi’i", "Nuraini Syafíi"])
def test_a_name_matches_however_it_is_typed(typed: str) -> None:
    assert matches(name="Nur'aini Syafi'i", nik="1571015408949012", typed_name=typed, typed_digits="9012")


@pytest.mark.parametrize(
    ("typed_name", "typed_digits"),
    [
        ("Siti Rahma", "9012"),
        ("Siti Rahmawati", "9013"),
        ("Siti Rahmawati", ""),
        ("", "9012"),
        ("Siti Rahmawati", "12"),
        ("Siti Rahmawati", "9999999999999012"),
        ("Siti Rahmawati", "49012"),
        ("Siti Rahmawati", "571015408949012"),
    ],
)
def test_another_name_or_other_digits_do_not_match(typed_name: str, typed_digits: str) -> None:
    assert not matches(name="Siti Rahmawati", nik="1571015408949012", typed_name=typed_name, typed_digits=typed_digits)


@pytest.mark.parametrize("digits", ["9012", "1571015408949012", "1571 0154 0894 9012"])
def test_four_digits_or_all_sixteen_match(digits: str) -> None:
    assert matches(name="Siti Rahmawati", nik="1571015408949012", typed_name="Siti Rahmawati", typed_digits=digits)


def test_someone_without_a_nik_is_matched_by_the_name_alone() -> None:
    assert matches(name="Abdullah Hamid", nik="", typed_name="abdullah hamid", typed_digits="")
