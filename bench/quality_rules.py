"""What the checks find of planted mistakes: `python -m bench.quality_rules --seed 201 --size small`.

A shop is generated with its mistakes, loaded and published in a folder that goes again, and every check that a mistake breaks is
asked for its rows. The answer key knows each of them, so a row that is missed, or one that nothing planted explains, is counted.
"""

from __future__ import annotations

import argparse
import datetime
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas

import queries
from dashapp.periods import day_number
from dashapp.settings import Settings
from data_gen.config import SIZES, Config
from data_gen.stages import LAST_READERS, STAGES
from data_gen.world import make_world, write_world
from jobs.build import build
from jobs.demo_load import load_demo
from jobs.quality.relations import relations
from queries.checks import bound_rows, check

AS_OF = datetime.date(2026, 10, 14)
# Rows of these are known by other columns than their grain.
LINES = ("order_id", "line_number")
SET_ASIDE = "order_lines.unknown_orders"


@dataclass(frozen=True)
class RuleScore:
    """A planted rule and a check that it breaks. planted: rows that the key says it finds; extra: rows that no mistake explains."""

    rule: str
    check: str
    planted: int
    found: int
    missed: int
    extra: int


def rule_scores(seed: int, size: str) -> list[RuleScore]:
    """The scores of every planted rule in a shop of this seed and size."""
    with tempfile.TemporaryDirectory(prefix="tallyroom-rules-") as name:
        place = Path(name)
        world = make_world(Config(seed, SIZES[size], AS_OF, flaws=True), STAGES, last_readers=LAST_READERS)
        write_world(world, place / "world", ("parquet",))
        settings = Settings.from_environment({"VAR_DIR": str(place / "var")})
        load_demo(settings, place / "world", lambda *_: None)
        build(settings)
        return scores(world.truth["flaw_effects"], found_keys(settings, world.truth["flaw_effects"]["check_name"].unique()))


def scores(effects: pandas.DataFrame, found: Mapping[str, set[str]]) -> list[RuleScore]:
    """Each rule and check of the answer key against the keys that the checks found."""
    explained = {name: set(lines["broken_key"]) for name, lines in effects.groupby("check_name")}
    scored = []
    for (rule, name), lines in effects.groupby(["rule", "check_name"], sort=True):
        planted = set(lines["broken_key"])
        seen = len(planted & found[name])
        scored.append(RuleScore(str(rule), str(name), len(planted), seen, len(planted) - seen, len(found[name] - explained[name])))
    return scored


def found_keys(settings: Settings, names: list[str]) -> dict[str, set[str]]:
    """The keys of the rows that each check finds, as the answer key writes them."""
    version = queries.open(settings).version()
    known = {"as_of_date": version.as_of.isoformat(), "as_of_day": day_number(version.as_of)}
    asked = {name: (check(name), bound_rows(check(name).query, known)) for name in names}
    with relations(settings) as held:
        held.bring([bound.text for _, bound in asked.values()])
        return {
            name: {
                _key(row)
                for row in held.rows(f"select {_columns(name, one.query.grain)} from (\n{bound.text}\n) as offending", bound.values)
            }
            for name, (one, bound) in asked.items()
        }


def _columns(name: str, grain: tuple[str, ...]) -> str:
    if name == SET_ASIDE:
        return "row_text"
    return ", ".join(LINES if name.startswith("order_lines.") else grain)


def _key(row: tuple[object, ...]) -> str:
    """A key; of a row that was set aside, the order and the number of the line that its text begins with."""
    parts = str(row[0]).split(",")[: len(LINES)] if len(row) == 1 else row
    return "|".join(map(str, parts))


def main() -> None:
    """Print a line a rule and check; exit code 1 when a row was missed or found without a reason."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=201)
    parser.add_argument("--size", choices=list(SIZES), default="small")
    given = parser.parse_args()
    found = rule_scores(given.seed, given.size)
    print(f"{'rule':24} {'check':40} {'planted':>8} {'found':>8} {'missed':>8} {'extra':>8}")
    for score in found:
        print(f"{score.rule:24} {score.check:40} {score.planted:8,} {score.found:8,} {score.missed:8,} {score.extra:8,}")
    sys.exit(any(score.missed or score.extra for score in found))


if __name__ == "__main__":
    main()
