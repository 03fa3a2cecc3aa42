"""How often what citizens were led to expect held: for the office, by service, with the requests behind it."""

from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.permissions import Permission
from eservice.metrics import expecting, names
from eservice.metrics import queries as metrics
from eservice.metrics.definitions import DEFINITIONS
from eservice.metrics.expecting import Held
from eservice.metrics.figures import Measure
from eservice.metrics.gathered import Gathered
from eservice.metrics.rules import share
from eservice.web.filters import local, number
from eservice.web.guards import requires, signed_in
from eservice.web.labels import label
from eservice.web.supervisor.asked import Asked, asked, period_form, whole_office
from eservice.web.supervisor.behind import set_url
from eservice.web.supervisor.phrases import change_in_points, of_hundred, share_words
from eservice.web.supervisor.reading import period_tabs
from eservice.web.supervisor.routes import blueprint


@dataclass(frozen=True)
class Line:
    """How often it held for one service, or for all."""

    name: str
    n: str
    n_url: str
    right: str
    right_url: str
    usual: str
    verdict: str


@blueprint.get("/penyelia/ketepatan")
@requires(Permission.FIGURES_SEE)
def expectation_show() -> ResponseReturnValue:
    """Say how often the expectation shown at the filing held, as a whole and by service."""
    actor, form = signed_in(), period_form(signed_in())
    question = asked(actor, form)
    told = metrics.history(whole_office(question), since=question.period.before.from_at)
    now, before = told.figures(question.period), told.figures(question.period.before)
    services, whole = names.service_names(), expecting.held(now)
    present = {run.filing.service_id for run in now.runs if run.filing.request_id in whole.told}
    lines = [
        _line(local(services[one], "name"), expecting.held(now.of_service(one)), question, layanan=services[one].code)
        for one in present
    ]
    return render_template(
        "supervisor/expectation_show.html",
        form=form,
        asked=question,
        tabs=period_tabs(question),
        headline=_headline(whole),
        whole=_line(_("Semua layanan"), whole, question),
        change=change_in_points(whole.share, expecting.held(before).share),
        lines=sorted(lines, key=lambda one: one.name),
        definition=DEFINITIONS[Measure.EXPECTED],
        measure=Measure.EXPECTED,
    )


def _headline(whole: Held) -> str:
    if whole.share is None:
        return str(_("Terlalu sedikit perkiraan yang sudah dapat dinilai."))
    return str(_("Perkiraan kami tepat %(n)s dari 100 kali.", n=of_hundred(whole.share)))


def _line(name: str, held: Held, question: Asked, **narrowed: str) -> Line:
    return Line(
        name=name,
        n=number(held.n),
        n_url=set_url(question, Gathered.FORETOLD, **narrowed),
        right=share_words(held.share),
        right_url=set_url(question, Gathered.FORETOLD_RIGHT, **narrowed),
        usual=share_words(share(held.within_usual, held.n)),
        verdict=label(held.verdict) if held.verdict else "",
    )
