"""Statements a service asks for, filled in from the answers: to print and sign, or to copy by hand.

They are the citizen's own paper: no letterhead of an office, no number, no QR. What is not known stays a dotted line.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any

from eservice.catalogue.definition import Definition, Field, ForWhom
from eservice.catalogue.printing import in_words, words_at
from eservice.catalogue.rules import answers_for
from eservice.kernel.errors import NotFoundError

FOLDER = Path(__file__).parent / "statements"
BLANK = "………………………………"
"""What the hand fills in."""


@dataclass(frozen=True, slots=True)
class Signature:
    """A place to sign; ``stamp`` where the duty stamp goes under it."""

    role: str
    name: str
    stamp: bool = False


@dataclass(frozen=True, slots=True)
class Case:
    """How one of the people listed is written and signs; without a role nobody signs for them."""

    row: str
    role: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """A statement before it is filled in; ``form`` is the number of the ministry's form, if it has one."""

    key: str
    title: str
    form: str
    opening: str
    rows: tuple[tuple[str, str], ...]
    before_list: str
    list_of: str
    list_row: str
    list_more: tuple[tuple[str, str], ...]
    """What is added to a row where an answer is known: the answer's key, and the words."""
    list_signs: str
    list_by: str
    """The answer about a person that chooses among ``list_cases``; what is not there is written by ``list_row``."""
    list_cases: Mapping[str, Case]
    paragraphs: tuple[str, ...]
    stamp: bool
    signatures: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement in words: title, opening, rows of (label, value), a list, paragraphs, places to sign."""

    title: str
    form: str
    opening: str
    rows: tuple[tuple[str, str], ...]
    before_list: str
    listed: tuple[str, ...]
    paragraphs: tuple[str, ...]
    signatures: tuple[Signature, ...]

    @property
    def needs_stamp(self) -> bool:
        """Whether a duty stamp of Rp10.000 belongs on it."""
        return any(signature.stamp for signature in self.signatures)


def statement_keys() -> list[str]:
    """Return the keys of all statements, by name."""
    return sorted(path.stem for path in FOLDER.glob("*.toml"))


def template(key: str) -> Template:
    """Return a statement's template.

    Raises:
        NotFoundError: ``statement_unknown``.
    """
    if key not in statement_keys():
        raise NotFoundError("statement_unknown")
    raw = tomllib.loads((FOLDER / f"{key}.toml").read_text(encoding="utf-8"))
    return Template(
        key=key,
        title=raw["title"],
        form=raw.get("form", ""),
        opening=raw["opening"],
        rows=tuple((label, text) for label, text in raw["rows"]),
        before_list=raw.get("before_list", ""),
        list_of=raw.get("list", ""),
        list_row=raw.get("list_row", ""),
        list_more=tuple((key, text) for key, text in raw.get("list_more", ())),
        list_signs=raw.get("list_signs", ""),
        list_by=raw.get("list_by", ""),
        list_cases={value: Case(**case) for value, case in raw.get("list_cases", {}).items()},
        paragraphs=tuple(raw["paragraphs"]),
        stamp=raw["stamp"],
        signatures=tuple((entry["role"], entry.get("name", "")) for entry in raw["signatures"]),
    )


def filled(
    sheet: Template, definition: Definition, answers: Mapping[str, Any], for_whom: ForWhom | None = None
) -> Statement:
    """Return the statement with the answers of a request put in; the first to sign (each heir) signs over the stamp."""
    counted = answers_for(definition, answers, for_whom)

    def put(text: str) -> str:
        return _put(text, definition, counted)

    group = definition.field(sheet.list_of) if sheet.list_of else None
    people = counted.get(sheet.list_of) or [{}] if group else []
    listed = tuple(_listed(sheet, group, person) for person in people) if group else ()
    signing = [place for person in people if group and (place := _signing(sheet, group, person))]
    signing += [(role, put(name) if name else BLANK) for role, name in sheet.signatures]
    return Statement(
        title=sheet.title,
        form=sheet.form,
        opening=put(sheet.opening),
        rows=tuple((label, put(text)) for label, text in sheet.rows),
        before_list=sheet.before_list,
        listed=listed,
        paragraphs=tuple(put(text) for text in sheet.paragraphs),
        signatures=tuple(
            Signature(role, name, stamp=sheet.stamp and number == 0) for number, (role, name) in enumerate(signing)
        ),
    )


def _put(text: str, definition: Definition, counted: Mapping[str, Any]) -> str:
    """Return ``text`` with its places filled; ``{a|b}`` takes the first that is known."""
    words = {
        name: next((found for path in name.split("|") if (found := _known(path, definition, counted))), BLANK)
        for _, name, _, _ in Formatter().parse(text)
        if name
    }
    return "".join(literal + (words[name] if name else "") for literal, name, _, _ in Formatter().parse(text))


def _known(path: str, definition: Definition, counted: Mapping[str, Any]) -> str:
    return definition.name if path == "service" else words_at(definition, counted, path)


def _case(sheet: Template, person: Mapping[str, Any]) -> Case:
    ordinary = Case(sheet.list_row, sheet.list_signs, "{nama}" if sheet.list_signs else "")
    return sheet.list_cases.get(str(person.get(sheet.list_by)), ordinary)


def _listed(sheet: Template, group: Field, person: Mapping[str, Any]) -> str:
    more = "".join(text for key, text in sheet.list_more if person.get(key))
    return _put_person(_case(sheet, person).row + more, group, person)


def _signing(sheet: Template, group: Field, person: Mapping[str, Any]) -> tuple[str, str] | None:
    """Return (role, name) of the place where somebody signs for a person listed; None where nobody does."""
    case = _case(sheet, person)
    return (
        (_put_person(case.role, group, person), _put_person(case.name or BLANK, group, person)) if case.role else None
    )


def _put_person(text: str, group: Field, person: Mapping[str, Any]) -> str:
    inner = {field.key: in_words(field, person.get(field.key)) or BLANK for field in group.fields}
    return text.format_map(inner)
