"""Campaigns of every channel, and the experiments that switch a channel off in half of the regions."""

from __future__ import annotations

import numpy
import pandas

from data_gen.identities import identities
from data_gen.marketing.channels import ADVERTISING, EMAIL, TESTED
from data_gen.world import World

HALF_YEAR = 182
UNTOUCHED_DAYS = 21


def campaigns(world: World) -> None:
    """Make channel_experiments and the frame of the campaigns, whose budgets come with what they cost.

    latent["campaigns"]: campaign_id, campaign_name, marketing_channel, region ("" for the whole shop), starts_on, ends_on
    (days as numbers from the first), period. A channel has one campaign a region and half-year; e-mail one a half-year.
    latent["dark"]: array of booleans (tested channels, regions, days): whether the channel was switched off.
    """
    world.latent["campaigns"] = _campaigns(world)
    world.latent["dark"] = _experiments(world)


def _campaigns(world: World) -> pandas.DataFrame:
    days, opening = world.config.days, world.config.opening
    periods = max(1, round(days / HALF_YEAR))
    edges = numpy.arange(periods + 1) * days // periods
    regions = world.tables["regions"]["region"].tolist()
    rows = [
        (channel, region, period)
        for period in range(periods)
        for channel, places in (*((given.name, regions) for given in ADVERTISING), (EMAIL, [""]))
        for region in places
    ]
    frame = pandas.DataFrame(rows, columns=["marketing_channel", "region", "period"])
    frame["starts_on"] = edges[frame["period"]]
    frame["ends_on"] = edges[frame["period"] + 1] - 1
    dates = opening + frame["starts_on"].to_numpy()
    where = frame["region"].where(frame["region"] != "", "whole shop")
    frame["campaign_name"] = (
        frame["marketing_channel"] + " · " + where + " · from " + pandas.Series(dates.astype("datetime64[M]").astype(str))
    )
    frame["campaign_id"] = identities(world, "campaigns", len(frame), "K")
    return frame


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
