"""Print what a year-long span costs, against a loop over its days, in the same run: ``python -m bench.worktime``."""

import timeit
from datetime import UTC, datetime, timedelta

from eservice.worktime.files import read_calendars, read_holidays
from eservice.worktime.rules import WIB, Calendar


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


def main() -> None:
    """Measure, check that both agree, print."""
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
    for name, call in rows:
        cost = _microseconds(call, scope, times=5000)
        print(f"{name:32}{cost:10.2f} µs   {plain / cost:8.0f} times faster")


if __name__ == "__main__":
    main()
