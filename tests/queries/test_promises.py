"""What the declarations promise is counted, table by table, and the rows that break it are listed with what is broken."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, insert, text

from dashapp.db.engines import warehouse_engine
from dashapp.settings import Settings
from jobs.shop_tables import shop_tables
from queries import promises
from queries.declared import KEPT_AS, declared_tables

FINE = {
    "load_id": 1,
    "product_id": "P1",
    "sku": "S1",
    "product_name": "Lamp",
    "category": "Home",
    "brand": "Own",
    "vendor_id": "V1",
    "listed_on": "2026-01-01",
    "weight_grams": 100,
}
PRODUCTS = [
    FINE,
    {**FINE, "product_id": "P2", "product_name": None},
    {**FINE, "product_id": "P3", "category": "Nowhere"},
    {**FINE, "product_id": "P4"},
    {**FINE, "product_id": "P4", "product_name": None},
]
BROKEN = [
    ("P2", "product_name is empty. "),
    ("P3", "category names nothing. "),
    ("P4", "product_id stands in another row, too. "),
    ("P4", "product_name is empty. product_id stands in another row, too. "),
]


@pytest.fixture(params=["settings", "postgres_settings"])
def warehouse(request: pytest.FixtureRequest) -> Engine:
    """Products of a category that is there and of one that is not; no brand and no vendor was ever loaded."""
    settings: Settings = request.getfixturevalue(request.param)
    engine = warehouse_engine(settings)
    tables = shop_tables()
    tables["products"].metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(tables["categories"]), [{"load_id": 1, "category": "Home", "department": "House"}])
        connection.execute(insert(tables["products"]), PRODUCTS)
    return engine


def test_every_table_that_arrives_whole_has_a_check_of_the_columns_that_may_not_be_empty():
    found = {measure.table: measure for measure in promises.measures()}
    assert set(found) == set(declared_tables()) - set(KEPT_AS)
    assert "product_name" in found["products"].columns
    assert "description" not in found["products"].columns
    assert (found["payments"].owner, found["regions"].owner) == ("Finance", "Data")


def test_rows_that_break_a_declaration_are_counted_and_listed_with_what_is_broken(warehouse: Engine):
    (measure,) = (one for one in promises.measures() if one.table == "products")
    listed = promises.offending("declared.products")
    assert listed is not None
    with warehouse.connect() as connection:
        assert tuple(connection.execute(text(measure.violations)).one()) == (4, None)
        assert connection.execute(text(measure.population)).scalar_one() == 5
        rows = connection.execute(text(listed.bound({}).text)).mappings().all()
    assert sorted((row["product_id"], row["broken"]) for row in rows) == BROKEN
    assert [column.name for column in listed.columns] == list(rows[0])
    assert listed.grain == ("product_id",)


@pytest.mark.parametrize("name", ["declared.order_items", "declared.users", "orders.stuck", "declared"])
def test_what_declares_nothing_has_no_rows(name: str):
    assert promises.offending(name) is None
