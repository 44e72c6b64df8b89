"""Coming back: repeat rates and cohorts equal what pandas makes of the orders."""

from __future__ import annotations

import datetime

import pandas
import pytest

from dashapp.auth.viewer import OPERATOR
from dashapp.filters import Filters
from dashapp.settings import Settings
from data_gen.world import World
from queries.metrics import ask
from queries.registry import facts
from queries.warehouse import Warehouse
from tests.warehouse.core_shop import CONFIG, FILTERS, in_countries, in_period
from tests.warehouse.raw_rows import table

PERIOD = Filters(date_from=datetime.date(2025, 3, 1), date_to=datetime.date(2025, 7, 31))
DAY = pandas.Timedelta(days=1)


def asked(warehouse: Warehouse, filters: Filters, *names: str) -> dict[str, float]:
    return ask(warehouse, names, filters=filters, viewer=OPERATOR).frame.iloc[0].to_dict()


@pytest.fixture(scope="module")
def placed(world: World, shop: Settings) -> pandas.DataFrame:
    """Orders of known customers in time, with day, place, the days to the next and since the one before, net sales and CM2."""
    orders = world.tables["orders"]
    orders = orders[(orders["status"] != "test") & orders["customer_id"].notna()].sort_values(["ordered_at", "order_id"])
    orders = orders.assign(day=orders["ordered_at"].dt.normalize())
    grouped = orders.groupby("customer_id")
    orders = orders.assign(
        place=grouped.cumcount(),
        after=(grouped["day"].shift(-1) - orders["day"]).dt.days,
        before=(orders["day"] - grouped["day"].shift()).dt.days,
    )
    events = table(shop, "fct_sales_events", "event_key")
    events["net"] = events["gross_cents"] - events["discount_cents"] - events["return_cents"]
    costs = events["cost_cents"] + events["fulfilment_cents"].fillna(0) + events["payment_fee_cents"].fillna(0)
    events["cm2"] = events["net"] - costs
    return orders.join(events.groupby("order_id")[["net", "cm2"]].sum(), on="order_id")


def test_repeat_rates(world: World, warehouse: Warehouse, placed: pandas.DataFrame) -> None:
    mine = placed[in_period(placed["ordered_at"]) & in_countries(world, placed["region"])]
    first, later = mine[mine["place"] == 0], mine[mine["place"] > 0]
    old = first[first["day"] + 90 * DAY <= pandas.Timestamp(CONFIG.as_of)]
    expected = {
        "first_orders": len(first),
        "returning_orders": len(later),
        "returning_order_share": len(later) / len(mine),
        "repeat_purchase_rate": first["after"].notna().mean(),
        "repeat_rate_90_days": (old["after"] <= 90).mean(),
        "days_to_second_order": first["after"].mean(),
        "days_between_orders": later["before"].mean(),
    }
    assert asked(warehouse, FILTERS, *expected) == pytest.approx(expected)
    assert set(next(fact for fact in facts() if fact.name == "fct_customer_orders").metrics) == expected.keys()


@pytest.fixture(scope="module")
def cohorts(placed: pandas.DataFrame) -> pandas.DataFrame:
    """Each order with the cohort of its customer and its age in months."""
    month = placed["ordered_at"].dt.year * 12 + placed["ordered_at"].dt.month
    first = month.groupby(placed["customer_id"]).transform("min")
    last = CONFIG.as_of.year * 12 + CONFIG.as_of.month
    first_at = placed.groupby("customer_id")["ordered_at"].transform("min")
    inside = first_at.between(pandas.Timestamp(PERIOD.date_from), pandas.Timestamp(PERIOD.date_to) + DAY, inclusive="left")
    return placed.assign(cohort=first, age=month - first, over=last - first + 1)[inside]


def value_at(cohorts: pandas.DataFrame, months: int, column: str) -> tuple[float, int]:
    """Sum of the first months and number of customers, of cohorts of which so many months are over."""
    ripe = cohorts[cohorts["over"] >= months]
    return ripe.loc[ripe["age"] < months, column].sum() / 100, ripe["customer_id"].nunique()


def test_retention(warehouse: Warehouse, cohorts: pandas.DataFrame) -> None:
    size, over = cohorts.groupby("cohort")["customer_id"].nunique(), cohorts.groupby("cohort")["over"].first()
    active = cohorts.groupby(["cohort", "age"])["customer_id"].nunique().unstack(fill_value=0).reindex(columns=range(13), fill_value=0)
    expected = {"cohort_customers": size.sum()}
    for month in (1, 3, 6, 12):
        ripe = over > month
        expected[f"retention_month_{month}"] = active.loc[ripe, month].sum() / size[ripe].sum() if ripe.any() else None
    later = sum(active.loc[cohort, range(1, over[cohort])].sum() for cohort in size.index)
    expected["retention_rate"] = later / sum(size[cohort] * (over[cohort] - 1) for cohort in size.index)
    assert asked(warehouse, PERIOD, *expected) == pytest.approx(expected)
    assert 0 < expected["retention_month_3"] < 1


def test_lifetime_value(warehouse: Warehouse, cohorts: pandas.DataFrame, shop: Settings) -> None:
    expected = {}
    for months in (3, 6, 12):
        value, customers = value_at(cohorts, months, "cm2")
        expected[f"ltv_{months}_months"] = value / customers
    net, customers = value_at(cohorts, 12, "net")
    expected["net_value_12_months"] = net / customers
    assert asked(warehouse, PERIOD, *expected) == pytest.approx(expected)
    assert expected["ltv_3_months"] <= expected["ltv_6_months"]


@pytest.mark.parametrize(("name", "months"), [("ltv_to_cac_12_months", 12), ("payback_6_months", 6), ("payback_3_months", 3)])
def test_value_is_held_against_what_the_same_cohorts_cost(
    name: str, months: int, warehouse: Warehouse, cohorts: pandas.DataFrame, shop: Settings
) -> None:
    found = ask(warehouse, (name,), by=("marketing_channel",), filters=PERIOD, viewer=OPERATOR).frame.set_index("marketing_channel")[name]
    acquired = table(shop, "fct_acquisitions", "customer_key")
    people = table(shop, "dim_customers", "customer_key").set_index("customer_key")["customer_id"]
    channel = pandas.Series(acquired["marketing_channel"].to_numpy(), index=acquired["customer_key"].map(people))
    spent = table(shop, "fct_acquisition_days", "acquisition_day_key")
    dates = table(shop, "dim_date", "day_number").set_index("day_number")["month_number"]
    spent = spent.assign(cohort=spent["day_number"].map(dates)).groupby(["marketing_channel", "cohort"])["spend_cents"].sum()
    ripe = cohorts[cohorts["over"] >= months].assign(channel=lambda frame: frame["customer_id"].map(channel))
    for name_of, rows in ripe.groupby("channel"):
        cost = spent.reindex(pandas.MultiIndex.from_product([[name_of], rows["cohort"].unique()])).fillna(0).sum()
        expected = rows.loc[rows["age"] < months, "cm2"].sum() / cost if cost else float("nan")
        assert found[name_of] == pytest.approx(expected, nan_ok=True), name_of
    assert found.notna().any()


def test_every_metric_of_cohorts_is_tested() -> None:
    known = set(next(fact for fact in facts() if fact.name == "fct_cohorts").metrics)
    assert known == {
        *("cohort_customers", "retention_rate", "net_value_12_months", "ltv_to_cac_12_months", "payback_3_months", "payback_6_months"),
        *(f"retention_month_{month}" for month in (1, 3, 6, 12)),
        *(f"ltv_{months}_months" for months in (3, 6, 12)),
    }
