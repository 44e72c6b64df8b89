"""Locked months from the command line."""

from __future__ import annotations

from dataclasses import asdict

import click

from dashapp.auth import operating
from dashapp.settings import Settings

GROUP = click.Group("periods", help="Lock a month, so that it cannot change any more; see what is locked.")
AS_USER = click.option("--as", "as_user", metavar="USER", help="Who does it; the operator at the machine by default.")


@GROUP.command(name="list")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.pass_obj
def list_(settings: Settings, form: str) -> None:
    """List the locks ever made, the latest first."""
    from jobs.periods import locks
    from queries.answers import records_text

    click.echo(records_text([{**asdict(lock), "through": lock.through.isoformat()} for lock in locks(settings)], form), nl=False)


@GROUP.command(name="lock")
@click.argument("month")
@AS_USER
@click.pass_obj
def lock(settings: Settings, month: str, as_user: str | None) -> None:
    """Build, then lock everything up to the end of MONTH (2026-03). What comes late counts on the first open day."""
    from jobs.periods import lock as lock_month

    made = lock_month(settings, month, operating.viewer(settings, as_user, f"month:{month}"))
    click.echo(f"Everything through {made.through} is locked as version {made.version} published it.")


@GROUP.command()
@click.argument("month")
@click.option("--reason", required=True, help="Why; whoever approves it reads this.")
@click.option("--as", "as_user", required=True, metavar="USER", help="Who proposes it.")
@click.pass_obj
def unlock(settings: Settings, month: str, reason: str, as_user: str) -> None:
    """Propose to open MONTH and everything after it; a second person approves with `manage.py changes approve`."""
    from jobs.changes import propose_unlock

    change = propose_unlock(settings, month, reason, operating.viewer(settings, as_user, f"month:{month}"))
    click.echo(f"Change {change.change_id} waits for a second person: manage.py changes approve {change.change_id} --as USER")
