"""Forms of what an office keeps besides its people: days off, hours of a day, heads of RT."""

import hashlib

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from eservice.web.forms import ChoiceField, DayField, DigitsField, HouseForm, LongTextField, SecretField, TextField
from eservice.web.labels import LABELS
from eservice.worktime.rules import ClosureKind

_DAY = _l("Isi tanggalnya, misalnya 17 Agustus 2026.")


class DecreeForm(HouseForm):
    """A decision that may move promises: what it would move is shown before it is made."""

    seen = HiddenField()
    """What was typed when the promises were shown; typed anew, they are shown anew."""

    def digest(self) -> str:
        """Return what was typed, in short; a password is no part of it."""
        skipped = ("seen", "csrf_token", "password")
        typed = [f"{name}={field.data}" for name, field in sorted(self._fields.items()) if name not in skipped]
        return hashlib.sha256("\n".join(typed).encode()).hexdigest()[:16]


class ClosureForm(DecreeForm):
    """A day on which an office is closed, why, and who besides the administrator stands for it."""

    on = DayField(_l("Tanggal"), validators=[DataRequired(_DAY)])
    reason = LongTextField(
        _l("Alasan yang dibaca warga"),
        description=_l("Tampil di halaman kantor sejak disimpan."),
        validators=[DataRequired(_l("Tulis alasannya. Warga akan membacanya.")), Length(max=300)],
    )
    reason_en = LongTextField(_l("Alasan dalam bahasa Inggris"), validators=[Optional(), Length(max=300)])
    consent = TextField(
        _l("Nomor persetujuan Camat"),
        description=_l("Hanya untuk tanggal yang sudah lewat."),
        validators=[Optional(), Length(max=80)],
    )
    confirmed_by_id = SelectField(
        _l("Orang kedua yang menyetujui"), coerce=int, validators=[InputRequired(_l("Pilih orang kedua."))]
    )
    password = SecretField(
        _l("Kata sandi orang kedua"),
        description=_l("Diketik oleh orang kedua sendiri."),
        render_kw={"autocomplete": "off"},
    )


class OpeningForm(ClosureForm):
    """Hours of its own for one day."""

    stretches = TextField(
        _l("Jam buka"),
        description=_l("Misalnya 08:00-12:00 13:00-15:00."),
        validators=[DataRequired(_l("Tulis jam buka seperti 08:00-12:00."))],
    )


class RtForm(HouseForm):
    """Who heads an RT from a day on."""

    number = DigitsField(
        _l("Nomor RT"), width="short", validators=[DataRequired(_l("Isi nomor RT, misalnya 07.")), Length(max=3)]
    )
    rw = DigitsField(_l("Nomor RW"), width="short", validators=[Optional(), Length(max=3)])
    head_name = TextField(_l("Nama Ketua RT"), validators=[DataRequired(_l("Isi nama Ketua RT.")), Length(max=120)])
    head_phone = TextField(_l("Nomor telepon"), width="mid", validators=[Optional(), Length(max=20)])
    decree_number = TextField(_l("Nomor SK Lurah"), width="mid", validators=[Optional(), Length(max=80)])
    valid_from = DayField(_l("Sejak"), validators=[DataRequired(_DAY)])


class EndRtForm(HouseForm):
    """The first day on which an RT is no more."""

    valid_to = DayField(_l("Tidak berlaku mulai"), validators=[DataRequired(_DAY)])


class HolidayForm(DecreeForm):
    """A public holiday or a day of joint leave, and which decree says so."""

    on = DayField(_l("Tanggal"), validators=[DataRequired(_DAY)])
    category = ChoiceField(
        _l("Jenis"),
        choices=[
            SelectChoice(one.value, _l(LABELS[ClosureKind][one])) for one in ClosureKind if one is not ClosureKind.OWN
        ],
        validators=[InputRequired(_l("Pilih jenisnya."))],
    )
    name = TextField(_l("Nama hari libur"), validators=[DataRequired(_l("Isi namanya.")), Length(max=120)])
    name_en = TextField(_l("Nama dalam bahasa Inggris"), validators=[Optional(), Length(max=120)])
    source = TextField(
        _l("Ketetapan"),
        description=_l("Misalnya nomor Keputusan Bersama tiga Menteri."),
        validators=[DataRequired(_l("Isi nomor ketetapannya.")), Length(max=200)],
    )
