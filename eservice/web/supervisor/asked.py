"""What the address of a page asks for: which days, which office, which service or officer, as of when."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from flask import request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from eservice.accounts.actor import Actor
from eservice.kernel import clock
from eservice.kernel.errors import NotFoundError
from eservice.metrics import looks, names
from eservice.metrics import queries as metrics
from eservice.metrics.entries import Entries, entries
from eservice.metrics.queries import Scope
from eservice.metrics.rules import Period
from eservice.offices import queries as offices
from eservice.offices.models import Office
from eservice.requests.workflow import Channel
from eservice.web.addresses import instant, row_number
from eservice.web.filters import local
from eservice.web.forms import DayField, HouseForm
from eservice.web.labels import label

CHOICES = (7, 30, 90)
USUAL = 30
LONGEST = 366
"""Days; a longer period is cut at its beginning, so that the page stays quick."""


class PeriodForm(HouseForm):
    """From which day to which, and which office; sent by GET."""

    class Meta:
        """It changes nothing, so it needs no token."""

        csrf = False

    dari = DayField(_l("Dari tanggal"), width="")
    sampai = DayField(_l("Sampai tanggal"), width="")
    kantor = SelectField(_l("Kantor"), validate_choice=False)
    layanan = SelectField(_l("Layanan"), validate_choice=False)
    saluran = SelectField(_l("Saluran"), validate_choice=False)


@dataclass(frozen=True)
class Asked:
    """One question put to the figures, and how to put it again with a change."""

    period: Period
    scope: Scope
    office: Office
    """The office chosen, or the actor's own."""
    reach: list[Office]
    """Every office the actor answers for, the own one first."""
    days: int | None
    """7, 30 or 90; None where dates were given."""
    address: dict[str, str]
    """What the address says, without the instant."""
    place: dict[str, str]
    """Parts of the page's own path that narrow the question: they stand in no question mark's part of it."""

    def at_instant(self, **changes: Any) -> dict[str, Any]:
        """Return the same question frozen at its instant, for links to the requests behind a figure."""
        return self.with_(saat=self.period.until_at.isoformat(), **changes)

    @cached_property
    def entries(self) -> Entries:
        """How many requests of the period came in, and how many of them were entered afterwards from paper."""
        return entries(self.scope.office_ids or {self.office.id}, self.period, service_id=self.scope.service_id)

    def here(self, **changes: Any) -> dict[str, Any]:
        """Return the address of the page shown with changes, for ``url_for`` of its own endpoint."""
        return dict(request.view_args or {}) | self.with_(**changes | dict.fromkeys(self.place))

    def place_of(self, endpoint: str) -> dict[str, Any]:
        """Return what the path of a page itself says, when it is the page shown."""
        return dict(request.view_args or {}) if endpoint == request.endpoint else {}

    def with_(self, **changes: Any) -> dict[str, Any]:
        """Return the address of the same question with changes; None drops a part."""
        told = self.address | {name: str(value) for name, value in changes.items() if value is not None}
        return {name: value for name, value in told.items() if changes.get(name, value) is not None}

    @property
    def last_on(self) -> date:
        """The last day of the period in Jambi: a period that ends at midnight ends with the day before."""
        return clock.wib(self.period.until_at - timedelta(microseconds=1)).date()

    @property
    def first_on(self) -> date:
        """The first day of the period in Jambi."""
        return clock.wib(self.period.from_at).date()


def period_form(actor: Actor) -> PeriodForm:
    """Return the form as the address fills it in, checked."""
    form = PeriodForm(request.args)
    form.kantor.choices = [(office.code, office.full_name) for office in _reach(actor)]
    services = sorted((local(one, "name"), one.code) for one in names.service_names().values())
    form.layanan.choices = [("", _("Semua layanan")), *((code, name) for name, code in services)]
    form.saluran.choices = [("", _("Semua saluran")), *((one.value, label(one)) for one in Channel)]
    if request.args:
        form.validate()
    _check_order(form)
    return form


def asked(actor: Actor, form: PeriodForm, **place: str) -> Asked:
    """Return what the address asks for.

    Args:
        place: what the path itself says of the office or the service.

    Raises:
        NotFoundError: an office, service or officer that is not the actor's to see.
        NotAllowedError: ``officer_closed``, an officer's figures were not opened with a need.
    """
    at = _instant()
    reach = _reach(actor)
    told = request.args.to_dict() | place
    office = _chosen(reach, told.get("kantor", ""))
    period, days = _period(form, at)
    service_id = _service_id(told.get("layanan", ""))
    officer = request.args.get("petugas", "")
    officer_id = row_number(request.args.get("petugas"))
    if officer and officer_id is None:
        raise NotFoundError("not_in_reach")
    if officer_id is not None:
        looks.must_be_open(officer_id, actor=actor, at=clock.now())
    return Asked(
        period=period,
        scope=Scope(
            office_ids=frozenset({office.id} if told.get("sendiri") else offices.office_ids_under(office.id)),
            service_id=service_id,
            officer_id=officer_id,
            channel=_channel(request.args.get("saluran", "")),
            arrival=_arrival(request.args.get("tiba", "")),
        ),
        office=office,
        reach=reach,
        days=days,
        address={
            name: value
            for name, value in told.items()
            if value and name not in ("saat", "apa", "halaman", "sesudah", "sebab", "tiba")
        },
        place=place,
    )


def whole_office(question: Asked) -> Scope:
    """Return the scope without service or officer."""
    return replace(question.scope, service_id=None, officer_id=None, arrival=None)


def whole_question(question: Asked) -> Asked:
    """Return the same question about the whole office: no service, officer, channel or hour, nor in its address."""
    narrowing = ("layanan", "petugas", "saluran")
    return replace(
        question,
        scope=replace(whole_office(question), channel=None),
        address={name: value for name, value in question.address.items() if name not in narrowing},
    )


def _reach(actor: Actor) -> list[Office]:
    if actor.office_id is None:
        raise NotFoundError("not_in_reach")
    own, *below = (offices.office(one) for one in offices.office_ids_under(actor.office_id))
    return [own, *sorted(below, key=lambda office: office.full_name)]


def _chosen(reach: list[Office], code: str) -> Office:
    if not code:
        return reach[0]
    found = next((office for office in reach if office.code == code), None)
    if found is None:
        raise NotFoundError("not_in_reach")
    return found


def _service_id(code: str) -> int | None:
    if not code:
        return None
    found = next((one.id for one in names.service_names().values() if one.code == code), None)
    if found is None:
        raise NotFoundError("no_such_service")
    return found


def _channel(value: str) -> Channel | None:
    try:
        return Channel(value) if value else None
    except ValueError:
        raise NotFoundError("no_such_figure") from None


def _arrival(value: str) -> tuple[int, int] | None:
    """Return (weekday, hour) from ``1-09``: Tuesday between nine and ten."""
    if not value:
        return None
    weekday, _dash, hour = value.partition("-")
    found = row_number(weekday), row_number(hour)
    if found[0] not in range(7) or found[1] not in range(24):
        raise NotFoundError("no_such_figure")
    return int(weekday), int(hour)


def _instant() -> datetime:
    """Return now, or the instant of the page whose figure was opened; never one that has not come yet."""
    now = clock.now()
    return min(instant(request.args.get("saat", "")) or now, now)


def _period(form: PeriodForm, at: datetime) -> tuple[Period, int | None]:
    if not form.errors and (form.dari.data or form.sampai.data):
        to_on = form.sampai.data or clock.wib(at).date()
        from_on = form.dari.data or to_on - timedelta(days=USUAL - 1)
        return metrics.between(max(from_on, to_on - timedelta(days=LONGEST)), to_on, at), None
    days = row_number(request.args.get("hari"))
    days = days if days in CHOICES else USUAL
    return metrics.last_days(days, at), days


def _check_order(form: PeriodForm) -> None:
    first, last = form.dari.data, form.sampai.data
    if first and last and first > last:
        form.sampai.errors = [
            *form.sampai.errors,
            str(_l("Tanggal akhir harus sama dengan atau setelah tanggal awal.")),
        ]
    if first and first > clock.today():
        form.dari.errors = [*form.dari.errors, str(_l("Tanggal awal tidak boleh setelah hari ini."))]
