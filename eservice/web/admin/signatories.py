"""Officials: who signs for an office, on what ground, from when until when, by which decree."""

from datetime import date, datetime, time, timedelta

from flask import url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission, Role
from eservice.kernel import clock
from eservice.metrics import names as metrics
from eservice.offices import queries as offices
from eservice.offices import staffing
from eservice.offices.rules import Basis, EmployeeKind
from eservice.web.admin.answering import answer
from eservice.web.admin.forms import AppointForm, DecreeForm, EndTermForm
from eservice.web.admin.routes import blueprint
from eservice.web.guards import requires

_PLAIN = (
    "name", "title_before", "title_after", "employee_number", "grade", "position", "through_position", "decree_number",
)  # fmt: skip


@blueprint.route("/kelola/kantor/<code>/pejabat", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def official_appoint(code: str) -> ResponseReturnValue:
    """Record a new term; what waits for a signature waits for whoever holds the post."""
    office, form = offices.office_by_code(code), AppointForm()
    signers = [one.id for one in offices.members(office.id, at=clock.now()) if one.role is Role.SIGNER]
    form.membership_id.choices = [
        *((one, name) for one, name, _position in metrics.officer_names(signers)),
        (0, _("Tanpa akun, hanya tanda tangan di atas kertas")),
    ]

    def act(actor: Actor) -> None:
        staffing.appoint_official(_appointment(form, office.id), actor=actor, at=clock.now())

    done = (_("Pejabat sudah dicatat."), url_for(".office_show", code=code))
    return answer("official_appoint", form, act, done=done, office=office)


@blueprint.route("/kelola/pejabat/<int:official_id>/akhiri", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def official_end(official_id: int) -> ResponseReturnValue:
    """Let a term end with a day; letters it signed stay signed, and what waits stays waiting."""
    term, form = offices.official(official_id), EndTermForm()

    def act(actor: Actor) -> None:
        until_at = _after(form.last_on.data)
        staffing.end_term(official_id, until_at=until_at, reason=form.reason.data or "", actor=actor, at=clock.now())

    done = (_("Masa jabatan sudah diakhiri. Catat penggantinya."), url_for(".office_show", code=term.office.code))
    return answer("official_end", form, act, done=done, term=term, office=term.office)


@blueprint.route("/kelola/pejabat/<int:official_id>/sk", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def official_decree(official_id: int) -> ResponseReturnValue:
    """File a decree that was to follow."""
    term, form = offices.official(official_id), DecreeForm()

    def act(actor: Actor) -> None:
        staffing.file_decree(
            official_id, number=form.decree_number.data or "", on=form.decree_on.data, actor=actor, at=clock.now()
        )

    done = (_("Surat keputusan sudah dicatat."), url_for(".office_show", code=term.office.code))
    return answer("official_decree", form, act, done=done, term=term, office=term.office)


def _appointment(form: AppointForm, office_id: int) -> staffing.Appointment:
    return staffing.Appointment(
        office_id=office_id,
        employee_kind=EmployeeKind(form.employee_kind.data),
        basis=Basis(form.basis.data),
        from_at=_begin(form.from_on.data),
        until_at=_after(form.until_on.data) if form.until_on.data else None,
        decree_on=form.decree_on.data,
        membership_id=form.membership_id.data or None,
        **{name: form[name].data or "" for name in _PLAIN},
    )


def _begin(on: date) -> datetime:
    return datetime.combine(on, time(), clock.WIB)


def _after(last_on: date) -> datetime:
    """Return the first instant after a day in Jambi."""
    return _begin(last_on + timedelta(days=1))
