"""Prices and costs: list prices that change at random and, now and then, because demand is high."""

from __future__ import annotations

import numpy
import pandas

from data_gen.world import World

CHANGES_A_YEAR = (8, 20)
ENDOGENOUS = 0.3
EXOGENOUS_DEVIATION = 0.1
RAISED_BY = 0.08
LARGEST = 0.3
COST_CHANGES_A_YEAR = 2
COST_DEVIATION = 0.03
_DRIFT_DEVIATION = 0.12
_DRIFT_PULL = 0.04


def prices(world: World) -> None:
    """Make price_history and cost_history.

    latent["product_drift"]: (products, days), slow unexplained multipliers of a product's demand, mean 1 (1 on plain).
    latent["prices"] and latent["costs"]: (products, days), list price and unit cost in EUR cents on each day, int32.
    A change of price draws the price anew around the base price: 70 % exogenous, and 30 % raised by how far season, noise and
    drift lift the product's demand above its own mean on that day. No price is at or below the cost.
    """
    random = world.random("prices")
    products = world.latent["products"]
    world.latent["product_drift"] = _drift(world, len(products))
    lifted = _lifted(world)
    years = world.config.days / 365.25
    changes = random.poisson(random.uniform(*CHANGES_A_YEAR, len(products)) * years)
    product, day = _moments(world, random, changes)
    endogenous = random.random(len(product)) < ENDOGENOUS
    moved = numpy.where(endogenous, RAISED_BY * lifted[product, day], 0) + random.normal(
        0, numpy.where(endogenous, 0.03, EXOGENOUS_DEVIATION)
    )
    moved[day == products["listed"].to_numpy()[product]] *= 0.5
    base = products["base_cents"].to_numpy()[product]
    cents = numpy.round(base * numpy.exp(numpy.clip(moved, -LARGEST, LARGEST)) / 10).astype(int) * 10 - 1
    costs, world.latent["costs"] = _costs(world, random, years)
    cents = _above_cost(cents, product, day, world.latent["costs"], products["listed"].to_numpy())
    world.tables["price_history"], world.latent["prices"] = _history(world, product, day, cents, "price_cents")
    world.tables["cost_history"] = costs


def _costs(world: World, random: numpy.random.Generator, years: float) -> tuple[pandas.DataFrame, numpy.ndarray]:
    products = world.latent["products"]
    product, day = _moments(world, random, random.poisson(COST_CHANGES_A_YEAR * years, len(products)))
    base = (products["base_cents"] * products["cost_rate"]).to_numpy()[product]
    cents = numpy.round(base * numpy.exp(random.normal(0, COST_DEVIATION, len(product)))).astype(int)
    return _history(world, product, day, cents, "cost_cents")


def _above_cost(
    cents: numpy.ndarray, product: numpy.ndarray, day: numpy.ndarray, costs: numpy.ndarray, listed: numpy.ndarray
) -> numpy.ndarray:
    """The prices, each above what a unit costs on every day on which it holds: nobody lists at a loss but by mistake."""
    days = costs.shape[1]
    while_listed = numpy.where(numpy.arange(days) >= listed[:, None], costs, 0)
    dearest = numpy.maximum.reduceat(while_listed.ravel(), product * days + day)
    return numpy.maximum(cents, (dearest + 1) // 10 * 10 + 9)


def _drift(world: World, count: int) -> numpy.ndarray:
    days, deviation = world.config.days, _DRIFT_DEVIATION * world.config.noise
    shocks = world.random("product drift").normal(0, numpy.sqrt(2 * _DRIFT_PULL), (days, count))
    shocks[0] /= numpy.sqrt(2 * _DRIFT_PULL)
    for day in range(1, days):
        shocks[day] += (1 - _DRIFT_PULL) * shocks[day - 1]
    return numpy.exp(deviation * shocks.T - deviation**2 / 2).astype(numpy.float32)


def _lifted(world: World) -> numpy.ndarray:
    """(products, days): demand without price above the product's own mean, in standard deviations; 0 where demand never moves."""
    days = world.config.days
    category = world.latent["products"]["category"].to_numpy()
    wave = numpy.log(world.latent["season"] * world.latent["noise"])[:, :days]
    demand = wave[category] + numpy.log(world.latent["product_drift"])
    centred = demand - demand.mean(axis=1, keepdims=True)
    return centred / numpy.maximum(demand.std(axis=1, keepdims=True), 1e-9)


def _moments(world: World, random: numpy.random.Generator, changes: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Product and day of every change, in order, the listing itself included; at most one a day."""
    listed = world.latent["products"]["listed"].to_numpy()
    product = numpy.repeat(numpy.arange(len(listed)), changes)
    day = random.integers(0, world.config.days, len(product))
    while_listed = day > listed[product]
    days = world.config.days
    keys = numpy.unique(numpy.concatenate([product[while_listed] * days + day[while_listed], numpy.arange(len(listed)) * days + listed]))
    return keys // days, keys % days


def _history(
    world: World, product: numpy.ndarray, day: numpy.ndarray, cents: numpy.ndarray, name: str
) -> tuple[pandas.DataFrame, numpy.ndarray]:
    """The table of changes that change something, and the value on every day (before the listing: the first value)."""
    changed = numpy.concatenate([[True], (product[1:] != product[:-1]) | (cents[1:] != cents[:-1])])
    product, day, cents = product[changed], day[changed], cents[changed]
    shape = (len(world.latent["products"]), world.config.days)
    position = numpy.zeros(shape, numpy.int32)
    position[product, day] = numpy.arange(len(product))
    first = numpy.searchsorted(product, numpy.arange(shape[0]))
    position[:, 0] = numpy.maximum(position[:, 0], first)
    daily = cents[numpy.maximum.accumulate(position, axis=1)].astype(numpy.int32)
    identity = world.latent["products"]["product_id"].to_numpy()[product]
    return pandas.DataFrame({"product_id": identity, "valid_from": world.config.opening + day, name: cents}), daily
