"""Advertising: what each channel shows, is clicked, costs and claims a day, by campaign and category."""

from __future__ import annotations

import numpy
import pandas

from data_gen.marketing.channels import ADVERTISING, NAMES, TESTED
from data_gen.marketing.kpi_events import factors
from data_gen.shop import categories, column
from data_gen.world import World

SPEND_OF_SALES = 0.08
PAID_OF_LIST = 0.7
GROWTH_A_DAY = 0.0004
UNITS_AN_ORDER = 1.25
SPIKE_CHANCE = 0.03
_WEEKDAYS = numpy.array([0.88, 0.95, 1.0, 1.02, 1.05, 1.25, 1.2])
_CATEGORIES = {"Electronics": 1.08, "Computer accessories": 1.05, "Stationery": 0.97}
_CHANNELS = numpy.array([NAMES.index(given.name) for given in ADVERTISING])


def ads(world: World) -> None:
    """Make ad_days, and campaigns with budgets near what they spent.

    A campaign advertises one category a month, drawn by the category's sales. The shape of a day: growth, weekday, a wave of a month,
    noise and, on three days in a hundred, a spike. KPI events move click rates, costs and claims.
    """
    world.tables["ad_days"] = frame = _with_figures(world, _shown(world))
    spent = frame.groupby("campaign_id")["spend_cents"].sum()
    given = world.latent["campaigns"]
    planned = given["campaign_id"].map(spent).fillna(0) * world.random("budgets").uniform(0.92, 1.2, len(given))
    dates = {edge: world.config.opening + given[edge].to_numpy() for edge in ("starts_on", "ends_on")}
    world.tables["campaigns"] = (
        given.assign(**dates, region=given["region"].replace("", None), budget_cents=(planned // 1_000 * 1_000).astype(int))
        .drop(columns="period")
        .sort_values("campaign_id", ignore_index=True)
    )


def _shown(world: World) -> pandas.DataFrame:
    """A row a campaign and day on which it runs: campaign, day, advertising (position in ADVERTISING), region, category (codes)."""
    given = world.latent["campaigns"]
    paid = given[given["region"] != ""].reset_index(drop=True)
    lengths = (paid["ends_on"] - paid["starts_on"] + 1).to_numpy()
    campaign = numpy.repeat(numpy.arange(len(paid)), lengths)
    day = paid["starts_on"].to_numpy()[campaign] + numpy.arange(len(campaign)) - numpy.repeat(numpy.cumsum(lengths) - lengths, lengths)
    advertising = pandas.Categorical(paid["marketing_channel"], [one.name for one in ADVERTISING]).codes[campaign]
    region = pandas.Categorical(paid["region"], world.tables["regions"]["region"]).codes[campaign]
    tested = numpy.array([TESTED.index(one.name) for one in ADVERTISING])[advertising]
    lit = ~world.latent["dark"][tested, region, day]
    frame = pandas.DataFrame(
        {"campaign": campaign, "day": day, "advertising": advertising, "region": region, "category": _featured(world, paid, campaign, day)}
    )
    return frame.assign(campaign_id=paid["campaign_id"].to_numpy()[campaign])[lit].reset_index(drop=True)


def _featured(world: World, paid: pandas.DataFrame, campaign: numpy.ndarray, day: numpy.ndarray) -> numpy.ndarray:
    months = (world.config.dates().astype("datetime64[M]") - world.config.opening.astype("datetime64[M]")).astype(int)
    share = numpy.array(column("categories", 4))
    drawn = world.random("featured").choice(len(share), (len(paid), months[-1] + 1), p=share / share.sum())
    return drawn[campaign, months[day]]


def _with_figures(world: World, frame: pandas.DataFrame) -> pandas.DataFrame:
    random = world.random("ads")
    advertising, day, category = (frame[name].to_numpy() for name in ("advertising", "day", "category"))
    rates = {name: numpy.array([getattr(one, name) for one in ADVERTISING]) for name in ("click_rate", "unit_rate", "click_cost")}
    moved = {name: factors(world, name, "marketing_channel")[:, _CHANNELS] for name in ("click_rate", "click_cost", "claimed")}
    price = _prices(world)
    cost = rates["click_cost"][advertising] * (price / price.mean())[category] ** 0.3
    shown = random.poisson(_spend(world, random, frame) / cost / rates["click_rate"][advertising])
    wave = numpy.exp(random.normal(0, 0.05, (world.config.days, len(ADVERTISING))))
    clicks = random.binomial(shown, (rates["click_rate"] * moved["click_rate"] * wave)[day, advertising])
    claimed = rates["unit_rate"] * moved["claimed"] / UNITS_AN_ORDER
    conversions = random.binomial(clicks, claimed[day, advertising])
    units = conversions + random.binomial(conversions, UNITS_AN_ORDER - 1)
    paid = cost * moved["click_cost"][day, advertising] * random.normal(1, 0.08, len(frame)).clip(0.7, 1.3)
    value = PAID_OF_LIST * price[category] * random.lognormal(-0.02, 0.2, len(frame))
    return pandas.DataFrame(
        {
            "performance_date": world.config.opening + day,
            "campaign_id": frame["campaign_id"],
            "category": numpy.array(categories())[category],
            "impressions": shown,
            "clicks": clicks,
            "conversions": conversions,
            "units": units,
            "spend_cents": numpy.rint(clicks * paid * 100).astype(int),
            "claimed_cents": numpy.rint(units * value * 100).astype(int),
        }
    )


def _spend(world: World, random: numpy.random.Generator, frame: pandas.DataFrame) -> numpy.ndarray:
    """The expected spend of each row in EUR, before KPI events."""
    online = world.latent["online"]
    daily = online["value"].sum() / 100 / world.config.days * SPEND_OF_SALES
    days = numpy.arange(world.config.days)
    weekday = (world.config.dates().astype(int) + 3) % 7
    shape = (1 + GROWTH_A_DAY * days) * _WEEKDAYS[weekday] * (1 + 0.1 * numpy.sin(2 * numpy.pi * days / 31 - numpy.pi / 2))
    spikes = numpy.where(random.random((len(ADVERTISING), len(days))) < SPIKE_CHANCE, random.uniform(1.25, 1.5, (len(ADVERTISING), 1)), 1)
    noise = random.lognormal(0, 0.08, spikes.shape)
    part = numpy.array([one.spend for one in ADVERTISING])[:, None] * shape / shape.mean() * spikes * noise
    region = numpy.bincount(online["region"], minlength=len(world.tables["regions"])) / len(online)
    boost = numpy.array([_CATEGORIES.get(name, 1.0) for name in categories()])
    return daily * part[frame["advertising"], frame["day"]] * region[frame["region"]] * boost[frame["category"]]


def _prices(world: World) -> numpy.ndarray:
    """The mean list price in EUR of a category's products, over products and prices."""
    listed = world.tables["price_history"].merge(world.tables["products"][["product_id", "category"]], on="product_id")
    return listed.groupby("category")["price_cents"].mean().reindex(categories()).to_numpy() / 100
