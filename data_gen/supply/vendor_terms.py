"""How vendors deliver: lead times, short deliveries, defects, and what goes wrong from some day on."""

from __future__ import annotations

from collections.abc import Mapping

import numpy
import pandas
from scipy.special import gammaincinv

from data_gen.world import World

LATE_VENDORS, LATE_FACTOR = 3, 2.0
STRIKE_DAYS, STRIKE_DELAY = 30, (8, 21)

Terms = Mapping[str, numpy.ndarray]


def vendor_terms(world: World) -> None:
    """Draw the terms of every vendor. Reads vendors and, where it is there, latent product_quality.

    Makes latent vendor_terms, one row a vendor in the order of the table: shape of the gamma that lead times follow, mean as a part of
    the agreed lead time (mean_share), effect (None, late, early_short), from_day and fill_share of that effect, defect_rate,
    short_share and parts_share of lines; latent port_strike: first and last day. Truth suppliers and supply_events.
    """
    random = world.random("vendor_terms")
    vendors, days = world.tables["vendors"], world.config.days
    count = len(vendors)
    terms = pandas.DataFrame(
        {
            "vendor_id": vendors["vendor_id"].to_numpy(),
            "shape": random.uniform(15, 45, count),
            "mean_share": random.uniform(0.66, 0.84, count),
            "effect": "none",
            "from_day": 0,
            "fill_share": 1.0,
            "defect_rate": _defect_rates(random, world),
            "short_share": random.uniform(0.01, 0.05, count),
            "parts_share": random.uniform(0.02, 0.08, count),
        }
    )
    strange = random.permutation(count)[: LATE_VENDORS + 1]
    late, early = strange[:LATE_VENDORS], strange[LATE_VENDORS:]
    terms.loc[late, ["effect", "from_day"]] = [["late", day] for day in random.integers(int(0.4 * days), int(0.75 * days), len(late))]
    terms.loc[early, "effect"] = "early_short"
    terms.loc[early, "mean_share"] = random.uniform(0.45, 0.55, len(early))
    terms.loc[early, "fill_share"] = random.uniform(0.78, 0.86, len(early))
    strike = int(random.integers(int(0.3 * days), int(0.85 * days)))
    world.latent["vendor_terms"] = terms
    world.latent["port_strike"] = (strike, strike + STRIKE_DAYS - 1)
    _write_truth(world, terms, strike)


def lead_days(
    random: numpy.random.Generator, terms: Terms, vendor: numpy.ndarray, agreed: numpy.ndarray, day: numpy.ndarray
) -> numpy.ndarray:
    """Days until orders of these vendors, agreed lead times and order days come, without the strike; at least one."""
    shape = terms["shape"][vendor]
    drawn = random.gamma(shape) / shape * terms["mean_share"][vendor] * agreed
    late = (terms["effect"][vendor] == "late") & (day >= terms["from_day"][vendor])
    return numpy.maximum(1, numpy.rint(drawn * numpy.where(late, LATE_FACTOR, 1.0))).astype(int)


def delayed(random: numpy.random.Generator, arrival: numpy.ndarray, strike: tuple[int, int]) -> numpy.ndarray:
    """Arrival days after the strike: whatever would come in during it waits."""
    waits = (arrival >= strike[0]) & (arrival <= strike[1])
    return arrival + numpy.where(waits, random.integers(*STRIKE_DELAY, len(arrival)), 0)


def _defect_rates(random: numpy.random.Generator, world: World) -> numpy.ndarray:
    """1 to 6 % of units; the better a vendor's products are, the lower."""
    vendors = world.tables["vendors"]["vendor_id"]
    rates = random.uniform(0.01, 0.06, len(vendors))
    if "product_quality" not in world.latent:
        return rates
    products = world.tables["products"]
    quality = world.latent["product_quality"].reindex(products["product_id"]).to_numpy()
    by_vendor = pandas.Series(quality).groupby(products["vendor_id"].to_numpy()).mean().reindex(vendors).fillna(0)
    return numpy.sort(rates)[::-1][by_vendor.rank(method="first").to_numpy(dtype=int) - 1]


def _write_truth(world: World, terms: pandas.DataFrame, strike: int) -> None:
    opening = numpy.datetime64(world.config.first_day, "D")
    p90 = gammaincinv(terms["shape"], 0.9) / terms["shape"] * terms["mean_share"]
    late = terms["effect"] == "late"
    world.truth["suppliers"] = pandas.DataFrame(
        {
            "vendor_id": terms["vendor_id"],
            "effect": terms["effect"],
            "from_date": numpy.where(late, opening + terms["from_day"].to_numpy(), numpy.datetime64("NaT")),
            "gamma_shape": terms["shape"],
            "mean_share_of_agreed": terms["mean_share"],
            "p90_share_of_agreed": p90,
            "p90_share_of_agreed_after": numpy.where(late, LATE_FACTOR, 1.0) * p90,
            "fill_share": terms["fill_share"],
            "defect_rate": terms["defect_rate"],
        }
    )
    world.truth["supply_events"] = pandas.DataFrame(
        {
            "event": ["port_strike"],
            "from_date": [opening + strike],
            "to_date": [opening + strike + STRIKE_DAYS - 1],
            "least_delay_days": [STRIKE_DELAY[0]],
            "most_delay_days": [STRIKE_DELAY[1] - 1],
        }
    )
