"""The posts of the programme: when they appeared, what the platform shows of them, and what each can be expected to sell."""

from __future__ import annotations

import numpy
import pandas

from data_gen.identities import identities
from data_gen.influencers.tiers import TIERS, of_tiers
from data_gen.shop import categories, column
from data_gen.world import World

SPONSORED = 0.7
OF_THEIR_NICHE = 0.8
EXTRA_ORDERS = 0.08
WITH_LIKES = 0.5
OF_QUALITY = 0.6
DEVIATION = 0.7
TIMED = 2.0
SEEN_BY = 0.3


def influencer_posts(world: World) -> None:
    """Make influencer_posts.

    latent["posts"]: a row a post, in the order of the table: post_id, influencer (its position), tier, day (from the first),
    category (its number, -1 when not sponsored) and expected, the extra orders that it would bring if no region were dark:
    lognormal within a tier, its logarithm correlated .5 with that of the likes and the rest half of it the influencer's own quality.
    The extra orders of all posts together are expected to be 8 % of the orders that the world aims at, and none on the profile plain.
    """
    random = world.random("influencer_posts")
    posts = _posted(world, random)
    shown = _shown(world, random, posts)
    posts["expected"] = _expected(world, random, posts, shown["likes"].to_numpy())
    world.latent["posts"] = posts
    sponsored = posts["category"].to_numpy() >= 0
    moment = (world.config.opening + posts["day"].to_numpy()).astype("datetime64[s]") + random.integers(8 * 3600, 22 * 3600, len(posts))
    world.tables["influencer_posts"] = pandas.DataFrame(
        {
            "post_id": posts["post_id"],
            "influencer_id": world.latent["influencers"]["influencer_id"].to_numpy()[posts["influencer"]],
            "posted_at": numpy.minimum(moment, world.config.end - numpy.timedelta64(1, "s")),
            "is_sponsored": sponsored.astype(int),
            "category": numpy.where(sponsored, numpy.array(categories(), dtype=object)[posts["category"]], None),
            "brand": _brands(world, random, posts["category"].to_numpy()),
            **shown,
        }
    )


def _posted(world: World, random: numpy.random.Generator) -> pandas.DataFrame:
    """Who posted on which day: some post much more than others, and all more on days of high demand."""
    people, days = world.latent["influencers"], world.config.days
    count = len(people) ** 2 // 15
    demand = world.latent["season"][:, :days].mean(axis=0) * world.latent["country_season"][:, :days].mean(axis=0)
    until = numpy.concatenate([[0.0], numpy.cumsum(demand**TIMED)])
    start, end = until[people["active_from"]], until[people["active_to"] + 1]
    weight = random.gamma(4.0, 1.0, len(people)) * (end - start)
    influencer = random.choice(len(people), count, p=weight / weight.sum())
    moment = start[influencer] + random.random(count) * (end - start)[influencer]
    day = numpy.clip(numpy.searchsorted(until, moment, side="right") - 1, people["active_from"].to_numpy()[influencer], days - 1)
    posts = pandas.DataFrame({"influencer": influencer, "tier": people["tier"].to_numpy()[influencer], "day": day})
    posts.insert(0, "post_id", identities(world, "influencer_posts", count, "T"))
    posts["category"] = numpy.where(random.random(count) < SPONSORED, _categories(random, people["department"].to_numpy()[influencer]), -1)
    return posts


def _categories(random: numpy.random.Generator, department: numpy.ndarray) -> numpy.ndarray:
    """The category of each post: mostly one of the influencer's department, by their shares of sales."""
    share, departments = numpy.array(column("categories", 4)), numpy.array(column("categories", 0))
    found = random.choice(len(share), len(department), p=share / share.sum())
    for name in numpy.unique(departments):
        mine = numpy.flatnonzero((department == name) & (random.random(len(department)) < OF_THEIR_NICHE))
        weight = share * (departments == name)
        found[mine] = random.choice(len(share), len(mine), p=weight / weight.sum())
    return found


def _brands(world: World, random: numpy.random.Generator, category: numpy.ndarray) -> numpy.ndarray:
    """A brand of the post's category, by how much the brand's products are asked for."""
    products = world.latent["products"]
    asked = products.groupby(["category", "brand"])["popularity"].sum()
    names = world.latent["brands"]["brand"].to_numpy()
    found = numpy.full(len(category), None, dtype=object)
    for code in range(len(categories())):
        mine, weight = numpy.flatnonzero(category == code), asked[code]
        found[mine] = names[random.choice(weight.index.to_numpy(), len(mine), p=weight / weight.sum())]
    return found


def _shown(world: World, random: numpy.random.Generator, posts: pandas.DataFrame) -> pandas.DataFrame:
    """What the platform shows. Bought accounts see nothing: reach comes from followers who are people."""
    months = (world.config.opening + posts["day"].to_numpy()).astype("datetime64[M]") - world.config.opening.astype("datetime64[M]")
    audience = world.latent["audience"][posts["influencer"], months.astype(int)]
    count = len(posts)
    reach = numpy.maximum(20, audience * SEEN_BY * numpy.exp(random.normal(0, 0.35, count))).astype(int)
    likes = reach * numpy.minimum(0.6, of_tiers("engagement")[posts["tier"]] * numpy.exp(random.normal(0, 0.4, count)))
    return pandas.DataFrame(
        {
            "reach": reach,
            "impressions": (reach * random.uniform(1.1, 1.6, count)).astype(int),
            "likes": likes.astype(int),
            "comments": (likes * 0.02 * numpy.exp(random.normal(0, 0.5, count))).astype(int),
            "saves": (likes * 0.06 * numpy.exp(random.normal(0, 0.6, count))).astype(int),
        }
    )


def _expected(world: World, random: numpy.random.Generator, posts: pandas.DataFrame, likes: numpy.ndarray) -> numpy.ndarray:
    sponsored = (posts["category"] >= 0).to_numpy()
    quality = world.latent["influencers"]["quality"].to_numpy()[posts["influencer"]]
    rest = numpy.sqrt(OF_QUALITY) * quality + numpy.sqrt(1 - OF_QUALITY) * random.normal(size=len(posts))
    score = numpy.zeros(len(posts))
    for tier in range(len(TIERS)):
        mine = sponsored & (posts["tier"] == tier).to_numpy()
        liked = numpy.log1p(likes[mine])
        standard = (liked - liked.mean()) / max(float(liked.std()), 1e-9) if mine.any() else liked
        score[mine] = WITH_LIKES * standard + numpy.sqrt(1 - WITH_LIKES**2) * rest[mine]
    sells = sponsored * of_tiers("sells")[posts["tier"]] * numpy.exp(DEVIATION * score - DEVIATION**2 / 2)
    total = 0.0 if world.config.plain else EXTRA_ORDERS * world.config.size.orders
    return sells * total / max(float(sells.sum()), 1e-9)
