"""Coming back: repeat rates and cohorts equal what pandas makes of the orders."""

from __future__ import annotations

import datetime
from dataclasses import replace

import pandas
import pytest

from dashapp.auth.viewer import OPERATOR
from dashapp.filters import Filters
from dashapp.periods import day_number
from dashapp.settings import Settings
from data_gen.world import World
from queries.metrics import ask
from queries.registry import facts
from queries.run import run
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
        "returning_customers": later["customer_id"].nunique(),
        "ordering_customers": mine["customer_id"].nunique(),
        "first_order_cm2": first["cm2"].sum() / 100 / len(first),
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
    last = CONFIG.as_of.year * 12 + CONFIG.as_of.month
    won = [month for month in range(2025 * 12 + 3, 2025 * 12 + 8) if last - month + 1 >= months]
    ripe = cohorts[cohorts["over"] >= months].assign(channel=lambda frame: frame["customer_id"].map(channel))
    for name_of, rows in ripe.groupby("channel"):
        # Months in which the channel won nobody cost, too.
        cost = spent.reindex(pandas.MultiIndex.from_product([[name_of], won])).fillna(0).sum()
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


CELLS = Filters(date_from=datetime.date(2025, 1, 1), date_to=CONFIG.as_of)


def in_month(filters: Filters, month: str) -> Filters:
    first = datetime.date.fromisoformat(f"{month}-01")
    last = (first + datetime.timedelta(days=31)).replace(day=1) - datetime.timedelta(days=1)
    return replace(filters, date_from=first, date_to=last)


def cells(warehouse: Warehouse, kind: str) -> pandas.DataFrame:
    frame = run(warehouse, "cohorts.cells", {"cohort_kind": kind}, OPERATOR, filters=CELLS).frame
    return frame[frame["cohort"] != "All cohorts"].set_index(["cohort", "age"])


def test_every_month_of_the_triangle(warehouse: Warehouse, placed: pandas.DataFrame) -> None:
    found = cells(warehouse, "month")
    first = placed.groupby("customer_id")["ordered_at"].transform("min")
    month = placed["ordered_at"].dt.year * 12 + placed["ordered_at"].dt.month
    placed = placed.assign(cohort=first.dt.strftime("%Y-%m"), age=month - (first.dt.year * 12 + first.dt.month))
    sizes = placed.groupby("cohort")["customer_id"].nunique()
    for (cohort, age), row in found.iterrows():
        mine = placed[placed["cohort"] == cohort]
        then = mine[mine["age"] == age]
        so_far = mine[mine["place"] == 0] if age == 0 else mine[mine["age"] <= age]
        assert row["customers"] == sizes[cohort]
        assert row["cm2_so_far"] == pytest.approx(so_far["cm2"].sum() / 100 / sizes[cohort])
        assert row["net_sales"] == pytest.approx(then["net"].sum() / 100 / sizes[cohort])
        assert row["orders"] == pytest.approx(len(then) / sizes[cohort])
        if age:
            assert row["retention"] == pytest.approx(then["customer_id"].nunique() / sizes[cohort])
    last = CONFIG.as_of.year * 12 + CONFIG.as_of.month
    ripe = {cohort: last - int(cohort[:4]) * 12 - int(cohort[5:]) for cohort in found.index.get_level_values("cohort")}
    assert set(found.index) == {(cohort, age) for cohort, most in ripe.items() for age in range(most + 1)}


def test_value_at_age_0_is_that_of_first_orders(warehouse: Warehouse) -> None:
    found = cells(warehouse, "month")
    months = [cohort for cohort, age in found.index if age == 0]
    assert months
    for month in months:
        first = asked(warehouse, in_month(CELLS, month), "first_order_cm2")["first_order_cm2"]
        assert found.loc[(month, 0), "cm2_so_far"] == pytest.approx(first)


@pytest.mark.parametrize("kind", ["week", "quarter", "category", "discount", "marketing_channel"])
def test_cohorts_of_each_kind_hold_every_customer_once(warehouse: Warehouse, shop: Settings, kind: str) -> None:
    rows = table(shop, "fct_cohort_cells", "cell_key")
    mine = rows[(rows["cohort_kind"] == kind) & (rows["age"] == 0)]
    acquired = table(shop, "fct_acquisitions", "customer_key")
    dates = table(shop, "dim_date", "day_number").set_index("day_number")
    step = {"week": "week_start", "quarter": "quarter_start"}.get(kind, "month_start")
    last = dates.reset_index().groupby(step)["day_number"].max()
    day = acquired["first_order_day"].map(dates[step]).map(last)
    over = acquired[day <= day_number(CONFIG.as_of)]
    assert mine["customers"].sum() == len(over) > 0
    steps = rows[rows["cohort_kind"] == kind].groupby(["cohort", "cohort_day"])
    assert (steps["age"].count() == steps["steps_over"].first()).all()
