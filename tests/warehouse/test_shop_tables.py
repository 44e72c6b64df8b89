"""The declared tables of a shop: declared soundly, and there on every installation, whatever release made it."""

from __future__ import annotations

import pytest
import yaml
from sqlalchemy import inspect, text

from dashapp.db.engines import warehouse_engine
from dashapp.settings import Settings
from docs import data_model
from jobs import raw
from jobs.shop_tables import TYPES
from queries.declared import FOLDER, KEPT_AS, DeclaredColumn, declared_tables
from tests.warehouse.raw_rows import load

TABLES = declared_tables()
COLUMNS = [(table, column) for table in TABLES.values() for column in table.columns]
WORDS = set(DeclaredColumn.__dataclass_fields__) - {"name"}


@pytest.fixture(params=["sqlite", "postgresql"])
def shop(request: pytest.FixtureRequest) -> Settings:
    """A new installation, on each engine in turn."""
    return request.getfixturevalue("settings" if request.param == "sqlite" else "postgres_settings")


def columns_of(settings: Settings, table: str) -> dict[str, str]:
    return {column["name"]: str(column["type"]) for column in inspect(warehouse_engine(settings)).get_columns(table)}


def test_every_word_of_a_declaration_is_known():
    unknown = [
        f"{path.name}, {table}.{column}: {word!r} (a text with a comma stands in quotes)"
        for path in sorted(FOLDER.glob("*.yaml"))
        for table, given in yaml.load(path.read_text(), Loader=yaml.CSafeLoader).items()
        for column, words in given["columns"].items()
        for word in words.keys() - WORDS
    ]
    assert not unknown


def test_types_keys_and_references_are_there():
    assert {column.type for _, column in COLUMNS} <= TYPES.keys()
    for table in TABLES.values():
        names = {column.name for column in table.columns}
        assert set(table.key) <= names, table.name
        assert not {column.name for column in table.columns if column.empty} & set(table.key), table.name
    dangling = {f"{table.name}.{column.name}": column.references for table, column in COLUMNS if column.references not in {"", *TABLES}}
    assert not dangling


def test_money_says_so_in_its_name():
    named = {f"{table.name}.{column.name}" for table, column in COLUMNS if column.name.endswith("_cents")}
    assert named == {f"{table.name}.{column.name}" for table, column in COLUMNS if column.type == "money"}


def test_two_files_may_not_declare_the_same_table(tmp_path):
    for name in ("core", "other"):
        (tmp_path / f"{name}.yaml").write_text("regions:\n  about: x\n  key: [a]\n  columns:\n    a: {type: id, about: x}\n")
    with pytest.raises(ValueError, match=r"regions is declared in other\.yaml and in core\.yaml"):
        declared_tables(tmp_path)


def test_every_installation_has_the_tables(shop: Settings):
    load(shop, [])
    found = set(inspect(warehouse_engine(shop)).get_table_names())
    assert {table.raw_name for table in TABLES.values()} <= found
    for table in TABLES.values():
        if table.name not in KEPT_AS:
            assert list(columns_of(shop, table.raw_name)) == ["load_id", *(column.name for column in table.columns)]


def test_texts_sort_as_bytes_on_postgresql(postgres_settings: Settings):
    load(postgres_settings, [])
    asked = "select count(*) from information_schema.columns where table_name like 'raw\\_%' and data_type = 'text' and {}"
    with warehouse_engine(postgres_settings).connect() as connection:
        assert connection.scalar(text(asked.format("collation_name is distinct from 'C'"))) == 0
        assert connection.scalar(text(asked.format("collation_name = 'C'"))) > len(TABLES)


def test_a_warehouse_of_an_earlier_release_gets_what_is_new(shop: Settings):
    load(shop, [])
    before = columns_of(shop, "raw_products"), columns_of(shop, "warehouse_versions")
    with warehouse_engine(shop).begin() as connection:
        connection.execute(text("drop table raw_regions"))
        connection.execute(text("alter table raw_products drop column sku"))
        connection.execute(text("alter table warehouse_versions drop column is_demo"))
        connection.execute(
            text(
                "insert into warehouse_versions (version, published_at, as_of_date, reporting_currency, first_date, last_date, row_counts, "
                "unlinked_returns, milliseconds) values (1, '', '', '', '', '', '{}', 0, 0)"
            )
        )
    raw.create(warehouse_engine(shop))
    assert (columns_of(shop, "raw_products"), columns_of(shop, "warehouse_versions")) == before
    with warehouse_engine(shop).connect() as connection:
        assert connection.scalar(text("select count(*) from raw_regions")) == 0
        assert connection.scalar(text("select is_demo from warehouse_versions")) == 0


def test_the_page_of_the_data_model_is_current():
    assert data_model.PAGE.read_text() == data_model.page(), "docs/data-model.md is not current. Run `make docs`."


def test_the_page_names_every_table_and_what_it_reads():
    written = data_model.page()
    for heading in ("#### raw_orders", "#### order_items, kept in raw_order_lines", "### stg_order_lines", "### score_rfm", "### dim_date"):
        assert f"\n{heading}\n" in written
    lineage = written.partition("\n### fct_orders\n")[2].partition("| column")[0]
    assert lineage.strip().endswith("One row: `order_key`. Reads `dim_documents`, `fct_sales_events`.")
    assert "| `email` | text | E-mail address as typed. May be empty. Masked as email. |" in written
