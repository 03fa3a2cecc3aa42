"""The figures of a supervisor's offices, what they mean, and the requests behind each of them."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.metrics import expecting, names
from eservice.metrics import queries as metrics
from eservice.metrics.definitions import DEFINITIONS
from eservice.metrics.figures import Figures
from eservice.metrics.names import ServiceName
from eservice.metrics.rollups import answering
from eservice.metrics.rules import SMALL_GROUP
from eservice.metrics.sets import Shown
from eservice.offices import queries as offices
from eservice.requests import amending
from eservice.web.addresses import row_number
from eservice.web.filters import local, number
from eservice.web.guards import requires, signed_in
from eservice.web.supervisor import heading, shapes
from eservice.web.supervisor.alarms import alarms, staffing_alarms
from eservice.web.supervisor.asked import CHOICES, Asked, asked, period_form, whole_office
from eservice.web.supervisor.behind import behind
from eservice.web.supervisor.pages import figure_pages
from eservice.web.supervisor.shapes import Line
from eservice.web.supervisor.today import today_words

blueprint = Blueprint("supervisor", __name__)
blueprint.context_processor(lambda: {"figure_pages": figure_pages})

PAGE = 50
"""Requests on one page of a list."""


@dataclass(frozen=True)
class PeriodTab:
    """One length of the period, as a link."""

    words: int
    url: str
    current: bool


@blueprint.get("/penyelia")
@requires(Permission.FIGURES_SEE)
def overview() -> ResponseReturnValue:
    """Say in words where people wait, then show the figures."""
    actor, form = signed_in(), period_form(signed_in())
    question = asked(actor, form)
    now, before = answering.figures(whole_office(question), question.period, question.period.before)
    services = names.service_names()
    avoided = metrics.visits_avoided(question.period)
    return render_template(
        "supervisor/overview.html",
        form=form,
        asked=question,
        tabs=period_tabs(question),
        headline=heading.headline(now),
        is_empty=now.is_empty,
        told=now,
        numbers=heading.numbers(now, before, question),
        bars=shapes.bars(_groups(now, services)),
        keys=shapes.keys(),
        finished=number(now.count(Shown.FINISHED)),
        stages=_service_lines(now, services, question, shapes.stage_cells),
        services=_service_lines(now, services, question, shapes.promise_cells),
        offices=_office_lines(now, services, question),
        officers=_officer_lines(now, services, question),
        alarms=[
            *staffing_alarms(question.office, reader=actor, at=clock.now()),
            *alarms(now, question, _office_names()),
        ],
        avoided=number(sum(avoided.values())),
        foretold_today=today_words(whole_office(question), question),
        held=expecting.held(now),
        definitions=DEFINITIONS,
    )


@blueprint.get("/penyelia/angka")
@requires(Permission.FIGURES_SEE)
def figures() -> ResponseReturnValue:
    """Show every length of time of one office, service or officer, each with its definition."""
    actor, form = signed_in(), period_form(signed_in())
    question = asked(actor, form)
    found = metrics.history(question.scope, since=question.period.from_at).figures(question.period)
    return render_template(
        "supervisor/figures.html",
        form=form,
        asked=question,
        tabs=period_tabs(question),
        about=_about(question),
        told=shapes.told(found, question),
        promise=shapes.promise_cells(found, question),
        faults=amending.faults_told(
            question.scope.office_ids or {question.office.id},
            from_at=question.period.from_at,
            until_at=question.period.until_at,
        ),
    )


@blueprint.get("/penyelia/permohonan")
@requires(Permission.FIGURES_SEE)
def request_list() -> ResponseReturnValue:
    """List the very requests behind a figure, as they stood when it was counted."""
    actor, form = signed_in(), period_form(signed_in())
    question = asked(actor, form)
    listed = behind(question)
    found = sorted(listed.runs, key=lambda run: (run.promised_at, run.filing.code, run.number))
    page = max(row_number(request.args.get("halaman")) or 1, 1)
    last = min(page * PAGE, len(found))
    onward = question.at_instant(halaman=page + 1, sebab=request.args.get("sebab"), apa=listed.name.value)
    following = url_for(".request_list", **onward) if last < len(found) else ""
    return render_template(
        "supervisor/request_list.html",
        asked=question,
        shown=listed.name,
        about=[*_about(question), *([listed.narrowed] if listed.narrowed else [])],
        rows=found[(page - 1) * PAGE : last],
        first=(page - 1) * PAGE + 1,
        last=last,
        total=len(found),
        following=following,
        services=names.service_names(),
        offices=_office_names(),
    )


@blueprint.get("/penyelia/cara-menghitung")
@requires(Permission.FIGURES_SEE)
def definitions() -> ResponseReturnValue:
    """Say how every figure is counted, and how it could mislead."""
    return render_template("supervisor/definitions.html", definitions=DEFINITIONS, small=SMALL_GROUP)


def _office_names() -> dict[int, str]:
    """Return what every office is called: also one above the supervisor's own, whose turn it may be."""
    return {office.id: office.full_name for office in offices.offices(at=clock.now())}


def period_tabs(question: Asked) -> list[PeriodTab]:
    """Return the lengths of the period as links to the page that is shown."""
    endpoint = request.endpoint or ".overview"
    return [
        PeriodTab(days, url_for(endpoint, **question.with_(hari=days, dari=None, sampai=None)), question.days == days)
        for days in CHOICES
    ]


def _about(question: Asked) -> list[str]:
    """Return whose requests a page is about, in names."""
    about = [question.office.full_name]
    if question.scope.service_id is not None:
        about.append(local(names.service_names()[question.scope.service_id], "name"))
    if question.scope.officer_id is not None:
        about += [name for _id, name, _position in names.officer_names([question.scope.officer_id])]
    return about


def _groups(now: Figures, services: dict[int, ServiceName]) -> list[tuple[str, Figures]]:
    """Return the services with enough finished requests, the most frequent first, and the rest together."""
    large = [one for one, n in now.mix if n >= SMALL_GROUP]
    groups = [(local(services[one], "name"), now.of_service(one)) for one in large]
    return [*groups, (shapes.other_services(), now.without_services(large))]


def _service_lines(now: Figures, services: dict[int, ServiceName], question: Asked, cells: shapes.Cells) -> list[Line]:
    named = sorted((local(services[one], "name"), services[one].code, one) for one in now.service_ids)
    return [
        Line(
            name=name,
            under="",
            url=url_for(".figures", **question.with_(layanan=code)),
            cells=cells(now.of_service(one), question, layanan=code),
        )
        for name, code, one in named
    ]


def _office_lines(now: Figures, services: dict[int, ServiceName], question: Asked) -> list[Line]:
    return [
        Line(
            name=office.full_name,
            under=shapes.mix_words(now.of_office(office.id), services),
            url=url_for(".overview", **question.with_(kantor=office.code)),
            cells=shapes.promise_cells(now.of_office(office.id), question, kantor=office.code),
        )
        for office in question.reach
        if office.id in now.office_ids
    ]


def _officer_lines(now: Figures, services: dict[int, ServiceName], question: Asked) -> list[Line]:
    return [
        Line(
            name=name,
            under=shapes.mix_words(now.of_officer(one), services, position),
            url=url_for(".officer_show", membership_id=one),
            cells=(),
        )
        for one, name, position in names.officer_names(now.officer_ids)
    ]


from eservice.web.supervisor import (  # noqa: E402, F401 - their views hang on the blueprint above
    acts,
    aims,
    causes,
    expectations,
    exports,
    forecast,
    hall,
    honesty,
    morning,
    notices,
    officers,
    skills,
    surveys,
    team,
)
