"""Putting a request off in one's own work list, and bringing it back."""

from datetime import datetime

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length

from eservice.accounts.actor import Actor
from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.errors import InvalidInputError
from eservice.requests import snoozing
from eservice.requests.models import Request
from eservice.requests.steps import calendar_of
from eservice.requests.views import Tab
from eservice.web.desk import Ask, answer, case, press
from eservice.web.filters import hour, short_day
from eservice.web.forms import ChoiceField, HouseForm, TextField
from eservice.web.guards import requires, signed_in
from eservice.web.officer.routes import blueprint
from eservice.web.officer.showing import show_url


class SnoozeForm(HouseForm):
    """Until when a request rests, and why."""

    until = ChoiceField(_l("Tunda sampai"), validators=[DataRequired(_l("Pilih sampai kapan."))], validate_choice=False)
    reason = TextField(
        _l("Mengapa ditunda?"),
        validators=[DataRequired(_l("Tuliskan alasannya; penyelia membacanya.")), Length(max=200)],
        description=_l("Contoh: menunggu telepon balik dari Ketua RT."),
    )


@blueprint.route("/petugas/permohonan/<code>/tunda", methods=["GET", "POST"])
@requires(Permission.REQUEST_REVIEW)
def snooze(code: str) -> ResponseReturnValue:
    """Let a request rest in one's own list until an instant, with the reason."""
    found, at = case(code, signed_in()), clock.now()
    ways, form = _ways(found, at=at), SnoozeForm()
    form.until.choices = [SelectChoice(value=key, label=_said(key, until)) for key, until in ways.items()]
    if not ways:
        return render_template("officer/snooze.html", form=None, request=found, home=show_url(found.code))

    def act(found: Request, actor: Actor, at: datetime) -> None:
        until = _ways(found, at=at).get(form.until.data)
        if until is None:
            raise InvalidInputError("snooze_until", field="until")
        snoozing.snooze(found, until, form.reason.data or "", actor=actor, at=at)

    done = _("Permohonan beristirahat dari daftar Anda. Waktu janji tetap berjalan.")
    return answer(code, form, act, Ask("officer/snooze.html", done, url_for(".queue", tab=Tab.SNOOZED.value)))


@blueprint.post("/petugas/permohonan/<code>/tunda/selesai")
@requires(Permission.REQUEST_REVIEW)
def wake(code: str) -> ResponseReturnValue:
    """Bring a request back into one's own list."""
    return press(
        code,
        lambda found, actor, at: snoozing.wake(found, actor=actor, at=at),
        done=_("Permohonan kembali ke daftar Anda."),
        back=url_for(".queue", tab=Tab.SNOOZED.value),
    )


def _ways(found: Request, *, at: datetime) -> dict[str, datetime]:
    return snoozing.choices(calendar_of(found), promised_at=found.promised_at or at, at=at)


def _said(key: str, until: datetime) -> str:
    if key.isdecimal():
        return str(_("%(hours)s jam lagi, pukul %(hour)s", hours=key, hour=hour(until)))
    return str(_("%(day)s, pukul %(hour)s saat kantor buka", day=short_day(until), hour=hour(until)))
