"""Who was helped at the counter has the same rights: by a proven account of the own NIK, or by the receipt in hand."""

import pytest

from eservice.accounts import actions as accounts
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.accounts.queries import nik_index
from eservice.catalogue.definition import ForWhom
from eservice.demo import life
from eservice.demo.people import Invented
from eservice.kernel.errors import ConflictError, NotAllowedError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.notifications import queries as messages
from eservice.requests import filing, queries, steps, telling
from eservice.requests.reviewing import Gap
from eservice.requests.workflow import Status, Step, Verdict
from tests.domain.requests.house import HOUR, Case, House
from tests.times import MONDAY, TUESDAY

GAP = Gap("proof", "kk", Verdict.UNCLEAR, "Foto lagi di tempat terang.")


def at_counter(house: House, resident: Invented | None = None, **wish: object) -> Case:
    """File a request together with somebody in front of the desk."""
    return house.file(resident=resident, helper=house.desk.officers[1], **wish)


def proven(house: House, resident: Invented) -> Actor:
    """Return the account of somebody whose KTP an officer has compared."""
    citizen = life.open_account(resident, at=MONDAY)
    with transaction():
        index = nik_index(resident.facts["nik"])
        accounts.prove(citizen.user_id or 0, compared=index, actor=house.desk.officers[0], at=MONDAY)
    return citizen


def bearer(case: Case) -> Actor:
    """Return who shows the receipt."""
    return Actor(Role.BEARER, receipt_id=case.now.id)


def asked(case: Case) -> Case:
    """Let the officer ask for another picture of the family card."""
    life.ask(case.checked().code, case.officer, [GAP], at=MONDAY + HOUR)
    return case


def open_to(actor: Actor, case: Case) -> set[Step]:
    """Return the applicant's steps that this actor may take now."""
    return set(steps.steps_open(case.now, actor, at=TUESDAY)) & {Step.RESUBMIT, Step.WITHDRAW}


def test_the_proven_owner_of_the_nik_sees_and_takes_back_what_was_filed_at_the_counter(house: House) -> None:
    resident = house.resident()
    case = at_counter(house, resident)
    owner = proven(house, resident)

    assert queries.own_request(case.code, actor=owner).code == case.code
    case.do(filing.withdraw, "Sudah tidak perlu", actor=owner, at=TUESDAY)

    last = case.now.history[-1]
    assert (last.to_status, last.actor_user_id, last.actor_role) == (Status.WITHDRAWN, owner.user_id, Role.CITIZEN)


def test_whoever_shows_the_receipt_takes_it_back_and_the_log_says_so(house: House) -> None:
    case = at_counter(house)

    case.do(filing.withdraw, "", actor=bearer(case), at=TUESDAY)

    last = case.now.history[-1]
    assert (last.to_status, last.actor_user_id, last.actor_role) == (Status.WITHDRAWN, None, Role.BEARER)


@pytest.mark.parametrize("who", ["owner", "bearer", "helper", "colleague"])
def test_who_may_complete_what_was_filed_at_the_counter(house: House, who: str) -> None:
    resident = house.resident()
    case = asked(at_counter(house, resident))
    actors = {"owner": lambda: proven(house, resident), "bearer": lambda: bearer(case),
              "helper": lambda: house.desk.officers[1], "colleague": lambda: house.desk.officers[0]}  # fmt: skip
    actor = actors[who]()

    life.mend(case.code, actor, at=TUESDAY, rng=house.rng)

    assert (case.now.status, case.now.history[-1].actor_role) == (Status.SUBMITTED, actor.role)


def test_nobody_else_completes_or_takes_back_what_was_filed_at_the_counter(house: House) -> None:
    resident = house.resident()
    case, other = asked(at_counter(house, resident)), at_counter(house)
    unproven = life.open_account(resident, at=MONDAY)
    elsewhere = house.next_door.officers[0]

    for stranger in (unproven, proven(house, house.resident()), bearer(other), elsewhere):
        assert open_to(stranger, case) == set()
    for citizen in (unproven, proven(house, house.resident())):
        with pytest.raises(NotFoundError):
            queries.own_request(case.code, actor=citizen)
        with pytest.raises(NotAllowedError, match="not_yours"):
            case.do(filing.withdraw, "", actor=citizen, at=TUESDAY)
    for staff in (house.desk.officers[1], house.desk.officers[0], house.desk.signer, house.desk.supervisor, elsewhere):
        with pytest.raises(NotAllowedError, match="permission"):
            case.do(filing.withdraw, "", actor=staff, at=TUESDAY)


def test_a_receipt_does_not_act_where_an_account_filed_the_request(house: House) -> None:
    case = house.file()

    with pytest.raises(NotAllowedError, match="not_yours"):
        case.do(filing.withdraw, "", actor=bearer(case), at=TUESDAY)


def test_whom_a_request_is_about_sees_it_but_only_who_asked_acts(house: House) -> None:
    asks, father = house.resident(), house.resident()
    case = asked(at_counter(house, asks, service="SKTM", whom=ForWhom.FAMILY, relative=father))
    about = proven(house, father)

    assert queries.own_request(case.code, actor=about).code == case.code
    assert open_to(about, case) == set()
    assert open_to(proven(house, asks), case) == {Step.RESUBMIT, Step.WITHDRAW}


def test_the_proven_owner_is_told_of_it_and_may_know_its_code(house: House) -> None:
    resident = house.resident()
    owner = proven(house, resident)
    case = at_counter(house, resident)

    told = [one for one in messages.inbox(owner.user_id or 0, language="id") if one.request_code == case.code]
    with pytest.raises(ConflictError, match="already_open$"):
        house.file(resident=resident, account=owner, at=TUESDAY)

    assert [one.path for one in told] == [f"/permohonan/{case.code}"]


def test_who_has_no_account_is_led_to_the_page_that_the_receipt_opens(house: House) -> None:
    resident = house.resident()
    alone, from_home = at_counter(house, resident), house.file()

    assert telling.facts_of(alone.now) == {"code": alone.code, "by_receipt": True}
    assert telling.facts_of(from_home.now) == {"code": from_home.code}
    proven(house, resident)
    assert telling.facts_of(alone.now) == {"code": alone.code}
