"""What is left to chance in an invented request: which service, which papers are brought, why it is offered."""

import random
from datetime import datetime

from eservice.accounts.actor import Actor
from eservice.catalogue import queries as catalogue
from eservice.catalogue.queries import Offered
from eservice.demo.cast import BUSY, QUIET, Desk
from eservice.requests.models import Request
from eservice.requests.order import FAIR_TURN, Turn

SHARES = {
    "SKTM": 22, "SKU": 16, "PSKCK": 13, "SKD": 12, "N1": 8, "SKMT": 7, "SKPH": 7, "SKBM": 5, "SKAW": 3, "SKUM": 6,
    "SKL": 1,
}  # fmt: skip
"""Shares of a kelurahan's letters; a guess for the demo (reference: none counted in public)."""

REGISTRY_SHARES = {"KK": 45, "AKL": 25, "SKPWNI": 18, "AKM": 12}


def turn(request: Request, rng: random.Random) -> Turn | None:
    """Return why the house offered it, as it mostly does; None where an officer picked it from the list."""
    if rng.random() < 0.12:
        return None
    if request.priority is not None:
        return Turn.PRIORITY
    return Turn.LONGEST if rng.random() < 1 / FAIR_TURN else Turn.PROMISE


def brought(offered: Offered, helper: Actor | None, rng: random.Random) -> frozenset[str]:
    """Return the papers that are shown, not photographed: often all of them at a counter, seldom one from home."""
    if helper is None:
        return frozenset({"pengantar_rt"}) if rng.random() < 0.1 else frozenset()
    if rng.random() < 0.2:
        return frozenset()
    return frozenset(one.key for one in offered.definition.requirements if one.may_bring and not one.statement)


def service(desk: Desk, rng: random.Random, *, at: datetime) -> Offered:
    """Return what is asked for at a desk."""
    shares = SHARES if desk.name in (*BUSY, *QUIET) else REGISTRY_SHARES
    return catalogue.by_code(rng.choices(list(shares), list(shares.values()))[0], at=at)
