"""The figures of a supervisor's offices, what they mean, and the requests behind each of them."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.metrics import expecting, names, recount
from eservice.metrics import queries as metrics
from eservice.metrics.definitions import DEFINITIONS
from eservice.metrics.rollups import answering
from eservice.metrics.rules import SMALL_GROUP
from eservice.metrics.sets import Shown
from eservice.requests import amending
from eservice.web.filters import number
from eservice.web.guards import count_on_replica, requires, signed_in
from eservice.web.supervisor import heading, lengths, shapes
from eservice.web.supervisor.alarms import alarms, staffing_alarms
from eservice.web.supervisor.asked import asked, period_form, whole_office
from eservice.web.supervisor.behind import leaf_behind
from eservice.web.supervisor.counts import counts
from eservice.web.supervisor.pages import figure_pages
from eservice.web.supervisor.reading import about, office_names, page, period_tabs, reading
from eservice.web.supervisor.rows import groups, office_lines, officer_lines, service_lines
from eservice.web.supervisor.today import still_moving, today_words

blueprint = Blueprint("supervisor", __name__)
blueprint.context_processor(lambda: {"figure_pages": figure_pages})
blueprint.before_request(count_on_replica)


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
        bars=shapes.bars(groups(now, services)),
        keys=shapes.keys(),
        finished=number(now.count(Shown.FINISHED)),
        stages=service_lines(now, services, question, shapes.stage_cells),
        services=service_lines(now, services, question, shapes.promise_cells),
        offices=office_lines(now, services, question, shapes.promise_cells),
        officers=officer_lines(now, services),
        alarms=[
            *staffing_alarms(question.office, reader=actor, at=clock.now()),
            *alarms(now, question, office_names()),
        ],
        avoided=number(sum(avoided.values())),
        foretold_today=today_words(whole_office(question), question),
        held=expecting.held(now),
        definitions=DEFINITIONS,
        still_moving=still_moving(),
    )


@blueprint.get("/penyelia/angka")
@requires(Permission.FIGURES_SEE)
def figures() -> ResponseReturnValue:
    """Show every count and length of time of one office, service or officer, each with its definition."""
    read = reading()
    return page(
        "figures",
        read,
        told=lengths.told(read.now, read.before, read.asked),
        counts=counts(read),
        sha256=recount.digest(read.now),
        promise=shapes.promise_cells(read.now, read.asked),
        faults=amending.faults_told(
            read.asked.scope.office_ids or {read.asked.office.id},
            from_at=read.asked.period.from_at,
            until_at=read.asked.period.until_at,
        ),
    )


@blueprint.get("/penyelia/permohonan")
@requires(Permission.FIGURES_SEE)
def request_list() -> ResponseReturnValue:
    """List the very requests behind a figure, as they stood when it was counted."""
    actor, form = signed_in(), period_form(signed_in())
    question = asked(actor, form)
    leaf = leaf_behind(question)
    kept = {name: request.args.get(name) or None for name in ("sebab", "tiba")}
    onward = question.at_instant(apa=leaf.name.value, **kept, **leaf.onward) if leaf.onward else None
    return render_template(
        "supervisor/request_list.html",
        asked=question,
        shown=leaf.name,
        about=[*about(question), *([leaf.narrowed] if leaf.narrowed else [])],
        rows=leaf.rows,
        first=leaf.first,
        last=leaf.last,
        total=leaf.total,
        following=url_for(".request_list", **onward) if onward else "",
        services=names.service_names(),
        offices=office_names(),
    )


@blueprint.get("/penyelia/cara-menghitung")
@requires(Permission.FIGURES_SEE)
def definitions() -> ResponseReturnValue:
    """Say how every figure is counted, and how it could mislead."""
    return render_template("supervisor/definitions.html", definitions=DEFINITIONS, small=SMALL_GROUP)


from eservice.web.supervisor import (  # noqa: E402, F401 - their views hang on the blueprint above
    acts,
    aims,
    causes,
    compared,
    demand,
    expectations,
    exports,
    flow,
    forecast,
    hall,
    health,
    honesty,
    morning,
    notices,
    officers,
    reports,
    single,
    skills,
    surveys,
    team,
    training,
)
