"""Which passwords people may choose."""

from datetime import timedelta

import argon2
import pytest

from eservice.accounts import password_rule, passwords
from eservice.accounts.password_rule import Policy
from eservice.kernel.errors import InvalidInputError
from tests.times import MONDAY

SITI = ("Siti Rahmawati", "1571014107909001", "siti@contoh.id")


def fault(password: str) -> str | None:
    return password_rule.password_fault(password, common=passwords.common(), personal=SITI)


@pytest.mark.parametrize(
    "password",
    [
        "kopi hangat di teras",
        "sepeda biru nenek",
        "kereta batu jendela 77",
        "ゆきの ふる よるに ひとりで",
        "x" * 3 + "kurma pagi senja embun",
        "paku tangga embun sore " * 10,
    ],
)
def test_a_long_unusual_sentence_is_a_password(password: str) -> None:
    assert fault(password) is None


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("kopi pagi11", "password_too_short"),
        ("kopi pagi di teras " * 15, "password_too_long"),
        ("rahasia12345", "password_common"),
        ("RAHASIA!!!!!", "password_common"),
        ("r4h4514!!!!!", "password_common"),
        ("P4ssw0rd!!!!", "password_common"),
        ("jambi1234567", "password_common"),
        ("bismillah123", "password_common"),
        ("akucintakamu", "password_common"),
        ("123456789012", "password_common"),
        ("qwertyuiop12345", "password_common"),
        ("aaaaaaaaaaaa", "password_common"),
        ("abcabcabcabc", "password_common"),
        ("ababababcdab", "password_common"),
        ("rahmawati di teras", "password_personal"),
        ("nik 1571014107909001", "password_personal"),
    ],
)
def test_a_password_that_others_guess_first_is_refused(password: str, code: str) -> None:
    assert fault(password) == code


def test_every_listed_password_is_refused_however_it_is_dressed() -> None:
    for word in passwords.common():
        for dressed in (word.ljust(12, "1"), word.upper().ljust(12, "!"), "2026" + word.ljust(12, "0")):
            with pytest.raises(InvalidInputError) as refusal:
                passwords.choose(dressed)
            assert refusal.value.field == "password"


def test_twelve_characters_are_enough_and_eleven_are_not() -> None:
    assert fault("kuda air teh") is None
    assert fault("kuda air te") == "password_too_short"


def test_a_password_is_taken_exactly_as_typed() -> None:
    with passwords.cheap():
        stored = passwords.choose(" kopi Hangat di teras ")

    with passwords.cheap():
        assert passwords.matches(stored, " kopi Hangat di teras ")
        assert not passwords.matches(stored, "kopi Hangat di teras")
        assert not passwords.matches(stored, " kopi hangat di teras ")


def test_nothing_opens_an_account_without_a_password() -> None:
    with passwords.cheap():
        assert not passwords.matches(None, "")
        assert not passwords.matches(None, "kopi hangat di teras")
        assert not passwords.matches("not a hash", "kopi hangat di teras")


def test_only_the_profile_of_bssn_asks_for_kinds_of_characters_and_for_a_new_one_after_half_a_year() -> None:
    plain, mixed = "kopi hangat di teras", "Kopi hangat di teras 7"
    for policy, expected in ((Policy.ASVS, [None, None]), (Policy.BSSN, ["password_kinds", None])):
        told = [
            password_rule.password_fault(one, common=passwords.common(), personal=SITI, policy=policy)
            for one in (plain, mixed)
        ]
        assert told == expected
    assert password_rule.password_fault("Rahasia12345!", common=passwords.common(), personal=(), policy=Policy.BSSN)
    for age, old in ((182, False), (183, True)):
        assert not password_rule.is_too_old(MONDAY, Policy.ASVS, at=MONDAY + timedelta(days=age))
        assert password_rule.is_too_old(MONDAY, Policy.BSSN, at=MONDAY + timedelta(days=age)) is old
    assert password_rule.is_too_old(None, Policy.BSSN, at=MONDAY)


def test_the_cost_of_a_hash_is_above_the_floor_of_the_standard() -> None:
    """ASVS 5.0, appendix C: argon2id with 19 MiB and two passes at the least, or 46 MiB and one."""
    assert passwords.STRONG.type is argon2.Type.ID
    assert passwords.STRONG.memory_cost >= 47104
    assert passwords.STRONG.time_cost >= 2


def test_a_cheap_hash_is_replaced_at_the_next_sign_in() -> None:
    with passwords.cheap():
        stored = passwords.choose("kopi hangat di teras")
        assert passwords.renewed(stored, "kopi hangat di teras") is None

    renewed = passwords.renewed(stored, "kopi hangat di teras")

    assert renewed is not None
    assert renewed.startswith("$argon2id$v=19$m=65536,t=3,p=2$")
