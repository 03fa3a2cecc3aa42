"""What a definition decides, given the answers so far: pages, proofs, signatures, promise, validity."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from eservice.catalogue import heirs
from eservice.catalogue.definition import (
    Definition,
    Field,
    ForWhom,
    LifeEvent,
    Promise,
    Requirement,
    RTMode,
    SigningPlace,
    Step,
)

ASKS_FOR_WHOM = "untuk_siapa"
"""The field that says for whom the citizen asks; its values are those of ``ForWhom``."""

COUNTER_CHANNELS = frozenset({"counter", "kiosk"})
"""Channels for which the promise of the counter holds; all others follow the online one."""


IN_TURN: dict[LifeEvent, tuple[str, ...]] = {
    LifeEvent.BIRTH: ("SKL", "AKL", "KK"),
    LifeEvent.DEATH: ("SKMT", "AKM", "KK", "SKAW"),
    LifeEvent.MARRIAGE: ("N1", "KK"),
    LifeEvent.MOVING: ("SKPWNI", "KK"),
}
"""Services of a life event in the order in which one leads to the next, by code; others have no order."""


@dataclass(frozen=True, slots=True)
class OfficeOptions:
    """What one office does otherwise than the standard."""

    rt_mode: RTMode | None = None
    archive_code: str = ""
    switched_on: frozenset[str] = frozenset()


def for_office(definition: Definition, options: OfficeOptions) -> Definition:
    """Return the definition as this office applies it; a Dukcapil service never asks for an RT letter."""
    fixed = definition.rt_mode is RTMode.NONE and not any(entry.rt_letter for entry in definition.requirements)
    return replace(
        definition,
        rt_mode=definition.rt_mode if fixed else options.rt_mode or definition.rt_mode,
        archive_code=options.archive_code or definition.archive_code,
        switched_on=options.switched_on,
    )


def answers_for(definition: Definition, answers: Mapping[str, Any], for_whom: ForWhom | None) -> dict[str, Any]:
    """Return the answers that count: for whom is put in, and what belongs to a hidden question is left out."""
    given = dict(answers)
    if for_whom is not None:
        given[ASKS_FOR_WHOM] = str(for_whom)
    elif len(definition.for_whom) == 1:
        given[ASKS_FOR_WHOM] = str(definition.for_whom[0])
    asked: dict[str, Any] = {key: given[key] for key in (ASKS_FOR_WHOM,) if key in given}
    for step in definition.steps:
        if all(condition.holds(asked) for condition in step.when):
            for field in step.fields:
                if _is_asked(definition, field, asked) and field.key in given:
                    asked[field.key] = given[field.key]
    return asked


def visible_fields(
    definition: Definition, step: Step, answers: Mapping[str, Any], for_whom: ForWhom | None = None
) -> tuple[Field, ...]:
    """Return the questions of a page that apply to these answers, in order."""
    counted = answers_for(definition, answers, for_whom)
    if not all(condition.holds(counted) for condition in step.when):
        return ()
    if step not in definition.steps:  # the officer's own page, whose questions depend on each other
        counted |= {field.key: answers[field.key] for field in step.fields if field.key in answers}
    return _fields_of(definition, step, counted)


def _fields_of(definition: Definition, step: Step, counted: Mapping[str, Any]) -> tuple[Field, ...]:
    return tuple(field for field in step.fields if _is_asked(definition, field, counted))


def _is_asked(definition: Definition, field: Field, counted: Mapping[str, Any]) -> bool:
    if field.switch and field.switch not in definition.switched_on:
        return False
    return all(condition.holds(counted) for condition in field.when)


def steps_for(
    definition: Definition,
    answers: Mapping[str, Any],
    for_whom: ForWhom | None = None,
    known: Mapping[str, Any] | None = None,
) -> tuple[Step, ...]:
    """Return the pages still to be walked through, in order.

    Args:
        known: what is known of the people, by the fields' ``prefill`` ('subject.street'); a page whose required
            questions are all known is left out (the check page offers to change it).
    """
    counted = answers_for(definition, {**prefilled(definition, known or {}), **answers}, for_whom)
    return tuple(step for step in definition.steps if _is_walked(definition, step, counted, known or {}))


def _is_walked(definition: Definition, step: Step, counted: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    if not all(condition.holds(counted) for condition in step.when):
        return False
    if any(field.key == ASKS_FOR_WHOM for field in step.fields):
        return len(definition.for_whom) > 1
    fields = _fields_of(definition, step, counted)
    return any(not (field.prefill and known.get(field.prefill)) for field in fields if field.required) or (
        bool(fields) and not any(field.required for field in fields)
    )


def prefilled(definition: Definition, known: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers that are known already, by field key."""
    return {
        field.key: known[field.prefill]
        for step in definition.steps
        for field in step.fields
        if field.prefill and known.get(field.prefill)
    }


def open_steps(definition: Definition, answers: Mapping[str, Any], for_whom: ForWhom | None = None) -> tuple[Step, ...]:
    """Return the pages on which a required question has no answer yet; empty means ready to send."""
    counted = answers_for(definition, answers, for_whom)
    return tuple(
        step
        for step in definition.steps
        if all(condition.holds(counted) for condition in step.when)
        and any(_is_open(field, counted.get(field.key)) for field in _fields_of(definition, step, counted))
    )


def _is_open(field: Field, value: Any) -> bool:
    """Tell whether a required answer is missing, or a list of heirs says too little of one of them."""
    if value in (None, "", [], {}):
        return field.required
    if not heirs.is_list(field):
        return False
    unsaid = any(
        inner.required and not person.get(inner.key) and all(condition.holds(person) for condition in inner.when)
        for person in value
        for inner in field.fields
    )
    return unsaid or any(heirs.faults(dict(enumerate(value)), today=None))


def required_proofs(
    definition: Definition, answers: Mapping[str, Any], for_whom: ForWhom | None = None
) -> tuple[Requirement, ...]:
    """Return the proofs that apply to these answers, in order; ``required`` tells which must be there.

    The RT's letter is among them only where the office wants it uploaded.
    """
    counted = answers_for(definition, answers, for_whom)
    return tuple(
        entry
        for entry in definition.requirements
        if all(condition.holds(counted) for condition in entry.when)
        and not (entry.rt_letter and definition.rt_mode is not RTMode.UPLOAD)
    )


def signing_places(
    definition: Definition, answers: Mapping[str, Any], for_whom: ForWhom | None = None
) -> tuple[SigningPlace, ...]:
    """Return the signatures in turn; none where SIAK signs."""
    counted = answers_for(definition, answers, for_whom)
    return tuple(entry for entry in definition.signing if all(need.holds(counted) for need in entry.when))


def promise_for(definition: Definition, channel: str) -> Promise:
    """Return the limit promised on a channel (online, counter, kiosk, api, late_entry)."""
    return definition.promise["counter" if channel in COUNTER_CHANNELS else "online"]


def place_in(event: LifeEvent, code: str) -> int:
    """Return which step of a life event a service is, from 1; 0 where no order is advised."""
    order = IN_TURN.get(event, ())
    return order.index(code) + 1 if code in order else 0


def valid_until(definition: Definition, *, issued_on: date) -> date | None:
    """Return the last day on which the letter serves, or None where it has no end.

    Months keep the day of the month: 31 August + 6 months is 28 February.
    """
    if definition.validity_days is not None:
        return issued_on + timedelta(days=definition.validity_days)
    if definition.validity_months is None:
        return None
    year, month = divmod(issued_on.month - 1 + definition.validity_months, 12)
    first_of_next = date(issued_on.year + year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    last_day = (first_of_next - timedelta(days=1)).day
    return date(issued_on.year + year, month + 1, min(issued_on.day, last_day))


def typed_fields(
    definition: Definition,
    answers: Mapping[str, Any],
    for_whom: ForWhom | None = None,
    known: Mapping[str, Any] | None = None,
) -> tuple[str, ...]:
    """Return the keys of the required questions that need the keyboard, groups counted by their inner ones."""
    counted = answers_for(definition, {**prefilled(definition, known or {}), **answers}, for_whom)
    return tuple(
        key
        for step in steps_for(definition, answers, for_whom, known)
        for field in _fields_of(definition, step, counted)
        if not (field.prefill and (known or {}).get(field.prefill))
        for key in _typed_in(field)
    )


def _typed_in(field: Field) -> Iterator[str]:
    if not field.required:
        return
    if not field.is_group:
        yield from (field.key,) if field.is_typed else ()
        return
    for number in range(field.min_items):
        inner_keys = (key for inner in field.fields if not inner.when for key in _typed_in(inner))
        yield from (f"{field.key}-{number}-{key}" for key in inner_keys)
