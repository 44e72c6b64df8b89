"""A shop with planted mistakes, published on both engines, and what its answer key says of it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from pathlib import Path

from dashapp.settings import Settings
from data_gen.config import Config, Size
from data_gen.stages import STAGES
from data_gen.world import World, make_world, write_world
from jobs.build import build
from jobs.demo_load import load_demo

CONFIG = Config(23, Size(900, 2_700, 200, 12, 300), datetime.date(2026, 3, 31), flaws=True)


@dataclass(frozen=True)
class CheckedShop:
    """The world, and the settings of an installation of it by engine."""

    world: World
    settings: dict[str, Settings]


def flawed_shop(place: Path, postgres_url: str) -> CheckedShop:
    """Made, loaded and built below a folder and in an empty database."""
    world = make_world(CONFIG, STAGES)
    write_world(world, place / "world", ("parquet",))
    settings = {
        "sqlite": Settings.from_environment({"VAR_DIR": str(place / "sqlite")}),
        "postgresql": Settings.from_environment(
            {"VAR_DIR": str(place / "postgresql"), "WAREHOUSE_URL": postgres_url, "ACCOUNTS_URL": postgres_url}
        ),
    }
    for one in settings.values():
        load_demo(one, place / "world", lambda *_: None)
        build(one)
    return CheckedShop(world, settings)
