"""The demo shop from nothing: generated into a folder, loaded, built. The one place where the generator meets the application."""

from __future__ import annotations

import datetime
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from dashapp.auth import operating
from dashapp.errors import UserError
from dashapp.settings import Settings
from data_gen.config import SIZES, Config
from data_gen.influencer_figures import summary
from data_gen.influencer_report import make_report_world, write_report_world
from data_gen.stages import LAST_READERS, STAGES
from data_gen.tables import FORMATS
from data_gen.truth import write_truth
from data_gen.world import make_world, write_world

SEED = 7
REPORT = "influencer-report"
Progress = Callable[[str], None]


def generate(
    settings: Settings,
    seed: int,
    size: str,
    as_of: datetime.date,
    folder: Path,
    *,
    profile: str = "normal",
    truth: Path | None = None,
    clean: bool = False,
) -> str:
    """Write the tables of a shop below one folder and the truth about it below another, by default beside the first.

    Mistakes are planted into the tables unless they are to be clean; the profile plain, for finding its parameters again, always is.
    Returns sentences that say what was written; for the profile of the influencer report, its headlines and the corrected ones.
    """
    if profile == REPORT:
        tables = make_report_world(seed)
        write_report_world(tables, folder)
        return summary(tables)
    truth = truth or folder.with_name(f"{folder.name}-truth")
    if truth.resolve().is_relative_to(settings.var_dir.resolve()):
        raise UserError(f"The truth may not lie below VAR_DIR, where the application reads and writes: {truth}. Name another folder.")
    config = Config(seed, SIZES[size], as_of, profile, flaws=not clean and profile != "plain")
    with _steps("Shop generated") as progress:
        rows = _written(config, folder, progress, truth=truth)
    return f"{rows:,} rows of {config.first_day} to {config.as_of} are in {folder}, and what is true of them in {truth}."


def make(settings: Settings, size: str) -> None:
    """Generate a shop with its mistakes, load it in the place of the demo shop before, publish, and say so. Its truth is not kept."""
    # Imported here because generating alone needs no warehouse, which takes a tenth as long to import as a small shop to make.
    from jobs.after_build import start_checks
    from jobs.demo import DEMO, check_place
    from jobs.demo_load import load_and_build
    from jobs.lock import only_one

    check_place(settings)
    with tempfile.TemporaryDirectory(prefix="tallyroom-demo-") as name, _steps("Demo shop made") as progress:
        folder = Path(name)
        _written(Config(SEED, SIZES[size], yesterday(settings), flaws=True), folder, progress, ("parquet",))
        with only_one(settings, DEMO, wait=True):
            report, version = load_and_build(
                settings, folder, lambda step: progress(f"load {step}"), lambda step: progress(f"build {step}")
            )
    operating.audited(settings, "imported", f"load:{report.load_id}", {"map": DEMO, "rows": report.rows, "quarantined": report.quarantined})
    operating.audited(settings, "built", f"version:{version.version}")
    click.echo(version)
    start_checks(settings)


def yesterday(settings: Settings) -> datetime.date:
    """The last whole day where the shop is."""
    return datetime.datetime.now(ZoneInfo(settings.shop_timezone)).date() - datetime.timedelta(days=1)


def _written(config: Config, folder: Path, progress: Progress, formats: Sequence[str] = FORMATS, truth: Path | None = None) -> int:
    world = make_world(config, STAGES, lambda step: progress(f"generate {step}"), LAST_READERS)
    progress("write files")
    write_world(world, folder, formats)
    if truth is not None:
        write_truth(world, truth)
    return sum(map(len, world.tables.values()))


@contextmanager
def _steps(done: str) -> Iterator[Progress]:
    """Say on a terminal which step it is and how many seconds have passed; at the end, everywhere, how long it took."""
    began, shown = time.monotonic(), sys.stderr.isatty()

    def progress(step: str) -> None:
        if shown:
            click.echo(f"\r\033[K{time.monotonic() - began:5.1f} s  {step}", err=True, nl=False)

    yield progress
    if shown:
        click.echo("\r\033[K", err=True, nl=False)
    click.echo(f"{done} in {time.monotonic() - began:.1f} s.")
