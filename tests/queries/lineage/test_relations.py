"""Relations are what the jobs make, and one is found from another."""

from __future__ import annotations

import pytest

from dashapp.errors import NotFound
from jobs import demo_rows, raw
from jobs.build_plan import plan
from jobs.build_tables import BY_PYTHON
from jobs.shop_tables import shop_tables
from queries.catalogue import tables_named
from queries.declared import KEPT_AS, declared_tables
from queries.lineage.relations import LOADED, LOADED_TAGS, ORDER_LINES, downstream, relation, relations, upstream

STEPS = {step.name: step for step in plan(BY_PYTHON)}


@pytest.mark.parametrize("name", LOADED)
def test_a_raw_table_that_no_shop_declares_has_the_columns_that_jobs_give_it(name: str) -> None:
    assert [column.name for column in relation(name).columns] == [column.name for column in raw.metadata.tables[name].columns]


@pytest.mark.parametrize("table", shop_tables().values(), ids=lambda table: table.name)
def test_a_declared_raw_table_has_the_columns_that_jobs_give_it(table) -> None:
    assert [column.name for column in relation(table.name).columns] == [column.name for column in table.columns]


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step.name)
def test_what_a_build_makes_is_known_with_its_columns_and_what_it_reads(step) -> None:
    known = relation(step.name)
    assert [column.name for column in known.columns] == list(step.columns)
    assert known.reads - {"raw_holidays"} == step.reads


def test_every_relation_but_the_raw_ones_is_made_by_a_build() -> None:
    assert {one.name for one in relations().values() if one.layer != "raw"} == set(STEPS)


def test_tables_of_scores_are_scores_and_no_others() -> None:
    assert {one.name for one in relations().values() if one.layer == "score"} == {name for name in STEPS if name.startswith("score_")}


def test_order_lines_of_a_whole_shop_are_put_together_from_the_tables_that_the_load_reads() -> None:
    read = tables_named(demo_rows._LINES) & set(declared_tables())
    assert {KEPT_AS.get(name, f"raw_{name}") for name in read} == {"raw_order_lines", *relation(ORDER_LINES).reads}


def test_the_tags_of_order_lines_are_those_of_the_marts() -> None:
    tagged = {column.name: column.tag for column in relation("dim_customers").columns if column.tag}
    assert tagged == LOADED_TAGS


def test_everything_upstream_and_downstream_is_found() -> None:
    assert {"raw_reviews", "stg_reviews", "raw_loads"} <= upstream(["fct_reviews"])
    assert "fct_reviews" in downstream(["raw_reviews"])
    assert "fct_orders" not in downstream(["raw_reviews"])
    assert "fct_orders" not in upstream(["stg_reviews"])


def test_a_part_of_the_way_can_be_left_out() -> None:
    assert "raw_order_lines" in upstream(["dim_date"])
    assert upstream(["dim_date"], through=["dim_date"]) == {"dim_date"}


def test_a_table_that_is_nowhere_is_said() -> None:
    with pytest.raises(NotFound, match="dim_customers"):
        relation("dim_customer")
