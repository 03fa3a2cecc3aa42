"""Check what somebody typed on one page, and say in a sentence what to do about it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date
from typing import Any, TypeAlias

from eservice.catalogue import heirs
from eservice.catalogue.definition import Definition, Field, ForWhom, Kind, Step
from eservice.catalogue.distinct import same_people
from eservice.catalogue.inputs import MISSING, READ, WrongInputError, as_text, check_tense, check_year, tidy
from eservice.catalogue.rules import visible_fields
from eservice.kernel.words import N_


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with one input; ``sentence`` is a message to translate, filled in with ``facts``.

    ``field`` is the input's name on the page: ``nik``, ``ayah-nama``, ``saksi-0-nik``. ``sentence_en`` is given where
    the sentence comes from the service's own data instead.
    """

    field: str
    sentence: str
    facts: Mapping[str, Any] = attribute(default_factory=dict)
    sentence_en: str = ""

    def said(self, translate: Callable[..., str], *, english: bool) -> str:
        """Return the sentence for the reader; ``translate`` is gettext with named values."""
        if english and self.sentence_en:
            return self.sentence_en
        if not self.facts:
            return translate(self.sentence)
        facts = dict(self.facts)
        label_en = facts.pop("label_en", "")
        return translate(self.sentence, **(facts | {"label": label_en} if english and label_en else facts))


Errors: TypeAlias = dict[str, Problem]


def read_form(step: Step, form: Mapping[str, str]) -> dict[str, Any]:
    """Return what a page sent, groups gathered: ``saksi-0-nama`` becomes ``{"saksi": [{"nama": ...}]}``.

    Inputs are named ``key``, ``key-inner`` for a person, ``key-number-inner`` for people.
    """
    typed: dict[str, Any] = {}
    for field in step.fields:
        if field.kind is Kind.PERSON:
            typed[field.key] = _inner(field, form, field.key)
        elif field.kind is Kind.PEOPLE:
            typed[field.key] = [_inner(field, form, f"{field.key}-{row}") for row in range(field.max_items)]
        elif field.key in form:
            typed[field.key] = form[field.key]
    return typed


def _inner(field: Field, form: Mapping[str, str], prefix: str) -> dict[str, str]:
    return {inner.key: form.get(f"{prefix}-{inner.key}", "") for inner in field.fields}


def check_answers(
    definition: Definition,
    step: Step,
    typed: Mapping[str, Any],
    *,
    earlier: Mapping[str, Any] | None = None,
    for_whom: ForWhom | None = None,
    today: date | None = None,
) -> tuple[dict[str, Any], Errors]:
    """Return the clean answers of one page and what is wrong, by input name.

    Args:
        typed: as ``read_form`` gives it.
        earlier: answers of other pages; this page's questions may depend on them.
        today: the date in WIB, for questions about the past or the future; None leaves those unchecked.

    Returns:
        Clean values fit for JSON: text, int for numbers and money, ISO dates, ``HH:MM``, 'ya'/'tidak', a dict for a
        person, a list of dicts for people. A wrong input is missing from them; the page shows again what was typed.
    """
    clean: dict[str, Any] = {}
    errors: Errors = {}
    for field in visible_fields(definition, step, {**(earlier or {}), **_chosen(step, typed)}, for_whom):
        value = _check(field, typed.get(field.key), field.key, errors, today)
        if value not in (None, "", [], {}):
            clean[field.key] = value
    for name, sentence in same_people(definition, clean, earlier or {}, for_whom).items():
        if name not in errors:
            errors[name] = Problem(name, sentence)
    for field in step.fields:
        if heirs.is_list(field) and clean.get(field.key):
            _check_heirs(field.key, typed, clean, errors, today)
    return clean, errors


def _chosen(step: Step, typed: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers of this page that others may depend on."""
    return {field.key: str(typed.get(field.key) or "").strip() for field in step.fields if not field.is_group}


def _check(field: Field, value: Any, name: str, errors: Errors, today: date | None) -> Any:
    if field.kind is Kind.PERSON:
        return _check_person(field, value or {}, name, errors, today)
    if field.kind is Kind.PEOPLE:
        return _check_people(field, value or [], name, errors, today)
    try:
        return _check_one(field, str(value or ""), today)
    except WrongInputError as wrong:
        errors[name] = Problem(name, wrong.sentence, wrong.facts, wrong.sentence_en)
        return None


def _check_person(field: Field, value: Mapping[str, Any], name: str, errors: Errors, today: date | None) -> Any:
    if not field.required and not any(str(part or "").strip() for part in value.values()):
        return None
    person = {
        inner.key: _check(inner, value.get(inner.key), f"{name}-{inner.key}", errors, today)
        for inner in field.fields
        if all(condition.holds(value) for condition in inner.when)
    }
    return {key: part for key, part in person.items() if part not in (None, "")}


def _check_heirs(key: str, typed: Mapping[str, Any], clean: dict[str, Any], errors: Errors, today: date | None) -> None:
    """Say what a list of heirs lacks, beside the input; what is wrong there is taken out."""
    numbers = [number for number, _row in _given(typed[key])]
    people = [dict(person) for person in clean[key]]
    for number, part, sentence in heirs.faults(dict(zip(numbers, people, strict=True)), today=today):
        name = f"{key}-{number}-{part}" if part else key
        errors.setdefault(name, Problem(name, sentence))
        if part:
            people[numbers.index(number)].pop(part, None)
    clean[key] = people


def _given(rows: list[Mapping[str, Any]]) -> list[tuple[int, Mapping[str, Any]]]:
    """Return the rows in which something is written, each with its number on the page."""
    return [(number, row) for number, row in enumerate(rows) if any(str(part or "").strip() for part in row.values())]


def _check_people(field: Field, rows: list[Mapping[str, Any]], name: str, errors: Errors, today: date | None) -> Any:
    given = _given(rows)
    if len(given) < field.min_items and (field.required or given):
        sentence = N_("Isi data paling sedikit %(n)s orang. Baru %(given)s yang terisi.")
        errors[name] = Problem(name, sentence, {"n": field.min_items, "given": len(given)})
    return [_check_person(field, row, f"{name}-{number}", errors, today) for number, row in given]


def _check_one(field: Field, typed: str, today: date | None) -> Any:
    text = tidy(typed, lines=field.kind is Kind.LONGTEXT)
    if not text:
        if field.required:
            sentence = MISSING.get(field.kind, N_("Isi “%(label)s”."))
            raise WrongInputError(sentence, label=field.label, label_en=field.label_en)
        return ""
    in_words = field.kind is Kind.NUMBER and not text.isdecimal()  # what to do about that is said first
    if len(text) > field.max_length and not in_words:
        sentence = N_("Tulis lebih pendek: paling banyak %(max)s huruf, sekarang %(n)s.")
        raise WrongInputError(sentence, max=field.max_length, n=len(text))
    value = READ.get(field.kind, as_text)(field, text)
    if field.kind is Kind.DATE and today is not None:
        check_tense(field, date.fromisoformat(str(value)), today)
    if field.kind is Kind.NUMBER and today is not None:
        check_year(field, int(value), today)
    if field.must_be and value != field.must_be:
        raise WrongInputError(field.must_be_text, sentence_en=field.must_be_text_en)
    return value
