"""Read a definition from its JSON, and refuse one that cannot work."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from eservice.catalogue.definition import (
    STANDARD_INTERNAL,
    STANDARD_PUBLISHED,
    Choice,
    Component,
    Condition,
    Decree,
    Definition,
    Field,
    ForWhom,
    Issuer,
    Kind,
    LetterSource,
    LifeEvent,
    Outcome,
    OutcomeKind,
    Place,
    PreCheck,
    Promise,
    Requirement,
    RTMode,
    SigningPlace,
    Step,
)
from eservice.catalogue.faults import problems
from eservice.kernel.errors import InvalidInputError

_LENGTHS = {
    Kind.LONGTEXT: 1000,
    Kind.NUMBER: 9,
    Kind.MONEY: 18,
    Kind.PHONE: 20,
    Kind.NIK: 25,
    Kind.KK: 25,
    Kind.NAME: 200,
}
_FILE_KINDS = ("jpg", "png", "pdf")


def parse(raw: Mapping[str, Any]) -> Definition:
    """Return the definition written as ``raw``, checked.

    Raises:
        InvalidInputError: ``definition_wrong`` with ``facts["problems"]``, one sentence each.
    """
    try:
        definition = _read(raw)
    except KeyError as missing:
        raise InvalidInputError("definition_wrong", problems=[f"{missing.args[0]!r} is missing"]) from missing
    except (ValueError, TypeError) as wrong:
        raise InvalidInputError("definition_wrong", problems=[str(wrong)]) from wrong
    if found := [str(fault) for fault in problems(definition)]:
        raise InvalidInputError("definition_wrong", problems=found)
    return definition


def readable(raw: Mapping[str, Any]) -> Definition:
    """Return the definition as far as it is: unfinished, and perhaps with faults; for drafts.

    Raises:
        InvalidInputError: ``definition_wrong``, it has not even the parts of a definition.
    """
    try:
        return _read(raw)
    except (KeyError, ValueError, TypeError, AttributeError) as wrong:
        raise InvalidInputError("definition_wrong", problems=[str(wrong)]) from wrong


def _read(raw: Mapping[str, Any]) -> Definition:
    validity = raw.get("validity", {})
    outcome = raw["outcome"]
    return Definition(
        code=raw["code"],
        slug=raw["slug"],
        name=raw["name"],
        name_en=raw["name_en"],
        description=raw["description"],
        description_en=raw["description_en"],
        life_events=tuple(LifeEvent(event) for event in raw["life_events"]),
        search=tuple(raw["search"]),
        issuer=Issuer(raw["issuer"]),
        for_whom=tuple(ForWhom(whom) for whom in raw["for_whom"]),
        rt_mode=RTMode(raw["rt_mode"]),
        signing=tuple(SigningPlace(Place(entry["place"]), _when(entry)) for entry in raw["signing"]),
        outcome=Outcome(OutcomeKind(outcome["kind"]), outcome.get("letter", ""), tuple(outcome.get("routes", ()))),
        by_hand=bool(raw.get("by_hand", False)),
        second_reader=bool(raw.get("second_reader", False)),
        archive_code=raw["archive"]["code"],
        archive_old=tuple(raw["archive"]["old"]),
        validity_months=validity.get("months"),
        validity_days=validity.get("days"),
        promise={channel: _promise(limit) for channel, limit in raw["promise"].items()},
        pre_check=tuple(PreCheck(entry["text"], entry["text_en"]) for entry in raw.get("pre_check", ())),
        requirements=tuple(_requirement(entry) for entry in raw["requirements"]),
        steps=tuple(_step(entry) for entry in raw["steps"]),
        officer_fields=tuple(_field(entry) for entry in raw.get("officer_fields", ())),
        letter=tuple(_source(key, entry) for key, entry in raw.get("letter", {}).items()),
        appointment=raw.get("appointment", ""),
        siak_form=raw.get("siak_form", ""),
        standard=tuple(_component(key, raw["standard"]) for key in (*STANDARD_PUBLISHED, *STANDARD_INTERNAL)),
        decree=Decree(
            number=raw["decree"]["number"],
            dated_on=date.fromisoformat(raw["decree"]["dated_on"]),
            valid_from=date.fromisoformat(raw["decree"]["valid_from"]),
            example=bool(raw["decree"]["example"]),
        ),
        letter_text=str(raw.get("letter_text", "")),
    )


def _when(raw: Mapping[str, Any]) -> tuple[Condition, ...]:
    given = raw.get("when", ())
    every: Iterable[Mapping[str, Any]] = (given,) if isinstance(given, Mapping) else given
    return tuple(
        Condition(entry["field"], tuple(entry.get("is") or entry["is_not"]), negated="is_not" in entry)
        for entry in every
    )


def _choice(raw: Any) -> Choice:
    if isinstance(raw, Mapping):
        return Choice(raw["value"], raw["label"], raw["label_en"], raw.get("stop", ""), raw.get("stop_en", ""))
    value, label, label_en = raw
    return Choice(value, label, label_en)


def _field(raw: Mapping[str, Any]) -> Field:
    kind = Kind(raw["kind"])
    return Field(
        key=raw["key"],
        kind=kind,
        label=raw["label"],
        label_en=raw["label_en"],
        hint=raw.get("hint", ""),
        hint_en=raw.get("hint_en", ""),
        required=bool(raw.get("required", True)),
        max_length=int(raw.get("max_length", _LENGTHS.get(kind, 100))),
        minimum=raw.get("minimum"),
        maximum=raw.get("maximum"),
        as_text=bool(raw.get("as_text", False)),
        tense=raw.get("tense", "any"),
        choices=tuple(_choice(entry) for entry in raw.get("choices", ())),
        suggestions=tuple(raw.get("suggestions", ())),
        when=_when(raw),
        printed=bool(raw.get("printed", False)),
        prefill=raw.get("prefill", ""),
        switch=raw.get("switch", ""),
        default=raw.get("default", ""),
        must_be=raw.get("must_be", ""),
        must_be_text=raw.get("must_be_text", ""),
        must_be_text_en=raw.get("must_be_text_en", ""),
        fields=tuple(_field(entry) for entry in raw.get("fields", ())),
        min_items=int(raw.get("min_items", 1)),
        max_items=int(raw.get("max_items", 1 if kind is Kind.PERSON else 20)),
    )


def _step(raw: Mapping[str, Any]) -> Step:
    return Step(
        key=raw["key"],
        title=raw["title"],
        title_en=raw["title_en"],
        hint=raw.get("hint", ""),
        hint_en=raw.get("hint_en", ""),
        fields=tuple(_field(entry) for entry in raw["fields"]),
        when=_when(raw),
    )


def _requirement(raw: Mapping[str, Any]) -> Requirement:
    return Requirement(
        key=raw["key"],
        name=raw["name"],
        name_en=raw["name_en"],
        hint=raw["hint"],
        hint_en=raw["hint_en"],
        example=raw.get("example", ""),
        example_en=raw.get("example_en", ""),
        required=bool(raw.get("required", True)),
        kinds=tuple(raw.get("kinds", _FILE_KINDS)),
        may_bring=bool(raw.get("may_bring", False)),
        reusable=bool(raw.get("reusable", False)),
        statement=raw.get("statement", ""),
        rt_letter=bool(raw.get("rt_letter", False)),
        when=_when(raw),
        when_text=raw.get("when_text", ""),
        when_text_en=raw.get("when_text_en", ""),
    )


def _promise(raw: Mapping[str, Any]) -> Promise:
    same_day = raw.get("same_day", {})
    return Promise(
        minutes=raw.get("minutes"),
        days=raw.get("days"),
        visit_days=raw.get("visit_days"),
        same_day_until=same_day.get("until", ""),
        same_day_by=same_day.get("by", ""),
        next_day_by=same_day.get("next_by", ""),
    )


def _source(key: str, raw: Any) -> LetterSource:
    if isinstance(raw, str):
        return LetterSource(key, path=raw)
    return LetterSource(
        key,
        path=raw.get("from", ""),
        text=raw.get("text", ""),
        count=raw.get("count", ""),
        years=tuple(raw.get("years", ())),
        officer=raw.get("officer", ""),
        given=raw.get("given", ""),
        otherwise=raw.get("otherwise", ""),
        words=tuple(raw.get("map", {}).items()),
    )


def _component(key: str, raw: Mapping[str, Any]) -> Component:
    return Component(key, tuple(raw[key]), tuple(raw[f"{key}_en"]), published=key in STANDARD_PUBLISHED)
