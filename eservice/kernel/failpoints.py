"""Places by name where a test lets a process die, fail or wait: what a power cut does, at the worst instant.

A place costs one look at a variable while nobody listens. They are switched on by ``ESERVICE_FAILPOINTS`` alone, which
an installation outside demo mode refuses: ``blob.written=kill@3`` dies the third time that place is reached,
``issuing.signed=raise`` fails there every time, ``mail.leased=sleep:0.5`` waits there; several are joined by ``;``.
"""

import os
import re
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from eservice.config import SettingsError

POINTS: dict[str, str] = {
    "web.asked": "A form has arrived; nothing is read or written yet.",
    "web.before_answer": "All that the form asked for is committed; its sender has heard nothing yet.",
    "signing.decided": "The official's signature is written down; its transaction is still open.",
    "step.recorded": "A request has moved, and its history says so; its transaction is still open.",
    "number.taken": "A series has counted on; the letter that the number is for does not have it yet.",
    "letter.reserved": "A letter has its numbers and its token; its transaction is still open.",
    "letter.edition_named": "A row names a file of a letter; its transaction is still open.",
    "letter.signature_recorded": "The register says who signed in a place; its transaction is still open.",
    "letter.in_force": "A letter counts as issued; the public log does not know of it yet.",
    "letter.ended": "A letter is revoked or replaced; the public log does not know of it yet.",
    "log.entry_written": "The public log has an entry more; its tree and its checkpoint have not grown yet.",
    "log.checkpoint_written": "The public log has signed its new size; its head stands at the old one.",
    "log.head_moved": "The public log has grown by one entry; its transaction is still open.",
    "audit.entry_written": "The audit log has an entry more; its head stands at the old one.",
    "audit.head_moved": "The audit log has grown by one entry; its transaction is still open.",
    "message.written": "What is to be told is written beside the change; its transaction is still open.",
    "transaction.before_commit": "Everything of a change is written; nothing of it is committed.",
    "transaction.committed": "A change is committed; nobody has been woken up for what follows from it.",
    "job.handed_over": "The queue was told that something is due.",
    "job.taken": "A worker took a job, which the queue has forgotten by now; it has not begun.",
    "job.done": "A worker has finished a job.",
    "issuing.found": "A worker knows of a letter to make; it has not leased it yet.",
    "issuing.leased": "A letter's numbers are reserved and its work is leased; nothing is drawn.",
    "issuing.drawn": "A letter is drawn, in memory; it has no place for a signature yet.",
    "issuing.laid": "The places for its signatures are laid; it is not signed.",
    "issuing.signed": "A letter is drawn and signed, in memory alone.",
    "issuing.kept": "File and signature are written down; the request has not moved. The transaction is still open.",
    "issuing.done": "A letter's work of one place is committed.",
    "answer.received": "A service outside has signed, and its answer has arrived; it is kept nowhere.",
    "answer.kept": "What a service outside signed is kept on disk; the register does not have it yet.",
    "blob.begun": "A file is begun under a name of its own that nobody looks for.",
    "blob.written": "Its bytes are written; the disk need not have them yet.",
    "blob.synced": "The disk has its bytes; it has not got its name.",
    "blob.named": "A file has got its name; the disk need not know the name yet.",
    "blob.kept": "A file is there for good; no row names it.",
    "mail.leased": "A worker took messages to send; none is sent.",
    "mail.handed_over": "A message is sent; no row says so yet.",
    "mail.noted": "A message counts as sent.",
}
"""Name -> what is so at that place."""

_TOLD = re.compile(r"(?P<name>[\w.]+)=(?P<what>kill|raise|sleep:(?P<seconds>\d+(?:\.\d+)?))(?:@(?P<turn>\d+))?")

_listener: Callable[[str], None] | None = None


class FailpointError(Exception):
    """A test told this place to fail."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is to happen at one place."""

    what: str
    seconds: float = 0.0
    turn: int = 0
    """Only the so manieth time; 0 for every time."""


def failpoint(name: str) -> None:
    """Say that this place is reached; a name of ``POINTS``."""
    if _listener is not None:
        _listener(name)


def arm(told: str) -> None:
    """Let the places that are told of misbehave in this process from now on; the empty text disarms all.

    Raises:
        SettingsError: it cannot be read, or names a place that is none.
    """
    global _listener  # noqa: PLW0603 - one process, one switch: a look at it must cost nothing
    faults = _read(told)
    reached: Counter[str] = Counter()

    def misbehave(name: str) -> None:
        fault = faults.get(name)
        if fault is None:
            return
        reached[name] += 1
        if fault.turn in (0, reached[name]):
            _commit(fault, name)

    _listener = misbehave if faults else None


@contextmanager
def heard(listener: Callable[[str], None]) -> Iterator[None]:
    """Let ``listener`` hear the name of every place that is reached inside."""
    global _listener  # noqa: PLW0603 - as in ``arm``
    before, _listener = _listener, listener
    try:
        yield
    finally:
        _listener = before


def _read(told: str) -> dict[str, Fault]:
    faults = {}
    for one in filter(None, map(str.strip, told.split(";"))):
        found = _TOLD.fullmatch(one)
        if found is None or found["name"] not in POINTS:
            raise SettingsError(f"ESERVICE_FAILPOINTS cannot be read: {one!r}")
        what, seconds = found["what"].partition(":")[0], float(found["seconds"] or 0)
        faults[found["name"]] = Fault(what, seconds, int(found["turn"] or 0))
    return faults


def _commit(fault: Fault, name: str) -> None:
    if fault.what == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif fault.what == "raise":
        raise FailpointError(name)
    else:
        time.sleep(fault.seconds)
