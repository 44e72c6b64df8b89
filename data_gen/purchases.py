"""Purchases: when customers, wholesale buyers and guests order."""

from __future__ import annotations

import numpy
import pandas

from data_gen.hours import time_of_day
from data_gen.lifetimes import BusinessTime, rate_for_share, repeats
from data_gen.marketing.holdouts import withheld
from data_gen.orders import add_orders
from data_gen.people import moment
from data_gen.shop import archetypes, column, countries
from data_gen.world import World

ONE_TIME = 0.58
GUESTS = 0.08
# What other stages add to the orders, in parts of the size: influencers' orders, fraud and coupon farms.
ADDED_LATER = 0.107
REACTIVATED, AWAY = 0.02, (90.0, 300.0)
GAPS = (7.0, 28.0)
GAP_DEVIATION = 0.08
WHOLESALE_UNITS = 2.6
TEST_ORDERS_A_MONTH = 0.5


def purchases(world: World) -> None:
    """Add the orders that people place of their own accord, but for those that a channel's hold-out keeps from being placed.

    latent["business_time"]: BusinessTime of the curves flattened to archetype x countries + country.
    latent["stayed_away"]: customers (indices) whose only orders were withheld: they have an account and never order.
    In the register of customers, rate becomes a rate for a unit of business time (a usual day), and dropped_at and gap are set.
    """
    random = world.random("purchases")
    customers = world.latent["customers"].frame
    curves = world.latent["curves"]
    time = BusinessTime(curves.reshape(-1, curves.shape[-1]))
    world.latent["business_time"] = time
    retail = numpy.flatnonzero(customers["ordering"] & ~customers["wholesale"])
    _calibrate(world, customers, time, retail)
    intended = [_first(customers), *_repeats(world, random, customers, time, retail), _guests(world, random)]
    placed = [_without_withheld(world, customers, pandas.concat(intended, ignore_index=True)), _tests(world, random)]
    placed.append(_wholesale(world, random, customers, time, sum(map(len, placed))))
    add_orders(world, pandas.concat(placed, ignore_index=True).assign(ordered_at=lambda frame: moment(world, frame.pop("at").to_numpy())))


def curve_of(customers: pandas.DataFrame, who: numpy.ndarray) -> numpy.ndarray:
    """The row of business time that each of these customers (indices) buys by."""
    return customers["archetype"].to_numpy()[who] * len(countries()) + customers["country"].to_numpy()[who]


def _calibrate(world: World, customers: pandas.DataFrame, time: BusinessTime, retail: numpy.ndarray) -> None:
    """Scale all rates so that the intended share of customers buys once."""
    kind, first = curve_of(customers, retail), customers["first_at"].to_numpy()[retail]
    left = time.passed[kind, world.config.days] - time.at(kind, first)
    rate, drop_out = (customers[name].to_numpy()[retail] for name in ("rate", "drop_out"))
    customers["rate"] *= rate_for_share(rate, drop_out, left, ONE_TIME)


def _first(customers: pandas.DataFrame) -> pandas.DataFrame:
    ordering = numpy.flatnonzero(customers["ordering"] & ~customers["wholesale"])
    return pandas.DataFrame({"customer": ordering, "at": customers["first_at"].to_numpy()[ordering], "kind": "organic"})


def _repeats(
    world: World, random: numpy.random.Generator, customers: pandas.DataFrame, time: BusinessTime, retail: numpy.ndarray
) -> list[pandas.DataFrame]:
    """Purchases after the first; then those of the few who come back long after they dropped out."""
    first = customers["first_at"].to_numpy()[retail]
    placed, dropped_at = _lifetime(world, random, customers, time, retail, first)
    customers.loc[retail, "dropped_at"] = dropped_at
    if world.config.plain:
        return [placed]
    returns_at = dropped_at + random.uniform(*AWAY, len(retail))
    back = (random.random(len(retail)) < REACTIVATED) & (returns_at < world.config.days)
    again = _on_the_clock(random, returns_at[back])
    returned = pandas.DataFrame({"customer": retail[back], "at": again, "kind": "reactivated"})
    more, dropped_at = _lifetime(world, random, customers, time, retail[back], again)
    customers.loc[retail[back], "dropped_at"] = dropped_at
    return [placed, returned, more]


def _lifetime(
    world: World, random: numpy.random.Generator, customers: pandas.DataFrame, time: BusinessTime, who: numpy.ndarray, first: numpy.ndarray
) -> tuple[pandas.DataFrame, numpy.ndarray]:
    kind, rate, drop_out = curve_of(customers, who), customers["rate"].to_numpy()[who], customers["drop_out"].to_numpy()[who]
    started = time.at(kind, first)
    left = time.passed[kind, world.config.days] - started
    index, since, dropped = repeats(random, rate, drop_out, left)
    at = _on_the_clock(random, time.day(kind[index], started[index] + since))
    earliest = first[index] + 1 / 96
    same_day = at < earliest
    at[same_day] = earliest[same_day]
    ended = numpy.isfinite(dropped)
    dropped_at = numpy.full(len(who), numpy.inf)
    dropped_at[ended] = time.day(kind[ended], started[ended] + dropped[ended])
    return pandas.DataFrame({"customer": who[index], "at": at, "kind": "organic"}), dropped_at


def _without_withheld(world: World, customers: pandas.DataFrame, intended: pandas.DataFrame) -> pandas.DataFrame:
    """The intended orders that no hold-out keeps from being placed. A customer's first and last order are those that are left."""
    customer = intended["customer"].to_numpy()
    region = numpy.where(customer >= 0, customers["region"].to_numpy()[customer], intended["region"].fillna(0).astype(int))
    lost = withheld(world, region, intended["at"].to_numpy(), "withheld purchases")
    placed = intended[~lost]
    touched = numpy.unique(customer[lost & (customer >= 0)])
    left = placed[placed["customer"].isin(touched)].groupby("customer")["at"].agg(["min", "max"])
    customers.loc[left.index, "first_at"] = left["min"]
    customers.loc[left.index, "dropped_at"] = customers["dropped_at"].where(numpy.isinf(customers["dropped_at"]), left["max"])[left.index]
    away = numpy.setdiff1d(touched, left.index)
    customers.loc[away, "ordering"], customers.loc[away, "dropped_at"] = False, numpy.inf
    world.latent["stayed_away"] = away
    return placed


def _wholesale(
    world: World, random: numpy.random.Generator, customers: pandas.DataFrame, time: BusinessTime, placed: int
) -> pandas.DataFrame:
    """Regular orders on workdays, every one to four weeks: together what the size of the shop has room for."""
    who = numpy.flatnonzero(customers["wholesale"])
    days, first = world.config.days, customers["first_at"].to_numpy()[who]
    room = max(0.0, world.config.size.orders * (1 - ADDED_LATER) - placed)
    gap = random.uniform(*GAPS, len(who))
    gap *= ((days - first) / gap).sum() / max(room, 1.0)
    customers.loc[who, "gap"] = gap
    count = 1 + ((days - first) / gap).astype(int)
    customer = numpy.repeat(numpy.arange(len(who)), count)
    number = numpy.arange(len(customer)) - numpy.repeat(numpy.cumsum(count) - count, count)
    late = numpy.where(number > 0, random.normal(0, GAP_DEVIATION, len(customer)), 0) * gap[customer]
    at = first[customer] + number * gap[customer] + late
    weekday = (world.config.opening.astype(int) + 3 + at.astype(int)) % 7
    at = at + numpy.where((number > 0) & (weekday >= 5), 7 - weekday, 0)
    inside = (at >= 0) & (at < days)
    customer, at = customer[inside], at[inside]
    curve = time.curves[curve_of(customers, who[customer]), at.astype(int)]
    return pandas.DataFrame({"customer": who[customer], "at": at, "kind": "wholesale", "units_scale": WHOLESALE_UNITS * curve})


def _guests(world: World, random: numpy.random.Generator) -> pandas.DataFrame:
    """People without an account, who order once."""
    count = round(GUESTS * world.config.size.orders)
    total = world.latent["curves"].mean(axis=(0, 1))[: world.config.days]
    day = random.choice(world.config.days, count, p=total / total.sum())
    archetype = random.choice(len(archetypes()), count, p=column("archetypes", 0))
    region = random.choice(len(world.latent["regions"]), count, p=world.latent["regions"]["share"])
    at = day + time_of_day(random, count)
    return pandas.DataFrame({"customer": -1, "at": at, "kind": "guest", "archetype": archetype, "region": region})


def _tests(world: World, random: numpy.random.Generator) -> pandas.DataFrame:
    """Orders that the shop's own people placed to try something."""
    count = max(2, round(TEST_ORDERS_A_MONTH * world.config.size.months))
    at = random.uniform(0, world.config.days, count)
    region = random.choice(len(world.latent["regions"]), count)
    return pandas.DataFrame({"customer": -1, "at": at, "kind": "test", "status": "test", "region": region})


def _on_the_clock(random: numpy.random.Generator, at: numpy.ndarray) -> numpy.ndarray:
    return numpy.floor(at) + time_of_day(random, len(at))
