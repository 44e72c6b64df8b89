"""The people of the programme: influencers, their followers month by month, and the regions kept dark for the hold-out."""

from __future__ import annotations

import unicodedata

import numpy
import pandas

from data_gen.identities import identities
from data_gen.influencers.tiers import of_tiers
from data_gen.shop import names
from data_gen.world import World

# Platform: share of influencers, usual cost of a thousand impressions of advertising in cents.
PLATFORMS = {"Instagram": (0.55, 720), "YouTube": (0.2, 910), "TikTok": (0.25, 480)}
GENDERS = {"Female": 0.57, "Male": 0.38, "Not stated": 0.05}
# Niche: the department that its sponsored posts are mostly about.
NICHES = {"Interiors": "Home", "Fitness & outdoors": "Outdoors", "Technology": "Tech", "Parenting": "Family", "Fashion & beauty": "Style"}
MANAGERS = ("Ines Okafor", "Tomasz Lindqvist", "Rhea Castellan", "Bram Achterberg")
FROM_THE_START = 0.6
LEFT_AFTER_A_YEAR = 0.15
BOUGHT, WENT_VIRAL = 0.1, 0.08
WAVE_DAYS, PAUSE_DAYS, DARK = 28, 28, 6
RATE_DAYS, RATE_DEVIATION = 182, 0.08
YEAR = 365


def programme(world: World) -> None:
    """Make influencers, influencer_followers, influencer_dark_regions and influencer_media_rates.

    latent["influencers"]: a row an influencer, in the order of the table: influencer_id, tier (its number), department, active_from
    and active_to (days from the first, both included), quality (standard normal: how well posts sell beyond what likes tell).
    latent["audience"]: (influencers, months), followers who are people.
    latent["influencer_dark"]: (regions, days), whether a post of that day is not shown in the region.
    truth["influencer_bought_followers"]: influencer_id, month, bought.
    """
    random = world.random("influencers")
    count = _count(world)
    people = _people(world, random, count)
    world.latent["influencers"] = people[["influencer_id", "tier", "department", "active_from", "active_to", "quality"]]
    world.tables["influencers"] = _as_declared(world, random, people)
    world.latent["audience"] = _followers(world, random, people)
    world.latent["influencer_dark"] = _dark_regions(world)
    world.tables["influencer_media_rates"] = _media_rates(world)


def _count(world: World) -> int:
    """150 influencers for 20,000 customers, 300 for 300,000."""
    return int(numpy.clip(70 * (world.config.size.customers / 1000) ** 0.256, 30, 300))


def _people(world: World, random: numpy.random.Generator, count: int) -> pandas.DataFrame:
    days = world.config.days
    edges = numpy.cumsum(of_tiers("share"))[:-1]
    later = random.integers(1, max(2, days * 3 // 4), count)
    people = pandas.DataFrame(
        {
            "influencer_id": identities(world, "influencers", count, "I"),
            "tier": numpy.searchsorted(edges, random.permutation(numpy.arange(count) / count), side="right"),
            "niche": random.choice(list(NICHES), count),
            "active_from": numpy.where(random.random(count) < FROM_THE_START, 0, later),
            "quality": random.normal(size=count),
        }
    )
    people["department"] = people["niche"].map(NICHES)
    stays = random.random(count) >= LEFT_AFTER_A_YEAR
    people["active_to"] = numpy.where(stays, days - 1, numpy.minimum(days - 1, people["active_from"] + YEAR - 1))
    return people


def _as_declared(world: World, random: numpy.random.Generator, people: pandas.DataFrame) -> pandas.DataFrame:
    count, regions = len(people), world.latent["regions"]
    home = random.choice(len(regions), count, p=regions["share"])
    words = [names()[country] for country in regions["country"].to_numpy()[home]]
    first, family = ([random.choice(word[part]) for word in words] for part in ("first", "family"))
    gender = random.choice(list(GENDERS), count, p=list(GENDERS.values()))
    return pandas.DataFrame(
        {
            "influencer_id": people["influencer_id"],
            "influencer_name": [f"{one} {other}" for one, other in zip(first, family, strict=True)],
            "platform": random.choice(list(PLATFORMS), count, p=[share for share, _ in PLATFORMS.values()]),
            "tier": of_tiers("name")[people["tier"]],
            "niche": people["niche"],
            "gender": numpy.where(gender == "Not stated", None, gender),
            "region": regions["region"].to_numpy()[home],
            "manager": random.choice(MANAGERS, count),
            "code": _codes(random, first),
        }
    )


def _codes(random: numpy.random.Generator, first: list[str]) -> list[str]:
    """A name in plain capitals with two digits; the digits of one name differ."""
    plain = pandas.Series([unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().upper() for name in first])
    digits = random.permutation(numpy.arange(10, 100))
    return (plain + pandas.Series(digits[plain.groupby(plain).cumcount() % len(digits)]).astype(str)).tolist()


def _followers(world: World, random: numpy.random.Generator, people: pandas.DataFrame) -> numpy.ndarray:
    """Write how followers grow, by themselves, by a post that went viral or by purchase; answer those who are people."""
    months = numpy.unique(world.config.dates().astype("datetime64[M]"))
    shape = (len(people), len(months))
    low, high = of_tiers("fewest")[people["tier"]], of_tiers("most")[people["tier"]]
    joined = numpy.exp(random.uniform(numpy.log(low), numpy.log(high)))
    growth = random.normal(0.01, 0.012, (shape[0], 1)) + random.normal(0, 0.008, shape)
    chance = random.random(shape[0])
    when = random.integers(1, max(2, shape[1]), shape[0])
    after = numpy.arange(shape[1]) >= when[:, None]
    viral = (chance >= 1 - WENT_VIRAL)[:, None] & after
    leap = random.uniform(0.3, 0.8, (shape[0], 1))
    path = numpy.cumsum(growth, axis=1) + viral * numpy.log1p(leap)
    began = numpy.searchsorted(months, (world.config.opening + people["active_from"].to_numpy()).astype("datetime64[M]"))
    audience = joined[:, None] * numpy.exp(path - path[numpy.arange(shape[0]), began][:, None])
    # Bought accounts come at once and are removed bit by bit by the platform.
    buys = chance < BOUGHT
    wanted = random.uniform(0.4, 1.5, shape[0]) * audience[numpy.arange(shape[0]), when]
    bought = numpy.where(buys, numpy.round(wanted), 0)
    months_since = numpy.maximum(0, numpy.arange(shape[1]) - when[:, None])
    shown = audience + bought[:, None] * after * 0.98**months_since
    world.tables["influencer_followers"] = pandas.DataFrame(
        {
            "influencer_id": numpy.repeat(people["influencer_id"].to_numpy(), shape[1]),
            "month": numpy.tile(months.astype("datetime64[D]"), shape[0]),
            "followers": numpy.round(shown).astype(int).ravel(),
        }
    )
    when_bought = months[when[buys]].astype("datetime64[D]")
    world.truth["influencer_bought_followers"] = pandas.DataFrame(
        {"influencer_id": people["influencer_id"][buys], "month": when_bought, "bought": bought[buys].astype(int)}
    )
    return audience


def _dark_regions(world: World) -> numpy.ndarray:
    """Waves of four weeks with four weeks between them, each in the regions that were dark least often so far."""
    random, days = world.random("influencer_dark_regions"), world.config.days
    regions = world.latent["regions"]["region"].to_numpy()
    starts = numpy.arange(2 * PAUSE_DAYS, days - WAVE_DAYS + 1, WAVE_DAYS + PAUSE_DAYS)
    dark = numpy.zeros((len(regions), days), dtype=bool)
    chosen = numpy.zeros((len(starts), DARK), dtype=int)
    for wave, start in enumerate(starts):
        chosen[wave] = numpy.argsort(dark.sum(axis=1) + random.random(len(regions)))[:DARK]
        dark[chosen[wave], start : start + WAVE_DAYS] = True
    first = world.config.opening + numpy.repeat(starts, DARK)
    world.tables["influencer_dark_regions"] = pandas.DataFrame(
        {
            "wave": numpy.repeat(numpy.arange(len(starts)) + 1, DARK),
            "region": regions[chosen.ravel()],
            "starts_on": first,
            "ends_on": first + WAVE_DAYS - 1,
        }
    )
    return dark


def _media_rates(world: World) -> pandas.DataFrame:
    """A new rate every half-year."""
    days = numpy.arange(0, world.config.days, RATE_DAYS)
    usual = numpy.repeat([cents for _, cents in PLATFORMS.values()], len(days))
    moved = world.random("influencer_media_rates").normal(0, RATE_DEVIATION, len(usual))
    return pandas.DataFrame(
        {
            "platform": numpy.repeat(list(PLATFORMS), len(days)),
            "valid_from": numpy.tile(world.config.opening + days, len(PLATFORMS)),
            "cpm_cents": numpy.round(usual * numpy.exp(moved)).astype(int),
        }
    )
