"""Forms of what is written about a service."""

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from eservice.catalogue.definition import ForWhom, LifeEvent, RTMode
from eservice.web.forms import ChoiceField, DayField, DigitsField, HouseForm, LongTextField, TextField
from eservice.web.labels import LABELS

_NAME = [DataRequired(_l("Isi namanya.")), Length(max=120)]
_SENTENCE = [DataRequired(_l("Isi kalimatnya.")), Length(max=300)]
_PERHAPS = [Optional(), Length(max=400)]
_NUMBER = [Optional(), Length(max=4, message=_l("Paling banyak empat angka."))]


class ManyField(SelectMultipleField):
    """Boxes to tick, one for each answer."""

    widget = ListWidget()
    option_widget = CheckboxInput()


class NewServiceForm(HouseForm):
    """What a service is called; the rest is written afterwards."""

    code = TextField(
        _l("Kode layanan"),
        description=_l("Huruf besar dan angka, tetap selamanya. Misalnya SKBP."),
        width="short",
        validators=[DataRequired(_l("Isi kodenya.")), Length(max=10)],
    )
    name = TextField(_l("Nama layanan"), description=_l("Misalnya Surat Keterangan Bepergian."), validators=_NAME)
    name_en = TextField(_l("Nama layanan dalam bahasa Inggris"), validators=_NAME)


class ReturnForm(HouseForm):
    """Why something is sent back."""

    reason = LongTextField(
        _l("Apa yang perlu diperbaiki"),
        description=_l("Dibaca oleh yang menulis rancangan."),
        validators=[Optional(), Length(max=500)],
    )


class BasicsForm(HouseForm):
    """What a service is, who may ask, and how it is found."""

    name = TextField(_l("Nama layanan"), validators=_NAME)
    name_en = TextField(_l("Nama layanan dalam bahasa Inggris"), validators=_NAME)
    description = LongTextField(
        _l("Untuk apa surat ini"), description=_l("Satu atau dua kalimat bagi warga."), validators=_SENTENCE
    )
    description_en = LongTextField(_l("Untuk apa surat ini, dalam bahasa Inggris"), validators=_SENTENCE)
    search = TextField(_l("Kata cari"), description=_l("Dipisah koma, seperti orang mengetiknya."), validators=_PERHAPS)
    life_events = ManyField(
        _l("Peristiwa hidup"),
        choices=[SelectChoice(one.value, _l(LABELS[LifeEvent][one])) for one in LifeEvent],
        validators=[DataRequired(_l("Pilih paling sedikit satu."))],
    )
    for_whom = ManyField(
        _l("Untuk siapa boleh diminta"),
        choices=[SelectChoice(one.value, _l(LABELS[ForWhom][one])) for one in ForWhom],
        validators=[DataRequired(_l("Pilih paling sedikit satu."))],
    )
    rt_mode = ChoiceField(
        _l("Pengantar RT"), choices=[SelectChoice(one.value, _l(LABELS[RTMode][one])) for one in RTMode]
    )


class RulesForm(HouseForm):
    """What the office promises, who signs, how long a letter serves, and the decree that says so."""

    online_days = DigitsField(_l("Janji daring, hari kerja"), width="short", validators=_NUMBER)
    online_minutes = DigitsField(
        _l("Atau janji daring, menit kerja"), width="short", description=_l("Isi salah satu saja."), validators=_NUMBER
    )
    counter_days = DigitsField(_l("Janji di loket, hari kerja"), width="short", validators=_NUMBER)
    counter_minutes = DigitsField(
        _l("Atau janji di loket, menit kerja"),
        width="short",
        description=_l("Isi salah satu saja."),
        validators=_NUMBER,
    )
    signing = ChoiceField(
        _l("Siapa menandatangani"),
        choices=[
            SelectChoice("lurah", _l("Lurah")),
            SelectChoice("lurah camat", _l("Lurah, lalu Camat mengetahui")),
        ],
    )
    camat_when = SelectField(_l("Camat hanya bila"), validate_choice=True)
    second_reader = BooleanField(_l("Isi yang ditulis petugas dibaca petugas kedua"))
    by_hand = BooleanField(_l("Ditandatangani dengan pena dan cap"))
    validity_months = DigitsField(_l("Surat berlaku, bulan"), width="short", validators=_NUMBER)
    validity_days = DigitsField(
        _l("Atau surat berlaku, hari"),
        width="short",
        description=_l("Kosongkan keduanya bila surat tidak berakhir."),
        validators=_NUMBER,
    )
    archive_code = TextField(
        _l("Kode klasifikasi arsip"),
        width="mid",
        description=_l("Menurut daftar yang berlaku, misalnya 400.12.3.2."),
        validators=[DataRequired(_l("Isi kode arsipnya.")), Length(max=30)],
    )
    archive_old = TextField(
        _l("Kode arsip lama"), width="mid", description=_l("Dipisah koma; boleh lebih dari satu."), validators=_PERHAPS
    )
    decree_number = TextField(
        _l("Nomor SK standar pelayanan"), validators=[DataRequired(_l("Isi nomor SK-nya.")), Length(max=80)]
    )
    decree_on = DayField(_l("Tanggal SK"), validators=[DataRequired(_l("Isi tanggalnya."))])
    valid_from = DayField(
        _l("Mulai berlaku"),
        description=_l("Permohonan baru memakai versi ini sejak hari itu."),
        validators=[DataRequired(_l("Isi tanggalnya."))],
    )

    def validate(self, extra_validators: object = None) -> bool:
        """Refuse two limits for one channel, none at all, and two ends of a letter."""
        right: bool = super().validate(extra_validators)
        for days, minutes in (
            (self.online_days, self.online_minutes),
            (self.counter_days, self.counter_minutes),
        ):
            if self.keeps_limit(days.name.partition("_")[0]):
                continue
            if bool(days.data) == bool(minutes.data) or not int(days.data or minutes.data or 0):
                days.errors = [*days.errors, _l("Isi hari kerja atau menit, salah satu, lebih dari nol.")]
                right = False
        if self.validity_months.data and self.validity_days.data:
            self.validity_days.errors = [_l("Isi bulan atau hari, salah satu.")]
            right = False
        return right

    same_day: frozenset[str] = frozenset()
    """Channels that promise the same day, which this form leaves as they are while nothing else is typed."""

    def keeps_limit(self, channel: str) -> bool:
        """Tell whether a channel keeps its promise of the same day."""
        typed = self._fields[f"{channel}_days"].data or self._fields[f"{channel}_minutes"].data
        return channel in self.same_day and not typed


class ComponentForm(HouseForm):
    """One component of the standard."""

    items = LongTextField(
        _l("Kalimat"), description=_l("Satu kalimat satu baris."), render_kw={"rows": "8"},
        validators=[DataRequired(_l("Tulis paling sedikit satu kalimat.")), Length(max=4000)],
    )  # fmt: skip
    items_en = LongTextField(
        _l("Kalimat dalam bahasa Inggris"), description=_l("Sebanyak kalimat Indonesianya."), render_kw={"rows": "8"},
        validators=[DataRequired(_l("Tulis paling sedikit satu kalimat.")), Length(max=4000)],
    )  # fmt: skip


class RequirementForm(HouseForm):
    """One proof."""

    name = TextField(_l("Nama berkas"), validators=_NAME)
    name_en = TextField(_l("Nama berkas dalam bahasa Inggris"), validators=_NAME)
    hint = LongTextField(_l("Petunjuk memotret"), validators=_SENTENCE)
    hint_en = LongTextField(_l("Petunjuk dalam bahasa Inggris"), validators=_SENTENCE)
    required = BooleanField(_l("Wajib"), default=True)
    may_bring = BooleanField(_l("Boleh dibawa kemudian"))
    reusable = BooleanField(_l("Boleh memakai berkas yang pernah dikirim"))
    when = SelectField(_l("Hanya bila"))
    when_text = TextField(
        _l("Syarat itu dengan kata-kata"), description=_l("Misalnya: bila membawa anak."), validators=_PERHAPS
    )
    when_text_en = TextField(_l("Syarat itu dalam bahasa Inggris"), validators=_PERHAPS)


class ReadyMadeForm(HouseForm):
    """One of the shared entries."""

    key = SelectField(_l("Pilih yang siap pakai"))


class StepForm(HouseForm):
    """The heading of a page of the form."""

    title = TextField(_l("Judul halaman"), description=_l("Sebagai pertanyaan, misalnya: Ke mana Anda pergi?"),
                      validators=_NAME)  # fmt: skip
    title_en = TextField(_l("Judul halaman dalam bahasa Inggris"), validators=_NAME)
    hint = TextField(_l("Petunjuk"), validators=_PERHAPS)
    hint_en = TextField(_l("Petunjuk dalam bahasa Inggris"), validators=_PERHAPS)
    when = SelectField(_l("Hanya bila"))


class FieldForm(HouseForm):
    """A question."""

    kind = SelectField(_l("Jenis"), description=_l("Menentukan bagaimana jawaban diperiksa; tidak berubah sesudahnya."))
    label = TextField(_l("Pertanyaan"), validators=_NAME)
    label_en = TextField(_l("Pertanyaan dalam bahasa Inggris"), validators=_NAME)
    hint = TextField(_l("Petunjuk dan contoh"), description=_l("Misalnya: Tulis seperti di KTP."), validators=_PERHAPS)
    hint_en = TextField(_l("Petunjuk dan contoh dalam bahasa Inggris"), validators=_PERHAPS)
    required = BooleanField(_l("Wajib"), default=True)
    when = SelectField(_l("Hanya bila"), description=_l("Pertanyaan lain yang dijawab lebih dulu."))
    choices = LongTextField(
        _l("Jawaban untuk jenis Pilihan"),
        description=_l("Satu jawaban satu baris: Kata Indonesia | kata Inggris."),
        render_kw={"rows": "6"},
        validators=[Optional(), Length(max=6000)],
    )
    max_length = DigitsField(_l("Panjang jawaban terbanyak, huruf"), width="short", validators=_NUMBER)
    minimum = DigitsField(_l("Angka terkecil"), width="short", validators=[Optional(), Length(max=12)])
    maximum = DigitsField(_l("Angka terbesar"), width="short", validators=[Optional(), Length(max=12)])
    tense = SelectField(
        _l("Waktu untuk jenis Tanggal"),
        choices=[
            SelectChoice("any", _l("Bebas")),
            SelectChoice("past", _l("Hari ini atau sebelumnya")),
            SelectChoice("future", _l("Hari ini atau sesudahnya")),
        ],
    )
    min_items = DigitsField(_l("Orang paling sedikit, untuk pertanyaan berulang"), width="short", validators=_NUMBER)
    max_items = DigitsField(_l("Orang paling banyak, untuk pertanyaan berulang"), width="short", validators=_NUMBER)
    suggestions = LongTextField(
        _l("Saran jawaban"), description=_l("Satu baris satu saran."), validators=[Optional(), Length(max=2000)]
    )


class LetterForm(HouseForm):
    """The text of a letter, and a mark to put at its end."""

    text = LongTextField(
        _l("Teks surat"),
        description=_l("Tulis isinya saja; kop, data orang, keperluan, dan tanda tangan dicetak sendiri."),
        render_kw={"rows": "18"},
        validators=[DataRequired(_l("Tulis isi suratnya."))],
    )
    mark = SelectField(_l("Isian yang dapat disisipkan"))
