"""What is called empty without being worked out would have been empty."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from dashapp.db.engines import forget_engines, warehouse_engine
from dashapp.settings import Settings
from jobs.build import build
from jobs.build_empty import is_surely_empty
from jobs.build_plan import plan
from jobs.build_sqlite import SqliteTables
from jobs.build_tables import BY_PYTHON

STEPS = plan(BY_PYTHON)
RAW = sorted({table for step in STEPS for table in step.reads if table.startswith("raw_")})
# Without these there is nothing to publish.
KEPT = {"raw_order_lines", "raw_loads", "raw_exchange_rates"}
# What order lines alone have no rows for, and what makes something even of nothing.
OF_MORE_THAN_ORDERS, OF_NOTHING = {"fct_ad_days", "fct_refunds", "fct_tickets", "stg_vendors"}, {"dim_vendors", "fct_orders"}


@pytest.mark.parametrize(
    ("body", "empty", "is_empty"),
    [
        ("select * from a", "a", True),
        ("select * from a", "b", False),
        ("select * from a join b using (x)", "b", True),
        ("select * from a left join b using (x)", "b", False),
        ("select * from a full join b using (x)", "a", False),
        ("select * from a cross join b", "b", True),
        ("select x from a union all select x from b", "a", False),
        ("select x from a union all select x from b", "ab", True),
        ("select sum(x) from a", "a", False),
        ("select coalesce(sum(x), 0) from a", "a", False),
        ("select x, sum(y) from a group by x", "a", True),
        ("select * from a where a.x is distinct from b.x", "b", False),
        ("select * from a where a.x = 'from b' -- from b", "b", False),
        ("select * from a join (select x from b) as c using (x)", "b", True),
        ("select * from a where exists (select 1 from b)", "b", False),
        ("with c as (select x from a union all select x from b) select * from c join d using (x)", "ab", True),
        ("with c as (select x from a), d as (select * from b left join c using (x)) select * from d", "a", False),
        ("with c as (select count(*) as n from a) select * from c", "a", False),
    ],
)
def test_what_a_select_needs(body: str, empty: str, is_empty: bool) -> None:
    assert is_surely_empty(body, set(empty)) == is_empty


@pytest.mark.parametrize("seed", [None, 1, 2, 3])
def test_every_step_that_is_called_empty_is(shop: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int | None) -> None:
    settings = _shop_without(shop, tmp_path, _chosen(seed))
    called = _asked(monkeypatch)
    build(settings)
    assert called
    if seed is None:
        assert called >= OF_MORE_THAN_ORDERS
        assert not called & OF_NOTHING


def _chosen(seed: int | None) -> list[str]:
    others = [table for table in RAW if table not in KEPT]
    return others if seed is None else [table for table in others if random.Random(f"{seed} {table}").random() < 0.4]


def _shop_without(shop: Settings, folder: Path, tables: list[str]) -> Settings:
    """A shop whose tables of these names are empty."""
    shutil.copy(shop.var_dir / "warehouse.sqlite", folder)
    settings = Settings.from_environment({"VAR_DIR": str(folder)})
    with warehouse_engine(settings).begin() as connection:
        for table in tables:
            connection.execute(text(f"delete from {table}"))
    forget_engines()
    return settings


def _asked(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names of the steps that a build will call empty; each is worked out all the same."""
    called, make = set[str](), SqliteTables.make

    def made(tables, step, values):
        if is_surely_empty(step.text, tables.empty):
            assert tables.execute(f"select count(*) from (\n{step.text}\n) as made", values) == [(0,)], step.name
            called.add(step.name)
        make(tables, step, values)
        assert (step.name in tables.empty) >= (step.name in called)

    monkeypatch.setattr(SqliteTables, "make", made)
    return called
