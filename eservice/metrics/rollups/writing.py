"""Add a ledger to the stored cells; inside the transaction that holds the mark, so that nobody else writes them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import bindparam, func, insert, select, update

from eservice.kernel.db import db
from eservice.metrics import histogram
from eservice.metrics.figures import Measure
from eservice.metrics.models import Rollup, RollupSpread
from eservice.metrics.rollups.cells import Key, Ledger

_PART = 500
"""So many keys stand in one statement."""

_ROLLUP, _SPREAD = Rollup.__table__.c, RollupSpread.__table__.c
T = TypeVar("T")


def write(ledger: Ledger) -> None:
    """Add what runs add to cells, and take away what is counted below zero."""
    known = _known(ledger)
    numbers = _counts(ledger, known)
    _heaps({(numbers[key], measure): heap for key, tally in ledger.items() for measure, heap in tally.heaps.items()})


def _known(ledger: Ledger) -> dict[Key, tuple[int, dict[str, int]]]:
    """Return the number and the counts of the cells that are there already."""
    days = sorted({key.starts_on for key in ledger})
    found = {}
    for some in _parts(days):
        for row in db.session.execute(
            select(
                _ROLLUP.span, _ROLLUP.starts_on, _ROLLUP.office_id, _ROLLUP.service_id, _ROLLUP.channel,
                _ROLLUP.id, _ROLLUP.counts,
            ).where(_ROLLUP.starts_on.in_(some), _ROLLUP.office_id.in_({key.office_id for key in ledger}))
        ):  # fmt: skip
            found[Key(*row[:5])] = row.id, row.counts
    return found


def _counts(ledger: Ledger, known: Mapping[Key, tuple[int, dict[str, int]]]) -> dict[Key, int]:
    """Store the counts and return the number of every cell."""
    following = (db.session.scalar(select(func.max(_ROLLUP.id))) or 0) + 1
    numbers: dict[Key, int] = {}
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for key, tally in ledger.items():
        number, counts = known.get(key, (0, {}))
        sums = Counter(counts)
        sums.update(tally.counts)
        told = {name: n for name, n in sorted(sums.items()) if n}
        if number:
            changed.append({"cell": number, "told": told})
        else:
            number = following + len(new)
            new.append(
                {
                    "id": number, "span": key.span, "starts_on": key.starts_on, "office_id": key.office_id,
                    "service_id": key.service_id, "channel": key.channel, "counts": told,
                }
            )  # fmt: skip
        numbers[key] = number
    if new:
        db.session.execute(insert(Rollup.__table__), new)  # type: ignore[arg-type]
    if changed:
        statement = update(Rollup.__table__)  # type: ignore[arg-type]
        db.session.execute(statement.where(_ROLLUP.id == bindparam("cell")).values(counts=bindparam("told")), changed)
    return numbers


def _heaps(added: Mapping[tuple[int, Measure], histogram.Heap]) -> None:
    stored: dict[tuple[int, str], bytes] = {}
    for some in _parts(sorted({number for number, _measure in added})):
        rows = db.session.execute(
            select(_SPREAD.rollup_id, _SPREAD.measure, _SPREAD.heap).where(_SPREAD.rollup_id.in_(some))
        )
        stored |= {(row.rollup_id, row.measure): row.heap for row in rows}
    new: list[dict[str, Any]] = []
    changed: list[dict[str, Any]] = []
    for (number, measure), heap in added.items():
        before = stored.get((number, measure.value))
        if before is None:
            new.append({"rollup_id": number, "measure": measure.value, "heap": histogram.packed(heap)})
            continue
        together = histogram.unpacked(before)
        together.update(heap)
        changed.append({"cell": number, "of": measure.value, "told": histogram.packed(together)})
    if new:
        db.session.execute(insert(RollupSpread.__table__), new)  # type: ignore[arg-type]
    if changed:
        statement = update(RollupSpread.__table__)  # type: ignore[arg-type]
        db.session.execute(
            statement.where(_SPREAD.rollup_id == bindparam("cell"), _SPREAD.measure == bindparam("of")).values(
                heap=bindparam("told")
            ),
            changed,
        )


def _parts(whole: Sequence[T]) -> Iterator[Sequence[T]]:
    for first in range(0, len(whole), _PART):
        yield whole[first : first + _PART]
