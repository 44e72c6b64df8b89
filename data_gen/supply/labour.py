"""Labour: the hours that it takes to send parcels, to put goods away and to look at what comes back."""

from __future__ import annotations

import numpy
import pandas

from data_gen.world import World

# Minutes of one person for a parcel or a unit, and hours that a day with any work of the kind begins with.
MINUTES = {"Packing": 9.0, "Receiving": 1.2, "Returns": 6.0}
BEGINS_WITH = 1.0
WAREHOUSE_SPREAD, DAY_SPREAD = 0.15, 0.12


def labour(world: World) -> None:
    """Write labour_hours. Reads warehouses, stock_movements and shipments. Each warehouse works at a pace of its own."""
    random = world.random("labour")
    moved = world.tables["stock_movements"].rename(columns={"moved_on": "worked_on"})
    work = {
        "Packing": _parcels(world),
        "Receiving": moved[moved["kind"] == "Receipt"].groupby(["worked_on", "warehouse_id"])["units"].sum(),
        "Returns": moved[moved["kind"] == "Return"].groupby(["worked_on", "warehouse_id"])["units"].sum(),
    }
    rows = pandas.concat([units.rename("units").reset_index().assign(kind=kind) for kind, units in work.items()], ignore_index=True)
    rows = rows.sort_values(["worked_on", "warehouse_id", "kind"], ignore_index=True)
    warehouses = world.tables["warehouses"]["warehouse_id"]
    pace = pandas.Series(random.lognormal(0, WAREHOUSE_SPREAD, len(warehouses)), index=warehouses.to_numpy())
    minutes = rows["units"] * rows["kind"].map(MINUTES) * rows["warehouse_id"].map(pace) * random.lognormal(0, DAY_SPREAD, len(rows))
    rows["hours"] = numpy.ceil(4 * (BEGINS_WITH + minutes / 60)) / 4
    world.tables["labour_hours"] = rows[["worked_on", "warehouse_id", "kind", "hours"]]


def _parcels(world: World) -> pandas.Series:
    sent = world.tables["shipments"]
    return sent.groupby([sent["shipped_at"].dt.normalize().rename("worked_on"), "warehouse_id"]).size()
