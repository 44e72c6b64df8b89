"""The evidence pack of a month, from the command line."""

from __future__ import annotations

from pathlib import Path

import click

from dashapp.auth import operating
from dashapp.settings import Settings


@click.command("evidence")
@click.option("--month", required=True, metavar="YYYY-MM", help="The month that an auditor asks about.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The ZIP to write.")
@click.option("--as", "as_user", metavar="USER", help="Who takes it; the operator at the machine by default.")
@click.pass_obj
def evidence(settings: Settings, month: str, out: Path, as_user: str | None) -> None:
    """Write locks, approvals, access, audit events, loads and checksums of a month's figures into one ZIP."""
    from jobs.evidence import evidence as pack

    operating.accounts(settings)
    out.write_bytes(pack(settings, month, operating.viewer(settings, as_user, f"month:{month}")))
    click.echo(f"Written: {out}")


GROUP = evidence
