"""What an officer looks at in a home: fixed choices, so that two officers mean the same. Nothing here touches storage.

Source: field practice of social verification in kelurahan; the decile is what the social register says, never a reason.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any


class Floor(StrEnum):
    """What the floor is made of."""

    EARTH = "earth"
    WOOD = "wood"
    CEMENT = "cement"
    TILES = "tiles"


class Wall(StrEnum):
    """What the walls are made of."""

    BAMBOO = "bamboo"
    WOOD = "wood"
    BRICK = "brick"


class Roof(StrEnum):
    """What the roof is made of."""

    THATCH = "thatch"
    ZINC = "zinc"
    TILES = "tiles"
    CONCRETE = "concrete"


class Water(StrEnum):
    """Where drinking water comes from."""

    PIPED = "piped"
    WELL = "well"
    RIVER = "river"
    BOUGHT = "bought"


class Light(StrEnum):
    """Where light comes from."""

    OWN_METER = "own_meter"
    NEIGHBOUR = "neighbour"
    NONE = "none"


class Judgement(StrEnum):
    """What the officer concludes from the visit."""

    FITS = "fits"
    DOES_NOT_FIT = "does_not_fit"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was seen and said in one visit; what does not matter for the service is left open."""

    judgement: Judgement
    floor: Floor | None = None
    wall: Wall | None = None
    roof: Roof | None = None
    water: Water | None = None
    light: Light | None = None
    work: str = ""
    dependants: int | None = None
    decile: int | None = None
    """1 (poorest) to 10 of the national register, where it knows the household."""
    remark: str = ""

    def as_stored(self) -> dict[str, Any]:
        """Return what was noted as plain values; what was left open is left out."""
        return {name: value for name, value in asdict(self).items() if value not in (None, "")}


_CHOICES: dict[str, type[StrEnum]] = {
    "judgement": Judgement, "floor": Floor, "wall": Wall, "roof": Roof, "water": Water, "light": Light,
}  # fmt: skip


def read_findings(stored: Mapping[str, Any]) -> Findings | None:
    """Return what a visit found, or None where nobody was met."""
    if "judgement" not in stored:
        return None
    known = {one.name for one in fields(Findings)}
    told: dict[str, Any] = {name: value for name, value in stored.items() if name in known}
    return Findings(**told | {name: _CHOICES[name](told[name]) for name in _CHOICES if name in told})
