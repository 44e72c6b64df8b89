"""Models from the command line: train and publish, and read a model card."""

from __future__ import annotations

import click

from dashapp.auth import operating
from dashapp.settings import Settings


@click.command("score")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.pass_obj
def score(settings: Settings, names: tuple[str, ...]) -> None:
    """Train models on what is published (all of them, or those named) and publish their scores. The process after a build does it, too."""
    from jobs.models.score import score as run

    operating.accounts(settings)
    done = run(settings, names)
    operating.audited(settings, "scored", f"version:{done.version.version}", {"models": ", ".join(done.cards)})
    click.echo(done)


GROUP = score
