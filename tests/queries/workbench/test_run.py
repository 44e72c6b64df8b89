"""Statements run on every engine: the same answer, masked, capped, refused when they are too large, and written down."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

import layouts
from dashapp.auth.masking import MARK
from dashapp.auth.scope import Scope
from dashapp.auth.viewer import stand_in
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.db.engines import accounts_engine
from dashapp.db.migrate import migrate
from dashapp.errors import Forbidden, UserError
from dashapp.page import Kpi
from jobs.office import OFFICE
from queries.cards import Question, answers, is_query
from queries.desk import Desk
from queries.literals import literal_sql
from queries.registry import fact_of
from queries.warehouse import Warehouse
from queries.workbench import expense
from queries.workbench import run as running
from queries.workbench.expense import estimates
from queries.workbench.run import run_own

ANALYST = stand_in("analyst")
COUNTRIES = "select country, count(*) as customers, sum(is_known) as known from dim_customers group by country order by country"


@pytest.fixture
def desk(warehouse: Warehouse) -> Desk:
    migrate(warehouse.settings)
    return Desk(warehouse.settings, warehouse, layouts.pages(), OFFICE)


def events(desk: Desk) -> list[dict]:
    chosen = select(AUDIT_EVENTS.c.detail).where(AUDIT_EVENTS.c.action == "sql_run").order_by(AUDIT_EVENTS.c.sequence)
    with accounts_engine(desk.settings).connect() as connection:
        return [json.loads(detail) for detail in connection.execute(chosen).scalars()]


def test_engines_answer_alike(warehouses: dict[str, Warehouse]) -> None:
    found = []
    for engine, warehouse in warehouses.items():
        migrate(warehouse.settings)
        table = run_own(Desk(warehouse.settings, warehouse, layouts.pages(), OFFICE), ANALYST, COUNTRIES)
        assert table.source.engine == engine
        found.append(table.records())
    assert found[0]
    assert found[0] == found[1] == found[2]


def test_the_answer_is_masked_whole_missing_values_too(desk: Desk) -> None:
    table = run_own(desk, ANALYST, "select customer_key, customer_name, nullif(customer_email, 'x') as e from dim_customers")
    assert set(table.frame["customer_name"]) == set(table.frame["e"]) == {MARK}
    assert table.frame["customer_key"].nunique() > 1
    assert [column.tag for column in table.columns] == ["", "name", "email"]


def test_it_is_cut_at_the_limit(desk: Desk) -> None:
    table = run_own(desk, ANALYST, "select customer_key from dim_customers", limit=2)
    assert (len(table.frame), table.source.truncated) == (2, True)


@pytest.mark.parametrize(
    "text",
    [
        "select count(*) as n from fct_sales_events as a, fct_sales_events as b, fct_sales_events as c",
        "select count(*) as n from fct_sales_events as a cross join dim_date as b cross join dim_date as c",
        "select count(*) as n from dim_date as a join dim_date as b on a.day_number < b.day_number join dim_date as c on c.day_number > 1",
        "with a as (select x.day_number from dim_date as x, dim_date as y) select count(*) as n from a as p, a as q",
    ],
)
def test_rows_that_nothing_joins_are_refused_before_they_run(desk: Desk, text: str, monkeypatch) -> None:
    counts = {"fct_sales_events": 2_000_000, "dim_date": 4_000}
    monkeypatch.setattr(expense, "row_counts", lambda *_: ("sqlite", counts))
    with pytest.raises(UserError, match="too large"):
        run_own(desk, ANALYST, text)


def test_texts_that_grow_out_of_themselves_are_refused(desk: Desk) -> None:
    steps = [f"s{at} as (select t || t as t from s{at - 1})" for at in range(1, 40)]
    with pytest.raises(UserError, match="out of itself"):
        run_own(desk, ANALYST, f"with s0 as (select country as t from dim_customers), {', '.join(steps[:12])} select t from s12")
    nested = "country"
    for _ in range(12):
        nested = f"replace({nested}, 'a', '{'a' * 100}')"
    with pytest.raises(UserError, match="out of itself"):
        run_own(desk, ANALYST, f"select {nested} as t from dim_customers")


def test_an_engine_s_own_estimate_is_read_whatever_it_is_wrapped_in() -> None:
    postgresql = [([{"Plan": {"Plan Rows": 7, "Plans": [{"Plan Rows": 70}]}}],)]
    duckdb = [("physical_plan", json.dumps([{"name": "X", "extra_info": {"Estimated Cardinality": "900"}, "children": []}]))]
    assert max(estimates(postgresql)) == 70
    assert max(estimates(duckdb)) == 900
    assert not list(estimates([("nothing",)]))


def test_the_text_is_written_down_done_or_refused_without_addresses(desk: Desk) -> None:
    run_own(desk, ANALYST, "select count(*) as n from dim_customers where country = 'ann@example.com'")
    with pytest.raises(UserError):
        run_own(desk, ANALYST, "select * from users")
    with pytest.raises(Forbidden):
        run_own(desk, ANALYST, "select 1 as a from dim_customers where customer_name = 'Ann'")
    done, unknown, masked = events(desk)[-3:]
    assert "count(*) as n" in done["text"]
    assert "ann@example.com" not in done["text"]
    assert (done["rows"], done["tables"]) == (1, ["dim_customers"])
    assert (unknown["refused"], masked["refused"]) == ("UserError", "Forbidden")


@pytest.mark.parametrize("role", ["finance", "marketing", "support", "executive", "operations", "fraud_analyst"])
def test_other_roles_may_not(desk: Desk, role: str) -> None:
    with pytest.raises(Forbidden):
        run_own(desk, stand_in(role), COUNTRIES)


@pytest.mark.parametrize("scope", [Scope(brands=("Alba",)), Scope(regions=("North",)), Scope(brands=())])
def test_who_reaches_some_rows_may_not(desk: Desk, scope: Scope) -> None:
    with pytest.raises(Forbidden, match="limited"):
        run_own(desk, replace(ANALYST, scope=scope), COUNTRIES)


def test_one_runs_at_a_time(desk: Desk) -> None:
    with running._BUSY, pytest.raises(UserError, match="running"):
        run_own(desk, ANALYST, COUNTRIES)
    assert not run_own(desk, ANALYST, COUNTRIES).empty


def test_an_error_of_the_engine_tells_no_value(desk: Desk) -> None:
    with pytest.raises(UserError, match="The database could not run it") as told:
        run_own(desk, ANALYST, "select max(max(customer_key)) as n, min(country) as c from dim_customers")
    assert "France" not in str(told.value)


def test_t_sql_1_the_sql_of_a_card_pasted_here_gives_the_number_of_the_card(desk: Desk) -> None:
    search = "?from=2025-01-01&to=2025-12-31&country=France&compare=previous"
    asked = 0
    for page in desk.pages.values():
        for _, card in page.cards():
            # Of other facts the seeded marts hold some columns only.
            if not isinstance(card, Kpi) or is_query(card) or fact_of((card.source,)).name != "fct_sales_events":
                continue
            for _, table in answers(desk, Question(page, card, ANALYST, search)):
                pasted = run_own(desk, ANALYST, literal_sql(table.source, ANALYST)).records()
                assert [row[card.source] for row in pasted] == [row[card.source] for row in table.records()], card.source
                asked += 1
    assert asked > 20
