"""Replenishment: stock that follows the sales, day by day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import numpy
import pandas

from data_gen.supply.demand import Demand
from data_gen.supply.ordering import Ordering
from data_gen.supply.places import Places
from data_gen.supply.shelves import Shelves
from data_gen.world import World

UNAGREED_DAYS = 21


@dataclass(frozen=True)
class Stock:
    """What came of it. opening: units by place. The rest is days x places: signed movements by kind, then what lay there each evening.

    on_hand: units in the books. missing: units in the books that are not there. transit: units in the books that are on their way.
    lines and deliveries: as `Ordering` describes them.
    """

    opening: numpy.ndarray
    movements: dict[str, numpy.ndarray]
    on_hand: numpy.ndarray
    missing: numpy.ndarray
    transit: numpy.ndarray
    lines: pandas.DataFrame
    deliveries: pandas.DataFrame


def replenishment(world: World) -> None:
    """Run the warehouses. Reads latent stock_places, stock_mismatches, vendor_terms, port_strike, and vendor_contracts.

    Orders are facts already, so no sale is ever short of goods: the planner reorders in time, or a rush order comes in. Stock runs
    out between sales, and what customers would have bought meanwhile is in the truth. Makes latent stock (a Stock).
    """
    random = world.random("replenishment")
    places: Places = world.latent["stock_places"]
    terms = {name: column.to_numpy() for name, column in world.latent["vendor_terms"].items()}
    ordering = Ordering(random, terms, world.latent["port_strike"])
    shelves = Shelves(places, Demand(places), ordering, random)
    vanishing = _Vanishing(random, world.latent["stock_mismatches"], places)
    opening = numpy.zeros(places.sales.shape[1], dtype=numpy.int64)
    missing = numpy.zeros(places.sales.shape, dtype=numpy.int32)
    for day, (agreed, minimum) in enumerate(_agreements(world, places)):
        opened = shelves.open(day, agreed)
        opening[opened] = shelves.physical[opened]
        shelves.receive(day)
        shelves.sell(day)
        shelves.damage(day)
        vanishing.take(day, shelves)
        shelves.move(day)
        shelves.reorder(day, agreed, minimum)
        missing[day] = shelves.missing
    world.latent["stock"] = _stock(places, shelves, ordering, opening, missing)


class _Vanishing:
    """Theft and mis-scans, as they were planted."""

    def __init__(self, random: numpy.random.Generator, planted: pandas.DataFrame, places: Places) -> None:
        shrinking = planted[planted["type"] == "shrinkage"]
        swapped = planted[(planted["type"] == "mis_scan") & (planted["other_place"] >= 0)]
        self._thefts = {name: shrinking[name].to_numpy() for name in ("place", "from_day", "until_day")}
        self._swaps = {name: swapped[name].to_numpy(dtype=int) for name in ("place", "from_day", "size")}
        self._units = random.poisson(shrinking["size"].to_numpy(), (places.days, len(shrinking)))

    def take(self, day: int, shelves: Shelves) -> None:
        """Let go what goes on this day, and write off what is noticed."""
        place, until = self._thefts["place"], self._thefts["until_day"]
        at_work = (self._thefts["from_day"] <= day) & (day <= until)
        shelves.vanish(place[at_work], self._units[day][at_work])
        shelves.write_off(day, place[(until == day) & (day < shelves.places.days - 1)])
        today = self._swaps["from_day"] == day
        shelves.vanish(self._swaps["place"][today], self._swaps["size"][today])


def _agreements(world: World, places: Places) -> Iterator[tuple[numpy.ndarray, numpy.ndarray]]:
    """Each day the agreed lead time and smallest order by place: of the latest contract begun with its vendor for its category."""
    contracts = world.tables["vendor_contracts"].sort_values("starts_on")
    starts = (pandas.to_datetime(contracts["starts_on"]).to_numpy(dtype="datetime64[D]") - places.opening).astype(int)
    contracts = contracts.assign(day=numpy.maximum(starts, 0), vendor=pandas.Index(places.vendor_ids).get_indexer(contracts["vendor_id"]))
    by_day = defaultdict(list)
    for contract in contracts.itertuples():
        by_day[contract.day].append(contract)
    category = numpy.repeat(places.category, places.warehouses)
    agreed, minimum = numpy.full(len(places.vendor), UNAGREED_DAYS), numpy.ones(len(places.vendor))
    for day in range(places.days):
        for contract in by_day.get(day, ()):
            covered = (places.vendor == contract.vendor) & (category == contract.category)
            agreed[covered], minimum[covered] = contract.lead_time_days, contract.minimum_order_units
        yield agreed, minimum


def _stock(places: Places, shelves: Shelves, ordering: Ordering, opening: numpy.ndarray, missing: numpy.ndarray) -> Stock:
    movements = {
        "Receipt": shelves.receipts,
        "Sale": -places.sales,
        "Exchange": -places.exchanged,
        "Return": places.returned * shelves.stocked,
        "Loss": -shelves.losses,
        "Transfer": shelves.transfers,
    }
    on_hand = numpy.cumsum(sum(movements.values()), axis=0, dtype=numpy.int32)
    on_hand += numpy.where(numpy.arange(places.days)[:, None] >= places.opens, opening, 0).astype(numpy.int32)
    return Stock(opening, movements, on_hand, missing, shelves.transit[: places.days], ordering.lines(), ordering.deliveries())
