"""`manage.py restore`: a backup in the place of what this desk holds, or a test that it could be."""

from __future__ import annotations

from pathlib import Path

import click

from dashapp.auth.viewer import OPERATOR
from dashapp.errors import UserError
from dashapp.settings import Settings


@click.command("restore")
@click.argument("folder", metavar="FROM", type=click.Path(path_type=Path))
@click.option("--test", "is_test", is_flag=True, help="Restore into throw-away databases and compare; change nothing here.")
@click.option("--replace", is_flag=True, help="Restore over a desk that holds something, which is then gone.")
@click.option("--only", type=click.Choice(["warehouse", "accounts"]), help="One of the two databases.")
@click.pass_obj
def GROUP(settings: Settings, folder: Path, is_test: bool, replace: bool, only: str | None) -> None:  # noqa: N802 - registered by this name, as every group is
    """Restore a backup: end every session, erase the erased again, and build anew."""
    from jobs.after_build import start_checks
    from jobs.backups.backup import restore_test
    from jobs.backups.restore import restore

    if is_test and (replace or only):
        raise UserError("--test changes nothing, so it goes with neither --replace nor --only.")
    if is_test:
        made = restore_test(settings, OPERATOR, folder)
        click.echo(f"The backup of {made.made_at} UTC can be restored: {made.rows:,} rows.")
        return
    done = restore(settings, OPERATOR, folder, replace=replace, only=only or "")
    click.echo(f"Restored: {done.rows:,} rows of {done.made_at} UTC. Everybody signs in anew.")
    if done.erased:
        click.echo(f"{done.erased:,} rows of erased people were erased again.")
    for line in done.notes:
        click.echo(line)
    if done.version is not None:
        click.echo(f"Published version {done.version}.")
        start_checks(settings)
