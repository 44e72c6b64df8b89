"""Models on any log of purchases, from the command line."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import click
import orjson


@click.command("fit")
@click.argument("name")
@click.option(
    "--input", "paths", required=True, multiple=True, type=click.Path(path_type=Path), help="A log or a folder of logs; repeatable."
)
@click.option("--map", "map_name", required=True, metavar="NAME_OR_FILE", help="A built-in map (cdnow) or a YAML file: docs/models.md.")
@click.option("--cutoff", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The last day that the models see.")
@click.option("--horizon", required=True, type=click.IntRange(1, 3660), metavar="DAYS", help="Days after it to predict and hold out.")
@click.option("--time-unit", type=click.Choice(["week", "day"]), default="week", show_default=True, help="Unit of the parameters.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def fit(name: str, paths: tuple[Path, ...], map_name: str, cutoff: datetime.datetime, horizon: int, time_unit: str, form: str) -> None:
    """Fit the models of NAME (clv) to a log up to the cut-off. JSON is one object a line, one a model."""
    from jobs.fitting.fit import fit as run
    from jobs.fitting.log_maps import log_map
    from jobs.fitting.logs import read_log

    records = run(name, read_log(paths, log_map(map_name)), cutoff.date(), horizon, time_unit)
    click.echo("\n".join(orjson.dumps(one).decode() if form == "json" else _told(one) for one in records))


def _told(record: dict[str, Any]) -> str:
    counted = f"{record['customers']:,} customers, {record['repeaters']:,} of them bought again"
    parameters = ", ".join(f"{name} {value:.5g}" for name, value in (record["parameters"] or {}).items())
    likelihood = "" if record["log_likelihood"] is None else f", log-likelihood {record['log_likelihood']:.2f}"
    held = ", ".join(f"{name} {value:,.4g}" for name, value in (record["holdout"] or {}).items() if value is not None)
    lines = (f"{record['model']}: {counted}", f"  {parameters}{likelihood}", f"  held out: {held or 'nothing'}")
    return "\n".join([*lines, *(f"  {note}" for note in record["notes"])])


GROUP = fit
