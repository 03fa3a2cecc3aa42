"""BSrE's service from the command line: whether an official may sign, what it says of a file, the city's seal."""

import sys
from pathlib import Path
from typing import NoReturn

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext

from eservice.config import Settings
from eservice.kernel.errors import DomainError
from eservice.kernel.ports import drivers
from eservice.letters.bsre import BsreSigner
from eservice.letters.esign import EsignService
from eservice.letters.words import REFUSALS

esign = AppGroup("esign", help="BSrE's service, where SIGNER_URL is bsre:https://…")

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@esign.command("status")
@with_appcontext
def show_status() -> None:
    """Ask for a NIK and say whether its owner may sign; it is typed unseen, and in no list of commands."""
    try:
        click.echo(_service().status(click.prompt("NIK", hide_input=True)) or "unknown")
    except DomainError as error:
        _stop(error)


@esign.command("verify")
@click.argument("file", type=_FILE)
@with_appcontext
def verify_file(file: Path) -> None:
    """Say what the service finds in FILE."""
    try:
        found = _service().verify(file.read_bytes())
    except DomainError as error:
        _stop(error)
    click.echo(found.conclusion)
    for name in found.signers:
        click.echo(f"  {name}")


@esign.command("seal")
@click.argument("file", type=_FILE)
@click.argument("sealed", type=click.Path(path_type=Path))
@click.option("--subscriber", required=True, help="The institution's number at BSrE.")
@click.option("--reason", default="Segel elektronik", show_default=True)
@click.option("--location", help="Where; the city of the installation unless told.")
@with_appcontext
def seal_file(file: Path, sealed: Path, subscriber: str, reason: str, location: str | None) -> None:
    """Write FILE with the city's seal to SEALED; two codes that BSrE sends release it."""
    settings: Settings = current_app.extensions["eservice.settings"]
    where = location or settings.city_name
    try:
        service = _service()
        service.ask_for_seal_code(subscriber)
        service.ask_for_seal_code(subscriber, activation=click.prompt("Activation code", hide_input=True))
        code = click.prompt("Code for this file", hide_input=True)
        made = service.seal(file.read_bytes(), subscriber=subscriber, code=code, reason=reason, location=where)
    except DomainError as error:
        _stop(error)
    sealed.write_bytes(made)
    click.echo(f"sealed: {sealed}")


def _service() -> EsignService:
    signer = drivers().signer
    if not isinstance(signer, BsreSigner):
        sys.exit("STOPPED. This installation does not sign by BSrE; see SIGNER_URL.")
    return signer.service


def _stop(error: DomainError) -> NoReturn:
    sys.exit(f"STOPPED. {REFUSALS.get(error.code, error.code) % error.facts}")
