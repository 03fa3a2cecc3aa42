"""Fill any service's form in plausibly: the definition says what is asked, a resident and chance say the rest."""

import random
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from eservice.catalogue import heirs, rules
from eservice.catalogue.answers import check_answers
from eservice.catalogue.definition import Definition, Field, ForWhom, Kind, Step
from eservice.demo.people import BUSINESSES, MEN, PURPOSES, SECOND, STREETS, WOMEN, Residents


class UnansweredError(AssertionError):
    """A form refused what the demo answered: the demo, or the service's file, is wrong."""


def answers(
    definition: Definition,
    *,
    known: Mapping[str, Any],
    whom: ForWhom,
    region: str,
    rng: random.Random,
    today: date,
    wanted: Mapping[str, Any] | None = None,
) -> dict[str, dict[str, Any]]:
    """Return clean answers by step, as if every page had been filled in and accepted.

    Args:
        known: what is known of the people, by path.
        wanted: answers that are not left to chance, by field; an empty one stays empty.

    Raises:
        UnansweredError: a page would have come back with errors.
    """
    invent = _Inventor(region, rng, today)
    given: dict[str, Any] = {rules.ASKS_FOR_WHOM: str(whom)}
    pages: dict[str, dict[str, Any]] = {}
    for step in definition.steps:
        typed: dict[str, Any] = {}
        for _round in range(3):  # an answer may bring up a further question of the same page
            for field in rules.visible_fields(definition, step, {**given, **typed}, whom):
                if field.key not in typed:
                    chance = _first(known.get(field.prefill), invent.answer(field))
                    typed[field.key] = (wanted or {}).get(field.key, chance)
        if not typed:
            continue
        if rules.ASKS_FOR_WHOM in typed:
            typed[rules.ASKS_FOR_WHOM] = str(whom)
        clean, errors = check_answers(definition, step, typed, earlier=given, for_whom=whom, today=today)
        if errors:
            raise UnansweredError(f"{definition.code}/{step.key}: {errors}")
        pages[step.key] = clean
        given |= clean
    return pages


def officer_answers(definition: Definition, *, rng: random.Random, today: date, region: str) -> dict[str, Any]:
    """Return what the checking officer adds for the letter."""
    invent = _Inventor(region, rng, today)
    page = Step("officer", "", "", "", "", definition.officer_fields, ())
    typed = {field.key: invent.value(field) for field in definition.officer_fields}
    clean, errors = check_answers(definition, page, typed, today=today)
    if errors:
        raise UnansweredError(f"{definition.code}/officer: {errors}")
    return clean


def _first(*values: Any) -> Any:
    return next((value for value in values if value not in (None, "")), "")


class _Inventor:
    """Answers by chance, each fit for its kind of field."""

    def __init__(self, region: str, rng: random.Random, today: date) -> None:
        self._region, self._rng, self._today = region, rng, today
        self._residents = Residents(rng)

    def answer(self, field: Field) -> Any:
        """Return something for a field; optional ones stay empty now and then."""
        if not field.required and self._rng.random() < 0.5:
            return {} if field.kind is Kind.PERSON else [] if field.kind is Kind.PEOPLE else ""
        return self.value(field)

    def value(self, field: Field) -> Any:
        """Return something for a field."""
        if field.kind is Kind.PERSON:
            return self._person(field)
        if field.kind is Kind.PEOPLE:
            people = [self._person(field) for _ in range(max(1, field.min_items))]
            return [self._heir(person) for person in people] if heirs.is_list(field) else people
        if field.must_be:
            return field.must_be
        return self._simple(field)

    def _person(self, field: Field) -> dict[str, Any]:
        return {inner.key: self.value(inner) for inner in field.fields if inner.required or self._rng.random() < 0.5}

    def _heir(self, person: dict[str, Any]) -> dict[str, Any]:
        """Return somebody as a grown child who comes to sign: what each heir says must fit together."""
        born = date(self._today.year - self._rng.randint(19, 55), self._rng.randint(1, 12), self._rng.randint(1, 28))
        told = {key: person[key] for key in ("nama", "nik") if key in person}
        return told | {"hubungan": "anak", "tanggal_lahir": born.isoformat(), "keadaan": heirs.COMES}

    def _simple(self, field: Field) -> str:
        rng = self._rng
        if field.kind is Kind.CHOICE:
            return rng.choice([one for one in field.choices if not one.stop]).value
        made: dict[Kind, Callable[[], object]] = {
            Kind.YESNO: lambda: "ya",
            Kind.REGION: lambda: self._region,
            Kind.DATE: lambda: self._day(field).isoformat(),
            Kind.TIME: lambda: f"{rng.randint(6, 21):02d}:{rng.choice((0, 15, 30, 45)):02d}",
            Kind.NUMBER: lambda: str(
                rng.randint(field.minimum or 1, min(field.maximum or 9, (field.minimum or 1) + 8))
            ),
            Kind.MONEY: lambda: str(rng.randint(8, 60) * 100_000),
            Kind.NIK: lambda: self._residents.one(region=self._region).facts["nik"],
            Kind.KK: lambda: self._residents.one(region=self._region).facts["kk_number"],
            Kind.PHONE: lambda: "081290000000",
            Kind.EMAIL: lambda: "warga@contoh.id",
            Kind.NAME: lambda: f"{rng.choice(WOMEN + MEN)} {rng.choice(SECOND)}",
            Kind.ADDRESS: lambda: f"{rng.choice(STREETS)} No. {rng.randint(1, 90)} RT {rng.randint(1, 30):02d}, Jambi",
        }
        make = made.get(field.kind)
        return str(make() if make else self._text(field))[: field.max_length]

    def _text(self, field: Field) -> str:
        if field.suggestions:
            return self._rng.choice(field.suggestions)
        if "usaha" in field.key or "bidang" in field.key:
            return self._rng.choice(BUSINESSES)
        if field.key == "keperluan":
            return self._rng.choice(PURPOSES)
        return self._rng.choice(("RSUD Contoh", "SDN CONTOH 1", "Universitas Contoh", "Bank Contoh Cabang Jambi"))

    def _day(self, field: Field) -> date:
        days = self._rng.randint(3, 40)
        return self._today + timedelta(days=days) if field.tense == "future" else self._today - timedelta(days=days)
