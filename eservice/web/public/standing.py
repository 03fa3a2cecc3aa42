"""What the home and service pages say about time: promises in words, what is usual, what was kept."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import ngettext

from eservice.catalogue.definition import Definition, Issuer, Promise
from eservice.catalogue.queries import Offered
from eservice.catalogue.rules import promise_for
from eservice.kernel.clock import wib
from eservice.offices.rules import OfficeKind
from eservice.requests import incidents
from eservice.requests.clock import promised
from eservice.requests.disruptions import Incident
from eservice.web import counted
from eservice.web.filters import duration, named_day
from eservice.web.public.hours import city_processing_calendar
from eservice.worktime import queries as worktime


@dataclass(frozen=True)
class Usual:
    """What one service usually takes, ready to read."""

    words: str
    """``besok sebelum pukul 12.00``: half of the people would be done by then, had they sent it now."""
    spread: str
    """Nine of ten, with n and period."""


def promise_words(definition: Definition, channel: str = "online") -> str:
    """Return the limit of a channel in words: ``1 hari kerja``, ``15 menit``, ``hari yang sama``."""
    return _limit_words(promise_for(definition, channel))


def promised_if_filed(definition: Definition, *, at: datetime) -> datetime | None:
    """Return by when a request filed complete at that instant would be promised; None before any office exists."""
    calendar_id = city_processing_calendar(at=at)
    if calendar_id is None:
        return None
    return promised(promise_for(definition, "online"), at, worktime.calendar_for(calendar_id))


def disruptions(offered: Offered, *, at: datetime) -> list[Incident]:
    """Return the incidents that hold up a service somewhere; one of an office that never handles it is left out."""
    is_registry = offered.definition.issuer is Issuer.DUKCAPIL
    return [
        one
        for one in incidents.covering(at=at, service_id=offered.service_id)
        if one.office is None or (one.office.kind is OfficeKind.DUKCAPIL) == is_registry
    ]


def usual(offered: Offered, *, at: datetime) -> Usual | None:
    """Return how long a service usually takes; None where too few were finished to say so."""
    found = counted.usual_time(offered.service_id, at=at)
    if found is None or found.service.median is None or found.service.p90 is None:
        return None
    calendar_id = city_processing_calendar(at=at)
    if calendar_id is None:
        return None
    calendar = worktime.calendar_for(calendar_id)
    half, most = (
        calendar.add_working(at, minutes=int(part // 60)) for part in (found.service.median, found.service.p90)
    )
    return Usual(
        words=_before(half, at=at),
        spread=str(_("9 dari 10 orang: %(when)s (n = %(n)s, 90 hari)", when=_before(most, at=at), n=found.service.n)),
    )


def _before(done: datetime, *, at: datetime) -> str:
    """Return ``besok sebelum pukul 12.00``: the full hour by which something is done, as people say it."""
    local = wib(done)
    by = local.replace(minute=0, second=0, microsecond=0)
    by += timedelta(hours=1) if by < local else timedelta()
    days = (by.date() - wib(at).date()).days
    day = str(_("hari ini")) if days == 0 else str(_("besok")) if days == 1 else named_day(by)
    return str(_("%(day)s sebelum pukul %(hour)s", day=day, hour=f"{by:%H.%M}"))


def most_filed(every: list[Offered], *, at: datetime, how_many: int) -> list[Offered]:
    """Return the services asked for most in the last 90 days; while few were asked for, those of long experience."""
    order = {service_id: place for place, service_id in enumerate(counted.most_filed(at=at))}
    known = {code: place for place, code in enumerate(OFTEN)}
    ranked = sorted(
        every, key=lambda one: (order.get(one.service_id, len(order)), known.get(one.code, len(known)), one.slug)
    )
    return ranked[:how_many]


OFTEN = ("SKD", "SKTM", "SKU", "KK", "N1", "SKMT")
"""What kelurahan are asked for most, by experience: the order before there are figures."""


def _limit_words(promise: Promise) -> str:
    if promise.same_day_until:
        return str(_("Hari yang sama"))
    if promise.days is not None:
        return str(ngettext("%(num)s hari kerja", "%(num)s hari kerja", promise.days))
    return duration((promise.minutes or 0) * 60)
