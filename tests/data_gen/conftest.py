"""A small shop made once by every stage, and the same shop before anything was damaged on purpose."""

from __future__ import annotations

import datetime

import pytest

from data_gen.answers import answers
from data_gen.config import SIZES, Config, Size
from data_gen.orders import settle_orders
from data_gen.purchases import purchases
from data_gen.stages import STAGES
from data_gen.world import Stage, World, make_world

TINY = Size(customers=900, orders=2_700, products=160, months=15, identified_journeys=900)
AS_OF = datetime.date(2026, 10, 14)
FLAWS = "data_gen.flaws"
CORE: tuple[Stage, ...] = (*STAGES[: STAGES.index(purchases) + 1], settle_orders, answers)


def until(last: Stage) -> tuple[Stage, ...]:
    """The stages up to and with this one."""
    return STAGES[: STAGES.index(last) + 1]


@pytest.fixture(scope="session")
def config() -> Config:
    return Config(seed=11, size=TINY, as_of=AS_OF)


@pytest.fixture(scope="session")
def world(config) -> World:
    """A world by all stages. Tests read it and change nothing."""
    return make_world(config, STAGES)


@pytest.fixture(scope="session")
def small_world() -> World:
    """Orders of the small size that people place of their own accord, enough to find again what was planted."""
    return make_world(Config(seed=31, size=SIZES["small"], as_of=AS_OF), CORE)


@pytest.fixture(scope="session")
def clean_world(config) -> World:
    """The same world without the stages that damage it."""
    return make_world(config, [stage for stage in STAGES if not stage.__module__.startswith(FLAWS)])
