"""What keeps a definition from working, in sentences that name the place and the remedy. Pure."""

import re
from collections.abc import Iterator

from eservice.catalogue.definition import (
    Definition,
    Field,
    ForWhom,
    Issuer,
    Kind,
    LetterSource,
    OutcomeKind,
    RTMode,
)
from eservice.catalogue.printing import paths_in

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


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
    signed_here = {entry.key for entry in definition.requirements if entry.statement}
    if definition.appointment and definition.appointment not in signed_here:
        yield f"appointment {definition.appointment!r}: name a requirement that is a statement to sign"
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
    yield from paths_in(source.text)


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
