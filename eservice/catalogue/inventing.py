"""Answers nobody gave, to show a draft's letter with: ordinary ones, the longest there may be, and as few as may be."""

from enum import StrEnum
from typing import Any

from eservice.catalogue.definition import Definition, Field, ForWhom, Kind
from eservice.catalogue.rules import answers_for


class Sample(StrEnum):
    """With what a letter is shown."""

    ORDINARY = "biasa"
    LONGEST = "terpanjang"
    BARE = "tanpa-yang-boleh-kosong"


_ORDINARY: dict[Kind, Any] = {
    Kind.TEXT: "Palembang",
    Kind.LONGTEXT: "Keterangan yang ditulis dengan kata-kata sendiri.",
    Kind.NUMBER: 12,
    Kind.MONEY: 1_500_000,
    Kind.DATE: "2026-08-17",
    Kind.TIME: "08:30",
    Kind.YESNO: "ya",
    Kind.NIK: "1571014107909001",
    Kind.KK: "1571010101209001",
    Kind.NAME: "Siti Rahmawati",
    Kind.PHONE: "081290007788",
    Kind.EMAIL: "siti@contoh.id",
    Kind.ADDRESS: "Lrg. Amanah No. 14",
    Kind.REGION: "15.71.05.1001",
}
_LONG_NAME = "Raden Ajeng Siti Nurhaliza Kusumawardhani Puspitaningrum binti Haji Muhammad Abdurrahman Wiryokusumo"
_LONG_WORDS = "Perjalanan panjang dengan beberapa kali berganti kendaraan di sepanjang jalan lintas timur Sumatra "


_STRETCHED = {
    Kind.TEXT: _LONG_WORDS,
    Kind.LONGTEXT: _LONG_WORDS,
    Kind.ADDRESS: _LONG_WORDS,
    Kind.NAME: f"{_LONG_NAME} ",
}


def invented(definition: Definition, sample: Sample) -> dict[str, Any]:
    """Return answers to every question that would be asked; optional ones are missing from the bare sample."""
    whom = definition.for_whom[0]
    answers: dict[str, Any] = {}
    for step in definition.steps:
        for field in step.fields:
            if field.required or sample is not Sample.BARE:
                answers[field.key] = _value(field, sample, definition)
    return answers_for(definition, answers, whom)


def invented_by_officer(definition: Definition, sample: Sample) -> dict[str, Any]:
    """Return what an officer would add."""
    return {
        field.key: _value(field, sample, definition)
        for field in definition.officer_fields
        if field.required or sample is not Sample.BARE
    }


def _value(field: Field, sample: Sample, definition: Definition) -> Any:
    if field.kind is Kind.PEOPLE:
        count = field.max_items if sample is Sample.LONGEST else field.min_items
        return [_person(field, sample, definition) for _one in range(count)]
    if field.kind is Kind.PERSON:
        return _person(field, sample, definition)
    if field.key == "untuk_siapa":
        return str(next(iter(definition.for_whom), ForWhom.SELF))
    return field.must_be or _single(field, sample)


def _single(field: Field, sample: Sample) -> Any:
    if field.kind is Kind.CHOICE:
        longest = max(field.choices, key=lambda one: len(one.label))
        return (longest if sample is Sample.LONGEST else field.choices[0]).value
    if sample is Sample.LONGEST and field.kind in _STRETCHED:
        words = _STRETCHED[field.kind]
        return (words * (field.max_length // len(words) + 1))[: field.max_length].strip()
    value = _ORDINARY[field.kind]
    if isinstance(value, int):
        value = max(min(value, value if field.maximum is None else field.maximum), field.minimum or 0)
        return str(value) if field.as_text else value
    return value[: field.max_length] if field.kind is Kind.TEXT else value


def _person(field: Field, sample: Sample, definition: Definition) -> dict[str, Any]:
    return {
        one.key: _value(one, sample, definition) for one in field.fields if one.required or sample is not Sample.BARE
    }
