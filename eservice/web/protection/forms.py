"""The forms of the data protection officer."""

from flask_babel import lazy_gettext as _l
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from eservice.privacy.rules import WishKind
from eservice.residents.models import Person
from eservice.web.forms import ChoiceField, DayField, HouseForm, LongTextField, TextField

GRANT, REFUSE = "penuhi", "tolak"


class AnswerForm(HouseForm):
    """What is decided, and what the person reads."""

    decision = ChoiceField(
        _l("Keputusan"),
        choices=[SelectChoice(GRANT, _l("Penuhi")), SelectChoice(REFUSE, _l("Tidak dapat dipenuhi"))],
        validators=[InputRequired(_l("Pilih keputusannya."))],
    )
    answer = LongTextField(
        _l("Jawaban untuk pemilik data"),
        validators=[DataRequired(_l("Tulis jawabannya; pemilik data akan membacanya.")), Length(max=1500)],
    )


class CorrectForm(AnswerForm):
    """The same, with the values that are right."""

    name = TextField(_l("Nama"), validators=[Optional(), Length(max=200)])
    birth_place = TextField(_l("Tempat lahir"), validators=[Optional(), Length(max=100)])
    birth_on = DayField(_l("Tanggal lahir"), validators=[Optional()])
    occupation = TextField(_l("Pekerjaan"), validators=[Optional(), Length(max=100)])

    @property
    def right(self) -> dict[str, object]:
        """What was filled in."""
        told = {one: self[one].data for one in ("name", "birth_place", "birth_on", "occupation")}
        return {name: value for name, value in told.items() if value}


def answer_form(kind: WishKind, person: Person | None) -> AnswerForm:
    """Return the form that answers a kind; a correction begins with what is recorded."""
    if kind is WishKind.CORRECT and person is not None:
        return CorrectForm(obj=person)
    return AnswerForm()
