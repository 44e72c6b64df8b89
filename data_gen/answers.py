"""Answers: the truth about customers, orders, bundles and every day's expected sales."""

from __future__ import annotations

import numpy
import pandas

from data_gen.lifetimes import expected_repeats
from data_gen.people import moment
from data_gen.purchases import GUESTS, curve_of
from data_gen.seasons import AHEAD
from data_gen.shop import archetypes, categories
from data_gen.world import World

_STEPS = 400
_SAMPLE = 4_000
_COHORT = 7
# Wholesale orders by weekday, beside an even spread: what falls on a weekend comes on Monday.
_ON_WORKDAYS = numpy.array([3, 1, 1, 1, 1, 0, 0])


def answers(world: World) -> None:
    """Write down the truth that is known once orders are settled: customers, orders, households, bundles, expected sales."""
    world.truth["customers"] = _customers(world)
    orders = world.latent["orders"]
    world.truth["orders"] = pandas.DataFrame({"order_id": world.tables["orders"]["order_id"], "kind": orders["kind"]})
    household = world.latent["customers"].frame["household"].to_numpy()
    shared = numpy.flatnonzero(household >= 0)
    world.truth["households"] = pandas.DataFrame({"customer_id": world.latent["customer_ids"][shared], "household": household[shared]})
    _lift_of_bundles(world)
    world.truth["expected_sales"] = _expected_sales(world)


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


def _expected_sales(world: World) -> pandas.DataFrame:
    """A row a day and category: lines and gross sales expected from season, prices and promotions, before noise.

    Lines follow from the rates; lines of an order and the value of a line in a category are realised means, the value moved by the
    day's prices.
    """
    days = world.config.days
    noiseless = _without_noise(world)
    lines = numpy.zeros((len(categories()), days))
    of_an_order = len(world.latent["order_lines"]) / len(world.latent["orders"])
    mix, wanted = world.latent["mix"], world.latent["category_demand"][:, :days] / world.latent["noise"][:, :days]
    for archetype, orders in enumerate(_expected_orders(world, noiseless)):
        share = mix[archetype][:, None] * wanted
        lines += orders * of_an_order * share / share.sum(axis=0)
    value = _value_of_a_line(world)
    category = numpy.repeat(numpy.array(categories(), object), days)
    return pandas.DataFrame(
        {
            "day": numpy.tile(world.config.dates(), len(categories())),
            "category": category,
            "season": (world.latent["season"][:, :days]).ravel(),
            "noise": world.latent["noise"][:, :days].ravel(),
            "expected_lines": lines.ravel(),
            "expected_gross_cents": (lines * value).ravel(),
        }
    )


def _without_noise(world: World) -> numpy.ndarray:
    """The curves (archetypes, countries, days + 90) as they would be without the unexplained movements of categories."""
    mix, bought = world.latent["mix"], world.latent["category_demand"]
    return world.latent["curves"] * ((mix @ (bought / world.latent["noise"])) / (mix @ bought))[:, None, :]


def _expected_orders(world: World, curves: numpy.ndarray) -> numpy.ndarray:
    """(archetypes, days): first orders, repeats, wholesale and guests of an average population."""
    days, customers = world.config.days, world.latent["customers"].frame.iloc[: world.config.size.customers]
    retail = customers[customers["ordering"] & ~customers["wholesale"]]
    found = numpy.zeros((curves.shape[0], days))
    for (archetype, country), group in retail.groupby(["archetype", "country"]):
        curve = curves[archetype, country, :days]
        first = len(group) * curve / curve.sum()
        found[archetype] += first + curve * _repeat_rate(retail[retail["archetype"] == archetype].head(_SAMPLE), curve, first)
    wholesale = customers[customers["wholesale"]]
    on_workdays = _ON_WORKDAYS[(world.config.dates().astype(int) + 3) % 7]
    for archetype, group in wholesale.groupby("archetype"):
        started = numpy.bincount(group["first_at"].astype(int), 1 / group["gap"], minlength=days)[:days]
        found[archetype] += numpy.cumsum(started) * on_workdays
    total = curves[..., :days].mean(axis=(0, 1))
    guests = GUESTS * world.config.size.orders * total / total.sum()
    return found + guests * (retail["archetype"].value_counts(normalize=True).reindex(range(len(found)), fill_value=0).to_numpy()[:, None])


def _repeat_rate(group: pandas.DataFrame, curve: numpy.ndarray, first: numpy.ndarray) -> numpy.ndarray:
    """Repeat purchases expected for a unit of business time on each day, of people who came by `first` a day.

    Somebody with rate r and drop-out p buys again, u of business time after the first purchase, at (1 - p) r exp(-r p u).
    """
    rate, drop_out = group["rate"].to_numpy(), group["drop_out"].to_numpy()
    passed = numpy.concatenate([[0.0], numpy.cumsum(curve)])
    middle = (passed[1:] + passed[:-1]) / 2
    since = numpy.concatenate([[0.0], numpy.geomspace(0.01, passed[-1] + 1, _STEPS)])
    buying = ((1 - drop_out) * rate * numpy.exp(-since[:, None] * rate * drop_out)).mean(axis=1)
    starts = numpy.arange(0, len(first), _COHORT)
    arrived = numpy.add.reduceat(first, starts)
    came = numpy.add.reduceat(first * middle, starts) / arrived
    ago = middle[:, None] - came
    return (numpy.where(ago > 0, numpy.interp(ago, since, buying), 0) * arrived).sum(axis=1)


def _value_of_a_line(world: World) -> numpy.ndarray:
    """(categories, days): gross sales of a line in cents of EUR, the realised mean moved by the day's list prices."""
    products, lines, orders = world.latent["products"], world.latent["order_lines"], world.latent["orders"]
    day, product = orders["day"].to_numpy()[lines["order"]], lines["product"].to_numpy()
    cents = world.latent["prices"][product, day] * lines["quantity"].to_numpy()
    category = products["category"].to_numpy()
    count = numpy.bincount(category[product], minlength=len(categories()))
    realised = numpy.bincount(category[product], cents, minlength=len(categories())) / numpy.maximum(count, 1)
    first = numpy.searchsorted(category, range(len(categories())))
    demand = world.latent["demand"]
    dear = numpy.add.reduceat(demand * world.latent["prices"], first, axis=0) / numpy.maximum(
        numpy.add.reduceat(demand, first, axis=0), 1e-9
    )
    return realised[:, None] * dear / dear.mean(axis=1, keepdims=True)
