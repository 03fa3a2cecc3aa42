"""The lists of an office: what each view holds and counts, how it is narrowed, that no page loses or doubles a row."""

from datetime import datetime

import pytest
from sqlalchemy import event

from eservice.kernel.clock import travel
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.letters.rules import LetterState, RevokeReason
from eservice.offices.queries import office
from eservice.requests import confirming, handover, incidents, queries, queues, reviewing, searching, serving, signing
from eservice.requests.models import Request
from eservice.requests.order import AHEAD, PLAIN
from eservice.requests.searching import Narrowing
from eservice.requests.steps import office_calendar
from eservice.requests.views import VIEWS, Quick, Sight, Tab, quick_act
from eservice.requests.workflow import Channel, Priority, Status, Verdict
from eservice.residents import actions as residents
from eservice.residents.rules import NoNikReason
from tests.domain.requests.house import DAY, HOUR, MINUTE, Case, House, asks_the_rt
from tests.times import MONDAY

SORTED: dict[Tab, list[str]] = {
    Tab.SIGNATURE: ["USE TEMP B-TREE FOR ORDER BY"],
    Tab.SNOOZED: ["USE TEMP B-TREE FOR ORDER BY"],
}
"""What lies in two statuses, or rests, is found by an index and sorted: it waits for few people, and is not much."""
OLD = "1950-01-31"
"""Born on this day somebody goes first."""
LATER = MONDAY + 30 * DAY


def sight(house: House, *, at: datetime = MONDAY + 3 * HOUR) -> Sight:
    return Sight(office_id=house.desk.office_id, membership_id=house.desk.officers[0].membership_id, at=at)


def codes(tab: Tab, seen: Sight, **asked: object) -> list[str]:
    return [row.code for row in queues.page(tab, seen, narrowing=Narrowing(**asked))]  # type: ignore[arg-type]


@pytest.fixture
def every(house: House) -> dict[str, Case]:
    """One request in each place where an office may have one."""
    cases = {
        name: house.file(at=MONDAY + number * MINUTE, resident=house.resident(birth_date=born))
        for number, (name, born) in enumerate(
            [("new", OLD)]
            + [(name, "1990-04-12") for name in ("mine", "asked", "to sign", "returned", "ready", "revoked")]
            + [("done", OLD)]
        )
    }
    asks_the_rt(house.desk, "PSKCK")
    born = {"birth_date": "1990-04-12"}
    cases["at the RT"] = house.file("PSKCK", at=MONDAY + 10 * MINUTE, resident=house.resident(**born))
    cases["at the RT"].do(confirming.ask, actor=house.desk.officers[0], at=MONDAY + HOUR)
    for name in ("mine", "asked", "returned"):
        cases[name].checked()
    signer = house.desk.signer
    with transaction():
        gaps = [reviewing.Gap("proof", "kk", verdict=Verdict.UNCLEAR, text="Buram.")]
        reviewing.ask_correction(_locked(cases["asked"]), gaps, actor=house.desk.officers[0], at=MONDAY + 2 * HOUR)
    cases["to sign"].recommended()
    with transaction():
        reviewing.recommend(_locked(cases["returned"]), actor=house.desk.officers[0], at=MONDAY + 2 * HOUR)
    cases["returned"].do(signing.send_back, reason="Alamat keliru.", actor=signer, at=MONDAY + 2 * HOUR)
    for name in ("ready", "done", "revoked"):
        cases[name].issued()
    cases["ready"].do(handover.ready, actor=house.desk.officers[0], at=MONDAY + 3 * HOUR)
    cases["revoked"].do(signing.revoke, RevokeReason.WRONG_DATA, "Nomor RT keliru.", actor=signer, at=MONDAY + 3 * HOUR)
    _sent_next_door(house, house.file())
    cases["on hold"] = house.file("SKU", at=MONDAY + 11 * MINUTE, resident=house.resident(**born))
    _stopped(house, cases["on hold"])
    return cases


def _stopped(house: House, case: Case) -> None:
    """Let an incident stop one service of the office."""
    told = incidents.Declaration(
        service_id=case.now.service_id, office_id=house.desk.office_id, public_text="Sistem padam.", evidence="Tiket 7",
        begins_at=MONDAY + 3 * HOUR, until_at=MONDAY + 3 * DAY,
    )  # fmt: skip
    with travel(MONDAY + 3 * HOUR), transaction():
        incidents.declare(told, actor=house.desk.signer, at=MONDAY + 3 * HOUR)


def _sent_next_door(house: House, case: Case) -> None:
    to = office(house.next_door.office_id)
    case.checked().do(reviewing.transfer, to, "Alamatnya di sana", actor=case.officer, at=MONDAY + 2 * HOUR)


def _locked(case: Case) -> Request:
    return queries.for_change(case.code)


HOLDS: dict[Tab, set[str]] = {
    Tab.UNCLAIMED: {"new"},
    Tab.MINE: {"mine", "returned"},
    Tab.TODAY: set(),
    Tab.LATE: set(),
    Tab.PRIORITY: {"new"},
    Tab.SNOOZED: set(),
    Tab.OFFICE: {"new", "mine", "asked", "at the RT", "on hold", "to sign", "returned"},
    Tab.CITIZEN: {"asked"},
    Tab.THIRD_PARTY: {"at the RT"},
    Tab.ON_HOLD: {"on hold"},
    Tab.SIGNATURE: {"to sign"},
    Tab.RETURNED: {"returned"},
    Tab.COLLECT: {"ready"},
    Tab.UNREACHED: set(),
    Tab.DONE: {"ready", "done", "revoked"},
    Tab.ALL: {"new", "mine", "asked", "at the RT", "on hold", "to sign", "returned", "ready", "done", "revoked"},
}


def test_every_view_holds_what_it_says_and_counts_it(house: House, every: dict[str, Case]) -> None:
    seen = sight(house, at=MONDAY + 4 * HOUR)
    names = {case.code: name for name, case in every.items()}

    assert {tab: {names[code] for code in codes(tab, seen)} for tab in Tab} == HOLDS
    counted = {tab: len(held) for tab, held in HOLDS.items() if tab not in (Tab.DONE, Tab.ALL)}
    assert queues.counts(seen) == counted


def test_what_is_due_today_is_late_tomorrow_and_what_the_citizen_holds_is_neither(
    house: House, every: dict[str, Case]
) -> None:
    names = {case.code: name for name, case in every.items()}
    running = {"new", "mine", "to sign", "returned"}
    promised = every["new"].now.promised_at
    assert promised is not None
    morning, evening = sight(house, at=promised - 3 * HOUR), sight(house, at=promised + 3 * HOUR)

    assert {names[code] for code in codes(Tab.TODAY, morning)} == running
    assert codes(Tab.LATE, morning) == []
    assert {names[code] for code in codes(Tab.LATE, evening)} == running
    assert codes(Tab.TODAY, evening) == []
    assert {names[code] for code in codes(Tab.UNREACHED, sight(house, at=LATER))} == {"asked"}


def test_what_an_incident_stops_says_since_when_and_is_offered_no_act(house: House, every: dict[str, Case]) -> None:
    seen = sight(house, at=MONDAY + 4 * HOUR)
    (row,) = queues.page(Tab.ON_HOLD, seen)

    assert (row.incident_at, row.incident_until, row.paused) == (MONDAY + 3 * HOUR, MONDAY + 3 * DAY, True)
    assert quick_act(Tab.ON_HOLD, row, seen, hours=office_calendar(office(seen.office_id))) is Quick.LOOK


def test_a_letter_out_of_force_says_so_in_the_list(house: House, every: dict[str, Case]) -> None:
    states = {row.code: row.letter_state for row in queues.page(Tab.DONE, sight(house))}

    assert states[every["revoked"].code] is LetterState.REVOKED
    assert states[every["done"].code] is LetterState.ISSUED


def test_a_list_is_narrowed_by_service_status_officer_channel_and_age(house: House) -> None:
    old = house.file(at=MONDAY - 5 * DAY)
    letter = house.file("SKU")
    helped = house.file(helper=house.desk.officers[1], at=MONDAY)
    held = house.file().checked()
    seen = sight(house)

    assert codes(Tab.OFFICE, seen, days=3) == [old.code]
    assert codes(Tab.OFFICE, seen, service_id=letter.now.service_id) == [letter.code]
    assert codes(Tab.OFFICE, seen, channel=Channel.COUNTER) == [helped.code]
    assert codes(Tab.OFFICE, seen, holder_id=held.officer.membership_id) == [held.code]
    assert codes(Tab.OFFICE, seen, status=Status.IN_REVIEW) == [held.code]
    assert codes(Tab.OFFICE, seen, status=Status.IN_REVIEW, days=3) == []


def test_a_name_is_found_by_the_beginnings_of_its_words_in_any_order(house: House) -> None:
    case = house.file(resident=house.resident(name="Hj. Nur'aini Binti Abdul-Malik, S.Pd."))
    other = house.file(resident=house.resident(name="Nurul Hidayah"))
    seen = sight(house)

    for typed in ("nuraini", "NUR'AINI", "malik nur", "abdul", "binti hj", "s pd nuraini"):
        assert codes(Tab.ALL, seen, name=typed) == [case.code], typed
    assert set(codes(Tab.ALL, seen, name="nur")) == {case.code, other.code}
    for typed in ("aini", "nuraini siti", "nur_ini", "malika"):
        assert codes(Tab.ALL, seen, name=typed) == [], typed


def test_signs_alone_ask_for_nothing(house: House) -> None:
    case = house.file()

    assert codes(Tab.ALL, sight(house), name="%_ '") == [case.code]


def test_a_changed_name_is_found_and_the_former_one_is_not(house: House) -> None:
    case = house.file(resident=house.resident(name="Siti Rahmawati"))
    with transaction():
        subject = _locked(case).subject
        assert subject is not None
        residents.update_person(subject, name="Siti Rahmah", actor=case.officer, at=MONDAY)
    seen = sight(house)

    assert codes(Tab.ALL, seen, name="rahmah") == [case.code]
    subject = case.now.subject
    assert subject is not None
    assert [one.word for one in subject.name_words] == ["rahmah", "siti"]


def test_a_nik_finds_the_person_in_this_office_alone(house: House) -> None:
    resident = house.resident()
    here = house.file(resident=resident)
    _sent_next_door(house, house.file("SKU", resident=resident, account=here.asks))
    nik = str(resident.facts["nik"])

    person_id = searching.known_by_nik(nik, house.desk.office_id)

    assert person_id is not None
    assert codes(Tab.ALL, sight(house), person_id=person_id) == [here.code]
    assert searching.known_by_nik(nik, house.district.office_id) is None
    assert searching.known_by_nik("1571014107909999", house.desk.office_id) is None


def test_who_has_no_nik_is_like_nobody_else(house: House) -> None:
    case = house.file()
    with transaction():
        subject = _locked(case).subject
        assert subject is not None
        residents.update_person(subject, nik=None, no_nik_reason=NoNikReason.NEWBORN, actor=case.officer, at=MONDAY)

    assert codes(Tab.ALL, sight(house), person_id=subject.id) == []


@pytest.mark.parametrize("tab", [Tab.UNCLAIMED, Tab.DONE, Tab.ALL])
def test_pages_follow_each_other_without_a_gap_or_a_double(
    tab: Tab, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queues, "PAGE", 2)
    cases = [house.file(at=MONDAY) for _ in range(5)]  # one instant: who is put first, then the number decides
    with transaction():
        for case in cases:
            locked = queries.for_change(case.code)
            locked.priority, locked.rank = (Priority.URGENT, AHEAD) if case is cases[3] else (None, PLAIN)
    if tab is Tab.DONE:
        for case in cases:
            case.issued()
    seen = sight(house, at=MONDAY + 4 * HOUR)

    read: list[str] = []
    after = None
    while rows := queues.page(tab, seen, after=after):
        read += [row.code for row in rows]
        after = queues.place_of(rows[-1], tab)

    expected = [case.code for case in cases]
    assert read == ([expected[3], *expected[:3], expected[4]] if tab is Tab.UNCLAIMED else expected[::-1])


def test_what_is_next_is_what_one_holds_then_what_nobody_took(house: House) -> None:
    first, second, third = (house.file(at=MONDAY + number * HOUR) for number in range(3))
    second.checked(at=MONDAY + 4 * HOUR)
    seen, officer = sight(house, at=MONDAY + 5 * HOUR), house.desk.officers[0]

    assert serving.next_to_check(seen, officer, but="") == second.code
    assert serving.next_to_check(seen, officer, but=second.code) in (first.code, third.code)
    assert {first.code, third.code} == set(codes(Tab.UNCLAIMED, seen))


def test_a_list_goes_back_the_way_it_came(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of the house and in the order of time; also where rows come and go in between."""
    cases = [house.file(at=MONDAY + number * MINUTE) for number in range(5)]
    monkeypatch.setattr(queues, "PAGE", 2)
    seen = sight(house)

    for tab in (Tab.OFFICE, Tab.ALL):
        first = queues.page(tab, seen)
        second = queues.page(tab, seen, after=queues.place_of(first[-1], tab))
        third = queues.page(tab, seen, after=queues.place_of(second[-1], tab))
        assert {row.code for row in [*first, *second, *third]} == {case.code for case in cases}
        assert queues.page(tab, seen, before=queues.place_of(third[0], tab)) == second
        assert queues.page(tab, seen, before=queues.place_of(second[0], tab)) == first
        assert queues.page(tab, seen, before=queues.place_of(first[0], tab)) == []


def test_each_row_offers_the_one_act_it_admits(house: House, every: dict[str, Case]) -> None:
    seen = sight(house)
    names = {case.code: name for name, case in every.items()}

    def offered(tab: Tab, seen: Sight) -> dict[str, Quick]:
        hours = office_calendar(office(seen.office_id))
        return {names[row.code]: quick_act(tab, row, seen, hours=hours) for row in queues.page(tab, seen)}

    assert offered(Tab.OFFICE, seen) == {
        "new": Quick.CLAIM,
        "mine": Quick.GO_ON,
        "asked": Quick.LOOK,
        "at the RT": Quick.LOOK,
        "on hold": Quick.LOOK,
        "to sign": Quick.LOOK,
        "returned": Quick.GO_ON,
    }
    assert offered(Tab.CITIZEN, seen) == {"asked": Quick.LOOK}, "written to today already"
    assert offered(Tab.CITIZEN, sight(house, at=MONDAY + 20 * HOUR)) == {"asked": Quick.LOOK}, "before it opens again"
    assert offered(Tab.CITIZEN, sight(house, at=MONDAY + DAY)) == {"asked": Quick.REMIND}
    assert offered(Tab.UNREACHED, sight(house, at=LATER)) == {"asked": Quick.CALL}
    assert offered(Tab.COLLECT, seen) == {"ready": Quick.HAND_OVER}
    assert set(offered(Tab.DONE, seen).values()) == {Quick.LOOK}
    colleague = Sight(office_id=seen.office_id, membership_id=house.desk.officers[1].membership_id, at=seen.at)
    assert offered(Tab.RETURNED, colleague) == {"returned": Quick.LOOK}


@pytest.mark.database("sqlite")
def test_every_view_is_read_in_the_order_of_an_index(house: House, every: dict[str, Case]) -> None:
    """Nothing of another office is read, and nothing is sorted: a page costs the same however many there are."""
    seen, asked = sight(house), list[str]()

    def note(_connection: object, _cursor: object, statement: str, parameters: object, *_further: object) -> None:
        if statement.startswith("SELECT") and "FROM requests JOIN" in statement:
            plan = db.session.connection().exec_driver_sql("EXPLAIN QUERY PLAN " + statement, parameters)
            asked.extend(row[3] for row in plan)

    for tab in VIEWS:
        asked.clear()
        event.listen(db.engines["reader"], "before_cursor_execute", note)
        try:
            queues.page(tab, seen)
        finally:
            event.remove(db.engines["reader"], "before_cursor_execute", note)
        found = [line for line in asked if "requests USING" in line]
        by = "(rowid=?)" if tab is Tab.SNOOZED else "(office_id=?"
        assert len(found) == 1, (tab, asked)
        assert by in found[0], (tab, asked)
        assert tab is not Tab.PRIORITY or "ix_requests_ahead" in found[0], asked
        assert tab is not Tab.SNOOZED or [one for one in asked if "ix_request_snoozes_office" in one], asked
        assert [line for line in asked if line.startswith("USE TEMP B-TREE FOR ORDER BY")] == SORTED.get(tab, []), tab
