"""Write a log into files, several formats in one go: the same numbers stand in each."""

import gzip
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, cast

from eservice.metrics.eventlogs.log import LogRefusedError
from eservice.metrics.eventlogs.mapping import LogFormat
from eservice.metrics.eventlogs.reading import EVERY, Say, format_of
from eservice.metrics.eventlogs.table import CsvWriter
from eservice.metrics.eventlogs.xes import XesWriter

Case = tuple[dict[str, str], list[dict[str, str]]]
"""What is known of a case, and its events, by the columns of ``table.COLUMNS``."""

_KEYS = {
    "case": "concept:name",
    "activity": "concept:name",
    "timestamp": "time:timestamp",
    "resource": "org:resource",
    "office": "org:group",
}
"""What the standard calls it; the rest keeps its own name."""


def write_logs(paths: Sequence[Path], cases: Iterable[Case], *, say: Say) -> tuple[int, int]:
    """Write cases into each file and return how many cases and events there were; all files, or none.

    Raises:
        LogRefusedError: a file's ending says no format, a file cannot be written, or there is no case.
    """
    written, events_written = 0, 0
    try:
        with ExitStack() as files:
            writers = [files.enter_context(_opened(path)) for path in paths]
            for case, events in cases:
                for write in writers:
                    write(case, events)
                written, before = written + 1, events_written
                events_written += len(events)
                if events_written // EVERY > before // EVERY:
                    say(f"{events_written:,} events written")
            if not written:
                raise LogRefusedError("no request has been filed yet")
        for path in paths:
            _unfinished(path).replace(path)
    except OSError as error:
        raise LogRefusedError(f"{error.filename} cannot be written ({error.strerror}); choose another place") from None
    finally:
        for path in paths:
            _unfinished(path).unlink(missing_ok=True)
    return written, events_written


@contextmanager
def _opened(path: Path) -> Iterator[Callable[[dict[str, str], list[dict[str, str]]], None]]:
    """Yield how to write a case into the file that becomes ``path``."""
    kind = format_of(path)
    with ExitStack() as closing:
        stream: IO[bytes] = closing.enter_context(_unfinished(path).open("wb"))
        if path.suffix == ".gz":
            packed = closing.enter_context(gzip.GzipFile(filename="", mode="wb", fileobj=stream, mtime=0))
            stream = cast("IO[bytes]", packed)
        text = closing.enter_context(io.TextIOWrapper(stream, encoding="utf-8", newline=""))
        if kind is LogFormat.CSV:
            yield CsvWriter(text).write
            return
        writer = XesWriter(text)
        yield lambda case, events: writer.write(_keys(case), [_event(event) for event in events])
        writer.close()


def _unfinished(path: Path) -> Path:
    return path.with_name(f"{path.name}.part")


def _keys(texts: dict[str, str]) -> dict[str, str]:
    return {_KEYS.get(name, name): text for name, text in texts.items()}


def _event(texts: dict[str, str]) -> dict[str, str]:
    return _keys(texts) | {"lifecycle:transition": "complete"}
