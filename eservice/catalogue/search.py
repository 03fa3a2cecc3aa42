"""Find a service by the words people type, small mistakes forgiven. Pure."""

import re
import unicodedata
from collections.abc import Iterable
from difflib import SequenceMatcher

from eservice.catalogue.definition import Definition

_EMPTY_WORDS = frozenset(
    (
        "surat", "keterangan", "untuk", "yang", "saya", "mau", "ingin", "minta", "buat", "bikin", "urus", "mengurus",
        "cara", "dan", "di", "ke", "dari", "the", "a", "of", "for", "to", "letter",
    )
)  # fmt: skip
_SHORTEST_FORGIVEN = 4
_ALIKE = 0.8


def words_of(text: str) -> list[str]:
    """Return the words of ``text`` in small letters without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return re.findall(r"[a-z0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign)))


def score(definition: Definition, query: str) -> float:
    """Return how well a service answers a query; 0 for not at all.

    A word counts 3 in the service's code or name, 2 among its search words, 1 in its description; the beginning of a
    word counts like the word, a misspelt one half. Words such as 'surat' count only when nothing else was typed.
    """
    typed = words_of(query)
    asked = [word for word in typed if word not in _EMPTY_WORDS] or typed
    fields = (
        (3.0, words_of(f"{definition.code} {definition.name} {definition.name_en}")),
        (2.0, words_of(" ".join(definition.search))),
        (1.0, words_of(f"{definition.description} {definition.description_en}")),
    )
    found = [max(weight * _fit(word, words) for weight, words in fields) for word in asked]
    return sum(found) * sum(one > 0 for one in found) / len(found) if found else 0.0


def _fit(word: str, words: Iterable[str]) -> float:
    best = 0.0
    for known in words:
        if known == word:
            return 1.0
        if known.startswith(word) and len(word) > 1:
            best = max(best, 0.9)
        elif len(word) >= _SHORTEST_FORGIVEN and _is_alike(word, known):
            best = max(best, 0.5)
    return best


def _is_alike(word: str, known: str) -> bool:
    """Return whether one is probably the other misspelt; people get the first letter right."""
    return (
        word[0] == known[0]
        and abs(len(word) - len(known)) <= 2
        and SequenceMatcher(None, word, known).ratio() >= _ALIKE
    )
