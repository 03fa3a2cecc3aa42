"""Why requests come back, are refused or never get sent: which paper or answer of which service; what to change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.permissions import Permission
from eservice.metrics import advice, cases, drafts, names, refusals
from eservice.metrics import queries as metrics
from eservice.metrics.causes import Cause, causes
from eservice.metrics.drafts import PAPERS, SENDING, Abandoned
from eservice.metrics.gathered import Gathered
from eservice.metrics.names import ServiceName
from eservice.metrics.rules import Period, share
from eservice.metrics.sets import Shown
from eservice.metrics.sign_words import CAUSES
from eservice.metrics.signs import Case
from eservice.requests.workflow import Refusal
from eservice.web.filters import local, number
from eservice.web.guards import requires, signed_in
from eservice.web.labels import label
from eservice.web.supervisor.again import advice_words, cause_words
from eservice.web.supervisor.asked import Asked, asked, period_form, whole_office
from eservice.web.supervisor.behind import MISSING, set_url
from eservice.web.supervisor.phrases import share_words, than_before
from eservice.web.supervisor.routes import blueprint, period_tabs
from eservice.web.supervisor.shapes import list_url

_OVERTURNED = (Gathered.REFUSAL_REOPENED, Gathered.PROPOSAL_SENT_BACK, Gathered.RETURN_IN_VAIN)


@dataclass(frozen=True)
class Line:
    """One cause: what, of which service, how often now and before, and what would spare it."""

    name: str
    under: str
    n: str
    url: str
    share: str
    change: str
    advice: str = ""


@blueprint.get("/penyelia/sebab")
@requires(Permission.FIGURES_SEE)
def cause_list() -> ResponseReturnValue:
    """Rank what requests came back for and were refused for, this period against the last, each with its requests."""
    actor, form = signed_in(), period_form(signed_in())
    question = asked(actor, form)
    book = cases.book(whole_office(question), since=question.period.before.from_at)
    figures, services = book.told.figures(question.period), names.service_names()
    now, before = (_causes(question, one) for one in (question.period, question.period.before))
    told, earlier = (book.cases(one) for one in (question.period, question.period.before))
    first = next(advice.helps(figures, now), None)
    at = question.period.until_at
    sent_back = frozenset[int]().union(*(one.request_ids for one in now))
    return render_template(
        "supervisor/cause_list.html",
        form=form,
        asked=question,
        tabs=period_tabs(question),
        headline=_headline(len(sent_back), figures.count(Shown.FILED)),
        returned=_returned(now, before, len(sent_back), services, question),
        missing=_missing(now, before, services, question),
        refused=_refused(told, earlier, question),
        overturned=_overturned(told, earlier, question),
        left=_left(drafts.abandoned(at), services),
        avoided=number(sum(metrics.visits_avoided(question.period).values())),
        help_most=advice_words(first.advice, services.get(first.service_id or 0)) if first else "",
        meanings=CAUSES,
    )


def _causes(question: Asked, period: Period) -> list[Cause]:
    found = causes(question.scope.office_ids or {question.office.id}, period)
    service_id = question.scope.service_id
    return [one for one in found if service_id in (None, one.service_id)]


def _headline(n: int, filed: int) -> str:
    part = share(n, filed)
    if part is None:
        return str(_("Sebab permohonan dikembalikan dan ditolak"))
    return str(_("%(n)s permohonan dikembalikan; masuk %(filed)s.", n=number(n), filed=number(filed)))


def _returned(
    now: Sequence[Cause], before: Sequence[Cause], whole: int, services: Mapping[int, ServiceName], question: Asked
) -> list[Line]:
    earlier = {(one.service_id, one.name): one.n for one in before}
    return [
        Line(
            name=cause_words(one),
            under=local(services[one.service_id], "name"),
            n=number(one.n),
            url=_cause_url(one, services, question),
            share=share_words(share(one.n, whole)),
            change=than_before(one.n, earlier.get((one.service_id, one.name), 0)),
            advice=advice_words(advice.for_cause(one), services[one.service_id], cause_words(one)),
        )
        for one in now
    ]


def _missing(
    now: Sequence[Cause], before: Sequence[Cause], services: Mapping[int, ServiceName], question: Asked
) -> list[Line]:
    """Return the papers that were not there at all, the most frequent first."""
    earlier = {(one.service_id, one.name): one.missing for one in before}
    papers = [one for one in now if one.kind == "proof" and one.missing]
    return [
        Line(
            name=cause_words(one),
            under=local(services[one.service_id], "name"),
            n=number(one.missing),
            url=_cause_url(one, services, question, MISSING),
            share=share_words(share(one.missing, one.n)),
            change=than_before(one.missing, earlier.get((one.service_id, one.name), 0)),
        )
        for one in sorted(papers, key=lambda one: (-one.missing, one.service_id, one.key))
    ]


def _cause_url(cause: Cause, services: Mapping[int, ServiceName], question: Asked, only: str = "") -> str:
    why = cause.name + only
    return list_url(question, Shown.SENT_BACK, layanan=services[cause.service_id].code, sebab=why)


def _refused(told: Sequence[Case], earlier: Sequence[Case], question: Asked) -> list[Line]:
    now = refusals.refused(told, question.period)
    before: dict[Refusal, int] = {one.refusal: one.n for one in refusals.refused(earlier, question.period.before)}
    whole = sum(one.n for one in now)
    return [
        Line(
            name=label(one.refusal),
            under="",
            n=number(one.n),
            url=set_url(question, Gathered.REFUSED, sebab=one.refusal.value),
            share=share_words(share(one.n, whole)),
            change=than_before(one.n, before.get(one.refusal, 0)),
            advice=advice_words(advice.for_refusal(one.refusal, one.n)),
        )
        for one in now
    ]


def _overturned(told: Sequence[Case], earlier: Sequence[Case], question: Asked) -> list[Line]:
    now = refusals.overturned(told, question.period)
    before = refusals.overturned(earlier, question.period.before)
    return [
        Line(
            name=label(one),
            under="",
            n=number(len(now[one])),
            url=set_url(question, one),
            share="",
            change=than_before(len(now[one]), len(before[one])),
        )
        for one in _OVERTURNED
    ]


def _left(found: Abandoned, services: Mapping[int, ServiceName]) -> list[Line]:
    """Return the pages on which drafts were left: of a draft there is no request to open."""
    own = {PAPERS: _("Halaman berkas"), SENDING: _("Halaman periksa dan kirim")}
    return [
        Line(
            name=own.get(one.page) or local(one, "title"),
            under=local(services[one.service_id], "name"),
            n=number(one.n),
            url="",
            share=share_words(found.share(one.service_id)),
            change="",
        )
        for one in found.pages
    ]
