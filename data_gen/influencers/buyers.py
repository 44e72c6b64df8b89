"""The buyers that posts bring: which orders would not have been placed without them, and who places them."""

from __future__ import annotations

import numpy
import pandas

from data_gen.hours import time_of_day
from data_gen.people import add_customers
from data_gen.world import World

ADSTOCK, LASTS = 0.62, 10
NEW, GUEST = 0.35, 0.2
OF_ITS_CATEGORY = 0.5
CODE, LINK = 0.43, 0.05


def influencer_buyers(world: World) -> None:
    """Draw the extra orders of every sponsored post and add the customers who come because of them.

    latent["extra_orders"]: a row an extra order: post (its position), at (days since the opening), region (code), category (code or
    -1 for any), method (Code, Link or "" when nothing tells what brought it), customer (index of a new customer, -1 for a guest,
    -2 for somebody who is a customer already). An order comes up to ten days after its post, with weights .62 ** days.
    latent["withheld_orders"]: orders of a post that its dark regions kept from being placed, by position of the post.
    truth["influencer_waves"]: wave, region, withheld_orders.
    """
    random = world.random("influencer_buyers")
    posts = world.latent["posts"]
    count = random.poisson(posts["expected"])
    post = numpy.repeat(numpy.arange(len(posts)), count)
    posted = posts["day"].to_numpy()[post]
    region = random.choice(len(world.latent["regions"]), len(post), p=world.latent["regions"]["share"])
    dark = world.latent["influencer_dark"][region, posted]
    world.latent["withheld_orders"] = numpy.bincount(post[dark], minlength=len(posts))
    _answer(world, region[dark], posted[dark])
    at = _moments(world, random, post)
    placed = numpy.flatnonzero(~dark & (at < world.config.days))
    orders = pandas.DataFrame({"post": post, "at": at, "region": region}).iloc[placed].reset_index(drop=True)
    about = random.random(len(orders)) < OF_ITS_CATEGORY
    orders["category"] = numpy.where(about, posts["category"].to_numpy()[orders["post"]], -1)
    orders["method"] = random.choice(numpy.array(["Code", "Link", ""], object), len(orders), p=[CODE, LINK, 1 - CODE - LINK])
    orders["customer"] = random.choice([-1, -2, -3], len(orders), p=[GUEST, 1 - GUEST - NEW, NEW])
    new = numpy.flatnonzero(orders["customer"] == -3)
    arriving = pandas.DataFrame({"region": orders["region"].to_numpy()[new], "first_at": orders["at"].to_numpy()[new]})
    orders.loc[new, "customer"] = add_customers(world, random, arriving)
    world.latent["extra_orders"] = orders


def _moments(world: World, random: numpy.random.Generator, post: numpy.ndarray) -> numpy.ndarray:
    """When each order is placed, in days since the opening, after its post."""
    weight = ADSTOCK ** numpy.arange(LASTS)
    lag = random.choice(LASTS, len(post), p=weight / weight.sum())
    moment = world.tables["influencer_posts"]["posted_at"].to_numpy().astype("datetime64[s]")[post]
    since = (moment - world.config.opening.astype("datetime64[s]")).astype(int) / 86_400
    day, clock = numpy.floor(since), since % 1
    same_day = clock + random.random(len(post)) * (1 - clock)
    return day + lag + numpy.where(lag == 0, same_day, time_of_day(random, len(post)))


def _answer(world: World, region: numpy.ndarray, day: numpy.ndarray) -> None:
    waves = world.tables["influencer_dark_regions"][["wave", "region", "starts_on"]].copy()
    starts = (waves.pop("starts_on").to_numpy().astype("datetime64[D]") - world.config.opening).astype(int)
    first_days = numpy.unique(starts)
    wave = numpy.searchsorted(first_days, day, side="right")
    names = world.latent["regions"]["region"].to_numpy()[region]
    withheld = pandas.DataFrame({"wave": wave, "region": names}).groupby(["wave", "region"]).size().rename("withheld_orders")
    answer = waves.merge(withheld, on=["wave", "region"], how="left")
    world.truth["influencer_waves"] = answer.fillna({"withheld_orders": 0}).astype({"withheld_orders": int})
