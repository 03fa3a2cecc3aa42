"""The rows that every installation begins with: regions, calendars, offices, services."""

from eservice.operations.upgrade import load_reference
from tests.times import MONDAY


def fill_reference() -> None:
    """Load the reference data as ``flask upgrade`` does."""
    load_reference(at=MONDAY)
