"""The section of planted mistakes: every check that a mistake breaks is asked for its rows, in the shop loaded and published.

The answer key knows each of them, so a row that is missed, or one that nothing planted explains, is counted.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas

import queries
from bench.quality.measures import Measure, Shop, share
from dashapp.periods import day_number
from dashapp.settings import Settings
from jobs.build import build
from jobs.demo_load import load_demo
from jobs.quality.relations import relations
from queries import promises
from queries.bind import Bound
from queries.checks import Offending, check

# Rows of these are known by other columns than their grain; a row that was set aside, by what its text begins with.
LINES = ("order_id", "line_number")
SET_ASIDE = ("order_lines.quarantined", "order_lines.unknown_orders")
# What these find is there without any mistake, too: a shop has stock of what it took off sale in good order.
FOUND_ANYWAY = ("inventory.stock_of_delisted",)


@dataclass(frozen=True)
class RuleScore:
    """A planted rule and a check that it breaks.

    planted: rows that the key says it finds; extra: rows that no mistake explains, none for a check of FOUND_ANYWAY.
    """

    rule: str
    check: str
    planted: int
    found: int
    missed: int
    extra: int


def rules(shop: Shop) -> list[Measure]:
    """For each rule and check that it breaks, the share of planted rows found; and the rows that no mistake explains."""
    effects = pandas.read_parquet(shop.truth / "flaw_effects.parquet")
    with tempfile.TemporaryDirectory(prefix="tallyroom-rules-") as folder:
        settings = Settings.from_environment({"VAR_DIR": str(Path(folder) / "var")})
        load_demo(settings, shop.tables, lambda *_: None)
        build(settings)
        scored = scores(effects, found_keys(settings, list(effects["check_name"].unique())))
    return [measure for score in scored for measure in _measured(score)]


def _measured(score: RuleScore) -> list[Measure]:
    name = f"{score.rule}, {score.check}"
    unexplained = [] if score.check in FOUND_ANYWAY else [Measure(f"{name}: unexplained", score.extra, most=0)]
    return [share(f"{name}: found", score.found, score.planted, least=1.0), *unexplained]


def scores(effects: pandas.DataFrame, found: Mapping[str, set[str]]) -> list[RuleScore]:
    """Each rule and check of the answer key against the keys that the checks found."""
    explained = {name: set(lines["broken_key"]) for name, lines in effects.groupby("check_name")}
    scored = []
    for (rule, name), lines in effects.groupby(["rule", "check_name"], sort=True):
        planted = set(lines["broken_key"])
        seen = len(planted & found[name])
        extra = 0 if name in FOUND_ANYWAY else len(found[name] - explained[name])
        scored.append(RuleScore(str(rule), str(name), len(planted), seen, len(planted) - seen, extra))
    return scored


def found_keys(settings: Settings, names: list[str]) -> dict[str, set[str]]:
    """The keys of the rows that each check finds, as the answer key writes them."""
    version = queries.open(settings).version()
    known = {"as_of_date": version.as_of.isoformat(), "as_of_day": day_number(version.as_of)}
    asked = {name: _keys_of(promises.offending(name) or check(name).offending, known) for name in names}
    with relations(settings) as held:
        held.bring([bound.text for bound in asked.values()])
        return {name: {_key(row) for row in held.rows(bound.text, bound.values)} for name, bound in asked.items()}


def _keys_of(asked: Offending, known: Mapping[str, Any]) -> Bound:
    """The statement of the keys of the rows that a check finds."""
    bound = asked.bound(known)
    found = f"(\n{bound.text}\n) as offending"
    if asked.name in SET_ASIDE:
        same = " and ".join(f"kept.{name} = offending.{name}" for name in ("load_id", "file_name", "file_row"))
        return Bound(f"select kept.row_text from {found} join raw_quarantine as kept on {same}", bound.values)
    columns = LINES if asked.name.startswith("order_lines.") else asked.grain
    return Bound(f"select {', '.join(columns)} from {found}", bound.values)


def _key(row: tuple[object, ...]) -> str:
    """A key; of a row that was set aside, the order and the number of the line that its text begins with."""
    parts = str(row[0]).split(",")[: len(LINES)] if len(row) == 1 else row
    return "|".join(map(str, parts))
