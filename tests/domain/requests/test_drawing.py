"""The demo's older letters, drawn beside a worker that looks for abandoned work every fifteen seconds."""

import pytest

from eservice.demo import drawing, lagging, life
from eservice.kernel import clock
from eservice.kernel.transaction import transaction
from eservice.requests import issuing, queries
from tests.domain.requests.house import HOUR, House
from tests.times import MONDAY


@pytest.mark.usefixtures("no_worker")
def test_a_letter_under_way_is_not_taken_from_whoever_draws_it(house: House) -> None:
    case = house.file().recommended()
    life.sign(case.code, house.desk.signer, at=MONDAY + 2 * HOUR)
    number = case.now.id
    with transaction():
        queries.for_change_by_id(number).worker = lagging.WORKER

    assert number in issuing.due(at=clock.now()), "nobody has taken it up yet"
    assert drawing.take_up(number, "http://localhost:8000") is not None

    assert number not in issuing.due(at=clock.now())
    assert drawing.take_up(number, "http://localhost:8000") is None
