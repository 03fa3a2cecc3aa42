"""What an address or a hidden field may say: numbers that a row can have, instants of our time, and no NUL."""

from datetime import datetime
from typing import Any

from flask import Flask, abort, request
from werkzeug.routing import IntegerConverter, Map

HIGHEST = 2**31 - 1
"""The highest number of a row that every database can be asked for."""
FIRST_YEAR, LAST_YEAR = 1800, 2200
"""Between them an instant can be moved by years and zones without leaving the calendar, and the dead of a letter were
born after the first."""


class RowNumber(IntegerConverter):
    """A whole number in an address; one that no row can have leads nowhere."""

    def __init__(self, map: Map, *args: Any, **options: Any) -> None:  # noqa: A002 - werkzeug's own name
        super().__init__(map, *args, **{"max": HIGHEST, **options})


def install(app: Flask) -> None:
    """Let ``app`` take only addresses and forms that a database can be asked with. Before any route is made."""
    app.url_map.converters["int"] = RowNumber
    app.before_request(_refuse_nul)


def row_number(told: str | None) -> int | None:
    """Return the number that an address or a form tells; None where it is none that a row can have."""
    if told is None or not (told.isascii() and told.isdecimal()) or len(told) > len(str(HIGHEST)):
        return None
    return int(told) if int(told) <= HIGHEST else None


def instant(told: str) -> datetime | None:
    """Return the aware instant that an address tells; None where it tells none of our time."""
    try:
        found = datetime.fromisoformat(told)
    except ValueError:
        return None
    return found if found.tzinfo is not None and FIRST_YEAR <= found.year < LAST_YEAR else None


def _refuse_nul() -> None:
    """Refuse what no keyboard types and PostgreSQL does not store."""
    told = [request.path, *request.args.values(), *(one for each in request.form.lists() for one in each[1])]
    if any("\0" in one for one in told):
        abort(400)
