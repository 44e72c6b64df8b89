"""Counting: what people find on the shelves, and how it differs from the books."""

from __future__ import annotations

import numpy
import pandas

from data_gen.supply.costs import UnitCosts
from data_gen.supply.mismatches import DOZEN
from data_gen.supply.places import Places
from data_gen.supply.replenishment import Stock
from data_gen.world import World

# Share of the places by units sold, and days between two counts of each.
ROUNDS = ((0.07, 7), (0.20, 28), (1.0, 168))
MISCOUNTED = 0.025


def counting(world: World) -> None:
    """Write stock_counts. Reads latent stock_places, stock and stock_mismatches, and cost_history.

    Truth inventory_mismatches: what was planted, where and since when.
    """
    random = world.random("counting")
    places: Places = world.latent["stock_places"]
    stock: Stock = world.latent["stock"]
    planted: pandas.DataFrame = world.latent["stock_mismatches"]
    day, place = _rounds(random, places, world.config.size.pause)
    system, transit = stock.on_hand[day, place], stock.transit[day, place]
    there = system - transit - stock.missing[day, place]
    counted = _as_counted(_Seen(planted, places, stock), day, place, there)
    wrong = random.random(len(day)) < MISCOUNTED
    counted = numpy.maximum(0, counted + wrong * random.choice([-2, -1, 1, 2], len(day), p=[0.1, 0.4, 0.4, 0.1]))
    world.tables["stock_counts"] = pandas.DataFrame(
        {
            "counted_on": places.date_of(day),
            "product_id": places.product_of(place),
            "warehouse_id": places.warehouse_of(place),
            "system_units": system,
            "in_transit_units": transit,
            "counted_units": counted,
            "unit_cost_cents": UnitCosts(world, places).of(day, place),
        }
    )
    world.truth["inventory_mismatches"] = _truth(planted, places, stock)


def _rounds(random: numpy.random.Generator, places: Places, pause: int) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Day and place of every count: what sells most is counted most often."""
    total = places.sales.sum(axis=0)
    stocked = numpy.flatnonzero(places.stocked)
    rank = numpy.argsort(numpy.argsort(-total[stocked], kind="stable")) / max(1, len(stocked))
    shares, every = numpy.array(ROUNDS).T
    interval = pause * every.astype(int)[numpy.searchsorted(shares, rank, side="right")]
    offset = numpy.floor(random.random(len(stocked)) * interval).astype(int)
    days = numpy.arange(places.days)[:, None]
    counted = (days >= places.opens[stocked]) & ((days + offset) % interval == 0)
    day, position = numpy.nonzero(counted)
    return day, stocked[position]


class _Seen:
    """What was planted, as the people who count see it: by place, with nothing everywhere else."""

    def __init__(self, planted: pandas.DataFrame, places: Places, stock: Stock) -> None:
        count, self.days = places.sales.shape[1], places.days
        self.received = numpy.cumsum(stock.movements["Receipt"], axis=0, dtype=numpy.int32)
        lag, unit, swap = (planted[planted["type"] == name] for name in ("lag", "unit_of_measure", "mis_scan"))
        swap = swap[swap["other_place"] >= 0]
        self.lag_days, self.factor, self.found = numpy.zeros(count, dtype=int), numpy.ones(count), numpy.zeros(count, dtype=int)
        self.since, self.until = numpy.full(count, self.days), numpy.full(count, self.days)
        for rows, place in ((lag, lag["place"]), (unit, unit["place"]), (swap, swap["other_place"])):
            self.since[place], self.until[place] = rows["from_day"], rows["until_day"]
        self.lag_days[lag["place"]] = lag["size"]
        self.factor[unit["place"]] = unit["size"]
        self.found[swap["other_place"]] = stock.missing[-1, swap["place"]]


def _as_counted(seen: _Seen, day: numpy.ndarray, place: numpy.ndarray, there: numpy.ndarray) -> numpy.ndarray:
    """Units found: without what still stands at the dock, with what was booked as something else, in the unit that was counted in."""
    affected = (day >= seen.since[place]) & (day <= seen.until[place])
    lag, factor = numpy.where(affected, seen.lag_days[place], 0), numpy.where(affected, seen.factor[place], 1.0)
    at_the_dock = seen.received[day, place] - seen.received[numpy.maximum(day - lag, 0), place]
    units = numpy.maximum(0, there - at_the_dock) + affected * seen.found[place]
    return numpy.where(factor < 1, units // DOZEN, units * numpy.maximum(factor, 1)).astype(int)


def _truth(planted: pandas.DataFrame, places: Places, stock: Stock) -> pandas.DataFrame:
    """Type, place, first and last day and size: units a day (shrinkage), days (lag), factor (unit_of_measure) or units (mis_scan)."""
    moved = stock.missing[-1, planted["place"]]
    swapped = (planted["type"] == "mis_scan").to_numpy()
    real = ~swapped | ((planted["other_place"] >= 0).to_numpy() & (moved > 0))
    chosen = planted[real].assign(size=numpy.where(swapped, moved, planted["size"])[real])
    other = chosen["other_place"].to_numpy()
    return pandas.DataFrame(
        {
            "type": chosen["type"].to_numpy(),
            "product_id": places.product_of(chosen["place"].to_numpy()),
            "warehouse_id": places.warehouse_of(chosen["place"].to_numpy()),
            "other_product_id": numpy.where(other >= 0, places.product_of(numpy.maximum(other, 0)), None),
            "from_date": places.date_of(chosen["from_day"]),
            "until_date": places.date_of(chosen["until_day"]),
            "size": chosen["size"].to_numpy(dtype=float),
            "missing_units": stock.missing[-1, chosen["place"]],
        }
    )
