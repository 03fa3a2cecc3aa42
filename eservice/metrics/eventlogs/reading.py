"""Open a log's file and read it to its end: all of it is good, or none of it is taken."""

import gzip
import hashlib
import io
import zlib
from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import IO, cast

from eservice.metrics.eventlogs.log import Log, LogRefusedError
from eservice.metrics.eventlogs.mapping import Field, LogFormat, Mapping, Raw
from eservice.metrics.eventlogs.table import read_csv
from eservice.metrics.eventlogs.xes import read_xes

EVERY = 10_000
"""After so many events the reader says how far it is."""

_GZIP = b"\x1f\x8b"
_ENDINGS = {".csv": LogFormat.CSV, ".txt": LogFormat.CSV, ".xes": LogFormat.XES, ".xml": LogFormat.XES}

Say = Callable[[str], None]


def format_of(path: Path) -> LogFormat:
    """Return how a file is written, by the ending of its name.

    Raises:
        LogRefusedError: the ending says nothing.
    """
    ending = Path(path.name.removesuffix(".gz")).suffix.lower()
    if ending not in _ENDINGS:
        raise LogRefusedError(f"{path.name}: give the file a name that ends in .csv, .xes, .csv.gz or .xes.gz")
    return _ENDINGS[ending]


def digest(path: Path) -> str:
    """Return the SHA-256 of a file as it lies there, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def read_log(path: Path, mapping: Mapping, *, say: Say) -> Log:
    """Return the events of a file, packed or not.

    Args:
        say: told from time to time how many events have been read.

    Raises:
        LogRefusedError: something in it cannot be accepted.
    """
    kind = format_of(path)
    log = Log()
    seen: set[Field] = set()
    with _opened(path) as stream, closing(_raws(stream, mapping, kind)) as raws:
        for raw in raws:
            log.add(mapping.entry(raw))
            seen.update(raw.texts)
            if len(log) % EVERY == 0:
                say(f"{len(log):,} events read")
    if not len(log):
        raise LogRefusedError(f"{path.name} holds no event; there is nothing to count")
    for one in mapping.wanted(kind) - seen:
        raise LogRefusedError(f"no event has {mapping.places(kind)[one]!r}, which the mapping names for the {one}")
    mapping.check_against(log.activities)
    return log


def _raws(stream: IO[bytes], mapping: Mapping, kind: LogFormat) -> Generator[Raw, None, None]:
    places = mapping.places(kind)
    if kind is LogFormat.XES:
        yield from read_xes(stream, places)
        return
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="")
    try:
        yield from read_csv(text, places, wanted=mapping.wanted(kind), delimiter=mapping.delimiter)
    finally:
        text.detach()  # the stream is not ours to close


@contextmanager
def _opened(path: Path) -> Iterator[IO[bytes]]:
    """Yield the bytes of a file, unpacked; what is wrong with them becomes a sentence."""
    try:
        with path.open("rb") as file:
            packed = file.peek(2)[:2] == _GZIP
            yield cast("IO[bytes]", gzip.GzipFile(fileobj=file)) if packed else file
    except (gzip.BadGzipFile, EOFError, zlib.error):
        raise LogRefusedError(f"{path.name} is damaged or cut off inside its packing; copy it again") from None
    except UnicodeDecodeError:
        raise LogRefusedError(f"{path.name} is not written in UTF-8; save it as CSV UTF-8") from None
    except OSError as error:
        raise LogRefusedError(f"{path.name} cannot be read ({error.strerror}); check its path and its rights") from None
