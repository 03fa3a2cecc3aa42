"""Print how long it takes to say whom an account's looks concern, in a log of a million entries on PostgreSQL.

    PYTHONPATH=. .venv/bin/python -P bench/affected.py [--entries 1000000]

One account of fifty is asked about, for a month and for the whole year. Ends with status 1 where the month takes longer
than the bound.
"""

import argparse
import sys
import tempfile
import time
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select, text

from eservice.app import create_app
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.privacy.affected import affected, subjects
from eservice.requests.models import Request
from tests.databases import build, release, settings_for_tests
from tests.past import NOW, begin
from tests.postgres import private_postgres

REQUESTS, ACCOUNTS, DAYS = 300, 50, 365
BOUND_SECONDS = 2.0
_FILL = """
    INSERT INTO audit_entries (sequence, at, actor_user_id, actor_role, action, object, data, previous_hash, hash)
    SELECT 10000000 + n, cast(:until AS timestamptz) - n * interval '1 second' * :apart, 1000 + n % :accounts,
           'officer',
           CASE n % 10 WHEN 0 THEN 'request:claim' ELSE 'request:look' END,
           'request:' || (1 + cast(n AS bigint) * 7919 % :requests),
           '{}', md5(n::text), md5(n::text) || 'x'
    FROM generate_series(1, :entries) AS n
"""


def main() -> int:
    """Measure, print; 1 where the bound is broken."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--entries", type=int, default=1_000_000)
    entries = options.parse_args().entries
    with private_postgres() as server, tempfile.TemporaryDirectory() as place:
        server.create("affected")
        app = create_app(settings_for_tests(Path(place), server.url("affected")))
        build(app, lambda: None)
        with app.app_context():
            with transaction():
                begin().tell_some(REQUESTS, since=NOW - timedelta(days=90), until=NOW)
                told = {
                    "until": NOW,
                    "apart": DAYS * 86400 / entries,
                    "accounts": ACCOUNTS,
                    "requests": db.session.scalar(select(func.max(Request.id))),
                    "entries": entries,
                }
                db.session.execute(text("SET LOCAL statement_timeout = 0"))
                db.session.execute(text(_FILL), told)
                db.session.execute(text("ANALYZE audit_entries"))
            month = _measured("a month", NOW - timedelta(days=30))
            _measured("a year", NOW - timedelta(days=DAYS))
        release(app)
    return int(month > BOUND_SECONDS)


def _measured(words: str, since: datetime) -> float:
    """Print what asking costs, the better of three; return its seconds."""
    spent = []
    for _time in range(3):
        db.session.remove()
        begun = time.perf_counter()
        found = affected(1000, from_at=since, until_at=NOW)
        whom = len(list(subjects(found)))
        spent.append(time.perf_counter() - begun)
    looks = sum(found.requests.values())
    print(f"{words}: {looks} looks at {len(found.requests)} requests concern {whom}: {min(spent):.3f} s")
    return min(spent)


if __name__ == "__main__":
    sys.exit(main())
