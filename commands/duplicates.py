"""Duplicate customers from the command line: search, list, answer, approve and undo."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import click

from dashapp.auth import operating
from dashapp.settings import Settings

GROUP = click.Group("duplicates", help="Accounts that are probably one person: proposals, answers and merges.")
AS_USER = click.option("--as", "as_user", metavar="USER", help="Who does it; the operator at the machine by default.")
FORMAT = click.option("--format", "form", type=click.Choice(["csv", "json"]), default="csv", show_default=True)
BUILD = "Customers are counted that way from the next build on: manage.py build"


@GROUP.command()
@AS_USER
@FORMAT
@click.pass_obj
def find(settings: Settings, as_user: str | None, form: str) -> None:
    """Search for accounts of one person. It proposes pairs and merges, and merges nothing."""
    from jobs.duplicates.search import search
    from queries.answers import records_text

    found = search(settings, operating.viewer(settings, as_user, "duplicates"))
    click.echo(records_text([asdict(one) for one in found], form), nl=False)


@GROUP.command(name="list")
@click.argument("what", type=click.Choice(["merges", "pairs", "bands"]), default="merges")
@click.option("--state", type=click.Choice(["proposed", "approved", "undone"]), help="Only merges in this state.")
@AS_USER
@FORMAT
@click.pass_obj
def list_(settings: Settings, what: str, state: str | None, as_user: str | None, form: str) -> None:
    """List merges, the pairs that wait for an answer, or the bands with what answers say about them."""
    from jobs.duplicates import listing
    from queries.answers import records_text

    viewer = operating.viewer(settings, as_user, f"duplicates:{what}")
    rows: dict[str, Any] = {
        "merges": lambda: [_plain(one) for one in listing.merges(settings, viewer, state)],
        "pairs": lambda: listing.waiting(settings, viewer, "review"),
        "bands": lambda: [asdict(one) for one in listing.bands(settings, viewer)],
    }
    click.echo(records_text(rows[what](), form), nl=False)


@GROUP.command()
@click.argument("source")
@click.argument("left")
@click.argument("right")
@click.argument("said", metavar="ANSWER", type=click.Choice(["same", "different", "undecided"]))
@AS_USER
@click.pass_obj
def answer(settings: Settings, source: str, left: str, right: str, said: str, as_user: str | None) -> None:
    """Answer whether two accounts of a source are one person."""
    from jobs.duplicates.deeds import answer as give

    click.echo(give(settings, operating.viewer(settings, as_user, "duplicates"), (source, left, right), said))


@GROUP.command()
@click.argument("numbers", type=int, nargs=-1)
@click.option("--band", type=click.Choice(["auto", "review"]), help="Every proposed merge of the automatic band, or of those answered.")
@AS_USER
@click.pass_obj
def approve(settings: Settings, numbers: tuple[int, ...], band: str | None, as_user: str | None) -> None:
    """Approve merges by number, or all of a band as one deed."""
    from jobs.duplicates.deeds import approve as approve_merges
    from jobs.duplicates.deeds import approve_band

    if bool(numbers) == bool(band):
        raise click.UsageError("Give numbers of merges, or --band auto or --band review.")
    viewer = operating.viewer(settings, as_user, "duplicates")
    done = approve_band(settings, viewer, band) if band else approve_merges(settings, viewer, numbers)
    click.echo(f"Approved: merges {len(done):,}, accounts {sum(len(one.members) for one in done):,}. {BUILD}")


@GROUP.command()
@click.argument("number", type=int)
@AS_USER
@click.pass_obj
def undo(settings: Settings, number: int, as_user: str | None) -> None:
    """Undo an approved merge; its accounts count for themselves again."""
    from jobs.duplicates.deeds import undo as undo_merge

    undo_merge(settings, operating.viewer(settings, as_user, f"merge:{number}"), number)
    click.echo(f"Merge {number} is undone. {BUILD}")


def _plain(merge: Any) -> dict[str, Any]:
    """A merge as a row of a list."""
    kept = " ".join(f"{name}={number}" for name, number in sorted(merge.keeps.items()))
    return {**asdict(merge), "members": " ".join(merge.members), "keeps": kept}
