"""Sessions: how many came each day, from where and on what, and how many of them went how far towards an order."""

from __future__ import annotations

import numpy
import pandas

from data_gen.marketing.channels import CHANNELS, DEVICES, NAMES, column
from data_gen.marketing.kpi_events import factors
from data_gen.shop import categories
from data_gen.shop import column as shop_column
from data_gen.world import World

CONVERSION = numpy.array([0.034, 0.021, 0.027])
LOOKED, PUT, BEGAN = 0.6, 0.15, 0.35
_MEANS = numpy.array([1, 2, 3, 4, 3, 2, 1]) / 16
_PAGES = numpy.array([channel.landing for channel in CHANNELS])


def sessions(world: World) -> None:
    """Make session_days. Its purchases are the online orders of the day, but for days on which tracking was lost.

    truth["untracked_orders"]: session_date, device, orders that the lost tracking did not see. Arrays here have the axes days, devices,
    sources, categories. Rows without a session are left out.
    """
    random = world.random("sessions")
    bought = _bought(world, random)
    came = numpy.maximum(random.poisson(_expected(world, bought)), bought)
    came, bought = _tracked(world, random, came, bought)
    idle = random.poisson(came * (factors(world, "idle_sessions", "device", "marketing_channel") - 1)[:, :, :, None].clip(0))
    steps = _steps(world, random, came, bought)
    _write(world, came + idle, *steps, bought)


def _bought(world: World, random: numpy.random.Generator) -> numpy.ndarray:
    """Orders by day, device, source and category. The source is the last touch where it is known, else drawn."""
    online, known = world.latent["online"], world.latent["last_touch"]
    weight = column("sessions") * column("buying")
    source = random.choice(len(NAMES), len(online), p=weight / weight.sum())
    source[known["order"]] = known["channel"]
    found = numpy.zeros((world.config.days, len(DEVICES), len(NAMES), len(categories())), dtype=int)
    numpy.add.at(found, (online["day"], online["device"], source, online["category"]), 1)
    return found


def _expected(world: World, bought: numpy.ndarray) -> numpy.ndarray:
    """Sessions as demand would have them: half the day's own orders, half the days around it, over the usual conversion."""
    daily = bought.sum(axis=(2, 3))
    around = numpy.stack([numpy.convolve(numpy.pad(of_device, 3, mode="edge"), _MEANS, mode="valid") for of_device in daily.T], axis=1)
    visits = (daily + around) / 2 / CONVERSION
    source = column("sessions") / column("sessions").sum()
    share = numpy.array(shop_column("categories", 4))
    expected = visits[:, :, None, None] * source[:, None] * (share / share.sum())
    return expected * factors(world, "sessions", "marketing_channel", "category")[:, None, :, :]


def _tracked(
    world: World, random: numpy.random.Generator, came: numpy.ndarray, bought: numpy.ndarray
) -> tuple[numpy.ndarray, numpy.ndarray]:
    """What tracking saw of sessions and of purchases."""
    seen = factors(world, "tracked_sessions", "device")[:, :, None, None].clip(0, 1)
    tracked = random.binomial(bought, seen)
    lost = (bought - tracked).sum(axis=(2, 3))
    day, device = numpy.nonzero(lost)
    world.truth["untracked_orders"] = pandas.DataFrame(
        {"session_date": world.config.opening + day, "device": numpy.array(DEVICES)[device], "orders": lost[day, device]}
    )
    return tracked + random.binomial(came - bought, seen), tracked


def _steps(
    world: World, random: numpy.random.Generator, came: numpy.ndarray, bought: numpy.ndarray
) -> tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]:
    """Sessions that looked at a product, put it into the cart and began to check out; each a part of the one before."""
    put = (PUT * factors(world, "cart_rate", "category")[:, None, None, :]).clip(0, 0.9)
    completion = factors(world, "checkout_completion", "device")[:, :, None, None].clip(0.05, 1)
    looked = bought + random.binomial(came - bought, LOOKED)
    carts = bought + random.binomial(looked - bought, put)
    began = bought + random.binomial(carts - bought, BEGAN)
    failed = numpy.minimum(random.poisson(bought * (1 / completion - 1)), carts - began)
    return looked, carts, began + failed


def _write(world: World, *counts: numpy.ndarray) -> None:
    day, device, source, category = numpy.nonzero(counts[0])
    names = ("sessions", "view_sessions", "cart_sessions", "checkout_sessions", "purchase_sessions")
    world.tables["session_days"] = pandas.DataFrame(
        {
            "session_date": world.config.opening + day,
            "device": numpy.array(DEVICES)[device],
            "marketing_channel": numpy.array(NAMES)[source],
            "landing_page": _PAGES[source],
            "category": numpy.array(categories())[category],
        }
        | {name: count[day, device, source, category] for name, count in zip(names, counts, strict=True)}
    )
