"""Print what the supervisor's figures over 2,000 requests cost, against one request after the other, in the same run.

Ends with status 1 where the figures cost more than the bound: ``python -m bench.figures``.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from eservice.app import create_app
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.metrics import queries
from eservice.metrics.queries import Scope
from eservice.requests.models import Request
from tests.databases import build, release, settings_for_tests
from tests.past import NOW, begin

REQUESTS, DAYS = 2000, 90
BOUND_SECONDS = 0.8
"""Of processor time for one page of figures."""


def _spent(act: Callable[[], object], *, times: int) -> float:
    def once() -> float:
        db.session.remove()
        started = time.process_time()
        act()
        return time.process_time() - started

    return min(once() for _ in range(times))


def _all_at_once() -> int:
    period = queries.last_days(DAYS, NOW)
    return queries.history(Scope(), since=period.from_at).figures(period).kept.n


def _one_by_one() -> int:
    numbers = db.session.scalars(select(Request.id)).all()
    return sum(len(queries.runs_of_request(number, NOW)) for number in numbers)


def main() -> int:
    """Measure, print; 1 where the bound is broken."""
    with tempfile.TemporaryDirectory() as place:
        app = create_app(settings_for_tests(Path(place), f"sqlite:///{place}/eservice.db"))
        build(app, lambda: None)
        with app.app_context():
            with transaction():
                begin().tell_some(REQUESTS, since=NOW - timedelta(days=DAYS), until=NOW)
            assert _all_at_once() > REQUESTS / 2  # noqa: S101
            ours = _spent(_all_at_once, times=5)
            plain = _spent(_one_by_one, times=1)
        release(app)
    print(f"{'one request after the other':32}{plain * 1000:10.0f} ms")
    print(f"{'all of them at once':32}{ours * 1000:10.0f} ms   {plain / ours:8.0f} times faster")
    met = ours <= BOUND_SECONDS
    print(f"bound: at most {BOUND_SECONDS * 1000:.0f} ms: {'met' if met else 'MISSED'}")
    return int(not met)


if __name__ == "__main__":
    sys.exit(main())
