"""The sales desk: nobody works before they were hired, everybody's customers have one salesperson a day."""

from __future__ import annotations

import pandas
import pytest

from data_gen.sales_staff import TEAMS, TELEPHONE, WHOLESALE, sales_staff
from data_gen.world import World

NEVER = pandas.Timestamp("2200-01-01")


@pytest.fixture
def small_desk(small_world: World) -> World:
    """The sales desk of the small shop."""
    world = World(small_world.config, tables=dict(small_world.tables), truth=small_world.truth, latent=small_world.latent)
    sales_staff(world)
    return world


def test_only_who_is_employed_works(clean_world: World) -> None:
    staff = clean_world.tables["sales_staff"]
    taken = clean_world.tables["assisted_orders"].merge(staff, on="salesperson_id")
    taken = taken.merge(clean_world.tables["orders"][["order_id", "ordered_at", "channel"]], on="order_id")
    day = taken["ordered_at"].dt.normalize()
    assert len(taken) > 20
    assert ((taken["hired_on"] <= day) & (day <= taken["left_on"].fillna(NEVER))).all()
    assert (taken["team"] == TELEPHONE).all()
    assert (taken["channel"] == "Phone").all()
    kept = clean_world.tables["sales_accounts"].merge(staff, on="salesperson_id")
    assert ((kept["hired_on"] <= kept["begins_on"]) & (kept["ends_on"].fillna(NEVER) <= kept["left_on"].fillna(NEVER))).all()
    assert (kept["team"] == WHOLESALE).all()
    assert set(staff["team"]) == set(TEAMS)
    assert staff["salesperson_name"].is_unique


def test_accounts_are_handed_on_without_a_gap(clean_world: World) -> None:
    kept = clean_world.tables["sales_accounts"].sort_values(["customer_id", "begins_on"])
    following = kept.groupby("customer_id")["begins_on"].shift(-1)
    handed = following.notna()
    assert (following[handed] == kept.loc[handed, "ends_on"] + pandas.Timedelta(days=1)).all()
    assert kept.loc[~handed, "ends_on"].isna().all()


def test_having_a_salesperson_is_not_the_same_as_being_wholesale(small_desk: World) -> None:
    named = pandas.Series(small_desk.latent["customer_ids"])
    wholesale = set(named[small_desk.latent["customers"].frame["wholesale"].to_numpy()])
    ordered = wholesale & set(small_desk.tables["orders"]["customer_id"].dropna())
    accounts = set(small_desk.tables["sales_accounts"]["customer_id"])
    assert 0.8 < len(accounts & ordered) / len(ordered) < 0.99
    assert len(accounts - wholesale) > 2
    assert small_desk.tables["sales_accounts"]["ends_on"].notna().any()
    rows = sum(len(small_desk.tables[name]) for name in ("sales_staff", "sales_accounts", "assisted_orders"))
    assert rows < 4_000
