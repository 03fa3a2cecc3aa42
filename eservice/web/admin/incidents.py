"""Incidents: opened for every request of a service or an office, prolonged, ended. For the head of an office too."""

from datetime import datetime, time, timedelta

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TimeField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.catalogue import queries as catalogue
from eservice.kernel import clock
from eservice.kernel.clock import WIB, wib
from eservice.offices import queries as offices
from eservice.offices.models import Office
from eservice.requests import incidents
from eservice.requests.disruptions import Incident
from eservice.web.admin.answering import answer
from eservice.web.admin.routes import blueprint
from eservice.web.filters import local
from eservice.web.forms import DayField, HouseForm, LongTextField
from eservice.web.guards import requires, signed_in

_DAY = _l("Isi tanggalnya, misalnya 17 Agustus 2026.")
_HOUR = _l("Isi jamnya, misalnya 09.30.")


class IncidentForm(HouseForm):
    """What stopped, since when, to when probably, what the public reads, and what shows that it is so."""

    service = SelectField(_l("Layanan"), coerce=int, description=_l("Semua permohonan layanan ini tertunda."))
    office = SelectField(_l("Kantor"), coerce=int)
    public_text = LongTextField(
        _l("Yang dibaca warga"),
        description=_l("Misalnya: Jaringan SIAK dari pusat sedang putus."),
        validators=[DataRequired(_l("Tulis apa yang terganggu. Warga akan membacanya.")), Length(max=300)],
    )
    public_text_en = LongTextField(_l("Dalam bahasa Inggris"), validators=[Optional(), Length(max=300)])
    evidence = LongTextField(
        _l("Bukti"),
        description=_l("Nomor laporan, surat edaran, atau tangkapan layar dan tempat menyimpannya. Untuk pemeriksa."),
        validators=[DataRequired(_l("Tulis apa buktinya.")), Length(max=500)],
    )
    begins_on = DayField(_l("Mulai tanggal"), validators=[DataRequired(_DAY)])
    begins_hour = TimeField(_l("Mulai pukul"), validators=[InputRequired(_HOUR)])
    until_on = DayField(_l("Perkiraan pulih tanggal"), validators=[DataRequired(_DAY)])
    until_hour = TimeField(_l("Perkiraan pulih pukul"), validators=[InputRequired(_HOUR)], default=time(16))

    def offer(self, actor: Actor, *, at: datetime) -> "IncidentForm":
        """Return the form with the services and offices that the actor may name."""
        self.service.choices = [
            (0, str(_("Semua layanan kantor itu"))),
            *((one.service_id, local(one.definition, "name")) for one in catalogue.services(at=at, with_closed=True)),
        ]
        self.office.choices = [(one.id, one.full_name) for one in _offices(actor, at=at)]
        if actor.may(Permission.HOUSE_MANAGE):
            self.office.choices.insert(0, (0, str(_("Semua kantor"))))
        if not self.is_submitted():
            self.begins_on.data = self.until_on.data = wib(at).date()
            self.begins_hour.data = wib(at).time().replace(second=0, microsecond=0)
        return self

    @property
    def declaration(self) -> incidents.Declaration:
        """What is declared."""
        return incidents.Declaration(
            service_id=self.service.data or None,
            office_id=self.office.data or None,
            public_text=self.public_text.data or "",
            public_text_en=self.public_text_en.data or "",
            evidence=self.evidence.data or "",
            begins_at=datetime.combine(self.begins_on.data, self.begins_hour.data, WIB),  # type: ignore[arg-type]
            until_at=datetime.combine(self.until_on.data, self.until_hour.data, WIB),  # type: ignore[arg-type]
        )


class InstantForm(HouseForm):
    """A day and an hour."""

    on = DayField(_l("Tanggal"), validators=[DataRequired(_DAY)])
    hour = TimeField(_l("Pukul"), validators=[InputRequired(_HOUR)])

    def propose(self, at: datetime) -> "InstantForm":
        """Return the form with an instant proposed."""
        if not self.is_submitted():
            self.on.data, self.hour.data = wib(at).date(), wib(at).time().replace(second=0, microsecond=0)
        return self

    @property
    def instant(self) -> datetime:
        """The instant that was typed."""
        return datetime.combine(self.on.data, self.hour.data, WIB)  # type: ignore[arg-type]


@blueprint.get("/kelola/gangguan")
@requires(Permission.INCIDENT_DECLARE)
def incident_list() -> ResponseReturnValue:
    """List what was ever declared, the latest first, with the way to end what still runs."""
    actor = signed_in()
    rows = [(one, incidents.may_end(one, actor)) for one in incidents.latest()]
    return render_template("admin/incident_list.html", rows=rows)


@blueprint.route("/kelola/gangguan/buka", methods=["GET", "POST"])
@requires(Permission.INCIDENT_DECLARE)
def incident_open() -> ResponseReturnValue:
    """Declare an incident; the worker stops the requests it covers."""
    form = IncidentForm().offer(signed_in(), at=clock.now())
    return answer(
        "incident_open",
        form,
        lambda actor: incidents.declare(form.declaration, actor=actor, at=clock.now()),
        done=(_("Gangguan dibuka. Permohonannya sedang ditunda, pemohonnya dikabari."), url_for(".incident_list")),
    )


@blueprint.route("/kelola/gangguan/<int:incident_id>/selesai", methods=["GET", "POST"])
@requires(Permission.INCIDENT_DECLARE)
def incident_end(incident_id: int) -> ResponseReturnValue:
    """Say that it works again, and since when."""
    found = _decided_here(incident_id)
    form = InstantForm().propose(clock.now())
    return answer(
        "incident_end",
        form,
        lambda actor: incidents.end(
            incidents.incident(incident_id, lock=True), form.instant, actor=actor, at=clock.now()
        ),
        done=(_("Gangguan selesai. Permohonannya dilanjutkan, pemohonnya dikabari."), url_for(".incident_list")),
        incident=found,
    )


@blueprint.route("/kelola/gangguan/<int:incident_id>/perpanjang", methods=["GET", "POST"])
@requires(Permission.INCIDENT_DECLARE)
def incident_prolong(incident_id: int) -> ResponseReturnValue:
    """Say that it lasts longer than foreseen."""
    found = _decided_here(incident_id)
    form = InstantForm().propose(found.until_at + timedelta(hours=2))
    return answer(
        "incident_prolong",
        form,
        lambda actor: incidents.prolong(
            incidents.incident(incident_id, lock=True), form.instant, actor=actor, at=clock.now()
        ),
        done=(_("Perkiraan pulih diubah. Warga membacanya sekarang juga."), url_for(".incident_list")),
        incident=found,
    )


def _decided_here(incident_id: int) -> Incident:
    """Return an incident that the actor decides about. Raises NotAllowedError: another office's."""
    found = incidents.incident(incident_id)
    incidents.must_declare(signed_in(), found.office_id)
    return found


def _offices(actor: Actor, *, at: datetime) -> list[Office]:
    if actor.may(Permission.HOUSE_MANAGE):
        return list(offices.offices(at=at))
    return [offices.office(one) for one in offices.office_ids_under(actor.office_id or 0)]
