"""How long a synthetic shop takes: `python -m bench.world --size small`. Prints seconds, rows and peak memory of every stage."""

from __future__ import annotations

import argparse
import datetime
import resource
import time

from data_gen.config import PROFILES, SIZES, Config
from data_gen.stages import STAGES
from data_gen.world import World

AS_OF = datetime.date(2026, 10, 14)


def main() -> None:
    """Make a world and print what each stage took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument("--profile", choices=PROFILES, default="normal")
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    world = World(Config(given.seed, SIZES[given.size], AS_OF, given.profile))
    begun = time.process_time()
    for stage in STAGES:
        before, started = rows(world), time.process_time()
        stage(world)
        print(line(stage.__name__, time.process_time() - started, rows(world) - before))
    print(line("all", time.process_time() - begun, rows(world)), f"in {len(world.tables)} tables")


def line(name: str, seconds: float, count: int) -> str:
    """Seconds and rows of a stage, and the highest memory until its end."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return f"{name:<24}{seconds:>8.2f} s {count:>12,} rows {peak:>8,.0f} MiB"


def rows(world: World) -> int:
    """Rows of all tables so far."""
    return sum(map(len, world.tables.values()))


if __name__ == "__main__":
    main()
