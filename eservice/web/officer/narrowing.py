"""How an officer narrows a view of the queue: the address says it all, so that it can be shared and gone back to.

A NIK never stands in an address: a search for one leads to the requests of a person, named by a number of ours.
"""

from datetime import datetime
from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import SelectField, StringField
from wtforms.validators import Length

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.codes import read_code
from eservice.metrics.names import officer_names, service_names
from eservice.offices import queries as offices
from eservice.requests import queries, searching
from eservice.requests.searching import Narrowing
from eservice.requests.views import Tab
from eservice.requests.workflow import Channel, Status
from eservice.web import looking
from eservice.web.addresses import row_number
from eservice.web.filters import local
from eservice.web.forms import HouseForm
from eservice.web.guards import requires, signed_in
from eservice.web.labels import office_label
from eservice.web.officer.routes import blueprint, desk_of

NIK_LENGTH = 16
AGES = (1, 3, 7, 30)
"""Days since filing that can be chosen."""
ASKED = ("tab", "layanan", "status", "petugas", "saluran", "umur", "nama", "orang")
"""What the address of a list may say."""
_SURELY_NO_NAME = 10
"""So many digits without a letter were meant as a NIK."""


class SearchForm(HouseForm):
    """A code, a NIK or a name; sent by POST, because a NIK must not stand in an address."""

    cari = StringField(_l("Kode, NIK, atau nama"), validators=[Length(max=120)])


class NarrowForm(HouseForm):
    """Which rows of a view; sent by GET."""

    class Meta:
        """It changes nothing, so it needs no token."""

        csrf = False

    layanan = SelectField(_l("Layanan"), validate_choice=False)
    status = SelectField(_l("Status"), validate_choice=False)
    petugas = SelectField(_l("Petugas"), validate_choice=False)
    saluran = SelectField(_l("Masuk lewat"), validate_choice=False)
    umur = SelectField(_l("Umur"), validate_choice=False)


def narrow_form(office_id: int, *, at: datetime) -> NarrowForm:
    """Return the form as the address fills it in; a choice that does not exist is no choice."""
    form = NarrowForm(request.args)
    everything = [("", _("Semua"))]
    form.layanan.choices = everything + [
        (one.code, local(one, "name"))
        for one in sorted(service_names().values(), key=lambda one: str(local(one, "name")))
    ]
    form.petugas.choices = everything + [
        (str(one), name)
        for one, name, _position in officer_names(each.id for each in offices.officers_on_duty(office_id, at=at))
    ]
    form.status.choices = everything + [(one.value, office_label(one)) for one in Status if one is not Status.DRAFT]
    form.saluran.choices = everything + [(one.value, office_label(one)) for one in Channel]
    form.umur.choices = everything + [
        (str(days), ngettext("%(num)s hari atau lebih", "%(num)s hari atau lebih", days)) for days in AGES
    ]
    for field in form:
        field.data = field.data if field.data in dict(field.choices) else ""
    return form


def asked(form: NarrowForm) -> Narrowing:
    """Return what the address asks for."""
    service = next((one for one in service_names().values() if one.code == form.layanan.data), None)
    return Narrowing(
        service_id=service.id if service else None,
        status=Status(form.status.data) if form.status.data else None,
        holder_id=int(form.petugas.data) if form.petugas.data else None,
        channel=Channel(form.saluran.data) if form.saluran.data else None,
        days=int(form.umur.data) if form.umur.data else None,
        name=request.args.get("nama", "").strip(),
        person_id=row_number(request.args.get("orang")),
    )


def address(**changes: Any) -> dict[str, Any]:
    """Return what the address of this list says, with changes; None drops a part."""
    told = {name: value for name, value in request.args.items() if name in ASKED and value}
    told |= {name: str(value) for name, value in changes.items() if value is not None}
    return {name: value for name, value in told.items() if changes.get(name, value) is not None}


def place() -> dict[str, Any]:
    """Return where in the list this page stands, as the address says it."""
    return {side: request.args[side] for side in ("sesudah", "sebelum") if request.args.get(side)}


@blueprint.post("/petugas/cari")
@requires(Permission.REQUEST_REVIEW)
def search() -> ResponseReturnValue:
    """Find requests of the office by code, by NIK or by name, whatever became of them."""
    form, office_id = SearchForm(), desk_of(signed_in())
    text = (form.cari.data or "").strip()
    if not form.validate() or not text:
        flash(_("Tulis kode permohonan, NIK, atau nama."), "wait")
        return redirect(url_for(".queue"), 303)
    code = read_code(text)
    if code is not None and queries.code_taken(code):
        return redirect(url_for(".request_show", code=code), 303)
    if looks_like_nik(text):
        return _by_nik(_digits(text), office_id)
    return redirect(url_for(".queue", tab=Tab.ALL.value, nama=text), 303)


def looks_like_nik(text: str) -> bool:
    """Tell whether what was typed was meant as a NIK, also where some of it is missing; a letter's number was not."""
    digits = len(_digits(text))
    is_no_name = "/" not in text and not any(sign.isalpha() for sign in text)
    return digits >= NIK_LENGTH or (digits >= _SURELY_NO_NAME and is_no_name)


def _digits(text: str) -> str:
    return "".join(sign for sign in text if sign.isdecimal())


def _by_nik(digits: str, office_id: int) -> ResponseReturnValue:
    if len(digits) != NIK_LENGTH:
        flash(_("NIK terdiri atas 16 angka; yang Anda tulis %(count)s.", count=len(digits)), "wait")
        return redirect(url_for(".queue"), 303)
    person_id = searching.known_by_nik(digits, office_id)
    looking.record_look(
        actor=signed_in(), action="request:find_nik", object=f"person:{person_id or 'none'}", at=clock.now()
    )
    if person_id is None:
        flash(_("Tidak ada permohonan dengan NIK itu di kantor ini."), "wait")
        return redirect(url_for(".queue"), 303)
    return redirect(url_for(".queue", tab=Tab.ALL.value, orang=person_id), 303)
