"""Data that got out: the register, its clock, whom it concerns, and the notices to them and to the authority."""

from datetime import datetime, time
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import SelectField, SelectMultipleField, TimeField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from eservice.accounts.permissions import Permission
from eservice.kernel import clock
from eservice.kernel.clock import WIB, wib
from eservice.kernel.errors import DomainError
from eservice.kernel.transaction import transaction
from eservice.privacy import breaches
from eservice.privacy.alarms import BreachKind, BreachState
from eservice.privacy.breaches import Report
from eservice.privacy.breaching import Breach
from eservice.privacy.rules import Held
from eservice.web.answering import answer, press
from eservice.web.errors import sentence
from eservice.web.forms import DayField, HouseForm, LongTextField, TextField
from eservice.web.guards import requires, signed_in
from eservice.web.labels import label
from eservice.web.protection.room import blueprint
from eservice.web.protection.wishes import left_of
from eservice.web.stepping import weighty

_DAY = _l("Isi tanggalnya.")
_HOUR = _l("Isi jamnya.")
_GROUPS = (Held.IDENTITY, Held.ACCOUNT, Held.REQUESTS, Held.PAPERS, Held.LETTERS, Held.MESSAGES)


class BreachForm(HouseForm):
    """What is known at the beginning."""

    kind = SelectField(_l("Apa yang terjadi"), validators=[InputRequired(_l("Pilih apa yang terjadi."))])
    what = LongTextField(
        _l("Uraian"),
        description=_l("Dengan bahasa sehari-hari: pemilik data membacanya."),
        validators=[DataRequired(_l("Tulis apa yang terjadi; pemilik data akan membacanya.")), Length(max=2000)],
    )
    groups = SelectMultipleField(
        _l("Data yang terkena"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    account = TextField(
        _l("Akun pegawai yang disalahgunakan"),
        description=_l("E-mail dinas atau NIP; kosongkan bila bukan akun."),
        validators=[Optional(), Length(max=120)],
    )
    from_on = DayField(_l("Kejadian mulai tanggal"), validators=[DataRequired(_DAY)])
    from_hour = TimeField(_l("Mulai pukul"), validators=[InputRequired(_HOUR)])
    until_on = DayField(_l("Kejadian berakhir tanggal"), validators=[DataRequired(_DAY)])
    until_hour = TimeField(_l("Berakhir pukul"), validators=[InputRequired(_HOUR)])
    noticed_on = DayField(_l("Diketahui tanggal"), validators=[DataRequired(_DAY)])
    noticed_hour = TimeField(
        _l("Diketahui pukul"),
        description=_l("Sejak saat ini 3 x 24 jam berjalan."),
        validators=[InputRequired(_HOUR)],
    )

    def offer(self, at: datetime) -> "BreachForm":
        """Return the form with its choices, and with now where an instant is asked for."""
        self.kind.choices = [
            SelectChoice("", _("Pilih…")),
            *(SelectChoice(one.value, label(one)) for one in BreachKind),
        ]
        self.groups.choices = [SelectChoice(one.value, label(one)) for one in _GROUPS]
        if not self.is_submitted():
            now = wib(at)
            self.from_on.data, self.from_hour.data = now.date(), time(0)
            for day, hour in ((self.until_on, self.until_hour), (self.noticed_on, self.noticed_hour)):
                day.data, hour.data = now.date(), now.time().replace(second=0, microsecond=0)
        return self

    @property
    def report(self) -> Report:
        """What was typed."""
        return Report(
            kind=BreachKind(self.kind.data),
            what=self.what.data or "",
            data=tuple(Held(one) for one in self.groups.data or ()),
            from_at=_instant(self.from_on, self.from_hour),
            until_at=_instant(self.until_on, self.until_hour),
            noticed_at=_instant(self.noticed_on, self.noticed_hour),
            account_login=self.account.data or "",
        )


class HandlingForm(HouseForm):
    """What was done."""

    handling = LongTextField(
        _l("Yang sudah dilakukan"), validators=[DataRequired(_l("Tulis apa yang sudah dilakukan.")), Length(max=2000)]
    )


class ToldForm(HouseForm):
    """How people were told whom no message reaches."""

    how = LongTextField(
        _l("Bagaimana dan kapan mereka diberi tahu"),
        description=_l("Misalnya: surat nomor 400/15/2026 diantar 3 Juli; lima orang ditelepon."),
        validators=[DataRequired(_l("Tulis bagaimana dan kapan pemilik data diberi tahu.")), Length(max=1000)],
    )


class LetterForm(HouseForm):
    """Under which number the notice went out."""

    number = TextField(
        _l("Nomor surat pemberitahuan"),
        validators=[DataRequired(_l("Tulis nomor surat pemberitahuannya.")), Length(max=120)],
    )


@blueprint.get("/pelindungan/insiden")
@requires(Permission.DATA_PROTECT)
def breach_list() -> ResponseReturnValue:
    """Show the register of data incidents, the latest first."""
    at = clock.now()
    return render_template("protection/breach_list.html", rows=[(one, _left(one, at)) for one in breaches.latest()])


@blueprint.route("/pelindungan/insiden/baru", methods=["GET", "POST"])
@requires(Permission.DATA_PROTECT)
def breach_new() -> ResponseReturnValue:
    """Write a data incident into the register."""
    form = BreachForm().offer(clock.now())
    return answer(
        "protection/breach_new.html",
        form,
        lambda actor: breaches.open_breach(form.report, actor=actor, at=clock.now()),
        done=(_("Insiden dicatat. Waktu 3 x 24 jam berjalan sejak diketahui."), url_for(".breach_list")),
    )


@blueprint.get("/pelindungan/insiden/<int:breach_id>")
@requires(Permission.DATA_PROTECT)
def breach_show(breach_id: int) -> ResponseReturnValue:
    """Show one incident: its clock, whom it concerns, and both notices as drafts to copy or print."""
    found = breaches.breach(breach_id)
    accounts = {one.user_id for one in found.subjects if one.user_id is not None}
    return render_template(
        "protection/breach_show.html",
        breach=found,
        left=_left(found, clock.now()),
        groups=[label(Held(one)) for one in found.data],
        by_account=len(accounts),
        untold=sum(one.told_at is None and one.user_id is not None for one in found.subjects),
        codes=breaches.codes_of(found),
        is_open=found.state is not BreachState.CLOSED,
    )


@blueprint.post("/pelindungan/insiden/<int:breach_id>/cari")
@requires(Permission.DATA_PROTECT)
def breach_find(breach_id: int) -> ResponseReturnValue:
    """Read from the log whom it concerns."""
    return _press_counted(
        breach_id,
        breaches.find_affected,
        lambda n: ngettext("Satu orang dalam daftar.", "%(num)s orang dalam daftar.", n),
    )


@blueprint.post("/pelindungan/insiden/<int:breach_id>/beri-tahu")
@requires(Permission.DATA_PROTECT)
@weighty
def breach_tell(breach_id: int) -> ResponseReturnValue:
    """Send the notice to everybody concerned who has an account."""
    return _press_counted(
        breach_id,
        breaches.tell_people,
        lambda n: ngettext("Satu orang diberi tahu.", "%(num)s orang diberi tahu.", n),
    )


@blueprint.route("/pelindungan/insiden/<int:breach_id>/cara-lain", methods=["GET", "POST"])
@requires(Permission.DATA_PROTECT)
def breach_told(breach_id: int) -> ResponseReturnValue:
    """Note how people were told whom no message of ours reaches."""
    found, form = breaches.breach(breach_id), ToldForm()
    return answer(
        "protection/breach_told.html",
        form,
        lambda actor: breaches.note_people_told(breach_id, form.how.data or "", actor=actor, at=clock.now()),
        done=(_("Tercatat: pemilik data sudah diberi tahu."), url_for(".breach_show", breach_id=breach_id)),
        shown=lambda: {"breach": found},
    )


@blueprint.route("/pelindungan/insiden/<int:breach_id>/hentikan", methods=["GET", "POST"])
@requires(Permission.DATA_PROTECT)
def breach_contain(breach_id: int) -> ResponseReturnValue:
    """Say that nothing more gets out, and what was done."""
    found, form = breaches.breach(breach_id), HandlingForm()
    return answer(
        "protection/breach_contain.html",
        form,
        lambda actor: breaches.contain(breach_id, form.handling.data or "", actor=actor, at=clock.now()),
        done=(_("Tercatat: insiden sudah dihentikan."), url_for(".breach_show", breach_id=breach_id)),
        shown=lambda: {"breach": found},
    )


@blueprint.route("/pelindungan/insiden/<int:breach_id>/lembaga", methods=["GET", "POST"])
@requires(Permission.DATA_PROTECT)
def breach_authority(breach_id: int) -> ResponseReturnValue:
    """Note under which number the notice went to the authority."""
    found, form = breaches.breach(breach_id), LetterForm()
    return answer(
        "protection/breach_authority.html",
        form,
        lambda actor: breaches.tell_authority(breach_id, form.number.data or "", actor=actor, at=clock.now()),
        done=(_("Tercatat: lembaga sudah diberi tahu."), url_for(".breach_show", breach_id=breach_id)),
        shown=lambda: {"breach": found},
    )


@blueprint.post("/pelindungan/insiden/<int:breach_id>/tutup")
@requires(Permission.DATA_PROTECT)
def breach_close(breach_id: int) -> ResponseReturnValue:
    """Close it once both sides were told."""
    return press(
        lambda actor: breaches.close(breach_id, actor=actor, at=clock.now()),
        done=(_("Insiden ditutup."), url_for(".breach_show", breach_id=breach_id)),
    )


def _press_counted(breach_id: int, act: Any, said: Any) -> ResponseReturnValue:
    try:
        with transaction():
            count = act(breach_id, actor=signed_in(), at=clock.now())
    except DomainError as error:
        flash(sentence(error), "bad")
    else:
        flash(str(said(count)), "good")
    return redirect(url_for(".breach_show", breach_id=breach_id), 303)


def _left(found: Breach, at: datetime) -> Any:
    """Return what is left until both sides must have been told; None once they were."""
    if found.people_told_at is not None and found.authority_told_at is not None:
        return None
    return left_of(found.due_at, at=at)


def _instant(day: DayField, hour: TimeField) -> datetime:
    return datetime.combine(day.data, hour.data, WIB)  # type: ignore[arg-type]
