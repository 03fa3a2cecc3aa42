"""Print what a year-long span costs, against a loop over its days, in the same run: ``python -m bench.worktime``.

Ends with status 1 where a span costs more than the bound.
"""

import sys
import timeit
from datetime import UTC, datetime, timedelta

from eservice.worktime.files import read_calendars, read_holidays
from eservice.worktime.rules import WIB, Calendar

BOUND_MICROSECONDS = 50
"""For each of the four questions about a year; a loop over its days takes some two thousand."""


def day_by_day(calendar: Calendar, a: datetime, b: datetime) -> int:
    """Return the working seconds between two instants the plain way."""
    total, on = 0, a.astimezone(WIB).date()
    last = b.astimezone(WIB).date()
    while on <= last:
        for window in calendar.windows_on(on):
            opens = max(a, datetime.combine(on, window.opens, tzinfo=WIB))
            closes = min(b, datetime.combine(on, window.closes, tzinfo=WIB))
            total += max(0, int((closes - opens).total_seconds()))
        on += timedelta(days=1)
    return total


def _microseconds(call: str, scope: dict[str, object], *, times: int) -> float:
    return min(timeit.repeat(call, globals=scope, number=times, repeat=5)) / times * 1e6


def main() -> int:
    """Measure, check that both agree, print; 1 where the bound is broken."""
    holidays = read_holidays()
    calendar = next(row for row in read_calendars() if row.code == "kota-jambi").calendar(holidays)
    a, b = datetime(2026, 1, 5, 2, tzinfo=UTC), datetime(2027, 1, 4, 7, 30, tzinfo=UTC)
    assert calendar.working_seconds(a, b) == day_by_day(calendar, a, b)  # noqa: S101
    scope = {"calendar": calendar, "a": a, "b": b, "day_by_day": day_by_day}
    plain = _microseconds("day_by_day(calendar, a, b)", scope, times=20)
    rows = (
        ("working_seconds, a year", "calendar.working_seconds(a, b)"),
        ("working_days_begun, a year", "calendar.working_days_begun(a, b)"),
        ("add_working minutes=100000", "calendar.add_working(a, minutes=100_000)"),
        ("add_working days=240", "calendar.add_working(a, days=240)"),
    )
    print(f"{'day by day, a year':32}{plain:10.1f} µs")
    costs = {name: _microseconds(call, scope, times=5000) for name, call in rows}
    for name, cost in costs.items():
        print(f"{name:32}{cost:10.2f} µs   {plain / cost:8.0f} times faster")
    met = max(costs.values()) <= BOUND_MICROSECONDS
    print(f"bound: at most {BOUND_MICROSECONDS} µs each: {'met' if met else 'MISSED'}")
    return int(not met)


if __name__ == "__main__":
    sys.exit(main())
