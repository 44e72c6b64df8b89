"""Reviews: what buyers think of a product and its delivery, and what others were paid to write."""

from __future__ import annotations

import numpy
import pandas

from data_gen.service.moments import DAY, end_of_data, later, seconds, shuffled_ids
from data_gen.service.review_words import ABOUT_THE_DELIVERY, ABOUT_THE_PRODUCT, BOUGHT, CLOSINGS, OPENINGS, SHORT
from data_gen.texts import is_among
from data_gen.world import World

WRITES, WITHOUT_WORDS, FEW_WORDS, UNVERIFIED = 0.085, 0.35, 0.25, 0.05
# What readers with few and with many stars to give write more often than others.
EAGERNESS = numpy.array([0.0, 1.9, 1.5, 0.8, 0.8, 1.1])
PRAISED, SMEARED = 0.015, 0.006
BURSTS = {"praise": (5, 15, 40), "smear": (1, 8, 20)}


def reviews(world: World) -> None:
    """Rate lines that were delivered. Reads orders, order_items, products, returns, latent deliveries and product_quality.

    Makes reviews; truth reviews (kind of each: honest, praise, smear).
    """
    random = world.random("reviews")
    lines = _delivered(world)
    written = pandas.concat([_honest(random, lines), *_bursts(random, lines, world)], ignore_index=True)
    written = written[written["created_at"] <= end_of_data(world.config)]
    written["review_id"] = shuffled_ids(random, "RV", len(written))
    written = written.sort_values("review_id", ignore_index=True)
    recent = written["created_at"] > end_of_data(world.config) - 5 * DAY
    drawn = random.random(len(written))
    refused = drawn < numpy.where(written["kind"] == "honest", 0.015, 0.12)
    written["status"] = numpy.select([recent & (drawn > 0.6), refused], ["pending", "rejected"], "published")
    world.truth["reviews"] = written[["review_id", "product_id", "kind"]]
    world.tables["reviews"] = written.drop(columns="kind")


def _delivered(world: World) -> pandas.DataFrame:
    orders = world.tables["orders"][["order_id", "customer_id"]].merge(world.latent["deliveries"].dropna(), on="order_id")
    lines = world.tables["order_items"][["order_id", "line_number", "product_id"]].merge(orders, on="order_id")
    back = world.tables["returns"][["order_id", "line_number"]].assign(came_back=True)
    lines = lines.merge(back, on=["order_id", "line_number"], how="left").sort_values(["order_id", "line_number"], ignore_index=True)
    quality = world.latent["product_quality"].reindex(lines["product_id"]).fillna(0).to_numpy()
    late = lines["late_days"].to_numpy()
    lines["opinion"] = 4.5 + 0.55 * quality - 0.4 * (late > 0) - 0.06 * numpy.minimum(late, 10) - 1.1 * lines["came_back"].notna()
    return lines


def _honest(random: numpy.random.Generator, lines: pandas.DataFrame) -> pandas.DataFrame:
    stars = numpy.clip(numpy.rint(lines["opinion"] + 0.9 * random.standard_normal(len(lines))), 1, 5).astype(int).to_numpy()
    writes = random.random(len(lines)) < WRITES * EAGERNESS[stars]
    chosen, stars = lines[writes], stars[writes]
    count = len(chosen)
    unverified = (random.random(count) < UNVERIFIED) | chosen["customer_id"].isna().to_numpy()
    return pandas.DataFrame(
        {
            "product_id": chosen["product_id"].to_numpy(),
            "customer_id": chosen["customer_id"].to_numpy(),
            "order_id": pandas.Series(chosen["order_id"].to_numpy()).mask(unverified),
            "rating": stars,
            "body": pandas.Series(_body(random, stars, chosen["late_days"].to_numpy() > 0)).mask(random.random(count) < WITHOUT_WORDS),
            "created_at": later(seconds(chosen["delivered_at"]), 1 + random.gamma(1.8, 5.0, count)),
            "is_verified": (~unverified).astype(int),
            "helpful_votes": random.poisson(0.7, count),
            "kind": "honest",
        }
    )


def _bursts(random: numpy.random.Generator, lines: pandas.DataFrame, world: World) -> list[pandas.DataFrame]:
    """A few products praised, a few smeared, each within days and in words that are passed around."""
    products = random.permutation(world.tables["products"]["product_id"].to_numpy(dtype=object))
    praised = max(1, round(PRAISED * len(products)))
    smeared = max(1, round(SMEARED * len(products)))
    chosen = [("praise", product) for product in products[:praised]]
    chosen += [("smear", product) for product in products[praised : praised + smeared]]
    people = world.tables["customers"]["customer_id"].to_numpy(dtype=object)
    bought = dict(iter(lines[is_among(lines["product_id"], [product for _, product in chosen])].groupby("product_id")))
    return [_burst(random, kind, product, bought.get(product, lines.iloc[:0]), people, world) for kind, product in chosen]


def _burst(
    random: numpy.random.Generator, kind: str, product: str, lines: pandas.DataFrame, customers: numpy.ndarray, world: World
) -> pandas.DataFrame:
    stars, fewest, most = BURSTS[kind]
    count = int(random.integers(fewest, most))
    begins = world.config.opening + int(random.integers(20, max(21, world.config.days - 12)))
    bought = lines.loc[lines["delivered_at"] < pandas.Timestamp(begins), "order_id"].to_numpy()
    with_order = (random.random(count) < 0.25) & (len(bought) > 0)
    orders = random.choice(bought, count) if len(bought) else numpy.full(count, None)
    texts = numpy.array(BOUGHT[stars], dtype=object)[random.integers(0, len(BOUGHT[stars]), count)]
    people = random.choice(customers, count)
    return pandas.DataFrame(
        {
            "product_id": product,
            "customer_id": people,
            "order_id": pandas.Series(orders, dtype=object).where(with_order),
            "rating": numpy.where(random.random(count) < 0.85, stars, stars + (1 if stars == 1 else -1)),
            "body": pandas.Series(texts).mask(random.random(count) < 0.1),
            "created_at": later(numpy.full(count, begins, dtype="datetime64[s]"), random.uniform(0.3, 9.9, count)),
            "is_verified": with_order.astype(int),
            "helpful_votes": random.poisson(1.2, count),
            "kind": kind,
        }
    )


def _body(random: numpy.random.Generator, stars: numpy.ndarray, late: numpy.ndarray) -> numpy.ndarray:
    """A stock phrase, or an opening, two remarks and a closing that fit the stars; half of those who waited say so."""
    says_late = late & (random.random(len(stars)) < 0.5)
    body = numpy.empty(len(stars), dtype=object)
    moods = numpy.array(["", "bad", "bad", "middling", "good", "good"], dtype=object)[stars]
    for mood in OPENINGS:
        for waited in (False, True):
            mine = (moods == mood) & (says_late == waited)
            parts = (OPENINGS[mood], ABOUT_THE_PRODUCT[mood], ABOUT_THE_DELIVERY[waited], CLOSINGS[mood])
            picked = [numpy.array(words, dtype=object)[random.integers(0, len(words), mine.sum())] for words in parts]
            body[mine] = picked[0] + " " + picked[1] + " " + picked[2] + " " + picked[3]
        brief = (moods == mood) & (random.random(len(stars)) < FEW_WORDS)
        body[brief] = numpy.array(SHORT[mood], dtype=object)[random.integers(0, len(SHORT[mood]), brief.sum())]
    return body
