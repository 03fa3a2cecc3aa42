"""The keys of stored data from the command line: what is sealed, and a new key for all of it."""

import sys

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import DBAPIError

from eservice.accounts.actor import SYSTEM
from eservice.audit.actions import record_look
from eservice.config import Settings
from eservice.kernel import clock
from eservice.operations import rekeying
from eservice.operations.sealed import reasons, sealed_columns

data = AppGroup("data", help="Stored data: which columns are sealed and why others are not; a new key for all of it.")


@data.command("columns")
@with_appcontext
def show_columns() -> None:
    """Name every column that could hold words, and how it is protected."""
    for one in sealed_columns():
        click.echo(f"{one.table.name}.{one.column.name}: sealed (AES-256-GCM)")
    for column, why in sorted(reasons().items()):
        click.echo(f"{column}: {why}")


@data.command("rotate-key")
@with_appcontext
def rotate_key() -> None:
    """Seal everything that older keys (DATA_KEYS_BEFORE) sealed with DATA_KEY; begin again after an interruption."""
    settings: Settings = current_app.extensions["eservice.settings"]
    if not settings.data_keys_before:
        sys.exit(
            "STOPPED. Put the present DATA_KEY into DATA_KEYS_BEFORE and INDEX_KEY, and a new one into DATA_KEY "
            "(openssl rand -hex 32); restart every process; then run this again."
        )
    try:
        values, files = rekeying.rotate(say=click.echo)
    except DBAPIError as error:
        sys.exit(f"STOPPED. The database refuses ({type(error.orig).__name__}): run this as its owner, once more.")
    facts = {"values": values, "files": files}
    record_look(actor=SYSTEM, action="data:rotate_key", object="data:keys", at=clock.now(), data=facts)
    click.echo(f"{values} values and {files} files were sealed anew; {rekeying.left_behind()} are left.")
    click.echo(
        "DATA_KEYS_BEFORE may go now, from every process; older backups still need it. INDEX_KEY stays for ever."
    )
