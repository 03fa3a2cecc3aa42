"""Whom a breach concerns, over a million looks: the product's way against reading everything the account left behind.

    python bench/affected.py [--looks 1000000] [--only sqlite|postgres]

So many looks of 200 officers at 100,000 requests lie in a year of the audit log; asked is what one of them saw in a
month, and in the whole year, down to the people it concerns. The plain way reads each of the period's entries and sorts
them out by itself. Ends with status 1 where an answer takes longer than 5 s, or the two ways differ.
"""

import argparse
import sys
import tempfile
import time
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

sys.path.pop(0)  # this folder: its queue.py would stand before the library's
sys.path.insert(0, str(Path(__file__).parents[1]))

from sqlalchemy import func, select, text

from bench.queue import FIRST, Database, copies, fill
from eservice.app import create_app
from eservice.audit.actions import record_look
from eservice.audit.models import AuditEntry
from eservice.kernel.db import db
from eservice.privacy import affected
from tests.databases import Kind, build, release, settings_for_tests
from tests.postgres import private_postgres
from tests.reference import fill_reference

LOOKS, OFFICERS, REQUESTS, CHUNK = 1_000_000, 200, 100_000, 100_000
YEAR, MONTH = timedelta(days=365), timedelta(days=30)
MOST_SECONDS = 5.0


def fill_looks(base: Database, looks: int, *, until: datetime) -> None:
    """Copy one real look so many times, over a year, by officers of made numbers."""
    filled = fill(base, REQUESTS)
    record_look(actor=filled.officers[0], action="request:look", object=f"request:{FIRST}", at=until)
    last = db.session.scalar(select(func.max(AuditEntry.sequence))) or 0
    changes = {
        "sequence": f"{last} + n",
        "at": base.instant(until - YEAR, f"CAST(n * {YEAR.total_seconds()} / {looks + 1} AS INTEGER)"),
        "actor_user_id": f"{FIRST} + n % {OFFICERS}",
        "object": f"'request:' || ({FIRST} + (n * 7919) % {REQUESTS})",
        "previous_hash": base.word("n", 64),
        "hash": base.word(f"n + {10 * looks}", 64),
    }
    db.session.remove()
    statement = text(copies(AuditEntry.__table__, f"t.sequence = {last}", changes, base.numbers()))
    with db.engine.connect() as connection:
        for setting in base.haste():
            connection.exec_driver_sql(setting)
        for start in range(1, looks + 1, CHUNK):
            connection.execute(statement, {"first": start, "last": min(start + CHUNK - 1, looks)})
        connection.commit()
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def plainly(user_id: int, *, from_at: datetime, until_at: datetime) -> Counter[int]:
    """Return the requests an account opened, read entry by entry."""
    chosen = select(AuditEntry.actor_user_id, AuditEntry.object).where(
        AuditEntry.at >= from_at, AuditEntry.at < until_at
    )
    found: Counter[int] = Counter()
    for actor, thing in db.session.execute(chosen):
        if actor == user_id and thing.startswith("request:"):
            found[int(thing.partition(":")[2])] += 1
    db.session.remove()
    return found


def measure(kind: Kind, address: str, place: Path, *, looks: int) -> bool:
    """Fill, ask both ways, print; tell whether every bound is met."""
    met, until = True, datetime.fromisoformat("2026-11-30T10:00:00+00:00")
    app = create_app(settings_for_tests(place, address))
    build(app, fill_reference)
    with app.app_context():
        fill_looks(Database(kind), looks, until=until)
        for name, span in (("a month", MONTH), ("a year", YEAR)):
            asked = {"from_at": until - span, "until_at": until}
            begun = time.perf_counter()
            found = affected.affected(FIRST, **asked)
            list(affected.subjects(found))
            ours = time.perf_counter() - begun
            begun = time.perf_counter()
            plain = plainly(FIRST, **asked)
            theirs = time.perf_counter() - begun
            good = ours <= MOST_SECONDS and plain == found.requests
            met &= good
            print(
                f"{kind}, {looks:,} looks, {name}: {sum(plain.values()):,} of one account at {len(found.requests):,} "
                f"requests in {ours:.3f} s, entry by entry {theirs:.2f} s, {theirs / ours:.0f} times: ",
                "met" if good else "BROKEN",
                flush=True,
            )
    release(app)
    return met


def main() -> int:
    """Measure, print; 1 where a bound is broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--looks", type=int, default=LOOKS)
    parser.add_argument("--only", choices=("sqlite", "postgres"))
    asked = parser.parse_args()
    met = True
    with tempfile.TemporaryDirectory() as place:
        if asked.only != "postgres":
            met &= measure("sqlite", f"sqlite:///{place}/eservice.db", Path(place), looks=asked.looks)
    if asked.only != "sqlite":
        with tempfile.TemporaryDirectory() as place, private_postgres() as server:
            server.create("bench")
            met &= measure("postgres", server.url("bench"), Path(place), looks=asked.looks)
    return int(not met)


if __name__ == "__main__":
    sys.exit(main())
