"""What is agreed with influencers: contracts of a year, by post or by order, and the products sent to them."""

from __future__ import annotations

import numpy
import pandas

from data_gen.identities import identities
from data_gen.influencers.programme import YEAR
from data_gen.influencers.tiers import TIERS, of_tiers
from data_gen.world import World

ORDER_VALUE_CENTS = 7_000
FEE_DEVIATION = 0.25
SMALLEST_FEE_CENTS, FEE_STEP_CENTS = 2_500, 500
BY_FOLLOWERS = 0.4
RENEWED_AT = 1.06
COMMISSIONS = (0.08, 0.1, 0.12)
AGENCY_RATES = (0.15, 0.2)
GIFTED = 0.6
GIFT_SHIPPING_CENTS = (450, 1_200)


def influencer_contracts(world: World) -> None:
    """Make influencer_contracts and influencer_gifts.

    latent["post_contract"]: for each post the position of the contract in force on its day. Fees are agreed from what posts of the
    tier sell on average and from the followers shown, bought ones included; how well an influencer really sells is not known.
    """
    random = world.random("influencer_contracts")
    people = world.latent["influencers"]
    years = (people["active_to"] - people["active_from"]).to_numpy() // YEAR + 1
    whose = numpy.repeat(numpy.arange(len(people)), years)
    turn = numpy.arange(len(whose)) - numpy.repeat(numpy.cumsum(years) - years, years)
    begins = people["active_from"].to_numpy()[whose] + YEAR * turn
    world.tables["influencer_contracts"] = _terms(world, random, pandas.DataFrame({"whose": whose, "turn": turn, "begins": begins}))
    posts = world.latent["posts"]
    influencer, day = posts["influencer"].to_numpy(), posts["day"].to_numpy()
    position = (numpy.cumsum(years) - years)[influencer] + (day - people["active_from"].to_numpy()[influencer]) // YEAR
    world.latent["post_contract"] = position
    world.tables["influencer_gifts"] = _gifts(world, random)


def _terms(world: World, random: numpy.random.Generator, given: pandas.DataFrame) -> pandas.DataFrame:
    people = world.latent["influencers"]
    whose, tier = given["whose"].to_numpy(), people["tier"].to_numpy()
    on_orders = (random.random(len(people)) < of_tiers("on_orders")[tier])[whose]
    commission = random.choice(COMMISSIONS, len(people))[whose]
    agency = numpy.where(random.random(len(people)) < of_tiers("with_agency")[tier], random.choice(AGENCY_RATES, len(people)), 0.0)
    fee = pandas.array(_fees(world, random, given), dtype="Int64")
    fee[on_orders] = pandas.NA
    dates = world.config.opening + given["begins"].to_numpy()
    return pandas.DataFrame(
        {
            "contract_id": identities(world, "influencer_contracts", len(given), "C"),
            "influencer_id": people["influencer_id"].to_numpy()[whose],
            "basis": numpy.where(on_orders, "Order", "Post"),
            "post_fee_cents": fee,
            "commission_rate": numpy.where(on_orders, commission, numpy.nan),
            "agency_rate": agency[whose],
            "starts_on": dates,
            "ends_on": dates + YEAR - 1,
        }
    )


def _fees(world: World, random: numpy.random.Generator, given: pandas.DataFrame) -> numpy.ndarray:
    """Cents of a post, in steps of 5 EUR."""
    posts, people = world.latent["posts"], world.latent["influencers"]
    sponsored = posts[posts["category"] >= 0]
    sold = sponsored.groupby("tier")["expected"].mean().reindex(range(len(TIERS))).fillna(0).to_numpy()
    whose = given["whose"].to_numpy()
    tier = people["tier"].to_numpy()[whose]
    shown = world.tables["influencer_followers"].groupby("influencer_id", sort=False)["followers"].median().to_numpy()[whose]
    size = (shown / numpy.sqrt(of_tiers("fewest") * of_tiers("most"))[tier]) ** BY_FOLLOWERS
    worth = (sold * ORDER_VALUE_CENTS / of_tiers("worth"))[tier] * size * RENEWED_AT ** given["turn"].to_numpy()
    agreed = worth * numpy.exp(random.normal(0, FEE_DEVIATION, len(people)))[whose]
    return numpy.maximum(SMALLEST_FEE_CENTS, numpy.round(agreed / FEE_STEP_CENTS) * FEE_STEP_CENTS).astype(int)


def _gifts(world: World, random: numpy.random.Generator) -> pandas.DataFrame:
    """A product of the post's category and brand, if one is on sale when it is sent."""
    posts, products = world.latent["posts"], world.latent["products"]
    brands = world.latent["brands"]["brand"].tolist()
    brand = (
        world.tables["influencer_posts"]["brand"].map({name: code for code, name in enumerate(brands)}).fillna(-1).astype(int).to_numpy()
    )
    kind = posts["category"].to_numpy() * len(brands) + brand
    of_product = (products["category"] * len(brands) + products["brand"]).to_numpy()
    chosen = numpy.full(len(posts), -1)
    wanted = (posts["category"] >= 0).to_numpy() & (random.random(len(posts)) < GIFTED)
    for one in numpy.unique(kind[wanted]):
        mine, choice = numpy.flatnonzero(wanted & (kind == one)), numpy.flatnonzero(of_product == one)
        weight = products["popularity"].to_numpy()[choice]
        chosen[mine] = random.choice(choice, len(mine), p=weight / weight.sum())
    day = numpy.maximum(0, posts["day"].to_numpy() - random.integers(4, 15, len(posts)))
    on_sale = (products["listed"].to_numpy()[chosen] <= day) & (day < products["gone"].to_numpy()[chosen])
    sent = numpy.flatnonzero((chosen >= 0) & on_sale)
    return pandas.DataFrame(
        {
            "gift_id": identities(world, "influencer_gifts", len(sent), "G"),
            "post_id": posts["post_id"].to_numpy()[sent],
            "product_id": products["product_id"].to_numpy()[chosen[sent]],
            "sent_on": world.config.opening + day[sent],
            "cost_cents": world.latent["costs"][chosen[sent], day[sent]],
            "shipping_cents": random.integers(*GIFT_SHIPPING_CENTS, len(sent)),
        }
    )
