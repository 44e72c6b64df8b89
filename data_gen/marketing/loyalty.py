"""Loyalty: who joins, what points are given for, when they are redeemed and when they expire."""

from __future__ import annotations

import numpy
import pandas

from data_gen.identities import identities
from data_gen.rates import CURRENCIES
from data_gen.world import World

JOINING = 0.095
POINTS_A_EURO = 5
WELCOME = 100
REWARD = 1_000
REDEEMING = 0.7
EXPIRY_DAYS = 365
_TIERS = ("Bronze", "Silver", "Gold", "Platinum")
_REACHED = numpy.array([2_500, 7_500, 20_000])


def loyalty(world: World) -> None:
    """Make loyalty_members and loyalty_events.

    With each order a customer may join; from then on an order earns five points a EUR of its value after discounts. Whoever has a
    thousand points more may turn them into a voucher days later. Points left a year after the last order expire.
    """
    random = world.random("loyalty")
    orders = _orders(world, random)
    members = orders.groupby("customer_id", as_index=False).agg(joined=("ordered_at", "min"), earned=("points", "sum"))
    events = pandas.concat([_welcomes(members), _earned(orders), _redeemed(world, random, orders)], ignore_index=True)
    events = pandas.concat([events, _expired(world, orders, events)], ignore_index=True)
    events.insert(0, "loyalty_event_id", identities(world, "loyalty_events", len(events), "L"))
    world.tables["loyalty_events"] = events.sort_values("loyalty_event_id", ignore_index=True)
    world.tables["loyalty_members"] = pandas.DataFrame(
        {
            "customer_id": members["customer_id"],
            "joined_on": members["joined"].to_numpy().astype("datetime64[D]"),
            "tier": numpy.array(_TIERS)[numpy.searchsorted(_REACHED, members["earned"], side="right")],
        }
    )


def _orders(world: World, random: numpy.random.Generator) -> pandas.DataFrame:
    """Orders of members from the one on with which they joined: customer_id, ordered_at, order_id, points; by customer and time."""
    orders = world.tables["orders"]
    known = orders[orders["customer_id"].notna() & (orders["status"] == "placed")].sort_values(["customer_id", "ordered_at", "order_id"])
    joins = pandas.Series(random.random(len(known)) < JOINING, index=known.index)
    mine = known[joins.groupby(known["customer_id"]).cummax()]
    day = (mine["ordered_at"].to_numpy().astype("datetime64[D]") - world.config.opening).astype(int)
    rate = world.latent["rates"][pandas.Categorical(mine["currency"], CURRENCIES).codes, day]
    value = (mine["gross_cents"] - mine["discount_cents"]).to_numpy() * rate / 100
    points = numpy.floor(value * POINTS_A_EURO).clip(0).astype(int)
    return mine[["customer_id", "ordered_at", "order_id"]].assign(points=points).reset_index(drop=True)


def _events(customer_id: pandas.Series, at: pandas.Series, kind: str, points: pandas.Series | int) -> pandas.DataFrame:
    moment = at.to_numpy().astype("datetime64[s]")
    return pandas.DataFrame({"customer_id": customer_id, "occurred_at": moment, "kind": kind, "points": points, "order_id": None})


def _welcomes(members: pandas.DataFrame) -> pandas.DataFrame:
    return _events(members["customer_id"], members["joined"], "welcome", WELCOME)


def _earned(orders: pandas.DataFrame) -> pandas.DataFrame:
    some = orders[orders["points"] > 0]
    return _events(some["customer_id"], some["ordered_at"], "earned", some["points"]).assign(order_id=some["order_id"])


def _redeemed(world: World, random: numpy.random.Generator, orders: pandas.DataFrame) -> pandas.DataFrame:
    """Vouchers for the thousands that an order completed, some days after it."""
    total = orders.groupby("customer_id")["points"].cumsum()
    points = (total // REWARD - (total - orders["points"]) // REWARD) * REWARD
    after = random.gamma(2, 8, len(orders)) * 86_400
    at = orders["ordered_at"].to_numpy().astype("datetime64[s]") + after.astype("timedelta64[s]")
    chosen = (points > 0) & (random.random(len(orders)) < REDEEMING) & (at < world.config.end)
    return _events(orders.loc[chosen, "customer_id"], pandas.Series(at[chosen]), "redeemed", -points[chosen])


def _expired(world: World, orders: pandas.DataFrame, events: pandas.DataFrame) -> pandas.DataFrame:
    balance = events.groupby("customer_id")["points"].sum()
    at = orders.groupby("customer_id")["ordered_at"].max().reindex(balance.index) + pandas.Timedelta(days=EXPIRY_DAYS)
    chosen = ((balance > 0) & (at < pandas.Timestamp(world.config.end))).to_numpy()
    left = balance[chosen]
    return _events(left.index.to_series().reset_index(drop=True), at[chosen], "expired", -left.to_numpy())
