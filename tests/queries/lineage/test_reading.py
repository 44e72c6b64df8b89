"""A number is decided by the loaded columns that it is worked out from or counted by, and by no other column of their tables."""

from __future__ import annotations

import pytest
import sqlglot
from sqlglot.optimizer.qualify import qualify

from jobs import demo_rows
from queries.catalogue import queries
from queries.declared import KEPT_AS, declared_tables
from queries.lineage.columns import Origin, decided
from queries.lineage.reading import columns_of_metrics, columns_of_query, loaded_behind
from queries.lineage.relations import LINES_CHOSEN_BY, LINES_FROM, relations
from queries.registry import facts, registry

QUANTITY, DESCRIPTION = Origin("raw_order_lines", "quantity"), Origin("raw_products", "description")
TAX_RATE, CATEGORY = Origin("raw_regions", "tax_rate"), Origin("raw_products", "category")

RAW = {one.name for one in relations().values() if one.layer == "raw"}


def behind(*names: str, by: tuple[str, ...] = ()) -> frozenset[Origin]:
    return loaded_behind(columns_of_metrics(names, by))


def test_a_metric_reads_what_it_is_worked_out_from() -> None:
    assert {QUANTITY, Origin("raw_order_lines", "amount_cents"), Origin("raw_exchange_rates", "rate")} <= behind("net_sales")
    assert TAX_RATE in behind("tax")
    assert Origin("raw_reviews", "rating") in behind("average_rating")


def test_a_metric_reads_no_other_column_of_the_tables_that_it_comes_from() -> None:
    assert not {DESCRIPTION, CATEGORY, Origin("raw_customers", "email")} & behind("net_sales")
    assert {origin.table for origin in behind("average_rating")} == {"raw_reviews", "raw_loads"}


def test_a_metric_reads_what_its_rows_are_chosen_by() -> None:
    assert Origin("raw_reviews", "status") in behind("average_rating")
    assert Origin("raw_orders", "cancelled_at") in behind("orders")


def test_a_dimension_brings_its_columns_and_what_they_are_joined_by() -> None:
    by_category = behind("net_sales", by=("category",))
    assert {CATEGORY, Origin("raw_products", "product_id")} <= by_category
    assert behind("net_sales", by=("a dimension of another fact",)) == behind("net_sales")


def test_a_column_of_a_query_reads_less_than_the_whole() -> None:
    whole = columns_of_query("cohorts.listing")
    one = columns_of_query("cohorts.listing", "customers")
    assert one < whole


@pytest.mark.parametrize("name", queries())
def test_every_query_is_followed_to_what_was_loaded(name: str) -> None:
    assert {origin.table for origin in loaded_behind(columns_of_query(name))} <= {
        one.name for one in relations().values() if one.layer == "raw"
    }


@pytest.mark.parametrize("name", registry())
def test_every_metric_is_followed_to_what_was_loaded(name: str) -> None:
    fact = next(fact for fact in facts() if name in fact.metrics)
    assert behind(name, by=tuple(fact.dimensions))


def test_order_lines_of_a_whole_shop_come_from_the_columns_that_the_load_reads() -> None:
    # A hash of the whole row says nothing about a column.
    text = demo_rows._LINES.replace("cast(described as varchar)", "''")
    held = {
        table.name: {**{column.name: "text" for column in table.columns}, "file_row_number": "bigint"}
        for table in declared_tables().values()
    }
    tree = qualify(sqlglot.parse_one(text, read="duckdb"), schema=held, dialect="duckdb", quote_identifiers=False)
    named = {name: f"raw_{name}" for name in declared_tables()} | KEPT_AS
    found = decided(tree)
    lines = named["order_items"]

    def other(origins: frozenset[Origin]) -> set[str]:
        raw = {Origin(named[table], column) for table, column in origins if column != "file_row_number"}
        return {".".join(origin) for origin in raw if origin.table != lines}

    assert {name: other(origins) for name, origins in found.columns.items() if other(origins) and name != "row_values"} == {
        name: set(places.split()) for name, places in LINES_FROM.items()
    }
    assert other(found.rows) == set(LINES_CHOSEN_BY.split())
