"""Read a definition from its JSON, and refuse one that cannot work, naming the place and the remedy."""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from string import Formatter
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
from eservice.kernel.errors import InvalidInputError

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
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
    if found := list(problems(definition)):
        raise InvalidInputError("definition_wrong", problems=found)
    return definition


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
        siak_form=raw.get("siak_form", ""),
        standard=tuple(_component(key, raw["standard"]) for key in (*STANDARD_PUBLISHED, *STANDARD_INTERNAL)),
        decree=Decree(
            number=raw["decree"]["number"],
            dated_on=date.fromisoformat(raw["decree"]["dated_on"]),
            valid_from=date.fromisoformat(raw["decree"]["valid_from"]),
            example=bool(raw["decree"]["example"]),
        ),
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


def problems(definition: Definition) -> Iterator[str]:
    """Yield what keeps a definition from working, one sentence each."""
    if not _SLUG.fullmatch(definition.slug):
        yield f"slug {definition.slug!r}: use small letters, digits and hyphens"
    yield from _about_parts(definition)
    yield from _about_conditions(definition)
    yield from _about_promises(definition)
    yield from _about_outcome(definition)
    yield from _about_letter(definition)
    for step in definition.steps:
        for field in step.fields:
            yield from _about_field(field, where=f"step {step.key}")


def _about_parts(definition: Definition) -> Iterator[str]:
    for what, keys in (
        ("step", [step.key for step in definition.steps]),
        ("field", [field.key for step in definition.steps for field in step.fields]),
        ("requirement", [requirement.key for requirement in definition.requirements]),
    ):
        yield from (f"{what} {key!r} stands twice: keep one" for key in sorted(set(keys)) if keys.count(key) > 1)
        if not keys:
            yield f"there is no {what}: add one"
    yield from (
        f"standard component {part.key!r}: give as many sentences in English as in Indonesian"
        for part in definition.standard
        if not part.items or len(part.items) != len(part.items_en)
    )


def _about_conditions(definition: Definition) -> Iterator[str]:
    known = {
        field.key: {choice.value for choice in field.choices} or {"ya", "tidak"}
        for step in definition.steps
        for field in step.fields
    }
    known["untuk_siapa"] = {str(whom) for whom in ForWhom}
    conditional = [
        *((f"step {step.key}", step.when) for step in definition.steps),
        *((f"field {field.key}", field.when) for step in definition.steps for field in step.fields),
        *((f"requirement {entry.key}", entry.when) for entry in definition.requirements),
        *((f"signing place {entry.place}", entry.when) for entry in definition.signing),
    ]
    for where, conditions in conditional:
        for condition in conditions:
            if condition.field not in known:
                yield f"{where}: depends on {condition.field!r}, which is never asked"
            elif strange := sorted(set(condition.values) - known[condition.field]):
                yield f"{where}: {condition.field!r} is never {', '.join(strange)}"


def _about_promises(definition: Definition) -> Iterator[str]:
    for channel in ("online", "counter"):
        if channel not in definition.promise:
            yield f"promise for {channel!r} is missing: give minutes, days or same_day"
    for channel, limit in definition.promise.items():
        if sum((limit.minutes is not None, limit.days is not None, bool(limit.same_day_until))) != 1:
            yield f"promise for {channel!r}: give exactly one of minutes, days and same_day"


def _about_outcome(definition: Definition) -> Iterator[str]:
    if definition.issuer is Issuer.DUKCAPIL:
        if definition.rt_mode is not RTMode.NONE:
            yield "rt_mode: Dukcapil services never ask for an RT letter; write tidak_perlu"
        if definition.outcome.kind is not OutcomeKind.SIAK or definition.signing:
            yield "outcome: what SIAK makes carries no signature of ours; write kind siak and an empty signing"
    elif not definition.outcome.letter or not definition.signing:
        yield "outcome: a letter needs its kind and at least one signing place"


def _about_letter(definition: Definition) -> Iterator[str]:
    officer_keys = {field.key for field in definition.officer_fields}
    for source in definition.letter:
        for path in _paths(source):
            if definition.field(path.partition(".")[0]) is None:
                yield f"letter field {source.key!r}: {path!r} is never asked"
        if source.officer and source.officer not in officer_keys:
            yield f"letter field {source.key!r}: the officer is never asked for {source.officer!r}"


def _paths(source: LetterSource) -> Iterator[str]:
    yield from (path for path in (source.path, source.count, source.otherwise, *source.years) if path)
    for _, name, _, _ in Formatter().parse(source.text):
        if name:
            yield name


def _about_field(field: Field, *, where: str) -> Iterator[str]:
    here = f"{where}, field {field.key}"
    if field.kind is Kind.CHOICE and len(field.choices) < 1:
        yield f"{here}: a choice needs answers"
    if field.is_group and not field.fields:
        yield f"{here}: a person or people needs questions of its own"
    if field.tense not in {"past", "future", "any"}:
        yield f"{here}: tense is past, future or any"
    for inner in field.fields:
        yield from _about_field(inner, where=here)
