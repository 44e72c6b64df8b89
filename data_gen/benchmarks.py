"""Benchmarks: what an invented association of shops publishes each quarter about its members, by category where that makes sense."""

from __future__ import annotations

import numpy
import pandas

from data_gen.service.returns import FASHION
from data_gen.shop import categories, column
from data_gen.world import World

EVERY = "All"
# Of each measure the middle of members (of margins what is left of it after the cost of goods), then how much categories differ,
# quarters move and members spread around it, in logarithms.
BY_CATEGORY = {
    "Return rate": (0.055, 0.18, 0.05, 0.30),
    "Gross margin": (1.0, 0.05, 0.015, 0.11),
    "Discount rate": (0.075, 0.15, 0.06, 0.35),
    "Stock-out rate": (0.045, 0.20, 0.07, 0.40),
}
FOR_ALL = {
    "Conversion rate": (0.027, 0.0, 0.04, 0.35),
    "Average order value": (84.0, 0.0, 0.03, 0.28),
    "Returning-order share": (0.42, 0.0, 0.03, 0.22),
}
FASHION_RETURNS = 0.21
QUARTILE = 0.6745
PUBLISHED_DAYS = 40
MEMBERS = (18, 120)


def benchmarks(world: World) -> None:
    """Make industry_benchmarks for every quarter that is over and published. Reads categories; nothing of the shop's own figures."""
    random = world.random("benchmarks")
    quarters = _quarters(world)
    names = world.tables["categories"]["category"].sort_values().to_numpy(dtype=object)
    levels = [_rows(random, quarters, names, measure, *given) for measure, given in BY_CATEGORY.items()]
    levels += [_rows(random, quarters, numpy.array([EVERY], object), measure, *given) for measure, given in FOR_ALL.items()]
    made = pandas.concat(levels, ignore_index=True)
    world.tables["industry_benchmarks"] = made.sort_values(["quarter", "category", "measure"], ignore_index=True)


def _quarters(world: World) -> numpy.ndarray:
    """First days of the quarters that had been published by the as-of day, from the one in which the shop opened."""
    first = numpy.datetime64(world.config.first_day, "M")
    starts = numpy.arange(first - first.astype(int) % 3, numpy.datetime64(world.config.as_of, "M") + 1, 3)
    over = (starts + 3).astype("datetime64[D]") + PUBLISHED_DAYS <= numpy.datetime64(world.config.as_of, "D")
    return starts[over].astype("datetime64[s]")


def _rows(
    random: numpy.random.Generator,
    quarters: numpy.ndarray,
    names: numpy.ndarray,
    measure: str,
    middle: float,
    between: float,
    moves: float,
    spread: float,
) -> pandas.DataFrame:
    """One measure of these categories: its level wanders slowly from quarter to quarter."""
    shape = (len(names), len(quarters))
    level = numpy.log(_middles(names, measure, middle))[:, None] + between * random.standard_normal((len(names), 1))
    level = level + moves * numpy.cumsum(random.standard_normal(shape), axis=1) / 2
    width = spread * QUARTILE * numpy.exp(0.15 * random.standard_normal(shape))
    figures = {"lower_quartile": level - width, "median_value": level, "upper_quartile": level + width}
    return pandas.DataFrame(
        {
            "quarter": numpy.tile(quarters, len(names)),
            "category": numpy.repeat(names, len(quarters)),
            "measure": measure,
            **{name: numpy.rint(numpy.exp(values.ravel()) * 10_000) / 10_000 for name, values in figures.items()},
            "members": random.integers(*MEMBERS, shape[0] * shape[1]),
        }
    )


def _middles(names: numpy.ndarray, measure: str, middle: float) -> numpy.ndarray:
    """Where the categories of a measure stand: fashion comes back more, and margins follow from what goods cost."""
    if measure == "Return rate":
        return numpy.where(names == FASHION, FASHION_RETURNS, middle)
    if measure == "Gross margin":
        return 1 - pandas.Series(column("categories", 2), index=categories()).reindex(names).to_numpy()
    return numpy.full(len(names), middle)
