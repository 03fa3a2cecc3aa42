"""The instants the tests speak of; real clocks are never read."""

from datetime import UTC, datetime, timedelta

MONDAY = datetime(2026, 7, 6, 2, 0, tzinfo=UTC)
"""Monday 6 July 2026, 09.00 WIB: an ordinary working day outside Ramadan."""

TUESDAY = MONDAY + timedelta(days=1)
WEDNESDAY = MONDAY + timedelta(days=2)
THURSDAY = MONDAY + timedelta(days=3)
FRIDAY = MONDAY + timedelta(days=4)
SATURDAY = MONDAY + timedelta(days=5)
