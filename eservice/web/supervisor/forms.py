"""The small forms of a supervisor's acts; each asks for the reason."""

from collections.abc import Mapping, Sequence

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, SelectField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from eservice.catalogue.definition import Requirement
from eservice.web.filters import local
from eservice.web.forms import HouseForm, LongTextField

_PREFIX = "syarat_"
_TELL = _l("Tulis alasannya; rekan Anda akan membacanya.")


class ReassignForm(HouseForm):
    """To whom, and why."""

    to = SelectField(
        _l("Petugas yang melanjutkan"), validators=[InputRequired(_l("Pilih petugas yang melanjutkan."))], coerce=int
    )
    reason = LongTextField(_l("Alasan"), validators=[DataRequired(_TELL), Length(max=500)])
    holder = HiddenField()
    """In whose hands the page showed it; 0 for nobody's."""


class ReopenForm(HouseForm):
    """Why a closed request is opened again."""

    reason = LongTextField(
        _l("Alasan membuka kembali"),
        validators=[DataRequired(_l("Tulis alasannya; pemohon akan membacanya.")), Length(max=500)],
    )


class CorrectionForm(HouseForm):
    """One text for each requirement; an empty one asks nothing."""

    def asked(self) -> dict[str, str]:
        """Return requirement -> what the citizen is to complete."""
        return {
            field.name.removeprefix(_PREFIX): field.data
            for field in self
            if field.name.startswith(_PREFIX) and field.data
        }


def correction_form(requirements: Sequence[Requirement], noted: Mapping[str, str]) -> CorrectionForm:
    """Return the form for these requirements, filled in with what the officer noted."""
    fields = {
        _PREFIX + one.key: LongTextField(
            local(one, "name"), validators=[Optional(), Length(max=500)], default=noted.get(one.key, "")
        )
        for one in requirements
    }
    form: CorrectionForm = type("CorrectionForm", (CorrectionForm,), fields)()
    return form
