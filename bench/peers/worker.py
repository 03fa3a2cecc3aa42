"""One renderer in a process of its own: ``python -m bench.peers.worker NAME FOLDER BATCH`` obeys lines on its input.

``draw`` draws the whole batch and answers with the seconds it took: of the processors, its children's included, and of
the clock. ``memory`` answers with the megabytes of the largest process at its peak.
"""

import itertools
import json
import os
import resource
import sys
import time
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from bench.peers.said import told

WAYS = {
    "ours": ("ours", "plain"),
    "ours-rsa": ("ours", "signed"),
    "ours-p256": ("ours", "signed_p256"),
    "ours-stamped": ("ours", "stamped"),
    "our-signature": ("ours", "signature"),
    "naive": ("naive", "naive"),
    "naive-rsa": ("naive", "naive_signed"),
    "default-signature": ("naive", "default_signature"),
    "chromium": ("browsers", "chromium"),
    "wkhtmltopdf": ("browsers", "wkhtmltopdf"),
    "reportlab": ("others", "reportlab"),
    "pdfmake": ("others", "pdfmake"),
    "typst": ("others", "typst"),
}
"""Module and function; only what is measured is loaded, so that no renderer carries the memory of another."""
_TICKS = os.sysconf("SC_CLK_TCK")


def serve(name: str, folder: Path, batch: int) -> None:
    """Draw once, say how large the file was, or that this renderer is not here, and obey."""
    sys.path += map(str, folder.glob("peers/lib/python3*/site-packages"))
    module, function = WAYS[name]
    draw = getattr(import_module(f"bench.peers.{module}"), function)(folder)
    if draw is None:
        return _say(None)
    made = itertools.cycle(_letters(module, folder))  # no letter twice in a row: nothing may live off the last batch
    for letter in itertools.islice(made, batch):  # everything warm
        file = draw(letter)
    (folder / f"{name}.pdf").write_bytes(file)
    _say(len(file))
    for line in sys.stdin:
        if line.strip() == "memory":
            _say(largest_megabytes())
            continue
        processors, clock = processor_seconds(), time.perf_counter()
        for letter in itertools.islice(made, batch):
            draw(letter)
        _say([processor_seconds() - processors, time.perf_counter() - clock])
    return None


def _letters(module: str, folder: Path) -> Sequence[Any]:
    if module == "ours":
        from bench.peers.telling import letters  # noqa: PLC0415 - loads the product

        return letters(100)
    return told(folder)


def processor_seconds() -> float:
    """Return the processor time of this process, of its children that ended, and of all below that still run."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used) + sum(_ticks(each) for each in _below()) / _TICKS


def largest_megabytes() -> float:
    """Return the peak of the largest process: this one, one that ended, or one that still runs."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return max(ended, *(_peak(each) for each in (Path("/proc/self"), *_below())))


def _below() -> Iterator[Path]:
    """Yield the processes under this one."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    below = {os.getpid()}
    for process in sorted(parents):  # a child has a higher number than its parent, but for the rare turn-over
        if parents[process] in below:
            below.add(process)
            yield Path("/proc") / str(process)


def _ticks(process: Path) -> int:
    try:
        fields = (process / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0
    return sum(map(int, fields[11:15]))  # its own, and of those of its children that ended


def _peak(process: Path) -> float:
    try:
        lines = (process / "status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0) / 1024


def _say(answer: object) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    serve(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
