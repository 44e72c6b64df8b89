"""Places: every product at every warehouse, with what was sold and came back there each day."""

from __future__ import annotations

from dataclasses import dataclass

import numpy
import pandas

from data_gen.world import World

NEVER = 1_000_000


@dataclass(frozen=True)
class Places:
    """Place p is product p // warehouses at warehouse p % warehouses. Days count from the shop's opening.

    sales, returned and exchanged (sent as a replacement): units, days x places. opens: first day in the books. closes: last day on
    sale, NEVER where none is known. stocked: whether it ever sells.
    vendor: position of the product's vendor. product_ids, warehouse_ids, vendor_ids, category: by position.
    """

    product_ids: numpy.ndarray
    warehouse_ids: numpy.ndarray
    vendor_ids: numpy.ndarray
    category: numpy.ndarray
    opening: numpy.datetime64
    sales: numpy.ndarray
    returned: numpy.ndarray
    exchanged: numpy.ndarray
    opens: numpy.ndarray
    closes: numpy.ndarray
    vendor: numpy.ndarray

    @property
    def days(self) -> int:
        """Number of days."""
        return len(self.sales)

    @property
    def warehouses(self) -> int:
        """Number of warehouses."""
        return len(self.warehouse_ids)

    @property
    def stocked(self) -> numpy.ndarray:
        """Whether each place holds the product at all: it does where it sells."""
        return self.sales.any(axis=0)

    def product_of(self, place: numpy.ndarray) -> numpy.ndarray:
        """Ids of the products."""
        return self.product_ids[place // self.warehouses]

    def warehouse_of(self, place: numpy.ndarray) -> numpy.ndarray:
        """Ids of the warehouses."""
        return self.warehouse_ids[place % self.warehouses]

    def date_of(self, day: numpy.ndarray) -> numpy.ndarray:
        """Dates of days; a day of -1 or less has none."""
        return numpy.where(numpy.asarray(day) < 0, numpy.datetime64("NaT"), self.opening + numpy.asarray(day))


def places(world: World) -> Places:
    """The places of a world that has products, warehouses, orders and order_items; returns only if they are there."""
    products = world.tables["products"]
    vendor_ids = world.tables["vendors"]["vendor_id"].to_numpy()
    warehouse_ids = world.tables["warehouses"]["warehouse_id"].to_numpy()
    opening, days = numpy.datetime64(world.config.first_day, "D"), world.config.days
    repeated = numpy.repeat(numpy.arange(len(products)), len(warehouse_ids))
    sales = _units(world, _sold(world), "ordered_at")
    first_sale = numpy.where(sales.any(axis=0), sales.argmax(axis=0), days)
    listed = _day(products["listed_on"], opening, 0)[repeated]
    delisted = _day(products["delisted_on"], opening, NEVER)[repeated]
    return Places(
        product_ids=products["product_id"].to_numpy(),
        warehouse_ids=warehouse_ids,
        vendor_ids=vendor_ids,
        category=products["category"].to_numpy(),
        opening=opening,
        sales=sales,
        returned=_units(world, _back_on_the_shelf(world), "processed_on"),
        exchanged=_units(world, _replacements(world), "shipped_at").astype(numpy.int16),
        opens=numpy.clip(numpy.minimum(listed, first_sale), 0, days - 1),
        closes=numpy.maximum(delisted, 0),
        vendor=pandas.Index(vendor_ids).get_indexer(products["vendor_id"])[repeated],
    )


def _sold(world: World) -> pandas.DataFrame:
    """Lines that left a warehouse: those of orders that were placed and not cancelled."""
    orders = world.tables["orders"]
    placed = orders.loc[orders["status"] == "placed", ["order_id", "ordered_at", "warehouse_id"]]
    return world.tables["order_items"][["order_id", "product_id", "quantity"]].merge(placed, on="order_id")


def _back_on_the_shelf(world: World) -> pandas.DataFrame:
    if "returns" not in world.tables:
        return pandas.DataFrame({"product_id": [], "warehouse_id": [], "quantity": [], "processed_on": []})
    returned = world.tables["returns"]
    resold = returned[(returned["is_resaleable"] == 1) & returned["processed_on"].notna()]
    return resold.merge(world.tables["orders"][["order_id", "warehouse_id"]], on="order_id")


def _replacements(world: World) -> pandas.DataFrame:
    """What was sent instead of money, from the warehouse of its order."""
    if "exchanges" not in world.tables:
        return pandas.DataFrame({"product_id": [], "warehouse_id": [], "quantity": [], "shipped_at": []})
    sent = world.tables["exchanges"][["order_id", "product_id", "quantity", "shipped_at"]].dropna(subset="shipped_at")
    return sent.merge(world.tables["orders"][["order_id", "warehouse_id"]], on="order_id")


def _units(world: World, lines: pandas.DataFrame, dated_by: str) -> numpy.ndarray:
    """Units by day and place; lines of unknown products or of days outside the world are left out."""
    products, warehouses = world.tables["products"]["product_id"], world.tables["warehouses"]["warehouse_id"]
    product = pandas.Index(products).get_indexer(lines["product_id"])
    warehouse = pandas.Index(warehouses).get_indexer(lines["warehouse_id"])
    day = _day(lines[dated_by], numpy.datetime64(world.config.first_day, "D"), -1)
    days, count = world.config.days, len(products) * len(warehouses)
    inside = (product >= 0) & (warehouse >= 0) & (day >= 0) & (day < days)
    cell = (day * count + product * len(warehouses) + warehouse)[inside]
    units = numpy.bincount(cell, weights=lines["quantity"].to_numpy(dtype=float)[inside], minlength=days * count)
    return units.astype(numpy.int32).reshape(days, count)


def _day(dates: pandas.Series, opening: numpy.datetime64, missing: int) -> numpy.ndarray:
    days = pandas.to_datetime(dates).to_numpy(dtype="datetime64[D]")
    return numpy.where(numpy.isnat(days), missing, (days - opening).astype(int))
