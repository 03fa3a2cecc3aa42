"""A request put off in one's own list rests there alone: nobody else's list, no clock and no promise knows of it."""

from datetime import datetime

import pytest

from eservice.accounts.actor import Actor
from eservice.kernel.errors import (
    ConflictError,
    IllegalStepError,
    InvalidInputError,
    MissingReasonError,
    NotAllowedError,
    NotFoundError,
)
from eservice.kernel.transaction import transaction
from eservice.requests import queries, queues, reviewing, serving, snoozing
from eservice.requests.steps import calendar_of
from eservice.requests.views import Sight, Tab
from eservice.requests.workflow import Priority
from tests.domain.requests.house import HOUR, MINUTE, Case, House
from tests.times import MONDAY

NOW = MONDAY + HOUR
WHY = "Menunggu telepon balik dari Ketua RT."


def snooze(case: Case, *, until: datetime = NOW + 2 * HOUR, at: datetime = NOW, actor: Actor | None = None) -> None:
    case.do(snoozing.snooze, until, WHY, actor=actor or case.house.desk.officers[0], at=at)


def sight(house: House, *, at: datetime = NOW + MINUTE, of: Actor | None = None) -> Sight:
    actor = of or house.desk.officers[0]
    return Sight(
        office_id=house.desk.office_id,
        membership_id=actor.membership_id,
        at=at,
        oversees=actor == house.desk.supervisor,
    )


def codes(tab: Tab, seen: Sight) -> list[str]:
    return [row.code for row in queues.page(tab, seen)]


def test_it_leaves_the_own_list_alone_and_comes_back_by_itself(house: House) -> None:
    waiting, held = house.file(), house.file().checked(at=MONDAY + MINUTE)
    for case in (waiting, held):
        snooze(case)
    mine, colleague = sight(house), sight(house, of=house.desk.officers[1])

    assert codes(Tab.UNCLAIMED, mine) == codes(Tab.MINE, mine) == []
    assert set(codes(Tab.SNOOZED, mine)) == set(codes(Tab.OFFICE, mine)) == {waiting.code, held.code}
    assert queues.counts(mine)[Tab.UNCLAIMED] == queues.counts(mine)[Tab.MINE] == 0
    assert queues.counts(mine)[Tab.SNOOZED] == 2
    assert codes(Tab.UNCLAIMED, colleague) == [waiting.code]
    assert codes(Tab.SNOOZED, colleague) == []
    later = sight(house, at=NOW + 2 * HOUR)
    assert (codes(Tab.UNCLAIMED, later), codes(Tab.MINE, later)) == ([waiting.code], [held.code])
    assert codes(Tab.SNOOZED, later) == []


def test_it_moves_no_promise_no_lease_and_no_history(house: House) -> None:
    case = house.file().checked(at=MONDAY + MINUTE)
    before = case.now
    stood = (before.promised_at, before.lease_until, before.version, len(before.history))

    snooze(case)

    after = case.now
    assert (after.promised_at, after.lease_until, after.version, len(after.history)) == stood
    due = sight(house, at=(after.promised_at or NOW) - HOUR)
    assert case.code in codes(Tab.TODAY, due)


def test_the_next_one_is_never_what_rests_but_a_colleague_may_have_it(house: House) -> None:
    first, second = (house.file(at=MONDAY + number * MINUTE) for number in range(2))
    snooze(first)

    offered = [
        [one.code for one in serving.offers(house.desk.office_id, actor=officer, at=NOW + MINUTE)]
        for officer in house.desk.officers[:2]
    ]
    assert (first.code in offered[0], first.code in offered[1]) == (False, True)
    with transaction():
        given, _why = serving.take_next(house.desk.office_id, actor=house.desk.officers[0], at=NOW + MINUTE)
    assert given.code == second.code
    with pytest.raises(NotFoundError, match="nothing_waiting"), transaction():
        serving.take_next(house.desk.office_id, actor=house.desk.officers[0], at=NOW + MINUTE)
    with transaction():
        given, _why = serving.take_next(house.desk.office_id, actor=house.desk.officers[1], at=NOW + MINUTE)
    assert given.code == first.code


def test_any_step_ends_it_and_so_does_the_own_hand(house: House) -> None:
    case = house.file()
    snooze(case)
    case.do(serving.prioritise, Priority.URGENT, "Anaknya sakit.", actor=house.desk.officers[1], at=NOW + MINUTE)
    assert codes(Tab.UNCLAIMED, sight(house, at=NOW + 2 * MINUTE)) == [case.code]

    snooze(case, at=NOW + 3 * MINUTE)
    case.do(snoozing.wake, actor=house.desk.officers[0], at=NOW + 4 * MINUTE)
    assert codes(Tab.UNCLAIMED, sight(house, at=NOW + 5 * MINUTE)) == [case.code]
    with pytest.raises(NotFoundError, match="not_snoozed"):
        case.do(snoozing.wake, actor=house.desk.officers[0], at=NOW + 5 * MINUTE)


def test_it_never_outlives_the_promise(house: House) -> None:
    case = house.file()
    promised = case.now.promised_at
    assert promised is not None

    for until in (promised + MINUTE, NOW, NOW - MINUTE):
        with pytest.raises(InvalidInputError, match="snooze_until"):
            snooze(case, until=until)
    with pytest.raises(ConflictError, match="snooze_late"):
        snooze(case, at=promised, until=promised + HOUR)
    snooze(case, until=promised)
    assert codes(Tab.UNCLAIMED, sight(house, at=promised)) == [case.code]
    offered = snoozing.choices(calendar_of(case.now), promised_at=promised, at=NOW)
    assert offered
    assert max(offered.values()) <= promised


def test_only_what_is_ones_own_or_nobodys_can_be_put_off_and_only_with_a_reason(house: House) -> None:
    held, gone, waiting = house.file().checked(at=MONDAY + MINUTE), house.file(), house.file()
    gone.recommended(at=MONDAY + MINUTE)
    with pytest.raises(NotAllowedError, match="not_holder"):
        snooze(held, actor=house.desk.officers[1])
    with pytest.raises(IllegalStepError):
        snooze(gone)
    for stranger, code in ((house.next_door.officers[0], "other_office"), (house.district.officers[0], "other_office")):
        with pytest.raises(NotAllowedError, match=code):
            snooze(waiting, actor=stranger)
    with pytest.raises(NotAllowedError, match="permission"):
        snooze(waiting, actor=waiting.asks)
    with pytest.raises(MissingReasonError):
        waiting.do(snoozing.snooze, NOW + HOUR, " ", actor=house.desk.officers[0], at=NOW)

    assert queues.counts(sight(house))[Tab.SNOOZED] == 0


def test_a_supervisor_reads_who_put_off_what_and_why(house: House) -> None:
    case, again = house.file(), house.file()
    for officer in house.desk.officers[:2]:
        snooze(case, actor=officer)
    snooze(again)
    snooze(again, until=NOW + 3 * HOUR, at=NOW + MINUTE)
    over = sight(house, at=NOW + 2 * MINUTE, of=house.desk.supervisor)

    assert set(codes(Tab.SNOOZED, over)) == {case.code, again.code}
    rests = snoozing.rests_of([case.now.id, again.now.id], over)
    assert [one.name for one in rests[case.now.id]] == [one.name for one in house.desk.officers[:2]]
    assert [(one.until_at, one.reason) for one in rests[again.now.id]] == [(NOW + 3 * HOUR, WHY)], "the last wish holds"
    own = snoozing.rests_of([case.now.id], sight(house, at=NOW + 2 * MINUTE))
    assert [one.name for one in own[case.now.id]] == [house.desk.officers[0].name]


def test_what_rests_counts_as_held(house: House) -> None:
    """Else a list put off would be a way around the limit."""
    case = house.file().checked(at=MONDAY + MINUTE)
    snooze(case)

    assert queries.held_count(house.desk.officers[0].membership_id) == 1
    case.do(reviewing.release, actor=house.desk.officers[0], at=NOW + MINUTE)
    assert codes(Tab.UNCLAIMED, sight(house, at=NOW + 2 * MINUTE)) == [case.code]
