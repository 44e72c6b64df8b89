"""Where goods and books will disagree: shrinkage, lag, wrong units of measure and mis-scans."""

from __future__ import annotations

import numpy
import pandas

from data_gen.supply.places import places
from data_gen.world import World

SHARES = {"lag": 0.25, "shrinkage": 0.4, "unit_of_measure": 0.15, "mis_scan": 0.2}
# Parts of the stocked places, busiest first, that mismatches are planted in: lag shows only where goods come in often.
BUSY, BUSIEST = 0.20, 0.07
PLANTED = (0.025, 0.045)
STILL_ON = 0.35
DOZEN = 12


def mismatches(world: World) -> None:
    """Choose 2.5 to 4.5 % of the stocked places. Reads what `places` reads.

    Makes latent stock_places, and latent stock_mismatches: type, place, other_place (of a mis-scan, where the units went), from_day,
    until_day (its last day; the last day of the world where nobody notices), size (units a day, days, factor or units). The truth of
    what came of it is written by the counts.
    """
    random = world.random("mismatches")
    found = places(world)
    world.latent["stock_places"] = found
    total = found.sales.sum(axis=0)
    planted = int(random.uniform(*PLANTED) * found.stocked.sum())
    kind = numpy.array(list(SHARES))[numpy.searchsorted(numpy.cumsum(list(SHARES.values())), (numpy.arange(planted) + 0.5) / planted)]
    chosen = _places(random, kind, total)
    first = _from_days(random, found.days, planted)
    rate = total[chosen] / found.days
    size = numpy.select(
        [kind == "shrinkage", kind == "lag", kind == "unit_of_measure"],
        [
            numpy.maximum(0.12, rate * random.uniform(0.2, 0.5, planted)),
            random.integers(5, 13, planted),
            numpy.where(random.random(planted) < 0.5, DOZEN, 1 / DOZEN),
        ],
        numpy.maximum(3, numpy.rint(rate * random.uniform(8, 20, planted))),
    )
    lasting = numpy.isin(kind, ("shrinkage", "unit_of_measure"))
    until = numpy.where(lasting, first + random.integers(45, 150, planted), found.days - 1)
    other = _other_places(random, chosen, found.stocked, found.warehouses)
    world.latent["stock_mismatches"] = pandas.DataFrame(
        {
            "type": kind,
            "place": chosen,
            "other_place": numpy.where(kind == "mis_scan", other, -1),
            "from_day": first,
            "until_day": numpy.minimum(until, found.days - 1),
            "size": size,
        }
    )


def _places(random: numpy.random.Generator, kind: numpy.ndarray, total: numpy.ndarray) -> numpy.ndarray:
    """A place of its own for each planted mismatch."""
    ranked = numpy.argsort(-total, kind="stable")[: int(BUSY * (total > 0).sum())]
    top = int(BUSIEST * (total > 0).sum())
    lags = int((kind == "lag").sum())
    often = random.permutation(ranked[:top])
    return numpy.concatenate([often[:lags], random.permutation(numpy.concatenate([often[lags:], ranked[top:]]))])[: len(kind)]


def _from_days(random: numpy.random.Generator, days: int, count: int) -> numpy.ndarray:
    """Somewhere in the history; a third in the last hundred days, so that there is something to find now."""
    anywhere = random.integers(min(60, days // 4), max(days - 20, days // 2), count)
    recent = random.integers(max(0, days - 100), days - 10, count)
    return numpy.where(random.random(count) < STILL_ON, recent, anywhere)


def _other_places(random: numpy.random.Generator, place: numpy.ndarray, stocked: numpy.ndarray, warehouses: int) -> numpy.ndarray:
    """Another stocked product of the same warehouse, not one of the chosen places."""
    free = stocked.copy()
    free[place] = False
    other = numpy.full(len(place), -1)
    for warehouse in range(warehouses):
        here = numpy.flatnonzero(place % warehouses == warehouse)
        candidates = numpy.flatnonzero(free)
        candidates = candidates[candidates % warehouses == warehouse]
        other[here[: len(candidates)]] = random.permutation(candidates)[: len(here)]
    return other
