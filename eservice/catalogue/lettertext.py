"""The text of a letter as an office writes it: paragraphs, rows, and answers put in. Read by this grammar, never run.

``{tujuan}`` puts an answer in, ``{ayah.nama}`` one of a person, ``{petugas.body}`` what the officer adds. A line
``| Label | text |`` is a row. ``[bila kendaraan]`` and ``[bila kendaraan=pribadi]`` keep what follows to ``[/bila]``
for some; ``[ulang pengikut]`` repeats what follows to ``[/ulang]`` for each person listed, who is asked by the inner
names, and ``{nomor}`` counts. An empty line ends a paragraph. What puts in an answer that was not given is left out.

There is no other mark, so there is nothing to escape from, and the work is bounded by the text times the people listed.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from eservice.catalogue.definition import Definition, Field, Kind
from eservice.catalogue.printing import in_words
from eservice.kernel.errors import InvalidInputError
from eservice.kernel.words import N_

MOST_LETTERS, MOST_LINES, DEEPEST = 8_000, 200, 3
MOST_PRINTED = 40_000
"""Letters that a drawn text may have: some fifteen pages."""
WHOLE = 1
"""The line that is named where the text as a whole is at fault."""
GIVEN = {"kelurahan": N_("Nama kelurahan"), "kecamatan": N_("Nama kecamatan")}
"""What whoever draws the letter knows besides the answers."""
OFFICER, NUMBER = "petugas", "nomor"

_BLOCK = re.compile(r"\[(/?)([a-z]+)(?: ([a-z0-9_.]+)(?:=([^\[\]{}|]{1,80}))?)?\]")
_PLACE = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[a-z0-9_]+(\.[a-z0-9_]+)?")
_FORBIDDEN = re.compile(
    r"[<>\\`]|\{\{|\{%|\{#|%\}|#\}|\}\}|[\x00-\x08\x0b-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]"
)
_ROW = re.compile(r"\|([^|]+)\|([^|]+)\|")

Block: TypeAlias = tuple[str, ...]
"""What is printed: ``("p", text)``, or ``("rows", label, value, label, value…)``."""


@dataclass(frozen=True, slots=True)
class TextFault:
    """What is wrong with a text and in which line, from 1; ``sentence`` is to be translated, ``facts`` fill it in."""

    line: int
    sentence: str
    facts: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of the text: a paragraph (``p``), a row, or a block (``bila``, ``ulang``) with the parts inside."""

    kind: str
    line: int
    text: str = ""
    label: str = ""
    name: str = ""
    value: str = ""
    parts: tuple["Part", ...] = ()


def placeholders(definition: Definition) -> dict[str, str]:
    """Return what may be put in, with the question that answers it; inside a repetition without the list's own name."""
    found: dict[str, str] = {}
    for field in (field for step in definition.steps for field in step.fields):
        found |= _names_of(field, field.key)
    for field in definition.officer_fields:
        found |= _names_of(field, f"{OFFICER}.{field.key}")
    return found | GIVEN


def _names_of(field: Field, name: str) -> dict[str, str]:
    if field.kind is Kind.PEOPLE:
        return {f"[ulang {name}]": field.label} | {f"{name}.{one.key}": one.label for one in field.fields}
    if field.kind is Kind.PERSON:
        return {f"{name}.{one.key}": f"{field.label}: {one.label}" for one in field.fields}
    return {name: field.label}


def text_faults(text: str, definition: Definition) -> list[TextFault]:
    """Return what keeps a text from being printed, by line; empty means that it can be."""
    try:
        parts = read(text)
    except _WrongTextError as wrong:
        return [wrong.fault]
    return list(_unknown(parts, definition, None))


def read(text: str) -> tuple[Part, ...]:
    """Return the parts of a text.

    Raises:
        InvalidInputError: ``letter_text_wrong``, with the line.
    """
    lines = text.split("\n")
    if len(text) > MOST_LETTERS or len(lines) > MOST_LINES:
        raise _WrongTextError(WHOLE, N_("Teks terlalu panjang: paling banyak %(letters)s huruf dan %(lines)s baris."),
                              letters=MOST_LETTERS, lines=MOST_LINES)  # fmt: skip
    open_blocks: list[tuple[Part, list[Part]]] = []
    parts: list[Part] = []
    for number, raw in enumerate(lines, start=1):
        line = raw.strip()
        if found := _FORBIDDEN.search(raw):
            raise _WrongTextError(number, N_("Tanda “%(mark)s” tidak boleh dipakai."), mark=found[0])
        if line.startswith("["):
            parts = _block(line, number, open_blocks, parts)
        elif line:
            _add_line(line, number, parts)
        elif parts and parts[-1].kind == "p":
            parts.append(Part("end", number))
    if open_blocks:
        opened = open_blocks[-1][0]
        raise _WrongTextError(opened.line, N_("Blok “[%(name)s]” belum ditutup."), name=opened.kind)
    return tuple(part for part in parts if part.kind != "end")


class _WrongTextError(InvalidInputError):
    """A text that cannot be read; the line and what to do about it."""

    def __init__(self, line: int, sentence: str, **facts: object) -> None:
        super().__init__("letter_text_wrong", field="text", line=line, problem=sentence % facts)
        self.fault = TextFault(line, sentence, facts)


def _block(line: str, number: int, open_blocks: list[tuple[Part, list[Part]]], parts: list[Part]) -> list[Part]:
    """Open or close a block; return the list that the next lines go to."""
    found = _BLOCK.fullmatch(line)
    kind = found[2] if found else ""
    if (
        found is None
        or kind not in ("bila", "ulang")
        or bool(found[1]) == bool(found[3])
        or (kind == "ulang" and found[4])
    ):
        raise _WrongTextError(number, N_("Baris “%(typed)s” bukan blok yang dikenal."), typed=line[:60])
    if not found[1]:
        if len(open_blocks) >= DEEPEST:
            raise _WrongTextError(number, N_("Blok di dalam blok paling dalam %(n)s lapis."), n=DEEPEST)
        open_blocks.append((Part(kind, number, name=found[3], value=(found[4] or "").strip()), parts))
        return []
    if not open_blocks or open_blocks[-1][0].kind != kind:
        raise _WrongTextError(number, N_("“[/%(name)s]” tidak punya pembuka."), name=kind)
    opened, above = open_blocks.pop()
    inside = tuple(part for part in parts if part.kind != "end")
    above.append(Part(kind, opened.line, name=opened.name, value=opened.value, parts=inside))
    return above


def _add_line(line: str, number: int, parts: list[Part]) -> None:
    for name in _PLACE.findall(line):
        if not _NAME.fullmatch(name):
            raise _WrongTextError(number, N_("“{%(name)s}” bukan nama isian."), name=name[:40])
    if set(_PLACE.sub("", line)) & set("{}"):
        raise _WrongTextError(number, N_("Kurung kurawal tidak berpasangan."))
    if line.startswith("|"):
        row = _ROW.fullmatch(line)
        if row is None:
            raise _WrongTextError(number, N_("Baris tabel ditulis “| Label | isi |”."))
        parts.append(Part("row", number, label=row[1].strip(), text=row[2].strip()))
    elif parts and parts[-1].kind == "p":
        parts[-1] = Part("p", parts[-1].line, text=f"{parts[-1].text} {line}")
    else:
        parts.append(Part("p", number, text=line))


def _unknown(parts: tuple[Part, ...], definition: Definition, listed: Field | None) -> Iterator[TextFault]:
    for part in parts:
        names = _PLACE.findall(f"{part.label} {part.text}")
        for name in names:
            if name != NUMBER or listed is None:
                field = _field(definition, name, listed)
                if name not in GIVEN and (field is None or field.is_group):
                    yield TextFault(part.line, N_("Isian “{%(name)s}” tidak ada di formulir ini."), {"name": name})
        if part.kind in ("bila", "ulang"):
            field = _field(definition, part.name, listed)
            if field is None or (part.kind == "ulang") != (field.kind is Kind.PEOPLE and listed is None):
                told = {"name": part.name, "kind": part.kind}
                yield TextFault(part.line, N_("“[%(kind)s %(name)s]” tidak cocok dengan formulir ini."), told)
            else:
                yield from _unknown(part.parts, definition, field if part.kind == "ulang" else listed)


def _field(definition: Definition, name: str, listed: Field | None) -> Field | None:
    """Return the question a name leads to; inside a repetition the list's own questions come first."""
    key, _dot, inner = name.partition(".")
    if listed is not None and not inner and (own := _inner(listed, key)) is not None:
        return own
    if key == OFFICER and inner:
        return next((one for one in definition.officer_fields if one.key == inner), None)
    field = definition.field(key)
    if not inner or field is None:
        return field
    return _inner(field, inner) if field.kind is Kind.PERSON else None


def _inner(field: Field, key: str) -> Field | None:
    return next((one for one in field.fields if one.key == key), None)


@dataclass(frozen=True, slots=True)
class Told:
    """What a text is filled in with: the answers that count, the officer's, and what whoever draws knows."""

    definition: Definition
    answers: Mapping[str, Any]
    officer: Mapping[str, Any]
    given: Mapping[str, str]


def expand(text: str, told: Told) -> tuple[Block, ...]:
    """Return what is printed: plain text, every answer in words.

    Raises:
        InvalidInputError: ``letter_text_wrong``: the text, wherever it came from, is not one that may be printed.
    """
    parts = read(text)
    if found := list(_unknown(parts, told.definition, None)):
        raise _WrongTextError(found[0].line, found[0].sentence, **found[0].facts)
    blocks: list[Block] = []
    printed = 0
    for kind, label, said in _filled(parts, told, None, {}):
        printed += len(label) + len(said)
        if printed > MOST_PRINTED:
            raise _WrongTextError(
                WHOLE, N_("Surat menjadi terlalu panjang: paling banyak %(n)s huruf."), n=MOST_PRINTED
            )
        if kind == "row" and blocks and blocks[-1][0] == "rows":
            blocks[-1] = (*blocks[-1], label, said)
        else:
            blocks.append(("rows", label, said) if kind == "row" else ("p", said))
    return tuple(blocks)


def plain(blocks: tuple[Block, ...]) -> str:
    """Return the blocks as one text, for the letter's record: rows by line."""
    said = []
    for kind, *words in blocks:
        pairs = zip(words[::2], words[1::2], strict=True) if kind == "rows" else ()
        said.append("\n".join(f"{label}: {text}" for label, text in pairs) if kind == "rows" else words[0])
    return "\n\n".join(said)


def _filled(
    parts: tuple[Part, ...], told: Told, listed: Field | None, person: Mapping[str, Any]
) -> Iterator[tuple[str, str, str]]:
    for part in parts:
        if part.kind == "ulang":
            field = told.definition.field(part.name)
            for number, one in enumerate(told.answers.get(part.name) or (), start=1):
                yield from _filled(part.parts, told, field, {**one, NUMBER: number})
        elif part.kind == "bila":
            value = _value(part.name, told, listed, person)
            if value not in (None, "", [], {}) and part.value in ("", str(value)):
                yield from _filled(part.parts, told, listed, person)
        else:
            words = {name: _words(name, told, listed, person) for name in _PLACE.findall(part.label + part.text)}
            if all(words.values()):
                label, said = (
                    _PLACE.sub(lambda found: words[found[1]], one)  # noqa: B023 - used at once
                    for one in (part.label, part.text)
                )
                yield part.kind, label, said


def _words(name: str, told: Told, listed: Field | None, person: Mapping[str, Any]) -> str:
    if listed is not None and name == NUMBER:
        return str(person[NUMBER])
    if name in GIVEN:
        return told.given.get(name, "")
    field = _field(told.definition, name, listed)
    return " ".join(in_words(field, _value(name, told, listed, person)).split()) if field else ""


def _value(name: str, told: Told, listed: Field | None, person: Mapping[str, Any]) -> Any:
    key, _dot, inner = name.partition(".")
    if listed is not None and not inner and _inner(listed, key) is not None:
        return person.get(key)
    if key == OFFICER and inner:
        return told.officer.get(inner)
    value = told.answers.get(key)
    return value.get(inner) if inner and isinstance(value, Mapping) else value
