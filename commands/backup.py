"""`manage.py backup`: both databases into a new folder, while the desk runs."""

from __future__ import annotations

from pathlib import Path

import click

from dashapp.auth.viewer import OPERATOR
from dashapp.settings import Settings


@click.command("backup")
@click.argument("folder", metavar="TO", type=click.Path(path_type=Path))
@click.option("--test", "is_tested", is_flag=True, help="Then restore it into throw-away databases and compare.")
@click.pass_obj
def GROUP(settings: Settings, folder: Path, is_tested: bool) -> None:  # noqa: N802 - registered by this name, as every group is
    """Write a backup of both databases into a new folder: docs/backup.md. Keys are not in it; keep them elsewhere."""
    from jobs.backups.backup import backup, restore_test

    made = backup(settings, OPERATOR, folder)
    click.echo(f"Written: {folder}, {made.rows:,} rows, {made.bytes:,} bytes.")
    if is_tested:
        restore_test(settings, OPERATOR, folder)
        click.echo("Tested: it was restored elsewhere and holds the same rows.")
