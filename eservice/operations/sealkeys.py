"""The keys of seals from the command line: which there are, and a new one."""

import click
from flask.cli import AppGroup, with_appcontext

from eservice.kernel.ports import drivers

seals = AppGroup("seals", help="The keys that sign the seals in letters' QR codes.")


@seals.command("keys")
@with_appcontext
def show_keys() -> None:
    """Name the keys, the newest first, as seals name them."""
    for key in drivers().seal_keys.published():
        click.echo(f"{key.id.hex()}{'  signs' if key.signs else ''}")


@seals.command("rotate")
@with_appcontext
def rotate() -> None:
    """Sign with a new key from now on; the old one is deleted, its public half stays published."""
    key = drivers().seal_keys.rotate()
    click.echo(f"{key.id.hex()}  signs")
    click.echo("Devices that check offline learn of it when they next have a network.")
