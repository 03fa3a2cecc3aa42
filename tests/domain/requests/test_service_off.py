"""A service that is switched off takes nothing new, at that office or anywhere; what is under way goes on."""

import pytest

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.catalogue import actions as catalogue
from eservice.catalogue import queries
from eservice.kernel.errors import ConflictError
from eservice.kernel.transaction import transaction
from eservice.requests import filing
from eservice.requests.filing import Opened
from eservice.requests.queries import by_draft
from eservice.requests.workflow import Status
from tests.domain.requests.house import HOUR, House
from tests.times import MONDAY

ADMIN = Actor(Role.ADMIN, name="Admin")


def switch_off(*, office_id: int | None = None) -> None:
    with transaction():
        catalogue.switch("SKD", on=False, reason="Blangko habis", office_id=office_id, actor=ADMIN, at=MONDAY)


@pytest.mark.parametrize("everywhere", [True, False])
def test_what_was_begun_before_is_not_taken_and_not_lost(house: House, *, everywhere: bool) -> None:
    draft_id, citizen = house.draft()
    switch_off(office_id=None if everywhere else house.desk.office_id)

    def send() -> None:
        with transaction():
            draft = by_draft(draft_id, draft_digest=None, user_id=citizen.user_id, lock=True)
            filing.submit(draft, actor=citizen, at=MONDAY + HOUR)

    with pytest.raises(ConflictError, match="^service_off$" if everywhere else "^service_off_here$"):
        send()

    kept = by_draft(draft_id, draft_digest=None, user_id=citizen.user_id)
    assert kept.status is Status.DRAFT
    assert kept.answers["nama"]


def test_off_in_one_office_is_on_next_door(house: House) -> None:
    switch_off(office_id=house.next_door.office_id)

    assert house.file().now.status is Status.SUBMITTED


def test_nothing_new_is_begun_of_what_nobody_takes(house: House) -> None:
    switch_off()
    offered = queries.by_code("SKD", at=MONDAY)

    with pytest.raises(ConflictError, match="service_off"), transaction():
        filing.start_draft(offered.service_id, offered.version_id, opened=Opened(helper_id=1), at=MONDAY)


def test_what_is_under_way_is_finished(house: House) -> None:
    case = house.file()
    switch_off()

    assert case.issued().now.status in (Status.ISSUING, Status.ISSUED)
