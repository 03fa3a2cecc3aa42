"""Data that got out: whom it concerns is read from the log in seconds, and both sides are told within 3 × 24 hours."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert

from eservice.accounts.actor import Actor
from eservice.accounts.models import User
from eservice.audit.actions import record_look
from eservice.audit.models import AuditEntry
from eservice.kernel.db import db
from eservice.kernel.errors import ConflictError, DomainError, IllegalStepError, NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.notifications.models import Message
from eservice.privacy import breaches
from eservice.privacy.affected import affected
from eservice.privacy.alarms import BreachKind, BreachState
from eservice.privacy.breaches import Report
from eservice.privacy.rules import Held
from tests.domain.requests.house import DAY, HOUR, House
from tests.times import MONDAY

NOTICED = MONDAY + DAY


def opened(house: House, by: Actor, **told: object) -> int:
    """Write a misused account of an officer into the register; return its number."""
    login = db.session.get_one(User, house.desk.officers[0].user_id).staff_login
    known: dict[str, object] = {
        "kind": BreachKind.ACCOUNT,
        "what": "Kata sandi seorang petugas diketahui orang lain.",
        "data": (Held.IDENTITY, Held.PAPERS),
        "from_at": MONDAY,
        "until_at": MONDAY + 10 * HOUR,
        "noticed_at": NOTICED,
        "account_login": login,
    }
    with transaction():
        return breaches.open_breach(Report(**(known | told)), actor=by, at=NOTICED + HOUR).id  # type: ignore[arg-type]


def looks(house: House, *things: str, at: datetime, by: int = 0, action: str = "request:look", **data: object) -> None:
    for thing in things:
        record_look(actor=house.desk.officers[by], action=action, object=thing, at=at, data=dict(data))


def test_whom_it_concerns_is_who_was_opened_searched_or_taken_along_by_that_account_then(
    house: House, officer_of_data: Actor
) -> None:
    first, second, third, fourth, fifth = (house.file() for _ in range(5))
    counter = house.file(helper=house.desk.officers[1])
    looks(house, f"request:{first.now.id}", f"request:{first.now.id}", at=MONDAY + HOUR)
    looks(house, f"person:{second.now.applicant_id}", at=MONDAY + HOUR, action="request:find_nik")
    looks(house, "office:1", at=MONDAY + HOUR, action="queue:export", ids=[third.now.id, counter.now.id])
    looks(house, f"request:{fourth.now.id}", at=MONDAY + 11 * HOUR)
    looks(house, f"request:{fifth.now.id}", at=MONDAY + HOUR, by=1)
    number = opened(house, officer_of_data)

    with transaction():
        assert breaches.find_affected(number, actor=officer_of_data, at=NOTICED + HOUR) == 4
    with transaction():
        assert breaches.find_affected(number, actor=officer_of_data, at=NOTICED + HOUR) == 4, "asked twice, the same"
    found = {one.object: one.looks for one in breaches.breach(number).subjects}
    assert found == {
        f"account:{first.asks.user_id}": 2,
        f"account:{second.asks.user_id}": 1,
        f"account:{third.asks.user_id}": 1,
        f"request:{counter.now.id}": 1,
    }
    with transaction():
        assert breaches.tell_people(number, actor=officer_of_data, at=NOTICED + 2 * HOUR) == 3
    with transaction():
        assert breaches.tell_people(number, actor=officer_of_data, at=NOTICED + 3 * HOUR) == 0, "nobody is told twice"
    told = db.session.query(Message).filter_by(template="breach_told", channel="inbox")
    assert {one.user_id for one in told} == {one.asks.user_id for one in (first, second, third)}
    assert [one.id for one in breaches.about(first.asks.user_id or 0)] == [number]
    assert breaches.about(fourth.asks.user_id or 0) == []
    assert breaches.codes_of(breaches.breach(number)).popitem()[1] == counter.code


def test_the_clock_runs_from_the_notice_and_it_closes_only_when_both_sides_were_told(
    house: House, officer_of_data: Actor
) -> None:
    case = house.file()
    looks(house, f"request:{case.now.id}", at=MONDAY + HOUR)
    number = opened(house, officer_of_data)
    assert breaches.breach(number).due_at == NOTICED + timedelta(hours=72)
    assert not breaches.is_due(at=NOTICED + timedelta(hours=47))
    with transaction():
        assert breaches.remind(at=NOTICED + timedelta(hours=48)) == 1
    assert not breaches.is_due(at=NOTICED + timedelta(hours=49))

    def act(verb: Callable[..., object], *told: object) -> object:
        with transaction():
            return verb(number, *told, actor=officer_of_data, at=NOTICED + 3 * HOUR)

    with pytest.raises(IllegalStepError):
        act(breaches.close)
    act(breaches.contain, "Sandi diganti.")
    with pytest.raises(ConflictError, match="breach_nobody"):
        act(breaches.tell_people)
    act(breaches.find_affected)
    act(breaches.tell_people)
    with pytest.raises(IllegalStepError):
        act(breaches.close)
    act(breaches.tell_authority, "400/12/2026")
    act(breaches.close)
    assert breaches.breach(number).state is BreachState.CLOSED
    with pytest.raises(IllegalStepError):
        act(breaches.tell_people)


def test_who_has_no_account_is_told_otherwise_and_until_then_nothing_closes(
    house: House, officer_of_data: Actor
) -> None:
    with_account, without = house.file(), house.file(helper=house.desk.officers[1])
    looks(house, f"request:{with_account.now.id}", f"request:{without.now.id}", at=MONDAY + HOUR)
    number = opened(house, officer_of_data)

    def act(verb: Callable[..., object], *told: object) -> None:
        with transaction():
            verb(number, *told, actor=officer_of_data, at=NOTICED + 3 * HOUR)

    def refused(verb: Callable[..., object], *told: object) -> str:
        with pytest.raises(DomainError) as why:
            act(verb, *told)
        return why.value.code

    how = "Surat nomor 400/15/2026, diantar hari ini."
    assert refused(breaches.note_people_told, how) == "breach_nobody", "the log was not asked yet"
    act(breaches.find_affected)
    assert refused(breaches.note_people_told, how) == "breach_untold", "whoever has an account is told by us"
    act(breaches.tell_people)
    act(breaches.contain, "Sandi diganti.")
    act(breaches.tell_authority, "400/12/2026")
    assert refused(breaches.close) == "breach_step"
    assert refused(breaches.note_people_told, " ") == "breach_how"
    with pytest.raises(NotAllowedError), transaction():
        breaches.note_people_told(number, how, actor=house.desk.supervisor, at=NOTICED)
    act(breaches.note_people_told, how)
    looks(house, f"request:{house.file().now.id}", at=MONDAY + HOUR)
    act(breaches.find_affected)
    assert refused(breaches.close) == "breach_step", "somebody found later has yet to be told"
    act(breaches.tell_people)
    act(breaches.note_people_told, how)
    act(breaches.close)
    assert [one.note for one in breaches.breach(number).history if one.note].count(how) == 2


def test_what_no_log_knows_of_can_be_told_and_closed_too(house: House, officer_of_data: Actor) -> None:
    number = opened(house, officer_of_data, kind=BreachKind.DEVICE, account_login="")
    act = {"actor": officer_of_data, "at": NOTICED + 3 * HOUR}

    with transaction():
        breaches.note_people_told(number, "Empat keluarga ditelepon.", **act)  # type: ignore[arg-type]
        breaches.tell_authority(number, "400/12/2026", **act)  # type: ignore[arg-type]
        breaches.contain(number, "Telepon dihapus dari jauh.", **act)  # type: ignore[arg-type]
        breaches.close(number, **act)  # type: ignore[arg-type]

    assert breaches.breach(number).state is BreachState.CLOSED


def test_nobody_else_writes_into_the_register_and_what_cannot_be_is_refused(
    house: House, officer_of_data: Actor
) -> None:
    with pytest.raises(NotAllowedError):
        opened(house, house.desk.signer)
    for wrong, code in (
        ({"data": ()}, "breach_data"),
        ({"what": " "}, "breach_what"),
        ({"until_at": MONDAY - HOUR}, "breach_period"),
        ({"noticed_at": NOTICED + DAY}, "breach_noticed"),
        ({"account_login": "tidak.ada@contoh.go.id"}, "no_such_account"),
    ):
        with pytest.raises(DomainError, match=code):
            opened(house, officer_of_data, **wrong)
    number = opened(house, officer_of_data, account_login="")
    with pytest.raises(ConflictError, match="breach_no_account"), transaction():
        breaches.find_affected(number, actor=officer_of_data, at=NOTICED + HOUR)


@pytest.mark.proof
def test_a_hundred_thousand_lines_of_the_log_answer_within_two_seconds(
    house: House, proof_count: Callable[..., int]
) -> None:
    count, wanted = proof_count(100_000), house.desk.officers[0].user_id
    common = {"actor_membership_id": 1, "actor_role": "officer", "action": "request:look", "data": {}}
    rows = [
        common
        | {"sequence": 1_000_000 + n, "object": f"request:{n % 5000}", "previous_hash": "-", "hash": f"h{n}"}
        | {"at": MONDAY + timedelta(seconds=n), "actor_user_id": wanted if n % 4 == 0 else 900}
        for n in range(count)
    ]
    with transaction():
        for first in range(0, count, 5_000):
            db.session.execute(insert(AuditEntry), rows[first : first + 5_000])

    began = time.perf_counter()
    found = affected(wanted or 0, from_at=MONDAY, until_at=MONDAY + timedelta(days=30))
    seconds = time.perf_counter() - began

    assert sum(found.requests.values()) == count // 4
    assert seconds < 2, f"{seconds:.2f} s for {count} lines"
