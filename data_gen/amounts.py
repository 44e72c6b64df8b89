"""Amounts: what each line and order costs, exact to the cent in the order's currency."""

from __future__ import annotations

import numpy
import pandas

from data_gen.rates import CURRENCIES
from data_gen.texts import places_among
from data_gen.world import World


def price_lines(world: World, orders: pandas.DataFrame, lines: pandas.DataFrame) -> None:
    """Add promotion, unit_price_cents, gross_cents, discount_cents and tax_cents (without that on shipping) to the lines.

    The unit price is the list price of the day at the day's rate. The promotion comes off first, the code off what is left; each
    is rounded half up for the line. Tax is on what is left after both.
    """
    order, product = lines["order"].to_numpy(), lines["product"].to_numpy()
    day, region = orders["day"].to_numpy()[order], orders["region"].to_numpy()[order]
    regions = world.latent["regions"]
    currency = regions["currency"].map(CURRENCIES.index).to_numpy()[region]
    unit = half_up(world.latent["prices"][product, day] / world.latent["rates"][currency, day])
    gross = unit * lines["quantity"].to_numpy()
    lines["promotion"] = world.latent["promotion"][product, day].astype(int)
    rate = numpy.where(lines["promotion"] >= 0, world.latent["promotion_rate"][lines["promotion"]], 0)
    promoted = half_up(gross * rate)
    coded = half_up((gross - promoted) * orders["code_rate"].to_numpy()[order])
    lines["unit_price_cents"], lines["gross_cents"], lines["discount_cents"] = unit, gross, promoted + coded
    lines["tax_cents"] = half_up((gross - promoted - coded) * regions["tax_rate"].to_numpy()[region])


def price_orders(world: World, orders: pandas.DataFrame, lines: pandas.DataFrame) -> None:
    """Add the amounts of the orders, each the sum of its lines; shipping is free from an amount on, and its tax on the first line."""
    regions = world.latent["regions"]
    region, order = orders["region"].to_numpy(), lines["order"].to_numpy()
    for name in ("gross_cents", "discount_cents"):
        orders[name] = _sum(lines[name], order, len(orders))
    goods = orders["gross_cents"] - orders["discount_cents"]
    free = goods >= regions["free_from_cents"].to_numpy()[region]
    orders["shipping_cents"] = numpy.where(free, 0, regions["shipping_cents"].to_numpy()[region])
    lines["tax_cents"] += numpy.where(
        lines["line_number"] == 1, half_up(orders["shipping_cents"] * regions["tax_rate"].to_numpy()[region])[order], 0
    )
    orders["tax_cents"] = _sum(lines["tax_cents"], order, len(orders))
    orders["total_cents"] = goods + orders["shipping_cents"] + orders["tax_cents"]


def order_values(world: World) -> numpy.ndarray:
    """Goods after discounts of every order of latent["orders"], in EUR cents at the day's rate."""
    orders, latent = world.tables["orders"], world.latent["orders"]
    goods = (orders["gross_cents"] - orders["discount_cents"]).to_numpy()
    return half_up(goods * world.latent["rates"][places_among(orders["currency"], CURRENCIES), latent["day"]])


def half_up(values: numpy.ndarray) -> numpy.ndarray:
    """Whole cents, halves away from zero for what is positive; a guard of a millionth undoes binary fractions."""
    return numpy.floor(numpy.asarray(values) + 0.5 + 1e-6).astype(numpy.int64)


def _sum(values: pandas.Series, order: numpy.ndarray, orders: int) -> numpy.ndarray:
    total = numpy.zeros(orders, numpy.int64)
    numpy.add.at(total, order, values.to_numpy())
    return total
