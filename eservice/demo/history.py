"""Ninety days of an office's life, told in the order of the clock through the real actions.

Each request is a generator that says when its next act is due; the earliest of all acts comes first, so that
numbers, promises and the log run as they would have run. Letters are drawn beside, in a process of their own.
"""

import gc
import heapq
import os
import random
import sqlite3
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import event, func, select

from eservice.accounts.actor import Actor
from eservice.accounts.models import Persona, User
from eservice.catalogue import queries as catalogue
from eservice.catalogue.models import Service
from eservice.config import Settings
from eservice.demo import cast, drawing, life, outside, personas, plots, tales
from eservice.demo.cast import Desk
from eservice.demo.people import Residents
from eservice.demo.roster import Roster, roster_of
from eservice.demo.stage import Act, Scene
from eservice.kernel.clock import WIB, travel
from eservice.kernel.db import db
from eservice.kernel.transaction import kept_session, transaction
from eservice.kernel.wake import unheard
from eservice.metrics import expecting
from eservice.offices import queries as offices
from eservice.offices.models import Membership, Office, Official
from eservice.requests import issuing
from eservice.requests.models import Request
from eservice.requests.steps import office_calendar
from eservice.residents.models import Person
from eservice.worktime.rules import Calendar

SEED = 20261124
_BUSY_A_DAY, _QUIET_A_DAY, _REGISTRY_A_DAY = 7.4, 0.6, 1.6
_FRESH = timedelta(days=1)
"""Letters of the last day are drawn before the house opens; ``behind`` draws the older ones after it."""
_AT_COUNTER, _FROM_HOME = 0.45, 0.53
"""Of a day's requests, on a day like any other."""
_WEEK_COUNTER = (1.45, 0.9, 0.8, 1.35, 0.5, 0.0, 0.0)
"""Monday and Thursday are full, Friday is short; on a holiday nobody comes."""
_WEEK_HOME = (1.0, 1.0, 1.0, 1.0, 0.8, 0.4, 1.1)
"""Sunday evening, before the week begins, is a time for papers."""
_HOURS_COUNTER = ((8, 3), (9, 5), (10, 5), (11, 2), (13, 2), (14, 2), (15, 1))
_HOURS_FRIDAY = ((8, 3), (9, 5))
_HOURS_HOME = ((7, 1), (10, 1), (12, 2), (16, 2), (19, 5), (20, 6), (21, 4), (22, 1))


class NotEmptyError(Exception):
    """There are requests already; a history is told into an empty demo only."""


class UnfinishedError(Exception):
    """A history was begun here and not told to its end."""


def is_unfinished() -> bool:
    """Tell whether a history was begun here and not told to its end: nobody has worked with it yet."""
    return _marker().exists()


def forget_unfinished() -> None:
    """Delete the database of a history that was not told to its end, so that it can be told anew.

    Raises:
        UnfinishedError: the database is not a file of this instance; whoever made it empties it.
    """
    file = db.engine.url.database
    if db.engine.dialect.name != "sqlite" or file is None:
        raise UnfinishedError
    drawing.let_go_of_the_database()
    for name in (file, f"{file}-wal", f"{file}-shm"):
        Path(name).unlink(missing_ok=True)
    _marker().unlink()


def _marker() -> Path:
    return Path(current_app.instance_path) / "demo-unfinished"


def is_empty() -> bool:
    """Tell whether nobody has asked for anything here yet."""
    return not db.session.scalar(select(func.count()).select_from(Request))


def accounts() -> list[str]:
    """Return a line for each account that signs in with one click."""
    rows = db.session.execute(
        select(User.name, Persona.line).join(User, User.id == Persona.user_id).order_by(Persona.position)
    )
    return [f"{name}: {line}" for name, line in rows]


def fill(*, days: int, seed: int, as_of: datetime, say: Callable[[str], object], share: float = 1.0) -> int:
    """Tell a history that ends at ``as_of`` and return how many requests it holds.

    Args:
        days: length of the history.
        seed: equal seeds tell equal histories; tokens, codes and keys excepted.
        share: of the everyday requests; 0 leaves the ten tales alone.

    Raises:
        NotEmptyError: something was asked for here already.
    """
    if not is_empty():
        raise NotEmptyError
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - for the other process
    begun = time.monotonic()
    _marker().write_text("The demo's history is being told. While this file lies here it is not finished.\n")
    rng = random.Random(seed)  # noqa: S311 - a repeatable demo
    start = as_of - timedelta(days=days)
    told = _Theatre(app, rng, as_of)
    with unheard(app.extensions), told:
        told.paint_papers()
        with kept_session():
            with travel(start), transaction():
                desks, admin = cast.hire(at=start - timedelta(days=200), rng=rng)
            told.learn(desks)
            for at, acts in tales.all_of_them(desks, rng, painter=told, as_of=as_of):
                if at > start:
                    told.push(at, acts)
            for scene in _scenes(desks, rng, start=start, as_of=as_of, share=share):
                told.stage(scene)
            told.play(say)
        told.curtain(admin)
    _marker().unlink()
    say(f"demo: {told.filed} requests told in {time.monotonic() - begun:.0f} s")
    return told.filed


def _scenes(
    desks: dict[str, Desk], rng: random.Random, *, start: datetime, as_of: datetime, share: float
) -> Iterator[Scene]:
    """Yield when something is asked for, by whom and where."""
    residents = Residents(rng)
    for desk in desks.values():
        rate = cast.rate_of(desk, busy=_BUSY_A_DAY, quiet=_QUIET_A_DAY, registry=_REGISTRY_A_DAY)
        office_hours = office_calendar(offices.office(desk.office_id))
        day = first = start.astimezone(WIB).date()
        last = as_of.astimezone(WIB).date()
        while day <= last:
            known = 0.8 + 0.2 * ((day - first) / max(timedelta(1), last - first))  # word gets about
            at_counter = _AT_COUNTER * _WEEK_COUNTER[day.weekday()] * office_hours.is_working_day(day)
            for counter, weight in ((True, at_counter), (False, _FROM_HOME * _WEEK_HOME[day.weekday()])):
                for _ in range(_how_many(rng, share * rate * known * weight)):
                    at = _moment(day, rng, counter=counter)
                    if start < at < as_of:
                        yield Scene(at, desk, counter=counter, residents=residents)
            day += timedelta(days=1)


def _how_many(rng: random.Random, mean: float) -> int:
    whole = int(mean)
    return max(0, whole + (rng.random() < mean - whole) + rng.choice((-2, -1, 0, 0, 1, 2)) * (whole > 2))


def _moment(day: date, rng: random.Random, *, counter: bool) -> datetime:
    hours = _HOURS_HOME if not counter else _HOURS_FRIDAY if day.weekday() == 4 else _HOURS_COUNTER
    hour = rng.choices([hour for hour, _ in hours], [weight for _, weight in hours])[0]
    return datetime(day.year, day.month, day.day, hour, rng.randrange(60), rng.randrange(60), tzinfo=WIB)


@dataclass
class _Theatre:
    """Plays every request's acts in the order of the clock."""

    app: Flask
    rng: random.Random
    as_of: datetime
    desks: dict[str, Desk] = field(default_factory=dict)
    filed: int = 0
    roster: Roster = field(init=False)
    _queue: list[tuple[datetime, int, datetime, Iterator[Act]]] = field(default_factory=list)
    _count: int = 0
    _painter: ProcessPoolExecutor | None = None
    _thresholds: tuple[int, int, int] = (0, 0, 0)
    _calendars: dict[int, Calendar] = field(default_factory=dict)
    _kept: list[object] = field(default_factory=list)

    def __enter__(self) -> "_Theatre":
        """Start the process that draws letters."""
        drawing.let_go_of_the_database()
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _in_haste)
        gc.freeze()
        self._thresholds = gc.get_threshold()
        gc.set_threshold(400_000, 50, 50)
        self._painter = drawing.painters(self.app, processes=os.cpu_count() or 1)
        return self

    def __exit__(self, *_: object) -> None:
        """Let the drawing end."""
        if self._painter is not None:
            self._painter.shutdown()
        if db.engine.dialect.name == "sqlite":
            event.remove(db.engine, "connect", _in_haste)
        drawing.let_go_of_the_database()
        gc.set_threshold(*self._thresholds)
        gc.unfreeze()

    def stage(self, scene: Scene) -> None:
        """Put a request's first act into the order."""
        self.push(scene.at, plots.play(scene, self.desks, self.rng, painter=self))

    def play(self, say: Callable[[str], object]) -> None:
        """Play until the present: what would come later stays undone, as in life."""
        total = len(self._queue)
        shown = 0
        while self._queue:
            _, _, lived_at, acts = heapq.heappop(self._queue)
            if lived_at >= self.as_of:
                continue
            act = next(acts, None)
            if act is None:
                continue
            self.filed += act.files
            self.push(act.again_at, acts, lived_at=act.lived_at)
            if self.filed * 10 // max(total, 1) > shown:
                shown = self.filed * 10 // max(total, 1)
                say(f"demo: {self.filed} of {total} requests")

    def paint_papers(self) -> None:
        """Have the papers that citizens send painted beside, those asked for most often first."""
        offered = catalogue.services(at=self.as_of)
        names = Counter(one.name for service in offered for one in service.definition.requirements)
        drawing.let_go_of_the_database()  # the first that is handed over forks
        assert self._painter is not None  # noqa: S101 - only inside ``with``
        titles = [*(name for name, _ in names.most_common()), outside.HOUSE, life.AGAIN]
        life.prime({title: self._painter.submit(life.paint, title) for title in titles})

    def learn(self, desks: dict[str, Desk]) -> None:
        """Keep at hand the rows that every act reads: who serves where, and what is offered."""
        self.desks = desks
        self.roster = roster_of(desks, as_of=self.as_of)
        staff = select(User).where(User.staff_login.is_not(None))
        people = select(Person).join(User, User.person_id == Person.id).where(User.staff_login.is_not(None))
        for rows in (staff, people, *map(select, (Office, Membership, Official, Service))):
            self._kept += db.session.scalars(rows)

    def pace(self, office_id: int) -> Calendar:
        """Return when an office works, read once."""
        if office_id not in self._calendars:
            self._calendars[office_id] = office_calendar(offices.office(office_id))
        return self._calendars[office_id]

    def leaves_behind(self, at: datetime) -> bool:
        """Tell whether a letter is so old that the house opens before it is drawn."""
        return at < self.as_of - _FRESH

    def draw(self, work: issuing.Work) -> "Future[issuing.Made]":
        """Have a letter drawn and signed beside."""
        assert self._painter is not None  # noqa: S101 - only inside ``with``
        return self._painter.submit(issuing.make, work)

    @property
    def settings(self) -> Settings:
        """The installation's settings."""
        found: Settings = self.app.extensions["eservice.settings"]
        return found

    def curtain(self, admin: Actor) -> None:
        """Offer one account per role on the sign-in page, and count what is usual by now."""
        for desk in self.desks.values():
            expecting.count(desk.office_id, at=self.as_of)
        with travel(self.as_of), transaction():
            personas.show_accounts(self.desks, admin)

    def push(self, at: datetime, acts: Iterator[Act], *, lived_at: datetime | None = None) -> None:
        """Put an act into the order."""
        self._count += 1
        heapq.heappush(self._queue, (at, self._count, lived_at or at, acts))


def _in_haste(connection: sqlite3.Connection, record: object) -> None:
    """Invented rows need not survive a power cut: whoever pulls the plug fills the demo again."""
    connection.execute("PRAGMA synchronous=OFF")
    connection.execute("PRAGMA cache_size=-65536")
