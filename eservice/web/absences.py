"""Saying when somebody is away: one form for the person, the supervisor and the administrator."""

from collections.abc import Callable, Iterable
from datetime import datetime, time, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TimeField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Optional

from eservice.accounts import queries as accounts
from eservice.accounts.actor import Actor
from eservice.kernel import clock
from eservice.kernel.clock import WIB
from eservice.staff import actions
from eservice.staff import queries as staff
from eservice.staff.models import Absence
from eservice.staff.rules import AbsenceKind
from eservice.web.forms import ChoiceField, DayField, HouseForm
from eservice.web.labels import LABELS

_DAY = _l("Isi tanggalnya, misalnya 17 Agustus 2026.")
_HOURS = ["%H:%M", "%H.%M"]
CHOSEN = (AbsenceKind.LEAVE, AbsenceKind.DUTY, AbsenceKind.TRAINING, AbsenceKind.OTHER)
"""What a person may choose; lending is written down by who lends."""


class AbsenceForm(HouseForm):
    """From when until when, and who goes on. It asks for no reason: nobody's health is written down here."""

    kind = ChoiceField(
        _l("Mengapa tidak masuk?"),
        choices=[SelectChoice(one.value, _l(LABELS[AbsenceKind][one])) for one in CHOSEN],
        hints={AbsenceKind.OTHER.value: _l("Sakit, izin, atau lainnya. Alasannya tidak dicatat.")},
        validators=[InputRequired(_l("Pilih salah satu."))],
    )
    since = DayField(_l("Hari pertama tidak masuk"), validators=[DataRequired(_DAY)])
    since_time = TimeField(_l("Mulai pukul"), [Optional()], format=_HOURS, description=_l("Kosongkan bila sejak pagi."))
    until = DayField(_l("Hari terakhir tidak masuk"), validators=[DataRequired(_DAY)])
    until_time = TimeField(
        _l("Sampai pukul"), [Optional()], format=_HOURS, description=_l("Kosongkan bila sampai hari itu selesai.")
    )
    deputy = SelectField(
        _l("Siapa yang melanjutkan pekerjaannya?"),
        coerce=int,
        description=_l("Yang dipegang kembali ke antrean. Untuk rekan yang dipilih disimpan satu hari kerja."),
    )

    def leave_of(self, user_id: int) -> actions.Leave:
        """Return what the form says of somebody."""
        back = (
            datetime.combine(self.until.data, self.until_time.data, WIB)
            if self.until_time.data is not None
            else datetime.combine(self.until.data + timedelta(days=1), time(), WIB)
        )
        return actions.Leave(
            user_id=user_id,
            kind=AbsenceKind(self.kind.data),
            from_at=datetime.combine(self.since.data, self.since_time.data or time(), WIB),
            until_at=back,
            deputy_id=self.deputy.data or None,
        )


def absence_form(user_id: int) -> AbsenceForm:
    """Return the form for one person, with the colleagues who may go on."""
    form = AbsenceForm(since=clock.today(), until=clock.today(), deputy=0)
    named = sorted((accounts.account(one.user_id).name, one.id) for one in actions.deputies(user_id, at=clock.now()))
    form.deputy.choices = [(0, _("Siapa saja di kantor ini")), *((number, name) for name, number in named)]
    return form


def recording(form: AbsenceForm, user_id: int) -> Callable[[Actor], Absence]:
    """Return the act that writes down what the form says."""
    return lambda actor: actions.record_absence(form.leave_of(user_id), actor=actor, at=clock.now())


def known(user_ids: Iterable[int]) -> dict[int, list[Absence]]:
    """Return the absences that run or are to come, by person."""
    found: dict[int, list[Absence]] = {}
    for one in staff.absences(user_ids, at=clock.now()):
        found.setdefault(one.user_id, []).append(one)
    return found
