#!/usr/bin/env python3
"""Recompute the figures of a period from the exported events, with nothing of eservice: only this file and Python 3.9.

    tools/recompute.py peristiwa.csv 2026-11-01 2026-11-30 [--as-of 2026-11-30T14:05:00+07:00]

Prints the figures and the SHA-256 over them. It is the one that the page of all figures, its JSON and its report print
where nothing was changed, in the events or in the figures. ``--as-of`` is the instant the page names, for a period that
was not over.
"""

import argparse
import csv
import hashlib
from collections import defaultdict
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import IO, Any

Event = dict[str, Any]
Runs = dict[tuple[str, int], list[Event]]

WIB = timezone(timedelta(hours=7))
FINISHED = ("issued", "rejected")
STAGES = (
    ("menunggu-nyata", "waiting"),
    ("diperiksa-nyata", "review"),
    ("tanda-tangan-nyata", "signature"),
    ("menunggu-pemohon", "citizen"),
    ("menunggu-pihak-lain", "third_party"),
    ("gangguan", "incident"),
)
LEAST = 5
"""Of fewer no length is told."""


def runs_in(stream: IO[str]) -> Runs:
    """Return (case, run) -> its events, in the order of the file."""
    runs: Runs = defaultdict(list)
    for row in csv.DictReader(stream):
        at, due = (datetime.fromisoformat(row[name]) for name in ("timestamp", "promised"))
        runs[row["case"], int(row["run"])].append({**row, "at": at, "due": due})
    return runs


def lived(events: list[Event]) -> dict[str, int]:
    """Return stage -> whole seconds on the wall clock."""
    sums: dict[str, int] = defaultdict(int)
    for one, following in zip(events, events[1:]):  # noqa: B905, RUF007 - any Python of these years
        sums[one["stage"]] += int((following["at"] - one["at"]).total_seconds())
    return sums


def rank(ordered: list[int], per_cent: int) -> int:
    """Return the smallest value that so many per cent of all do not exceed."""
    return ordered[-(-len(ordered) * per_cent // 100) - 1]


def figures(runs: Runs, begin: datetime, end: datetime) -> list[str]:
    """Return the lines that are hashed; an instant belongs to the period after ``begin``, up to and with ``end``."""
    filed = finished = issued = right = kept = 0
    spreads: dict[str, list[int]] = {name: [] for name, _stage in STAGES}
    for (_case, number), events in runs.items():
        last = events[-1]
        closed = next((one["at"] for one in events if one["stage"] == "ended"), None)
        status = last["status"]
        filed += begin < events[0]["at"] <= end
        is_kept = closed is not None and closed <= last["due"] and status not in ("withdrawn", "lapsed")
        kept += is_kept and begin < last["due"] <= end
        if closed is None or status not in FINISHED or not begin < closed <= end:
            continue
        finished += 1
        issued += status == "issued"
        asked = any(one["activity"] == "ask_correction" for one in events)
        right += status == "issued" and number == 1 and not asked
        spent = lived(events)
        for name, stage in STAGES:
            if spent[stage] > 0:
                spreads[name].append(spent[stage])
    counts = (
        ("masuk", filed),
        ("selesai", finished),
        ("terbit", issued),
        ("benar-sejak-pertama", right),
        ("ditepati", kept),
    )
    lines = [f"{name} n={n}" for name, n in counts]
    for name, seconds in spreads.items():
        ordered = sorted(seconds)
        told = [str(rank(ordered, one)) if len(ordered) >= LEAST else "-" for one in (50, 90, 95)]
        lines.append(f"{name} n={len(ordered)} median={told[0]} p90={told[1]} p95={told[2]}")
    return lines


def main() -> None:
    """Read, recompute, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("events")
    parser.add_argument("first", help="first day, as 2026-11-01")
    parser.add_argument("last", help="last day, with it")
    parser.add_argument("--as-of", type=datetime.fromisoformat)
    asked = parser.parse_args()
    begin = datetime.fromisoformat(asked.first).replace(tzinfo=WIB)
    end = datetime.fromisoformat(asked.last).replace(tzinfo=WIB) + timedelta(days=1)
    if asked.as_of is not None:
        end = min(end, asked.as_of)
    with Path(asked.events).open(encoding="utf-8-sig", newline="") as stream:
        lines = figures(runs_in(stream), begin, end)
    print("\n".join(lines))
    print("sha256", hashlib.sha256("".join(line + "\n" for line in lines).encode()).hexdigest())


if __name__ == "__main__":
    main()
