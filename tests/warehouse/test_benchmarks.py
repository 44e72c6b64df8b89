"""Other shops' figures: medians weighed by who reported, beside what this shop came to by its own metrics."""

from __future__ import annotations

import datetime
from dataclasses import replace

import numpy
import pandas
import pytest

from dashapp.auth.viewer import OPERATOR
from dashapp.filters import Filters
from dashapp.settings import Settings
from data_gen.world import World
from queries.metrics import ask
from queries.warehouse import Warehouse
from tests.warehouse.raw_rows import table

# The shop's own metric for each measure that has a benchmark, whether it is by category.
MEASURES = {
    "return_rate": ("Return rate", True),
    "gross_margin": ("Gross margin", True),
    "discount_rate": ("Discount rate", True),
    "stock_out_rate": ("Stock-out rate", True),
    "conversion_rate": ("Conversion rate", False),
    "aov": ("Average order value", False),
    "returning_order_share": ("Returning-order share", False),
}
FILTERS = Filters(date_from=datetime.date(2025, 7, 1), date_to=datetime.date(2025, 12, 31))


def weighed(rows: pandas.DataFrame, column: str) -> float:
    return (rows[column] * rows["members"]).sum() / rows["members"].sum()


@pytest.mark.parametrize("name", MEASURES)
def test_a_benchmark_is_the_median_weighed_by_members(name: str, world: World, warehouse: Warehouse) -> None:
    given = world.tables["industry_benchmarks"]
    given = given[given["quarter"].between("2025-07-01", "2025-12-31") & (given["measure"] == MEASURES[name][0])]
    found = ask(warehouse, (f"benchmark_{name}",), filters=FILTERS, viewer=OPERATOR).frame.iloc[0, 0]
    assert given["quarter"].nunique() == 2
    assert found == pytest.approx(weighed(given, "median_value"))


@pytest.mark.parametrize("name", MEASURES)
def test_the_gap_is_to_the_shops_own_metric(name: str, shop: Settings, warehouse: Warehouse) -> None:
    by_category = MEASURES[name][1]
    by = ("quarter", "category") if by_category else ("quarter",)
    own = ask(warehouse, (name,), by=by, filters=FILTERS, viewer=OPERATOR).frame.set_index(list(by))[name].dropna()
    rows = table(shop, "fct_industry_benchmarks", "benchmark_key")
    rows = rows[rows["measure"] == MEASURES[name][0]]
    dates = table(shop, "dim_date", "day_number").set_index("day_number")["date_day"]
    rows = rows.assign(quarter=rows["quarter_day"].map(dates))
    rows = rows[rows["quarter"].between("2025-07-01", "2025-12-31")]
    held = rows.set_index(list(by))["own_value"].dropna()
    assert len(held) == (len(own.drop("Not recorded", level=1, errors="ignore")) if by_category else 2)
    assert numpy.allclose(held, own.loc[held.index])
    known = rows.dropna(subset="own_value")
    found = ask(warehouse, (f"{name}_gap",), filters=FILTERS, viewer=OPERATOR).frame.iloc[0, 0]
    assert found == pytest.approx(weighed(known.assign(gap=known["own_value"] - known["median_value"]), "gap"))


def test_a_category_is_held_against_its_own_benchmark(world: World, warehouse: Warehouse) -> None:
    given = world.tables["industry_benchmarks"]
    given = given[(given["category"] == "Fashion") & (given["measure"] == "Return rate")]
    asked = replace(FILTERS, category=("Fashion",))
    found = ask(warehouse, ("benchmark_return_rate",), filters=asked, viewer=OPERATOR).frame.iloc[0, 0]
    assert found == pytest.approx(weighed(given[given["quarter"].between("2025-07-01", "2025-12-31")], "median_value"))


def test_the_standing_follows_from_the_quartiles(shop: Settings) -> None:
    rows = table(shop, "fct_industry_benchmarks", "benchmark_key")
    assert (rows["lower_quartile"] < rows["median_value"]).all()
    assert (rows["median_value"] < rows["upper_quartile"]).all()
    bins = (rows["own_value"] >= rows["lower_quartile"]).astype(int) + (rows["own_value"] >= rows["median_value"])
    bins += rows["own_value"] > rows["upper_quartile"]
    words = pandas.Series(["Below", "Lower half", "Upper half", "Above"])
    expected = words.reindex(bins).set_axis(rows.index).where(rows["own_value"].notna(), "Not recorded")
    assert (rows["standing"] == expected).all()
    assert rows["standing"].nunique() > 2
