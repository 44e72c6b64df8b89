"""Hold-outs: experiments that switch a channel off in half of the regions, and the orders that are not placed because of them."""

from __future__ import annotations

import numpy
import pandas

from data_gen.amounts import order_values
from data_gen.marketing.channels import TESTED
from data_gen.marketing.visitors import shares_caused
from data_gen.world import World

UNTOUCHED_DAYS = 21
CAUSED = ("organic", "reactivated", "guest")


def holdouts(world: World) -> None:
    """Make channel_experiments.

    latent["dark"]: array of booleans (tested channels, regions, days): whether the channel was switched off.
    latent["caused"]: (tested channels,), probability that an order of the kinds CAUSED would not be placed without the channel, as
    among visitors whom nothing is kept from; 0 on the profile plain.
    latent["withheld"]: (tested channels,), orders that were not placed because the channel was switched off; counted as they are made.
    """
    world.latent["dark"] = _experiments(world)
    none = numpy.zeros(len(TESTED))
    world.latent["caused"] = none if world.config.plain else shares_caused(world.random("shares caused"))
    world.latent["withheld"] = none.astype(int)


def withheld(world: World, region: numpy.ndarray, at: numpy.ndarray, name: str) -> numpy.ndarray:
    """Of orders that would be placed by people of these regions (codes) at these moments (days), which a hold-out keeps from it.

    name: of the stream of random numbers. An order beyond the last day is not kept from anything.
    """
    day = at.astype(int)
    dark = world.latent["dark"][:, region, day.clip(0, world.config.days - 1)] & (day < world.config.days)
    lost = dark & (world.random(name).random(len(region)) < world.latent["caused"][:, None])
    world.latent["withheld"] += lost.sum(axis=1)
    return lost.any(axis=0)


def lit_share(world: World) -> numpy.ndarray:
    """(countries, days): the expected part of the orders of the kinds CAUSED that no hold-out keeps from being placed."""
    regions = world.latent["regions"]
    missing = numpy.einsum("c,crd->rd", world.latent["caused"], world.latent["dark"].astype(float))
    country, share = regions["country_code"].to_numpy(), regions["share"].to_numpy()
    found = [1 - numpy.average(missing[country == code], axis=0, weights=share[country == code]) for code in range(country.max() + 1)]
    return numpy.array(found)


def lit_orders(world: World) -> tuple[numpy.ndarray, numpy.ndarray]:
    """(tested channels,) each: orders of the kinds CAUSED by people of whom the channel was not kept, and their value in EUR cents."""
    orders, home = world.latent["orders"], world.latent["customers"].frame["region"].to_numpy()
    chosen = orders["kind"].isin(CAUSED).to_numpy()
    region = numpy.where(orders["customer"] >= 0, home[orders["customer"]], orders["region"])[chosen]
    lit = ~world.latent["dark"][:, region, orders["day"].to_numpy()[chosen]]
    return lit.sum(axis=1), lit @ order_values(world)[chosen]


def _experiments(world: World) -> numpy.ndarray:
    """One after another, so that no region misses two channels at once; the order and the regions are drawn."""
    random, days = world.random("channel_experiments"), world.config.days
    regions = world.tables["regions"]["region"].to_numpy()
    length = (days - UNTOUCHED_DAYS) // len(TESTED)
    dark = numpy.zeros((len(TESTED), len(regions), days), dtype=bool)
    rows = []
    for turn, channel in enumerate(random.permutation(len(TESTED))):
        chosen = random.permutation(len(regions)) < len(regions) // 2
        begins = UNTOUCHED_DAYS + turn * length
        dark[channel][chosen, begins : begins + length - UNTOUCHED_DAYS] = True
        dates = world.config.opening + numpy.array([begins, begins + length - UNTOUCHED_DAYS - 1])
        rows.append(
            pandas.DataFrame(
                {
                    "experiment_id": f"H{turn + 1}",
                    "marketing_channel": TESTED[channel],
                    "region": regions,
                    "arm": numpy.where(chosen, "dark", "lit"),
                    "starts_on": dates[0],
                    "ends_on": dates[1],
                }
            )
        )
    world.tables["channel_experiments"] = pandas.concat(rows, ignore_index=True)
    return dark
