"""Every page of every role on a small telephone without JavaScript, each link alive."""

import pytest

from tests.journeys.rooms import PEOPLE, alike, house, walk
from tests.journeys.walker import Walker

__all__ = ["alike", "house"]


@pytest.mark.parametrize("role", PEOPLE)
def test_every_link_leads_to_a_page_that_can_be_read(phone: Walker, role: str, alike: set[str]) -> None:
    walk(phone, role, alike)
