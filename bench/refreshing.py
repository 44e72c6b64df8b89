"""What one refresh of the measured page costs, over ranges that no cache has seen and over the same again."""

from __future__ import annotations

import datetime
import statistics

from bench.serving import Served, postgres_cpu_seconds

REFRESHES = 20


def refreshes(name: str, server: Served, days: int, last_day: datetime.date, bars: tuple[str, str] = ("120", "25")) -> None:
    """Refresh over ranges of so many days that end before the last day; print CPU and wall time, uncached and cached."""
    searches = [_search(last_day, days, back) for back in range(1, REFRESHES + 1)]
    server.refresh(_search(last_day, days, 0))
    for words, bar in zip(("uncached", "cached"), bars, strict=True):
        _measured(f"{name}, {words}", server, searches, bar)


def row(what: str, figure: str, bar: str = "") -> None:
    """Print one figure, and the bar it is held against."""
    print(f"{what:<75} {figure:>10}   {f'bar {bar}' if bar else ''}", flush=True)


def _search(last_day: datetime.date, days: int, back: int) -> str:
    last = last_day - datetime.timedelta(days=back)
    return f"?from={last - datetime.timedelta(days=days - 1)}&to={last}"


def _measured(name: str, server: Served, searches: list[str], bar: str) -> None:
    before, before_database = server.cpu_seconds(), postgres_cpu_seconds()
    walls = [server.refresh(search) for search in searches]
    cpu = server.cpu_seconds() - before + postgres_cpu_seconds() - before_database
    row(f"{name}: CPU ms a refresh, server and database", f"{1000 * cpu / len(searches):.0f}", bar)
    row(f"{name}: wall ms a refresh, median", f"{1000 * statistics.median(walls):.0f}")
