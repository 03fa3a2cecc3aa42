"""Somebody is away or lent to another office, written down by an administrator; and back before the time."""

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts import queries as accounts
from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.errors import NotFoundError
from eservice.offices import queries as offices
from eservice.staff import actions
from eservice.staff import queries as staff
from eservice.web.absences import absence_form, recording
from eservice.web.admin.answering import answer
from eservice.web.admin.routes import blueprint
from eservice.web.answering import press
from eservice.web.guards import requires
from eservice.web.lending import lend_form, lending_of


@blueprint.route("/kelola/pegawai/<int:user_id>/tidak-masuk", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def staff_absent(user_id: int) -> ResponseReturnValue:
    """Write down that somebody is away; what they hold is handed on when it begins."""
    account, form = accounts.account(user_id), absence_form(user_id)
    if account.staff_login is None:
        raise NotFoundError("no_such_account")
    done = (_("Tidak masuk tercatat."), url_for(".staff_show", user_id=user_id))
    return answer("staff_absent", form, recording(form, user_id), done=done, account=account)


@blueprint.post("/kelola/tidak-masuk/<int:absence_id>/akhiri")
@requires(Permission.HOUSE_MANAGE)
def staff_back(absence_id: int) -> ResponseReturnValue:
    """Let somebody be back before the time."""
    onward = url_for(".staff_show", user_id=staff.absence(absence_id).user_id)
    return press(
        lambda actor: actions.end_absence(absence_id, actor=actor, at=clock.now()),
        done=(_("Catatan tidak masuk itu berakhir sekarang."), onward),
    )


@blueprint.route("/kelola/kantor/<code>/perbantuan", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def office_lend(code: str) -> ResponseReturnValue:
    """Lend an officer of an office to another one for a day or a few."""
    office = offices.office_by_code(code)
    form = lend_form(office)
    done = (_("Tercatat. Haknya di sana mulai dan berakhir dengan sendirinya."), url_for(".office_show", code=code))
    return answer("office_lend", form, lending_of(form), done=done, office=office)
