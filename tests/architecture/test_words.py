"""Whatever people read has words, in Indonesian and in English."""

import ast
import importlib
import re
from enum import StrEnum
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import CommandLineInterface, parse_mapping_cfg
from babel.messages.pofile import read_po
from sqlalchemy import Enum as EnumColumn

from eservice.kernel.db import db
from eservice.kernel.errors import DomainError
from eservice.web import errors
from eservice.web.labels import LABELS, OFFICE_LABELS, REFUSALS, TONES
from tests.architecture.sources import ROOT, SUBJECTS, sources

CATALOGUE = ROOT / "eservice" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
_PLACE = re.compile(r"%\((\w+)\)[sd]|%[sd]|\{(\w+)\}")

NEVER_SHOWN = {"Guess", "LogFormat", "LogStage"}
"""Enums that are stored but never stand on a page, by name."""


def stored_enums() -> set[type[StrEnum]]:
    """Return every enum that some column holds."""
    for room in SUBJECTS:
        if (ROOT / "eservice" / room / "models.py").exists():
            importlib.import_module(f"eservice.{room}.models")
    columns = [column for table in db.metadata.tables.values() for column in table.columns]
    return {c.type.enum_class for c in columns if isinstance(c.type, EnumColumn) and c.type.enum_class}


def test_every_enum_that_is_stored_has_words() -> None:
    wordless = {enum.__name__ for enum in stored_enums()} - {enum.__name__ for enum in LABELS}

    assert sorted(wordless - NEVER_SHOWN) == []


@pytest.mark.parametrize("shown", LABELS, ids=lambda enum: enum.__name__)
def test_every_value_of_an_enum_has_words(shown: type[StrEnum]) -> None:
    assert set(LABELS[shown]) == set(shown)
    assert all(words.strip() for words in LABELS[shown].values())


def test_office_words_and_tones_are_for_values_that_exist() -> None:
    assert [enum for enum, words in OFFICE_LABELS.items() if not set(words) <= set(enum)] == []
    assert [enum for enum, tones in TONES.items() if not set(tones) <= set(enum)] == []
    assert {tone for tones in TONES.values() for tone in tones.values()} <= {"good", "wait", "bad", "info", "mute"}


def refusal_codes() -> dict[str, str]:
    """Return the code of every ``raise SomeDomainError("code", …)`` and where it stands."""
    kinds = {kind.__name__ for kind in _all_kinds(DomainError)}
    found = {}
    for path, tree in sources().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
                name, arguments = ast.unparse(node.exc.func).rsplit(".", 1)[-1], node.exc.args
                if name in kinds and arguments and isinstance(arguments[0], ast.Constant):
                    found[str(arguments[0].value)] = f"{path}:{node.lineno}"
    return found


def _all_kinds(kind: type[DomainError]) -> set[type[DomainError]]:
    return {kind}.union(*(_all_kinds(below) for below in kind.__subclasses__()))


def test_every_refusal_has_a_sentence_that_says_what_to_do() -> None:
    spoken = set(REFUSALS) | set(errors.SENTENCES)

    assert {code: place for code, place in refusal_codes().items() if code not in spoken} == {}


def test_no_refusal_has_two_sentences_of_which_one_is_never_shown() -> None:
    assert sorted(set(REFUSALS) & set(errors.SENTENCES)) == []


def wanted_messages() -> dict[str, str]:
    """Return every sentence of code and templates, and where it first stands."""
    with (ROOT / "tools" / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    keywords = DEFAULT_KEYWORDS | {"_l": None, "lazy_gettext": None, "N_": None}
    wanted: dict[str, str] = {}
    for room in ("eservice", "templates"):
        here = [(pattern.removeprefix(f"{room}/"), method) for pattern, method in methods if pattern.startswith(room)]
        settings = {pattern.removeprefix(f"{room}/"): chosen for pattern, chosen in options.items()}
        for file_name, line, message, *_ in extract_from_dir(ROOT / room, here, settings, keywords):
            for text in message if isinstance(message, tuple) else (message,):
                if text:
                    wanted.setdefault(text, f"{room}/{file_name}:{line}")
    return wanted


def english() -> dict[str, Message]:
    """Return the English catalogue by its Indonesian sentences."""
    with CATALOGUE.open("rb") as file:
        catalogue = read_po(file, locale="en")
    return {part: m for m in catalogue if m.id for part in (m.id if isinstance(m.id, tuple) else (m.id,))}


def test_the_search_for_sentences_finds_them_in_code_and_templates() -> None:
    places = {Path(place).suffix.split(":")[0] for place in wanted_messages().values()}

    assert places >= {".py", ".html"}


def test_every_sentence_has_its_english() -> None:
    ready = {text for text, message in english().items() if _is_translated(message)}
    missing = [f"{place} {text!r}" for text, place in wanted_messages().items() if text not in ready]

    assert not missing, f"{len(missing)} sentences without English (make messages):\n" + "\n".join(missing)


def _is_translated(message: Message) -> bool:
    texts = message.string if isinstance(message.string, tuple) else (message.string,)
    return all(texts) and not message.fuzzy


def test_a_translation_keeps_the_places_to_fill_in() -> None:
    uneven = [
        message.id
        for message in english().values()
        if isinstance(message.id, str) and message.string
        if sorted(_PLACE.findall(message.id)) != sorted(_PLACE.findall(str(message.string)))
    ]

    assert uneven == []


@pytest.mark.parametrize("tool", ["setup", "messages"])
def test_what_compiles_the_english_does_not_skip_it_silently(tool: str, tmp_path: Path) -> None:
    """A catalogue without a header counts as unfinished, and is left out without a word unless told otherwise."""
    (command,) = re.findall(r"pybabel.* (compile.*?) -i", (ROOT / "tools" / tool).read_text(encoding="utf-8"))
    made = tmp_path / "messages.mo"

    CommandLineInterface().run(["pybabel", *command.split(), "-i", str(CATALOGUE), "-o", str(made)])

    assert made.stat().st_size > 0
