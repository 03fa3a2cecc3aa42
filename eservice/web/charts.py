"""Arithmetic of the drawings, so that templates only place what is already measured."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import Flask

READABLE = 0.09
"""A part shows its own value where it is at least this share of the scale."""


@dataclass(frozen=True)
class Petal:
    """One lobe of the progress flower."""

    state: str
    """on, now or off."""
    turn: float
    width: float


@dataclass(frozen=True)
class Part:
    """One part of a stacked bar; places in per cent of the width."""

    kind: str
    x: str
    width: str
    middle: str
    text: str


@dataclass(frozen=True)
class Bar:
    """One row of a bar chart."""

    name: str
    parts: tuple[Part, ...]
    total: str


@dataclass(frozen=True)
class Dot:
    """One of a hundred dots."""

    on: bool
    x: int
    y: int


def install(app: Flask) -> None:
    """Offer the drawings' arithmetic to the component macros."""
    app.jinja_env.globals.update(petals=petals, hundred=hundred)


def petals(now: int, of: int) -> list[Petal]:
    """Return the lobes of a flower with one lobe per step; steps before ``now`` are filled."""
    width = round(min(1.0, 6 / of), 2)
    return [
        Petal("on" if step < now else "now" if step == now else "off", round((step - 1) * 360 / of, 1), width)
        for step in range(1, of + 1)
    ]


def hundred(share: float) -> list[Dot]:
    """Return a hundred dots in four rows, column by column, of which ``share`` are filled (never rounded up to all)."""
    filled = min(int(share * 100 + 0.5), 99 if share < 1 else 100)
    return [Dot(place < filled, 5 + place // 4 * 10, 5 + place % 4 * 10) for place in range(100)]


def stack(rows: Sequence[tuple[str, Sequence[tuple[str, float, str]], str]], *, top: float = 0) -> list[Bar]:
    """Return stacked bars on one common scale that starts at zero.

    Args:
        rows: (name, parts, total in words); a part is (kind, value, value in words).
        top: where the scale ends; at the longest bar unless told.
    """
    scale = top or max((sum(value for _, value, _ in parts) for _, parts, _ in rows), default=0) or 1
    bars = []
    for name, parts, total in rows:
        drawn, at = [], 0.0
        for kind, value, words in parts:
            width = value / scale
            text = words if width >= READABLE else ""
            drawn.append(Part(kind, f"{at * 100:.1f}", f"{width * 100:.1f}", f"{(at + width / 2) * 100:.1f}", text))
            at += width
        bars.append(Bar(name, tuple(drawn), total))
    return bars
