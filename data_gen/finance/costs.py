"""Costs: what it took to send each order, and what the shop pays whether it sells or not."""

from __future__ import annotations

import numpy
import pandas

from data_gen.finance.accounting import DAY, end_of_world, live_orders
from data_gen.world import World

SHIPPING_CENTS = (330, 980)
SHIPPING_CENTS_A_KILO = (85, 240)
HANDLING_CENTS = (95, 38)
PACKAGING_CENTS = (32, 9)
# Part of the shop's mean monthly sales, and how much it grows in a year.
ACCOUNTS = {
    "Salaries": (0.052, 0.06),
    "Rent": (0.017, 0.02),
    "Software": (0.009, 0.12),
    "Professional services": (0.005, 0.03),
    "Insurance": (0.003, 0.04),
    "Depreciation": (0.006, 0.0),
}
FLUCTUATING = {"Professional services": 0.25, "Software": 0.04}


def costs(world: World) -> None:
    """Make fulfilment_costs of the orders that were sent, and fixed_costs of every month that has begun."""
    random = world.random("costs")
    world.tables["fulfilment_costs"] = _fulfilment(world, random)
    world.tables["fixed_costs"] = _fixed(world, random)


def _fulfilment(world: World, random: numpy.random.Generator) -> pandas.DataFrame:
    """The warehouse charges by line, the box by unit, the carrier as on the shipments."""
    orders = _sent(world)
    goods = _goods(world).reindex(orders["order_id"]).fillna(0)
    return pandas.DataFrame(
        {
            "order_id": orders["order_id"],
            "shipping_cents": _carriage(world, random, orders, goods["grams"].to_numpy()),
            "handling_cents": (HANDLING_CENTS[0] + HANDLING_CENTS[1] * goods["lines"].to_numpy()).astype("int64"),
            "packaging_cents": (PACKAGING_CENTS[0] + PACKAGING_CENTS[1] * goods["units"].to_numpy()).astype("int64"),
        }
    )


def _carriage(world: World, random: numpy.random.Generator, orders: pandas.DataFrame, grams: numpy.ndarray) -> numpy.ndarray:
    """What carriers charged; in a world without shipments by weight, and more across a border."""
    shipments = world.tables.get("shipments")
    if shipments is not None:
        charged = shipments.groupby("order_id")["cost_cents"].sum()
        return orders["order_id"].map(charged).to_numpy("int64")
    home = orders["warehouse_id"].map(world.tables["warehouses"].set_index("warehouse_id")["country"])
    abroad = (home != orders["country"]).to_numpy().astype(int)
    base, a_kilo = (numpy.array(choice)[abroad] for choice in (SHIPPING_CENTS, SHIPPING_CENTS_A_KILO))
    return numpy.rint((base + a_kilo * grams / 1_000) * random.lognormal(0, 0.12, len(orders))).astype("int64")


def _sent(world: World) -> pandas.DataFrame:
    """Live orders in a shipment or, in a world without shipments, those not cancelled and a day old."""
    orders, shipments = live_orders(world), world.tables.get("shipments")
    if shipments is not None:
        return orders[orders["order_id"].isin(shipments["order_id"]).to_numpy()].reset_index(drop=True)
    old = orders["ordered_at"].to_numpy("datetime64[s]") + DAY <= end_of_world(world)
    return orders[(orders["status"] == "placed").to_numpy() & old].reset_index(drop=True)


def _goods(world: World) -> pandas.DataFrame:
    """Lines, units and grams of each order."""
    items = world.tables["order_items"]
    weight = items["product_id"].map(world.tables["products"].set_index("product_id")["weight_grams"])
    goods = pandas.DataFrame({"order_id": items["order_id"], "lines": 1, "units": items["quantity"], "grams": items["quantity"] * weight})
    return goods.groupby("order_id", sort=False).sum()


def _fixed(world: World, random: numpy.random.Generator) -> pandas.DataFrame:
    months = numpy.arange(
        numpy.datetime64(world.config.first_day, "M"), numpy.datetime64(world.config.as_of, "M") + numpy.timedelta64(1, "M")
    )
    orders = live_orders(world)
    sales = (orders["gross_cents"] - orders["discount_cents"]) * orders["rate"]
    mean = float(sales.sum()) / world.config.days * 365.25 / 12
    made = []
    for account, (share, growth) in ACCOUNTS.items():
        # Rents and salaries move once a year, in January.
        years = (months.astype("datetime64[Y]") - months[0].astype("datetime64[Y]")).astype(int)
        noise = random.lognormal(0, FLUCTUATING.get(account, 0.0), len(months))
        amount = numpy.rint(mean * share * (1 + growth) ** years * noise / 100).astype("int64") * 100
        made.append(pandas.DataFrame({"month": months.astype("datetime64[s]"), "account": account, "amount_cents": amount}))
    return pandas.concat(made, ignore_index=True).sort_values(["month", "account"]).reset_index(drop=True)
