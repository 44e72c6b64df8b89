"""`manage.py retention`: what is kept how long, counted and then removed."""

from __future__ import annotations

import click

from dashapp.auth.viewer import OPERATOR
from dashapp.errors import UserError
from dashapp.settings import Settings


@click.command("retention")
@click.option("--dry-run", is_flag=True, help="Count what is older than each rule keeps, change nothing.")
@click.option("--set", "change", metavar="RULE=DAYS", help="Keep what a rule speaks of for another number of days instead.")
@click.pass_obj
def GROUP(settings: Settings, dry_run: bool, change: str | None) -> None:  # noqa: N802 - registered by this name, as every group is
    """Remove what is older than its rule keeps. --dry-run first: it says what would go."""
    from jobs.retention import run, set_days

    if change:
        name, _, days = change.partition("=")
        if not days.isdecimal():
            raise UserError(f"--set is {change!r}. Write RULE=DAYS, quarantine=90 say.")
        set_days(settings, OPERATOR, name, int(days))
        click.echo(f"{name}: {int(days):,} days from now on.")
        return
    for outcome in run(settings, OPERATOR, dry_run=dry_run, wait=True):
        done = f"{outcome.found:,} older" if dry_run else f"{outcome.removed:,} of {outcome.found:,} removed"
        click.echo(f"{outcome.name}  {outcome.days:,} days  {done}  {outcome.title}")
