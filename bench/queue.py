"""The queue over a million requests: pages, counts, search by NIK, next and timeline, each against the plain way.

    python bench/queue.py [--requests 1000000] [--seconds 30] [--only sqlite|postgres]

Every request has five events. One office holds nineteen of twenty requests, so that its row 900,000 exists. The plain
ways are what a first version would do: OFFSET, a COUNT(*) for every tab, a search and a timeline without an index, and
reading the first row before updating it. Statements are timed by the bare driver, as the product sends them and with
the plain way's change in them. Ends with status 1 where a bound is broken: a page deep in the list takes at most twice
as long as the first and is at least 300 times quicker than OFFSET (that factor at the full million only); nothing is
given twice to eight officers who press at once, and the slowest of them is given at least 60 % of what the fastest is
in the same time, while the plain way does give twice; what a page of the queue asks takes at most 100 ms.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.pop(0)  # this folder: its queue.py would stand before the library's
sys.path.insert(0, str(Path(__file__).parents[1]))

from flask import Flask
from sqlalchemy import Table, event, func, select, text, update

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Role
from eservice.app import create_app
from eservice.kernel.db import db
from eservice.kernel.transaction import transaction
from eservice.offices.models import Office
from eservice.offices.rules import HIGHEST_OPEN_LIMIT
from eservice.requests import queues, serving
from eservice.requests.models import Request, RequestEvent
from eservice.requests.queues import Sight, Tab
from eservice.requests.searching import Narrowing
from eservice.requests.workflow import Status
from eservice.residents.models import Person
from tests.databases import Kind, build, environment_of, release, settings_for_tests
from tests.domain.requests import house as houses
from tests.postgres import private_postgres
from tests.reference import fill_reference
from tests.web.desks import person

FULL, EVENTS, CLIENTS, PEOPLE, CHUNK = 1_000_000, 5, 8, 200_000, 100_000
OPEN_OF, OTHERS_OF = 250, 20
"""One request of so many is open; one of so many lies at another office."""
MOST_SECONDS, DEEP_RATIO, OFFSET_RATIO, FAIR = 0.1, 2.0, 300.0, 0.6
SPAN = timedelta(days=3 * 365)
ALONE = 20
"""So often one officer presses with nobody beside."""


class Database:
    """One kind of database, and how its bulk statements are spelled."""

    def __init__(self, kind: Kind) -> None:
        self.kind = kind

    def numbers(self) -> str:
        """Return a query of the whole numbers ``:first`` to ``:last`` as ``n``."""
        if self.kind == "postgres":
            return "SELECT n FROM generate_series(CAST(:first AS bigint), CAST(:last AS bigint)) AS g(n)"
        counting = "WITH RECURSIVE s(n) AS (SELECT :first UNION ALL SELECT n + 1 FROM s WHERE n < :last)"
        return f"SELECT n FROM ({counting} SELECT n FROM s)"  # noqa: S608 - no input in it

    def haste(self) -> tuple[str, ...]:
        """Return the settings of a connection whose rows refer to others that are there by construction."""
        return (
            ("SET statement_timeout = 0", "SET session_replication_role = replica") if self.kind == "postgres" else ()
        )

    def instant(self, begin: datetime, seconds: str) -> str:
        """Return an expression for an instant so many seconds after another, as the product stores it."""
        if self.kind == "postgres":
            return f"TIMESTAMPTZ '{begin.isoformat()}' + ({seconds}) * INTERVAL '1 second'"
        return f"strftime('%Y-%m-%d %H:%M:%S', '{begin:%Y-%m-%d %H:%M:%S}', ({seconds}) || ' seconds') || '.000000'"

    def word(self, expression: str, digits: int = 6) -> str:
        """Return an expression for a number in so many digits."""
        if self.kind == "postgres":
            return f"lpad(CAST({expression} AS text), {digits}, '0')"
        return f"printf('%0{digits}d', {expression})"


def copies(table: Table, template: str, changes: dict[str, str], numbers: str) -> str:
    """Return the statement that copies one row of ``table`` for every number, with some columns told otherwise."""
    names = [column.name for column in table.columns]
    values = ", ".join(changes.get(name, f't."{name}"') for name in names)
    return (
        f"INSERT INTO {table.name} ({', '.join(chr(34) + name + chr(34) for name in names)}) "  # noqa: S608 - our own names
        f"SELECT {values} FROM ({numbers}) AS numbers CROSS JOIN {table.name} AS t WHERE {template}"
    )


@dataclass(frozen=True)
class Filled:
    """The installation that is measured."""

    office_id: int
    officers: list[Actor]
    at: datetime
    """The present, in the measured world."""


FIRST, FIRST_PERSON = 1000, 1_000_000
"""The numbers from which on rows are copies."""


def fill(base: Database, requests: int) -> Filled:
    """Fill an installation with so many copies of one request, its applicant and its history."""
    case = houses.build().file().issued()
    template = case.now
    at, office_id, subject_id = template.closed_at, template.office_id, template.subject_id
    assert at is not None  # noqa: S101
    assert office_id is not None  # noqa: S101
    with transaction():
        office = db.session.get_one(Office, office_id)
        office.open_limit = HIGHEST_OPEN_LIMIT
        officers = [person(office, Role.OFFICER, f"Petugas {number + 1}") for number in range(CLIENTS)]
    member = case.house.desk.officers[0].membership_id or 0
    people = {"id": f"{FIRST_PERSON} + n - {FIRST}", "nik_index": base.word("n", 64)}
    events = {
        "id": f"n * {EVENTS} + t.sequence",
        "request_id": "n",
        "taken_at": base.instant(at - SPAN, f"{_steps(requests)} + t.sequence * 3600"),
    }
    changes = _changes(base, requests, at=at, office_id=office_id, member=member)
    wanted = (
        (Person.__table__, f"t.id = {subject_id}", people, PEOPLE),
        (Request.__table__, f"t.id = {template.id}", changes, requests),
        (RequestEvent.__table__, f"t.request_id = {template.id} AND t.sequence <= {EVENTS}", events, requests),
    )
    db.session.remove()
    _write(base, wanted)
    return Filled(office_id, officers, at)


def _write(base: Database, wanted: Sequence[tuple[Table, str, dict[str, str], int]]) -> None:
    """Write every table's copies, so many at a time; then tell the database what it holds."""
    with db.engine.connect() as connection:
        for setting in base.haste():
            connection.exec_driver_sql(setting)
        connection.commit()
        for table, which, told_otherwise, count in wanted:
            statement = text(copies(table, which, told_otherwise, base.numbers()))
            for start in range(FIRST, FIRST + count, CHUNK):
                connection.execute(statement, {"first": start, "last": min(start + CHUNK, FIRST + count) - 1})
                connection.commit()
            print(f"  {table.name}: {connection.scalar(select(func.count()).select_from(table)):,} rows", flush=True)
        connection.commit()
        connection.exec_driver_sql("ANALYZE")
        connection.commit()


def _steps(requests: int) -> str:
    """Return an expression for the seconds between the first filing and the n-th."""
    return f"CAST((n - {FIRST}) * {SPAN.total_seconds()} / {requests} AS INTEGER)"


def _changes(base: Database, requests: int, *, at: datetime, office_id: int, member: int) -> dict[str, str]:
    """Return what tells a copied request from its template: the last ones are open, every fourth of them in hand."""
    begin, steps = at - SPAN, _steps(requests)
    other = db.session.scalars(select(Office.id).where(Office.id != office_id).order_by(Office.id)).first()
    is_open = f"n - {FIRST} >= {requests - requests // OPEN_OF}"
    in_hand = f"{is_open} AND n % 4 = 1"
    return {
        "id": "n",
        "code": base.word("n", 8),
        "status": f"CASE WHEN {in_hand} THEN 'in_review' WHEN {is_open} THEN 'submitted'"
        " WHEN n % 9 = 0 THEN 'withdrawn' ELSE 'issued' END",
        "office_id": f"CASE WHEN n % {OTHERS_OF} = 0 THEN {other} ELSE {office_id} END",
        "subject_id": f"{FIRST_PERSON} + n % {PEOPLE}",
        "applicant_id": f"{FIRST_PERSON} + n % {PEOPLE}",
        "created_at": base.instant(begin, steps),
        "filed_at": base.instant(begin, steps),
        "first_filed_at": base.instant(begin, steps),
        "promised_at": base.instant(begin, f"{steps} + 259200 - ({steps}) % 3600"),
        "closed_at": f"CASE WHEN {is_open} THEN NULL ELSE {base.instant(begin, f'{steps} + 86400 + n % 7919')} END",
        "holder_id": f"CASE WHEN {in_hand} THEN {member} END",
        "held_since": f"CASE WHEN {in_hand} THEN {base.instant(begin, steps)} END",
        "lease_until": f"CASE WHEN {in_hand} THEN {base.instant(at, '864000')} END",
        "letter_id": "NULL",
        "checked_by_id": "NULL",
        "turn_office_id": "NULL",
    }


Sent = list[tuple[str, Any]]
"""Statements as the driver gets them, each with its parameters."""


@contextmanager
def statements() -> Iterator[Sent]:
    """Yield what is sent to the database meanwhile."""
    sent: Sent = []

    def note(*told: Any) -> None:
        sent.append((told[2], told[3]))  # connection, cursor, statement, parameters, …

    engine = db.engines["reader"]
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)


def asked_by(act: Callable[[], object]) -> Sent:
    """Return the statements that ``act`` sends to the reader."""
    db.session.remove()
    with statements() as sent:
        act()
    db.session.remove()
    return sent


def by_driver(sent: Sent, *, times: int = 5) -> float:
    """Return the seconds that statements take by the bare driver, all rows fetched; the median."""
    raw = db.engines["reader"].raw_connection()
    raw.detach()  # what is set here is set for nobody else
    cursor = raw.cursor()
    if db.engine.dialect.name == "postgresql":
        cursor.execute("SET statement_timeout = 0")  # the plain way may take longer than the product lets anything
    spent = []
    for _ in range(times):
        started = time.perf_counter()
        for statement, parameters in sent:
            cursor.execute(statement, parameters)
            cursor.fetchall()
        spent.append(time.perf_counter() - started)
    cursor.close()
    raw.close()
    return statistics.median(spent)


def without(clause: str, sent: Sent) -> Sent:
    """Return statements with the last ``clause`` of each, and what follows it, cut off; so are its parameters."""
    cut = []
    for statement, parameters in sent:
        found = re.fullmatch(rf"(.*)\s{clause}\s[^()]*", statement, re.DOTALL)
        kept = found[1] if found else statement
        cut.append((kept, parameters[: kept.count("?")] if isinstance(parameters, tuple) else parameters))
    return cut


def with_offset(sent: Sent, rows: int) -> Sent:
    """Return the statements of a first page, for the page after so many rows."""
    return [(f"{statement} OFFSET {rows}", parameters) for statement, parameters in without("OFFSET", sent)]


def counted_whole(sent: Sent) -> Sent:
    """Return a COUNT(*) of all that a list holds, from the statement of its first page."""
    return [
        (f"SELECT count(*) FROM ({statement}) AS listed", parameters)  # noqa: S608 - our own statement
        for statement, parameters in without("LIMIT", sent)
    ]


class Report:
    """Lines of figures, and whether a bound was broken."""

    def __init__(self) -> None:
        self.broken = False

    def line(self, what: str, ours: float, plain: float) -> None:
        """Print what both ways take and how many times quicker ours is."""
        print(f"  {what:34}{ours * 1000:10.2f} ms  plain {plain * 1000:10.1f} ms  {plain / ours:10.0f} times")

    def bound(self, words: str, *, met: bool) -> None:
        """Print whether a bound holds."""
        print(f"  bound: {words}: {'met' if met else 'MISSED'}", flush=True)
        self.broken |= not met


def read(report: Report, filled: Filled, *, requests: int) -> None:
    """Measure what only reads."""
    sight = Sight(office_id=filled.office_id, membership_id=filled.officers[0].membership_id, at=filled.at)
    deep = requests * 9 // 10
    newest = asked_by(lambda: queues.page(Tab.ALL, sight))
    in_order = select(Request.filed_at, Request.id).where(Request.office_id == filled.office_id)
    before = db.session.execute(
        in_order.order_by(Request.filed_at.desc(), Request.id.desc()).offset(deep - 1).limit(1)
    ).one()
    first = by_driver(newest)
    later = by_driver(asked_by(lambda: queues.page(Tab.ALL, sight, after=(before.filed_at, 0, before.id))))
    offset = by_driver(with_offset(newest, deep), times=1)
    report.line(f"a page, at row {deep:,}", later, offset)
    report.bound(f"at most {DEEP_RATIO:.0f} times the first ({later / first:.2f})", met=later <= DEEP_RATIO * first)
    if requests >= FULL:
        report.bound(f"at least {OFFSET_RATIO:.0f} times quicker than OFFSET", met=offset >= OFFSET_RATIO * later)
    lists = {tab: asked_by(lambda tab=tab: queues.page(tab, sight)) for tab in Tab}
    slowest = max(lists, key=lambda tab: by_driver(lists[tab], times=3))
    figures = {
        f"a page, slowest tab ({slowest})": (by_driver(lists[slowest]), by_driver(counted_whole(lists[slowest]))),
        "counts on the tabs": (
            by_driver(asked_by(lambda: queues.counts(sight))),
            by_driver([one for sent in lists.values() for one in counted_whole(sent)], times=1),
        ),
        "search by NIK": _search(sight, requests=requests),
        "one request's timeline": _timeline(requests=requests),
    }
    for what, (ours, plain) in figures.items():
        report.line(what, ours, plain)
        report.bound(f"at most {MOST_SECONDS * 1000:.0f} ms", met=ours <= MOST_SECONDS)


def _search(sight: Sight, *, requests: int) -> tuple[float, float]:
    """Look for the requests of one NIK, by its blind index and without an index."""
    person_id = FIRST_PERSON + (FIRST + requests // 2) % PEOPLE
    index = db.session.scalar(select(Person.nik_index).where(Person.id == person_id))
    people = select(Person.id).where((Person.nik_index + "") == index)
    plain = select(Request.id).where(Request.office_id == sight.office_id, (Request.subject_id + 0).in_(people))
    return (
        by_driver(asked_by(lambda: queues.page(Tab.ALL, sight, narrowing=Narrowing(person_id=person_id)))),
        by_driver(asked_by(lambda: db.session.scalars(plain).all()), times=1),
    )


def _timeline(*, requests: int) -> tuple[float, float]:
    """Read one request's history, by its index and without one."""
    number = FIRST + requests // 3
    events = select(RequestEvent).order_by(RequestEvent.sequence)
    return (
        by_driver(asked_by(lambda: db.session.scalars(events.where(RequestEvent.request_id == number)).all())),
        by_driver(
            asked_by(lambda: db.session.scalars(events.where((RequestEvent.request_id + 0) == number)).all()), times=1
        ),
    )


def take_ours(office_id: int, officer: Actor, at: datetime) -> str:
    """Take the next request as the product does."""
    with transaction():
        return str(serving.take_next(office_id, actor=officer, at=at)[0].code)


def take_plainly(office_id: int, officer: Actor, at: datetime) -> str:
    """Read the first request, then update it: what a first version would do."""
    first = select(Request.id, Request.code).where(Request.office_id == office_id, Request.status == Status.SUBMITTED)
    with db.engines["reader"].connect() as reader:
        row = reader.execute(first.order_by(Request.promised_at, Request.rank, Request.id).limit(1)).one()
    with db.engine.begin() as writer:
        held = {"status": Status.IN_REVIEW, "holder_id": officer.membership_id, "lease_until": at + timedelta(days=9)}
        writer.execute(update(Request).where(Request.id == row.id).values(**held))
    return str(row.code)


def client(told: str) -> None:
    """Press 'next' from the first line heard on, and print what was given and in how many seconds."""
    told_of = json.loads(told)
    app = create_app()
    officer = Actor(Role.OFFICER, **told_of["officer"])
    take = take_ours if told_of["ours"] else take_plainly
    at, given = datetime.fromisoformat(told_of["at"]), []
    with app.app_context():
        given.append(take(told_of["office_id"], officer, at))  # whatever the first press alone has to prepare
        print("ready", flush=True)
        sys.stdin.readline()
        begun = time.monotonic()
        while time.monotonic() < begun + told_of["seconds"] and len(given) < HIGHEST_OPEN_LIMIT - ALONE - 1:
            given.append(take(told_of["office_id"], officer, at))
        print(json.dumps({"given": given, "seconds": time.monotonic() - begun}))


def press_together(app: Flask, filled: Filled, *, ours: bool, seconds: float) -> list[dict[str, Any]]:
    """Return what each of the officers was given who press at once, each in a process of its own."""
    environment = environment_of(app.extensions["eservice.settings"])
    processes = []
    for officer in filled.officers:
        who = {"user_id": officer.user_id, "membership_id": officer.membership_id, "office_id": filled.office_id}
        told = {"office_id": filled.office_id, "at": filled.at.isoformat(), "seconds": seconds, "ours": ours}
        command = [
            sys.executable,
            "-P",
            __file__,
            "--client",
            json.dumps(told | {"officer": who | {"name": officer.name}}),
        ]
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        processes.append(subprocess.Popen(command, env=environment, **pipes))
    for one in processes:
        one.stdout.readline()
    for one in processes:
        one.stdin.write("go\n")
        one.stdin.flush()
    return [json.loads(one.communicate()[0].splitlines()[-1]) for one in processes]


def press(report: Report, app: Flask, filled: Filled, *, seconds: float) -> None:
    """Measure eight officers who press 'next' at once, by both ways."""
    for ours in (True, False):
        said = press_together(app, filled, ours=ours, seconds=seconds)
        times = Counter(code for one in said for code in one["given"])
        doubles = sum(number - 1 for number in times.values())
        rates = [(len(one["given"]) - 1) / one["seconds"] for one in said]
        name, total = "next" if ours else "read, then update", sum(times.values())
        print(f"  {name:34}{total:7,} given to {len(said)} officers, {doubles} twice;", end=" ")
        print(f"each {min(rates):.1f} to {max(rates):.1f} a second")
        if ours:
            report.bound("nothing given twice", met=doubles == 0 and total > 0)
            fair = f"the slowest gets at least {FAIR:.0%} of the fastest ({min(rates) / max(rates):.0%})"
            report.bound(fair, met=min(rates) >= FAIR * max(rates))
        else:
            report.bound("the plain way does give twice, so the test can fail", met=doubles > 0)


def measure(kind: Kind, url: str, place: Path, *, requests: int, seconds: float) -> bool:
    """Fill and measure one kind of database; return whether every bound holds."""
    print(f"{kind}: {requests:,} requests, {requests * EVENTS:,} events", flush=True)
    app, report = create_app(settings_for_tests(place, url)), Report()
    build(app, fill_reference)
    with app.app_context():
        started = time.monotonic()
        filled = fill(Database(kind), requests)
        print(f"  filled in {time.monotonic() - started:.0f} s", flush=True)
        read(report, filled, requests=requests)
        alone = []
        for _ in range(ALONE):
            started = time.perf_counter()
            take_ours(filled.office_id, filled.officers[0], filled.at)
            alone.append(time.perf_counter() - started)
        print(f"  {'next, alone, the whole transaction':34}{statistics.median(alone) * 1000:10.2f} ms")
        db.session.remove()
        release(app)
        press(report, app, filled, seconds=seconds)
    release(app)
    return not report.broken


def main() -> int:
    """Measure, print; 1 where a bound is broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=FULL)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--only", choices=("sqlite", "postgres"))
    parser.add_argument("--client")
    asked = parser.parse_args()
    if asked.client:
        client(asked.client)
        return 0
    met = True
    if asked.only != "postgres":
        with tempfile.TemporaryDirectory() as place:
            met &= measure(
                "sqlite", f"sqlite:///{place}/eservice.db", Path(place), requests=asked.requests, seconds=asked.seconds
            )
    if asked.only != "sqlite":
        with tempfile.TemporaryDirectory() as place, private_postgres() as server:
            server.create("bench")
            met &= measure("postgres", server.url("bench"), Path(place), requests=asked.requests, seconds=asked.seconds)
    return int(not met)


if __name__ == "__main__":
    os.environ.setdefault("TZ", "UTC")
    sys.exit(main())
