"""The log: one line of JSON an event, on standard error, without anything personal and with nothing that breaks a line.

What an event is about stands in fields; its words are the code's own. Digits that could be a NIK, a telephone number
or an e-mail address in any field are masked, a fault is named by its class and place and never by its words, and every
control character, also of terminals and of writing directions, is escaped.
"""

import json
import logging
import re
import sys
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import structlog

from eservice.config import ROOT

REFERENCE: ContextVar[str] = ContextVar("eservice_reference", default="")
"""Of the request that is being answered: the same number stands on its page, in its answer and in its log lines."""

_MASKS = (
    (re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+"), "[e-mail]"),
    (re.compile(r"(?:\+?62|\b0)[ -]?8[\d -]{7,14}\d"), "[phone]"),
    (re.compile(r"\d{9,}"), "[digits]"),
)
_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}
_LONGEST = 500
_FRAMES = 6


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        told: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": masked(record.getMessage()),
            "process": record.process,
        }
        if REFERENCE.get():
            told["ref"] = REFERENCE.get()
        told |= {name: masked(value) for name, value in vars(record).items() if name not in _OWN}
        if record.exc_info and record.exc_info[1] is not None:
            told["fault"] = type(record.exc_info[1]).__name__
            told["where"] = _places(record.exc_info[1])
        return json.dumps(told, default=lambda one: masked(str(one)))


def masked(value: Any) -> Any:
    """Return a value without what could be somebody's; figures and truths stay as they are."""
    if isinstance(value, dict):
        return {str(masked(str(name))): masked(one) for name, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [masked(one) for one in value]
    if not isinstance(value, str):
        return value
    for pattern, instead in _MASKS:
        value = pattern.sub(instead, value)
    return value[:_LONGEST]


def configure(level: str) -> None:
    """Send everything that is logged in this process to standard error, from that level on."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)
    logging.getLogger("eservice").setLevel(level.upper())
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, structlog.stdlib.render_to_log_kwargs],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=False,
    )


def _places(fault: BaseException) -> list[str]:
    """Return where a fault came from, the last place last: file, line and function, never a value."""
    frames = traceback.extract_tb(fault.__traceback__)[-_FRAMES:]
    return [f"{_short(frame.filename)}:{frame.lineno} {frame.name}" for frame in frames]


def _short(filename: str) -> str:
    path = Path(filename)
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else path.name
