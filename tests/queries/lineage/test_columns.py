"""What is parsed out of every statement is what SQLite reads when it prepares it, table by table and column by column."""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping
from contextlib import closing
from itertools import product

import pytest

from dashapp.db.engines import accounts_engine, warehouse_engine
from dashapp.db.migrate import migrate
from jobs import raw
from queries.bind import Parameter
from queries.catalogue import WAREHOUSE, Query, queries, registers
from queries.checks import checks
from queries.compile import statement
from queries.lineage.columns import Origin, deciding, followed, trace
from queries.lineage.relations import relations
from queries.placeholders import replace_choices
from queries.registry import facts

Reads = set[tuple[str, str]]
ASKED = [*queries().values(), *(check.query for check in checks().values())]
METRICS = [(fact, metric) for fact in facts() for metric in fact.metrics]
DIMENSIONS = [(fact, dimension) for fact in facts() for dimension in fact.dimensions]


@pytest.fixture(scope="module")
def warehouse() -> Iterator[sqlite3.Connection]:
    """Every relation as an empty table."""
    with closing(sqlite3.connect(":memory:")) as connection:
        for one in relations().values():
            connection.execute(f"create table {one.name} ({', '.join(f'{column.name} text' for column in one.columns)})")
        yield connection


def reads(connection: sqlite3.Connection, text: str) -> Reads:
    """What SQLite asks its authorizer for, to prepare a statement."""
    found: Reads = set()

    # A step of which no column is read goes by its own name, too.
    there = {name for (name,) in connection.execute("select name from sqlite_master where type = 'table' or type = 'view'")}

    def noted(action: int, table: str | None, column: str | None, *_: object) -> int:
        if action == sqlite3.SQLITE_READ and table in there:
            found.add((table, column or ""))
        return sqlite3.SQLITE_OK

    connection.set_authorizer(noted)
    try:
        connection.execute(f"explain {text}", defaultdict(lambda: 0))
    finally:
        connection.set_authorizer(None)
    return found


def tables(found: Reads) -> set[str]:
    return {table for table, _ in found}


def spellings(text: str, parameters: Mapping[str, Parameter]) -> Iterator[str]:
    """The text with every choice of words that its header allows."""
    choices = {name: one.choices for name, one in parameters.items() if one.choices}
    for chosen in product(*choices.values()):
        words = dict(zip(choices, chosen, strict=True))
        yield replace_choices(text, lambda name, words=words: words[name])


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: f"{asked.layer}.{asked.name}")
def test_a_query_reads_the_tables_that_were_parsed(warehouse: sqlite3.Connection, asked: Query) -> None:
    for text in spellings(asked.text, asked.parameters):
        found = reads(warehouse, text)
        assert tables(found) == set(asked.tables)
        assert_same_columns(found, text)


@pytest.mark.parametrize("one", [one for one in relations().values() if one.text], ids=lambda one: one.name)
def test_a_table_is_made_from_the_tables_and_columns_that_were_parsed(warehouse: sqlite3.Connection, one) -> None:
    found = reads(warehouse, one.text)
    assert tables(found) == set(one.reads)
    assert_same_columns(found, one.text)
    assert set(trace(one.text).columns) >= {column.name for column in one.columns}


@pytest.mark.parametrize(("fact", "metric"), METRICS, ids=lambda part: getattr(part, "name", part))
def test_a_metric_reads_the_tables_that_were_parsed(warehouse: sqlite3.Connection, fact, metric) -> None:
    asked = statement((metric,), ())
    for text in spellings(asked.text, asked.parameters):
        found = reads(warehouse, text)
        assert tables(found) == set(asked.tables)
        assert_same_columns(found, text)


@pytest.mark.parametrize(("fact", "dimension"), DIMENSIONS, ids=lambda part: getattr(part, "name", part))
def test_a_dimension_reads_the_tables_that_were_parsed(warehouse: sqlite3.Connection, fact, dimension) -> None:
    asked = statement((next(iter(fact.metrics)),), (dimension,), labels=True)
    for text in spellings(asked.text, asked.parameters):
        assert tables(reads(warehouse, text)) == set(asked.tables)


@pytest.mark.parametrize("asked", registers().values(), ids=lambda asked: asked.name)
def test_a_register_reads_the_tables_that_were_parsed(settings, asked: Query) -> None:
    migrate(settings)
    raw.create(warehouse_engine(settings))
    engine = warehouse_engine(settings) if asked.database == WAREHOUSE else accounts_engine(settings)
    with closing(sqlite3.connect(engine.url.database)) as connection:
        for name in set(asked.tables) & relations().keys():
            columns = ", ".join(column.name for column in relations()[name].columns)
            connection.execute(f"create table if not exists {name} ({columns})")
        assert tables(reads(connection, asked.text)) == set(asked.tables)


def assert_same_columns(found: Reads, text: str) -> None:
    """SQLite names no column, or the first, of a table whose rows are only counted, and one side of some columns joined by using."""
    parsed = {tuple(origin) for origin in trace(text).read}
    read = {(table, column) for table, column in found if column}
    joined = {name for names in re.findall(r"using \(([^)]*)\)", text) for name in names.split(", ")}
    assert {column for _, column in parsed - read} <= joined, parsed - read
    assert {table for table, _ in read - parsed} <= {table for table, column in found if not column}, read - parsed


def test_a_column_is_followed_to_what_was_loaded() -> None:
    ends = followed([Origin("dim_customers", "customer_email")])
    assert Origin("raw_order_lines", "customer_email") in ends
    assert {origin.table for origin in followed([Origin("fct_reviews", "rating")])} == {"raw_reviews"}


UNION = """
with both as (
    select order_id as a, region as b from raw_orders
    union all
    select return_id as b, order_id as a from raw_returns
)
select both.a from both
"""


def test_a_column_of_a_union_comes_from_both_sides_by_place() -> None:
    assert trace(UNION).columns == {"a": frozenset({Origin("raw_orders", "order_id"), Origin("raw_returns", "return_id")})}


def test_a_subquery_in_a_select_stands_behind_its_column() -> None:
    text = "select (select max(r.rating) from fct_reviews as r where r.product_key = p.product_key) as best from dim_products as p"
    traced = trace(text)
    assert traced.columns["best"] == {Origin("fct_reviews", "rating")}
    assert Origin("dim_products", "product_key") in traced.read


def test_what_decides_the_rows_is_told_apart_from_what_decides_a_column() -> None:
    text = """
        with liked as (
            select reviews.product_key, reviews.rating from fct_reviews as reviews where reviews.status = 'published'
        )
        select liked.rating, products.brand
        from liked
        left join dim_products as products on products.product_key = liked.product_key
        join dim_customers as customers on customers.customer_key = liked.rating
    """
    found = deciding(text)
    keys = {Origin("dim_products", "product_key"), Origin("fct_reviews", "product_key")}
    assert found.columns["rating"] == {Origin("fct_reviews", "rating")}
    assert found.columns["brand"] == {Origin("dim_products", "brand"), *keys}
    assert found.rows == {Origin("fct_reviews", "status"), Origin("fct_reviews", "rating"), Origin("dim_customers", "customer_key")}


@pytest.mark.parametrize("one", [one for one in relations().values() if one.text], ids=lambda one: one.name)
def test_what_decides_a_table_is_among_what_it_reads(one) -> None:
    found, traced = deciding(one.text), trace(one.text)
    assert found.rows | frozenset().union(*found.columns.values()) <= traced.read
    assert all(traced.columns[name] <= origins for name, origins in found.columns.items())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("select 1; select 2", "exactly one SELECT"),
        ("delete from dim_customers", "exactly one SELECT"),
        ("select nothing from dim_customers", "nothing"),
        ("select (", "cannot be understood"),
    ],
)
def test_what_is_no_select_of_known_columns_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        trace(text)
