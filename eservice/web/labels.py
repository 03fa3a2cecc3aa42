"""Words and tones for every value the business can show.

Each subject keeps its words in its own ``words.py``: ``WORDS`` (what everybody reads), ``OFFICE_WORDS`` (what officers
read instead, where they differ), ``TONES`` and ``REFUSALS`` (refusal code -> sentence). They are gathered here, by enum
class first: two enums may share a value, and equal strings hash alike.
"""

import importlib
import importlib.util
from collections.abc import Iterator
from enum import StrEnum
from types import ModuleType

from flask import Flask
from flask_babel import gettext

SUBJECTS = (
    "accounts", "audit", "careers", "catalogue", "complaints", "counter", "letters",
    "metrics", "notifications", "offices", "operations", "privacy", "regions", "requests",
    "residents", "satisfaction", "staff", "uploads", "worktime",
)  # fmt: skip

TONES: dict[type[StrEnum], dict[StrEnum, str]] = {}
"""The tone that repeats the words: good, wait, bad, info or mute. What is not here is mute."""

LABELS: dict[type[StrEnum], dict[StrEnum, str]] = {}
OFFICE_LABELS: dict[type[StrEnum], dict[StrEnum, str]] = {}
REFUSALS: dict[str, str] = {}


def install(app: Flask) -> None:
    """Offer ``|label``, ``|office_label`` and ``|tone`` to the templates."""
    app.jinja_env.filters.update(label=label, office_label=office_label, tone=tone)


def label(value: StrEnum) -> str:
    """Return the words for ``value`` in the page's language; a missing label is a KeyError, never the code."""
    return str(gettext(LABELS[type(value)][value]))


def office_label(value: StrEnum) -> str:
    """Return the words officers use for ``value``; the public's words where they have none of their own."""
    own = OFFICE_LABELS.get(type(value), {})
    return str(gettext(own[value])) if value in own else label(value)


def tone(value: StrEnum) -> str:
    """Return the tone that repeats the words of ``value``: good, wait, bad, info or mute."""
    return TONES.get(type(value), {}).get(value, "mute")


def _words_of_subjects() -> Iterator[ModuleType]:
    for subject in SUBJECTS:
        if importlib.util.find_spec(f"eservice.{subject}") and importlib.util.find_spec(f"eservice.{subject}.words"):
            yield importlib.import_module(f"eservice.{subject}.words")


for _words in _words_of_subjects():
    LABELS.update(getattr(_words, "WORDS", {}))
    OFFICE_LABELS.update(getattr(_words, "OFFICE_WORDS", {}))
    TONES.update(getattr(_words, "TONES", {}))
    REFUSALS.update(getattr(_words, "REFUSALS", {}))
