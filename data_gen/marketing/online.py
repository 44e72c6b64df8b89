"""Online: the orders that the web shop and the app took, as marketing sees them."""

from __future__ import annotations

import numpy
import pandas

from data_gen.marketing.channels import DEVICES
from data_gen.rates import CURRENCIES
from data_gen.shop import categories
from data_gen.texts import places_among
from data_gen.world import World

ONLINE = ("Web shop", "App")


def online(world: World) -> None:
    """Make no table.

    latent["online"]: a row an order of the web shop or the app that is no test, in order of time: order_id, customer_id (None for a
    guest), ordered_at, day (number from the first), region, device, category (codes, the category of the first line), value (demand
    in EUR cents), is_first (whether it is the customer's first order anywhere).
    """
    orders = world.tables["orders"]
    valid = orders[orders["status"] != "test"].sort_values(["ordered_at", "order_id"], ignore_index=True)
    earliest = valid["customer_id"].notna() & ~valid["customer_id"].duplicated()
    chosen = valid["channel"].isin(ONLINE).to_numpy()
    taken = valid[chosen].reset_index(drop=True)
    day = (taken["ordered_at"].to_numpy(dtype="datetime64[D]") - world.config.opening).astype(int)
    currency = pandas.Categorical(taken["currency"], CURRENCIES).codes
    world.latent["online"] = pandas.DataFrame(
        {
            "order_id": taken["order_id"],
            "customer_id": taken["customer_id"],
            "ordered_at": taken["ordered_at"].to_numpy(dtype="datetime64[s]"),
            "day": day,
            "region": pandas.Categorical(taken["region"], world.tables["regions"]["region"]).codes,
            "device": pandas.Categorical(taken["platform"], DEVICES).codes,
            "category": _first_category(world, taken["order_id"]),
            "value": (taken["gross_cents"] - taken["discount_cents"]).to_numpy() * world.latent["rates"][currency, day],
            "is_first": earliest.to_numpy()[chosen],
        }
    )


def _first_category(world: World, order_id: pandas.Series) -> numpy.ndarray:
    items, products = world.tables["order_items"], world.tables["products"]
    first = items.loc[items["line_number"] == 1]
    product = places_among(first["product_id"], products["product_id"])[places_among(order_id, first["order_id"])]
    return pandas.Categorical(products["category"], categories()).codes[product]
