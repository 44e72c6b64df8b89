"""`manage.py maintain`: statistics, integrity and sizes of both databases, and the limits of the desk's health."""

from __future__ import annotations

import click

from dashapp.auth.viewer import OPERATOR
from dashapp.errors import UserError
from dashapp.settings import Settings


@click.command("maintain")
@click.option("--limit", metavar="MEASURE=NUMBER", help="Set a limit of the desk's health from now on, and do nothing else.")
@click.option("--reason", default="", help="Why that limit.")
@click.pass_obj
def GROUP(settings: Settings, limit: str | None, reason: str) -> None:  # noqa: N802 - registered by this name, as every group is
    """Bring statistics up to date, check both databases and measure them. Run it monthly; `retention` removes what is old."""
    from jobs.maintenance import maintain, set_limit

    if limit is None:
        click.echo("\n".join(maintain(settings, OPERATOR)))
        return
    measure, _, number = limit.partition("=")
    try:
        most = float(number)
    except ValueError:
        raise UserError(f"--limit is {limit!r}. Write MEASURE=NUMBER, backup_age_days=3 say.") from None
    set_limit(settings, OPERATOR, measure, most, reason)
    click.echo(f"{measure}: {most:g} at most from now on.")
