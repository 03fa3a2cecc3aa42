"""Changes of a definition's JSON, part by part. Pure: each takes the JSON and changes it in place.

A part is named by its keys, never by its number, so that a button of an old page moves what it names or nothing:
``requirements/ktp`` · ``steps/tujuan`` · ``steps/tujuan/negara`` · ``steps/rombongan/orang/nama`` · ``officer/body``.
"""

import re
import unicodedata
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, TypeAlias

from eservice.kernel.errors import InvalidInputError, NotFoundError

Raw: TypeAlias = dict[str, Any]

LISTS = {"requirements": "requirements", "steps": "steps", "officer": "officer_fields"}
"""First word of a place -> the list of the definition it stands in."""

NEEDED = frozenset({"untuk_siapa", "pemohon_nik", "pemohon_nama", "nama", "nik", "wilayah"})
"""Questions by which a request finds its people and its office."""


class Way(StrEnum):
    """What a button does with a part."""

    UP = "up"
    DOWN = "down"
    REMOVE = "remove"


def key_of(words: str) -> str:
    """Return a key made of words: 'Negara tujuan' -> 'negara_tujuan'."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode().lower()
    return "_".join(re.findall(r"[a-z0-9]+", plain))[:40].strip("_")


def siblings(raw: Raw, place: str) -> list[Raw]:
    """Return the list that ``place`` stands in.

    Raises:
        NotFoundError: ``part_unknown``.
    """
    first, *keys = place.split("/")
    if first not in LISTS or not keys:
        raise NotFoundError("part_unknown")
    found: list[Raw] = raw[LISTS[first]]
    for key in keys[:-1]:
        found = _named(found, key).setdefault("fields", [])
    return found


def part(raw: Raw, place: str) -> Raw:
    """Return what stands at ``place``. Raises NotFoundError: ``part_unknown``."""
    return _named(siblings(raw, place), place.rpartition("/")[2])


def _named(parts: list[Raw], key: str) -> Raw:
    found = next((one for one in parts if one["key"] == key), None)
    if found is None:
        raise NotFoundError("part_unknown")
    return found


def add(raw: Raw, under: str, entry: Mapping[str, Any]) -> None:
    """Add an entry at the end of what stands under a place: ``steps``, ``steps/tujuan``, ``requirements``.

    Raises:
        InvalidInputError: ``part_taken``, its key is in use.
    """
    there = siblings(raw, f"{under}/{entry['key']}")
    taken = {one["key"] for one in there}
    if re.fullmatch(r"steps/\w+", under):  # questions of all pages are told apart by their keys alone
        taken = {field["key"] for step in raw["steps"] for field in step["fields"]}
    if entry["key"] in taken:
        raise InvalidInputError("part_taken", key=entry["key"])
    there.append(dict(entry))


def arrange(raw: Raw, place: str, way: Way) -> None:
    """Move a part one up or down among its like, or take it out; the first cannot go up, nor the last down.

    Raises:
        InvalidInputError: ``part_fixed``, a request needs it.
    """
    there, found = siblings(raw, place), part(raw, place)
    at = there.index(found)
    if way is Way.REMOVE:
        inside = {found["key"], *(field["key"] for field in found.get("fields", ()))}
        if not place.startswith(("requirements/", "officer/")) and place.count("/") < 3 and inside & NEEDED:
            raise InvalidInputError("part_fixed")
        del there[at]
        return
    to = at - 1 if way is Way.UP else at + 1
    if 0 <= to < len(there):
        there[at], there[to] = there[to], there[at]


def put(entry: Raw, changes: Mapping[str, Any]) -> None:
    """Write values over an entry; what is empty, and needs nothing said, is left out of it."""
    for key, value in changes.items():
        if value in (None, "", [], {}) and key not in ("fields", "label", "title", "name"):
            entry.pop(key, None)
        else:
            entry[key] = value
