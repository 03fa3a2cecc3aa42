"""Questions of the catalogue as form fields: one class of form for each page, made from its definition."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from flask_babel import gettext as _
from wtforms import SelectField
from wtforms.fields import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from eservice.catalogue.answers import Errors
from eservice.catalogue.definition import Definition, Field, Issuer, Kind, Step
from eservice.catalogue.printing import answer_rows
from eservice.kernel.errors import DomainError, InvalidInputError
from eservice.regions import queries as regions
from eservice.requests.definitions import definition_of
from eservice.requests.filing import taking_office
from eservice.requests.models import Request
from eservice.web.filters import local, masked_nik
from eservice.web.forms import ChoiceField, HouseForm, LongTextField, TextField
from eservice.web.locale import language

FEW = 6
"""Up to so many answers stand as cards; more become a list to choose from."""

_INPUT_MODES = {Kind.NIK: "numeric", Kind.KK: "numeric", Kind.NUMBER: "numeric", Kind.MONEY: "numeric",
                Kind.PHONE: "tel", Kind.EMAIL: "email"}  # fmt: skip
_WIDTHS = {Kind.NUMBER: "short", Kind.TIME: "short", Kind.DATE: "mid", Kind.MONEY: "mid", Kind.NIK: "mid",
           Kind.KK: "mid", Kind.PHONE: "mid"}  # fmt: skip
_FILLED_BY_BROWSERS = {"applicant.name": "name", "applicant.phone": "tel", "applicant.email": "email"}


class QuestionForm(HouseForm):
    """A page's questions; what answers mean is checked by the catalogue."""

    def show(self, problems: Errors) -> None:
        """Put what is wrong beside its input, else above the form."""
        for name, problem in problems.items():
            words = problem.said(_, english=language() == "en")
            if name in self._fields:
                self._fields[name].errors = [words]
            else:
                self.form_errors.append(words)


def nowhere_taken(
    service_id: int, definition: Definition, page: Step, answers: Mapping[str, Any], *, at: datetime
) -> InvalidInputError | None:
    """Return why no office would take what the kelurahan told on a page asks for, to say beside it; else None."""
    told = next((one.key for one in page.fields if one.kind is Kind.REGION and answers.get(one.key)), None)
    if told is None or definition.issuer is Issuer.DUKCAPIL:
        return None
    try:
        taking_office(service_id, definition.issuer, str(answers[told]), at=at)
    except DomainError as refusal:
        return InvalidInputError(refusal.code, field=told, **refusal.facts)
    return None


def form_for(fields: Iterable[Field], values: Mapping[str, Any], *, rows: Mapping[str, int] | None = None) -> Any:
    """Return a bound form with the questions ``fields``.

    Args:
        values: stored answers, shown until something is typed.
        rows: how many people each list shows; without it, as many as it needs.
    """
    members, shown = {}, {}
    for name, field, value in inputs(fields, values, rows or {}):
        members[name] = _member(field, in_group=name != field.key)
        shown[name] = as_typed(field, value)
    made = type("PageForm", (QuestionForm,), members)
    return made(data=shown)


def inputs(
    fields: Iterable[Field], values: Mapping[str, Any], rows: Mapping[str, int]
) -> Iterator[tuple[str, Field, Any]]:
    """Yield (name of the input, question, stored value), groups opened up."""
    for field in fields:
        value = values.get(field.key)
        if field.kind is Kind.PERSON:
            yield from _inner(field, value or {}, field.key)
        elif field.kind is Kind.PEOPLE:
            people = value or []
            for row in range(shown_rows(field, people, rows)):
                yield from _inner(field, people[row] if row < len(people) else {}, f"{field.key}-{row}")
        else:
            yield field.key, field, value


def shown_rows(field: Field, people: Any, rows: Mapping[str, int]) -> int:
    """Return how many people a list shows."""
    return min(field.max_items, max(field.min_items, len(people or ()), rows.get(field.key, 0), 1))


def blocks(form: Any, fields: Iterable[Field], values: Mapping[str, Any], rows: Mapping[str, int]) -> list[Any]:
    """Return the page's parts in order: single questions, and groups with a heading each."""
    found: list[Any] = []
    for field in fields:
        if field.kind is Kind.PERSON:
            found.append({"legend": local(field, "label"), "hint": local(field, "hint"), "people": False,
                          "fields": [form[name] for name, *_rest in _inner(field, {}, field.key)]})  # fmt: skip
        elif field.kind is Kind.PEOPLE:
            count = shown_rows(field, values.get(field.key), rows)
            for row in range(count):
                names = [name for name, *_rest in _inner(field, {}, f"{field.key}-{row}")]
                hint = local(field, "hint") if row == 0 else ""
                legend = f"{local(field, 'label')} · {row + 1}"
                found.append({"legend": legend, "hint": hint, "people": False, "fields": [form[n] for n in names]})
            if count < field.max_items:
                found.append({"people": True, "key": field.key, "fields": [], "label": local(field, "label")})
        else:
            found.append({"legend": "", "hint": "", "people": False, "fields": [form[field.key]],
                          "suggestions": field.suggestions})  # fmt: skip
    return found


def as_typed(field: Field, value: Any) -> str:
    """Return a stored value as people type it."""
    if value in (None, ""):
        return ""
    if field.kind is Kind.DATE:
        return f"{date.fromisoformat(str(value)):%d-%m-%Y}"
    return str(value).replace(":", ".") if field.kind is Kind.TIME else str(value)


def region_name(code: str) -> str:
    """Return a kelurahan with its kecamatan."""
    return regions.full_name(code)


def answered(found: Request) -> list[tuple[str, str]]:
    """Return what was answered in a request, in the form's order: kelurahan by name, the KK masked."""
    definition = definition_of(found)
    rows = answer_rows(definition, found.answers, found.for_whom, english=language() == "en")
    return [(words, said(definition, key, value)) for _step, key, words, value in rows]


def said(definition: Definition, key: str, words: str) -> str:
    """Return an answer in words, as the citizen reads it."""
    field = definition.field(key)
    if field is not None and field.kind is Kind.REGION:
        return region_name(words)
    return masked_nik(words) if field is not None and field.kind is Kind.KK else words


def _inner(field: Field, value: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, Field, Any]]:
    for inner in field.fields:
        yield f"{prefix}-{inner.key}", inner, value.get(inner.key)


def _member(field: Field, *, in_group: bool) -> Any:
    """Return the unbound form field for one question."""
    label, hint = local(field, "label"), local(field, "hint")
    if field.kind is Kind.YESNO:
        answers = [SelectChoice("ya", _("Ya")), SelectChoice("tidak", _("Tidak"))]
        made: Any = ChoiceField(label, choices=answers, description=hint, validate_choice=False)
    elif field.kind is Kind.CHOICE and len(field.choices) <= FEW:
        made = ChoiceField(label, choices=_choices(field), description=hint, validate_choice=False)
    elif field.kind is Kind.CHOICE:
        made = _select(label, hint, _choices(field))
    elif field.kind is Kind.REGION:
        made = _select(label, hint, _kelurahan())
    elif field.kind is Kind.LONGTEXT:
        made = LongTextField(label, description=hint, render_kw={"rows": "6"})
    else:
        made = TextField(label, description=hint, width=_width(field), render_kw=_attributes(field))
    if not field.required or (in_group and field.when):  # what is asked of some alone stands there for all
        made.kwargs["validators"] = [_MayStayEmpty()]
    return made


class _MayStayEmpty:
    """Marks a question whose answer may be left out; the catalogue checks the rest."""

    field_flags = {"optional": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Check nothing."""


def _select(label: str, hint: str, choices: list[SelectChoice]) -> SelectField:
    answers = [SelectChoice("", _("Pilih…")), *choices]
    return SelectField(label, choices=answers, description=hint, validate_choice=False)


def _choices(field: Field) -> list[SelectChoice]:
    return [SelectChoice(one.value, local(one, "label")) for one in field.choices]


def _kelurahan() -> list[SelectChoice]:
    found = [
        SelectChoice(one.code, f"{one.name} ({regions.region(one.parent_code or '').name})")
        for one in regions.kelurahan_of_city()
    ]
    return sorted(found, key=lambda choice: str(choice.label))


def _width(field: Field) -> str:
    return "short" if field.max_length <= 5 else _WIDTHS.get(field.kind, "")


def _attributes(field: Field) -> dict[str, str]:
    found = {"autocomplete": _FILLED_BY_BROWSERS.get(field.prefill, "off")}
    if field.kind in _INPUT_MODES:
        found["inputmode"] = _INPUT_MODES[field.kind]
    if field.suggestions:
        found["list"] = f"{field.key}-saran"
    return found
