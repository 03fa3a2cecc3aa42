"""The archive of an installation from the command line: make one, check one, restore one into an empty folder."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from eservice.config import Settings
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.operations import archive
from eservice.operations.backup import BackupError

backup = AppGroup("backup", help="A sealed archive of database, files, keys and log; only DATA_KEY opens it.")

_FILE = click.Path(dir_okay=False, path_type=Path)


@contextmanager
def _or_stop() -> Iterator[None]:
    try:
        yield
    except BackupError as fault:
        sys.exit(f"STOPPED. {fault}.")


@backup.command("make")
@click.argument("file", type=_FILE)
@with_appcontext
def make(file: Path) -> None:
    """Write the archive FILE while everybody works. Keep DATA_KEY elsewhere: without it the archive is noise."""
    settings: Settings = current_app.extensions["eservice.settings"]
    blobs = Path(settings.blobs_url.removeprefix("file://"))
    with _or_stop():
        made = archive.make(file, database=db.engine.url, instance=settings.instance_path, blobs=blobs, at=clock.now())
    click.echo(f"{len(made.files)} files, {file.stat().st_size:,} bytes, sealed: {file}")


@backup.command("check")
@click.argument("file", type=_FILE)
@with_appcontext
def check(file: Path) -> None:
    """Read the archive FILE to its end and prove every file in it."""
    with _or_stop():
        found = archive.check(file)
    click.echo(f"whole: {len(found.files)} files of {found.made_at}")


@backup.command("restore")
@click.argument("file", type=_FILE)
@click.option("--into", required=True, type=click.Path(file_okay=False, path_type=Path), help="A new or empty folder.")
@with_appcontext
def restore(file: Path, into: Path) -> None:
    """Write what is in the archive FILE into a folder, proved; it can then be ESERVICE_INSTANCE."""
    with _or_stop():
        found = archive.restore(file, into)
    click.echo(f"restored and proved: {len(found.files)} files of {found.made_at} in {into}")
    if (into / "eservice.pgdump").exists():
        click.echo(f"the database: pg_restore --dbname=… {into / 'eservice.pgdump'}")
