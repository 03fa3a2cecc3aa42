"""Try what may fail in ways that nobody foresaw, and hand the fault back to whoever counts it.

A database that is away is no fault of what was tried: it could not even be written down.
"""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy.exc import OperationalError

T = TypeVar("T")


def attempted(act: Callable[[], T]) -> T | Exception:
    """Return what came of an act, or the fault that ended it.

    Raises:
        OperationalError: the database does not answer.
    """
    try:
        return act()
    except OperationalError:
        raise
    except Exception as fault:  # noqa: BLE001 - whatever it is, it is counted and told, and ends
        return fault
