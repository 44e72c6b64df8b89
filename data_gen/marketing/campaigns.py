"""Campaigns of every channel."""

from __future__ import annotations

import numpy
import pandas

from data_gen.identities import identities
from data_gen.marketing.channels import ADVERTISING, EMAIL
from data_gen.world import World

HALF_YEAR = 182


def campaigns(world: World) -> None:
    """Make the frame of the campaigns, whose budgets come with what they cost.

    latent["campaigns"]: campaign_id, campaign_name, marketing_channel, region ("" for the whole shop), starts_on, ends_on
    (days as numbers from the first), period. A channel has one campaign a region and half-year; e-mail one a half-year.
    """
    world.latent["campaigns"] = _campaigns(world)


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
