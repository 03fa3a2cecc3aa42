"""Wakes the job queue up once a change is committed; the work itself is a row in a state.

Rooms below the queue cannot import it. They say that work is due; ``eservice.jobs`` listens.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask import current_app

from eservice.kernel.transaction import after_commit

Listener = Callable[[str, int | None], None]
"""Told the kind of work and which row; a lost call only makes the sweep find the row."""

_PLACE = "eservice.wake"


def listen(extensions: dict[str, object], listener: Listener) -> None:
    """Let ``listener`` hear of work from now on, instead of the one before."""
    extensions[_PLACE] = listener


@contextmanager
def unheard(extensions: dict[str, object]) -> Iterator[None]:
    """Let nobody hear of work inside; what is due stays due, and afterwards whoever listened before listens again."""
    before = extensions.get(_PLACE)
    extensions[_PLACE] = None
    try:
        yield
    finally:
        extensions[_PLACE] = before


def wake(kind: str, identifier: int | None = None) -> None:
    """Say, once the open transaction is committed, that work of this kind is due; a rollback says nothing.

    Raises:
        RuntimeError: no transaction is open.
    """

    def call() -> None:
        listener = current_app.extensions.get(_PLACE)
        if listener is not None:
            listener(kind, identifier)

    after_commit(call)
