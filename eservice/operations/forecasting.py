"""How often the forecast held, from the command line: on our own history, or on another system's log."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from eservice.kernel import clock
from eservice.kernel.errors import NotFoundError
from eservice.metrics.eventlogs.log import LogRefusedError
from eservice.metrics.eventlogs.mapping import Mapping, read_mapping
from eservice.metrics.eventlogs.reading import read_log
from eservice.metrics.forecast import backtest
from eservice.metrics.forecast.backtest import Tried
from eservice.metrics.forecast.trial import HOLDS
from eservice.metrics.queries import Scope
from eservice.metrics.rules import SMALL_GROUP
from eservice.offices import queries as offices
from eservice.offices.models import Office

figures = AppGroup("metrics", help="Figures from the command line: how often what was foretold held.")

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@figures.command("backtest")
@click.option("--log", "log", type=_FILE, help="Try it on another system's log (.csv, .xes, also .gz) instead.")
@click.option("--mapping", "told", type=_FILE, help="A TOML file that says where a log's facts stand.")
@click.option("--office", "code", help="One office by its code; every office and all of them together unless told.")
@with_appcontext
def show_backtest(log: Path | None, told: Path | None, code: str | None) -> None:
    """Foretell the last fifth of the past, knowing no more than was known then, and count how often it held."""
    click.echo("should be: 50 of 100 at or below p50; 90 of 100 at or below p90, and relied on between 85 and 95")
    if log is not None:
        _tell(log.name, _of_log(log, told))
        return
    at = clock.now()
    if code is None:
        top = next(one for one in offices.offices(at=at) if one.parent_id is None)
        whole = Scope(frozenset(offices.office_ids_under(top.id)))
        _tell("every office together", backtest.of_office(top, whole, at=at))
    for office in offices.offices(at=at) if code is None else [_office(code)]:
        _tell(office.code, backtest.of_office(office, Scope(frozenset({office.id})), at=at))


def _of_log(log: Path, told: Path | None) -> Sequence[Tried]:
    try:
        mapping = read_mapping(told) if told else Mapping()
        return backtest.of_log(read_log(log, mapping, say=lambda line: click.echo(line, err=True)))
    except LogRefusedError as refusal:
        sys.exit(f"STOPPED. Nothing was tried: {refusal}.")


def _office(code: str) -> Office:
    try:
        return offices.office_by_code(code)
    except NotFoundError:
        sys.exit(f"STOPPED. There is no office {code}.")


def _tell(title: str, found: Sequence[Tried]) -> None:
    click.echo(f"\n{title}")
    if not found:
        click.echo("  too few days or requests to foretell anything")
    for one in found:
        trial = one.trial
        if trial.n < SMALL_GROUP or trial.p50_share is None or trial.p90_share is None:
            click.echo(f"  {one.what}: n = {trial.n}, too few")
            continue
        holds = HOLDS[0] <= trial.p90_share <= HOLDS[1]
        click.echo(
            f"  {one.what}: p50 held {trial.p50_share:.1%}, p90 held {trial.p90_share:.1%}"
            f"{'' if holds else ' (not to be relied on)'}, n = {trial.n:,}"
        )
