"""What the stages of finance share: live orders, rates into the reporting currency, days on which banks work."""

from __future__ import annotations

import numpy
import pandas

from data_gen.latest import latest
from data_gen.world import World

DAY = numpy.timedelta64(1, "D")
SECOND = numpy.timedelta64(1, "s")


def end_of_world(world: World) -> numpy.datetime64:
    """The last second of the world."""
    return world.config.end - SECOND


def live_orders(world: World) -> pandas.DataFrame:
    """Orders that are not tests, with `country` and with `rate` into the reporting currency on their day."""
    orders = world.tables["orders"]
    orders = orders[(orders["status"] != "test").to_numpy()].reset_index(drop=True)
    regions = world.tables["regions"].set_index("region")
    return orders.assign(country=orders["region"].map(regions["country"]), rate=rates(world, orders["currency"], orders["ordered_at"]))


def rates(world: World, currency: pandas.Series, moments: pandas.Series) -> numpy.ndarray:
    """Rate of each row's currency into the reporting currency, the latest on or before its day; 1 where none is kept."""
    kept = world.tables["exchange_rates"]
    row = latest(currency, moments.to_numpy("datetime64[s]"), kept["currency"], kept["rate_date"].to_numpy("datetime64[s]"))
    return numpy.append(kept["rate"].to_numpy(dtype=float), 1.0)[row]


def minor_units(amounts: numpy.ndarray, rate: numpy.ndarray) -> numpy.ndarray:
    """Cents of the reporting currency as whole cents of currencies with these rates."""
    return numpy.rint(amounts / rate).astype("int64")


def next_working_day(days: numpy.ndarray) -> numpy.ndarray:
    """The same day from Monday to Friday, else the Monday after."""
    return numpy.busday_offset(days.astype("datetime64[D]"), 0, roll="forward")


def chosen(random: numpy.random.Generator, shares: dict[str, float], count: int) -> numpy.ndarray:
    """That many draws of the names by their shares, which need not add up to 1."""
    weights = numpy.array(list(shares.values()))
    return numpy.array(list(shares), dtype=object)[random.choice(len(weights), count, p=weights / weights.sum())]
