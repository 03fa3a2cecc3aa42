"""The supervisor's figures over a million requests: from rollups, against percentiles in SQL, the ORM and pandas.

    python bench/dashboard.py [--requests 1000000] [--only sqlite|postgres] [--rounds 5]

A year of requests with five events each on average, by a fixed seed: every kind of letter at six offices, one of
which holds more than half; two of a hundred are open. All rollups are counted from the events, as the product's own
command does. Then the same questions are asked of the rollups and in the plain ways: median and p90 of the service
time of every service over 90 days and over a year, and of one service over a year; the overview is asked whole, as its
page asks it. The plain ways are given a table with the seconds in a column and an index that covers the question, which
no application has: PostgreSQL its percentile_cont, SQLite window functions by rank; the ORM rows as objects, sorted in
Python; pandas, where it is installed, a frame read by SQL and quantiles of its groups.

Ends with status 1 where a bound is broken: over 90 days and a year at least 20 times quicker than SQL and 500 times
than the ORM on SQLite, 10 and 300 times on PostgreSQL; no percentile more than 2 % from the exact one; the overview of
90 days within a second. The factors count at the full million only.
"""

import argparse
import importlib
import random
import statistics
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Any

sys.path.pop(0)  # this folder: its queue.py would stand before the library's
sys.path.insert(0, str(Path(__file__).parents[1]))

from flask import Flask
from sqlalchemy import insert, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from eservice.app import create_app
from eservice.catalogue.models import ServiceVersion
from eservice.kernel.db import UTCDateTime, db
from eservice.kernel.transaction import transaction
from eservice.metrics import histogram, queries, rules
from eservice.metrics.figures import Measure
from eservice.metrics.models import CountedRun
from eservice.metrics.queries import Scope
from eservice.metrics.rollups import answering, keeping, listing, reading
from eservice.metrics.rollups.cells import unpacked
from eservice.metrics.rollups.listing import Place
from eservice.metrics.rules import Period
from eservice.metrics.sets import Shown
from eservice.requests.models import Request, RequestEvent
from eservice.requests.workflow import Status
from tests.databases import Kind, build, release, settings_for_tests
from tests.past import NOW, Past, begin
from tests.postgres import private_postgres

FULL, DAYS, OPEN_OF, CHUNK = 1_000_000, 365, 50, 20_000
SQL_RATIO: dict[Kind, float] = {"sqlite": 20.0, "postgres": 10.0}
ORM_RATIO: dict[Kind, float] = {"sqlite": 500.0, "postgres": 300.0}
ERROR, PAGE_SECONDS = 0.02, 1.0
OFFICES = (
    "kel-telanaipura", "kel-simpang-iv-sipin", "kel-kasang", "kel-buluran-kenali", "kel-teluk-kenali", "kel-aur-kenali",
)  # fmt: skip
ISSUED, HANDED_OVER = "claim judge recommend sign issue", "claim judge hand_over_siak"


class Plain(DeclarativeBase):
    """Tables that only the plain ways read."""


class PlainRun(Plain):
    """A finished run with its seconds in a column."""

    __tablename__ = "plain_runs"

    id: Mapped[int] = mapped_column(primary_key=True)
    closed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    service_id: Mapped[int]
    seconds: Mapped[int]


# ── Filling ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def fill(requests: int) -> None:
    """Write a year of requests by a fixed seed: rows of two histories, copied with their own instants."""
    with transaction():
        past = begin(*OFFICES)
        versions = [
            tuple(row)
            for row in db.session.execute(
                select(ServiceVersion.id, ServiceVersion.service_id).order_by(ServiceVersion.id)
            )
        ]
        whole, short = (past.tell(steps, filed_at=NOW - timedelta(days=400)) for steps in (ISSUED, HANDED_OVER))
        patterns = [_pattern(one.id) for one in (whole, short)]
    rows = _histories(patterns, past, versions, requests)
    while some := list(islice(rows, CHUNK)):
        with transaction():
            if db.engine.dialect.name == "postgresql":
                db.session.execute(text("SET LOCAL statement_timeout = 0"))
            db.session.execute(insert(Request.__table__), [request for request, _events in some])  # type: ignore[arg-type]
            db.session.execute(insert(RequestEvent.__table__), [event for _request, events in some for event in events])  # type: ignore[arg-type]
    with db.engine.begin() as connection:
        connection.execute(text("ANALYZE"))


def _pattern(request_id: int) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    request = db.session.execute(select(Request.__table__).where(Request.id == request_id)).one()._asdict()
    events = db.session.execute(
        select(RequestEvent.__table__).where(RequestEvent.request_id == request_id).order_by(RequestEvent.sequence)
    )
    return request, [event._asdict() for event in events]


def _histories(
    patterns: list[tuple[dict[str, Any], list[dict[str, Any]]]], past: Past, versions: list[Any], requests: int
) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    hand, event_id = random.Random(6), 1_000_000  # noqa: S311 - the same year every time
    begin_at = NOW - timedelta(days=DAYS)
    for number in range(requests):
        request, events = patterns[number % 2]
        filed_at = begin_at + timedelta(seconds=int(number * DAYS * 86_400 / requests))
        office = past.offices[0] if number % 2 else hand.choice(past.offices)
        version_id, service_id = hand.choice(versions)
        is_open = hand.randrange(OPEN_OF) == 0
        promised_at, at, told = filed_at + timedelta(days=3), filed_at, []
        for step in events[: 2 if is_open else len(events)]:
            event_id += 1
            told.append(step | {
                "id": event_id, "request_id": 1000 + number, "taken_at": at, "office_id": office.id,
                "promised_at": promised_at,
            })  # fmt: skip
            at += timedelta(seconds=int(hand.lognormvariate(9.5, 1.1)) + 1)
        last = told[-1]
        yield request | {
            "id": 1000 + number, "code": f"{number:06d}B", "office_id": office.id, "service_id": service_id,
            "service_version_id": version_id, "created_at": filed_at, "filed_at": filed_at, "first_filed_at": filed_at,
            "promised_at": promised_at, "status": last["to_status"],
            "closed_at": None if is_open else last["taken_at"],
            "holder_id": last["actor_membership_id"] if is_open else None,
            "held_since": last["taken_at"] if is_open else None,
            "lease_until": NOW + timedelta(days=3) if is_open else None,
        }, told  # fmt: skip


def count_all() -> float:
    """Count the rollups from the events, as the command does, and return the seconds it took."""
    started = time.perf_counter()
    keeping.begin_anew(at=NOW)
    while keeping.step(at=NOW, limit=keeping.FILLING):
        done = keeping.progress()
        print(f"\r  counted {done.done:,} of {done.of:,}", end="", file=sys.stderr)
    print(file=sys.stderr)
    return time.perf_counter() - started


def lay_out() -> None:
    """Give the plain ways their table and the index that covers their question."""
    Plain.metadata.create_all(db.engine)
    finished = select(CountedRun.closed_at, CountedRun.service_id, CountedRun.lengths)
    rows = db.session.execute(finished.where(CountedRun.closed_at.is_not(None)).execution_options(yield_per=CHUNK))
    told = [{"closed_at": row[0], "service_id": row[1], "seconds": unpacked(row[2]).service} for row in rows]
    db.session.remove()
    with db.engine.begin() as connection:
        for first in range(0, len(told), CHUNK):
            connection.execute(insert(PlainRun), told[first : first + CHUNK])
        connection.execute(text("CREATE INDEX plain_cover ON plain_runs (closed_at, service_id, seconds)"))
    with db.engine.begin() as connection:
        connection.execute(text("ANALYZE"))


# ── The ways ─────────────────────────────────────────────────────────────────────────────────────────────────────────

Answer = dict[int, tuple[int, int]]
"""Service -> median and p90."""


def from_rollups(period: Period, service_id: int | None = None) -> Answer:
    """Ask the rollups, as the pages do."""
    cells = reading.cells_of(Scope(service_id=service_id), period)
    found = {}
    for one in {place[1] for place in cells.places(Measure.SERVICE)}:
        spread = histogram.spread(cells.those(lambda place, one=one: place[1] == one).heap(Measure.SERVICE))  # type: ignore[misc]
        if spread.median is not None and spread.p90 is not None:
            found[one] = (spread.median, spread.p90)
    return found


def by_sql(period: Period, service_id: int | None = None) -> Answer:
    """Ask the database for percentiles: percentile_cont, or ranks by window functions."""
    only = " AND service_id = :service" if service_id is not None else ""
    inside = f"FROM plain_runs WHERE closed_at > :after AND closed_at <= :until{only}"
    if db.engine.dialect.name == "postgresql":
        asked = (
            "SELECT service_id, percentile_cont(ARRAY[0.5, 0.9]) WITHIN GROUP (ORDER BY seconds) "
            f"{inside} GROUP BY service_id"
        )
        rows = db.session.execute(text(asked), _bound(period, service_id))
        return {row[0]: (round(row[1][0]), round(row[1][1])) for row in rows}
    asked = (
        "SELECT service_id, min(CASE WHEN rank * 100 >= n * 50 THEN seconds END), "  # noqa: S608
        "min(CASE WHEN rank * 100 >= n * 90 THEN seconds END) FROM (SELECT service_id, seconds, "
        "row_number() OVER (PARTITION BY service_id ORDER BY seconds) AS rank, "
        f"count(*) OVER (PARTITION BY service_id) AS n {inside}) AS ranked GROUP BY service_id"
    )
    return {row[0]: (row[1], row[2]) for row in db.session.execute(text(asked), _bound(period, service_id))}


def by_orm(period: Period, service_id: int | None = None) -> Answer:
    """Load objects and sort them in Python."""
    wanted = select(PlainRun).where(PlainRun.closed_at > period.from_at, PlainRun.closed_at <= period.until_at)
    if service_id is not None:
        wanted = wanted.where(PlainRun.service_id == service_id)
    seconds: dict[int, list[int]] = defaultdict(list)
    with Session(db.engines["reader"]) as session:
        for run in session.scalars(wanted):
            seconds[run.service_id].append(run.seconds)
    return {
        one: (rules.percentile(sorted(all_), 50), rules.percentile(sorted(all_), 90)) for one, all_ in seconds.items()
    }


def by_pandas(period: Period, service_id: int | None = None) -> Answer:
    """Read a frame and take quantiles of its groups."""
    pandas = importlib.import_module("pandas")
    only = " AND service_id = :service" if service_id is not None else ""
    asked = f"SELECT service_id, seconds FROM plain_runs WHERE closed_at > :after AND closed_at <= :until{only}"  # noqa: S608
    frame = pandas.read_sql(text(asked), db.session.connection(), params=_bound(period, service_id))
    found = frame.groupby("service_id")["seconds"].quantile([0.5, 0.9]).unstack()
    return {int(one): (round(row[0.5]), round(row[0.9])) for one, row in found.iterrows()}


def _bound(period: Period, service_id: int | None) -> dict[str, Any]:
    told: dict[str, Any] = {"after": period.from_at, "until": period.until_at}
    if db.engine.dialect.name == "sqlite":
        told = {name: at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f") for name, at in told.items()}
    return told if service_id is None else told | {"service": service_id}


# ── Measuring ────────────────────────────────────────────────────────────────────────────────────────────────────────


def median_ms(act: Callable[[], object], *, rounds: int) -> float:
    """Return the median of some rounds, each in a session of its own, the first one left out."""
    spent = []
    for _ in range(rounds + 1):
        db.session.remove()
        started = time.perf_counter()
        act()
        spent.append((time.perf_counter() - started) * 1000)
    return statistics.median(spent[1:])


def furthest(told: Answer, exact: Answer) -> float:
    """Return the largest relative error of any percentile, of services with at least 100 runs behind it."""
    pairs = [(a, b) for one in exact.keys() & told.keys() for a, b in zip(told[one], exact[one], strict=True) if b]
    return max(abs(a - b) / b for a, b in pairs)


@dataclass
class Judge:
    """Prints what is measured, and keeps what was missed."""

    kind: Kind
    whole: bool
    missed: int = 0

    def bound(self, words: str, *, met: bool, counts: bool = True) -> None:
        """Say whether a bound is met."""
        self.missed += not met and counts
        print(f"    {words}: {'met' if met else 'MISSED' if counts else 'not met, counts at the full million only'}")


def percentiles(judge: Judge, rounds: int) -> None:
    """Median and p90 of every service, and of one, each way in turn."""
    service_id = db.session.scalars(select(PlainRun.service_id).limit(1)).one()
    for words, days, one in (("90 days, every service", 90, None), ("a year, every service", DAYS, None),
                             ("a year, one service", DAYS, service_id)):  # fmt: skip
        period = queries.last_days(days, NOW)
        ours = median_ms(partial(from_rollups, period, one), rounds=rounds)
        print(f"  {words:36} rollups {ours:10.2f} ms")
        for name, way in (("SQL", by_sql), ("ORM", by_orm), ("pandas", by_pandas)):
            fewer = 1 if name == "ORM" else max(rounds // 2, 1)
            try:
                plain = median_ms(partial(way, period, one), rounds=fewer)
            except ModuleNotFoundError:
                print(f"  {'':36} {name:7} not run: not installed")
                continue
            print(f"  {'':36} {name:7} {plain:10.2f} ms  {plain / ours:8.1f} times")
            least = {"SQL": SQL_RATIO, "ORM": ORM_RATIO}.get(name)
            if least and one is None:
                wanted = f"at least {least[judge.kind]:.0f} times quicker than {name}"
                judge.bound(wanted, met=plain / ours >= least[judge.kind], counts=judge.whole)
        error = furthest(from_rollups(period, one), by_sql(period, one))
        judge.bound(f"no percentile more than 2 % off (furthest {error:.2%})", met=error <= ERROR)


def drill_down(judge: Judge, rounds: int) -> None:
    """The finished requests of a year as a list: its first page and one near its end, against counting rows off."""
    period, shown, far = queries.last_days(DAYS, NOW), Shown.FINISHED, 900_000 if judge.whole else 100
    of = CountedRun
    rows = select(of.closed_at, of.request_id, of.number).where(
        of.closed_at > period.from_at, of.closed_at <= period.until_at, of.status.in_((Status.ISSUED, Status.REJECTED))
    )
    in_order = rows.order_by(of.closed_at, of.request_id, of.number)
    at = Place(*db.session.execute(in_order.offset(far).limit(1)).one())

    def page(after: Place | None) -> Callable[[], object]:
        return lambda: listing.leaf(shown, Scope(), period, after=after, size=50)

    first, deep = (median_ms(page(after), rounds=rounds) for after in (None, at))
    ids = median_ms(lambda: db.session.execute(in_order.offset(far).limit(50)).all(), rounds=max(rounds // 2, 1))
    print(f"  {'list of a year, first page':36} {first:18.2f} ms")
    print(f"  {f'list of a year, after row {far:,}':36} {deep:18.2f} ms")
    print(f"  {f'its numbers alone by OFFSET {far:,}':36} {ids:18.2f} ms")
    judge.bound("a far page at most twice the first", met=deep <= 2 * first, counts=judge.whole)


def overview_page(judge: Judge, rounds: int) -> None:
    """The overview as its page asks it."""
    period = queries.last_days(90, NOW)

    def overview() -> None:
        now, before = answering.figures(Scope(), period, period.before)
        assert now.is_rolled or not judge.whole  # noqa: S101
        for one in (now, before):
            one.kept, one.spread(Measure.SERVICE), one.spread(Measure.ELAPSED), one.count(Shown.OPEN)
        for service_id in now.service_ids:
            part = now.of_service(service_id)
            part.kept, part.means, part.spread(Measure.SERVICE), part.spread(Measure.ELAPSED)
            part.spread_so_far(Measure.SERVICE), part.spread_so_far(Measure.ELAPSED)
        for office_id in now.office_ids:
            now.of_office(office_id).kept, now.of_office(office_id).mix

    spent = median_ms(overview, rounds=max(rounds // 2, 1))
    print(f"  {'overview, 90 days against 90':36} {spent:18.2f} ms")
    judge.bound("at most a second", met=spent <= PAGE_SECONDS * 1000)


def measure(kind: Kind, url: str, place: Path, *, requests: int, rounds: int) -> int:
    """Fill one database, count, measure; return how many bounds were missed."""
    is_there = (place / f"{kind}.filled").exists()
    app: Flask = create_app(settings_for_tests(place, url))
    if not is_there:
        build(app, lambda: None)
    judge = Judge(kind, whole=requests >= FULL)
    with app.app_context():
        if is_there:
            print(f"{kind}: as it was kept")
        else:
            started = time.perf_counter()
            fill(requests)
            print(f"{kind}: {requests:,} requests written in {time.perf_counter() - started:.0f} s", flush=True)
            print(f"  rollups counted from the events in {count_all():.0f} s", flush=True)
            lay_out()
            (place / f"{kind}.filled").touch()
        percentiles(judge, rounds)
        drill_down(judge, rounds)
        overview_page(judge, rounds)
    release(app)
    return judge.missed


@contextmanager
def databases(only: str | None) -> Iterator[Iterable[tuple[Kind, str, Path]]]:
    """Yield an empty database of each kind."""
    with tempfile.TemporaryDirectory() as folder, private_postgres() as server:
        wanted: list[tuple[Kind, str, Path]] = []
        if only in (None, "sqlite"):
            wanted.append(("sqlite", f"sqlite:///{folder}/eservice.db", Path(folder)))
        if only in (None, "postgres"):
            server.create("bench")
            wanted.append(("postgres", server.url("bench"), Path(folder)))
        yield wanted


def main() -> int:
    """Measure, print; 1 where a bound is broken."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--requests", type=int, default=FULL)
    parser.add_argument("--only", choices=("sqlite", "postgres"))
    parser.add_argument("--rounds", type=int, default=5)
    chosen = parser.parse_args()
    with databases(chosen.only) as wanted:
        missed = [
            measure(kind, url, place, requests=chosen.requests, rounds=chosen.rounds) for kind, url, place in wanted
        ]
    return int(any(missed))


if __name__ == "__main__":
    sys.exit(main())
