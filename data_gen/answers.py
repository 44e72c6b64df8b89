"""Answers: the truth about customers, orders, bundles and every day's expected sales."""

from __future__ import annotations

import numpy
import pandas

from data_gen.expected_sales import expected_sales
from data_gen.lifetimes import expected_repeats
from data_gen.marketing.holdouts import lit_orders
from data_gen.people import moment
from data_gen.purchases import curve_of
from data_gen.seasons import AHEAD
from data_gen.shop import archetypes
from data_gen.world import World


def answers(world: World) -> None:
    """Write down the truth that is known once orders are settled: customers, orders, households, bundles, expected sales.

    latent["lit_orders"]: what `lit_orders` finds, for the truth about channels.
    """
    world.truth["customers"] = _customers(world)
    orders = world.latent["orders"]
    world.truth["orders"] = pandas.DataFrame({"order_id": world.tables["orders"]["order_id"], "kind": orders["kind"]})
    household = world.latent["customers"].frame["household"].to_numpy()
    shared = numpy.flatnonzero(household >= 0)
    world.truth["households"] = pandas.DataFrame({"customer_id": world.latent["customer_ids"][shared], "household": household[shared]})
    _lift_of_bundles(world)
    world.truth["expected_sales"] = expected_sales(world)
    world.latent["lit_orders"] = lit_orders(world)


def _customers(world: World) -> pandas.DataFrame:
    customers, days = world.latent["customers"].frame, world.config.days
    everybody = numpy.arange(len(customers))
    alive = (customers["ordering"] & ~(customers["dropped_at"] < days)).to_numpy()
    time, kind = world.latent["business_time"], curve_of(customers, everybody)
    ahead = time.passed[kind, days + AHEAD] - time.passed[kind, days]
    expected = expected_repeats(customers["rate"].to_numpy(), customers["drop_out"].to_numpy(), ahead)
    regular = AHEAD / customers["gap"].to_numpy()
    wholesale = customers["wholesale"].to_numpy()
    dropped = customers["dropped_at"].to_numpy().clip(0, days - 1)
    return pandas.DataFrame(
        {
            "customer_id": world.latent["customer_ids"],
            "archetype": numpy.array(archetypes(), object)[customers["archetype"]],
            "is_wholesale": wholesale.astype(int),
            "daily_rate": numpy.where(wholesale, 1 / customers["gap"], customers["rate"]),
            "drop_out_probability": numpy.where(wholesale, 0, customers["drop_out"]),
            "dropped_out_at": numpy.where(customers["dropped_at"] < days, moment(world, dropped), numpy.datetime64("NaT", "s")),
            "is_alive": alive.astype(int),
            "spend_factor": numpy.exp(customers["spend"]),
            "expected_orders_90_days": numpy.where(alive, numpy.where(wholesale, regular, expected), 0.0),
        }
    )


def _lift_of_bundles(world: World) -> None:
    """Lift of a bundle: P(second | first) / P(second), where P(second | first) = added + (1 - added) P(second otherwise)."""
    lines, orders = world.latent["order_lines"], len(world.latent["orders"])
    bought = numpy.bincount(lines["product"], minlength=len(world.latent["products"])) / orders
    share = pandas.Series(bought, world.latent["products"]["product_id"])
    bundles = world.truth["bundles"]
    first, second = (share[bundles[name]].to_numpy() for name in ("product_id", "other_product_id"))
    otherwise = numpy.maximum(second - bundles["added"] * first, 0) / (1 - bundles["added"] * first)
    with numpy.errstate(divide="ignore", invalid="ignore"):
        bundles["lift"] = (bundles["added"] + (1 - bundles["added"]) * otherwise) / second
