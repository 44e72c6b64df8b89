"""Corrections of the raw data, from the command line: what one would change, its proposal, and taking it back."""

from __future__ import annotations

import click

from dashapp.auth import operating
from dashapp.settings import Settings

GROUP = click.Group("corrections", help="Declared corrections of the raw data; `manage.py changes approve` makes a proposed one.")
AS_USER = click.option("--as", "as_user", metavar="USER", help="Who does it; the operator at the machine by default.")


@GROUP.command(name="list")
@click.pass_obj
def list_(settings: Settings) -> None:
    """List the corrections that are declared, and those that stand."""
    from jobs.corrections.apply import standing
    from jobs.corrections.declared import corrections

    for one in corrections().values():
        click.echo(f"{one.name}: {one.title} ({one.table}.{one.column}, {one.kind})")
    for row in standing(settings):
        click.echo(f"Change {row['change_id']} stands: {row['cells']:,} cells of {row['table_name']}.{row['column_name']}.")


@GROUP.command()
@click.argument("name")
@AS_USER
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.pass_obj
def show(settings: Settings, name: str, as_user: str | None, form: str) -> None:
    """Print every cell that a correction would change, before and after. Nothing is changed."""
    from jobs.corrections.apply import dry_run
    from jobs.corrections.declared import correction
    from jobs.corrections.shown import shown
    from queries.answers import to_csv_text, to_json_text

    viewer = operating.viewer(settings, as_user, f"correction:{name}")
    found = shown(correction(name), dry_run(settings, viewer, name), viewer)
    click.echo(to_csv_text(found) if form == "csv" else to_json_text(found) + "\n", nl=False)


@GROUP.command()
@click.argument("name")
@click.option("--reason", required=True, help="Why, for whoever approves it.")
@click.option("--as", "as_user", required=True, metavar="USER", help="Who proposes; somebody else approves.")
@click.pass_obj
def propose(settings: Settings, name: str, reason: str, as_user: str) -> None:
    """Put a correction up for decision by a second person."""
    from jobs.corrections.apply import propose as put_up

    change = put_up(settings, operating.viewer(settings, as_user, f"correction:{name}"), name, reason)
    click.echo(
        f"Change {change.change_id} waits, over {change.after['cells']:,} cells. manage.py changes approve {change.change_id} --as SOMEBODY"
    )


@GROUP.command()
@click.argument("change_id", type=int)
@AS_USER
@click.pass_obj
def take_back(settings: Settings, change_id: int, as_user: str | None) -> None:
    """Let what arrived stand again, and build anew."""
    from jobs.build import build
    from jobs.corrections.apply import take_back as restore

    done = restore(settings, operating.viewer(settings, as_user, f"change:{change_id}"), change_id)
    version = build(settings, wait=True)
    operating.audited(settings, "built", f"version:{version.version}")
    click.echo(f"Cells that stand as they arrived: {done:,}.\n{version}")
