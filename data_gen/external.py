"""What others do: competitors ask their own prices for the same products, and markets are larger than the shop."""

from __future__ import annotations

import numpy
import pandas

from data_gen.latest import latest
from data_gen.texts import places_among
from data_gen.world import World

# Level of its prices against ours, how often it sells off, how many days it takes to follow us.
COMPETITORS = {"Brightmarket": (0.97, 0.09, 10), "Homefare": (1.02, 0.05, 21), "Veldt & Sons": (1.08, 0.03, 35)}
PRODUCTS_WATCHED = 0.25
OF_A_PRODUCT, OF_A_DAY, SALE = 0.06, 0.012, 0.86
DAYS_BETWEEN = 14
# Inhabitants in millions, rounded from public statistics; a region that is not here gets the middle of them.
MILLIONS = {
    "London": 8.9, "South East England": 9.4, "North West England": 7.5, "Midlands": 11.0, "Scotland": 5.5,
    "Bavaria": 13.4, "North Rhine-Westphalia": 18.1, "Berlin": 3.8, "Baden-Württemberg": 11.3, "Saxony": 4.1,
    "Île-de-France": 12.3, "Auvergne-Rhône-Alpes": 8.1, "Occitanie": 6.1, "Brittany": 3.4,
    "Maharashtra": 126.0, "Karnataka": 68.0, "Delhi": 20.0, "California": 39.0, "New York": 19.6, "Texas": 30.5,
}  # fmt: skip
MIDDLE_MILLIONS = 10.0
SHARES, MARKET_GROWTH, MARKET_NOISE, SEASON_KEPT = (0.0004, 0.0025), 0.05, 0.02, 0.7


def external(world: World) -> None:
    """Look around. Reads products, price_history, orders, regions and exchange_rates.

    Makes competitor_prices, market_figures and region_figures; truth competitors (competitor, level of its prices against
    ours) and markets (region, share of the market that the shop has on average).
    """
    random = world.random("external")
    world.tables["competitor_prices"] = _competitor_prices(random, world)
    world.tables["market_figures"] = _market_figures(random, world)
    world.tables["region_figures"] = _region_figures(random, world)
    world.truth["competitors"] = pandas.DataFrame(
        [(name, level) for name, (level, *_) in COMPETITORS.items()], columns=["competitor", "level"]
    )


def _competitor_prices(random: numpy.random.Generator, world: World) -> pandas.DataFrame:
    products = world.tables["products"].sort_values("product_id")
    watched = numpy.sort(random.permutation(products["product_id"].to_numpy(dtype=str))[: round(PRODUCTS_WATCHED * len(products))])
    days_between = world.config.size.pause * DAYS_BETWEEN
    mondays = numpy.arange(world.config.opening + 7, numpy.datetime64(world.config.as_of, "D") + 1, days_between)
    mondays = numpy.busday_offset(mondays - 6, 0, roll="forward", weekmask="Mon")
    mondays = mondays[mondays <= numpy.datetime64(world.config.as_of, "D")]
    asked = [_of_competitor(random, name, watched, mondays, world) for name in COMPETITORS]
    listed = products.set_index("product_id")["listed_on"]
    found = pandas.concat(asked, ignore_index=True)
    on_sale = found["observed_on"].to_numpy() >= pandas.to_datetime(found["product_id"].map(listed)).to_numpy()
    return found[on_sale].sort_values(["competitor", "product_id", "observed_on"], ignore_index=True)


def _of_competitor(
    random: numpy.random.Generator, name: str, watched: numpy.ndarray, mondays: numpy.ndarray, world: World
) -> pandas.DataFrame:
    level, sales, days_behind = COMPETITORS[name]
    rows = pandas.DataFrame({"product_id": numpy.repeat(watched, len(mondays)), "observed_on": numpy.tile(mondays, len(watched))})
    ours = _our_prices(world, rows["product_id"], rows["observed_on"].to_numpy() - numpy.timedelta64(days_behind, "D"))
    of_product = numpy.repeat(OF_A_PRODUCT * random.standard_normal(len(watched)), len(mondays))
    of_day = OF_A_DAY * random.standard_normal(len(rows))
    sold_off = numpy.where(random.random(len(rows)) < sales, SALE, 1.0)
    price = ours * level * numpy.exp(of_product + of_day) * sold_off
    return pandas.DataFrame(
        {
            "competitor": name,
            "product_id": rows["product_id"],
            "observed_on": rows["observed_on"].to_numpy(dtype="datetime64[s]"),
            "price_cents": numpy.maximum(numpy.floor(price / 10) * 10 + 9, 9).astype("int64"),
            "is_available": (random.random(len(rows)) < 0.95).astype(int),
        }
    )


def _our_prices(world: World, products: pandas.Series, days: numpy.ndarray) -> numpy.ndarray:
    """Our list price on each day; before the first one, that."""
    history = world.tables["price_history"]
    since = pandas.to_datetime(history["valid_from"]).to_numpy("datetime64[s]")
    row = latest(products, days, history["product_id"], since)
    earliest = numpy.argsort(since, kind="stable")
    first = earliest[places_among(products, history["product_id"].iloc[earliest])]
    return history["price_cents"].to_numpy(dtype=float)[numpy.where(row >= 0, row, first)]


def _market_figures(random: numpy.random.Generator, world: World) -> pandas.DataFrame:
    """Every complete month of every region: the shop's mean sales over its share, with part of the shop's own season."""
    sold = _sold_by_month(world)
    months = sold.columns.to_numpy(dtype="datetime64[M]")
    share = numpy.exp(random.uniform(*numpy.log(SHARES), len(sold)))
    world.truth["markets"] = pandas.DataFrame({"region": sold.index.to_numpy(), "share": share})
    whole = sold.sum().to_numpy()
    # A line through the months of a tiny shop may fall below zero.
    trend = numpy.polyval(numpy.polyfit(numpy.arange(len(months)), whole, 1), numpy.arange(len(months))).clip(whole.mean() / 10)
    of_month = pandas.Series(whole / trend, index=months.astype(int) % 12 + 1)
    season = of_month.groupby(level=0).mean().reindex(of_month.index).to_numpy() ** SEASON_KEPT
    years = (months - months[len(months) // 2]).astype(int) / 12
    noise = numpy.exp(MARKET_NOISE * random.standard_normal(sold.shape))
    market = (sold.mean(axis=1).to_numpy() / share)[:, None] * season * (1 + MARKET_GROWTH) ** years * noise
    return pandas.DataFrame(
        {
            "month": numpy.tile(months.astype("datetime64[s]"), len(sold)),
            "region": numpy.repeat(sold.index.to_numpy(), len(months)),
            "market_cents": numpy.floor(market.ravel() / 100_000 + 0.5).astype("int64") * 100_000,
        }
    ).sort_values(["month", "region"], ignore_index=True)


def _sold_by_month(world: World) -> pandas.DataFrame:
    """Cents of the reporting currency that every region spent with the shop: regions down, complete months across."""
    orders, rates = world.tables["orders"], world.tables["exchange_rates"]
    factor = orders["currency"].map(rates.groupby("currency")["rate"].mean()).fillna(1.0)
    month = pandas.to_datetime(orders["ordered_at"]).to_numpy(dtype="datetime64[M]")
    kept = (orders["status"] != "test").to_numpy() & (month < numpy.datetime64(world.config.as_of + pandas.Timedelta(days=1), "M"))
    cents = (orders["gross_cents"] - orders["discount_cents"]) * factor
    sold = cents[kept].groupby([orders["region"][kept], month[kept].astype("datetime64[s]")]).sum().unstack(fill_value=0.0)
    return sold.reindex(world.tables["regions"]["region"].sort_values()).fillna(0.0)


def _region_figures(random: numpy.random.Generator, world: World) -> pandas.DataFrame:
    regions = world.tables["regions"].sort_values("region", ignore_index=True)
    people = regions["region"].map(MILLIONS).fillna(MIDDLE_MILLIONS) * 1_000_000
    india = (regions["country"] == "India").to_numpy()
    online = numpy.where(india, random.uniform(0.22, 0.38, len(regions)), random.uniform(0.62, 0.86, len(regions)))
    return pandas.DataFrame(
        {"region": regions["region"], "population": people.astype("int64"), "online_share": numpy.floor(online * 1000) / 1000}
    )
