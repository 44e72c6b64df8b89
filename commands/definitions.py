"""Approved definitions of metrics, from the command line."""

from __future__ import annotations

from dataclasses import asdict

import click

from dashapp.auth import operating
from dashapp.errors import UserError
from dashapp.settings import Settings

GROUP = click.Group("definitions", help="Which formulas a second person approved, and which changed since.")


@GROUP.command(name="list")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.pass_obj
def list_(settings: Settings, form: str) -> None:
    """List every metric: approved, changed since approval, or never approved."""
    from queries.answers import records_text
    from queries.definitions import list_definitions

    click.echo(records_text([asdict(found) for found in list_definitions(operating.accounts(settings))], form), nl=False)


@GROUP.command()
@click.argument("metrics", nargs=-1)
@click.option("--all", "every", is_flag=True, help="All that are not approved as they are.")
@click.option("--reason", required=True, help="Why; whoever approves it reads this.")
@click.option("--as", "as_user", required=True, metavar="USER", help="Who proposes it.")
@click.pass_obj
def propose(settings: Settings, metrics: tuple[str, ...], every: bool, reason: str, as_user: str) -> None:
    """Propose METRICS for approval as they are defined now."""
    from queries.definitions import list_definitions, propose_definition

    engine = operating.accounts(settings)
    if every == bool(metrics):
        raise UserError("Name the metrics, or say --all.")
    names = [found.metric for found in list_definitions(engine) if found.state != "approved"] if every else list(metrics)
    viewer = operating.viewer(settings, as_user, "definitions")
    numbers = [str(propose_definition(engine, viewer, name, reason).change_id) for name in names]
    click.echo(f"Waiting for a second person: manage.py changes approve {' '.join(numbers)} --as USER" if numbers else "All are approved.")
