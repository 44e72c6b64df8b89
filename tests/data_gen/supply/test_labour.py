"""Hours follow the work, in quarters, and only where there is work."""

from __future__ import annotations

import numpy
import pandas
import pytest

from data_gen.supply.labour import BEGINS_WITH, labour
from data_gen.tables import arrow_table
from data_gen.world import World
from tests.data_gen.supply.shop import supplied_world

BY = ["worked_on", "warehouse_id"]


@pytest.fixture(scope="module")
def worked() -> World:
    world = supplied_world(seed=4, orders=6_000, products=60, months=8)
    sent = world.tables["orders"].query("status == 'placed'")
    world.tables["shipments"] = pandas.DataFrame({"shipped_at": sent["ordered_at"], "warehouse_id": sent["warehouse_id"]})
    labour(world)
    return world


def test_hours_are_as_declared_and_in_quarters(worked: World):
    hours = worked.tables["labour_hours"]
    arrow_table("labour_hours", hours)
    assert not hours.duplicated([*BY, "kind"]).any()
    assert set(hours["kind"]) == {"Packing", "Receiving", "Returns"}
    assert (hours["hours"] * 4 == (hours["hours"] * 4).round()).all()
    assert hours["hours"].min() > BEGINS_WITH


def test_somebody_packs_where_and_when_something_is_sent(worked: World):
    sent = worked.tables["shipments"].assign(worked_on=lambda frame: frame["shipped_at"].dt.normalize())
    packing = worked.tables["labour_hours"].query("kind == 'Packing'")
    parcels = sent.groupby(BY).size()
    assert parcels.index.to_list() == packing.set_index(BY).sort_index().index.to_list()
    hours = packing.set_index(BY)["hours"].reindex(parcels.index)
    assert numpy.corrcoef(parcels, hours)[0, 1] > 0.8


def test_receiving_and_returns_are_where_units_came_in(worked: World):
    moved = worked.tables["stock_movements"].rename(columns={"moved_on": "worked_on"})
    for kind, movement in (("Receiving", "Receipt"), ("Returns", "Return")):
        came = moved[moved["kind"] == movement][BY].drop_duplicates()
        done = worked.tables["labour_hours"].pipe(lambda frame, kind=kind: frame[frame["kind"] == kind])[BY]
        assert set(came.itertuples(index=False, name=None)) == set(done.itertuples(index=False, name=None))
