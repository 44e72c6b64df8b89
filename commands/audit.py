"""The audit trail from the command line: list it, and check that nothing in it was changed."""

from __future__ import annotations

import datetime
import sys
from typing import Any

import click

from dashapp.auth import operating
from dashapp.settings import Settings

_DAY = click.DateTime(["%Y-%m-%d"])


GROUP = click.Group("audit", help="Who did what, when; and whether the record of it is whole.")


@GROUP.command()
@click.pass_obj
def verify(settings: Settings) -> None:
    """Read the whole trail; exit code 1 and a sentence at the first event that was edited, removed or moved."""
    from dashapp.auth.audit import verify_chain

    chain = verify_chain(operating.accounts(settings))
    if not chain.whole:
        click.echo(f"The trail is broken at event {chain.broken_at}, {chain.events:,} before it are whole. {chain.reason}")
        sys.exit(1)
    click.echo(f"The trail is whole: {chain.events:,} events. Its last hash is {chain.last_hash}.")


@GROUP.command(name="list")
@click.option("--actor", default="", help="Only what this user did.")
@click.option("--action", default="", help="Only this action, such as exported.")
@click.option("--subject", "words", default="", help="Words that the subject holds.")
@click.option("--from", "first", type=_DAY, help="First day, inclusive.")
@click.option("--to", "last", type=_DAY, help="Last day, inclusive.")
@click.option("--page", default=1, show_default=True)
@click.option("--rows", default=100, show_default=True, help="Rows of a page.")
@click.option("--as", "as_user", metavar="USER", help="Ask as this user.")
@click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
@click.pass_obj
def list_(settings: Settings, page: int, rows: int, as_user: str | None, form: str, **wanted: Any) -> None:
    """List events, the newest first."""
    from dashapp.auth.audit_search import Search, search
    from queries.answers import to_csv_text, to_json_text

    viewer = operating.viewer(settings, as_user, "audit")
    days = {name: _day(wanted.pop(name)) for name in ("first", "last")}
    found = search(operating.accounts(settings), settings, viewer, Search(**wanted, **days), page, rows)
    click.echo(to_csv_text(found) if form == "csv" else to_json_text(found) + "\n", nl=False)


def _day(moment: datetime.datetime | None) -> datetime.date | None:
    return moment.date() if moment else None
