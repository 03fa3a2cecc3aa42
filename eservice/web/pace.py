"""How often one browser or one network may ask: a bucket of turns that fills again by itself.

It keeps a flood from using up the house, not guesses from being made: those are counted in the database, for all
processes together (``accounts.gate``), as files are (``uploads``). So the cheapest page stays cheap: a look at a
dictionary. Processes that share a memory (``CACHE_URL``) count together, and each alone while it is away. Who has
signed in has a bucket of their own: a whole office sits behind one address.
"""

import hashlib
import math
import time

from flask import Flask, current_app, request
from flask_babel import gettext as _
from werkzeug.exceptions import TooManyRequests

from eservice.accounts.rules import network_of
from eservice.config import Settings
from eservice.kernel.crypto import vault
from eservice.kernel.ports import drivers
from eservice.web.login import network_here, secret_here
from eservice.web.turns import Buckets

COSTS = {
    "static": 0,
    "public.healthz": 0,
    "public.readyz": 0,
    "public.metrics": 0,
    "auth.sign_in": 5,
    "auth.register": 5,
    "auth.forgotten": 5,
    "public.track": 3,
    "public.verify": 3,
    "public.verify_number": 5,
    "public.log_proof": 3,
    "api.verify": 2,
    "api.verify_posted": 2,
}
"""How many turns an address takes; one unless named here."""
SEARCH = 3
"""Turns of a page that is asked to search."""
UPLOAD = 5
"""Turns of a form that brings files."""


class TooFastError(TooManyRequests):
    """The bucket is empty; ``seconds`` says when there is a turn again."""

    def __init__(self, seconds: int) -> None:
        super().__init__(retry_after=seconds)
        self.seconds = seconds

    @property
    def words(self) -> str:
        """What to tell the person."""
        return str(_("Terlalu banyak permintaan dari sini. Coba lagi dalam %(seconds)s detik.", seconds=self.seconds))


def install(app: Flask) -> None:
    """Count the turns of every request, before it costs anything else; a limit of 0 counts none."""
    settings: Settings = app.extensions["eservice.settings"]
    app.extensions["eservice.buckets"] = Buckets(settings.requests_per_minute)
    if settings.requests_per_minute:
        app.before_request_funcs.setdefault(None, []).insert(0, _count)


def _count() -> None:
    cost = _cost()
    if not cost:
        return
    buckets: Buckets = current_app.extensions["eservice.buckets"]
    wait = _taken_together(cost, per_minute=buckets.per_minute)
    if wait is None:
        wait = buckets.take(_key(), cost, now=time.monotonic())
    if wait:
        raise TooFastError(wait)


def _taken_together(cost: int, *, per_minute: int) -> int | None:
    """Take turns from the bucket of all processes, as ``Buckets.take`` does; None where there is none that answers."""
    shared = drivers().shared
    short = shared.take(vault().index(_key(), "web.pace"), cost, per_minute=per_minute) if shared else None
    return None if short is None else math.ceil(short)


def _cost() -> int:
    cost = COSTS.get(request.endpoint or "", 1)
    if request.args.get("q"):
        cost = max(cost, SEARCH)
    if request.method == "POST" and request.mimetype == "multipart/form-data":
        cost = max(cost, UPLOAD)
    return cost


def _key() -> str:
    secret = secret_here()
    return hashlib.sha256(secret.encode()).hexdigest() if secret else network_of(network_here())
