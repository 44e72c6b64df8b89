"""Tables of costs from the command line."""

from __future__ import annotations

from pathlib import Path

import click

from dashapp.auth import operating
from dashapp.settings import Settings

GROUP = click.Group("costs", help="What products cost, from which day on.")


@GROUP.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--reason", required=True, help="Why; whoever approves it reads this.")
@click.option("--as", "as_user", required=True, metavar="USER", help="Who proposes it.")
@click.pass_obj
def propose(settings: Settings, file: Path, reason: str, as_user: str) -> None:
    """Propose the costs of a CSV with the columns product_id, valid_from, cost; a second person puts them in force."""
    from jobs.costs import propose_costs

    change = propose_costs(settings, file, reason, operating.viewer(settings, as_user, "costs"))
    click.echo(
        f"Change {change.change_id} with {len(change.after['costs']):,} costs waits for a second person: "
        f"manage.py changes approve {change.change_id} --as USER"
    )
