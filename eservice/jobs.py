# Longer than 300 lines: everything the house does by itself, and when, is read on one page.
"""The job queue's wiring. The database is the truth: work is a row in a state, and a job only a wake-up call.

A lost job is found by the sweep; a job run twice finds nothing to do. Tasks call actions, nothing else.
"""

import importlib
import itertools
import logging
import signal
import sqlite3
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask
from huey import Huey, MemoryHuey, SqliteHuey
from sqlalchemy.exc import OperationalError

from eservice.accounts import challenges, gate, mailcodes
from eservice.complaints import following as complaints
from eservice.config import Settings, SettingsError
from eservice.counter import tickets
from eservice.kernel import clock, measuring
from eservice.kernel.failpoints import failpoint
from eservice.kernel.ports import drivers
from eservice.kernel.presence import Presence
from eservice.kernel.transaction import transaction
from eservice.kernel.wake import listen
from eservice.letters import entrusting, renewing
from eservice.letters import queries as register
from eservice.letters.entrusting import Keyring
from eservice.metrics import expecting, noticing, targets
from eservice.metrics.rollups import keeping
from eservice.notifications import actions as messages
from eservice.notifications import delivery
from eservice.privacy import actions as privacy
from eservice.privacy import breaches, retention
from eservice.privacy import queries as wishes
from eservice.requests import apart, incidents, issuing, scans, shifting, signing, sweeping
from eservice.satisfaction import inviting, mixing
from eservice.staff import actions as staff
from eservice.uploads import actions as uploads
from eservice.uploads import scanning

SWEEP_SECONDS = 15
_UNREACHABLE: list[type[Exception]] = [OSError, sqlite3.Error]
"""What a queue that is down raises."""

_log = logging.getLogger("eservice.jobs")


@dataclass(frozen=True, slots=True)
class Moment:
    """What work needs to know."""

    at: datetime
    settings: Settings
    worker: str = ""
    """Under which name this process leases work."""
    identifier: int | None = None
    """The row that woke the work up; None for everything that is due."""


Work = Callable[[Moment], object]


def _send_messages(moment: Moment) -> object:
    return delivery.send_due(at=moment.at, base_url=moment.settings.base_url)


def _issue_letters(moment: Moment) -> object:
    numbers = issuing.due(at=moment.at) if moment.identifier is None else [moment.identifier]
    base_url = moment.settings.base_url
    return apart.alone(numbers, lambda number: issuing.issue(number, worker=moment.worker, base_url=base_url))


def _scan_files(moment: Moment) -> object:
    return scanning.scan_waiting(at=moment.at)


def _forget_tries(moment: Moment) -> object:
    challenges.forget_old(at=moment.at)
    mailcodes.forget_old(at=moment.at)
    return gate.forget_old_tries(at=moment.at)


def _sweep_requests(moment: Moment) -> object:
    return sweeping.sweep(at=moment.at)


def _carry_out_incidents(moment: Moment) -> object:
    return incidents.carry_out(at=moment.at)


def _move_promises(moment: Moment) -> object:
    return shifting.move_promises(at=moment.at)


def _put_numbers_back(moment: Moment) -> object:
    with transaction():
        return tickets.put_back_left(at=moment.at)


def _keep_rollups(moment: Moment) -> object:
    return keeping.refresh(at=moment.at)


def _sweep_files(moment: Moment) -> object:
    drivers().blobs.forget_unfinished(older_than=uploads.ORPHAN_AGE)
    with transaction():
        scans.forget_unnamed(at=moment.at)
    with transaction():
        return uploads.sweep(named_elsewhere=register.blob_keys(), at=moment.at)


def _ask_and_count(moment: Moment) -> object:
    return inviting.invite_due(at=moment.at), mixing.mix_due(at=moment.at)


def _renew_archive(moment: Moment) -> object:
    days = moment.settings.archive_days
    return renewing.renew(every=timedelta(days=days), at=moment.at) if days else None


def _remind_of_wishes(moment: Moment) -> object:
    if not (wishes.is_due(at=moment.at) or breaches.is_due(at=moment.at)):  # else nobody has to wait for a writer
        return 0
    with transaction():
        return privacy.remind(at=moment.at) + breaches.remind(at=moment.at)


def _watch_complaints(moment: Moment) -> object:
    if not complaints.is_due(at=moment.at):
        return 0
    with transaction():
        return complaints.watch(at=moment.at)


def _forget_what_is_over(moment: Moment) -> object:
    return retention.run(at=moment.at)


WORK: dict[str, Work] = {
    signing.WORK: _issue_letters,
    messages.WORK: _send_messages,
    sweeping.WORK: _sweep_requests,
    incidents.WORK: _carry_out_incidents,
    shifting.WORK: _move_promises,
    expecting.WORK: lambda moment: expecting.refresh(at=moment.at),
    targets.WORK: lambda moment: targets.settle(at=moment.at),
    keeping.WORK: _keep_rollups,
    staff.WORK: _sweep_requests,
    noticing.WORK: lambda moment: noticing.send_digests(at=moment.at),
    noticing.ALARM_WORK: lambda moment: noticing.send_alarms(at=moment.at),
    "hall": _put_numbers_back,
    "tries": _forget_tries,
    "wishes": _remind_of_wishes,
    "complaints": _watch_complaints,
    "files": _sweep_files,
    scanning.WORK: _scan_files,
    inviting.WORK: _ask_and_count,
    renewing.WORK: _renew_archive,
    retention.WORK: _forget_what_is_over,
}
"""Kind of work -> what to call; each does what is due now and is harmless when nothing is."""

SWEEPS: list[str] = [
    signing.WORK, messages.WORK, sweeping.WORK, incidents.WORK, shifting.WORK, expecting.WORK, "hall", "tries",
    scanning.WORK, "wishes", "complaints", keeping.WORK, noticing.WORK,
]  # fmt: skip
"""Kinds looked after every fifteen seconds, each as a job of its own so that one fault stops no other."""


HOURLY: list[str] = ["files", noticing.ALARM_WORK, targets.WORK, inviting.WORK, renewing.WORK, retention.WORK]
"""Kinds that read much and hurry little."""

_HOUR_OF_SWEEPS = 3600 // SWEEP_SECONDS


def install(app: Flask) -> None:
    """Give ``app`` its queue and let it hear of work after each commit."""
    settings: Settings = app.extensions["eservice.settings"]
    queue = _queue(settings)
    presence = Presence(settings.instance_path / "workers")

    def run(kind: str, identifier: int | None = None) -> None:
        # A context of its own, also when run at once: the caller's session must not be disturbed.
        with app.app_context():
            failpoint("job.taken")
            with measuring.timed(measuring.JOBS, measuring.JOB_SECONDS, kind, good="done"):
                WORK[kind](Moment(clock.now(), settings, presence.name, identifier))
            failpoint("job.done")

    task = queue.task(name="work")(run)
    app.extensions["eservice.queue"] = queue
    app.extensions["eservice.presence"] = presence
    app.extensions["eservice.task"] = task
    listen(app.extensions, lambda kind, identifier: _hand_over(task, kind, identifier))


def sweep(app: Flask, *, hourly: bool = False) -> None:
    """Hand every kind of work that may be due to the queue."""
    for kind in [*SWEEPS, *(HOURLY if hourly else ())]:
        _hand_over(app.extensions["eservice.task"], kind, None)


def run_worker(app: Flask) -> None:
    """Work until SIGTERM or SIGINT, in the main thread: another one works, this one hands over what is due.

    Drawing letters in more than one thread would corrupt memory (one font cache for the process).
    """
    queue: Huey = app.extensions["eservice.queue"]
    if queue.immediate:
        raise SettingsError("JOBS_URL=inline has no worker: work is done at once, in the caller")
    presence: Presence = app.extensions["eservice.presence"]
    presence.enter()
    take_back(app)
    stop = threading.Event()
    consumer = queue.create_consumer(workers=1, worker_type="thread", periodic=False, max_delay=1.0)
    consumer.start()
    for number in (signal.SIGTERM, signal.SIGINT):  # after start(), which sets handlers of its own
        signal.signal(number, lambda *_: stop.set())
    _log.info("worker started")
    for turn in itertools.count():
        keep_keys(app)
        take_back(app)
        if _is_idle(queue):  # else the worker is busy: it will come to it
            sweep(app, hourly=turn % _HOUR_OF_SWEEPS == 0)
        if stop.wait(SWEEP_SECONDS):
            break
    consumer.stop(graceful=True)
    _withdraw_keys(app)
    presence.leave()
    _log.info("worker stopped")


def take_back(app: Flask) -> None:
    """Take back what workers of this installation held when they died: it is due now, not when their lease ends."""
    presence: Presence = app.extensions["eservice.presence"]
    gone = presence.gone()
    if not gone:
        return
    with app.app_context():
        try:
            with transaction():
                issuing.take_back(gone, at=clock.now())
        except OperationalError as error:
            _log.warning("database does not answer for the work of who died: %s", type(error.orig).__name__)
            return
    for name in gone:
        presence.forget(name)


def keep_keys(app: Flask) -> None:
    """Hold a key that passphrases can be sealed to, where officials sign with one."""
    _with_keyring(app, lambda keyring: entrusting.keep_keys(keyring, at=clock.now()))


def _withdraw_keys(app: Flask) -> None:
    _with_keyring(app, entrusting.withdraw_keys)


def _with_keyring(app: Flask, act: Callable[[Keyring], None]) -> None:
    """Do ``act`` where passphrases are asked for; a database that does not answer ends no worker."""
    with app.app_context():
        if not signing.asks_passphrase():
            return
        try:
            with transaction():
                act(drivers().signer.keyring)
        except OperationalError as error:
            _log.warning("database does not answer for the keys of passphrases: %s", type(error.orig).__name__)


def _is_idle(queue: Huey) -> bool:
    try:
        return bool(queue.pending_count() == 0)
    except tuple(_UNREACHABLE) as error:
        _log.warning("job queue does not answer: %s", type(error).__name__)
        return False


def _hand_over(task: Callable[..., object], kind: str, identifier: int | None) -> None:
    """Queue one job; when the queue does not answer, the sweep will find the row."""
    try:
        task(kind, identifier)
        failpoint("job.handed_over")
    except tuple(_UNREACHABLE) as error:
        _log.warning("job queue does not answer: %s", type(error).__name__)


def _queue(settings: Settings) -> Huey:
    url = settings.jobs_url
    if url == "inline":
        return MemoryHuey("eservice", immediate=True)
    if url == "embedded":
        settings.instance_path.mkdir(parents=True, exist_ok=True)
        return SqliteHuey("eservice", filename=str(settings.instance_path / "jobs.db"), results=False, fsync=False)
    if url.startswith(("redis://", "rediss://")):
        _UNREACHABLE.append(importlib.import_module("redis.exceptions").RedisError)
        return importlib.import_module("huey").RedisHuey("eservice", url=url, results=False)
    raise SettingsError(f"JOBS_URL must be embedded, inline or redis://…, not {url!r}")
