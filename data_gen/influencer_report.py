"""The world of an influencer programme as its report documents it: four tables, with exactly the report's assumptions.

For `manage.py generate --profile influencer-report`: `make_report_world(seed)` makes the tables, `write_report_world(tables, folder)`
writes `influencers.csv`, `posts.csv`, `tracking_data.csv` and `payouts.csv`. Money is in rupees with two decimals. What the report
computes from them, and what is wrong with it, is in data_gen.influencer_figures; its `summary(tables)` says both in sentences.
The report names neither products nor prices: both are of our invention.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy
import pandas
import pyarrow
import pyarrow.csv

from data_gen.streams import stream

FIRST_DAY = numpy.datetime64("2025-01-01")
LAST_DAY = numpy.datetime64("2025-07-21")
INFLUENCERS, POSTS, USERS = 100, 500, 100_000
SPONSORED = 0.70
ORGANIC_RATE = 0.0002
COMMISSION = 0.08
POST_BASIS_FROM = 500_000
# Name: fewest followers, most followers, probability.
TIERS = {
    "Nano": (1_000, 9_999, 0.05),
    "Micro": (10_000, 99_999, 0.40),
    "Mid": (100_000, 499_999, 0.30),
    "Macro": (500_000, 999_999, 0.15),
    "Mega": (1_000_000, 7_000_000, 0.10),
}
GENDERS = {"Female": 0.6, "Male": 0.4}
PLATFORMS = {"Instagram": 0.70, "YouTube": 0.25, "Twitter": 0.05}
CATEGORIES = ("Fitness", "Health & Wellness", "Nutrition", "Lifestyle", "Yoga", "Bodybuilding")
# Brand: its campaigns and the price of each product in rupees.
BRANDS = {
    "Ferrum Fuel": (("Strong Start", "Iron Summer"), {"Whey Blend 1 kg": 2_699, "Creatine 300 g": 999, "Mass Gainer 3 kg": 3_199}),
    "Verdavita": (("Daily Dose", "Monsoon Shield"), {"Multivitamin 90": 799, "Omega Softgels 60": 949, "Plant Protein 1 kg": 2_199}),
    "Sprouty": (("Growing Up", "School Break"), {"Kids Protein 400 g": 1_149, "Gummies 30": 599, "Cocoa Malt 500 g": 649}),
}
FIRST_NAMES = {
    "Female": ("Aanya", "Bela", "Charu", "Divya", "Esha", "Gauri", "Hema", "Isha", "Juhi", "Kavya", "Leela", "Mira"),
    "Male": ("Arjun", "Bharat", "Chirag", "Dev", "Eshan", "Farhan", "Gopal", "Harsh", "Ishan", "Jai", "Kunal", "Laksh"),
}
LAST_NAMES = (
    "Ahuja",
    "Bansal",
    "Chopra",
    "Dutta",
    "Ganguly",
    "Hegde",
    "Iyer",
    "Joshi",
    "Kamat",
    "Lal",
    "Menon",
    "Nair",
    "Oberoi",
    "Pillai",
)

Tables = dict[str, pandas.DataFrame]


def make_report_world(seed: int) -> Tables:
    """The four tables by the name of their file: influencers, posts, tracking_data and payouts. One seed, one world."""
    influencers = _influencers(stream(seed, "report influencers"))
    posts = _posts(stream(seed, "report posts"), influencers)
    tracking = pandas.concat(
        [_influenced(stream(seed, "report orders"), posts), _organic(stream(seed, "report organic"))], ignore_index=True
    ).sort_values("date", kind="stable", ignore_index=True)
    return {"influencers": influencers, "posts": posts, "tracking_data": tracking, "payouts": _payouts(influencers, posts, tracking)}


def write_report_world(tables: Mapping[str, pandas.DataFrame], folder: Path) -> None:
    """Write `<name>.csv` of each table below the folder; days as YYYY-MM-DD, nothing where a row has no value."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, frame in tables.items():
        pyarrow.csv.write_csv(pyarrow.Table.from_pandas(frame, preserve_index=False), folder / f"{name}.csv")


def post_rate(followers: numpy.ndarray) -> numpy.ndarray:
    """Rupees for one post: followers x (0.05 + 0.01 for each full 300,000 above 500,000)."""
    return followers * (5 + (followers - POST_BASIS_FROM) // 300_000) / 100


def _influencers(random: numpy.random.Generator) -> pandas.DataFrame:
    bounds = numpy.array(list(TIERS.values()))
    tier = random.choice(len(TIERS), INFLUENCERS, p=bounds[:, 2])
    followers = random.integers(bounds[tier, 0].astype(int), bounds[tier, 1].astype(int), endpoint=True)
    gender = random.choice(list(GENDERS), INFLUENCERS, p=list(GENDERS.values()))
    first = [FIRST_NAMES[name][number] for name, number in zip(gender, random.integers(0, 12, INFLUENCERS), strict=True)]
    last = random.choice(LAST_NAMES, INFLUENCERS)
    return pandas.DataFrame(
        {
            "influencer_id": [f"inf_{number:03}" for number in range(1, INFLUENCERS + 1)],
            "name": [f"{one} {other}" for one, other in zip(first, last, strict=True)],
            "category": random.choice(CATEGORIES, INFLUENCERS),
            "gender": gender,
            "follower_count": followers,
            "platform": random.choice(list(PLATFORMS), INFLUENCERS, p=list(PLATFORMS.values())),
            "payout_basis": numpy.where(followers >= POST_BASIS_FROM, "Post", "Order"),
        }
    )


def _posts(random: numpy.random.Generator, influencers: pandas.DataFrame) -> pandas.DataFrame:
    whose = random.integers(0, INFLUENCERS, POSTS)
    followers = influencers["follower_count"].to_numpy()[whose]
    reach = (followers * random.uniform(0.4, 1.6, POSTS)).astype(int)
    likes = (reach * random.uniform(0.02, 0.10, POSTS)).astype(int)
    sponsored = random.random(POSTS) < SPONSORED
    brand = random.choice(list(BRANDS), POSTS)
    campaign = [BRANDS[name][0][number] for name, number in zip(brand, random.integers(0, 2, POSTS), strict=True)]
    days = int((LAST_DAY - FIRST_DAY).astype(int)) + 1
    posts = pandas.DataFrame(
        {
            "influencer_id": influencers["influencer_id"].to_numpy()[whose],
            "platform": influencers["platform"].to_numpy()[whose],
            "date": numpy.sort(random.integers(0, days, POSTS)),
            "brand": numpy.where(sponsored, brand, None),
            "campaign": numpy.where(sponsored, campaign, None),
            "reach": reach,
            "likes": likes,
            "comments": (likes * random.uniform(0.005, 0.05, POSTS)).astype(int),
        }
    )
    posts["date"] = _written(posts["date"].to_numpy())
    posts.insert(0, "post_id", [f"post_{number:04}" for number in range(1, POSTS + 1)])
    return posts


def _influenced(random: numpy.random.Generator, posts: pandas.DataFrame) -> pandas.DataFrame:
    """One row an order: the part of likes that buy, each 1 to 7 days after its post, so up to a week after the last day."""
    sponsored = posts[posts["brand"].notna()]
    orders = (sponsored["likes"].to_numpy() * random.uniform(0.005, 0.02, len(sponsored))).astype(int)
    of_post = sponsored.loc[sponsored.index.repeat(orders)].reset_index(drop=True)
    days = (of_post["date"].to_numpy().astype("datetime64[D]") - FIRST_DAY).astype(int) + random.integers(1, 8, len(of_post))
    named = {"source": "code_" + of_post["post_id"], "campaign": of_post["campaign"], "influencer_id": of_post["influencer_id"]}
    return _orders(random, days, of_post["brand"].to_numpy(), "Influenced", named)


def _organic(random: numpy.random.Generator) -> pandas.DataFrame:
    """One row an order that no post brought: each day, each user with the organic rate."""
    days = int((LAST_DAY - FIRST_DAY).astype(int)) + 1
    day = numpy.repeat(numpy.arange(days), random.binomial(USERS, ORGANIC_RATE, days))
    named = {"source": "organic", "campaign": None, "influencer_id": None}
    return _orders(random, day, random.choice(list(BRANDS), len(day)), "Organic", named)


def _orders(
    random: numpy.random.Generator, days: numpy.ndarray, brand: numpy.ndarray, attribution: str, named: Mapping[str, object]
) -> pandas.DataFrame:
    number = random.integers(0, 3, len(days))
    product = numpy.empty(len(days), dtype=object)
    price = numpy.zeros(len(days), dtype=int)
    for name, (_, prices) in BRANDS.items():
        chosen = brand == name
        product[chosen] = numpy.array(list(prices), dtype=object)[number[chosen]]
        price[chosen] = numpy.array(list(prices.values()))[number[chosen]]
    users = pandas.Series(random.integers(1, USERS, len(days), endpoint=True)).astype(str).str.zfill(6)
    sold = {"user_id": "user_" + users, "product": product, "date": _written(days), "orders": 1, "revenue": price}
    return pandas.DataFrame({**named, **sold, "attribution_type": attribution, "brand": brand}, index=range(len(days)))


def _payouts(influencers: pandas.DataFrame, posts: pandas.DataFrame, tracking: pandas.DataFrame) -> pandas.DataFrame:
    """One row an influencer who is owed something. On Post basis every post is paid, sponsored or not."""
    mine = tracking[tracking["attribution_type"] == "Influenced"].groupby("influencer_id")[["orders", "revenue"]].sum()
    owed = influencers[["influencer_id"]].copy()
    by_post = influencers["payout_basis"].to_numpy() == "Post"
    count = owed["influencer_id"].map(posts["influencer_id"].value_counts()).fillna(0).to_numpy()
    revenue, orders = (owed["influencer_id"].map(mine[name]).fillna(0).to_numpy() for name in ("revenue", "orders"))
    owed["basis"] = influencers["payout_basis"]
    owed["rate"] = numpy.where(by_post, post_rate(influencers["follower_count"].to_numpy()), COMMISSION)
    owed["orders"] = pandas.array(numpy.where(by_post, numpy.nan, orders), dtype="Int64")
    owed["total_payout"] = (owed["rate"] * numpy.where(by_post, count, revenue)).round(2)
    owed = owed[owed["total_payout"] > 0].reset_index(drop=True)
    owed.insert(0, "payout_id", [f"pay_{number:03}" for number in range(1, len(owed) + 1)])
    return owed


def _written(days: numpy.ndarray) -> numpy.ndarray:
    return numpy.datetime_as_string(FIRST_DAY + days).astype(object)
