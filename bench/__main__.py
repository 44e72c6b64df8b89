"""`make bench`: the reference shop through the real import and build, then what one refresh of a page costs.

Figures are of this machine at this moment; compare figures of one run.
"""

from __future__ import annotations

import argparse
import datetime
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

from bench.online_retail import write_online_retail
from bench.refreshing import refreshes, row
from bench.sales_pulse import write_sales_pulse
from bench.serving import ROOT, served
from bench.shop import Size, write_shop
from bench.visit import visits
from dashapp.db.engines import forget_engines
from dashapp.db.migrate import migrate
from dashapp.settings import Settings

LAST_DAY = datetime.date(2025, 12, 31)
RANGES = {"30 days": 30, "365 days": 365}


def main() -> None:
    """Build, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--share", type=float, default=1.0, help="Share of the reference shop's size, for a quick look.")
    parser.add_argument("--postgresql", default="", help="URL of an empty PostgreSQL database to measure as well.")
    parser.add_argument("--keep", type=Path, help="Folder for the files and databases; a temporary one by default.")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        _imports(folder)
        _pages("SQLite", folder / "sqlite", "", given.share, folder)
        if given.postgresql:
            _pages("PostgreSQL", folder / "postgresql", given.postgresql, given.share, folder)


def _imports(folder: Path) -> None:
    (retail,), (pulse,) = write_online_retail(folder), write_sales_pulse(folder)
    _said("541,909 order lines", folder / "retail", retail, "online-retail", "30")
    _said("46,000 sales-pulse rows", folder / "pulse", pulse, "sales-pulse", "3")


def _said(what: str, var_dir: Path, file: Path, order_map: str, bar: str) -> None:
    """Pages are fresh when the version is published; the command goes on until the columnar copy is there too.

    The installation has been started before, as one with pages has: its accounts are there.
    """
    migrate(Settings.from_environment({**os.environ, "VAR_DIR": str(var_dir), "WAREHOUSE_URL": ""}))
    forget_engines()
    began = time.perf_counter()
    with ThreadPoolExecutor(1) as pool:
        command = pool.submit(_imported, var_dir, file, order_map)
        while not _published(var_dir / "warehouse.sqlite") and not command.done():
            time.sleep(0.02)
        row(f"import and build, {what}, seconds to fresh pages", f"{time.perf_counter() - began:.1f}", bar)
        row(f"import and build, {what}, seconds of the whole command", f"{command.result():.1f}")


def _published(file: Path) -> bool:
    if not file.exists():
        return False
    with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
        try:
            return bool(connection.execute("select count(*) from warehouse_versions").fetchone()[0])
        except sqlite3.OperationalError:
            return False


def _imported(var_dir: Path, file: Path, order_map: str, warehouse: str = "") -> float:
    environment = {**os.environ, "VAR_DIR": str(var_dir), "WAREHOUSE_URL": warehouse, "CHECK_AFTER_BUILD": "no"}
    began = time.perf_counter()
    subprocess.run(
        [sys.executable, "manage.py", "import", str(file), "--map", order_map],
        cwd=ROOT,
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - began


def _pages(name: str, var_dir: Path, warehouse: str, share: float, folder: Path) -> None:
    orders, order_map = write_shop(folder, size=Size().times(share))
    seconds = _imported(var_dir, orders, str(order_map), warehouse)
    row(f"{name}: import and build of the reference shop, seconds", f"{seconds:.1f}")
    environment = {"VAR_DIR": str(var_dir), "WAREHOUSE_URL": warehouse}
    with served(environment) as server:
        for words, days in RANGES.items():
            refreshes(f"{name}, {words}", server, days, LAST_DAY)
        first, second = visits(server.address)
        row(f"{name}: first visit, KiB until every chart is drawn", f"{first.charts_kibibytes:,.0f}", "900")
        row(f"{name}: first visit, KiB in all, with the grid", f"{first.all_kibibytes:,.0f}", "1,400")
        row(f"{name}: second visit, KiB", f"{second.all_kibibytes:,.0f}", "60")
        row(f"{name}: memory of the server, MiB (sum of PSS)", f"{server.pss_mebibytes():,.0f}", "450")


if __name__ == "__main__":
    main()
