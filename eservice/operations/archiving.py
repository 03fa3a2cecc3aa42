"""The archive of an installation from the command line: make one, check one, restore one into an empty folder."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.engine import make_url

from eservice.config import ROOT, Settings
from eservice.kernel import clock
from eservice.kernel.db import db
from eservice.kernel.ports import drivers
from eservice.operations import archive, proving, serving
from eservice.operations.backup import BackupError

backup = AppGroup("backup", help="A sealed archive of database, files, keys and log; only DATA_KEY opens it.")

_PREFIX = "eservice-"
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
    store = drivers().blobs
    with _or_stop():
        made = archive.make(file, database=db.engine.url, instance=settings.instance_path, blobs=store, at=clock.now())
    click.echo(f"{len(made.files)} files, {file.stat().st_size:,} bytes, sealed: {file}")


@backup.command("check")
@click.argument("file", type=_FILE)
@with_appcontext
def check(file: Path) -> None:
    """Read the archive FILE to its end and prove every file in it."""
    with _or_stop():
        found = archive.check(file)
    click.echo(f"whole: {len(found.files)} files of {found.made_at}")


@backup.command("nightly")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--keep", default=14, show_default=True, help="So many archives stay; older ones of this command go.")
@click.pass_context
def nightly(context: click.Context, folder: Path, keep: int) -> None:
    """Write an archive named for the second into FOLDER, prove it, and forget the oldest."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{_PREFIX}{clock.wib(clock.now()):%Y%m%d-%H%M%S}.arsip"
    context.invoke(make, file=file)
    context.invoke(check, file=file)
    for old in sorted(folder.glob(f"{_PREFIX}*.arsip"))[: -max(1, keep)]:
        old.unlink()
        click.echo(f"gone: {old.name}")


@backup.command("restore")
@click.argument("file", type=_FILE)
@click.option("--into", required=True, type=click.Path(file_okay=False, path_type=Path), help="A new or empty folder.")
@click.option("--database", "url", help="An empty PostgreSQL database, as DATABASE_URL names it.")
@with_appcontext
def restore(file: Path, into: Path, url: str | None) -> None:
    """Write what is in the archive FILE into a folder, and its database where it belongs; then prove all of it.

    The folder can then be ESERVICE_INSTANCE. Of a PostgreSQL database the dump lies there until --database is given.
    """
    settings: Settings = current_app.extensions["eservice.settings"]
    with _or_stop():
        found = archive.restore(file, into)
        click.echo(f"restored and proved: {len(found.files)} files of {found.made_at} in {into}")
        dump = into / "eservice.pgdump"
        if dump.exists() and not url:
            click.echo(f"the database: pg_restore --no-owner --dbname=… {dump}, then flask backup prove")
            return
        if dump.exists() and url:
            archive.restore_dump(dump, make_url(url))
    there = into.resolve()
    own = {
        "ESERVICE_INSTANCE": str(there), "SECRET_KEY": settings.secret_key, "DATA_KEY": settings.data_key,
        "DATABASE_URL": url or f"sqlite:///{there / 'eservice.db'}", "BLOBS_URL": f"file://{there / 'blobs'}",
        "JOBS_URL": "inline", "CACHE_URL": "", "FIGURES_URL": "",
    }  # fmt: skip
    # The product itself looks at what was restored, with the same keys.
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "backup", "prove"]
    looked = subprocess.run(  # noqa: S603 - our own command
        command, cwd=ROOT, env=serving.environment(own), check=False, capture_output=True, text=True
    )
    click.echo(looked.stdout + looked.stderr, nl=False)
    sys.exit(looked.returncode)


@backup.command("prove")
@with_appcontext
def prove() -> None:
    """Prove this installation: every stored file against its hash and key, every chain, log and number."""
    found = proving.prove()
    for fault in found.faults:
        click.echo(fault, err=True)
    if found.faults:
        sys.exit(f"BROKEN. {len(found.faults)} faults.")
    click.echo(
        f"whole: {found.files} files, {found.letters} letters opened, {found.trail} entries of the audit log, "
        f"{found.log} of the public log"
    )


@backup.command("put-files")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@with_appcontext
def put_files(folder: Path) -> None:
    """Put the files of a restored FOLDER into the store of BLOBS_URL, each under its hash."""
    count = 0
    for path in sorted(one for one in (folder / "blobs").glob("??/*") if not one.name.startswith(".")):
        if drivers().blobs.put(path.read_bytes()) != path.name:
            sys.exit(f"STOPPED. {path.name} is not what it is named for.")
        count += 1
    click.echo(f"{count} files are in the store")
