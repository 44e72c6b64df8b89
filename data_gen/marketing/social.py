"""What the shop itself posts on social platforms, and how many saw it, day by day."""

from __future__ import annotations

import numpy
import pandas

from data_gen.identities import identities
from data_gen.shop import categories, column
from data_gen.world import World

POSTS_A_WEEK = 2
SEEN_BY_CUSTOMERS = 0.35
_PLATFORMS = ("Instagram", "Facebook", "TikTok", "Pinterest")
_SHARE = (0.45, 0.2, 0.25, 0.1)
_ENGAGED = numpy.array([0.042, 0.021, 0.055, 0.018])
_CLICKED = numpy.array([0.008, 0.011, 0.005, 0.016])
_DECAY = numpy.array([0.55, 0.25, 0.12, 0.05, 0.03])


def social(world: World) -> None:
    """Make social_posts and social_post_days. Reach has a heavy tail and grows with the number of customers so far."""
    random, days = world.random("social"), world.config.days
    count = days * POSTS_A_WEEK // 7
    day = numpy.sort(random.integers(0, days, count))
    platform = random.choice(len(_PLATFORMS), count, p=_SHARE)
    share = numpy.array(column("categories", 4))
    post_id = identities(world, "social_posts", count, "S")
    world.tables["social_posts"] = pandas.DataFrame(
        {
            "social_post_id": post_id,
            "social_platform": numpy.array(_PLATFORMS)[platform],
            "category": numpy.array(categories())[random.choice(len(share), count, p=share / share.sum())],
            "posted_on": world.config.opening + day,
        }
    )
    signed_up = numpy.sort(world.tables["customers"]["signed_up_at"].to_numpy().astype("datetime64[D]"))
    followers = numpy.searchsorted(signed_up, world.config.opening + day, side="right")
    seen = random.poisson(followers * SEEN_BY_CUSTOMERS * random.lognormal(0, 0.9, count))
    post, after = numpy.indices((count, len(_DECAY))).reshape(2, -1)
    impressions = random.multinomial(seen, _DECAY).ravel()
    engagements = random.binomial(impressions, _ENGAGED[platform[post]])
    frame = pandas.DataFrame(
        {
            "social_post_id": post_id[post],
            "activity_date": world.config.opening + day[post] + after,
            "impressions": impressions,
            "engagements": engagements,
            "clicks": random.binomial(impressions, _CLICKED[platform[post]]),
        }
    )
    world.tables["social_post_days"] = frame[day[post] + after < days].reset_index(drop=True)
