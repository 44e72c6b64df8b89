"""Masked columns: not in an order, not in a total, not in a chart, not in the SQL; and missing stays missing."""

from __future__ import annotations

from dataclasses import replace

import pandas
import pytest

from dashapp.auth.masking import IDENTITY_TAGS, MARK, TAGS
from dashapp.auth.viewer import stand_in
from dashapp.errors import Forbidden
from dashapp.filters import Filters
from dashapp.table import Column, Source, Table
from queries import catalogue, grid
from queries.literals import literal_sql
from queries.masking import masked, without_addresses
from queries.metrics import ask
from queries.registry import facts
from queries.run import run

SUPPORT, ANALYST, MARKETING = stand_in("support"), stand_in("analyst"), stand_in("marketing")
COSTLY = sorted(metric.name for fact in facts() for metric in fact.metrics.values() if metric.tag == "cost")
MARGINS = sorted(metric.name for fact in facts() for metric in fact.metrics.values() if metric.tag == "margin")


@pytest.fixture
def costly_orders(monkeypatch: pytest.MonkeyPatch) -> str:
    """The query of orders, as if what it sums up and sorts by were a cost."""
    asked = catalogue.query("sales.orders")
    columns = tuple(replace(column, tag="cost") if column.name == "net_sales" else column for column in asked.columns)
    tagged = replace(asked, columns=columns, order=(("net_sales", "desc"),))
    monkeypatch.setattr(catalogue, "query", lambda _name: tagged)
    return asked.name


def test_numbers_and_dates_are_masked_whole_and_missing_stays_missing():
    columns = (Column("value", "Value", "money", tag="cost"), Column("day", "Day", "date", tag="cost"), Column("count", "Count", "integer"))
    frame = pandas.DataFrame(
        {"value": [1234.5, float("nan")], "day": ["2026-01-01", None], "count": pandas.array([1, None], dtype="Int64")}
    )
    source = Source("test", "", {}, 1, "2026-01-01", "EUR", 0.0, (), 2, False, "test")
    records = masked(Table(columns, frame, source), SUPPORT).records()
    assert records == [{"value": MARK, "day": "2" + MARK, "count": 1}, {"value": None, "day": None, "count": None}]


def test_totals_of_masked_columns_are_not_given(duck, costly_orders: str):
    assert "net_sales" not in grid.totals(duck, grid.Selection(costly_orders, {}, SUPPORT))
    assert grid.totals(duck, grid.Selection(costly_orders, {}, ANALYST))["net_sales"] > 0


def test_an_order_by_what_is_masked_is_not_used(duck, costly_orders: str):
    for ask_rows in (
        lambda viewer: grid.rows(duck, grid.Selection(costly_orders, {}, viewer), 0, 100),
        lambda viewer: grid.all_rows(duck, grid.Selection(costly_orders, {}, viewer)),
        lambda viewer: run(duck, costly_orders, {}, viewer),
    ):
        table = ask_rows(SUPPORT)
        keys = list(zip(table.frame["source"], table.frame["order_id"], strict=True))
        assert keys == sorted(keys)
        assert set(table.frame["net_sales"]) == {MARK}
    seen = list(grid.rows(duck, grid.Selection(costly_orders, {}, ANALYST), 0, 100).frame["net_sales"])
    assert seen == sorted(seen, reverse=True)


@pytest.mark.parametrize("where", [{"net_sales": {"type": "greaterThan", "filter": 10}}, {"net_sales": {"type": "blank"}}])
def test_what_is_masked_can_be_neither_filtered_nor_sorted(duck, costly_orders: str, where: dict):
    with pytest.raises(Forbidden, match="masked for the role 'support'"):
        grid.totals(duck, grid.Selection(costly_orders, {}, SUPPORT, where=where))
    with pytest.raises(Forbidden, match="masked for the role 'support'"):
        grid.all_rows(duck, grid.Selection(costly_orders, {}, SUPPORT, where=where))
    with pytest.raises(Forbidden, match="masked for the role 'support'"):
        grid.rows(duck, grid.Selection(costly_orders, {}, SUPPORT), 0, 10, [("net_sales", "asc")])


@pytest.mark.parametrize("name", COSTLY + MARGINS)
def test_metrics_of_costs_and_margins_are_refused_without_the_permission(duck, name: str):
    for viewer in (SUPPORT, stand_in("fraud_analyst")):
        with pytest.raises(Forbidden, match="masked"):
            ask(duck, (name,), filters=None, viewer=viewer)
    if name in COSTLY:
        with pytest.raises(Forbidden, match="masked"):
            ask(duck, (name,), filters=None, viewer=MARKETING)


def test_marketing_reads_margins(duck):
    assert list(ask(duck, ("cm1", "gross_margin"), filters=None, viewer=MARKETING).frame) == ["cm1", "gross_margin"]


def test_every_tag_is_known_and_every_kind_is_used():
    metrics_tags = {metric.tag for fact in facts() for metric in fact.metrics.values()} - {""}
    columns = {column.tag for query in catalogue.queries().values() for column in query.columns} - {""}
    assert metrics_tags == {"cost", "margin"}
    assert columns <= set(TAGS)
    assert columns & IDENTITY_TAGS


def test_no_dimension_names_people():
    """What is asked by is in titles, pickers, marks and addresses, so it may not be what masking hides."""
    tagged = set()
    for path in (catalogue.SQL_FOLDER / "marts").glob("*.sql"):
        header, _ = catalogue.header_and_body(path.read_text())
        tagged |= {f"{path.stem}.{name}" for name, words in header.get("columns", {}).items() if "tag" in words}
    used = {column for fact in facts() for one in fact.dimensions.values() for column in (_whole(fact.name, one.column), one.label)}
    assert "dim_customers.customer_email" in tagged
    assert used & tagged == set()


def _whole(fact: str, column: str) -> str:
    return column if "." in column else f"{fact}.{column}"


def test_an_address_that_somebody_typed_is_not_written_into_the_sql(duck):
    table = ask(duck, ("net_sales",), filters=Filters(customer=("jane.doe+x@example.org",)), viewer=ANALYST)
    assert "example.org" not in literal_sql(table.source, ANALYST)
    assert MARK in literal_sql(table.source, ANALYST)
    assert "jane.doe+x@example.org" in literal_sql(table.source, SUPPORT)


@pytest.mark.parametrize("text", ["customer=a.b@c.example", "'a.b@c.example'", '{"filter": "a.b@c.example"}', "say a.b@c.example, please"])
def test_addresses_are_found_wherever_they_stand(text: str):
    assert without_addresses(text) == text.replace("a.b@c.example", MARK)
    assert without_addresses(text, SUPPORT) == text
