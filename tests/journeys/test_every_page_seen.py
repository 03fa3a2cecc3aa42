"""The last look: every page that the journeys saw, read by the Nu HTML checker in one go."""

from pathlib import Path

from tests.journeys.walker import nu_complaints


def test_every_page_that_the_journeys_saw_is_valid_html(gallery: Path) -> None:
    assert nu_complaints(gallery) == []
