"""Days on which an office departs from its hours: closed, or open at other hours; two people stand for each."""

from collections.abc import Callable

from flask import current_app, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts import gate
from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission, Role
from eservice.kernel import clock
from eservice.kernel.errors import InvalidInputError, NotAllowedError, NotFoundError
from eservice.offices import actions, overview
from eservice.offices import queries as offices
from eservice.offices.models import Office
from eservice.web.admin.answering import answer_moving, press_moving
from eservice.web.admin.house_forms import ClosureForm, OpeningForm
from eservice.web.admin.routes import blueprint
from eservice.web.answering import press
from eservice.web.guards import requires, signed_in
from eservice.web.labels import label
from eservice.web.login import network_here
from eservice.worktime import actions as worktime
from eservice.worktime import planning, queries
from eservice.worktime.planning import Planned

_SECOND = (Role.SIGNER, Role.SUPERVISOR, Role.ADMIN)
"""Who may stand for a departure from the hours."""


@blueprint.route("/kelola/kantor/<code>/tutup", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def closure_add(code: str) -> ResponseReturnValue:
    """Close an office for one day, desks and counter alike."""
    office, form = offices.office_by_code(code), ClosureForm()
    form.confirmed_by_id.choices = _second_people(office)
    hours = (office.processing_calendar_id, office.counter_calendar_id)

    def act(actor: Actor) -> None:
        decision = _decision(form)
        for calendar_id in _own_calendars(office.id, actor):
            worktime.add_closure(calendar_id, form.on.data, decision, actor=actor, at=clock.now())

    def planned() -> Planned:
        return planning.closure(office.id, hours, form.on.data, form.reason.data or "", at=clock.now())

    done = (
        _("Kantor dinyatakan tutup pada hari itu. Warga sudah dapat membacanya."),
        url_for(".office_show", code=code),
    )
    return answer_moving("closure_add", form, _confirmed(form, act), planned, done=done, office=office)


@blueprint.route("/kelola/kantor/<code>/buka", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def opening_add(code: str) -> ResponseReturnValue:
    """Give an office hours of its own for one day."""
    office, form = offices.office_by_code(code), OpeningForm()
    form.confirmed_by_id.choices = _second_people(office)
    hours = (office.processing_calendar_id, office.counter_calendar_id)

    def act(actor: Actor) -> None:
        stretches, decision = (form.stretches.data or "").replace(".", ":").split(), _decision(form)
        for calendar_id in _own_calendars(office.id, actor):
            worktime.add_opening(calendar_id, form.on.data, stretches, decision, actor=actor, at=clock.now())

    def planned() -> Planned:
        stretches = (form.stretches.data or "").replace(".", ":").split()
        return planning.opening(office.id, hours, form.on.data, stretches, at=clock.now())

    done = (_("Jam khusus hari itu sudah disimpan. Warga sudah dapat membacanya."), url_for(".office_show", code=code))
    return answer_moving("opening_add", form, _confirmed(form, act), planned, done=done, office=office)


@blueprint.post("/kelola/kantor/<code>/tutup/<int:closure_id>/cabut")
@requires(Permission.HOUSE_MANAGE)
def closure_lift(code: str, closure_id: int) -> ResponseReturnValue:
    """Take a closure back, for desks and counter, before its day is over."""
    return press(
        lambda actor: _lift(code, closure_id, actor, opening=False),
        done=(_("Penutupan dicabut. Kantor buka seperti biasa."), url_for(".office_show", code=code)),
    )


@blueprint.post("/kelola/kantor/<code>/buka/<int:opening_id>/cabut")
@requires(Permission.HOUSE_MANAGE)
def opening_lift(code: str, opening_id: int) -> ResponseReturnValue:
    """Take hours decided for one day back."""
    return press_moving(
        "opening_lift",
        lambda actor: _lift(code, opening_id, actor, opening=True),
        lambda: _without(code, opening_id),
        done=(_("Jam khusus dicabut. Kantor buka seperti biasa."), url_for(".office_show", code=code)),
    )


def _without(code: str, opening_id: int) -> Planned:
    """Return what taking back an opening of this office would change. Raises NotFoundError."""
    office = offices.office_by_code(code)
    hours = (office.processing_calendar_id, office.counter_calendar_id)
    rows = [row for one in hours for row in queries.own_openings(one)]
    chosen = next((row for row in rows if row.id == opening_id), None)
    if chosen is None:
        raise NotFoundError("no_such_decree")
    return planning.no_opening(office.id, hours, chosen.on)


def _lift(code: str, decree_id: int, actor: Actor, *, opening: bool) -> None:
    """Lift a decree of this office and its twin of the same day in the other calendar."""
    office = offices.office_by_code(code)
    read = queries.own_openings if opening else queries.own_closures
    lift = worktime.lift_opening if opening else worktime.lift_closure
    rows = [row for one in (office.processing_calendar_id, office.counter_calendar_id) for row in read(one)]
    chosen = next((row for row in rows if row.id == decree_id), None)
    if chosen is None:
        raise NotFoundError("no_such_decree")
    twins = {row.id for row in rows if row.on == chosen.on and row.lifted_at is None and row.id != chosen.id}
    for one in (chosen.id, *sorted(twins)):
        lift(one, actor=actor, at=clock.now())


def _own_calendars(office_id: int, actor: Actor) -> list[int]:
    """Return the office's own two calendars, made on first use."""
    at, office = clock.now(), offices.office(office_id)
    processing = worktime.own_calendar(office.processing_calendar_id, office_id, actor=actor, at=at).id
    counter = worktime.own_calendar(office.counter_calendar_id, office_id, actor=actor, at=at).id
    actions.change_office(
        office_id, {"processing_calendar_id": processing, "counter_calendar_id": counter}, actor=actor, at=at
    )
    return sorted({processing, counter})


def _decision(form: ClosureForm) -> worktime.Decision:
    return worktime.Decision(
        reason=form.reason.data or "",
        reason_en=form.reason_en.data or "",
        consent=form.consent.data or "",
        confirmed_by_id=form.confirmed_by_id.data,
    )


def _confirmed(form: ClosureForm, act: Callable[[Actor], None]) -> Callable[[Actor], None]:
    """Return ``act``, once the second person has typed the own password; checked before any transaction begins.

    The invented people of the demo have no passwords: there the choice alone counts.
    """
    fault: NotAllowedError | None = None
    if form.validate_on_submit() and not current_app.extensions["eservice.settings"].is_demo:
        second = Actor(Role.ADMIN, user_id=form.confirmed_by_id.data)
        try:
            gate.check_own_password(second, password=form.password.data or "", network=network_here(), at=clock.now())
        except NotAllowedError as error:
            fault = error

    def checked(actor: Actor) -> None:
        if fault is not None:
            raise InvalidInputError("wrong_password", field="password") from fault
        act(actor)

    return checked


def _second_people(office: Office) -> list[tuple[int, str]]:
    """Return who may stand for it beside the administrator: who leads here or above, and other administrators."""
    near = {office.id, office.parent_id}
    found = {
        one.user_id: f"{accounts.account(one.user_id).name}, {label(one.role)}"
        for one in overview.running_members(at=clock.now())
        if one.role in _SECOND and (one.office_id in near or one.role is Role.ADMIN)
    }
    found.pop(signed_in().user_id or 0, None)
    return sorted(found.items(), key=lambda one: one[1])
