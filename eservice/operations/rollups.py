"""``flask metrics rebuild``: count everything anew, and say how far the count is."""

import click
from flask.cli import with_appcontext

from eservice.kernel import clock
from eservice.metrics.rollups import counted, keeping


@click.command("rebuild")
@click.option("--at-once", default=keeping.FILLING, show_default=True, help="Requests in one commit.")
@with_appcontext
def rebuild(at_once: int) -> None:
    """Count all rollups anew from the events. Killed anywhere, it goes on where it stopped when it is run again."""
    mark = counted.mark()
    if mark is None or mark.filled_to is None:
        keeping.begin_anew(at=clock.now())
    else:
        click.echo(f"going on after request {max(mark.filled_to, 0):,}", err=True)
    whole, shown = keeping.progress(), 0
    with click.progressbar(length=whole.of, label="requests counted", show_pos=True) as bar:
        while keeping.step(at=clock.now(), limit=at_once):
            done = keeping.progress().done
            bar.update(max(0, done - shown))
            shown = max(shown, done)
    click.echo(f"counted to event {_event_id():,}; the worker keeps it so from here")


def _event_id() -> int:
    mark = counted.mark()
    return mark.event_id if mark is not None else 0
