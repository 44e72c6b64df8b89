"""T-SEC-2 over the whole shop: what a scoped person asks of any fact is what its reachable rows alone come to, however it is asked.

Reachable rows are picked by pandas from the published fact; only then is the metric's formula put over them.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy
import pandas
import pyarrow
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

import queries
from dashapp.auth.scope import Scope
from dashapp.auth.viewer import OPERATOR
from dashapp.errors import Forbidden
from dashapp.filters import Filters
from dashapp.periods import day_number
from dashapp.settings import Settings
from data_gen.config import Config, Size
from data_gen.stages import STAGES
from data_gen.world import make_world, write_world
from jobs.build import build
from jobs.demo_load import load_demo
from queries.columnar import copy_path
from queries.metrics import ask
from queries.registry import Fact, Metric, facts
from queries.supplied import LISTS
from queries.warehouse import Warehouse

CONFIG = Config(seed=31, size=Size(700, 2_000, 160, 12, 1_500), as_of=datetime.date(2026, 3, 12))
SCOPES = ("brands", "regions", "vendors", "managers")
FACTS = {fact.name: fact for fact in facts()}
FOREIGN = "nowhere to be found"
COLUMNS = {"brands": {"brand"}, "regions": {"region"}, "vendors": {"vendor_id"}, "managers": {"manager"}}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """Every table of a small generated shop, published."""
    folder: Path = tmp_path_factory.mktemp("scoped")
    found = Settings.from_environment({"VAR_DIR": str(folder / "var")})
    write_world(make_world(CONFIG, STAGES), folder / "world", ("parquet",))
    load_demo(found, folder / "world", lambda _step: None)
    build(found)
    opened = queries.open(found)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def tables(warehouse: Warehouse) -> dict[str, pyarrow.Table]:
    """Every fact with metrics, whole."""
    with duckdb.connect(str(copy_path(warehouse.settings.var_dir, warehouse.version().version)), read_only=True) as copy:
        return {name: copy.sql(f"select * from {name}").to_arrow_table() for name in FACTS}


def members(table: pyarrow.Table, column: str) -> list[str]:
    return sorted(value for value in table.column(column).unique().to_pylist() if value is not None)


def filtered_by(fact: Fact) -> dict[str, str]:
    """Filters of columns that the fact has itself, with the column."""
    return {name: fact.dimensions[name].column for name in LISTS if name in fact.dimensions and not fact.dimensions[name].join}


def reachable(table: pyarrow.Table, fact: Fact, scope: Scope, filters: Filters, chosen: dict[str, tuple[str, ...]]) -> pyarrow.Table:
    """The rows that pandas finds for the scope, the filters and the days."""
    day = fact.day.replace("{basis}", filters.basis)
    days = table.column(day).to_pandas()
    kept = days.between(day_number(filters.date_from), day_number(filters.date_to)).to_numpy().copy()  # type: ignore[arg-type]
    for name, values in scope.limits().items():
        kept &= table.column(fact.scopes[name]).to_pandas().isin(values).to_numpy()
    for name, values in chosen.items():
        kept &= table.column(filtered_by(fact)[name]).to_pandas().isin(values).to_numpy()
    return table.filter(pyarrow.array(kept.astype(bool)))


def values_of(rows: pyarrow.Table, fact: Fact, basis: str) -> dict[str, float | None]:
    """The formulas of the fact over these rows, and over no others."""
    formulas = [text for metric in fact.metrics.values() for text in (metric.numerator, metric.denominator or "1")]
    with duckdb.connect() as beside:
        beside.register("rows_in_reach", rows)
        found = beside.execute(f"select {', '.join(formulas)} from rows_in_reach".replace("{basis}", basis)).fetchone()
    pairs = zip(found[::2], found[1::2], strict=True)  # type: ignore[index]
    return {metric.name: _divided(metric, top, bottom) for metric, (top, bottom) in zip(fact.metrics.values(), pairs, strict=True)}


def _divided(metric: Metric, top: float | None, bottom: float | None) -> float | None:
    if top is None or not bottom:
        return None
    return float(top) / float(bottom) / (100 if metric.unit == "money" else 1)


def close(found: object, expected: float | None) -> bool:
    missing = found is None or found is pandas.NA or (isinstance(found, float) and math.isnan(found))
    return missing if expected is None else not missing and math.isclose(float(found), expected, rel_tol=1e-9, abs_tol=1e-6)  # type: ignore[arg-type]


@some.composite
def questions(draw: some.DrawFn, name: str, tables: dict[str, pyarrow.Table]) -> tuple[Scope, Filters, dict[str, tuple[str, ...]]]:
    """A scope that the fact knows, empty ones and foreign values included, and any filters over it."""
    fact, table = FACTS[name], tables[name]

    def picked(column: str, least: int) -> tuple[str, ...]:
        values = some.sampled_from([*members(table, column), FOREIGN])
        return tuple(draw(some.lists(values, unique=True, min_size=least, max_size=4)))

    limited = draw(some.sets(some.sampled_from(sorted(fact.scopes)), min_size=1))
    scope = Scope(**{limit: picked(fact.scopes[limit], 0) for limit in sorted(limited)})
    offered = filtered_by(fact)
    named = draw(some.sets(some.sampled_from(sorted(offered)), max_size=2)) if offered else set()
    chosen = {dimension: picked(offered[dimension], 1) for dimension in sorted(named)}
    first = datetime.date(2025, 3, 1) + datetime.timedelta(days=draw(some.integers(0, 300)))
    last = first + datetime.timedelta(days=draw(some.integers(0, 400)))
    basis = draw(some.sampled_from(["event", "order"]))
    return scope, Filters(date_from=first, date_to=last, basis=basis, **chosen), chosen


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, fact in FACTS.items() if fact.scopes])
def test_t_sec_2_every_metric_counts_reachable_rows_only(warehouse: Warehouse, tables: dict[str, pyarrow.Table], name: str):
    fact = FACTS[name]

    @settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
    @given(asked=questions(name, tables))
    def holds(asked: tuple[Scope, Filters, dict[str, tuple[str, ...]]]) -> None:
        scope, filters, chosen = asked
        viewer = replace(OPERATOR, scope=scope)
        rows = reachable(tables[name], fact, scope, filters, chosen)
        answer = ask(warehouse, list(fact.metrics), filters=filters, viewer=viewer)
        if not rows.num_rows:
            assert answer.empty
            return
        record = answer.records()[0]
        expected = values_of(rows, fact, filters.basis).items()
        wrong = {one: (record[one], value) for one, value in expected if not close(record[one], value)}
        assert not wrong

    holds()


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name, fact in FACTS.items() if fact.scopes])
def test_t_sec_2_no_answer_names_a_foreign_row(warehouse: Warehouse, tables: dict[str, pyarrow.Table], name: str):
    fact = FACTS[name]

    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck))
    @given(asked=questions(name, tables))
    def holds(asked: tuple[Scope, Filters, dict[str, tuple[str, ...]]]) -> None:
        scope, filters, chosen = asked
        rows = reachable(tables[name], fact, scope, filters, chosen)
        for dimension in (one for one in fact.dimensions.values() if not one.join and "{" not in one.column):
            answer = ask(
                warehouse, [next(iter(fact.metrics))], by=(dimension.name,), filters=filters, viewer=replace(OPERATOR, scope=scope)
            )
            found = {value for value in answer.frame[dimension.name].tolist() if value is not None}
            assert found == {value for value in rows.column(dimension.column).unique().to_pylist() if value is not None}

    holds()


@pytest.mark.parametrize("limit", SCOPES)
@pytest.mark.parametrize("name", FACTS)
def test_a_fact_that_cannot_express_a_scope_is_refused(warehouse: Warehouse, name: str, limit: str):
    fact = FACTS[name]
    for metric in fact.metrics:
        for values in ((), ("anything",)):
            viewer = replace(OPERATOR, scope=Scope(**{limit: values}))
            if limit in fact.scopes:
                assert ask(warehouse, [metric], filters=None, viewer=viewer).empty
            else:
                with pytest.raises(Forbidden, match="cannot be limited to your"):
                    ask(warehouse, [metric], filters=None, viewer=viewer)


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_declares_every_scope_that_its_columns_know(tables: dict[str, pyarrow.Table], name: str):
    present = set(tables[name].column_names)
    known = {limit for limit, columns in COLUMNS.items() if columns & present}
    assert set(FACTS[name].scopes) == known
    assert {FACTS[name].scopes[limit] for limit in known} <= present


def test_the_shop_has_something_to_reach(tables: dict[str, pyarrow.Table]):
    for name, fact in FACTS.items():
        assert tables[name].num_rows, name
        for column in fact.scopes.values():
            assert len(members(tables[name], column)) > 1, (name, column)
    assert numpy.unique([fact.scopes.get("managers", "") for fact in FACTS.values()]).size == 2
