"""Costs that the shop pays whether it sells or not."""

from __future__ import annotations

import numpy
import pandas

from data_gen.finance.accounting import live_orders
from data_gen.world import World

# Part of the shop's mean monthly sales, and how much it grows in a year.
ACCOUNTS = {
    "Salaries": (0.052, 0.06),
    "Rent": (0.017, 0.02),
    "Software": (0.009, 0.12),
    "Professional services": (0.005, 0.03),
    "Insurance": (0.003, 0.04),
    "Depreciation": (0.006, 0.0),
}
FLUCTUATING = {"Professional services": 0.25, "Software": 0.04}


def costs(world: World) -> None:
    """Make fixed_costs, of every month that has begun."""
    random = world.random("costs")
    months = numpy.arange(
        numpy.datetime64(world.config.first_day, "M"), numpy.datetime64(world.config.as_of, "M") + numpy.timedelta64(1, "M")
    )
    orders = live_orders(world)
    sales = (orders["gross_cents"] - orders["discount_cents"]) * orders["rate"]
    mean = float(sales.sum()) / world.config.days * 365.25 / 12
    made = []
    for account, (share, growth) in ACCOUNTS.items():
        # Rents and salaries move once a year, in January.
        years = (months.astype("datetime64[Y]") - months[0].astype("datetime64[Y]")).astype(int)
        noise = random.lognormal(0, FLUCTUATING.get(account, 0.0), len(months))
        amount = numpy.rint(mean * share * (1 + growth) ** years * noise / 100).astype("int64") * 100
        made.append(pandas.DataFrame({"month": months.astype("datetime64[s]"), "account": account, "amount_cents": amount}))
    world.tables["fixed_costs"] = pandas.concat(made, ignore_index=True).sort_values(["month", "account"]).reset_index(drop=True)
