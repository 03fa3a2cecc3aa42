"""Asks for addresses of the house as everybody who may come to the door, and sees what each request wrote and shows."""

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary

from flask import Flask
from jinja2 import ChoiceLoader, DictLoader
from jinja2.utils import LRUCache
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.databases import Filled
from tests.web import access_house
from tests.web.access_house import World
from tests.web.desks import NIK

BARE = "".join(
    "{% block NAME %}{% endblock %}".replace("NAME", name)
    for name in ("title", "meta", "body_class", "before_main", "crumb", "page_head", "content", "after_main", "scripts")
)
"""The frame of a page is the same for everybody, and takes most of the time; here pages are drawn without it."""


LOG = "audit_entries"

PERSONAL = {
    "nik": NIK[:-1], "card": "1571011203159012", "telephone": "81290007788", "street": "JlKenangaNo8",
    "birth": "12April1990",
}  # fmt: skip
"""What is personal in every request of the house, as a page would show it; spaces, dots and hyphens left out."""


@dataclass
class Asked:
    """What came of one request."""

    status: int
    location: str
    grown: Counter[str]
    """Rows more (or less) by table."""
    changed: bool
    """Whether anything at all was written."""
    shown: frozenset[str]
    """What stands in clear in the answer of ``PERSONAL``."""


@dataclass
class Door:
    """Asks for addresses as somebody, counts rows before and after, and puts back what was changed."""

    app: Flask
    world: World
    database: sqlite3.Connection
    kept: sqlite3.Connection = field(default_factory=lambda: sqlite3.connect(":memory:"))

    def __post_init__(self) -> None:
        """Keep the database as it is."""
        self.database.backup(self.kept)
        rows = self.database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        self.tables = [str(name) for (name,) in rows]
        self.count = "SELECT " + ", ".join(f"(SELECT count(*) FROM {name})" for name in self.tables)
        self.browser = self.app.test_client(use_cookies=False)
        self.cookies: dict[str, tuple[str, str]] = {}
        self.before = self.first = self._rows()

    def ask(self, rule: Rule, method: str, name: str) -> Asked:
        """Send one request with an empty form, and return what it did.

        Everything is put back but the one line of the log that a refusal writes: it keeps nobody from anything, and
        half of all answers are one.
        """
        version = self._version()
        answer = self.open(rule, method, name)
        shown = frozenset() if answer.location else _personal(answer)
        answer.close()
        changed = self._version() != version
        grown: Counter[str] = Counter()
        if changed:
            after = self._rows()
            grown.update({name: n - m for name, n, m in zip(self.tables, after, self.before, strict=True) if n != m})
            if answer.status_code in (403, 404) and grown == {LOG: 1}:
                self.before = after
            else:
                self.put_back()
        return Asked(answer.status_code, answer.location or "", grown, changed, shown)

    def open(self, rule: Rule, method: str, name: str, told: Mapping[str, Any] | None = None) -> TestResponse:
        """Send one request as somebody, with ``told`` in its form, and leave what it wrote."""
        cookie, token = self.cookies.get(name) or self._cookie(name)
        data = {"csrf_token": token} | dict(told or {}) if method == "POST" else None
        return self.browser.open(self.address(rule, method), method=method, headers={"Cookie": cookie}, data=data)

    def address(self, rule: Rule, method: str = "GET") -> str:
        """Return the address of a real object of the house."""
        values = {one: self.world.part(rule.endpoint, one) for one in rule.arguments}
        return self.app.url_map.bind("localhost:8000").build(rule.endpoint, values, method=method)

    def put_back(self) -> None:
        """Give the house the rows of the beginning."""
        self.kept.backup(self.database)
        self.before = self.first

    def _version(self) -> int:
        return int(self.database.execute("PRAGMA data_version").fetchone()[0])

    def _rows(self) -> tuple[int, ...]:
        return tuple(self.database.execute(self.count).fetchone())

    def _cookie(self, name: str) -> tuple[str, str]:
        """Return the cookie of a person and a token for their forms."""
        browser = self.app.test_client()
        with browser.session_transaction() as cookie:
            cookie.update(self.world.carried.get(name, {}))
            if name in self.world.people and name != "ended":
                cookie["_user_id"] = self.world.people[name]
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', browser.get("/verifikasi").get_data(as_text=True))
        assert found is not None
        if name == "ended":
            with browser.session_transaction() as cookie:
                cookie["_user_id"] = self.world.people[name]
        kept = browser.get_cookie(self.app.config["SESSION_COOKIE_NAME"])
        assert kept is not None
        self.cookies[name] = f"{kept.key}={kept.value}", found[1]
        return self.cookies[name]


@contextmanager
def opened(app: Flask, filled: Filled) -> Iterator[Door]:
    """Yield the house with everybody at its door; pages are drawn without their frame."""
    world = filled("access", access_house.build)
    path = app.extensions["eservice.settings"].database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(path)) as database:
        found = Door(app, world, database)
        with _bare(app):
            yield found
        found.kept.close()


@contextmanager
def _bare(app: Flask) -> Iterator[None]:
    """Draw pages without their frame; what was compiled of them is kept for the next time."""
    environment = app.jinja_env
    whole, cache = environment.loader, environment.cache
    assert whole is not None
    if app not in _DRAWN:
        _DRAWN[app] = ChoiceLoader([DictLoader({"layouts/base.html": BARE}), whole]), LRUCache(400)
    environment.loader, environment.cache = _DRAWN[app]
    yield
    environment.loader, environment.cache = whole, cache


_DRAWN: "WeakKeyDictionary[Flask, tuple[ChoiceLoader, LRUCache]]" = WeakKeyDictionary()


def _personal(answer: TestResponse) -> frozenset[str]:
    if not (answer.mimetype or "").startswith(("text/", "application/json")):
        return frozenset()
    told = re.sub(r"[\s.\-\u00a0]", "", answer.get_data(as_text=True))
    return frozenset(name for name, value in PERSONAL.items() if value in told)
