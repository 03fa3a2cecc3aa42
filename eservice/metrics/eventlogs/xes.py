"""XES (IEEE 1849), read and written as a stream.

A file that declares a document type is refused before anything in it is believed: that is where entities are made, and
with them files that grow when they are read, or that read others. XES has no use for one.
"""

from collections.abc import Iterator
from html import escape
from typing import IO
from xml.parsers import expat

from eservice.metrics.eventlogs.log import LogRefusedError, check_size
from eservice.metrics.eventlogs.mapping import Field, Raw

_CHUNK = 64 * 1024
_LONGEST_TAG = 1024 * 1024
_DEEPEST = 64
_ATTRIBUTES = frozenset({"string", "date", "int", "float", "boolean", "id"})


def read_xes(stream: IO[bytes], places: dict[Field, str]) -> Iterator[Raw]:
    """Yield the events of a log, trace by trace.

    Args:
        places: under which key each fact stands; the case's among the attributes of its trace.

    Raises:
        LogRefusedError: it is not well-formed XML, not XES, or built to do harm.
    """
    reader = _Reader(places)
    read = 0
    try:
        while chunk := stream.read(_CHUNK):
            read += len(chunk)
            reader.parser.Parse(chunk, False)  # noqa: FBT003 - not the last one
            if read - max(reader.parser.CurrentByteIndex, 0) > _LONGEST_TAG:
                raise LogRefusedError(f"line {reader.parser.CurrentLineNumber}: one tag is longer than a megabyte")
            yield from reader.taken()
        reader.parser.Parse(b"", True)  # noqa: FBT003 - the last one
    except expat.ExpatError as error:
        raise LogRefusedError(
            f"line {error.lineno}: this is not well-formed XML ({expat.errors.messages[error.code]}); "
            "check that the file is whole and really XES, or export the log again"
        ) from None
    except (LookupError, ValueError) as error:
        raise LogRefusedError(f"the encoding of the file is unknown ({error}); export the log as UTF-8") from None
    yield from reader.taken()


class _Reader:
    """Follows the tags of one file and keeps the events of the traces that have ended."""

    def __init__(self, places: dict[Field, str]) -> None:
        self._places = places
        self._wanted = frozenset(places.values())
        self._path: list[str] = []
        self._trace: dict[str, str] = {}
        self._event: dict[str, str] = {}
        self._events: list[dict[str, str]] = []
        self._traces = self._seen = 0
        self._ready: list[Raw] = []
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._refuse_doctype
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end

    def taken(self) -> list[Raw]:
        """Return what has been read since the last call."""
        ready, self._ready = self._ready, []
        return ready

    def _refuse_doctype(self, *declared: object) -> None:
        raise LogRefusedError("the file declares a document type (DOCTYPE); XES has none, so remove the declaration")

    def _begin(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rsplit(":", 1)[-1]
        if not self._path and name != "log":
            raise LogRefusedError(f"the outermost element is <{tag[:60]}>, not <log>: this is XML, but not XES")
        if len(self._path) >= _DEEPEST:
            raise LogRefusedError(
                f"line {self.parser.CurrentLineNumber}: more than {_DEEPEST} levels inside each other"
            )
        if name == "event" and self._path == ["log"]:
            raise LogRefusedError("an event stands outside of every trace; put each one into the trace of its case")
        if name in _ATTRIBUTES:
            self._keep(attributes)
        elif name == "trace" and self._path == ["log"]:
            self._trace, self._events = {}, []
            self._traces += 1
        elif name == "event" and self._path == ["log", "trace"]:
            self._event = {}
        self._path.append(name)

    def _keep(self, attributes: dict[str, str]) -> None:
        """Note an attribute of the trace or event that is open: none inside another, and none that nobody asks for."""
        if attributes.get("key", "") not in self._wanted:
            return
        if self._path == ["log", "trace", "event"]:
            self._event[attributes.get("key", "")] = attributes.get("value", "")
        elif self._path == ["log", "trace"]:
            self._trace[attributes.get("key", "")] = attributes.get("value", "")

    def _end(self, tag: str) -> None:
        name = self._path.pop()
        if name == "event" and self._path == ["log", "trace"]:
            self._events.append(self._event)
            self._seen += 1
            check_size(self._seen)
        elif name == "trace" and self._path == ["log"]:
            self._ready.extend(self._raws())

    def _raws(self) -> Iterator[Raw]:
        """Return the events of the trace that ended; its own attributes may stand after them."""
        case = self._trace.get(self._places[Field.CASE], "")
        for number, event in enumerate(self._events, start=1):
            texts = {one: event[key] for one, key in self._places.items() if one is not Field.CASE and key in event}
            yield Raw(f"trace {self._traces}, event {number}", texts | {Field.CASE: case})


_HEAD = """<?xml version="1.0" encoding="utf-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
\t<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
\t<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
\t<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
\t<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
\t<classifier name="Activity" keys="concept:name"/>
"""


class XesWriter:
    """Writes a log case by case; every text is escaped."""

    def __init__(self, stream: IO[str]) -> None:
        self._stream = stream
        stream.write(_HEAD)

    def write(self, case: dict[str, str], events: list[dict[str, str]]) -> None:
        """Write one case: its attributes, then those of its events, keys as the standard names them."""
        self._stream.write("\t<trace>\n")
        self._attributes(case, "\t\t")
        for event in events:
            self._stream.write("\t\t<event>\n")
            self._attributes(event, "\t\t\t")
            self._stream.write("\t\t</event>\n")
        self._stream.write("\t</trace>\n")

    def close(self) -> None:
        """Write the end of the log; the stream stays open."""
        self._stream.write("</log>\n")

    def _attributes(self, attributes: dict[str, str], indent: str) -> None:
        for key, value in attributes.items():
            tag = "date" if key == "time:timestamp" else "string"
            self._stream.write(f'{indent}<{tag} key="{escape(key)}" value="{escape(value)}"/>\n')
