"""The city's weekly hours, and the seasons that change them: Ramadan above all, decreed anew each year."""

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.validators import DataRequired, Length, Optional

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.errors import InvalidInputError
from eservice.web.admin.answering import answer_moving, press_moving
from eservice.web.admin.house_forms import DecreeForm
from eservice.web.admin.routes import blueprint
from eservice.web.forms import DayField, TextField
from eservice.web.guards import requires
from eservice.worktime import actions, planning, queries
from eservice.worktime.rules import Day, Season, read_day

_DAY = _l("Isi tanggalnya, misalnya 17 Agustus 2026.")
_HOURS = _l("Misalnya 08:00-12:00 12:30-15:00.")


class SeasonForm(DecreeForm):
    """Other hours from a day to another, and which decree says so."""

    name = TextField(
        _l("Nama"), validators=[DataRequired(_l("Isi namanya, misalnya Ramadan 1449 H.")), Length(max=120)]
    )
    starts_on = DayField(_l("Mulai"), validators=[DataRequired(_DAY)])
    ends_on = DayField(_l("Hari terakhir"), validators=[DataRequired(_DAY)])
    mondays = TextField(_l("Jam Senin sampai Kamis"), description=_HOURS, validators=[DataRequired(_HOURS)])
    fridays = TextField(_l("Jam Jumat"), description=_HOURS, validators=[DataRequired(_HOURS)])
    saturdays = TextField(_l("Jam Sabtu"), description=_l("Kosongkan bila tutup."), validators=[Optional()])
    source = TextField(_l("Ketetapan"), validators=[DataRequired(_l("Isi nomor ketetapannya.")), Length(max=200)])


@blueprint.get("/kelola/jam-kerja")
@requires(Permission.HOUSE_MANAGE)
def season_list() -> ResponseReturnValue:
    """Show the hours of every calendar of the city, with the seasons that have not passed."""
    return render_template("admin/season_list.html", calendars=queries.city_calendars(), today=clock.today())


@blueprint.route("/kelola/jam-kerja/<int:calendar_id>/masa", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def season_add(calendar_id: int) -> ResponseReturnValue:
    """Set other weekly hours between two dates."""
    calendar, form, at = queries.work_calendar(calendar_id), SeasonForm(), clock.now()

    def season() -> Season:
        if form.ends_on.data < form.starts_on.data:
            raise InvalidInputError("ends_before_it_begins", field="ends_on")
        ordinary = _hours("mondays", form)
        week = (ordinary, ordinary, ordinary, ordinary, _hours("fridays", form), _hours("saturdays", form), ())
        return Season(
            name=form.name.data or "",
            starts_on=form.starts_on.data,
            ends_on=form.ends_on.data,
            week=week,
            decreed_at=at,
        )

    def act(actor: Actor) -> None:
        actions.add_season(calendar_id, season(), source=form.source.data or "", actor=actor, at=at)

    done = (_("Jam kerja masa itu sudah disimpan."), url_for(".season_list"))
    planned = lambda: planning.season(calendar_id, season())  # noqa: E731
    return answer_moving("season_add", form, act, planned, done=done, calendar=calendar)


@blueprint.post("/kelola/jam-kerja/masa/<int:season_id>/cabut")
@requires(Permission.HOUSE_MANAGE)
def season_lift(season_id: int) -> ResponseReturnValue:
    """Take a season back that should not have been, or was replaced by a better dated one."""
    return press_moving(
        "season_lift",
        lambda actor: actions.lift_season(season_id, actor=actor, at=clock.now()),
        lambda: planning.no_season(season_id),
        done=(_("Masa itu dicabut. Jam biasa berlaku lagi."), url_for(".season_list")),
    )


def _hours(field: str, form: SeasonForm) -> Day:
    """Return a day's hours as typed. Raises InvalidInputError ``opening_hours`` at the field."""
    try:
        return read_day(*str(form[field].data or "").replace(".", ":").split())
    except ValueError as fault:
        raise InvalidInputError("opening_hours", field=field) from fault
