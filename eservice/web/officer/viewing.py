"""How a scan is looked at: which paper, which page, how large, turned which way; all of it stands in the address."""

from dataclasses import dataclass, replace
from typing import Any

from flask import request

from eservice.web.addresses import row_number

SIZES = (100, 150, 200, 300)
"""Widths of a page in hundredths of its frame."""
QUARTER, WHOLE = 90, 360


@dataclass(frozen=True)
class Look:
    """One way to look at one paper."""

    key: str = ""
    """The requirement; empty for the first one with a file."""
    page: int = 1
    size: int = SIZES[0]
    turn: int = 0
    """Degrees to the right."""

    @property
    def larger(self) -> "Look":
        """Return the next larger look; the largest is its own."""
        return replace(self, size=next((one for one in SIZES if one > self.size), SIZES[-1]))

    @property
    def smaller(self) -> "Look":
        """Return the next smaller look; the smallest is its own."""
        return replace(self, size=next((one for one in reversed(SIZES) if one < self.size), SIZES[0]))

    @property
    def turned(self) -> "Look":
        """Return this look, turned once more to the right."""
        return replace(self, turn=(self.turn + QUARTER) % WHOLE)

    def at(self, page: int) -> "Look":
        """Return the same look at another page."""
        return replace(self, page=page)

    def of(self, key: str) -> "Look":
        """Return this look where it is at that paper already, else a plain one at its first page."""
        return self if key == self.key else Look(key)

    @property
    def address(self) -> dict[str, Any]:
        """Return what the address says of it; what is usual is left out."""
        said: dict[str, Any] = {"berkas": self.key, "hal": self.page, "besar": self.size, "putar": self.turn}
        usual = {"berkas": "", "hal": 1, "besar": SIZES[0], "putar": 0}
        return {name: value for name, value in said.items() if value != usual[name]}

    @property
    def told(self) -> str:
        """Return it in one word, as a button sends it."""
        return f"{self.key}:{self.page}:{self.size}:{self.turn}"


def look_here() -> Look:
    """Return how the address, or the form, says that a scan is looked at."""
    said = request.values
    return _read(*(said.get(name, "") for name in ("berkas", "hal", "besar", "putar")))


def look_told(word: str) -> Look:
    """Return what a button said; what is spoilt looks plain."""
    parts = (word.split(":") + [""] * 4)[:4]
    return _read(*parts)


def _read(key: str, page: str, size: str, turn: str) -> Look:
    return Look(
        key=key,
        page=max(row_number(page) or 1, 1),
        size=(row_number(size) if row_number(size) in SIZES else None) or SIZES[0],
        turn=(row_number(turn) or 0) % WHOLE // QUARTER * QUARTER,
    )
