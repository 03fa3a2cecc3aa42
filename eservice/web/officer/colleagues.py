"""A colleague's lost password: opened by an administrator, confirmed by the head or supervisor of the office."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts import queries as accounts
from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.errors import NotAllowedError
from eservice.kernel.transaction import transaction
from eservice.offices import staffing
from eservice.web.guards import requires, signed_in
from eservice.web.officer.routes import blueprint
from eservice.web.stepping import weighty


@blueprint.get("/petugas/sandi-pegawai")
@requires(Permission.REQUEST_REVIEW)
def reset_list() -> ResponseReturnValue:
    """List the lost passwords of this office that wait for a second person."""
    actor, at = signed_in(), clock.now()
    if actor.role not in staffing.CONFIRMERS:
        raise NotAllowedError("page")
    waiting = [
        (accounts.account(one.user_id), _opener(one.opened_by_id), one)
        for one in accounts.open_staff_resets(at=at)
        if actor.user_id not in (one.user_id, one.opened_by_id)
        and staffing.may_confirm(one.user_id, actor=actor, at=at)
    ]
    return render_template("officer/reset_list.html", waiting=waiting, code="", account=None)


def _opener(user_id: int | None) -> str:
    return accounts.account(user_id).name if user_id is not None else str(_("Pengelola server"))


@blueprint.post("/petugas/sandi-pegawai/<int:user_id>")
@requires(Permission.REQUEST_REVIEW)
@weighty
def reset_confirm(user_id: int) -> ResponseReturnValue:
    """Confirm that a colleague lost the password; the code is shown once, here."""
    with transaction():
        code = staffing.confirm_staff_reset(user_id, actor=signed_in(), at=clock.now())
    account = accounts.account(user_id)
    page = render_template("officer/reset_list.html", waiting=[], code=code, account=account)
    return page, 200, {"Cache-Control": "no-store"}
