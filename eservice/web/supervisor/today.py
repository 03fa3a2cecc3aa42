"""What is likely to come today, in a sentence for the overview, and whether a demo's figures are still moving."""

from flask import current_app
from flask_babel import gettext as _

from eservice.config import Settings
from eservice.demo import lagging
from eservice.metrics.forecast import queries as forecasts
from eservice.metrics.forecast.trial import Trust
from eservice.metrics.queries import Scope
from eservice.web.filters import named_day, number
from eservice.web.labels import label
from eservice.web.supervisor.asked import Asked


def still_moving() -> bool:
    """Tell whether letters of a demo's history are still being drawn; outside a demo nobody asks."""
    settings: Settings = current_app.extensions["eservice.settings"]
    return settings.is_demo and lagging.is_behind()


def today_words(scope: Scope, question: Asked) -> str:
    """Return in a sentence what is likely to come today, or on the next open day; '' where too little is known."""
    found = forecasts.outlook(scope, question.office, at=question.period.until_at)
    if not found.ahead:
        return ""
    first = found.ahead[0]
    words = _(
        "%(day)s: kira-kira %(p50)s permohonan, dalam 9 dari 10 hari seperti ini paling banyak %(p90)s; "
        "%(came)s sudah masuk.",
        day=named_day(first.day.on), p50=number(first.band.p50), p90=number(first.band.p90),
        came=number(found.counted.today),
    )  # fmt: skip
    return str(words) if found.trust is Trust.HOLDS else f"{words} {label(found.trust)}."
