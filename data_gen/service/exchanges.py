"""Exchanges: customers who want other goods instead of their money, and what they are sent."""

from __future__ import annotations

import numpy
import pandas

from data_gen.latest import latest
from data_gen.service.moments import NEVER, at_working_hour, known, later, midnight, seconds, shuffled_ids
from data_gen.texts import is_among
from data_gen.world import World

OTHER_SIZE, SAME_AGAIN, OTHER_PRODUCT = "Other size", "Same again", "Other product"
# What is wanted for each reason, and the share of its returns for which it is wanted.
WISHES = {
    "Too small": (OTHER_SIZE, 0.34),
    "Too large": (OTHER_SIZE, 0.30),
    "Defective": (SAME_AGAIN, 0.30),
    "Damaged on arrival": (SAME_AGAIN, 0.35),
    "Wrong item": (SAME_AGAIN, 0.40),
    "Not as described": (OTHER_PRODUCT, 0.10),
    "Quality below expectation": (OTHER_PRODUCT, 0.12),
    "Changed mind": (OTHER_PRODUCT, 0.06),
    "Ordered by mistake": (OTHER_PRODUCT, 0.12),
}
# How many places up or down, among the products of the category by price, the other product stands.
NEIGHBOURS = (-3, -2, -1, 1, 2, 3)
STATUSES = {"requested": "requested", "received": "requested", "rejected": "refused", "processed": "agreed"}


def exchanges(world: World) -> None:
    """Exchange some of what comes back. Reads returns, orders, order_items, products and price_history.

    Makes exchanges. A return that is processed and exchanged has the status exchanged: nothing is paid back, the sale stands, and the
    replacement leaves the warehouse of its order. A difference in price is recorded and not charged.
    """
    random = world.random("exchanges")
    asked = _wishes(random, world)
    asked = asked[_can_be_had(asked, world)].reset_index(drop=True)
    agreed = (asked["status"] == "processed").to_numpy()
    sent = known(asked["sends_at"].to_numpy(), world.config)
    made = asked[["return_id", "order_id", "kind", "quantity", "requested_at"]].assign(
        exchange_id=shuffled_ids(random, "EX", len(asked)),
        product_id=asked["replacement"],
        shipped_at=sent,
        price_difference_cents=_difference(asked, world),
        status=numpy.where(numpy.isnat(sent), asked["status"].map(STATUSES), "shipped"),
    )
    world.tables["exchanges"] = made.sort_values("exchange_id", ignore_index=True)
    returns = world.tables["returns"]
    exchanged = is_among(returns["return_id"], asked["return_id"][agreed])
    world.tables["returns"] = returns.assign(status=numpy.where(exchanged, "exchanged", returns["status"]))


def _wishes(random: numpy.random.Generator, world: World) -> pandas.DataFrame:
    """The returns of which other goods are wanted, with kind, replacement and, of accepted ones, when it is sent."""
    returns = world.tables["returns"]
    shares = returns["reason"].map({reason: share for reason, (_, share) in WISHES.items()}).fillna(0.0).to_numpy()
    asked = returns[random.random(len(returns)) < shares].reset_index(drop=True)
    asked["kind"] = asked["reason"].map({reason: kind for reason, (kind, _) in WISHES.items()})
    other = _neighbours(random, asked["product_id"], world.tables["products"], world.tables["price_history"])
    asked["replacement"] = asked["product_id"].where(asked["kind"] != OTHER_PRODUCT, other)
    decided = numpy.where(asked["status"] == "processed", seconds(asked["processed_on"]), NEVER)
    asked["sends_at"] = at_working_hour(random, later(midnight(decided), random.integers(1, 4, len(asked))))
    return asked


def _neighbours(
    random: numpy.random.Generator, given: pandas.Series, products: pandas.DataFrame, prices: pandas.DataFrame
) -> numpy.ndarray:
    """Of each product another one of its category that costs about the same."""
    latest = prices.sort_values("valid_from").drop_duplicates("product_id", keep="last").set_index("product_id")["price_cents"]
    ranked = products[["product_id", "category"]].assign(price=products["product_id"].map(latest))
    ranked = ranked.sort_values(["category", "price", "product_id"], ignore_index=True)
    ranked["size"] = ranked.groupby("category")["category"].transform("size")
    ranked["place"] = ranked.groupby("category").cumcount()
    at = pandas.Index(ranked["product_id"]).get_indexer(given)
    size, place = ranked["size"].to_numpy()[at], ranked["place"].to_numpy()[at]
    return ranked["product_id"].to_numpy(dtype=object)[at - place + (place + random.choice(NEIGHBOURS, len(at))) % size]


def _can_be_had(asked: pandas.DataFrame, world: World) -> numpy.ndarray:
    """Whether the warehouse of the order has sold the replacement before, and it is on sale until it is sent."""
    orders = world.tables["orders"].set_index("order_id")
    items = world.tables["order_items"][["order_id", "product_id"]].merge(
        world.tables["orders"].query("status == 'placed'")[["order_id", "warehouse_id", "ordered_at"]], on="order_id"
    )
    first = items.groupby(["product_id", "warehouse_id"])["ordered_at"].min()
    place = pandas.MultiIndex.from_arrays([asked["replacement"], asked["order_id"].map(orders["warehouse_id"])])
    sold = seconds(first.reindex(place)) <= seconds(asked["requested_at"])
    listed, delisted = (
        pandas.to_datetime(asked["replacement"].map(world.tables["products"].set_index("product_id")[name])).to_numpy("datetime64[s]")
        for name in ("listed_on", "delisted_on")
    )
    needed = numpy.where(numpy.isnat(asked["sends_at"]), asked["requested_at"], asked["sends_at"])
    return sold & (listed <= seconds(asked["requested_at"])) & (numpy.isnat(delisted) | (midnight(needed) <= delisted))


def _difference(asked: pandas.DataFrame, world: World) -> numpy.ndarray:
    """List price of the replacement less that of what came back, on the day of the request, for all units."""
    prices = [_price(asked[name], asked["requested_at"], world.tables["price_history"]) for name in ("replacement", "product_id")]
    return (prices[0] - prices[1]) * asked["quantity"].to_numpy()


def _price(products: pandas.Series, moments: pandas.Series, history: pandas.DataFrame) -> numpy.ndarray:
    """The list price of each product at each moment."""
    row = latest(products, seconds(moments), history["product_id"], seconds(history["valid_from"]))
    return history["price_cents"].to_numpy(dtype="int64")[row]
