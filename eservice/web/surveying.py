"""The survey's one page, whoever opens it: nine questions with four words each, and what may be left out."""

from collections.abc import Callable, Mapping
from typing import Any

from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs
from wtforms.validators import Length, Optional

from eservice.accounts.actor import Actor
from eservice.satisfaction.actions import LONGEST_COMMENT, Told
from eservice.satisfaction.rules import Element, Fact
from eservice.satisfaction.words import CHOICES, QUESTIONS, SCALE, WORDS
from eservice.web.answering import answer
from eservice.web.forms import ChoiceField, HouseForm, LongTextField

_FACT = "tentang-"


class SurveyForm(HouseForm):
    """What somebody says; each question may be passed over."""

    komentar = LongTextField(
        _l("Pesan atau saran"),
        [Optional(), Length(max=LONGEST_COMMENT)],
        description=_l("Jangan tulis nama atau nomor; pesan ini dibaca kepala kantor."),
    )

    @property
    def questions(self) -> list[ChoiceField]:
        """The nine questions in their order."""
        return [self[element.value] for element in Element]

    @property
    def about(self) -> list[SelectField]:
        """What is asked of the person."""
        return [self[_FACT + fact.value] for fact in Fact]

    @property
    def told(self) -> Told:
        """What was said."""
        scores = {element: int(self[element.value].data) for element in Element if self[element.value].data}
        facts = {fact: self[_FACT + fact.value].data or "" for fact in Fact}
        return Told(scores, self.komentar.data or "", facts)


def survey_form(base: type[SurveyForm] = SurveyForm) -> Any:
    """Return the form in the page's language."""
    fields: dict[str, Any] = {
        element.value: ChoiceField(
            _(QUESTIONS[element]),
            choices=[
                *(SelectChoice(str(score), _(words)) for score, words in enumerate(SCALE[element], 1)),
                SelectChoice("", _("Lewati")),
            ],
            default="",
        )
        for element in Element
    }
    for fact in Fact:
        choices = [SelectChoice(key, _(words)) for key, words in CHOICES[fact].items()]
        first = SelectChoice("", _("Tidak ingin menjawab"))
        fields[_FACT + fact.value] = SelectField(_(WORDS[Fact][fact]), choices=[first, *choices], default="")
    return type("SurveyForm", (base,), fields)()


def respond(template: str, act: Callable[[Told, Actor], None], onward: str, **shown: Any) -> ResponseReturnValue:
    """Show the questions; once they are sent, take the answer and thank for it."""
    form = survey_form()
    said: Mapping[str, Any] = shown
    done = (_("Terima kasih. Jawaban Anda sudah masuk, tanpa nama."), onward)
    return answer(template, form, lambda actor: act(form.told, actor), done=done, shown=lambda: said)
