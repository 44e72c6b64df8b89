"""How a load compares with those before it: its rows, and its columns. Undone loads are remembered, so they are compared with, too."""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from jobs.quality.outcome import Outcome, counted
from jobs.quality.relations import Relations
from queries.checks import Measure

LOADS = """
    select loads.load_id, loads.map_name, loads.status, loads.files
    from raw_loads as loads
    where loads.status in ('loaded', 'undone')
    order by loads.map_name, loads.load_id
"""
COMPARED = 10
# Twice as many rows as usual, or half as many, and at least so many more or fewer.
FACTOR, FEWEST = 2, 20
VOLUME = {"tier": "anomaly", "severity": "major", "fix": "Look whether a file is missing, cut off or there twice; undo the load if so."}
SCHEMA = {"tier": "consistency", "severity": "major", "fix": "Look whether the map still says what the columns mean."}


@dataclass(frozen=True)
class Load:
    """A load: rows and columns of each of its files. Files of an import have other names each day, so they count together."""

    load_id: int
    map_name: str
    is_loaded: bool
    rows: Mapping[str, int]
    columns: Mapping[str, frozenset[str]]


def load_outcomes(held: Relations) -> list[Outcome]:
    """Volume and columns of the latest load of each map against up to ten before it."""
    outcomes = []
    for map_name, found in groupby(held.rows(LOADS, {}), lambda row: row[1]):
        loads = [_load(row) for row in found]
        latest = next((load for load in reversed(loads) if load.is_loaded), None)
        if latest:
            earlier = [load for load in loads if load.load_id < latest.load_id][-COMPARED:]
            outcomes += [_volume(map_name, latest, earlier), _schema(map_name, latest, earlier)]
    return outcomes


def _volume(map_name: str, latest: Load, earlier: list[Load]) -> Outcome:
    began = time.perf_counter()
    usual = {name: statistics.median(load.rows[name] for load in earlier if name in load.rows) for name in _shared(latest, earlier)}
    unusual = sorted(name for name, rows in usual.items() if _is_unusual(latest.rows[name], rows))
    told = "; ".join(f"{name or 'all files'}: {latest.rows[name]:,} rows, usually {usual[name]:,.0f}" for name in unusual)
    return _outcome(_measure(f"volume.{map_name}", VOLUME), len(unusual), len(usual), told, began)


def _schema(map_name: str, latest: Load, earlier: list[Load]) -> Outcome:
    began = time.perf_counter()
    before = {name: next(load.columns[name] for load in reversed(earlier) if name in load.columns) for name in _shared(latest, earlier)}
    gone = [f"{name}.{column} is gone".lstrip(".") for name in sorted(before) for column in sorted(before[name] - latest.columns[name])]
    new = [f"{name}.{column} is new".lstrip(".") for name in sorted(before) for column in sorted(latest.columns[name] - before[name])]
    columns = sum(len(before[name] | latest.columns[name]) for name in before)
    return _outcome(_measure(f"schema.{map_name}", SCHEMA), len(gone) + len(new), columns, "; ".join(gone + new), began)


def _shared(latest: Load, earlier: Iterable[Load]) -> set[str]:
    return {name for load in earlier for name in load.rows if name in latest.rows}


def _is_unusual(rows: int, usual: float) -> bool:
    return abs(rows - usual) >= FEWEST and not usual <= FACTOR * rows <= FACTOR * FACTOR * usual


def _measure(name: str, words: Mapping[str, str]) -> Measure:
    kind = name.partition(".")[0]
    return Measure(name=name, kind=kind, tolerance=0, owner="Data", table="loads", violations=LOADS, population=LOADS, **words)


def _outcome(measure: Measure, violations: int, denominator: int, told: str, began: float) -> Outcome:
    return counted(measure, violations, denominator, None, (time.perf_counter() - began) * 1000, told or None)


def _load(row: tuple[int, str, str, str]) -> Load:
    load_id, map_name, status, files = row
    described = json.loads(files)
    if map_name == "demo":
        rows = {file["name"]: int(file["rows"]) for file in described}
        columns = {file["name"]: frozenset(file.get("columns", ())) for file in described}
    else:
        rows = {"": sum(int(file["rows"]) for file in described)}
        columns = {"": frozenset(column for file in described for column in file.get("columns", ()))}
    return Load(load_id, map_name, status == "loaded", rows, columns)
