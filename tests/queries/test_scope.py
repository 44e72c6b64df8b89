"""T-SEC-2 over the library: under any filters, order and grid filters, a scoped person's rows and totals are those that pandas
makes of the reachable events alone.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pandas
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from dashapp.auth.scope import Scope
from dashapp.auth.viewer import OPERATOR, Viewer
from dashapp.errors import Forbidden
from dashapp.filters import Filters
from dashapp.periods import day_number
from queries import catalogue, grid
from queries.metrics import ask, members
from queries.run import run
from queries.warehouse import Warehouse
from tests.queries import marts

ROWS = marts.seeded()
EVENTS = pandas.DataFrame(ROWS["fct_sales_events"])
PRODUCTS = pandas.DataFrame(ROWS["dim_products"]).set_index("product_key")["product_id"]
BRANDS = ("Acme", "Bolt", "Not recorded", "Zenith")
REGIONS = ("North", "South", "Not recorded", "West")
COLUMNS = {"brand": BRANDS, "region": REGIONS, "channel": ("Web", "App", "Fax"), "category": ("Light", "Table", "Garden"),
           "country": ("France", "Germany", "Österreich"), "payment_method": ("Card", "It's a voucher, 100% :off")}  # fmt: skip
SALES = ["sale", "return", "cancellation"]
AMOUNTS = {"gross_sales": "gross_cents", "discounts": "discount_cents", "returns": "return_cents", "tax": "tax_cents",
           "shipping_revenue": "shipping_cents"}  # fmt: skip
LISTED = [name for name in catalogue.queries() if name.startswith("sales.") and "day_from" in catalogue.query(name).parameters]
LIMITED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

tuples = {name: some.lists(some.sampled_from(values), unique=True, max_size=3).map(tuple) for name, values in COLUMNS.items()}
scopes = some.builds(Scope, brands=some.none() | tuples["brand"], regions=some.none() | tuples["region"]).filter(lambda one: one.limits())


@some.composite
def filters(draw: some.DrawFn) -> Filters:
    """Any days, date basis and lists of values."""
    first = marts.FIRST + datetime.timedelta(days=draw(some.integers(0, 400)))
    last = first + datetime.timedelta(days=draw(some.integers(0, 460)))
    named = draw(some.sets(some.sampled_from(sorted(COLUMNS)), max_size=2))
    chosen = {name: draw(tuples[name]) for name in sorted(named)}
    return Filters(date_from=first, date_to=last, basis=draw(some.sampled_from(["event", "order"])), **chosen)


def limited(scope: Scope) -> Viewer:
    return replace(OPERATOR, scope=scope)


def reachable(scope: Scope, asked: Filters | None = None) -> pandas.DataFrame:
    """The events of the scope, the filters and the days."""
    kept = EVENTS
    for name, values in scope.limits().items():
        kept = kept[kept[name.removesuffix("s")].isin(values)]
    if asked is None:
        return kept
    kept = kept[kept[f"{asked.basis}_day"].between(day_number(asked.date_from), day_number(asked.date_to))]  # type: ignore[arg-type]
    for name, values in asked.dimensions().items():
        kept = kept[kept[name].isin(values)]
    return kept


def orders_of(events: pandas.DataFrame) -> pandas.DataFrame:
    """An order a row: what the reachable events of it come to, where they hold more than fees."""
    told = events.assign(counted=events["event_type"].isin(SALES), lines=events["event_type"] == "sale")
    sums = told.groupby("order_id")[["counted", "lines", *AMOUNTS.values()]].sum()
    some_money = (sums[["discount_cents", "tax_cents", "shipping_cents"]] != 0).any(axis=1)
    return sums[(sums["counted"] > 0) | some_money]


def cents(frame: pandas.DataFrame, name: str) -> int:
    return round(float(frame[name].sum()) * 100)


@LIMITED
@given(scope=scopes, asked=filters(), sort=some.sampled_from(["net_sales", "order_id", "lines"]), way=some.sampled_from(["asc", "desc"]))
def test_t_sec_2_orders_are_of_reachable_lines(duck: Warehouse, scope: Scope, asked: Filters, sort: str, way: str):
    selection = grid.Selection("sales.orders", {}, limited(scope), asked)
    expected = orders_of(reachable(scope, asked))
    table = grid.all_rows(duck, selection, [(sort, way)])
    assert sorted(table.frame["order_id"]) == sorted(expected.index)
    assert list(grid.rows(duck, selection, 0, 500, [(sort, way)]).frame["order_id"]) == list(table.frame["order_id"])[:500]
    totals = grid.totals(duck, selection)
    assert totals["total_rows"] == len(expected)
    for name, column in AMOUNTS.items():
        assert cents(table.frame, name) == round((totals[name] or 0) * 100) == int(expected[column].sum())
    assert int(table.frame["lines"].sum()) == int(expected["lines"].sum())


@LIMITED
@given(scope=scopes, asked=filters(), column=some.sampled_from(["channel", "country"]), kind=some.sampled_from(["equals", "notEqual"]),
       least=some.integers(0, 30_000))  # fmt: skip
def test_t_sec_2_grid_filters_reach_no_further(duck: Warehouse, scope: Scope, asked: Filters, column: str, kind: str, least: int):
    word = COLUMNS[column][0]
    where = {column: {"filterType": "text", "type": kind, "filter": word},
             "gross_sales": {"filterType": "number", "type": "greaterThanOrEqual", "filter": least / 100}}  # fmt: skip
    selection = grid.Selection("sales.event_lines", {}, limited(scope), asked, where)
    mine = reachable(scope, asked)
    matches = (mine[column].str.lower() == word.lower()) == (kind == "equals")
    expected = mine[matches & (mine["gross_cents"] >= least)]
    table = grid.all_rows(duck, selection)
    assert {int(key) for key in table.frame["event_key"]} <= set(mine["event_key"])
    shown = expected[expected["event_type"].isin(SALES)]
    assert cents(table.frame, "gross_sales") == int(expected["gross_cents"].sum())
    assert set(shown["event_key"]) <= {int(key) for key in table.frame["event_key"]}
    assert grid.totals(duck, selection)["total_rows"] == len(table.frame)


@LIMITED
@given(scope=scopes, order=some.sampled_from(sorted(set(EVENTS["order_id"]))))
def test_t_sec_2_an_order_by_its_number_shows_its_reachable_lines(duck: Warehouse, scope: Scope, order: str):
    mine = reachable(scope)
    mine = mine[mine["order_id"] == order]
    lines = run(duck, "sales.order_lines", {"order_id": order}, limited(scope)).frame
    assert {int(key) for key in lines["event_key"]} == set(mine["event_key"])
    whole = run(duck, "sales.order", {"order_id": order}, limited(scope)).frame
    assert len(whole) == (1 if len(mine) else 0)
    for name, column in AMOUNTS.items():
        assert cents(whole, name) == int(mine[column].sum())


@LIMITED
@given(scope=scopes, asked=filters(), by=some.sampled_from(["brand", "region", "channel", "customer", "product"]))
def test_t_sec_2_orders_and_their_average_value_count_orders_with_a_reachable_line(duck: Warehouse, scope: Scope, asked: Filters, by: str):
    sold = reachable(scope, asked).query("event_type == 'sale'")
    answer = ask(duck, ("orders", "aov", "demand_sales"), filters=asked, viewer=limited(scope)).records()
    number, demand = sold["order_key"].nunique(), int((sold["gross_cents"] - sold["discount_cents"]).sum())
    if answer:
        assert answer[0]["orders"] == number
        assert (answer[0]["aov"] or 0) == pytest.approx(demand / 100 / number if number else 0)
    else:
        assert number == 0
    column = {"customer": "customer_key", "product": "product_key"}.get(by, by)
    parts = ask(duck, ("orders",), by=(by,), filters=asked, viewer=limited(scope)).frame
    assert int((parts["orders"] > 0).sum()) == sold[column].nunique()
    assert sorted(parts["orders"][parts["orders"] > 0]) == sorted(sold.groupby(column)["order_key"].nunique())


@LIMITED
@given(scope=scopes, name=some.sampled_from(["brand", "region", "channel", "category", "country", "product"]))
def test_t_sec_2_pickers_offer_reachable_values(duck: Warehouse, scope: Scope, name: str):
    mine = reachable(scope)
    expected = set(mine["product_key"].map(PRODUCTS)) if name == "product" else set(mine[name])
    assert {value for value, _ in members(duck, name, limited(scope))} == expected


@pytest.mark.parametrize("name", LISTED)
def test_t_sec_2_an_empty_scope_reaches_nothing(duck: Warehouse, name: str):
    for limits in ({"brands": ()}, {"regions": ()}, {"brands": ("Acme",), "regions": ()}):
        viewer = limited(Scope(**limits))
        assert run(duck, name, {}, viewer).empty
        assert grid.totals(duck, grid.Selection(name, {}, viewer))["total_rows"] == 0


@pytest.mark.parametrize("name", [name for name in catalogue.queries() if name != "segmentation.rfm_scores"])
@pytest.mark.parametrize("way", ["run", "rows", "all_rows", "totals"])
def test_t_sec_2_no_way_leads_around_a_scope_that_a_query_cannot_express(duck: Warehouse, name: str, way: str):
    params = marts.required(name)
    for limits in ({"vendors": ("v",)}, {"managers": ()}, {"brands": ("Acme",), "managers": ("Ann",)}, {"brands": ("Acme",)}):
        if {f"scope_{limit}" for limit in limits} <= set(catalogue.query(name).parameters):
            continue
        viewer = limited(Scope(**limits))
        chosen = grid.Selection(name, params, viewer)
        ways: dict[str, Callable[[], Any]] = {
            "run": lambda viewer=viewer: run(duck, name, params, viewer),
            "rows": lambda chosen=chosen: grid.rows(duck, chosen, 0, 10),
            "all_rows": lambda chosen=chosen: grid.all_rows(duck, chosen),
            "totals": lambda chosen=chosen: grid.totals(duck, chosen),
        }
        with pytest.raises(Forbidden, match="cannot be limited to your"):
            ways[way]()


@pytest.mark.parametrize("name", ["scope_brands", "scope_regions", "scope_vendors"])
def test_t_sec_2_a_scope_is_never_taken_from_a_request(duck: Warehouse, name: str):
    viewer = limited(Scope(brands=("Acme",)))
    with pytest.raises(Forbidden, match="comes from the user"):
        run(duck, "sales.orders", {name: ["Bolt"]}, viewer)
    with pytest.raises(Forbidden, match="comes from the user"):
        grid.rows(duck, grid.Selection("sales.orders", {name: ["Bolt"]}, viewer), 0, 10)
