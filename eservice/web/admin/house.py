"""Offices: the list, one office on one page, and the data that stand on its letters."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.metrics import names as metrics
from eservice.offices import actions, overview
from eservice.offices import queries as offices
from eservice.offices.models import Office
from eservice.offices.rules import OfficeKind, SeriesMode, SigningMode
from eservice.web.addresses import row_number
from eservice.web.admin.answering import answer
from eservice.web.admin.forms import OfficeForm
from eservice.web.admin.routes import blueprint
from eservice.web.guards import requires
from eservice.worktime import queries as worktime
from eservice.worktime.rules import CalendarKind

_PLAIN = ("name", "head_title", "government_line", "address", "postal_code", "phone", "email", "place")


@blueprint.get("/kelola/kantor")
@requires(Permission.HOUSE_MANAGE)
def office_list() -> ResponseReturnValue:
    """List the offices that exist, each with who signs there."""
    at = clock.now()
    signing: dict[int, list[str]] = {}
    for term in overview.running_terms(at=at):
        signing.setdefault(term.office_id, []).append(term.name)
    return render_template(
        "admin/office_list.html",
        offices=offices.offices(at=at),
        signing=signing,
        why={office.id: reason for office, reason in overview.unstaffed(at=at)},
    )


@blueprint.get("/kelola/kantor/<code>")
@requires(Permission.HOUSE_MANAGE)
def office_show(code: str) -> ResponseReturnValue:
    """Show one office: people, officials, hours, letterhead, and the ways to change each."""
    at, office = clock.now(), offices.office_by_code(code)
    members = offices.members(office.id, at=at)
    today = clock.wib(at).date()
    return render_template(
        "admin/office_show.html",
        office=office,
        people=[
            (offices.membership(one), name, position)
            for one, name, position in metrics.officer_names(member.id for member in members)
        ],
        terms=offices.officials(office.id),
        now=at,
        today=today,
        closures=worktime.own_closures(office.processing_calendar_id, since=today),
        openings=worktime.own_openings(office.processing_calendar_id, since=today),
        letterhead=offices.letterhead(office.id),
        has_rts=office.kind in (OfficeKind.KELURAHAN, OfficeKind.DESA),
        calendars=[worktime.work_calendar(one) for one in (office.processing_calendar_id, office.counter_calendar_id)],
    )


@blueprint.route("/kelola/kantor/<code>/ubah", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def office_change(code: str) -> ResponseReturnValue:
    """Change an office's data; letters already written keep theirs."""
    office = offices.office_by_code(code)
    form = OfficeForm(obj=office, seen_version=office.version)
    for field, kind in (
        (form.processing_calendar_id, CalendarKind.PROCESSING),
        (form.counter_calendar_id, CalendarKind.COUNTER),
    ):
        field.choices = [
            (one.id, _named(one.name, own=one.office_id)) for one in worktime.calendars_for(office.id, kind)
        ]

    form.substitute_id.choices = [(0, _("Tidak ada")), *_able_to_substitute(office)]

    def act(actor: Actor) -> None:
        actions.change_office(
            office.id,
            _changes(form),
            actor=actor,
            at=clock.now(),
            seen_version=row_number(request.form.get("seen_version")) or 0,
        )

    done = (_("Data kantor sudah disimpan. Surat berikutnya memakainya."), url_for(".office_show", code=code))
    return answer("office_change", form, act, done=done, office=office)


def _changes(form: OfficeForm) -> actions.OfficeChanges:
    changes: actions.OfficeChanges = {
        "series_mode": SeriesMode(form.series_mode.data),
        "signing_mode": SigningMode(form.signing_mode.data),
        "uses_rw": bool(form.uses_rw.data),
        "open_limit": int(form.open_limit.data or 0),
        "remind_minutes": int(form.remind_minutes.data or 0),
        "processing_calendar_id": form.processing_calendar_id.data,
        "counter_calendar_id": form.counter_calendar_id.data,
        "substitute_id": form.substitute_id.data or None,
    }
    for name in _PLAIN:
        changes[name] = form[name].data or ""  # type: ignore[literal-required]
    return changes


def _able_to_substitute(office: Office) -> list[tuple[int, str]]:
    """Return the offices that do the same work, or stand above: only they can know what to look at."""
    able = [
        one
        for one in offices.offices(at=clock.now())
        if one.id != office.id and (one.kind is office.kind or one.id in (office.parent_id, office.substitute_id))
    ]
    return [(one.id, one.full_name) for one in able]


def _named(name: str, *, own: int | None) -> str:
    return _("%(name)s, milik kantor ini", name=name) if own else name
