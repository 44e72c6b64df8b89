"""Purchase orders, deliveries and inspections as the shop's systems hold them."""

from __future__ import annotations

import numpy
import pandas

from data_gen.identities import numbered
from data_gen.supply.costs import UnitCosts
from data_gen.supply.places import Places
from data_gen.supply.replenishment import Stock
from data_gen.world import World


def purchasing(world: World) -> None:
    """Write purchase_orders, purchase_order_lines, receipts and quality_inspections.

    Reads latent stock_places and stock, and cost_history.
    """
    random = world.random("purchasing")
    places: Places = world.latent["stock_places"]
    stock: Stock = world.latent["stock"]
    lines, last = stock.lines.copy(), places.days - 1
    # A rush order is entered with its delivery: whoever looks on the last day does not know of those that come later.
    order = lines.groupby(["day", "expected", "group", "rush"], sort=True).ngroup().to_numpy()
    lines["purchase_order_id"] = _ids(random, "PO", order.max() + 1)[order]
    lines = lines.assign(position=numpy.arange(len(lines))).sort_values(["purchase_order_id", "place"])
    lines["line_number"] = lines.groupby("purchase_order_id").cumcount() + 1
    _write_orders(world, lines, places, last)
    lines = lines.set_index("position")
    deliveries = stock.deliveries[stock.deliveries["day"] <= last]
    found = lines.loc[deliveries["line"]]
    receipts = pandas.DataFrame(
        {
            "receipt_id": _ids(random, "GR", len(deliveries)),
            "purchase_order_id": found["purchase_order_id"].to_numpy(),
            "line_number": found["line_number"].to_numpy(),
            "received_on": places.date_of(deliveries["day"]),
            "received_units": deliveries["units"].to_numpy(),
        }
    )
    inspections = pandas.DataFrame(
        {
            "inspection_id": _ids(random, "QI", len(deliveries)),
            "receipt_id": receipts["receipt_id"],
            "inspected_on": receipts["received_on"],
            "inspected_units": deliveries["inspected"].to_numpy(),
            "defective_units": deliveries["defective"].to_numpy(),
        }
    )
    world.tables["receipts"] = receipts.sort_values("receipt_id", ignore_index=True)
    world.tables["quality_inspections"] = inspections.sort_values("inspection_id", ignore_index=True)


def _write_orders(world: World, lines: pandas.DataFrame, places: Places, last: int) -> None:
    place, day = lines["place"].to_numpy(), lines["day"].to_numpy()
    orders = pandas.DataFrame(
        {
            "purchase_order_id": lines["purchase_order_id"],
            "vendor_id": places.vendor_ids[lines["vendor"]],
            "warehouse_id": places.warehouse_of(place),
            "order_type": numpy.where(lines["rush"], "Rush", "Regular"),
            "ordered_on": places.date_of(day),
            "expected_on": places.date_of(lines["expected"]),
        }
    )
    world.tables["purchase_orders"] = orders.drop_duplicates("purchase_order_id", ignore_index=True)
    world.tables["purchase_order_lines"] = pandas.DataFrame(
        {
            "purchase_order_id": lines["purchase_order_id"],
            "line_number": lines["line_number"],
            "product_id": places.product_of(place),
            "ordered_units": lines["ordered"],
            "unit_cost_cents": UnitCosts(world, places).of(day, place),
            "closed_on": places.date_of(numpy.where(lines["closed"] <= last, lines["closed"], -1)),
        }
    ).reset_index(drop=True)


def _ids(random: numpy.random.Generator, prefix: str, count: int) -> numpy.ndarray:
    """Ids of one width in an order that says nothing."""
    return numbered(prefix, 10 ** len(str(count)) + random.permutation(count))
