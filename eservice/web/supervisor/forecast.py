"""What is likely to come, what today's people would make of it, and what one change would do: with its doubts."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from eservice.accounts.permissions import Permission
from eservice.metrics import names, noticing
from eservice.metrics.forecast import queries as forecasts
from eservice.metrics.forecast.arrivals import LEAST_DAYS, LEAST_REQUESTS
from eservice.metrics.forecast.days import WEEKDAYS, DayKind
from eservice.metrics.forecast.play import Order
from eservice.metrics.forecast.queries import Outlook
from eservice.metrics.forecast.staffing import LEAST_SEEN, Desk, Outcome, Plan, more
from eservice.offices import queries as offices
from eservice.web.charts import Bar, stack
from eservice.web.filters import local, number, short_day
from eservice.web.forms import HouseForm
from eservice.web.guards import requires, signed_in
from eservice.web.labels import label
from eservice.web.supervisor.asked import Asked, asked, period_form
from eservice.web.supervisor.doubts import doubt, headline
from eservice.web.supervisor.phrases import of_hundred
from eservice.web.supervisor.routes import blueprint

_PEOPLE = {
    "0": _l("Seperti sekarang"),
    "1": _l("Satu orang lebih"),
    "2": _l("Dua orang lebih"),
    "-1": _l("Satu orang kurang"),
}
_LONGER = {"0": _l("Seperti sekarang"), "1": _l("Satu jam lebih"), "2": _l("Dua jam lebih")}
_HOUR = 3600


class ForecastForm(HouseForm):
    """Whose arrivals, and what would be different; sent by GET."""

    class Meta:
        """It changes nothing, so it needs no token."""

        csrf = False

    kantor = SelectField(_l("Kantor"), validate_choice=False)
    layanan = SelectField(_l("Layanan"), validate_choice=False)
    orang = SelectField(_l("Petugas"), validate_choice=False)
    urutan = SelectField(_l("Urutan"), validate_choice=False)
    jam = SelectField(_l("Jam buka"), validate_choice=False)


@dataclass(frozen=True)
class DayLine:
    """One of the days ahead, in words."""

    day: str
    why: str
    p50: str
    p90: str


@dataclass(frozen=True)
class ShareLine:
    """What one service, or one office, is likely to get of the whole; the address has its own band."""

    name: str
    url: str
    share: str
    p50: str


@dataclass(frozen=True)
class PlanLine:
    """What one plan would come to, in words."""

    name: str
    kept: str
    kept_least: str
    cleared: str
    cleared_last: str
    left: str
    left_most: str


@blueprint.get("/penyelia/perkiraan")
@requires(Permission.FIGURES_SEE)
def forecast() -> ResponseReturnValue:
    """Show what is likely to come in ten working days, and what people, order or hours would make of it."""
    actor = signed_in()
    question = asked(actor, period_form(actor))
    form = _form(question)
    at = question.period.until_at
    found = forecasts.outlook(question.scope, question.office, at=at)
    alone = question.scope.office_ids == frozenset({question.office.id}) and question.scope.service_id is None
    desk = forecasts.desk(question.office, found, at=at) if alone else None
    return render_template(
        "supervisor/forecast.html",
        asked=question,
        form=form,
        about=_about(question),
        found=found,
        headline=headline(found),
        doubt=doubt(found),
        days=[_day_line(one.day.kinds, short_day(one.day.on), one.band.p50, one.band.p90) for one in found.ahead],
        bars=_bars(found),
        keys=[
            ("sign", _("separuh hari seperti ini, paling banyak")),
            ("wait", _("sembilan dari sepuluh hari, paling banyak")),
        ],
        factors=_factors(found),
        services=_service_lines(question, found),
        offices=_office_lines(question, found),
        alone=alone,
        desk=desk,
        control=noticing.backlog(question.office, at=at) if alone else None,
        at_work=_hands_words(desk),
        plans=_plans(desk, found, form) if desk is not None else [],
        least={"seen": LEAST_SEEN, "days": LEAST_DAYS, "requests": LEAST_REQUESTS},
    )


# ── Days ─────────────────────────────────────────────────────────────────────────────────────────────────────────────


def _day_line(kinds: Sequence[DayKind], day: str, p50: int, p90: int) -> DayLine:
    why = ", ".join(label(kind) for kind in kinds if kind not in WEEKDAYS)
    return DayLine(day, why, number(p50), number(p90))


def _bars(found: Outlook) -> list[Bar]:
    rows = []
    for one in found.ahead:
        p50, p90 = one.band.p50, one.band.p90
        parts = [("sign", float(p50), number(p50)), ("wait", float(p90 - p50), number(p90))]
        rows.append((short_day(one.day.on), parts, f"{number(p50)}–{number(p90)}"))
    return stack(rows)


def _factors(found: Outlook) -> list[tuple[str, str]]:
    """Return how many times an ordinary day each kind of day brings, as far as it was ever met."""
    if found.arrivals is None:
        return []
    met = {kind for day in found.counted.days for kind in day.kinds}
    model = found.arrivals.model
    return [(label(kind), _("%(x)s kali", x=number(model.factor(kind), 2))) for kind in DayKind if kind in met]


def _service_lines(question: Asked, found: Outlook) -> list[ShareLine]:
    if found.total is None or question.scope.service_id is not None:
        return []
    told = names.service_names()
    shares = forecasts.service_shares(question.scope, at=question.period.until_at)
    return [
        ShareLine(local(told[one], "name"), _here(question, layanan=told[one].code), *_part(share, found.total.p50))
        for one, share in shares
    ]


def _office_lines(question: Asked, found: Outlook) -> list[ShareLine]:
    if found.total is None or len(question.scope.office_ids or ()) < 2:
        return []
    shares = dict(forecasts.office_shares(question.scope, at=question.period.until_at))
    return [
        ShareLine(
            office.full_name, _here(question, kantor=office.code), *_part(shares.get(office.id, 0.0), found.total.p50)
        )
        for office in question.reach
        if office.id in shares
    ]


def _part(share: float, total: int) -> tuple[str, str]:
    return f"{number(share * 100)}\u00a0%", number(round(share * total))


def _here(question: Asked, **changes: str) -> str:
    return url_for(".forecast", **question.with_(**changes))


# ── People, order, hours ─────────────────────────────────────────────────────────────────────────────────────────────


def _form(question: Asked) -> ForecastForm:
    form = ForecastForm(request.args)
    form.kantor.choices = [(office.code, office.full_name) for office in question.reach]
    form.kantor.data = question.office.code
    told = names.service_names().values()
    form.layanan.choices = [
        ("", _("Semua layanan")),
        *sorted(((one.code, local(one, "name")) for one in told), key=lambda pair: pair[1]),
    ]
    form.orang.choices, form.jam.choices = list(_PEOPLE.items()), list(_LONGER.items())
    form.urutan.choices = [(one.value, label(one)) for one in Order]
    form.orang.data = form.orang.data if form.orang.data in _PEOPLE else "0"
    form.urutan.data = form.urutan.data if form.urutan.data in set(Order) else Order.PROMISE.value
    form.jam.data = form.jam.data if form.jam.data in _LONGER else "0"
    return form


def _plans(desk: Desk, found: Outlook, form: ForecastForm) -> list[PlanLine]:
    """Return today's people as they are, then the change that was asked for, or else one officer more."""
    now = Plan(desk.hands)
    by, hours = int(form.orang.data), int(form.jam.data)
    wanted = Plan(more(desk.hands, by), Order(form.urutan.data), float(hours * _HOUR))
    if wanted == now:
        one_more = replace(now, hands=more(desk.hands, 1))
        told = [(_("Seperti sekarang"), now), (_("Satu orang lebih"), one_more)]
    else:
        told = [(_("Seperti sekarang"), now), (_change_words(form), wanted)]
    return [_plan_line(name, plan, desk, found) for name, plan in told]


def _change_words(form: ForecastForm) -> str:
    people, order, longer = form.orang.data, Order(form.urutan.data), form.jam.data
    changed = [str(_PEOPLE[people])] if people != "0" else []
    changed += [label(order)] if order is not Order.PROMISE else []
    changed += [_("%(longer)s setiap hari", longer=str(_LONGER[longer]))] if longer != "0" else []
    return "; ".join(changed)


def _plan_line(name: str, plan: Plan, desk: Desk, found: Outlook) -> PlanLine:
    outcome = desk.outcome(plan)
    on = _on(desk, plan, found)
    return PlanLine(
        name,
        *_kept_words(outcome),
        on(outcome.cleared_p50),
        on(outcome.cleared_p90),
        number(outcome.left_p50),
        number(outcome.left_p90),
    )


def _kept_words(outcome: Outcome) -> tuple[str, str]:
    if outcome.kept_p50 is None or outcome.kept_p90 is None:
        return str(_("hampir tidak ada yang jatuh tempo")), "–"
    return (
        str(_("%(x)s dari 100", x=of_hundred(outcome.kept_p50))),
        str(_("%(x)s dari 100", x=of_hundred(outcome.kept_p90))),
    )


def _on(desk: Desk, plan: Plan, found: Outlook) -> Callable[[float], str]:
    def words(seconds: float) -> str:
        if not desk.waiting:
            return str(_("tidak ada yang menunggu"))
        place = None if math.isinf(seconds) else desk.day_of(seconds, plan)
        return str(_("lebih dari 10 hari kerja")) if place is None else short_day(found.counted.ahead[place].on)

    return words


def _hands_words(desk: Desk | None) -> str:
    """Return how many officers are there: the same every day, or from how few to how many."""
    if desk is None or not desk.hands:
        return ""
    least, most = min(desk.hands), max(desk.hands)
    return number(least) if least == most else _("%(least)s sampai %(most)s", least=number(least), most=number(most))


def _about(question: Asked) -> list[str]:
    about = [question.office.full_name]
    below = offices.office_ids_under(question.office.id)
    if len(below) > 1:
        about.append(_("dengan %(n)s kantor di bawahnya", n=number(len(below) - 1)))
    if question.scope.service_id is not None:
        about.append(local(names.service_names()[question.scope.service_id], "name"))
    return about
