"""The forms of whoever signs: each act that somebody will read asks for its reason."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import DataRequired, Length

from eservice.letters.rules import RevokeReason
from eservice.requests.workflow import Refusal
from eservice.web.forms import HouseForm, LongTextField
from eservice.web.labels import label

_CITIZEN_READS = _l("Tuliskan alasannya; pemohon akan membacanya.")


class ReasonForm(HouseForm):
    """Why a letter goes back to whoever checked it."""

    reason = LongTextField(
        _l("Yang perlu diperbaiki"),
        validators=[DataRequired(_l("Tulis yang perlu diperbaiki; pemeriksa akan membacanya.")), Length(max=500)],
    )


class RejectForm(HouseForm):
    """Why it cannot be fulfilled: a coded reason, and words for the citizen."""

    refusal = SelectField(_l("Sebab"), validators=[DataRequired(_l("Pilih sebabnya."))])
    explanation = LongTextField(
        _l("Penjelasan untuk pemohon"), validators=[DataRequired(_CITIZEN_READS), Length(max=1500)]
    )

    def offer(self) -> "RejectForm":
        """Return the form with its choices in words."""
        self.refusal.choices = [("", "–"), *((one.value, label(one)) for one in Refusal)]
        return self


class RevokeForm(HouseForm):
    """Why a letter is taken out of force."""

    why = SelectField(_l("Sebab"), validators=[DataRequired(_l("Pilih sebabnya."))])
    text = LongTextField(_l("Alasan"), validators=[DataRequired(_l("Tulis alasan pencabutan.")), Length(max=500)])

    def offer(self) -> "RevokeForm":
        """Return the form with its choices in words."""
        self.why.choices = [("", "–"), *((one.value, label(one)) for one in RevokeReason)]
        return self
