"""A complaint at the counter: typed with the person, and not to be opened by whoever typed it."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from eservice.accounts.permissions import Permission
from eservice.complaints.rules import Way
from eservice.kernel import clock
from eservice.kernel.transaction import transaction
from eservice.web import complaining
from eservice.web.answering import DONE, acted
from eservice.web.guards import requires, signed_in
from eservice.web.officer.routes import blueprint


@blueprint.route("/petugas/loket/pengaduan", methods=["GET", "POST"])
@requires(Permission.REQUEST_ASSIST)
def complaint() -> ResponseReturnValue:
    """Take a complaint in from whoever stands at the desk, and give them code and PIN on paper."""
    form = complaining.complaint_form(None)

    def act() -> None:
        at = clock.now()
        with transaction():
            complaining.keep_receipt(complaining.file(form, None, Way.COUNTER, actor=signed_in(), at=at), at=at)

    status = acted(form, act)
    if status == DONE:
        return redirect(url_for(".complaint_receipt"), 303)
    return render_template("officer/complaint.html", form=form), status


@blueprint.get("/petugas/loket/pengaduan/tanda-terima")
@requires(Permission.REQUEST_ASSIST)
def complaint_receipt() -> ResponseReturnValue:
    """Show code and PIN of what was just typed, to be printed for the person at the desk."""
    found = complaining.receipt_here()
    if found is None:
        return redirect(url_for(".counter"), 303)
    return render_template("officer/complaint_receipt.html", complaint=found)
