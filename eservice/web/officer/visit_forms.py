"""The forms of visits: when an officer comes, and what was found there, on one screen."""

from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import TypeVar

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, TimeField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from eservice.kernel.clock import WIB, wib
from eservice.offices.models import Membership
from eservice.requests.meetings import Window
from eservice.requests.surveying import Findings, Floor, Judgement, Light, Roof, Wall, Water
from eservice.requests.workflow import VisitOutcome
from eservice.web.forms import ChoiceField, DayField, DigitsField, HouseForm, LongTextField, TextField, UploadField
from eservice.web.labels import label

_Kind = TypeVar("_Kind", bound=StrEnum)
DAY = _l("Isi tanggalnya, misalnya 17 Agustus 2026.")
HOUR = _l("Isi jamnya, misalnya 09.30.")
HOURS = [SelectChoice(value, words) for value, words in (
    ("1", _l("1 jam")), ("2", _l("2 jam")), ("3", _l("3 jam")), ("4", _l("4 jam")),
)]  # fmt: skip
_NOT_ASKED = [("", "–")]


class PlanForm(HouseForm):
    """When an officer comes, and who."""

    on = DayField(_l("Hari kunjungan"), validators=[DataRequired(DAY)])
    hour = TimeField(_l("Mulai pukul"), validators=[InputRequired(HOUR)], default=time(9))
    length = SelectField(_l("Rentang waktu"), choices=HOURS, default="2")
    visitor = SelectField(_l("Siapa yang datang"), coerce=int)

    def offer(self, colleagues: list[tuple[Membership, str]], *, me: int | None) -> "PlanForm":
        """Return the form with who may go, oneself proposed."""
        self.visitor.choices = [(one.id, name) for one, name in colleagues]
        if not self.is_submitted() and me is not None:
            self.visitor.data = me
        return self

    @property
    def window(self) -> Window:
        """Between which instants somebody has to be at home."""
        return window_of(self.on.data, self.hour.data, self.length.data)


class VisitForm(HouseForm):
    """One screen for the telephone: met, or nobody at home; what does not matter stays empty."""

    outcome = ChoiceField(
        _l("Hasil kunjungan"),
        choices=[
            SelectChoice(VisitOutcome.MET.value, _l("Bertemu")),
            SelectChoice(VisitOutcome.NOT_AT_HOME.value, _l("Tidak ada orang")),
        ],
        validators=[InputRequired(_l("Pilih hasil kunjungannya."))],
    )
    made_on = DayField(_l("Tanggal kunjungan"), validators=[DataRequired(DAY)])
    made_hour = TimeField(_l("Jam kunjungan"), validators=[InputRequired(HOUR)])
    floor = SelectField(_l("Lantai"), default="")
    wall = SelectField(_l("Dinding"), default="")
    roof = SelectField(_l("Atap"), default="")
    water = SelectField(_l("Air minum"), default="")
    light = SelectField(_l("Penerangan"), default="")
    work = TextField(_l("Pekerjaan"), validators=[Optional(), Length(max=120)])
    dependants = DigitsField(_l("Jumlah tanggungan"), width="short", validators=[Optional(), Length(max=2)])
    decile = SelectField(
        _l("Desil DTSEN"),
        description=_l("Bila ada. Desil tidak menentukan layak atau tidak."),
        default="",
        choices=[SelectChoice("", "–"), *(SelectChoice(str(number), str(number)) for number in range(1, 11))],
    )
    remark = LongTextField(_l("Catatan"), validators=[Optional(), Length(max=500)])
    judgement = SelectField(_l("Kesimpulan"), description=_l("Hanya bila bertemu."), default="")
    photo = UploadField(
        _l("Satu foto"),
        description=_l("Rumahnya tanpa orang di dalam foto, atau pintunya bila tidak ada orang."),
        validators=[Optional()],
    )
    again_on = DayField(
        _l("Datang lagi hari"), description=_l("Bila tidak ada orang: hari yang disepakati."), validators=[Optional()]
    )
    again_hour = TimeField(_l("Datang lagi pukul"), validators=[Optional()], default=time(9))
    again_length = SelectField(_l("Rentang waktu datang lagi"), choices=HOURS, default="2")

    def offer(self, *, at: datetime) -> "VisitForm":
        """Return the form with its choices in words, and today and now proposed."""
        for field, kind in ((self.floor, Floor), (self.wall, Wall), (self.roof, Roof), (self.water, Water),
                            (self.light, Light), (self.judgement, Judgement)):  # fmt: skip
            field.choices = [*_NOT_ASKED, *((one.value, label(one)) for one in kind)]
        if not self.is_submitted():
            self.made_on.data, self.made_hour.data = wib(at).date(), wib(at).time().replace(second=0, microsecond=0)
        return self

    def validate(self, extra_validators: object = None) -> bool:
        """Ask for what the chosen outcome needs."""
        right: bool = super().validate(extra_validators)
        if self.outcome.data == VisitOutcome.MET and not self.judgement.data:
            self.judgement.errors = [str(_l("Pilih kesimpulannya."))]
            return False
        if self.outcome.data == VisitOutcome.NOT_AT_HOME and not (self.again_on.data and self.again_hour.data):
            self.again_on.errors = [*self.again_on.errors, str(_l("Isi hari dan jam Anda datang lagi."))]
            return False
        return right

    @property
    def nobody_home(self) -> bool:
        """Whether nobody opened."""
        return bool(self.outcome.data == VisitOutcome.NOT_AT_HOME)

    @property
    def made_at(self) -> datetime:
        """When the officer stood there, to the minute."""
        return datetime.combine(self.made_on.data, self.made_hour.data, WIB)  # type: ignore[arg-type]

    @property
    def again(self) -> Window:
        """When the officer comes again."""
        return window_of(self.again_on.data, self.again_hour.data, self.again_length.data)

    @property
    def findings(self) -> Findings:
        """What was found, read from the choices."""
        return Findings(
            judgement=Judgement(self.judgement.data),
            floor=_chosen(Floor, self.floor.data),
            wall=_chosen(Wall, self.wall.data),
            roof=_chosen(Roof, self.roof.data),
            water=_chosen(Water, self.water.data),
            light=_chosen(Light, self.light.data),
            work=self.work.data or "",
            dependants=int(self.dependants.data) if self.dependants.data else None,
            decile=int(self.decile.data) if self.decile.data else None,
            remark=self.remark.data or "",
        )


def _chosen(kind: type[_Kind], value: str) -> _Kind | None:
    return kind(value) if value else None


def window_of(on: object, hour: object, hours: str) -> Window:
    """Return a window from a day, an hour and how many hours it lasts."""
    from_at = datetime.combine(on, hour, WIB)  # type: ignore[arg-type]
    return Window(from_at, from_at + timedelta(hours=int(hours)))
