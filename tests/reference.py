"""The rows that every installation begins with: regions, calendars, offices, services."""

import importlib
import importlib.util

from eservice.kernel.transaction import transaction
from tests.times import MONDAY

SEEDS = ("regions", "worktime", "offices", "catalogue")
"""Rooms with a ``seed``, each needing only those before it."""


def fill_reference() -> None:
    """Load the reference data through the rooms' own loaders."""
    for room in SEEDS:
        if importlib.util.find_spec(f"eservice.{room}.seed"):
            with transaction():
                importlib.import_module(f"eservice.{room}.seed").seed(at=MONDAY)
