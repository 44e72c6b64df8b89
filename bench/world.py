"""What a demo shop costs: `python -m bench.world --size small`. Generated, written, loaded, built, and one refresh of the measured page.

Prints seconds of wall and of CPU and the highest memory of each step, rows, sizes of the databases. Nothing is kept without --keep.
"""

from __future__ import annotations

import argparse
import datetime
import multiprocessing
import os
import resource
import tempfile
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from bench.refreshing import refreshes, row
from bench.serving import served
from dashapp.db.migrate import migrate
from dashapp.settings import Settings
from data_gen.config import PROFILES, SIZES, Config
from data_gen.stages import LAST_READERS, STAGES
from data_gen.world import World, make_world, write_world
from jobs.demo import DEMO
from jobs.demo_load import load_and_build
from jobs.lock import only_one
from queries.versions import Version

AS_OF = datetime.date(2026, 10, 14)
DAYS = 30


def main() -> None:
    """Make a world, load and build it, serve it, and print what each step took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument("--profile", choices=PROFILES, default="normal")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="Folder for the files and databases; a temporary one by default.")
    given = parser.parse_args()
    config = Config(given.seed, SIZES[given.size], AS_OF, given.profile)
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        # Each step in a process of its own: the highest memory of a process never falls.
        _apart(_generated, config, folder / "shop")
        version = _apart(_published, folder / "shop", _environment(folder))
        for file in (folder / "var" / "warehouse.sqlite", *sorted((folder / "var" / "columnar").glob("*.duckdb"))):
            row(f"size of {file.name}, MB", f"{file.stat().st_size / 1e6:,.0f}")
        with served(_environment(folder)) as server:
            refreshes(f"{given.size} shop, {DAYS} days", server, DAYS, version.as_of, ("200", ""))


def _apart(step: Callable[..., Any], *given: object) -> Any:
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        return pool.submit(step, *given).result()


def _environment(folder: Path) -> Mapping[str, str]:
    return {"VAR_DIR": str(folder / "var"), "WAREHOUSE_URL": "", "CHECK_AFTER_BUILD": "no"}


def _generated(config: Config, folder: Path) -> None:
    """Every stage, then the files as `manage.py generate` writes them."""
    clock = _Clock()
    world = make_world(config, STAGES, lambda step: clock.begun(f"generate {step}"), LAST_READERS)
    clock.total("generate", f"{rows(world):>12,} rows in {len(world.tables)} tables")
    write_world(world, folder)
    clock.said("write CSV and Parquet")


def _published(folder: Path, environment: Mapping[str, str]) -> Version:
    """Load and build as `manage.py demo` does."""
    settings = Settings.from_environment({**os.environ, **environment})
    migrate(settings)
    clock = _Clock()
    with only_one(settings, DEMO, wait=True):
        _, version = load_and_build(settings, folder, lambda step: clock.begun(f"load {step}"), lambda step: clock.begun(f"build {step}"))
        clock.total("load, build and columnar copy")
    return version


class _Clock:
    """Seconds of this process since the last word, and since the last total."""

    def __init__(self) -> None:
        self._step = ""
        self._since = self._before = (time.perf_counter(), time.process_time())

    def begun(self, step: str) -> None:
        """Say what the step before took, and note that another begins."""
        if self._step:
            self.said(self._step)
        self._step = step

    def said(self, step: str, more: str = "") -> None:
        """Say what a step took."""
        self._print(step, self._since, more)

    def total(self, what: str, more: str = "") -> None:
        """Say what everything since the last total took."""
        self.begun("")
        self._print(f"{what.upper()}", self._before, more)
        self._before = self._since

    def _print(self, what: str, since: tuple[float, float], more: str) -> None:
        now = self._since = (time.perf_counter(), time.process_time())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{what:<40}{now[0] - since[0]:>8.2f} s {now[1] - since[1]:>8.2f} s CPU {peak:>8,.0f} MiB {more}", flush=True)


def rows(world: World) -> int:
    """Rows of all tables so far."""
    return sum(map(len, world.tables.values()))


if __name__ == "__main__":
    main()
