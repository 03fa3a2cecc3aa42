"""The forms of appointments at the office, and of an objection."""

from collections.abc import Sequence
from datetime import time

from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField, TimeField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from eservice.offices.models import Membership
from eservice.requests.meetings import Window
from eservice.requests.workflow import VisitOutcome
from eservice.web.forms import ChoiceField, DayField, HouseForm, LongTextField, UploadField
from eservice.web.officer.visit_forms import DAY, HOUR, HOURS, window_of


class OfferForm(HouseForm):
    """When who is to come, and who receives them."""

    on = DayField(_l("Hari bertemu"), validators=[DataRequired(DAY)])
    hour = TimeField(_l("Mulai pukul"), validators=[InputRequired(HOUR)], default=time(9))
    length = SelectField(_l("Berapa lama"), choices=HOURS, default="1")
    called = SelectMultipleField(
        _l("Siapa yang perlu datang"),
        description=_l("Yang tinggal jauh tidak perlu: tanda tangannya dilegalisasi di sana, atau dengan surat kuasa."),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    visitor = SelectField(_l("Petugas yang menerima"), coerce=int)
    phoned = LongTextField(
        _l("Bila sudah ditelepon: siapa yang menjawab, dan apa katanya?"),
        description=_l("Tercatat sebagai telepon. Kosongkan bila belum menelepon atau tidak ada yang menjawab."),
        validators=[Optional(), Length(max=500)],
        render_kw={"rows": "2"},
    )

    def offer(
        self, guests: Sequence[tuple[str, str]], colleagues: Sequence[tuple[Membership, str]], *, me: int | None
    ) -> "OfferForm":
        """Return the form with who may be called, (name, words), all proposed, and who may receive them."""
        self.called.choices = list(guests)
        self.visitor.choices = [(one.id, name) for one, name in colleagues]
        if not self.is_submitted():
            self.called.data = [name for name, _words in guests]
            self.visitor.data = me if me is not None else self.visitor.data
        return self

    @property
    def window(self) -> Window:
        """Between which instants they are awaited."""
        return window_of(self.on.data, self.hour.data, self.length.data)


class HeldForm(HouseForm):
    """What became of an appointment: signed, with the scan; or not, with another time."""

    outcome = ChoiceField(
        _l("Siapa yang datang?"),
        choices=[
            SelectChoice(VisitOutcome.SIGNED.value, _l("Semua datang dan menandatangani")),
            SelectChoice(VisitOutcome.NOT_ALL.value, _l("Belum semua datang")),
            SelectChoice(VisitOutcome.NOBODY.value, _l("Tidak ada yang datang")),
        ],
        validators=[InputRequired(_l("Pilih siapa yang datang."))],
    )
    came = SelectMultipleField(
        _l("Yang datang, bila belum semua"),
        description=_l("Beri tanda pada yang datang. Kosongkan bila semua datang, atau tidak ada yang datang."),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
    )
    file = UploadField(
        _l("Pindaian surat pernyataan"),
        description=_l("Bila semua menandatangani: satu PDF, atau foto lembarnya."),
        validators=[Optional()],
    )
    again_on = DayField(
        _l("Waktu baru: hari"),
        description=_l("Bila belum lengkap. Boleh kosong: tawarkan nanti, paling lambat 2 hari kerja."),
        validators=[Optional()],
    )
    again_hour = TimeField(_l("Waktu baru: mulai pukul"), validators=[Optional()], default=time(9))
    again_length = SelectField(_l("Waktu baru: berapa lama"), choices=HOURS, default="1")

    def offer(self, called: Sequence[tuple[str, str]]) -> "HeldForm":
        """Return the form with who was called, (name, words)."""
        self.came.choices = list(called)
        return self

    def validate(self, extra_validators: object = None) -> bool:
        """Ask for the scan where all signed."""
        right: bool = super().validate(extra_validators)
        if self.signed and not self.file.data:
            self.file.errors = [
                *self.file.errors,
                str(_l("Unggah pindaian surat pernyataan yang sudah ditandatangani.")),
            ]
            return False
        return right

    @property
    def signed(self) -> bool:
        """Whether all came and signed."""
        return bool(self.outcome.data == VisitOutcome.SIGNED)

    @property
    def again(self) -> Window | None:
        """The time agreed anew, if one was."""
        if not (self.again_on.data and self.again_hour.data):
            return None
        return window_of(self.again_on.data, self.again_hour.data, self.again_length.data)


class BlockForm(HouseForm):
    """Why nothing may be signed for now."""

    reason = LongTextField(
        _l("Apa keberatannya?"),
        description=_l("Dibaca petugas dan pejabat. Pemohon hanya diberi tahu bahwa ada keberatan, bukan dari siapa."),
        validators=[DataRequired(_l("Tulis keberatannya.")), Length(max=500)],
        default=_l("Ada keberatan ahli waris lain."),
        render_kw={"rows": "3"},
    )
    at_meeting = ChoiceField(
        _l("Apakah keberatan itu disampaikan di pertemuan?"),
        choices=[
            SelectChoice("ya", _l("Ya, oleh orang yang hadir di sana")),
            SelectChoice("tidak", _l("Tidak, di luar pertemuan")),
        ],
        validators=[InputRequired(_l("Pilih di mana keberatan itu disampaikan."))],
    )

    def ask(self, *, held: bool) -> "BlockForm":
        """Return the form; where no appointment has come to its hour, without the question about it."""
        if not held:
            del self.at_meeting
        return self

    @property
    def raised_there(self) -> bool:
        """Whether the objection was raised at the appointment."""
        return "at_meeting" in self and self.at_meeting.data == "ya"


class UnblockForm(HouseForm):
    """How the objection was settled."""

    reason = LongTextField(
        _l("Bagaimana selesainya?"),
        description=_l("Misalnya: keberatan dicabut dengan surat, atau susunan ahli waris sudah disepakati."),
        validators=[DataRequired(_l("Tulis bagaimana keberatannya selesai.")), Length(max=500)],
        render_kw={"rows": "3"},
    )
