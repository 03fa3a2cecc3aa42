"""Accounts: who may claim a NIK, who may sign in, and what an officer's look at a KTP decides."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from eservice.accounts import actions, gate, passwords, queries, recovery, rules, sessions
from eservice.accounts.actor import SYSTEM, Actor
from eservice.accounts.models import ResetCode, Session, Try, User
from eservice.accounts.permissions import Role
from eservice.accounts.queries import LiveSession
from eservice.accounts.rules import CITIZEN_LIMITS, STAFF_LIMITS, Ended, Guess, Level, PhoneOwner
from eservice.audit import queries as audit
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.errors import (
    ConflictError,
    InvalidInputError,
    NotAllowedError,
    NotFoundError,
    TooManyTriesError,
)
from eservice.kernel.transaction import transaction
from eservice.notifications import queries as messages
from eservice.notifications.models import Message
from eservice.notifications.rules import MessageChannel
from eservice.offices.models import Membership, Office
from tests.domain.trail import entries_about
from tests.times import MONDAY

NIK = "1571014107909001"
OTHER_NIK = "1571010101859002"
KK = "1571010101209003"
PASSWORD = "kopi hangat di teras"
OTHER_PASSWORD = "sepeda biru nenek"
HOME, ELSEWHERE = "203.0.113.7", "198.51.100.9"
SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _quick_hashes_on_a_monday(db_app: Flask) -> Iterator[None]:
    with passwords.cheap(), clock.travel(MONDAY):
        yield


@pytest.fixture
def make_membership():
    """Give an account a post as officer in the first office there is."""

    def make(user_id: int) -> int:
        with transaction():
            office_id = db.session.scalars(select(Office.id).order_by(Office.id)).first()
            assert office_id is not None
            post = Membership(
                user_id=user_id, office_id=office_id, role=Role.OFFICER, position="Staf pelayanan", from_at=MONDAY
            )
            db.session.add(post)
            db.session.flush()
            return post.id

    return make


def register(nik: str = NIK, *, name: str = "Siti Rahmawati", password: str = PASSWORD, **more: object) -> int:
    with transaction():
        new = actions.NewCitizen(nik=nik, name=name, **more)  # type: ignore[arg-type]
        return actions.register(new, password=passwords.choose(password), at=MONDAY).id


def sign_in(login: str = NIK, *, password: str = PASSWORD, at=MONDAY, network: str = HOME) -> str:
    checked = gate.check_sign_in(login, password=password, network=network, at=at)
    with transaction():
        return sessions.sign_in(checked, at=at)


@dataclass
class Letterbox:
    """The mail driver of these tests: keeps what was sent."""

    bodies: list[str] = field(default_factory=list)

    def send(self, *, to: str, subject: str, body: str) -> None:
        self.bodies.append(body)


@pytest.fixture
def letterbox(db_app: Flask, monkeypatch: pytest.MonkeyPatch) -> Letterbox:
    box = Letterbox()
    drivers = replace(db_app.extensions["eservice.drivers"], mailer=box)
    monkeypatch.setitem(db_app.extensions, "eservice.drivers", drivers)
    return box


def dewi() -> Actor:
    """Return an officer with an account of her own."""
    with transaction():
        invited = recovery.invite_staff("Dewi Anggraini", login="198001012005012901", actor=SYSTEM, at=MONDAY)
    return officer(invited.user_id)


def officer(user_id: int | None = None) -> Actor:
    return Actor(Role.OFFICER, user_id=user_id, membership_id=1, office_id=1, name="Dewi")


def administrator() -> Actor:
    return Actor(Role.ADMIN, user_id=None, name="Yusuf")


def why_over(secret: str, *, at=MONDAY) -> Ended | None:
    found = queries.live_session(secret, at=at)
    return None if isinstance(found, LiveSession) else found


# ── Opening an account ───────────────────────────────────────────────────────────────────────────────────────────────


def test_a_citizen_needs_no_email_to_open_an_account() -> None:
    user_id = register(phone="+6281200000001", phone_owner=PhoneOwner.FAMILY)

    account = queries.account(user_id)
    assert (account.level, account.email, account.phone) == (Level.UNPROVEN, None, "+6281200000001")
    assert account.password_hash is not None
    assert PASSWORD not in account.password_hash


def test_no_number_of_a_citizen_lies_open_in_the_database() -> None:
    register(phone="+6281200000001", phone_owner=PhoneOwner.OWN, email="siti@contoh.id")

    raw = db.session.connection().exec_driver_sql("SELECT nik, nik_index, phone, email FROM users").all()
    for value in raw[0]:
        text = bytes(value) if not isinstance(value, str) else value.encode()
        for secret in (NIK, "81200000001", "siti@contoh.id"):
            assert secret.encode() not in text


def test_two_accounts_may_claim_one_nik() -> None:
    stranger = register(name="Orang Lain", password=OTHER_PASSWORD)

    owner = register()

    assert stranger != owner
    assert [one.id for one in queries.claims_of(NIK)] == [stranger, owner]
    assert why_over(sign_in()) is None
    assert why_over(sign_in(password=OTHER_PASSWORD)) is None


def test_two_people_may_share_one_telephone() -> None:
    first = register(phone="+6281200000001", phone_owner=PhoneOwner.OWN)
    second = register(OTHER_NIK, name="Ahmad Fauzi", phone="+6281200000001", phone_owner=PhoneOwner.FAMILY)

    assert queries.account(first).phone == queries.account(second).phone


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"nik": "157101"}, "account_nik", "nik"),
        ({"name": "  "}, "name_missing", "name"),
        ({"phone": "+6281200000001"}, "phone_owner_missing", "phone_owner"),
        ({"phone_owner": PhoneOwner.OWN}, "phone_and_owner", "phone"),
    ],
)
def test_an_account_with_a_gap_is_refused(change: dict[str, object], code: str, field: str) -> None:
    with pytest.raises(InvalidInputError) as refusal:
        register(**change)  # type: ignore[arg-type]

    assert (refusal.value.code, refusal.value.field) == (code, field)
    assert db.session.scalar(select(func.count()).select_from(User)) == 0


# ── Signing in ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_unknown_nik_and_a_wrong_password_get_the_same_answer() -> None:
    register()

    refusals = []
    for login in (NIK, OTHER_NIK, "197001011990031901", "siapa@contoh.go.id"):
        with pytest.raises(NotAllowedError) as refusal:
            gate.check_sign_in(login, password="salah sama sekali", network=HOME, at=MONDAY)
        refusals.append((refusal.value.code, refusal.value.facts))

    assert refusals == [("wrong_sign_in", {})] * 4


def flood() -> None:
    """Let a stranger open accounts in somebody's NIK and sign in with each, later than its owner did."""
    for number in range(12):
        stranger = register(name="Orang Lain", password=OTHER_PASSWORD)
        with transaction():
            queries.account(stranger).last_signed_in_at = MONDAY + (number + 1) * MINUTE


def test_strangers_who_claim_a_nik_do_not_lock_its_owner_out() -> None:
    register()

    flood()

    assert why_over(sign_in()) is None
    opened = [one for one in queries.claims_of(NIK) if one.is_open]
    assert len(opened) == rules.OPEN_CLAIMS
    assert len(queries.every_claim_of(NIK)) == 13, "each claim is accepted, for an officer to decide"


def test_the_cap_on_open_claims_is_what_keeps_the_owner_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def latest_first(login: str) -> list[User]:
        found = select(User).where(User.nik_index == queries.nik_index(login))
        return list(db.session.scalars(found.order_by(User.last_signed_in_at.desc()).limit(5)))

    monkeypatch.setattr(queries, "accounts_for_login", latest_first)
    register()
    sign_in()

    flood()

    with pytest.raises(NotAllowedError, match="wrong_sign_in"):
        sign_in()


def test_a_claim_beyond_the_cap_is_opened_at_the_counter_with_the_ktp() -> None:
    flood()
    owner = register()
    with pytest.raises(NotAllowedError):
        sign_in()

    frozen = proven(owner, officer())

    assert len(frozen) == rules.OPEN_CLAIMS
    assert why_over(sign_in()) is None


@pytest.mark.parametrize("claims", [0, 1, 3, 5])
def test_every_try_with_a_nik_compares_as_many_passwords(claims: int, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(claims):
        register()
    compared: list[str] = []
    monkeypatch.setattr(passwords, "matches", lambda stored, password: bool(compared.append(password)))

    with pytest.raises(NotAllowedError):
        gate.check_sign_in(NIK, password=PASSWORD, network=HOME, at=MONDAY)

    assert len(compared) == rules.CLAIMS_TRIED


def test_a_nik_may_be_typed_with_spaces() -> None:
    register()

    assert why_over(sign_in("1571 0141 0790 9001")) is None


def test_five_wrong_guesses_make_the_next_one_wait_even_when_it_is_right() -> None:
    register()
    for n in range(5):
        with pytest.raises(NotAllowedError):
            sign_in(password="salah sama sekali", at=MONDAY + n * SECOND)

    with pytest.raises(TooManyTriesError) as refusal:
        sign_in(at=MONDAY + 10 * SECOND)

    assert refusal.value.facts["minutes"] == 5
    assert why_over(sign_in(at=MONDAY + 5 * MINUTE)) is None


def test_nobody_is_locked_out_by_somebody_elsewhere() -> None:
    register()
    for n in range(5):
        with pytest.raises(NotAllowedError):
            sign_in(password="salah sama sekali", network=ELSEWHERE, at=MONDAY + n * SECOND)

    assert why_over(sign_in(network=HOME, at=MONDAY + 10 * SECOND)) is None


def test_guesses_that_were_turned_away_do_not_make_the_wait_longer() -> None:
    register()
    for n in range(5):
        with pytest.raises(NotAllowedError):
            sign_in(password="salah sama sekali", at=MONDAY + n * SECOND)
    for n in range(10, 250, 10):
        with pytest.raises(TooManyTriesError):
            sign_in(at=MONDAY + n * SECOND)

    assert why_over(sign_in(at=MONDAY + 5 * MINUTE)) is None


def test_a_right_password_clears_the_wrong_ones_before_it() -> None:
    register()
    for n in range(4):
        with pytest.raises(NotAllowedError):
            sign_in(password="salah sama sekali", at=MONDAY + n * SECOND)

    sign_in(at=MONDAY + 5 * SECOND)

    for n in range(6, 10):
        with pytest.raises(NotAllowedError):
            sign_in(password="salah sama sekali", at=MONDAY + n * SECOND)


def test_an_own_account_in_somebody_s_nik_clears_none_of_the_guesses_at_its_owner() -> None:
    register()
    register(name="Orang Lain", password=OTHER_PASSWORD)
    for n in range(4):
        with pytest.raises(NotAllowedError):
            sign_in(password="salah sama sekali", at=MONDAY + n * SECOND)

    sign_in(password=OTHER_PASSWORD, at=MONDAY + 5 * SECOND)

    with pytest.raises(TooManyTriesError):
        sign_in(password="salah sama sekali", at=MONDAY + 6 * SECOND)


def test_a_password_tried_by_giving_it_to_an_own_account_is_a_guess_too() -> None:
    register()
    stranger = register(name="Orang Lain", password=OTHER_PASSWORD)
    for n in range(5):
        guess = f"tebakan panjang nomor {n}"
        with transaction():
            queries.account(stranger).password_hash = passwords.choose(guess)
        sign_in(password=guess, at=MONDAY + n * SECOND)

    with pytest.raises(TooManyTriesError):
        sign_in(at=MONDAY + 6 * SECOND)


def test_of_two_claimants_each_signs_in_after_a_mistype() -> None:
    register()
    register(name="Orang Lain", password=OTHER_PASSWORD)
    with pytest.raises(NotAllowedError):
        sign_in(password="salah sama sekali")

    assert why_over(sign_in(at=MONDAY + SECOND)) is None
    assert why_over(sign_in(password=OTHER_PASSWORD, at=MONDAY + 2 * SECOND)) is None


def test_one_network_cannot_try_one_password_on_many_people() -> None:
    for n in range(30):
        with pytest.raises(NotAllowedError):
            sign_in(f"157101410790{9100 + n}", password="salah sama sekali", at=MONDAY + n * SECOND)

    with pytest.raises(TooManyTriesError):
        sign_in("1571014107909555", at=MONDAY + 40 * SECOND)


def test_wrong_pins_keep_nobody_beside_from_signing_in() -> None:
    register()
    for n in range(30):
        gate.ration(Guess.TRACKING, secret=f"K7M4{n:02}", network=HOME, at=MONDAY + n * SECOND)

    assert why_over(sign_in(at=MONDAY + 40 * SECOND)) is None


def guess_from_everywhere(guess: Guess, *, secret: str, most: int) -> None:
    """Guess wrong, once from each network."""
    for n in range(most):
        network = f"2001:db8:{n:x}::1"
        with pytest.raises(NotAllowedError), gate.counted(guess, secret=secret, network=network, at=MONDAY):
            raise NotAllowedError("wrong_pin")


def test_a_receipt_s_pin_is_not_guessed_from_a_hundred_networks() -> None:
    guess_from_everywhere(Guess.TRACKING, secret="K7M4QX", most=100)

    with (
        pytest.raises(TooManyTriesError, match="too_many_pins"),
        gate.counted(Guess.TRACKING, secret="K7M4QX", network=HOME, at=MONDAY + MINUTE),
    ):
        pass

    for other, at in (("K7M4QY", MONDAY + MINUTE), ("K7M4QX", MONDAY + timedelta(days=1))):
        with gate.counted(Guess.TRACKING, secret=other, network=HOME, at=at):
            pass


def test_guesses_from_everywhere_lock_nobody_s_sign_in() -> None:
    register()

    guess_from_everywhere(Guess.SIGN_IN, secret=NIK, most=101)

    assert why_over(sign_in(at=MONDAY + MINUTE)) is None


def test_no_guess_leaves_a_nik_or_an_address_behind() -> None:
    with pytest.raises(NotAllowedError):
        sign_in(password="salah sama sekali")

    one = db.session.scalars(select(Try)).one()
    assert NIK not in one.secret_index
    assert HOME not in one.network_index


def test_old_guesses_are_forgotten() -> None:
    with pytest.raises(NotAllowedError):
        sign_in(password="salah sama sekali")

    assert gate.forget_old_tries(at=MONDAY + timedelta(hours=23)) == 0
    assert gate.forget_old_tries(at=MONDAY + timedelta(hours=25)) == 1


def test_signing_in_and_being_refused_are_both_in_the_log() -> None:
    user_id = register()
    with pytest.raises(NotAllowedError):
        sign_in(password="salah sama sekali")
    sign_in()

    assert [entry.action for entry in entries_about(f"account:{user_id}")] == [
        "account:register",
        "account:sign_in",
    ]
    assert [entry.action for entry in entries_about("account:unknown")] == ["account:sign_in_refused"]
    assert audit.check_chain().broken_at is None


# ── Sessions ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_database_holds_no_secret_that_opens_a_session() -> None:
    register()
    secret = sign_in()

    assert len(secret) >= 43
    assert secret not in db.session.scalars(select(Session.digest)).one()


def test_a_citizens_session_ends_after_half_an_hour_unused() -> None:
    register()
    secret = sign_in()

    assert why_over(secret, at=MONDAY + CITIZEN_LIMITS.idle - SECOND) is None
    assert why_over(secret, at=MONDAY + CITIZEN_LIMITS.idle) is Ended.IDLE


def test_a_session_in_use_ends_after_twelve_hours_all_the_same() -> None:
    user_id = register()
    secret = sign_in()
    (session,) = queries.open_sessions(user_id, at=MONDAY)
    sessions.touch(session.id, at=MONDAY + CITIZEN_LIMITS.whole - SECOND)
    db.session.expire_all()

    assert why_over(secret, at=MONDAY + CITIZEN_LIMITS.whole - SECOND) is None
    assert why_over(secret, at=MONDAY + CITIZEN_LIMITS.whole) is Ended.TOO_OLD


def test_signing_out_ends_the_session_on_the_server() -> None:
    register()
    secret = sign_in()

    with transaction():
        sessions.sign_out(secret, at=MONDAY)

    assert why_over(secret) is Ended.SIGNED_OUT


def test_a_made_up_secret_opens_nothing() -> None:
    register()

    assert queries.live_session("made-up", at=MONDAY) is None


def test_somebody_elses_session_cannot_be_ended() -> None:
    user_id = register()
    sign_in()
    (session,) = queries.open_sessions(user_id, at=MONDAY)

    with transaction(), pytest.raises(NotFoundError):
        sessions.end_session(session.id, actor=Actor(Role.CITIZEN, user_id=user_id + 1), at=MONDAY)


def test_an_administrator_may_end_any_session() -> None:
    user_id = register()
    secret = sign_in()
    (session,) = queries.open_sessions(user_id, at=MONDAY)

    with transaction():
        sessions.end_session(session.id, actor=administrator(), at=MONDAY)

    assert why_over(secret) is Ended.BY_ADMIN


def test_a_change_of_capacity_gets_a_new_secret_and_the_shorter_limits(make_membership) -> None:
    user_id = register()
    secret = sign_in()
    membership_id = make_membership(user_id)

    with transaction():
        renewed = sessions.act_as(secret, membership_id=membership_id, at=MONDAY)

    assert queries.live_session(secret, at=MONDAY) is None
    assert why_over(renewed, at=MONDAY + STAFF_LIMITS.idle) is Ended.IDLE


def test_staff_without_a_nik_have_no_citizen_side(make_membership) -> None:
    with transaction():
        invited = recovery.invite_staff("Dewi Anggraini", login="dewi@contoh.go.id", actor=SYSTEM, at=MONDAY)
    membership_id = make_membership(invited.user_id)
    with transaction():
        secret = sessions.start_session(invited.user_id, membership_id=membership_id, at=MONDAY)

    with transaction(), pytest.raises(NotAllowedError) as refusal:
        sessions.act_as(secret, membership_id=None, at=MONDAY)

    assert refusal.value.code == "no_citizen_side"


# ── Passwords ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_new_password_ends_every_other_session_and_tells_the_owner() -> None:
    user_id = register()
    here, there = sign_in(), sign_in()
    actor = Actor(Role.CITIZEN, user_id=user_id)
    checked = gate.check_own_password(actor, password=PASSWORD, network=HOME, at=MONDAY)

    with transaction():
        actions.change_password(checked, password=passwords.choose(OTHER_PASSWORD), keep=here, at=MONDAY)

    assert why_over(here) is None
    assert why_over(there) is Ended.PASSWORD
    assert why_over(sign_in(password=OTHER_PASSWORD)) is None
    assert "baru saja diganti" in messages.inbox(user_id, language="id")[0].text


def test_who_sits_at_an_open_session_cannot_change_the_password_without_knowing_it() -> None:
    user_id = register()

    with pytest.raises(NotAllowedError) as refusal:
        gate.check_own_password(Actor(Role.CITIZEN, user_id=user_id), password=OTHER_PASSWORD, network=HOME, at=MONDAY)

    assert refusal.value.code == "wrong_password"


def ask_for_code(letters: Letterbox) -> str:
    """Return the code that a request for one brings by mail."""
    with transaction():
        recovery.request_reset(NIK, at=clock.now())
    (found,) = re.findall(r"[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{2}", letters.bodies[-1])
    return str(found)


def answer(code: str, *, login: str = NIK, kk: str = KK, born_on: str = "1990-07-01") -> recovery.ResetAnswer:
    return recovery.ResetAnswer(login=login, code=code, kk=kk, born_on=born_on)


def confirm(given: recovery.ResetAnswer, *, at=MONDAY) -> None:
    with transaction():
        recovery.confirm_reset(given, password=passwords.choose(OTHER_PASSWORD), at=at)


def test_a_code_by_mail_and_the_kk_number_give_a_new_password_once(letterbox: Letterbox) -> None:
    register(email="siti@contoh.id", kk=KK, born_on="1990-07-01")
    old = sign_in()
    code = ask_for_code(letterbox)

    confirm(answer(code))

    assert why_over(old) is Ended.PASSWORD
    assert why_over(sign_in(password=OTHER_PASSWORD)) is None
    with pytest.raises(NotAllowedError):
        confirm(answer(code))


@pytest.mark.parametrize(
    ("wrong", "later"),
    [
        ({"kk": "1571010101209004"}, timedelta()),
        ({"kk": ""}, timedelta()),
        ({"born_on": "1990-07-02"}, timedelta()),
        ({"login": OTHER_NIK}, timedelta()),
        ({"code": "2222222222"}, timedelta()),
        ({"code": "satu"}, timedelta()),
        ({}, timedelta(minutes=10)),
    ],
)
def test_a_reset_with_one_wrong_part_is_refused(wrong: dict[str, str], later: timedelta, letterbox: Letterbox) -> None:
    register(email="siti@contoh.id", kk=KK, born_on="1990-07-01")
    register(OTHER_NIK, name="Ahmad Fauzi")
    given = {"code": ask_for_code(letterbox)} | wrong

    with pytest.raises(NotAllowedError) as refusal:
        confirm(answer(**given), at=MONDAY + later)

    assert refusal.value.code == "code_wrong"
    assert why_over(sign_in()) is None


@pytest.mark.parametrize("known", [{}, {"email": "siti@contoh.id"}, {"kk": KK, "born_on": "1990-07-01"}])
def test_a_code_goes_out_only_where_there_is_mail_and_something_to_ask(known: dict[str, str]) -> None:
    register(phone="+6281200000001", phone_owner=PhoneOwner.OWN, **known)

    with transaction():
        recovery.request_reset(NIK, at=MONDAY)
        recovery.request_reset(OTHER_NIK, at=MONDAY)

    assert db.session.scalar(select(func.count()).select_from(ResetCode)) == 0
    assert db.session.scalar(select(func.count()).select_from(Message)) == 0


def test_a_newer_code_ends_the_older_one(letterbox: Letterbox) -> None:
    register(email="siti@contoh.id", kk=KK, born_on="1990-07-01")
    first = ask_for_code(letterbox)
    ask_for_code(letterbox)

    with pytest.raises(NotAllowedError):
        confirm(answer(first))


def test_an_officer_with_the_ktp_in_hand_gives_a_code_that_needs_no_mail() -> None:
    user_id = register()
    actor = dewi()
    with transaction():
        code = recovery.issue_counter_code(user_id, actor=actor, at=MONDAY)

    confirm(answer(code, kk="", born_on=""), at=MONDAY + 29 * MINUTE)

    assert why_over(sign_in(password=OTHER_PASSWORD)) is None
    assert "account:counter_reset" in [entry.action for entry in entries_about(f"account:{user_id}")]


def test_only_an_officer_gives_codes_and_not_to_themselves() -> None:
    user_id = register()

    for actor in (Actor(Role.CITIZEN, user_id=user_id), administrator(), officer(user_id)):
        with transaction(), pytest.raises(NotAllowedError):
            recovery.issue_counter_code(user_id, actor=actor, at=MONDAY)


# ── What a look at the KTP decides ───────────────────────────────────────────────────────────────────────────────────


def test_the_owner_is_proven_and_the_stranger_frozen_and_told() -> None:
    stranger = register(name="Orang Lain", password=OTHER_PASSWORD, email="lain@contoh.id")
    owner = register()
    strange_session = sign_in(password=OTHER_PASSWORD)

    with transaction():
        frozen = actions.prove(owner, compared=queries.nik_index(NIK), actor=officer(), at=MONDAY)

    assert frozen == [stranger]
    assert queries.account(owner).is_proven
    assert why_over(strange_session) is Ended.FROZEN
    assert "dibekukan" in messages.inbox(stranger, language="id")[0].text
    assert "diverifikasi" in messages.inbox(owner, language="id")[0].text
    mails = db.session.scalars(select(Message).where(Message.channel == MessageChannel.EMAIL)).all()
    assert [mail.contact for mail in mails] == ["lain@contoh.id"]
    with pytest.raises(NotAllowedError) as refusal:
        sign_in(password=OTHER_PASSWORD)
    assert refusal.value.code == "account_frozen"


def test_who_does_not_know_the_password_does_not_learn_that_an_account_is_frozen() -> None:
    register(name="Orang Lain", password=OTHER_PASSWORD)
    owner = register()
    with transaction():
        actions.prove(owner, compared=queries.nik_index(NIK), actor=officer(), at=MONDAY)

    with pytest.raises(NotAllowedError) as refusal:
        sign_in(password="salah sama sekali")

    assert refusal.value.code == "wrong_sign_in"


def test_a_third_claim_after_the_decision_is_accepted_and_stays_unproven() -> None:
    owner = register()
    with transaction():
        actions.prove(owner, compared=queries.nik_index(NIK), actor=officer(), at=MONDAY)

    third = register(name="Orang Lain", password=OTHER_PASSWORD)

    assert not queries.account(third).is_proven
    assert [one.id for one in queries.other_claims(owner)] == [third]


def test_nobody_proves_twice_or_themselves_or_without_being_an_officer() -> None:
    owner = register()
    for actor in (officer(owner), administrator(), Actor(Role.CITIZEN, user_id=owner)):
        with transaction(), pytest.raises(NotAllowedError):
            actions.prove(owner, compared=queries.nik_index(NIK), actor=actor, at=MONDAY)
    with transaction():
        actions.prove(owner, compared=queries.nik_index(NIK), actor=officer(), at=MONDAY)

    with transaction(), pytest.raises(ConflictError):
        actions.prove(owner, compared=queries.nik_index(NIK), actor=officer(), at=MONDAY)


def supervisor(user_id: int | None = None) -> Actor:
    return Actor(Role.SUPERVISOR, user_id=user_id, membership_id=2, office_id=1, name="Rina")


def proven(user_id: int, actor: Actor, *, at=MONDAY) -> list[int]:
    with transaction():
        return actions.prove(user_id, compared=queries.nik_index(NIK), actor=actor, at=at)


def test_the_ktp_of_another_nik_proves_no_account() -> None:
    victim = register()
    attacker = register(name="Orang Lain", password=OTHER_PASSWORD)

    with transaction(), pytest.raises(ConflictError, match="other_nik"):
        actions.prove(attacker, compared=queries.nik_index(OTHER_NIK), actor=officer(), at=MONDAY)

    assert not queries.account(attacker).is_proven
    assert queries.account(victim).is_open


def test_an_account_that_was_proven_is_not_frozen_on_one_officer_s_word() -> None:
    owner = register()
    first = dewi()
    proven(owner, first)
    rival = register(name="Orang Lain", password=OTHER_PASSWORD)

    for actor in (officer(), supervisor(first.user_id)):
        with pytest.raises(ConflictError, match="proven_elsewhere"):
            proven(rival, actor)

    assert queries.account(owner).is_open
    assert proven(rival, supervisor()) == [owner]
    assert queries.account(owner).frozen_at == MONDAY


def test_the_real_owner_comes_back_from_a_wrong_decision_at_the_counter() -> None:
    stranger = register(name="Orang Lain", password=OTHER_PASSWORD)
    owner = register()
    proven(stranger, dewi())
    assert queries.account(owner).frozen_at == MONDAY

    assert proven(owner, supervisor()) == [stranger]

    assert queries.account(owner).is_open
    assert why_over(sign_in()) is None
    with pytest.raises(NotAllowedError, match="account_frozen"):
        sign_in(password=OTHER_PASSWORD)
    assert [one.id for one in queries.every_claim_of(NIK)] == [stranger, owner]


def test_an_account_without_a_nik_has_nothing_to_compare() -> None:
    with transaction():
        invited = recovery.invite_staff("Dewi Anggraini", login="dewi@contoh.go.id", actor=SYSTEM, at=MONDAY)

    with transaction(), pytest.raises(InvalidInputError):
        actions.prove(invited.user_id, compared=queries.nik_index(NIK), actor=officer(), at=MONDAY)


# ── Staff ────────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_invited_staff_choose_their_own_password_once() -> None:
    with transaction():
        invited = recovery.invite_staff("Dewi Anggraini", login="Dewi@Contoh.go.id", actor=SYSTEM, at=MONDAY)
    with transaction():
        recovery.accept_invitation(
            "dewi@contoh.go.id", code=invited.code.lower(), password=passwords.choose(PASSWORD), at=MONDAY
        )

    assert why_over(sign_in("dewi@contoh.go.id")) is None
    with transaction(), pytest.raises(NotAllowedError):
        recovery.accept_invitation(
            "dewi@contoh.go.id", code=invited.code, password=passwords.choose(OTHER_PASSWORD), at=MONDAY
        )


def test_an_invitation_is_bound_to_its_login_its_week_and_its_latest_code() -> None:
    with transaction():
        invited = recovery.invite_staff("Dewi Anggraini", login="198001012005012901", actor=SYSTEM, at=MONDAY)
    with transaction():
        newer = recovery.invite_again(invited.user_id, actor=SYSTEM, at=MONDAY)

    for login, code, at in (
        ("lain@contoh.go.id", newer, MONDAY),
        ("198001012005012901", invited.code, MONDAY),
        ("198001012005012901", "2222222222", MONDAY),
        ("198001012005012901", newer, MONDAY + timedelta(days=7)),
    ):
        with transaction(), pytest.raises(NotAllowedError) as refusal:
            recovery.accept_invitation(login, code=code, password=passwords.choose(PASSWORD), at=at)
        assert refusal.value.code == "invitation_wrong"


def working(*, login: str = "lurah@contoh.go.id") -> int:
    """Return a member of staff with a password and a week's standing."""
    before = MONDAY - timedelta(days=30)
    with transaction():
        invited = recovery.invite_staff("Ahmad Fauzi", login=login, actor=SYSTEM, at=before)
        recovery.accept_invitation(login, code=invited.code, password=passwords.choose(PASSWORD), at=before)
    return invited.user_id


def test_an_administrator_alone_does_not_become_a_signer() -> None:
    lurah = working()
    admin = replace(administrator(), user_id=working(login="admin@contoh.go.id"))

    with transaction(), pytest.raises(ConflictError, match="has_password"):
        recovery.invite_again(lurah, actor=admin, at=MONDAY)
    with transaction():
        recovery.open_staff_reset(lurah, actor=admin, at=MONDAY)
    with transaction(), pytest.raises(NotAllowedError, match="second_person"):
        recovery.confirm_staff_reset(lurah, actor=admin, at=MONDAY)
    with transaction(), pytest.raises(NotAllowedError, match="own_account"):
        recovery.open_staff_reset(admin.user_id or 0, actor=admin, at=MONDAY)

    assert queries.open_invitation(lurah, at=MONDAY) is None
    assert why_over(sign_in("lurah@contoh.go.id")) is None


def test_an_account_made_for_the_purpose_is_no_second_person() -> None:
    lurah = working()
    admin = replace(administrator(), user_id=working(login="admin@contoh.go.id"))
    with transaction():
        recovery.open_staff_reset(lurah, actor=admin, at=MONDAY)
        accomplice = recovery.invite_staff("Kawan", login="kawan@contoh.go.id", actor=admin, at=MONDAY)

    with transaction(), pytest.raises(NotAllowedError, match="second_person_new"):
        recovery.confirm_staff_reset(lurah, actor=replace(administrator(), user_id=accomplice.user_id), at=MONDAY)


def test_two_people_renew_a_lost_staff_password_and_its_owner_is_told() -> None:
    lurah = working()
    admin = replace(administrator(), user_id=working(login="admin@contoh.go.id"))
    second = replace(administrator(), user_id=working(login="kedua@contoh.go.id"))
    session = sign_in("lurah@contoh.go.id")
    with transaction():
        recovery.open_staff_reset(lurah, actor=admin, at=MONDAY)
    with transaction():
        code = recovery.confirm_staff_reset(lurah, actor=second, at=MONDAY)

    assert why_over(session) is Ended.BY_ADMIN
    texts = " ".join(one.text for one in messages.inbox(lurah, language="id"))
    assert "diminta dibuat ulang" in texts
    assert "Dua orang membenarkan" in texts
    done = [entry.action for entry in entries_about(f"account:{lurah}")]
    assert {"account:open_staff_reset", "account:confirm_staff_reset"} <= set(done)
    with transaction():
        chosen = passwords.choose(OTHER_PASSWORD)
        recovery.accept_invitation("lurah@contoh.go.id", code=code, password=chosen, at=MONDAY)
    assert why_over(sign_in("lurah@contoh.go.id", password=OTHER_PASSWORD)) is None
    with transaction(), pytest.raises(NotFoundError):
        recovery.confirm_staff_reset(lurah, actor=second, at=MONDAY)


def test_only_a_week_s_standing_keeps_an_accomplice_from_being_the_second_person(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(rules, "SECOND_PERSON_AGE", timedelta())
    lurah = working()
    admin = replace(administrator(), user_id=working(login="admin@contoh.go.id"))
    with transaction():
        recovery.open_staff_reset(lurah, actor=admin, at=MONDAY)
        accomplice = recovery.invite_staff("Kawan", login="kawan@contoh.go.id", actor=admin, at=MONDAY)

    with transaction():
        assert recovery.confirm_staff_reset(
            lurah, actor=replace(administrator(), user_id=accomplice.user_id), at=MONDAY
        )


@pytest.mark.parametrize(
    ("name", "login", "error"),
    [
        ("", "dewi@contoh.go.id", InvalidInputError),
        ("Dewi", "12345", InvalidInputError),
        ("Dewi", NIK, InvalidInputError),
        ("Dewi", "ada@contoh.go.id", ConflictError),
    ],
)
def test_an_invitation_that_cannot_work_is_refused(name: str, login: str, error: type[Exception]) -> None:
    with transaction():
        recovery.invite_staff("Ada", login="ada@contoh.go.id", actor=SYSTEM, at=MONDAY)

    with transaction(), pytest.raises(error):
        recovery.invite_staff(name, login=login, actor=SYSTEM, at=MONDAY)


def test_only_administrators_invite_and_disable() -> None:
    user_id = register()

    for actor in (officer(), Actor(Role.CITIZEN, user_id=user_id)):
        with transaction(), pytest.raises(NotAllowedError):
            recovery.invite_staff("Dewi", login="dewi@contoh.go.id", actor=actor, at=MONDAY)
        with transaction(), pytest.raises(NotAllowedError):
            actions.disable(user_id, actor=actor, at=MONDAY)


def test_a_disabled_account_is_out_at_once_and_may_come_back() -> None:
    user_id = register()
    secret = sign_in()

    with transaction():
        actions.disable(user_id, actor=administrator(), at=MONDAY)

    assert why_over(secret) is Ended.DISABLED
    with pytest.raises(NotAllowedError) as refusal:
        sign_in()
    assert refusal.value.code == "account_disabled"
    with transaction():
        actions.enable(user_id, actor=administrator(), at=MONDAY)
    assert why_over(sign_in()) is None


def test_administrators_do_not_disable_themselves() -> None:
    user_id = register()

    with transaction(), pytest.raises(NotAllowedError) as refusal:
        actions.disable(user_id, actor=Actor(Role.ADMIN, user_id=user_id), at=MONDAY)

    assert refusal.value.code == "own_account"
