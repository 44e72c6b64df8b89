"""Plans: what was to be sold each month, and how much capital the business had at work."""

from __future__ import annotations

import numpy
import pandas

from data_gen.finance.accounting import DAY, live_orders, rates
from data_gen.latest import latest
from data_gen.world import World

GROWTH, GROWTH_DEVIATION = 0.12, 0.08
FIRST_YEAR_DEVIATION = 0.16
LATER_DEVIATION = 0.06
COMMON_DEVIATION = 0.05
MONTHS_BEFORE_A_PLAN = 4
DAYS_PAYABLE = 38
OPENING_CASH_MONTHS = 2.5
MONTHS_IN_A_YEAR = 12


def plans(world: World) -> None:
    """Make budgets and balances. A budget is what the year before ended with plus growth, and in the first year a guess."""
    sold = _sold_lines(world)
    world.tables["budgets"] = _budgets(world, world.random("budgets"), sold)
    world.tables["balances"] = _balances(world, world.random("balances"), sold)


def _sold_lines(world: World) -> pandas.DataFrame:
    """Lines of orders that were not cancelled: month, category, region, net and cost in the reporting currency."""
    orders = live_orders(world)
    orders = orders[(orders["status"] == "placed").to_numpy()][["order_id", "ordered_at", "region", "rate"]]
    lines = world.tables["order_items"].merge(orders, on="order_id")
    lines["category"] = lines["product_id"].map(world.tables["products"].set_index("product_id")["category"])
    lines["net"] = (lines["unit_price_cents"] * lines["quantity"] - lines["discount_cents"]) * lines["rate"]
    lines["cost"] = _unit_costs(world, lines) * lines["quantity"]
    lines["month"] = lines["ordered_at"].to_numpy("datetime64[M]").astype("datetime64[s]")
    return lines[["month", "category", "region", "net", "cost"]]


def _unit_costs(world: World, lines: pandas.DataFrame) -> numpy.ndarray:
    """The cost that was valid on the day of the order."""
    kept = world.tables["cost_history"]
    since = kept["valid_from"].to_numpy("datetime64[s]")
    row = latest(lines["product_id"], lines["ordered_at"].to_numpy("datetime64[s]"), kept["product_id"], since)
    return numpy.append(kept["cost_cents"].to_numpy(dtype=float), 0.0)[row]


def _budgets(world: World, random: numpy.random.Generator, sold: pandas.DataFrame) -> pandas.DataFrame:
    sums = sold.groupby(["category", "region", "month"])["net"].sum().unstack("month", fill_value=0.0)
    planned = _planned(random, sums.to_numpy())
    # Plans are made in hundreds.
    rounded = numpy.rint(planned / 10_000).astype("int64") * 10_000
    made = pandas.DataFrame(rounded, index=sums.index, columns=sums.columns).stack().rename("net_sales_cents").reset_index()
    return made.sort_values(["month", "category", "region"]).reset_index(drop=True)[["month", "category", "region", "net_sales_cents"]]


def _planned(random: numpy.random.Generator, actual: numpy.ndarray) -> numpy.ndarray:
    """Plans by category and region (rows) and month (columns): a guess at first, then what the year before ended with and growth."""
    rows, months = actual.shape
    planned = actual * random.lognormal(0, FIRST_YEAR_DEVIATION, actual.shape)
    growth = 1 + random.normal(GROWTH, GROWTH_DEVIATION, (rows, 1))
    for start in range(MONTHS_IN_A_YEAR, months, MONTHS_IN_A_YEAR):
        year = numpy.arange(start, min(start + MONTHS_IN_A_YEAR, months))
        ended_with = actual[:, start - MONTHS_BEFORE_A_PLAN : start].mean(axis=1, keepdims=True)
        later = growth ** ((year - start + 1) / MONTHS_IN_A_YEAR)
        planned[:, year] = ended_with * later * _season(actual, year) * random.lognormal(0, LATER_DEVIATION, (rows, len(year)))
    return planned * random.lognormal(0, COMMON_DEVIATION, months)


def _season(actual: numpy.ndarray, year: numpy.ndarray) -> numpy.ndarray:
    """How much of a mean month each month was a year before; nobody can tell from the year in which the shop opened."""
    if year[0] == MONTHS_IN_A_YEAR:
        return numpy.ones(len(year))
    before = actual.sum(axis=0)[year[0] - MONTHS_IN_A_YEAR : year[0]]
    return (before / before.mean())[: len(year)]


def _balances(world: World, random: numpy.random.Generator, sold: pandas.DataFrame) -> pandas.DataFrame:
    ends = _month_ends(world)
    bought = sold.groupby("month")["cost"].sum().reindex(ends.astype("datetime64[M]").astype("datetime64[s]"), fill_value=0.0).to_numpy()
    payables = bought * DAYS_PAYABLE / 30 * random.lognormal(0, 0.07, len(ends))
    paid_to_vendors = numpy.diff(payables, prepend=0.0) * -1 + bought
    running = _by_month(world, ends, "settlements", "settled_on", "settled_cents") - _running_costs(world, ends)
    opening = OPENING_CASH_MONTHS * max(float(bought.mean()), 0.0) if len(ends) else 0.0
    cash = opening + numpy.cumsum(running - paid_to_vendors)
    amounts = {"Receivables": _receivables(world, ends), "Payables": payables, "Cash": cash}
    made = [
        pandas.DataFrame({"balance_on": ends.astype("datetime64[s]"), "account": name, "amount_cents": numpy.rint(values).astype("int64")})
        for name, values in amounts.items()
    ]
    return pandas.concat(made, ignore_index=True).sort_values(["balance_on", "account"]).reset_index(drop=True)


def _month_ends(world: World) -> numpy.ndarray:
    """The last day of each month that is over on the as-of day."""
    first, last = numpy.datetime64(world.config.first_day, "M"), numpy.datetime64(world.config.as_of + DAY.astype(object), "M")
    return numpy.arange(first, last).astype("datetime64[M]") + numpy.timedelta64(1, "M") - DAY


def _by_month(world: World, ends: numpy.ndarray, table: str, day: str, amount: str) -> numpy.ndarray:
    """A table's amounts in the reporting currency, summed up by month."""
    rows = world.tables[table]
    rate = rates(world, rows["currency"], rows[day]) if "currency" in rows else 1.0
    months = rows[day].to_numpy("datetime64[M]")
    return (rows[amount] * rate).groupby(months).sum().reindex(ends.astype("datetime64[M]"), fill_value=0.0).to_numpy()


def _running_costs(world: World, ends: numpy.ndarray) -> numpy.ndarray:
    """Fulfilment, the tax collected for the state, fixed costs and advertising of each month."""
    parcels = world.tables["shipments"]
    sent = (parcels["cost_cents"] + parcels["handling_cents"] + parcels["packaging_cents"]).groupby(parcels["order_id"]).sum()
    orders = live_orders(world)
    spent = orders["order_id"].map(sent).fillna(0) + (orders["status"] == "placed") * orders["tax_cents"] * orders["rate"]
    by_month = spent.groupby(orders["ordered_at"].to_numpy("datetime64[M]")).sum()
    running = by_month.reindex(ends.astype("datetime64[M]"), fill_value=0.0).to_numpy()
    running = running + _by_month(world, ends, "fixed_costs", "month", "amount_cents")
    return running + _by_month(world, ends, "ad_days", "performance_date", "spend_cents") if "ad_days" in world.tables else running


def _receivables(world: World, ends: numpy.ndarray) -> numpy.ndarray:
    """What providers had captured and not paid out yet on each day."""
    paid = world.tables["payments"]
    paid = paid[(paid["method"] != "Gift card").to_numpy()].reset_index(drop=True)
    batches = world.tables["settlements"].set_index("settlement_id")["settled_on"]
    settled = paid["settlement_id"].map(batches).to_numpy("datetime64[D]")
    captured = paid["captured_at"].to_numpy("datetime64[D]")
    amount = (paid["amount_cents"] * rates(world, paid["currency"], paid["captured_at"])).to_numpy()
    return numpy.array([amount[(captured <= end) & (numpy.isnat(settled) | (settled > end))].sum() for end in ends])
