"""What the answers become on paper and on the officer's screen: words, rows to copy, the letter's fields. Pure."""

from collections.abc import Iterator, Mapping
from datetime import date
from string import Formatter
from typing import Any, TypeAlias

from babel.dates import format_date

from eservice.catalogue.definition import Definition, Field, ForWhom, Kind, LetterSource
from eservice.catalogue.inputs import YES
from eservice.catalogue.rules import answers_for, visible_fields
from eservice.residents.rules import age_on

Value: TypeAlias = str | int | date

_YES_NO = {(True, False): "Ya", (True, True): "Yes", (False, False): "Tidak", (False, True): "No"}

_SPOKEN = (
    ("Bagaimana Anda ingin menerima dokumennya?", "Cara menerima dokumen"),
    ("Dikirim SIAK ke e-mail saya", "Dikirim SIAK ke e-mail pemohon"),
    ("Dicetak, saya ambil di loket", "Dicetak, diambil di loket"),
    ("Untuk saya sendiri", "Untuk pemohon sendiri"),
    ("Anda", "pemohon"),
)
"""What forms say to the citizen, and what an officer reads instead; the longer ones first."""

_SUBJECT_ROWS = (
    ("nama", "Nama", "{nama}"),
    ("nik", "NIK", "{nik}"),
    ("no_kk", "Nomor KK", "{no_kk}"),
    ("tempat_lahir", "Tempat, tanggal lahir", "{tempat_lahir}, {tanggal_lahir}"),
    ("jenis_kelamin", "Jenis kelamin", "{jenis_kelamin}"),
    ("agama", "Agama", "{agama}"),
    ("status_perkawinan", "Status perkawinan", "{status_perkawinan}"),
    ("pendidikan", "Pendidikan", "{pendidikan}"),
    ("pekerjaan", "Pekerjaan", "{pekerjaan}"),
    ("kewarganegaraan", "Kewarganegaraan", "{kewarganegaraan}"),
)
"""The identity table in print order: leading answer, label, text."""


def in_words(field: Field, value: Any, *, english: bool = False) -> str:
    """Return an answer as people read it: the label of a choice, '17 Agustus 1990', 'Rp1.500.000', names by line."""
    if value in (None, "", [], {}):
        return ""
    if field.kind is Kind.PERSON:
        return "; ".join(_parts(field, value, english=english))
    if field.kind is Kind.PEOPLE:
        people = ("; ".join(_parts(field, person, english=english)) for person in value)
        return "\n".join(f"{number}. {person}" for number, person in enumerate(people, start=1))
    return _single(field, value, english=english)


def _single(field: Field, value: Any, *, english: bool) -> str:
    if field.kind is Kind.CHOICE:
        return next((c.label_en if english else c.label for c in field.choices if c.value == value), str(value))
    if field.kind is Kind.YESNO:
        return _YES_NO[value == YES, english]
    if field.kind is Kind.DATE:
        return _long_date(date.fromisoformat(value), english=english)
    if field.kind is Kind.MONEY:
        return "Rp" + f"{int(value):,}".replace(",", ".")
    return str(value).replace(":", ".") if field.kind is Kind.TIME else str(value)


def _parts(field: Field, person: Mapping[str, Any], *, english: bool) -> list[str]:
    """Return what is told of a person; what was asked of some alone says what it is."""
    return [
        f"{(inner.label_en if english else inner.label).rstrip('?')}: {text}" if inner.when else text
        for inner in field.fields
        if (text := in_words(inner, person.get(inner.key), english=english))
    ]


def _long_date(day: date, *, english: bool = False) -> str:
    return format_date(day, "d MMMM y", locale="en" if english else "id")


def answer_rows(
    definition: Definition, answers: Mapping[str, Any], for_whom: ForWhom | None = None, *, english: bool = False
) -> list[tuple[str, str, str, str]]:
    """Return (step key, field key, label, words) of all that applies, in the form's order.

    For the check-your-answers page, the officer's review, and, for Dukcapil services, copying in SIAK's order.
    """
    return [
        (step.key, field.key, field.label_en if english else field.label, words)
        for step in definition.steps
        for field in visible_fields(definition, step, answers, for_whom)
        if (words := in_words(field, answers.get(field.key), english=english))
    ]


def copy_rows(
    definition: Definition, answers: Mapping[str, Any], for_whom: ForWhom | None = None
) -> list[tuple[str, str, str]]:
    """Return (field key, label, value) to copy into another system, in the form's order: one row for each input.

    Dates are dd-mm-yyyy, and whoever applies is named as such: an officer reads it.
    """
    return [
        (field.key, label, value)
        for step in definition.steps
        for field in visible_fields(definition, step, answers, for_whom)
        for label, value in _inputs(field, answers.get(field.key))
        if value
    ]


def _inputs(field: Field, value: Any) -> Iterator[tuple[str, str]]:
    label = _of_the_applicant(field.label)
    if field.kind is Kind.PERSON:
        for inner in field.fields:
            yield from ((f"{label}: {words}", text) for words, text in _inputs(inner, (value or {}).get(inner.key)))
    elif field.kind is Kind.PEOPLE:
        for number, person in enumerate(value or (), start=1):
            for inner in field.fields:
                rows = _inputs(inner, person.get(inner.key))
                yield from ((f"{label} {number}: {words}", text) for words, text in rows)
    elif field.kind is Kind.DATE and value:
        yield label, f"{date.fromisoformat(value):%d-%m-%Y}"
    else:
        yield label, _of_the_applicant(in_words(field, value))


def _of_the_applicant(words: str) -> str:
    """Return words of the citizen's form as an officer reads them."""
    for theirs, ours in _SPOKEN:
        words = words.replace(theirs, ours)
    return words


def subject_rows(
    definition: Definition, answers: Mapping[str, Any], for_whom: ForWhom | None = None, *, area: str = ""
) -> tuple[tuple[str, str], ...]:
    """Return the identity table of the letter, (label, value) in print order; nothing that is not printed.

    Args:
        area: 'Kelurahan X, Kecamatan Y, Kota Jambi', put behind street and RT.
    """
    counted = answers_for(definition, answers, for_whom)
    if counted.get("pekerjaan_lain"):
        counted["pekerjaan"] = counted["pekerjaan_lain"]
    rows = [
        (label, _filled(definition, counted, text))
        for key, label, text in _SUBJECT_ROWS
        if (field := definition.field(key)) is not None and field.printed and counted.get(key)
    ]
    rows.append(("Alamat", _address(counted, area)))
    return tuple((label, text) for label, text in rows if text)


def _address(counted: Mapping[str, Any], area: str) -> str:
    parts = [str(counted.get("jalan", ""))]
    parts += [f"RT {counted['rt']}"] if counted.get("rt") else []
    parts += [f"RW {counted['rw']}"] if counted.get("rw") else []
    street = " ".join(part for part in parts if part)
    return ", ".join(part for part in (street, area) if part and street)


def letter_fields(
    definition: Definition,
    answers: Mapping[str, Any],
    *,
    officer: Mapping[str, Any],
    given: Mapping[str, Value],
    for_whom: ForWhom | None = None,
) -> dict[str, Value]:
    """Return the fields of the letter, by the letter's own names; empty ones are left out.

    Args:
        officer: clean answers to ``definition.officer_fields``.
        given: what the answers cannot know: ``village``, ``district``, ``scan_sha256``.
    """
    counted = answers_for(definition, answers, for_whom)
    if counted.get("pekerjaan_lain"):
        counted["pekerjaan"] = counted["pekerjaan_lain"]
    found = {source.key: _value(definition, source, counted, officer, given) for source in definition.letter}
    return {key: value for key, value in found.items() if value not in (None, "")}


def _value(
    definition: Definition,
    source: LetterSource,
    counted: Mapping[str, Any],
    officer: Mapping[str, Any],
    given: Mapping[str, Value],
) -> Value | None:
    if source.officer:
        field = definition.field(source.officer)
        return _typed(field, officer.get(source.officer), source) if field else None
    if source.given:
        return given.get(source.given)
    if source.count:
        return len(counted.get(source.count) or ())
    if source.years:
        return _years(*(counted.get(key) for key in source.years))
    if source.text:
        return _filled(definition, counted, source.text)
    field, value = _at(definition, counted, source.path)
    if value in (None, "") and source.otherwise:
        field, value = _at(definition, counted, source.otherwise)
    return _typed(field, value, source) if field else None


def _years(start: str | None, end: str | None) -> int | None:
    return age_on(date.fromisoformat(start), date.fromisoformat(end)) if start and end else None


def _typed(field: Field, value: Any, source: LetterSource) -> Value | None:
    """Return a date as a date, a number as a number, everything else in words."""
    if value in (None, ""):
        return None
    if source.words:
        return dict(source.words).get(str(value), "")
    if field.kind is Kind.DATE:
        return date.fromisoformat(value)
    return value if isinstance(value, int) else in_words(field, value)


def _at(definition: Definition, counted: Mapping[str, Any], path: str) -> tuple[Field | None, Any]:
    """Return the field and the answer a path leads to; (field, None) where there is no answer."""
    key, *rest = path.split(".")
    field, value = definition.field(key), counted.get(key)
    for part in rest:
        if part.isdigit():
            value = value[int(part)] if isinstance(value, list) and int(part) < len(value) else None
        else:
            field = next((inner for inner in field.fields if inner.key == part), None) if field else None
            value = value.get(part) if isinstance(value, Mapping) else None
    return field, value


def words_at(definition: Definition, counted: Mapping[str, Any], path: str) -> str:
    """Return the answer a path leads to in words; empty where there is none.

    Args:
        counted: as ``rules.answers_for`` gives it.
    """
    field, value = _at(definition, counted, path)
    return in_words(field, value) if field else ""


def _filled(definition: Definition, counted: Mapping[str, Any], text: str) -> str:
    """Return ``text`` with its answers in words; empty as soon as one of them is missing."""
    words = {}
    for path in paths_in(text):
        words[path] = words_at(definition, counted, path)
        if not words[path]:
            return ""
    return "".join(literal + (words[path] if path else "") for literal, path, _, _ in Formatter().parse(text))


def paths_in(text: str) -> Iterator[str]:
    """Yield the paths named in braces."""
    yield from (path for _, path, _, _ in Formatter().parse(text) if path)
