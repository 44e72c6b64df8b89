"""A/B tests: twelve changes tried on visitors, with the truth about each."""

from __future__ import annotations

import numpy
import pandas

from data_gen.identities import identities
from data_gen.world import World

NULLS, REALS = 5, 5
LEAST_EFFECT, MOST_EFFECT = 0.02, 0.15
MISMATCHED_SHARE = 0.47
NOVELTY, NOVELTY_HALF_LIFE = 0.25, 4.0
TRAFFIC = 0.8
_CHANGES = (
    "Larger product pictures", "Shorter checkout", "Delivery date on the product page", "Reviews above the fold", "Sticky cart button",
    "Free returns badge", "Search suggestions", "Payment icons in the cart", "Simpler sign-up", "Related products in the cart",
    "New home page", "Animated gift wrapping",
)  # fmt: skip
_GOALS = {"order placed": 0.03, "checkout begun": 0.06, "product in the cart": 0.11}
_SPENT, _SPREAD = 62.0, 0.9


def ab_tests(world: World) -> None:
    """Make ab_tests and ab_test_days, and truth["ab_tests"]: test_id, kind (null, real, mismatch, novelty), true lift of conversion.

    Spending is lognormal with heavy tails. The mismatch test has a null effect and 47 % of the visitors in treatment; the novelty test
    begins with +25 %, which halves every four days; its lift is that of the last day.
    """
    random, days = world.random("ab_tests"), world.config.days
    kinds = numpy.array(["null"] * NULLS + ["real"] * REALS + ["mismatch", "novelty"])[random.permutation(len(_CHANGES))]
    lifts = numpy.where(kinds == "real", numpy.round(random.uniform(LEAST_EFFECT, MOST_EFFECT, len(kinds)), 4), 0.0)
    lengths = random.choice([21, 28, 35], len(kinds))
    begins = (30 + numpy.arange(len(kinds)) * (days - 90) / len(kinds)).astype(int)
    test_id = identities(world, "ab_tests", len(kinds), "T")
    goals = random.choice(list(_GOALS), len(kinds))
    decays = numpy.where(kinds == "novelty", 0.5 ** ((lengths - 1) / NOVELTY_HALF_LIFE) * NOVELTY, 0)
    world.tables["ab_tests"] = pandas.DataFrame(
        {
            "test_id": test_id,
            "test_name": _CHANGES,
            "goal": goals,
            "starts_on": world.config.opening + begins,
            "ends_on": world.config.opening + begins + lengths - 1,
        }
    )
    world.truth["ab_tests"] = pandas.DataFrame({"test_id": test_id, "kind": kinds, "lift": lifts + decays})
    visits = _visits(world)
    parts = [
        _days(random, visits[start : start + length], kind, lift, _GOALS[goal]).assign(test_id=identity, start=start)
        for identity, kind, lift, goal, start, length in zip(test_id, kinds, lifts, goals, begins, lengths, strict=True)
    ]
    frame = pandas.concat(parts, ignore_index=True)
    frame.insert(1, "test_date", world.config.opening + (frame.pop("start") + frame.pop("day")).to_numpy())
    world.tables["ab_test_days"] = frame


def _visits(world: World) -> numpy.ndarray:
    found = world.tables["session_days"]
    day = (found["session_date"].to_numpy().astype("datetime64[D]") - world.config.opening).astype(int)
    return numpy.bincount(day, found["sessions"], minlength=world.config.days).astype(int)


def _days(random: numpy.random.Generator, visits: numpy.ndarray, kind: str, lift: float, base: float) -> pandas.DataFrame:
    """A row a day and variant of one test."""
    day = numpy.arange(len(visits))
    visitors = random.binomial(visits, TRAFFIC)
    treated = random.binomial(visitors, MISMATCHED_SHARE if kind == "mismatch" else 0.5)
    novelty = NOVELTY * 0.5 ** (day / NOVELTY_HALF_LIFE) if kind == "novelty" else 0.0
    weather = base * random.lognormal(0, 0.05, len(day))
    rows = [("control", visitors - treated, weather), ("treatment", treated, weather * (1 + lift + novelty))]
    return pandas.concat([_variant(random, day, *row) for row in rows], ignore_index=True)


def _variant(
    random: numpy.random.Generator, day: numpy.ndarray, name: str, visitors: numpy.ndarray, chance: numpy.ndarray
) -> pandas.DataFrame:
    converters = random.binomial(visitors, chance)
    spent = numpy.floor(random.lognormal(numpy.log(_SPENT) - _SPREAD**2 / 2, _SPREAD, converters.sum()) * 100)
    owner = numpy.repeat(day, converters)
    cents, squares = (numpy.bincount(owner, values, minlength=len(day)) for values in (spent, (spent / 100) ** 2))
    return pandas.DataFrame(
        {
            "day": day,
            "variant": name,
            "visitors": visitors,
            "converters": converters,
            "revenue_cents": cents.astype(int),
            "squared_revenue": numpy.round(squares, 4),
        }
    )
