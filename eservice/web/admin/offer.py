"""Services on and off, for the city and for one office; and where each series of numbers begins."""

from dataclasses import replace

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.catalogue import actions as catalogue_actions
from eservice.catalogue import queries as catalogue
from eservice.catalogue import shelf
from eservice.catalogue.definition import RTMode
from eservice.kernel import clock
from eservice.letters import numbering
from eservice.letters import queries as letters
from eservice.offices import queries as offices
from eservice.offices.rules import SeriesMode
from eservice.web.admin.answering import answer
from eservice.web.admin.forms import CloseServiceForm, RtModeForm, SeriesForm
from eservice.web.admin.routes import blueprint
from eservice.web.answering import press
from eservice.web.filters import local
from eservice.web.guards import requires


@blueprint.get("/kelola/layanan")
@requires(Permission.HOUSE_MANAGE)
def service_list() -> ResponseReturnValue:
    """List the services of the city, on or off."""
    found, new = shelf.shelf(today=clock.today())
    return render_template("admin/service_list.html", services=found, new=new)


@blueprint.post("/kelola/layanan/<code>/nyalakan")
@requires(Permission.HOUSE_MANAGE)
def service_open(code: str) -> ResponseReturnValue:
    """Take new requests for a service again, in the whole city."""
    return press(
        lambda actor: catalogue_actions.switch(code, on=True, actor=actor, at=clock.now()),
        done=(_("Layanan dinyalakan."), url_for(".service_list")),
    )


@blueprint.route("/kelola/layanan/<code>/matikan", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def service_close(code: str) -> ResponseReturnValue:
    """Take no new requests for a service in the whole city, after asking why."""
    offered, form = catalogue.by_code(code, at=clock.now()), CloseServiceForm()

    def act(actor: Actor) -> None:
        catalogue_actions.switch(code, on=False, reason=form.reason.data or "", actor=actor, at=clock.now())

    done = (_("Layanan dimatikan. Permohonan yang berjalan tetap diselesaikan."), url_for(".service_list"))
    return answer("service_close", form, act, done=done, service=offered.definition)


@blueprint.get("/kelola/kantor/<code>/layanan")
@requires(Permission.HOUSE_MANAGE)
def office_services(code: str) -> ResponseReturnValue:
    """List the services as one office offers them."""
    office = offices.office_by_code(code)
    found = catalogue.services(at=clock.now(), with_closed=True)
    here = {one.service_id: catalogue.office_service(office.id, one.service_id) for one in found}
    return render_template(
        "admin/office_services.html",
        office=office,
        services=found,
        on={key: own is None or own.is_on for key, own in here.items()},
        rt_modes={
            one.service_id: catalogue.definition_of(one.version_id, office_id=office.id).rt_mode
            for one in found
            if any(entry.rt_letter for entry in one.definition.requirements)
        },
    )


@blueprint.post("/kelola/kantor/<code>/layanan/<service>/nyalakan")
@requires(Permission.HOUSE_MANAGE)
def office_service_open(code: str, service: str) -> ResponseReturnValue:
    """Take new requests for a service again, at one office."""
    office_id = offices.office_by_code(code).id
    return press(
        lambda actor: catalogue_actions.switch(service, on=True, actor=actor, at=clock.now(), office_id=office_id),
        done=(_("Layanan dinyalakan di kantor ini."), url_for(".office_services", code=code)),
    )


@blueprint.route("/kelola/kantor/<code>/layanan/<service>/matikan", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def office_service_close(code: str, service: str) -> ResponseReturnValue:
    """Take no new requests for a service at one office, after asking why."""
    office, offered = offices.office_by_code(code), catalogue.by_code(service, at=clock.now())
    form, office_id = CloseServiceForm(), office.id

    def act(actor: Actor) -> None:
        reason = form.reason.data or ""
        catalogue_actions.switch(service, on=False, reason=reason, actor=actor, at=clock.now(), office_id=office_id)

    done = (_("Layanan dimatikan di kantor ini."), url_for(".office_services", code=code))
    return answer("office_service_close", form, act, done=done, service=offered.definition, office=office)


@blueprint.route("/kelola/kantor/<code>/layanan/<service>/rt", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def office_service_rt(code: str, service: str) -> ResponseReturnValue:
    """Choose how one office hears the RT for a service: by paper, by asking the head online, or not at all."""
    office, offered = offices.office_by_code(code), catalogue.by_code(service, at=clock.now())
    own = catalogue.office_service(office.id, offered.service_id)
    chosen = own.rt_mode if own is not None and own.rt_mode is not None else offered.definition.rt_mode
    form, office_id = RtModeForm(rt_mode=chosen.value), office.id
    archive, switched_on = (own.archive_code, tuple(own.switched_on)) if own is not None else ("", ())

    def act(actor: Actor) -> None:
        catalogue_actions.adapt(
            service,
            office_id=office_id,
            rt_mode=RTMode(form.rt_mode.data),
            archive_code=archive,
            switched_on=switched_on,
            actor=actor,
            at=clock.now(),
        )

    done = (_("Disimpan. Berlaku untuk permohonan baru."), url_for(".office_services", code=code))
    return answer("office_service_rt", form, act, done=done, service=offered.definition, office=office)


@blueprint.route("/kelola/kantor/<code>/nomor", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def office_series(code: str) -> ResponseReturnValue:
    """Let a series of this year begin where the paper book ended; never once it has begun."""
    office, form, year = offices.office_by_code(code), SeriesForm(), clock.today().year
    wished = numbering.NumberSource(
        office_id=office.id,
        unit_code=office.unit_code,
        archive_code="",
        per_archive_code=office.series_mode is SeriesMode.PER_ARCHIVE_CODE,
    )
    counted = numbering.counts_apart(wished, year=year)
    names = _series_names(office.id, apart=counted)
    form.archive_code.choices = [
        (archive, f"{archive}: {words}" if counted else words) for archive, words in names.items()
    ]
    office_id = office.id

    def act(actor: Actor) -> None:
        source = replace(wished, archive_code=form.archive_code.data or "")
        numbering.set_first_number(source, year=year, first=int(form.first.data or 0), actor=actor, at=clock.now())

    rows = [(one, names.get(one.archive_code, "")) for one in letters.series_of(office_id, year=year)]
    done = (_("Nomor pertama sudah disimpan."), url_for(".office_series", code=code))
    return answer("office_series", form, act, done=done, office=office, rows=rows, year=year, counted=counted)


def _series_names(office_id: int, *, apart: bool) -> dict[str, str]:
    """Return an office's series: archive code -> the letters numbered in it; all in one where it counts per year."""
    if not apart:
        return {"semua": _("Semua surat")}
    found: dict[str, list[str]] = {}
    for one in catalogue.services(at=clock.now(), with_closed=True):
        if one.definition.outcome.kind == "letter":
            applied = catalogue.definition_of(one.version_id, office_id=office_id)
            found.setdefault(applied.archive_code, []).append(local(one.definition, "name"))
    return {archive: ", ".join(names) for archive, names in sorted(found.items())}
