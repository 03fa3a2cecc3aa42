"""How long sessions last and how often one may guess."""

from datetime import timedelta

import pytest

from eservice.accounts import rules
from eservice.accounts.rules import PER_NETWORK, PER_SECRET, Ended
from tests.times import MONDAY

MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(("staff", "idle", "hours"), [(False, 30, 12), (True, 15, 8)])
def test_a_session_ends_when_it_is_idle_or_too_old(staff: bool, idle: int, hours: int) -> None:
    limits = rules.limits(staff=staff)
    ends_at = MONDAY + limits.whole

    assert limits.whole == timedelta(hours=hours)
    assert rules.why_over(seen_at=MONDAY, ends_at=ends_at, staff=staff, at=MONDAY + (idle * MINUTE - MINUTE)) is None
    assert rules.why_over(seen_at=MONDAY, ends_at=ends_at, staff=staff, at=MONDAY + idle * MINUTE) is Ended.IDLE
    assert rules.why_over(seen_at=ends_at - MINUTE, ends_at=ends_at, staff=staff, at=ends_at) is Ended.TOO_OLD


def test_the_sixth_wrong_guess_in_five_minutes_waits_until_the_first_is_old() -> None:
    guesses = [MONDAY + n * timedelta(seconds=10) for n in range(5)]

    assert rules.wait(guesses[:4], PER_SECRET, at=MONDAY + MINUTE) == timedelta()
    assert rules.wait(guesses, PER_SECRET, at=MONDAY + MINUTE) == 4 * MINUTE
    assert rules.wait(guesses, PER_SECRET, at=MONDAY + 5 * MINUTE) == timedelta()


def test_patient_guessing_meets_the_slower_bands() -> None:
    each_six_minutes = [MONDAY + n * 6 * MINUTE for n in range(10)]

    assert rules.wait(each_six_minutes, PER_SECRET, at=MONDAY + 59 * MINUTE) == MINUTE


def test_a_carrier_with_many_people_behind_one_address_is_not_shut_out_at_once() -> None:
    guesses = [MONDAY + n * timedelta(seconds=1) for n in range(30)]

    assert rules.wait(guesses[:29], PER_NETWORK, at=MONDAY + MINUTE) == timedelta()
    assert rules.wait(guesses, PER_NETWORK, at=MONDAY + MINUTE) == 4 * MINUTE


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("nonsense", "unknown"),
    ],
)
def test_one_household_counts_as_one_guesser(address: str, network: str) -> None:
    assert rules.network_of(address) == network


@pytest.mark.parametrize(("seconds", "minutes"), [(0, 1), (1, 1), (60, 1), (61, 2), (240, 4)])
def test_waiting_is_told_in_whole_minutes(seconds: int, minutes: int) -> None:
    assert rules.minutes(timedelta(seconds=seconds)) == minutes


def test_a_device_is_named_in_two_words() -> None:
    agent = (
        "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36"
    )

    assert rules.agent_family(agent) == "Chrome · Android"
    assert rules.agent_family("") == ""
