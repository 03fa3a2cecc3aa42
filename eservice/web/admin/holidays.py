"""Public holidays and joint leave of every calendar: entered when decreed, taken back when changed."""

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.web.addresses import row_number
from eservice.web.admin.answering import answer_moving
from eservice.web.admin.house_forms import HolidayForm
from eservice.web.admin.routes import blueprint
from eservice.web.answering import press
from eservice.web.guards import requires
from eservice.worktime import actions, planning, queries
from eservice.worktime.files import HolidayRow
from eservice.worktime.rules import ClosureKind


@blueprint.get("/kelola/hari-libur")
@requires(Permission.HOUSE_MANAGE)
def holiday_list() -> ResponseReturnValue:
    """List the holidays of a year, this one unless asked for another."""
    this_year = clock.today().year
    asked = row_number(request.args.get("tahun")) or this_year
    year = asked if abs(asked - this_year) <= 1 else this_year
    years = [(one, url_for(".holiday_list", tahun=one), one == year) for one in range(this_year - 1, this_year + 2)]
    return render_template(
        "admin/holiday_list.html", holidays=queries.holidays(year), year=year, years=years, today=clock.today()
    )


@blueprint.route("/kelola/hari-libur/tambah", methods=["GET", "POST"])
@requires(Permission.HOUSE_MANAGE)
def holiday_add() -> ResponseReturnValue:
    """Enter a day that was decreed."""
    form, at = HolidayForm(), clock.now()

    def row() -> HolidayRow:
        return HolidayRow(
            on=form.on.data,
            category=ClosureKind(form.category.data),
            name=form.name.data or "",
            name_en=form.name_en.data or form.name.data or "",
            is_estimate=False,
            decreed_at=at,
            source=form.source.data or "",
        )

    def act(actor: Actor) -> None:
        actions.add_holiday(row(), actor=actor, at=at)

    year = form.on.data.year if form.on.data else None
    done = (_("Hari libur sudah dicatat."), url_for(".holiday_list", tahun=year))
    return answer_moving("holiday_add", form, act, lambda: planning.holiday(row()), done=done)


@blueprint.post("/kelola/hari-libur/<int:holiday_id>/cabut")
@requires(Permission.HOUSE_MANAGE)
def holiday_lift(holiday_id: int) -> ResponseReturnValue:
    """Take a day back that was changed or entered by mistake; the past stays as it was counted."""
    return press(
        lambda actor: actions.lift_holiday(holiday_id, actor=actor, at=clock.now()),
        done=(_("Hari libur dicabut. Hari itu menjadi hari kerja biasa."), url_for(".holiday_list")),
    )
