"""Every declared table is what its declaration says, in a world that nothing was damaged in."""

from __future__ import annotations

import numpy
import pandas
import pyarrow.csv
import pyarrow.parquet
import pytest
import yaml

from data_gen.tables import DECLARED, arrow_table, declared, write_table

DECLARATIONS = [yaml.load(path.read_text(), Loader=yaml.CSafeLoader) for path in sorted(DECLARED.glob("*.yaml"))]
WORDS = {name: words for tables in DECLARATIONS for name, words in tables.items()}
CORE = sorted(name for name, table in declared().items() if table.domain == "core")
TYPES = {"id", "text", "integer", "money", "boolean", "decimal", "date", "timestamp"}


def rows_of(world, name: str) -> pandas.DataFrame:
    return arrow_table(name, world.tables[name]).to_pandas()


def made(world) -> list[str]:
    return sorted(set(world.tables) & set(declared()))


def test_declarations_say_what_is_needed():
    for name, words in WORDS.items():
        assert words["about"].endswith("."), name
        assert set(words["key"]) <= set(words["columns"]), name
        for column, given in words["columns"].items():
            assert given["type"] in TYPES, f"{name}.{column}"
            assert set(given) <= {"type", "about", "references", "empty", "tag", "planned"}, f"{name}.{column}"
            assert len(declared()[given["references"]].key) == 1 if "references" in given else True, f"{name}.{column}"
            assert (given["type"] == "money") == column.endswith("_cents"), f"{name}.{column}"


def test_every_table_of_the_world_is_declared(world):
    assert set(world.tables) <= set(declared())


def test_every_core_table_is_made(world):
    assert [name for name in CORE if not len(world.tables.get(name, ()))] == []


def test_rows_are_as_declared(clean_world):
    for name in made(clean_world):
        rows, table = rows_of(clean_world, name), declared()[name]
        assert list(rows.columns) == list(table.columns)
        assert not rows.duplicated(list(table.key)).any(), f"{name}: key twice"
        assert not rows[[column for column in table.columns if column not in table.optional]].isna().any().any(), name
        assert not (rows == "").any().any(), f"{name}: empty text"


def test_columns_that_may_be_empty_are_not_always_empty(clean_world):
    for name in CORE:
        rows = rows_of(clean_world, name)
        for column in declared()[name].optional:
            assert rows[column].notna().any(), f"{name}.{column}"


def test_references_resolve(clean_world):
    for name in made(clean_world):
        rows = rows_of(clean_world, name)
        for column, given in WORDS[name]["columns"].items():
            other = given.get("references")
            if other:
                (key,) = declared()[other].key
                there = set(clean_world.tables[other][key]) if other in clean_world.tables else set()
                assert set(rows[column].dropna()) <= there, f"{name}.{column} names {other} that are not there"


def test_nothing_is_later_than_the_last_day(clean_world):
    last = clean_world.config.as_of.isoformat()
    for name in made(clean_world):
        rows = rows_of(clean_world, name)
        for column, given in WORDS[name]["columns"].items():
            if given["type"] in ("date", "timestamp") and not given.get("planned"):
                assert rows[column].dropna().str[:10].le(last).all(), f"{name}.{column}"


def test_booleans_are_ones_and_zeros_and_dates_are_dates(clean_world):
    shape = {"date": r"\d{4}-\d\d-\d\d", "timestamp": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d", "boolean": "[01]"}
    for name in made(clean_world):
        rows = rows_of(clean_world, name)
        for column, kind in declared()[name].columns.items():
            if kind in shape:
                assert rows[column].dropna().astype(int if kind == "boolean" else str).astype(str).str.fullmatch(shape[kind]).all(), (
                    f"{name}.{column}"
                )


def test_a_table_is_written_and_read_back(clean_world, tmp_path):
    write_table("orders", clean_world.tables["orders"], tmp_path)
    parquet, text = pyarrow.parquet.read_table(tmp_path / "orders.parquet"), pyarrow.csv.read_csv(tmp_path / "orders.csv")
    assert parquet.num_rows == text.num_rows == len(clean_world.tables["orders"])
    assert parquet["total_cents"].to_pylist() == text["total_cents"].to_pylist()


@pytest.mark.parametrize("column", ["extra", None])
def test_columns_that_are_not_declared_or_missing_are_refused(clean_world, column):
    frame = clean_world.tables["brands"]
    wrong = frame.assign(extra=1) if column else frame.drop(columns="is_own")
    with pytest.raises(ValueError, match="brands has the columns"):
        arrow_table("brands", wrong)


def test_an_empty_value_where_none_may_be_is_refused(clean_world):
    frame = clean_world.tables["brands"].assign(brand=numpy.nan)
    with pytest.raises(ValueError, match=r"brands\.brand has"):
        arrow_table("brands", frame)
