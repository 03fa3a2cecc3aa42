"""The forms of the officers' pages."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, Optional, StopValidation

from eservice.accounts.rules import PhoneOwner
from eservice.accounts.words import OFFICE_WORDS
from eservice.catalogue.definition import Requirement
from eservice.offices.models import Office
from eservice.requests.workflow import Outcome, Priority, Refusal
from eservice.web.filters import local
from eservice.web.forms import (
    ChoiceField,
    DayField,
    HouseForm,
    LongTextField,
    NikField,
    PhoneField,
    TextField,
    UploadField,
)
from eservice.web.labels import label

PROOF, ANSWER = "syarat_", "jawab_"
_READ = _l("Tuliskan alasannya; pemohon akan membacanya.")


class CorrectionForm(HouseForm):
    """One text for each thing the citizen is to complete; an empty one asks nothing."""

    def asked(self, prefix: str) -> dict[str, str]:
        """Return requirement or question -> words, in the order of the page."""
        return {
            field.name.removeprefix(prefix): field.data
            for field in self
            if field.name.startswith(prefix) and field.data
        }


def correction_form(
    requirements: Sequence[Requirement],
    noted: Mapping[str, str],
    answers: Sequence[tuple[str, str]],
    wrong: Mapping[str, str],
) -> CorrectionForm:
    """Return the form for these proofs and answers (key, label), filled in with what was found: noted and wrong."""
    fields: dict[str, object] = {
        PROOF + one.key: LongTextField(
            local(one, "name"), validators=[Optional(), Length(max=500)], default=noted.get(one.key, "")
        )
        for one in requirements
    }
    fields |= {
        ANSWER + key: TextField(words, validators=[Optional(), Length(max=300)], default=wrong.get(key, ""))
        for key, words in answers
    }
    form: CorrectionForm = type("CorrectionForm", (CorrectionForm,), fields)()
    return form


class RefuseForm(HouseForm):
    """Why it cannot be fulfilled: a coded reason, and words for the citizen."""

    refusal = SelectField(_l("Sebab"), validators=[DataRequired(_l("Pilih sebabnya."))])
    explanation = LongTextField(_l("Penjelasan untuk pemohon"), validators=[DataRequired(_READ), Length(max=1500)])

    def offer(self) -> "RefuseForm":
        """Return the form with its choices in words."""
        self.refusal.choices = [("", "–"), *((one.value, label(one)) for one in Refusal)]
        return self


class PriorityForm(HouseForm):
    """Why somebody goes before others; nothing chosen puts them back into the order."""

    priority = SelectField(_l("Didahulukan karena"))
    reason = LongTextField(
        _l("Apa yang Anda lihat atau dengar?"),
        validators=[DataRequired(_l("Tuliskan alasannya; rekan dan penyelia membacanya.")), Length(max=300)],
    )

    def offer(self) -> "PriorityForm":
        """Return the form with its choices in words."""
        self.priority.choices = [("", _l("Tidak didahulukan")), *((one.value, label(one)) for one in Priority)]
        return self


def _needs_owner(form: Any, field: Any) -> None:
    """Ask whose a number is, once there is one."""
    if form.phone.data and field.data not in set(PhoneOwner):
        raise StopValidation(str(_l("Pilih nomor itu milik siapa.")))


_needs_owner.field_flags = {"optional": True}  # type: ignore[attr-defined]  # as WTForms reads it off a validator


class SendForm(HouseForm):
    """Send at the counter: how to reach the person, and the reason where the same request is running already."""

    phone = PhoneField(
        _l("Nomor yang bisa dikabari"),
        validators=[Optional()],
        description=_l("Tanpa nomor, orangnya hanya tahu dari tanda terima. Contoh: 0812 3456 7890"),
        render_kw={"autocomplete": "off"},
        width="mid",
    )
    phone_owner = ChoiceField(
        _l("Nomor itu milik siapa?"),
        validators=[_needs_owner],
        choices=[
            SelectChoice(value=one.value, label=_l(OFFICE_WORDS[PhoneOwner][one]))
            for one in PhoneOwner
            if one is not PhoneOwner.NONE
        ],
        validate_choice=False,
    )
    alasan_lagi = LongTextField(_l("Mengapa perlu permohonan yang baru?"), validators=[Length(max=300)])
    setuju = BooleanField(
        _l("Pemohon membenarkan jawaban ini dan setuju datanya dipakai untuk permohonan ini"),
        [InputRequired(_l("Bacakan dahulu, lalu tandai bila pemohon membenarkan dan setuju."))],
        description=_l("Tercatat dengan nama Anda. Nomor orang lain hanya dicatat bila pemiliknya boleh dikabari."),
    )


class TransferForm(HouseForm):
    """To which office, and why."""

    to = SelectField(_l("Kantor yang tepat"), validators=[DataRequired(_l("Pilih kantornya."))])
    reason = LongTextField(_l("Alasan"), validators=[DataRequired(_READ), Length(max=500)])

    def offer(self, others: Sequence[Office], kin: Collection[str]) -> "TransferForm":
        """Return the form with these offices to choose from, none chosen.

        Args:
            kin: the regions that were one with the office's own before a split; their offices stand first.
        """
        near = sorted((one.full_name, str(one.id)) for one in others if one.region_code in kin)
        rest = sorted((one.full_name, str(one.id)) for one in others if one.region_code not in kin)
        told = [(number, _("%(office)s, dulu satu wilayah", office=name)) for name, number in near]
        self.to.choices = [("", _l("Pilih…")), *told, *((number, name) for name, number in rest)]
        return self


class SiakForm(HouseForm):
    """What became of a request that SIAK fulfils."""

    outcome = ChoiceField(_l("Hasil"), validators=[DataRequired(_l("Pilih hasilnya."))])
    siak_number = TextField(_l("Nomor permohonan di SIAK"), validators=[Optional(), Length(max=60)], width="mid")
    file = UploadField(_l("Berkas dokumen"), validators=[Optional()])

    def offer(self) -> "SiakForm":
        """Return the form with its choices in words."""
        self.outcome.choices = [(one.value, label(one)) for one in Outcome]
        return self


class SignedSheetForm(HouseForm):
    """The day on the paper, and its scan."""

    signed_on = DayField(
        _l("Tanggal tanda tangan"), validators=[InputRequired(_l("Isi tanggal yang tertulis di surat."))]
    )
    file = UploadField(_l("Pindaian surat yang sudah ditandatangani dan dicap"))


class CollectedForm(HouseForm):
    """To whom the paper was handed."""

    to = TextField(
        _l("Diserahkan kepada"),
        validators=[DataRequired(_l("Tulis nama orang yang menerima.")), Length(max=120)],
    )


class KtpForm(HouseForm):
    """The NIK on the KTP in hand."""

    nik = NikField(_l("NIK di KTP"), validators=[DataRequired(_l("Ketik NIK dari KTP yang Anda pegang."))], width="mid")


class CallForm(HouseForm):
    """What came of a telephone call."""

    note = LongTextField(
        _l("Hasil telepon"),
        validators=[
            DataRequired(_l("Tulis hasil telepon, misalnya: diangkat istri, akan datang besok.")),
            Length(max=500),
        ],
    )
