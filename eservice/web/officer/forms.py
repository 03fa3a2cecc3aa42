"""The forms of the officers' pages."""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from eservice.catalogue.definition import Requirement
from eservice.requests.workflow import Outcome, Refusal
from eservice.web.filters import local
from eservice.web.forms import ChoiceField, DayField, HouseForm, LongTextField, NikField, TextField, UploadField
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
    requirements: Sequence[Requirement], noted: Mapping[str, str], answers: Sequence[tuple[str, str]]
) -> CorrectionForm:
    """Return the form for these proofs and answers (key, label), filled in with what was noted at the verdicts."""
    fields: dict[str, object] = {
        PROOF + one.key: LongTextField(
            local(one, "name"), validators=[Optional(), Length(max=500)], default=noted.get(one.key, "")
        )
        for one in requirements
    }
    fields |= {ANSWER + key: TextField(words, validators=[Optional(), Length(max=300)]) for key, words in answers}
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


class TransferForm(HouseForm):
    """To which office, and why."""

    to = SelectField(_l("Kantor yang tepat"), validators=[DataRequired(_l("Pilih kantornya."))], coerce=int)
    reason = LongTextField(_l("Alasan"), validators=[DataRequired(_READ), Length(max=500)])


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


class NoteForm(HouseForm):
    """A note among colleagues."""

    text = LongTextField(
        _l("Catatan untuk rekan"), validators=[DataRequired(_l("Tulis catatannya.")), Length(max=1000)]
    )
