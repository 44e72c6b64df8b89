"""Exchange rates: what a unit of each currency is worth in the reporting currency, each day."""

from __future__ import annotations

import numpy
import pandas

from data_gen.world import World

REPORTING = "EUR"
CURRENCIES = ("EUR", "GBP", "INR", "USD")
_LEVEL = {"EUR": 1.0, "GBP": 1.16, "INR": 0.0108, "USD": 0.92}
_DAILY_DEVIATION = 0.0025
_PULL = 0.01


def rates(world: World) -> None:
    """Make exchange_rates: mean-reverting walks of the logarithm around a level, kept to six decimals.

    latent["rates"]: an array (currencies in the order of CURRENCIES, days) of units of EUR for one unit, as in the table.
    """
    days = world.config.days
    random = world.random("rates")
    walk = numpy.zeros((len(CURRENCIES), days))
    steps = random.normal(0, _DAILY_DEVIATION, walk.shape)
    for day in range(1, days):
        walk[:, day] = (1 - _PULL) * walk[:, day - 1] + steps[:, day]
    level = numpy.array([_LEVEL[currency] for currency in CURRENCIES])[:, None]
    found = numpy.round(level * numpy.exp(walk), 6)
    found[CURRENCIES.index(REPORTING)] = 1
    world.latent["rates"] = found
    world.tables["exchange_rates"] = pandas.DataFrame(
        {
            "rate_date": numpy.repeat(world.config.dates(), len(CURRENCIES)),
            "currency": numpy.tile(CURRENCIES, days),
            "rate": found.T.ravel(),
        }
    )
