"""What a page of figures reads: the question of its address, the figures of its period and of the one before."""

from dataclasses import dataclass
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.kernel import clock
from eservice.metrics import names
from eservice.metrics import queries as metrics
from eservice.metrics.definitions import DEFINITIONS
from eservice.metrics.figures import Figures
from eservice.metrics.names import ServiceName
from eservice.offices import queries as offices
from eservice.web.filters import DAYS, local
from eservice.web.guards import signed_in
from eservice.web.labels import label
from eservice.web.locale import language
from eservice.web.supervisor.asked import CHOICES, Asked, PeriodForm, asked, period_form


@dataclass(frozen=True)
class PeriodTab:
    """One length of the period, as a link."""

    words: int
    url: str
    current: bool


@dataclass(frozen=True)
class Reading:
    """One question with its figures."""

    form: PeriodForm
    asked: Asked
    now: Figures
    before: Figures
    services: dict[int, ServiceName]

    @property
    def has_offices(self) -> bool:
        """Requests of more than one office are in it."""
        return len(self.asked.scope.office_ids or ()) > 1


def reading(**place: str) -> Reading:
    """Return the figures that the address asks for.

    Args:
        place: what the path itself says: ``kantor`` or ``layanan``.
    """
    actor = signed_in()
    form = period_form(actor)
    question = asked(actor, form, **place)
    history = metrics.history(question.scope, since=question.period.before.from_at)
    now = history.figures(question.period)
    return Reading(form, question, now, history.figures(question.period.before), names.service_names())


def page(template: str, read: Reading, **shown: Any) -> ResponseReturnValue:
    """Answer with a page of figures."""
    return render_template(
        f"supervisor/{template}.html",
        form=read.form,
        asked=read.asked,
        tabs=period_tabs(read.asked),
        about=about(read.asked),
        definitions=DEFINITIONS,
        is_empty=not read.now.runs,
        **shown,
    )


def period_tabs(question: Asked) -> list[PeriodTab]:
    """Return the lengths of the period as links to the page that is shown."""
    endpoint = request.endpoint or ".overview"
    return [
        PeriodTab(days, url_for(endpoint, **question.here(hari=days, dari=None, sampai=None)), question.days == days)
        for days in CHOICES
    ]


def about(question: Asked) -> list[str]:
    """Return whose requests a page is about, in names."""
    told = [question.office.full_name]
    if question.scope.service_id is not None:
        told.append(local(names.service_names()[question.scope.service_id], "name"))
    if question.scope.officer_id is not None:
        told += [name for _id, name, _position in names.officer_names([question.scope.officer_id])]
    if question.scope.channel is not None:
        told.append(label(question.scope.channel))
    if question.scope.arrival is not None:
        day, hour = question.scope.arrival
        told.append(_("masuk %(day)s pukul %(hour)s", day=DAYS[language()][day], hour=hours_words(hour)))
    return told


def hours_words(hour: int) -> str:
    """Return the sixty minutes that begin with an hour: ``09.00–10.00``."""
    return f"{hour:02}.00–{hour + 1:02}.00"


def office_names() -> dict[int, str]:
    """Return what every office is called: also one above the supervisor's own, whose turn it may be."""
    return {office.id: office.full_name for office in offices.offices(at=clock.now())}
