"""The promises that a decision would move, as an administrator reads them before it: codes and hours, nothing else."""

from dataclasses import dataclass
from datetime import datetime

from eservice.kernel import clock
from eservice.kernel.codes import show_code
from eservice.offices import queries as offices
from eservice.requests.shifting import Foreseen

SHOWN = 50
"""Rows on the page; of the rest only how many there are."""


@dataclass(frozen=True)
class MoveRow:
    """One promise that would move."""

    code: str
    office: str
    came_from: datetime
    goes_to: datetime


@dataclass(frozen=True)
class Moves:
    """What a decision would move: how many promises, and the nearest of them."""

    count: int
    is_whole: bool
    rows: tuple[MoveRow, ...]


NO_MOVES = Moves(0, is_whole=True, rows=())


def moves_of(foreseen: Foreseen) -> Moves:
    """Return the promises in words."""
    names = {one.id: one.full_name for one in offices.offices(at=clock.now())}
    rows = tuple(
        MoveRow(show_code(one.code), names.get(one.office_id, ""), one.came_from, one.goes_to)
        for one in foreseen.moves[:SHOWN]
    )
    return Moves(len(foreseen.moves), foreseen.is_whole, rows)
