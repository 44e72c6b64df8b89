"""Changes that wait for a second person, from the command line."""

from __future__ import annotations

from dataclasses import asdict

import click

from dashapp.auth import operating
from dashapp.settings import Settings

GROUP = click.Group("changes", help="Changes that one person proposes and another approves.")
AS_USER = click.option("--as", "as_user", required=True, metavar="USER", help="Who decides; never who proposed.")


@GROUP.command(name="list")
@click.option("--state", type=click.Choice(["waiting", "approved", "refused", "expired"]), help="Only these; all by default.")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.pass_obj
def list_(settings: Settings, state: str | None, form: str) -> None:
    """List changes, the latest first."""
    from dashapp.auth.changes import changes
    from queries.answers import records_text

    click.echo(records_text([asdict(change) for change in changes(operating.accounts(settings), state)], form), nl=False)


@GROUP.command()
@click.argument("numbers", type=int, nargs=-1, required=True)
@AS_USER
@click.pass_obj
def approve(settings: Settings, numbers: tuple[int, ...], as_user: str) -> None:
    """Approve changes and carry them out; the warehouse is built anew where figures follow."""
    from jobs.build import build
    from jobs.changes import approve as approve_change
    from jobs.changes import needs_build

    for number in numbers:
        click.echo(approve_change(settings, number, operating.viewer(settings, as_user, f"change:{number}")))
    if any(needs_build(settings, number) for number in numbers):
        version = build(settings, wait=True)
        operating.audited(settings, "built", f"version:{version.version}")
        click.echo(version)


@GROUP.command()
@click.argument("number", type=int)
@click.option("--note", required=True, help="Why not.")
@AS_USER
@click.pass_obj
def refuse(settings: Settings, number: int, note: str, as_user: str) -> None:
    """Refuse a change."""
    from dashapp.auth.changes import refuse as refuse_change

    refuse_change(operating.accounts(settings), operating.viewer(settings, as_user, f"change:{number}"), number, note)
    click.echo(f"Change {number} is refused.")
