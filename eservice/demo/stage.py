"""What the parts of the demo's history share: an act, a scene, and whoever draws letters beside."""

from concurrent.futures import Future
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from eservice.config import Settings
from eservice.demo.cast import Desk
from eservice.demo.people import Residents
from eservice.demo.roster import Roster
from eservice.requests import issuing
from eservice.worktime.rules import Calendar


@dataclass(frozen=True, slots=True)
class Act:
    """One act was played; the next one is due at ``again_at``."""

    again_at: datetime
    """Its place in the order."""
    files: int = 0
    lived_at: datetime | None = None
    """When it happens, where it is played later than that: a letter that is still being drawn beside."""


@dataclass(frozen=True, slots=True)
class Scene:
    """Somebody is about to ask for something."""

    at: datetime
    desk: Desk
    counter: bool
    residents: Residents


class Painter(Protocol):
    """Draws letters beside."""

    @property
    def settings(self) -> Settings:
        """The installation's settings."""

    @property
    def as_of(self) -> datetime:
        """The demo's present."""

    @property
    def roster(self) -> Roster:
        """Who is at work when."""

    def pace(self, office_id: int) -> Calendar:
        """Return when an office works."""

    def leaves_behind(self, at: datetime) -> bool:
        """Tell whether a letter of that day is drawn after the house has opened, not before."""

    def draw(self, work: issuing.Work) -> "Future[issuing.Made]":
        """Have a letter drawn and signed."""
