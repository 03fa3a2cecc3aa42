# Longer than 300 lines: every command of the house, each a few lines, is found on one page.
"""Thin commands: ``flask --app wsgi …``."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup, with_appcontext

from eservice import jobs
from eservice.accounts import queries as accounts
from eservice.accounts.actor import SYSTEM
from eservice.audit import queries as audit
from eservice.audit.actions import record_look
from eservice.config import ROOT, Settings, is_loopback
from eservice.demo import drawing, history, lagging, story
from eservice.kernel import clock
from eservice.kernel.codes import show_code
from eservice.kernel.errors import DomainError, NotFoundError
from eservice.kernel.transaction import transaction
from eservice.letters import witness
from eservice.letters.checking import check_log
from eservice.metrics import actions as metrics
from eservice.metrics import histories
from eservice.metrics.eventlogs import analysis, reading, report, writing
from eservice.metrics.eventlogs.log import Log, LogRefusedError
from eservice.metrics.eventlogs.mapping import Mapping, read_mapping
from eservice.offices import beginning, staffing
from eservice.offices import queries as offices
from eservice.operations import grants, serving
from eservice.operations.archiving import backup
from eservice.operations.datakeys import data
from eservice.operations.esigning import esign
from eservice.operations.forecasting import figures
from eservice.operations.protection import privacy
from eservice.operations.rollups import rebuild
from eservice.operations.sealkeys import seals
from eservice.operations.upgrade import ForeignSchemaError, WrongKeyError
from eservice.operations.upgrade import upgrade as upgrade_installation

demo = AppGroup("demo", help="Invented people and requests, told through the real actions.")
trail = AppGroup("audit", help="The log of who did what.")
public_log = AppGroup("log", help="The public log of letters: check it, or keep watch over it from outside.")
database = AppGroup("database", help="What the application may do in its database.")
admin = AppGroup("admin", help="The first administrator, and a lost password; the rest is done on the pages.")
past = AppGroup("history", help="Histories of other systems in, our own out, as CSV or XES; figures of either.")

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_MAPPING = click.option("--mapping", "told", type=_FILE, help="A TOML file: columns, time zone, stages.")


def install(app: Flask) -> None:
    """Hang the commands on the application."""
    for command in (
        upgrade, serve, worker, demo, trail, public_log, database, admin, past, esign, seals, data, backup, privacy,
        figures,
    ):  # fmt: skip
        app.cli.add_command(command)
    figures.add_command(rebuild)


@click.command()
@with_appcontext
def upgrade() -> None:
    """Create the database or bring it to the newest revision, after a checked backup."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    copy = _upgraded(app)
    if copy is not None:
        click.echo(f"backup: {copy}")
    click.echo("database: up to date")


def _forget_unfinished() -> None:
    if not history.is_unfinished():
        return
    click.echo("demo: the history was interrupted before its end; it is told anew")
    try:
        history.forget_unfinished()
    except history.UnfinishedError:
        sys.exit("STOPPED. The demo's history was interrupted. Empty the database of DATABASE_URL, then try again.")


def _upgraded(app: Flask) -> Path | None:
    try:
        return upgrade_installation(app, at=clock.now())
    except ForeignSchemaError as error:
        sys.exit(
            f"STOPPED. This database was made by an unreleased version ({error} is missing); "
            "set it aside and begin with an empty one."
        )
    except WrongKeyError as error:
        sys.exit(f"STOPPED. {error}.")


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=8000, show_default=True)
@click.option("--workers", default=2, show_default=True, help="Web processes.")
@click.option("--days", default=90, show_default=True, help="Days of history in a new demo.")
@with_appcontext
def serve(host: str, port: int, workers: int, days: int) -> None:
    """Run the web server and its worker until Ctrl-C; in demo mode fill an empty database first."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    settings: Settings = app.extensions["eservice.settings"]
    if settings.is_demo and not is_loopback(host):
        sys.exit(f"STOPPED. Demo mode refuses to bind {host}: its accounts have no passwords. Use 127.0.0.1.")
    try:
        serving.check_port(host, port)
    except serving.PortTakenError as error:
        sys.exit(f"STOPPED. {error} (make run PORT=8001).")
    if settings.is_demo:
        _forget_unfinished()
    click.echo("bringing the instance's database up to date")
    copy = _upgraded(app)
    if copy is not None:
        click.echo(f"backup: {copy}")
    if settings.is_demo and history.is_empty():
        history.fill(days=days, seed=history.SEED, as_of=clock.now(), say=click.echo)
    _say_where(port, is_demo=settings.is_demo)
    beside = [["demo", "behind"]] if settings.is_demo and lagging.is_behind() else []
    counts = settings.instance_path / "counts"
    sys.exit(serving.run(host, port, workers=workers, beside=beside, root=ROOT, counts=counts))


def _say_where(port: int, *, is_demo: bool) -> None:
    click.echo(f"\n  eservice    http://localhost:{port}")
    if is_demo:
        click.echo(f"  sign in     http://localhost:{port}/masuk   (one click per account, no passwords)")
        for line in history.accounts():
            click.echo(f"              {line}")
    click.echo("  stop with Ctrl-C\n")


@click.command()
@with_appcontext
def worker() -> None:
    """Draw, sign and send what is due, until a signal."""
    jobs.run_worker(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001


@demo.command()
@click.option("--days", default=90, show_default=True)
@click.option("--seed", default=history.SEED, show_default=True)
@click.option("--share", default=1.0, show_default=True, help="Of the everyday requests; 0 tells the ten tales alone.")
@click.option("--as-of", type=click.DateTime(), help="The demo's present, in WIB; now unless given.")
@with_appcontext
def fill(days: int, seed: int, share: float, as_of: datetime | None) -> None:
    """Fill an empty demo with a history."""
    _forget_unfinished()
    _upgraded(current_app._get_current_object())  # type: ignore[attr-defined]  # noqa: SLF001
    at = as_of.replace(tzinfo=clock.WIB) if as_of else clock.now()
    history.fill(days=days, seed=seed, as_of=at, say=click.echo, share=share)


@demo.command("story")
@click.option("--folder", type=click.Path(path_type=Path), help="Where the story's own instance is made.")
def tell_story(folder: Path | None) -> None:
    """Tell one request's whole life through the real actions, in an instance of its own."""
    place = (folder or ROOT / "instance" / "story").resolve()
    mark = place / "story.txt"
    if place.exists() and not mark.exists() and (not place.is_dir() or any(place.iterdir())):
        sys.exit(f"STOPPED. {place} holds other things. Name a folder that is new or empty: --folder …")
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    mark.write_text("This folder belongs to the story, which deletes it when it is told again.\n")
    own = {"ESERVICE_INSTANCE": str(place), "ESERVICE_MODE": "demo", "JOBS_URL": "inline"}
    elsewhere = ("DATABASE_URL", "BLOBS_URL", "SIGNER_URL", "MAIL_URL")
    kept = {key: value for key, value in os.environ.items() if key not in elsewhere}
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "demo", "tell"]
    sys.exit(subprocess.run(command, cwd=ROOT, env=kept | own, check=False).returncode)  # noqa: S603


@demo.command("tell", hidden=True)
@with_appcontext
def tell() -> None:
    """Tell the story in this installation, which must be empty."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    _upgraded(app)
    click.echo(str(story.tell(Path(app.instance_path), say=click.echo)))


@demo.command("behind", hidden=True)
@with_appcontext
def draw_behind() -> None:
    """Draw the letters that the demo's history left for after the opening."""
    drawing.behind(say=click.echo)


@trail.command("verify")
@with_appcontext
def verify_trail() -> None:
    """Walk the whole chain of the log and name the first entry that is not as it was written."""
    found = audit.check_chain()
    if found.broken_at is not None:
        sys.exit(f"BROKEN at entry {found.broken_at}")
    click.echo(f"unbroken: {found.entries} entries")


@public_log.command("verify")
@with_appcontext
def verify_log() -> None:
    """Compute the public log anew and compare it with its checkpoints and the register; name the first wrong place."""
    found = check_log()
    if found.fault is not None:
        sys.exit(f"BROKEN. {found.fault}")
    click.echo(f"unbroken: {found.entries} entries, and the register agrees")


@public_log.command("witness", with_appcontext=False)
@click.option("--url", help="The log's address, https://…/log.")
@click.option("--file", type=_FILE, help="A checkpoint, later an answer of /log/proof?first=…, saved from the log.")
@click.option("--state", required=True, type=click.Path(dir_okay=False, path_type=Path), help="Where to remember it.")
@click.option("--key", default="", help="The log's public key; taken from the log at the first visit unless given.")
def witness_log(url: str | None, file: Path | None, state: Path, key: str) -> None:
    """Remember the log's last checkpoint and refuse one that does not continue it.

    Ends with 0 when the log has only grown, 1 when it was rewritten, 3 when it could not be seen.
    """
    if (url is None) == (file is None):
        raise click.UsageError("Give either --url or --file.")
    try:
        before = witness.remembered(state)
        if file is not None:
            seen = witness.from_file(file, before, key=key)
        else:
            seen = witness.looked_at(witness.over_http(url or ""), before, key=key)
        witness.remember(state, seen)
    except witness.RewrittenError as fault:
        click.echo(f"REWRITTEN. {fault}. Keep {state}: it is the evidence.", err=True)
        sys.exit(1)
    except (witness.UnusableError, OSError) as fault:
        click.echo(f"NOT SEEN. {fault}.", err=True)
        sys.exit(3)
    size = seen.checkpoint.size
    grown = f"{size - before.checkpoint.size} more than before" if before else "seen for the first time"
    click.echo(f"consistent: {size} entries, {grown}, root {seen.checkpoint.short}")


@database.command("grants")
@click.argument("role")
def print_grants(role: str) -> None:
    """Print what a PostgreSQL database's owner runs so that ROLE, the application, cannot change what only grows."""
    for statement in grants.statements(role):
        click.echo(f"{statement};")


@admin.command("first")
@click.argument("name")
@click.argument("login")
@click.option("--office", required=True, help="Short name of the office, such as dukcapil or kel-telanaipura.")
@with_appcontext
def first_administrator(name: str, login: str, office: str) -> None:
    """Invite the first administrator NAME, who signs in with LOGIN (official e-mail or NIP), and print the code.

    Refused once an administrator has accepted. Whoever came too late is given a new code by running it again.
    """
    at = clock.now()
    with _or_refused(), transaction():
        place = offices.office_by_code(office)
        invited = beginning.invite_first(name, login=login, office_id=place.id, at=at)
    click.echo(f"one-time code for {login}: {show_code(invited.code)} (open /undangan within an hour)")


@admin.command("lost-password")
@click.argument("login")
@with_appcontext
def lost_password(login: str) -> None:
    """Open the renewal of the lost staff password of LOGIN; head or supervisor of the office confirms it on the pages.

    For the day on which no other administrator can open it. Alone it changes nothing, and the second factor stays.
    """
    with _or_refused(), transaction():
        found = next(iter(accounts.accounts_for_login(login)), None)
        if found is None:
            raise NotFoundError("no_such_account")
        staffing.open_staff_reset(found.id, actor=SYSTEM, at=clock.now())
    click.echo("opened for 2 days: head or supervisor of that office confirms it at /petugas/sandi-pegawai")


@contextmanager
def _or_refused() -> Iterator[None]:
    """Tell by which code the house refused, and end."""
    try:
        yield
    except DomainError as refusal:
        sys.exit(f"STOPPED. {refusal.code}: {', '.join(f'{key} {value}' for key, value in refusal.facts.items())}")


@contextmanager
def _or_stop(outcome: str) -> Iterator[None]:
    """Tell a refused log's one sentence and end."""
    try:
        yield
    except LogRefusedError as refusal:
        sys.exit(f"STOPPED. {outcome}: {refusal}.")


def _progress(line: str) -> None:
    click.echo(line, err=True)


def _read(file: Path, told: Path | None) -> tuple[Log, Mapping]:
    """Read a log to its end, so that all of it is good before anything is written."""
    mapping = read_mapping(told) if told else Mapping()
    return reading.read_log(file, mapping, say=_progress), mapping


@past.command("import")
@click.argument("file", type=_FILE)
@_MAPPING
@click.option("--replace", is_flag=True, help="Import a file anew that was imported before.")
def import_history(file: Path, told: Path | None, *, replace: bool) -> None:
    """Keep the history of another system, from FILE (.csv, .xes, also .gz), beside our own; it counts nowhere."""
    store = metrics.replace_history if replace else metrics.import_history
    with _or_stop("Nothing was imported"):
        log, mapping = _read(file, told)
        source = metrics.Source(file.name, reading.digest(file), reading.format_of(file), mapping)
        with transaction():
            number = store(log, source, actor=SYSTEM, at=clock.now(), say=_progress)
    click.echo(f"history {number}: {log.case_count:,} cases, {len(log):,} events of {file.name}")


@past.command("list")
def list_histories() -> None:
    """Name what was imported."""
    for one in histories.imported_histories():
        on = clock.wib(one.imported_at).date()
        click.echo(f"{one.id}  {one.name}  {one.cases:,} cases, {one.events:,} events, imported {on}")


@past.command("forget")
@click.argument("number", type=int)
def forget_history(number: int) -> None:
    """Delete the imported history NUMBER with all its events."""
    with _or_stop("Nothing was deleted"), transaction():
        metrics.forget_history(number, actor=SYSTEM, at=clock.now())
    click.echo(f"history {number} is gone")


@past.command("analyse")
@click.argument("file")
@_MAPPING
@click.option("--clock", "name", default=histories.WALL, show_default=True, help="wall, or the code of a calendar.")
def analyse_history(file: str, told: Path | None, name: str) -> None:
    """Print the figures of FILE, or of the imported history of that number; nothing is stored."""
    with _or_stop("Nothing was counted"):
        ticking = histories.named_clock(name)
        log = _imported(file, told) if file.isdigit() else _read(Path(file), told)[0]
    found = analysis.analyse(log, ticking.seconds)
    notes = ticking.notes(found.first_at, found.last_at)
    for line in report.lines(found, title=file, clock=ticking.words, notes=notes):
        click.echo(line)


def _imported(number: str, told: Path | None) -> Log:
    if told:
        raise LogRefusedError("an imported history keeps the mapping of its import; leave --mapping out")
    return histories.imported_log(int(number))


@past.command("export")
@click.argument("files", nargs=-1, required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Write over files that are there.")
def export_history(files: tuple[Path, ...], *, replace: bool) -> None:
    """Write our own requests' events, without persons, into each of FILES (.csv, .xes, also .gz)."""
    at = clock.now()
    there = [] if replace else [file.name for file in files if file.exists()]
    with _or_stop("Nothing was written"):
        if there:
            raise LogRefusedError(f"{there[0]} is there already; give another name, or --replace")
        cases, events = writing.write_logs(files, map(histories.as_written, histories.own_cases(at)), say=_progress)
    facts = {"cases": cases, "events": events}
    record_look(actor=SYSTEM, action="history:export", object="history:own", at=at, data=facts)
    click.echo(f"{cases:,} cases, {events:,} events in {', '.join(file.name for file in files)}")
