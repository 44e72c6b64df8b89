"""The orders that posts bring, and the codes that find their way to people who would have bought anyway."""

from __future__ import annotations

import numpy
import pandas

from data_gen.hours import time_of_day
from data_gen.lifetimes import repeats
from data_gen.marketing.holdouts import withheld
from data_gen.orders import add_orders
from data_gen.people import moment
from data_gen.purchases import curve_of
from data_gen.world import World

CODE_RATE = 0.1
LEAK, FOUND_WITHIN = 0.03, 30
TRIES = 4
ORGANIC = ("organic", "reactivated", "guest")


def influencer_sales(world: World) -> None:
    """Add the extra orders, with the influencer's code where it is entered, and let 3 % of organic orders enter a code found somewhere.

    latent["credited"]: a row an order that tracking will see: intent (index), post (position of the post that brought it or whose
    code was found), method. latent["extra_intents"]: the intents of latent["extra_orders"], row for row.
    The new customers among the buyers then buy by themselves like anybody else; their later orders are organic.
    """
    random = world.random("influencer_sales")
    extra = world.latent["extra_orders"]
    customer = extra["customer"].to_numpy().copy()
    existing = numpy.flatnonzero(customer == -2)
    customer[existing] = _active(world, random, extra["region"].to_numpy()[existing], extra["at"].to_numpy()[existing])
    by_code = (extra["method"] == "Code").to_numpy()
    codes = _codes(world)[extra["post"].to_numpy()]
    intents = add_orders(
        world,
        pandas.DataFrame(
            {
                "customer": customer,
                "ordered_at": moment(world, extra["at"].to_numpy()),
                "kind": "influencer",
                "region": extra["region"],
                "category": extra["category"],
                "code": numpy.where(by_code, codes, None),
                "code_rate": numpy.where(by_code, CODE_RATE, 0.0),
            }
        ),
    )
    world.latent["extra_intents"] = intents
    _stay(world, random, extra[extra["customer"] >= 0])
    seen = numpy.flatnonzero(extra["method"] != "")
    tracked = extra[["post", "method"]].iloc[seen].assign(intent=intents[seen])
    world.latent["credited"] = pandas.concat([tracked, _leaked(world, random)], ignore_index=True)


def _codes(world: World) -> numpy.ndarray:
    """The code of each post's influencer."""
    return world.tables["influencers"]["code"].to_numpy(dtype=object)[world.latent["posts"]["influencer"]]


def _active(world: World, random: numpy.random.Generator, region: numpy.ndarray, at: numpy.ndarray) -> numpy.ndarray:
    """For each moment a customer of the region who has ordered before and has not dropped out; a guest where none is found."""
    customers = world.latent["customers"].frame
    able = customers["ordering"].to_numpy() & ~customers["wholesale"].to_numpy()
    first, dropped = customers["first_at"].to_numpy(), customers["dropped_at"].to_numpy()
    found = numpy.full(len(region), -1)
    for code in numpy.unique(region):
        choice = numpy.flatnonzero(able & (customers["region"].to_numpy() == code))
        for _ in range(TRIES if len(choice) else 0):
            open_rows = numpy.flatnonzero((region == code) & (found < 0))
            drawn = random.choice(choice, len(open_rows))
            fits = (first[drawn] < at[open_rows]) & (at[open_rows] < dropped[drawn])
            found[open_rows[fits]] = drawn[fits]
    return found


def _stay(world: World, random: numpy.random.Generator, first: pandas.DataFrame) -> None:
    """Give each new customer the rate and the drop-out of somebody who came without a post, and add the later purchases."""
    who, at = first["customer"].to_numpy(), first["at"].to_numpy()
    customers, time = world.latent["customers"].frame, world.latent["business_time"]
    like = random.choice(numpy.flatnonzero(customers["ordering"] & ~customers["wholesale"] & (customers["rate"] > 0)), len(who))
    for name in ("rate", "drop_out"):
        customers.loc[who, name] = customers[name].to_numpy()[like]
    kind = curve_of(customers, who)
    started = time.at(kind, at)
    left = time.passed[kind, world.config.days] - started
    index, since, dropped = repeats(random, customers["rate"].to_numpy()[who], customers["drop_out"].to_numpy()[who], left)
    day = numpy.floor(time.day(kind[index], started[index] + since))
    later = numpy.maximum(day + time_of_day(random, len(index)), at[index] + 1 / 96)
    dropped_at = numpy.full(len(who), numpy.inf)
    ended = numpy.isfinite(dropped)
    dropped_at[ended] = time.day(kind[ended], started[ended] + dropped[ended])
    customers.loc[who, "dropped_at"] = dropped_at
    placed = ~withheld(world, customers["region"].to_numpy()[who[index]], later, "withheld later purchases")
    orders = pandas.DataFrame({"customer": who[index], "ordered_at": moment(world, later), "kind": "organic"})
    add_orders(world, orders[placed].reset_index(drop=True))


def _leaked(world: World, random: numpy.random.Generator) -> pandas.DataFrame:
    """Organic orders that enter the code of a sponsored post of the last 30 days, well-selling posts more often."""
    posts, intents = world.latent["posts"], world.latent["intents"].frame
    sponsored = numpy.flatnonzero((posts["category"] >= 0).to_numpy())
    sponsored = sponsored[numpy.argsort(posts["day"].to_numpy()[sponsored], kind="stable")]
    days, weight = posts["day"].to_numpy()[sponsored], numpy.concatenate([[0.0], numpy.cumsum(posts["expected"].to_numpy()[sponsored])])
    organic = numpy.flatnonzero((intents["kind"].isin(ORGANIC) & intents["code"].isna()).to_numpy())
    chosen = organic[random.random(len(organic)) < (0 if world.config.plain else LEAK)]
    ordered = intents["ordered_at"].to_numpy().astype("datetime64[D]")[chosen]
    day = (ordered - world.config.opening).astype(int)
    first, last = numpy.searchsorted(days, day - FOUND_WITHIN), numpy.searchsorted(days, day)
    point = weight[first] + random.random(len(chosen)) * (weight[last] - weight[first])
    some = last > first
    chosen = chosen[some]
    post = sponsored[numpy.clip(numpy.searchsorted(weight, point[some], side="right") - 1, first[some], last[some] - 1)]
    intents.loc[chosen, "code"] = _codes(world)[post]
    intents.loc[chosen, "code_rate"] = CODE_RATE
    return pandas.DataFrame({"intent": chosen, "post": post, "method": "Code"})
