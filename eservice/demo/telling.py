"""What every tale of the demo needs: the desks, people to meet, an hour some days ago, and a request under way."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from eservice.catalogue import queries as catalogue
from eservice.catalogue.definition import OutcomeKind
from eservice.demo import life
from eservice.demo.cast import Desk
from eservice.demo.people import Invented, Residents
from eservice.demo.plots import Plot
from eservice.demo.stage import Painter
from eservice.kernel.clock import WIB, wib
from eservice.requests.workflow import Channel
from eservice.worktime.rules import Calendar


@dataclass
class Told:
    """What every tale needs: the desks, people to meet, and one request under way."""

    desks: Mapping[str, Desk]
    rng: random.Random
    residents: Residents
    painter: Painter
    at: datetime

    def then(self, at: datetime) -> "Told":
        """Return the same for another instant."""
        return replace(self, at=at)

    def plot(self, wish: life.Filing, desk: Desk) -> Plot:
        """File a request and return it on its way."""
        code = life.file(wish, at=self.at, rng=self.rng)
        by_id = {one.office_id: one for one in self.desks.values()}
        asks = wish.account or wish.helper
        is_siak = wish.offered.definition.outcome.kind is OutcomeKind.SIAK
        return Plot(code, desk, by_id, asks, self.rng, self.painter, is_siak=is_siak, brings=bool(wish.brings))

    def online(self, service: str, desk: Desk, *, resident: Invented | None = None, **more: Any) -> Plot:
        """File from a telephone."""
        region = more.pop("region", desk.region)
        resident = resident or self.residents.one(region=region)
        account = more.pop("account", None) or life.open_account(resident, at=self.at)
        offered = catalogue.by_code(service, at=self.at)
        return self.plot(life.Filing(offered, resident, region, account=account, **more), desk)

    def counter(self, service: str, desk: Desk, *, resident: Invented | None = None, **more: Any) -> Plot:
        """File at a desk with an officer's help."""
        resident = resident or self.residents.one(region=desk.region)
        wish = life.Filing(
            catalogue.by_code(service, at=self.at),
            resident,
            desk.region,
            helper=desk.officers[0],
            **{"channel": Channel.COUNTER} | more,
        )
        return self.plot(wish, desk)


def working_day(as_of: datetime, days: int, hour: int) -> datetime:
    """Return an hour so many days ago, on a weekday."""
    day = as_of.astimezone(WIB).date() - timedelta(days=days)
    while day.weekday() > 4:
        day -= timedelta(days=1)
    return datetime.combine(day, time(hour, 10), WIB)


def lately(pace: Calendar, as_of: datetime, *, minutes: int) -> datetime:
    """Return an instant so many minutes ago, or before the office last closed, within one working day."""
    day, ago = wib(as_of).date(), timedelta(minutes=minutes)
    while True:
        opens_at, closes_at = pace.opening_of(day), pace.closing_of(day)
        if opens_at is not None and closes_at is not None and opens_at <= (at := min(as_of, closes_at) - ago):
            return at
        day -= timedelta(days=1)
