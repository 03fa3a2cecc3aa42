"""What somebody tells otherwise than in an earlier request: to look at, never to refuse for. Pure."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypeAlias

from eservice.residents.actions import PersonData
from eservice.residents.rules import Address


class Trait(StrEnum):
    """What can be compared."""

    NAME = "name"
    BIRTH_PLACE = "birth_place"
    BIRTH_ON = "birth_on"
    SEX = "sex"
    KK = "kk"
    ADDRESS = "address"
    MARITAL_STATUS = "marital_status"
    RELIGION = "religion"
    OCCUPATION = "occupation"


Value: TypeAlias = object
"""A word, a date, an enum's value or an ``Address``; None or empty while nothing was told."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """What an earlier request told of the same person."""

    code: str
    filed_at: datetime
    told: PersonData


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that was told otherwise before."""

    trait: Trait
    before: Value
    code: str
    filed_at: datetime


_VALUES: dict[Trait, Callable[[PersonData], Value]] = {
    Trait.NAME: lambda one: one.name,
    Trait.BIRTH_PLACE: lambda one: one.birth_place,
    Trait.BIRTH_ON: lambda one: one.birth_on,
    Trait.SEX: lambda one: one.sex,
    Trait.KK: lambda one: one.kk,
    Trait.ADDRESS: lambda one: one.address,
    Trait.MARITAL_STATUS: lambda one: one.marital_status,
    Trait.RELIGION: lambda one: one.religion,
    Trait.OCCUPATION: lambda one: one.occupation,
}


def differences(now: PersonData, earlier: Iterable[Earlier]) -> list[Difference]:
    """Return what the last request that told it told otherwise.

    Args:
        earlier: the newest first; for each trait only the first that tells it counts.
    """
    known: Sequence[Earlier] = list(earlier)
    found = []
    for trait, value_of in _VALUES.items():
        value = value_of(now)
        last = next((one for one in known if value_of(one.told)), None)
        if value and last is not None and _folded(value) != _folded(value_of(last.told)):
            found.append(Difference(trait, value_of(last.told), last.code, last.filed_at))
    return found


def _folded(value: Value) -> object:
    """Return what is compared: letters and digits; how a street or a name is punctuated changes nobody's address."""
    if isinstance(value, Address):
        return tuple(_folded(part) for part in (value.street, value.rt.lstrip("0"), value.kelurahan_code))
    return re.sub(r"[\W_]+", " ", value.casefold()).strip() if isinstance(value, str) else value
