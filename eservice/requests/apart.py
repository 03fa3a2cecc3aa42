"""Deal with requests one by one, as the worker does: each in a transaction of its own, so that none keeps another.

A refusal is an answer: somebody was quicker, or the law still forbids it. Anything else is a fault of ours. It is told
to whoever runs the house, by the number of the request and the place in the code and by nothing that a row says, and
the next request has its turn. What could not be dealt with is still due: the next sweep tries it again.
"""

import logging
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from traceback import extract_tb

from eservice.kernel.errors import DomainError
from eservice.kernel.transaction import transaction
from eservice.requests import queries
from eservice.requests.models import Request

_log = logging.getLogger("eservice.sweep")


def each(request_ids: Iterable[int], deal: Callable[[Request], object]) -> tuple[int, int]:
    """Do ``deal`` with each request, loaded under its lock; return how many were dealt with, and how many failed.

    Args:
        deal: returns False where nothing was to be done.
    """
    dealt = failed = 0
    for number in request_ids:
        try:
            with transaction():
                done = deal(queries.for_change_by_id(number))
            dealt += done is not False
        except DomainError:
            continue
        except Exception as fault:  # noqa: BLE001 - one spoilt row must not stop the day of a whole city
            failed += 1
            _log.error("request %d could not be dealt with: %s at %s", number, type(fault).__name__, place_of(fault))
    return dealt, failed


def alone(request_ids: Iterable[int], deal: Callable[[int], bool]) -> int:
    """Do ``deal``, which keeps its own transactions, with each number; return how many were dealt with."""
    dealt = 0
    for number in request_ids:
        try:
            dealt += deal(number)
        except Exception as fault:  # noqa: BLE001 - as in ``each``; a refusal here leaves its letter undone, so it is told
            _log.error("letter of request %d was not made: %s at %s", number, type(fault).__name__, place_of(fault))
    return dealt


def together(request_ids: Sequence[int], deal: Callable[[Request], object]) -> int:
    """Do ``deal`` with all of them in one transaction, where that fails with each alone; return how many."""
    try:
        with transaction():
            return sum(_dealt(number, deal) for number in request_ids)
    except Exception:  # noqa: BLE001 - whosever fault it is: ``each`` finds it and says so
        return each(request_ids, deal)[0]


def _dealt(number: int, deal: Callable[[Request], object]) -> bool:
    try:
        return deal(queries.for_change_by_id(number)) is not False
    except DomainError:  # somebody was quicker: it is not there any more
        return False


def place_of(fault: BaseException) -> str:
    """Return where a fault came up; its own words may quote a row."""
    last = extract_tb(fault.__traceback__)[-1]
    return f"{Path(last.filename).name}:{last.lineno}"
