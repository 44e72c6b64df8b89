"""Merged accounts are one customer in every mart, on both engines; undone, every mart is what it was, row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas
import pytest
from sqlalchemy import select

import queries
from dashapp.auth.scope import Scope
from dashapp.auth.viewer import OPERATOR, Viewer
from dashapp.db.engines import warehouse_engine
from dashapp.db.migrate import migrate
from dashapp.errors import UserError
from dashapp.settings import Settings
from jobs import raw
from jobs.build import build
from jobs.build_plan import plan
from jobs.build_scores import model_steps
from jobs.build_tables import BY_PYTHON
from jobs.demo import DEMO
from jobs.duplicates import deeds, listing
from jobs.duplicates.merging import Merge
from jobs.duplicates.search import search
from queries.catalogue import SQL_FOLDER
from queries.metrics import ask
from tests.warehouse.core_shop import FILTERS, loaded
from tests.warehouse.raw_rows import copied_table, load, table

LOOKED_UP = re.compile(r"dim_customers as (\w+)(?:(?!\bjoin\b|\bwhere\b|\bfrom\b).)*\b\1\.customer_id\b", re.DOTALL)
STEPS = [step for step in plan(BY_PYTHON) if step.kind == "table" and not step.passing]
Marts = dict[str, pandas.DataFrame]
NORTH = replace(OPERATOR, scope=Scope(regions=("Bavaria", "Delhi")))


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest, folder: Path) -> Iterator[Settings]:
    made: Settings = request.getfixturevalue("settings" if request.param == "sqlite" else "postgres_settings")
    migrate(made)
    yield loaded(made, folder)
    queries.open(made).close()


def marts(settings: Settings) -> Marts:
    return {step.name: table(settings, step.name, ", ".join(step.grain)) for step in STEPS}


def merged(settings: Settings) -> pandas.DataFrame:
    with warehouse_engine(settings).connect() as connection:
        return pandas.DataFrame(connection.execute(select(raw.customer_merges)).mappings().all())


def lines_of(settings: Settings) -> pandas.DataFrame:
    return table(settings, "raw_order_lines", "line_id")


def metrics(settings: Settings, *names: str, viewer: Viewer = OPERATOR) -> dict[str, float]:
    warehouse = queries.open(settings)
    return ask(warehouse, names, filters=FILTERS, viewer=viewer).frame.iloc[0].to_dict()


def approved(settings: Settings) -> list[Merge]:
    search(settings, OPERATOR)
    return deeds.approve_band(settings, OPERATOR, "auto")


def persons(settings: Settings, numbers: pandas.Series) -> pandas.Series:
    """The surviving number of each number, worked out from the merges themselves and not from the table that a build reads."""
    held = {number: one.survivor_id for one in listing.merges(settings, OPERATOR, "approved") for number in one.members}
    return numbers.map(lambda number: held.get(number, number))


def test_every_mart_carries_who_stays_and_undoing_restores_every_row(desk: Settings) -> None:
    before, lines = marts(desk), lines_of(desk)
    made = approved(desk)
    assert len(made) > 20
    same(marts(desk), before)  # nothing changes before a build
    build(desk)
    after, gone = marts(desk), {number for one in made for number in one.members[1:]}
    for name, frame in after.items():
        if "customer_id" in frame:
            assert not gone & set(frame["customer_id"]), name
    _counted_as_one(desk, before, after, pandas.Series(sorted(gone)))
    pandas.testing.assert_frame_equal(lines_of(desk), lines)
    copied = copied_table(desk, "dim_customers", "customer_key")
    pandas.testing.assert_frame_equal(copied, after["dim_customers"], check_dtype=False)
    for one in made:
        deeds.undo(desk, OPERATOR, one.merge_id)
    assert merged(desk).empty
    build(desk)
    same(marts(desk), before)


def same(found: Marts, expected: Marts) -> None:
    assert found.keys() == expected.keys()
    for name, frame in found.items():
        pandas.testing.assert_frame_equal(frame, expected[name], obj=name)


def _counted_as_one(settings: Settings, before: Marts, after: Marts, gone: pandas.Series) -> None:
    """Customers, first orders, segments, cohorts, accounts and members against the merges; money and orders against before."""
    known = before["dim_customers"].query("is_known == 1")
    expected = persons(settings, known["customer_id"])
    assert sorted(after["dim_customers"].query("is_known == 1")["customer_id"]) == sorted(set(expected))
    assert len(set(expected)) < len(known)
    sums = ["gross_cents", "discount_cents", "return_cents", "tax_cents", "cost_cents", "units"]
    assert after["fct_sales_events"][sums].sum().to_dict() == before["fct_sales_events"][sums].sum().to_dict()
    assert len(after["fct_orders"]) == len(before["fct_orders"])
    orders = _orders_of(settings, before)
    assert after["fct_customer_orders"]["is_first"].sum() == orders["person"].nunique()
    times = orders.groupby("person").size()
    ids = after["dim_customers"].set_index("customer_key")["customer_id"]
    scored = after["score_rfm"].set_index(after["score_rfm"]["customer_key"].map(ids))["frequency"]
    assert scored.to_dict() == times[scored.index].to_dict()
    assert len(scored) == before["score_rfm"]["customer_key"].map(_person_of(settings, before)).nunique()
    assert after["fct_acquisitions"]["customer_key"].nunique() == orders["person"].nunique()
    first = orders.groupby("person")["order_day"].min()
    assert (
        dict(zip(after["fct_acquisitions"]["customer_key"].map(ids), after["fct_acquisitions"]["first_order_day"], strict=True))
        == first.to_dict()
    )
    for name, day in (("fct_accounts", "signed_up_day"), ("dim_loyalty_members", "joined_day")):
        held = before[name].assign(person=persons(settings, before[name]["customer_id"])).groupby("person")[day].min()
        assert after[name].set_index("customer_id")[day].to_dict() == held.to_dict(), name
    points = ["earned_points", "redeemed_points", "balance_points"]
    assert after["dim_loyalty_members"][points].sum().to_dict() == before["dim_loyalty_members"][points].sum().to_dict()
    for name in ("fct_tickets", "fct_reviews", "fct_survey_answers"):
        was, now = before[name]["customer_key"], after[name]["customer_key"].map(ids)
        assert now[was != 0].tolist() == was[was != 0].map(_person_of(settings, before)).tolist(), name
        # Of an account that never ordered by itself, but was merged with one that did.
        assert set(now[was == 0]) - {"Not recorded"} <= set(persons(settings, gone)), name


def _person_of(settings: Settings, before: Marts) -> dict[int, str]:
    customers = before["dim_customers"].query("is_known == 1")
    return dict(zip(customers["customer_key"], persons(settings, customers["customer_id"]), strict=True))


def _orders_of(settings: Settings, before: Marts) -> pandas.DataFrame:
    orders = before["fct_customer_orders"]
    return orders.assign(person=orders["customer_key"].map(_person_of(settings, before)))


def test_metrics_follow_on_the_columnar_copy(desk: Settings) -> None:
    names = ("active_customers", "net_sales", "orders")
    before, within = metrics(desk, *names), metrics(desk, *names, viewer=NORTH)
    approved(desk)
    assert metrics(desk, *names) == before
    build(desk)
    after, limited = metrics(desk, *names), metrics(desk, *names, viewer=NORTH)
    # Rows are reached by the region of the order, whoever it counts for: a merge opens none and shuts none.
    assert 0 < limited["orders"] < after["orders"]
    assert (limited["net_sales"], limited["orders"]) == (within["net_sales"], within["orders"])
    assert limited["active_customers"] <= within["active_customers"]
    assert after["active_customers"] < before["active_customers"]
    assert (after["net_sales"], after["orders"]) == (before["net_sales"], before["orders"])


def test_what_is_imported_later_and_what_is_merged_twice_counts_for_who_stays(settings: Settings) -> None:
    migrate(settings)
    names = {"c1": "Ann Able", "c2": "Ann Abel", "c3": "Anne Able", "c4": "Bo Berg"}
    said = [{"customer_id": number, "customer_name": name, "customer_email": f"{name[:2]}@able.example"} for number, name in names.items()]
    load(settings, [{**one, "order_id": f"o{at}", "product_id": "p", "amount": 10, "quantity": 1} for at, one in enumerate(said)])
    build(settings)
    assert customers(settings) == ["c1", "c2", "c3", "c4"]
    _merge(settings, "c1", "c2")
    assert customers(settings) == ["c1", "c3", "c4"]
    load(settings, [{**said[1], "order_id": "o9", "product_id": "p", "amount": 5, "quantity": 1, "ordered_at": "2026-03-09 10:00:00"}])
    build(settings)
    assert customers(settings) == ["c1", "c3", "c4"]
    scores = table(settings, "score_rfm", "customer_key")
    assert scores["frequency"].tolist() == [3, 1, 1]
    second = _merge(settings, "c3", "c1")
    assert customers(settings) == ["c3", "c4"]
    deeds.undo(settings, OPERATOR, second)
    build(settings)
    assert customers(settings) == ["c1", "c3", "c4"]


def test_locked_months_stay_and_what_is_open_counts_the_person(settings: Settings) -> None:
    migrate(settings)
    from jobs.periods import lock

    said = {"product_id": "p", "amount": 10, "quantity": 1, "customer_name": "Ann Able"}
    load(
        settings,
        [
            {**said, "order_id": "o1", "customer_id": "c1", "ordered_at": "2026-01-05 10:00:00"},
            {**said, "order_id": "o2", "customer_id": "c2", "ordered_at": "2026-01-06 10:00:00"},
            {**said, "order_id": "o3", "customer_id": "c2", "ordered_at": "2026-03-01 10:00:00"},
        ],
    )
    lock(settings, "2026-01", OPERATOR)
    month = "select count(distinct customer_key) as customers, sum(gross_cents) as gross from fct_sales_events where event_day < 20485"
    before = _one(settings, month)
    assert before == {"customers": 2, "gross": 2000}
    _merge(settings, "c1", "c2")
    assert _one(settings, month) == before
    counted = "select sum(gross_cents) as gross, sum(units) as units from fct_sales_events"
    assert _one(settings, counted) == {"gross": 3000, "units": 3}
    mine = "join dim_customers using (customer_key) where customer_id = 'c1'"
    assert _one(settings, f"{counted} {mine}") == {"gross": 3000, "units": 3}


def _one(settings: Settings, question: str) -> dict[str, int]:
    with warehouse_engine(settings).connect() as connection:
        return {name: int(value) for name, value in pandas.read_sql(question, connection).iloc[0].to_dict().items()}


def customers(settings: Settings) -> list[str]:
    return sorted(table(settings, "dim_customers", "customer_key").query("is_known == 1")["customer_id"])


def _merge(settings: Settings, *members: str) -> int:
    """Approve a merge whose first member stays, and build."""
    with deeds._deciding(settings, OPERATOR) as (accounts, _):
        from jobs.duplicates import store

        if store.last_load(accounts, "shop") is None:
            accounts.execute(
                store.DUPLICATE_RUNS.insert().values(
                    source="shop", load_id=0, started_at=0, asked_by="test", accounts=4, compared=0, answers=0, milliseconds=0
                )
            )
        store.propose(accounts, "shop", members, "review")
        number = store.merges(accounts, "proposed")[-1].merge_id
    deeds.approve(settings, OPERATOR, [number])
    build(settings)
    return number


def test_only_one_step_goes_from_a_number_to_a_customer() -> None:
    found = {path.stem for path in (SQL_FOLDER / "marts").rglob("*.sql") if LOOKED_UP.search(path.read_text())}
    # Scores are kept by what was published; after the build that merges, the models run anew.
    assert found - {step.name for step in model_steps()} == {"customer_numbers"}


def test_demo_shop_takes_its_merges_along(desk: Settings, folder: Path) -> None:
    approved(desk)
    assert not merged(desk).empty
    loaded(desk, folder)
    assert merged(desk).empty
    assert DEMO in {one.source for one in listing.merges(desk, OPERATOR, "approved")}
    with pytest.raises(UserError, match="Search for duplicates first"):
        deeds.undo(desk, OPERATOR, listing.merges(desk, OPERATOR, "approved")[0].merge_id)
    search(desk, OPERATOR)
    assert listing.merges(desk, OPERATOR, "approved") == []
