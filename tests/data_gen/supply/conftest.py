"""One supplied world for all tests of the folder; they only read it."""

from __future__ import annotations

import pytest

from data_gen.world import World
from tests.data_gen.supply.shop import supplied_world


@pytest.fixture(scope="session")
def world() -> World:
    return supplied_world()
