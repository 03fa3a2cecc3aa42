"""Reports of the figures that were signed: made by the official of an office, kept, and given to whoever asks here."""

from datetime import date, timedelta

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.errors import ConflictError, NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.letters import documents
from eservice.metrics import queries as metrics
from eservice.offices import queries as offices
from eservice.web import looking
from eservice.web.answering import DONE, acted
from eservice.web.filters import day
from eservice.web.forms import HouseForm
from eservice.web.guards import requires, signed_in
from eservice.web.passphrase import PassphraseForm, credential_of, document_form
from eservice.web.stepping import weighty
from eservice.web.supervisor.asked import Asked, asked, period_form, whole_question
from eservice.web.supervisor.exports import figures_told, report
from eservice.web.supervisor.routes import blueprint

ABOUT = "figures:"
"""How what a signed report is about begins."""


@blueprint.get("/penyelia/laporan")
@requires(Permission.FIGURES_SEE)
def report_list() -> ResponseReturnValue:
    """Show the reports that were signed, and let the official sign the one of the month before."""
    question = _question()
    first, last = _month_before(clock.today())
    signer = documents.signer_of(question.office.id, actor=signed_in(), at=clock.now())
    return render_template(
        "supervisor/report_list.html",
        office=question.office,
        others=[one for one in question.reach if one.id != question.office.id],
        signed=documents.signed_of(ABOUT, office_ids=[question.office.id]),
        signer=signer,
        month={"dari": first.isoformat(), "sampai": last.isoformat(), "kantor": question.office.code},
        month_words=(first, last),
    )


@blueprint.route("/penyelia/laporan/tanda-tangan", methods=["GET", "POST"])
@requires(Permission.REQUEST_SIGN)
@weighty
def report_sign() -> ResponseReturnValue:
    """Draw the report of a period, sign it, and enter it in the public log."""
    actor, question = signed_in(), _question()
    form = document_form(actor) if documents.asks_passphrase() else HouseForm()
    office_id, title = question.office.id, _title(question)

    def act() -> None:
        at = clock.now()
        whole = metrics.between(question.first_on, question.last_on, at)
        if question.last_on >= clock.today() or question.period != whole:
            raise ConflictError("report_not_over")
        signer = documents.signer_of(office_id, actor=actor, at=at)
        if signer is None:
            raise NotAllowedError("document_not_yours_to_sign")
        pdf = report(figures_told(question), question, signer=signer)
        secret = credential_of(form, actor) if isinstance(form, PassphraseForm) else None
        file = documents.sign(pdf, title=title, office_id=office_id, actor=actor, at=at, credential=secret)
        with transaction():
            documents.register(file, about=_about(question), actor=actor, at=at)

    status = acted(form, act)
    if status == DONE:
        flash(_("Laporan ditandatangani dan tercatat di log publik."), "good")
        return redirect(url_for(".report_list", kantor=request.args.get("kantor") or None), DONE)
    question = _question()
    return render_template(
        "supervisor/report_sign.html",
        form=form,
        asked=question,
        title=title,
        signer=documents.signer_of(office_id, actor=actor, at=clock.now()),
        address=question.with_(),
    ), status


@blueprint.get("/penyelia/laporan/<int:document_id>")
@requires(Permission.FIGURES_SEE)
def report_file(document_id: int) -> ResponseReturnValue:
    """Download a signed report; that it was taken is recorded."""
    actor = signed_in()
    reach = offices.office_ids_under(actor.office_id) if actor.office_id is not None else []
    found = documents.document(document_id, office_ids=reach)
    file, called = documents.file_of(found), found.about.removeprefix(ABOUT).replace(":", "-")
    looking.record_look(
        actor=actor, action="figures:export", object=f"document:{found.id}", at=clock.now(), data={"as": "signed"}
    )
    return Response(
        file,
        mimetype="application/pdf",
        headers={"Content-Disposition": f'attachment; filename="laporan-{called}.pdf"', "Cache-Control": "no-store"},
    )


def _question() -> Asked:
    actor = signed_in()
    return whole_question(asked(actor, period_form(actor)))


def _about(question: Asked) -> str:
    return f"{ABOUT}{question.office.code}:{question.first_on.isoformat()}:{question.last_on.isoformat()}"


def _title(question: Asked) -> str:
    return str(
        _(
            "Laporan kinerja pelayanan %(office)s, %(first)s sampai %(last)s",
            office=question.office.full_name, first=day(question.first_on), last=day(question.last_on),
        )
    )  # fmt: skip


def _month_before(today: date) -> tuple[date, date]:
    last = today.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last
