"""What an authenticator shows, against the published vectors; each half minute once."""

from datetime import UTC, datetime, timedelta

import pytest

from eservice.accounts import totp
from eservice.accounts.rules import is_confirmed

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The secret of RFC 6238, appendix B, in Base32."""
AT = datetime(2009, 2, 13, 23, 31, 30, tzinfo=UTC)
HALF_MINUTE = timedelta(seconds=30)


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_the_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)

    assert totp.code_at(SECRET, at) == code
    assert totp.step_of(SECRET, f"{code[:3]} {code[3:]}", at=at, after=-1) == seconds // 30


@pytest.mark.parametrize(("steps", "right"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_telephone_may_be_half_a_minute_before_or_behind(steps: int, right: bool) -> None:
    shown = totp.code_at(SECRET, AT + steps * HALF_MINUTE)

    assert (totp.step_of(SECRET, shown, at=AT, after=-1) is not None) is right


def test_a_step_that_was_used_and_all_before_it_are_used_up() -> None:
    used = totp.step_at(AT)
    before, next_one = totp.code_at(SECRET, AT - HALF_MINUTE), totp.code_at(SECRET, AT + HALF_MINUTE)

    assert totp.step_of(SECRET, totp.code_at(SECRET, AT), at=AT, after=used) is None
    assert totp.step_of(SECRET, before, at=AT, after=used) is None
    assert totp.step_of(SECRET, next_one, at=AT, after=used) == used + 1


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "abcdef", "２８７０８２", "-00001"])
def test_what_is_no_code_is_none(typed: str) -> None:
    assert totp.step_of(SECRET, typed, at=AT, after=-1) is None


@pytest.mark.parametrize(("seconds", "fresh"), [(-1, False), (0, True), (300, True), (301, False)])
def test_a_proof_holds_for_five_minutes(seconds: int, fresh: bool) -> None:
    assert is_confirmed(AT, at=AT + timedelta(seconds=seconds)) is fresh
    assert not is_confirmed(None, at=AT)
