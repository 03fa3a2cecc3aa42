"""Every page of every role at a desk in the dark with JavaScript, each link alive."""

from collections.abc import Callable

import pytest

from tests.journeys.rooms import PEOPLE, alike, house, walk
from tests.journeys.walker import Walker

__all__ = ["alike", "house"]


@pytest.mark.parametrize("role", PEOPLE)
def test_every_link_leads_to_a_page_that_can_be_read(
    new_person: Callable[..., Walker], role: str, alike: set[str]
) -> None:
    walk(new_person(phone=False, javascript=True, color_scheme="dark"), role, alike)
