"""The figures of a log as lines for a terminal: each with its n, and what it means above them."""

from collections.abc import Iterator, Mapping, Sequence

from eservice.kernel.clock import wib
from eservice.metrics.eventlogs.analysis import Analysis, Part
from eservice.metrics.rules import SMALL_GROUP, Spread

_HEAD = ("n", "median", "p90", "p95")
_WIDEST = 48
_NONE_STAGE = "(no stage yet)"


def lines(found: Analysis, *, title: str, clock: str, notes: Sequence[str] = ()) -> Iterator[str]:
    """Yield a report.

    Args:
        title: what was counted.
        clock: on which clock, in words.
        notes: what a reader must know of this clock and this log.
    """
    yield title
    yield f"  {found.cases:,} cases, {found.events:,} events, {len(found.activities)} activities, " + (
        f"{len(found.resources)} resources" if found.resources else "no resources"
    )
    yield f"  from {wib(found.first_at):%Y-%m-%d %H:%M} to {wib(found.last_at):%Y-%m-%d %H:%M} WIB"
    yield f"  clock: {clock}"
    yield "  percentiles: nearest rank, the smallest value that so many per cent do not exceed;"
    yield f"               '-' where n is under {SMALL_GROUP}"
    for note in notes:
        yield f"  note: {note}"
    yield from _table("Cases: from the first to the last event", [("duration", found.duration)])
    yield f"  median as programs give it that take the middle of the two middle cases: {duration(found.middle)}"
    yield from _stages(found)
    yield from _parts("Activities", found.activities)
    yield from _parts("Resources (by name; their work differs, so this is no ranking)", found.resources)


def duration(seconds: float) -> str:
    """Return a length in the unit that suits it: hours with one decimal from one hour on."""
    if seconds < 60:
        return f"{seconds:,.0f} s"
    if seconds < 3600:
        return f"{seconds / 60:,.1f} min"
    return f"{seconds / 3600:,.1f} h"


def _stages(found: Analysis) -> Iterator[str]:
    named = {one: figures for one, figures in found.stages.items() if one is not None}
    if not named:
        yield ""
        yield "Stages: none; name which activity begins which stage under [stages] in a mapping (--mapping)"
        return
    rows = [(str(one) if one else _NONE_STAGE, figures) for one, figures in found.stages.items()]
    yield from _table("Stages: time of a case in the stage, of the cases that passed through it", rows)
    if found.unended is not None:
        yield f"  {found.unended:,} of {found.cases:,} cases have not ended; theirs is counted up to their last event"


def _parts(heading: str, parts: Sequence[Part]) -> Iterator[str]:
    if not parts:
        return
    events = {one.name: one.events for one in parts}
    sojourn = [(one.name, one.sojourn) for one in parts]
    yield from _table(f"{heading}: sojourn, the time since the previous event of the case", sojourn, events)
    known = [one for one in parts if one.work.n]
    if known:
        waiting, work = [(one.name, one.waiting) for one in known], [(one.name, one.work) for one in known]
        yield from _table(f"{heading}: waiting, from the previous event to the start", waiting, events)
        yield from _table(f"{heading}: work, from the start to the event", work, events)
    else:
        yield "  waiting and work apart: not in this log, it has no start instants"


def _table(heading: str, rows: Sequence[tuple[str, Spread]], events: Mapping[str, int] | None = None) -> Iterator[str]:
    """Yield rows of figures, with the number of events before the n of a figure where the two may differ."""
    width = max(10, *(min(len(name), _WIDEST) for name, _figures in rows))
    yield ""
    yield heading
    yield f"  {'':<{width}}" + "".join(f"{title:>12}" for title in [*(["events"] if events else []), *_HEAD])
    for name, figures in rows:
        counted = [f"{events[name]:,}"] if events else []
        cells = [*counted, f"{figures.n:,}", *(_cell(one) for one in (figures.median, figures.p90, figures.p95))]
        yield f"  {_clean(name):<{width}}" + "".join(f"{cell:>12}" for cell in cells)


def _cell(seconds: int | None) -> str:
    return "-" if seconds is None else duration(seconds)


def _clean(name: str) -> str:
    """Return a name of a stranger's file fit for a terminal: no control characters, not longer than the column."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in name)
    return plain if len(plain) <= _WIDEST else plain[: _WIDEST - 1] + "…"
