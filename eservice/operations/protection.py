"""Commands about people's data: what goes because its time is over."""

import click
from flask.cli import AppGroup, with_appcontext

from eservice.kernel import clock
from eservice.privacy import retention

privacy = AppGroup("privacy", help="How long people's data stays, and its deletion.")


@privacy.command("retention")
@click.option("--dry-run", is_flag=True, help="Say what would go; change nothing.")
@with_appcontext
def forget_what_is_over(*, dry_run: bool) -> None:
    """Delete what is past its limit, until nothing is due; what the archive law keeps is only counted."""
    if dry_run:
        _tell(retention.report(at=clock.now()), word="due")
        return
    while done := [line for line in retention.run(at=clock.now()) if line.gone]:
        _tell(done, word="deleted")
    _tell(retention.report(at=clock.now()), word="due")


def _tell(lines: list[retention.Line], *, word: str) -> None:
    for line in lines:
        count = line.gone if word == "deleted" else line.due
        kept = f", {line.held} held" if line.held else ""
        hand = "" if line.limit.automatic else " (to be appraised: nothing is deleted)"
        click.echo(f"{line.kind:<18} {line.limit.days:>6} days  {count:>6} {word}{kept}{hand}")
