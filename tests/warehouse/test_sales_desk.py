"""Exchanges, the sales desk and other shops' figures: metrics equal what pandas makes of the generated tables, under filters."""

from __future__ import annotations

from dataclasses import replace

import numpy
import pandas
import pytest

from dashapp.auth.viewer import OPERATOR
from dashapp.filters import Filters
from dashapp.settings import Settings
from data_gen.world import World
from queries.metrics import ask
from queries.warehouse import Warehouse
from tests.warehouse.core_shop import FILTERS, in_countries, in_period
from tests.warehouse.raw_rows import table

EVERY_COUNTRY = replace(FILTERS, country=())


def asked(warehouse: Warehouse, *names: str, filters: Filters = FILTERS) -> dict[str, float]:
    return ask(warehouse, names, filters=filters, viewer=OPERATOR).frame.iloc[0].to_dict()


def of_countries(world: World, frame: pandas.DataFrame) -> pandas.DataFrame:
    """Rows asked for in the period, of orders to the countries, with the rate of the order's day."""
    orders = world.tables["orders"][["order_id", "region", "currency", "ordered_at"]]
    found = frame.merge(orders, on="order_id")
    found = found[in_period(found["requested_at"]) & in_countries(world, found["region"])]
    rates = world.tables["exchange_rates"]
    day = pandas.MultiIndex.from_arrays([pandas.to_datetime(found["ordered_at"]).dt.normalize(), found["currency"]])
    kept = rates.set_index([pandas.to_datetime(rates["rate_date"]), "currency"])["rate"]
    return found.assign(rate=kept.reindex(day).to_numpy())


def test_exchanges(world: World, warehouse: Warehouse) -> None:
    mine = of_countries(world, world.tables["exchanges"])
    sent = mine[mine["shipped_at"].notna()]
    waited = (sent["shipped_at"].dt.normalize() - sent["requested_at"].dt.normalize()).dt.days
    found = asked(warehouse, "exchanges", "exchanges_sent", "refused_exchange_rate", "days_to_exchange", "exchange_price_difference")
    assert found == pytest.approx(
        {
            "exchanges": len(mine),
            "exchanges_sent": len(sent),
            "refused_exchange_rate": (mine["status"] == "refused").sum() / (mine["status"] != "requested").sum(),
            "days_to_exchange": waited.mean(),
            "exchange_price_difference": sent["price_difference_cents"].sum() / 100,
        }
    )
    assert found["exchanges_sent"] > 5


def test_what_exchanges_keep(world: World, warehouse: Warehouse) -> None:
    back = of_countries(world, world.tables["returns"])
    value = numpy.floor(back["value_cents"] * back["rate"] * 1.00000000000001 + 0.5)
    kept, accepted = back["status"] == "exchanged", back["status"].isin(["processed", "exchanged"])
    found = asked(warehouse, "exchange_rate", "exchanged_value_kept", "exchanged_value_share", "units_sent_back")
    assert found == pytest.approx(
        {
            "exchange_rate": back["return_id"].isin(world.tables["exchanges"]["return_id"]).mean(),
            "exchanged_value_kept": value[kept].sum() / 100,
            "exchanged_value_share": value[kept].sum() / value[accepted].sum(),
            "units_sent_back": back.loc[accepted, "quantity"].sum(),
        }
    )


def test_an_exchange_gives_nothing_back_and_its_goods_leave_stock(world: World, warehouse: Warehouse, shop: Settings) -> None:
    exchanged = world.tables["returns"].query("status == 'exchanged'")
    events = table(shop, "fct_sales_events", "event_key").query("event_type == 'return'")
    assert events["return_cents"].count() == (world.tables["returns"]["status"] == "processed").sum()
    assert not set(exchanged["return_id"]) & set(world.tables["refunds"]["return_id"])
    moved = world.tables["stock_movements"]
    mine = moved[(moved["kind"] == "Exchange") & in_period(moved["moved_on"])]
    found = asked(warehouse, "exchanged_units", "exchanged_value", filters=EVERY_COUNTRY)
    expected = {"exchanged_units": -mine["units"].sum(), "exchanged_value": -(mine["units"] * mine["unit_cost_cents"]).sum() / 100}
    assert found == pytest.approx(expected)
    months = table(shop, "fct_inventory_months", "inventory_key")
    moves = months["received_units"] + months["returned_units"] + months["transferred_units"]
    gone = months["sold_units"] + months["exchanged_units"] + months["lost_units"]
    assert (months["opening_units"] + moves - gone == months["units"]).all()
    assert months["exchanged_units"].sum() == -moved.loc[moved["kind"] == "Exchange", "units"].sum()


def looked_after(world: World) -> pandas.Series:
    """Who looked after each order: who took it, or whose customer it was that day."""
    orders = world.tables["orders"].query("status != 'test'")
    taken = world.tables["assisted_orders"].set_index("order_id")["salesperson_id"]
    pairs = orders.merge(world.tables["sales_accounts"], on="customer_id")
    day = pairs["ordered_at"].dt.normalize()
    pairs = pairs[(day >= pairs["begins_on"]) & (pairs["ends_on"].isna() | (day <= pairs["ends_on"]))]
    owner = pairs.set_index("order_id")["salesperson_id"]
    assert owner.index.is_unique
    return orders.set_index("order_id").index.to_series().map(taken).fillna(orders["order_id"].map(owner).set_axis(orders["order_id"]))


def test_the_leaderboard_of_the_sales_desk(world: World, warehouse: Warehouse) -> None:
    staff = world.tables["sales_staff"].set_index("salesperson_id")
    orders = world.tables["orders"].query("status != 'test'")
    mine = orders[in_period(orders["ordered_at"])]
    person = mine["order_id"].map(looked_after(world))
    names = person.map(staff["salesperson_name"]).fillna("Not recorded")
    found = ask(warehouse, ("orders", "net_sales"), by=("salesperson",), filters=EVERY_COUNTRY, viewer=OPERATOR).frame
    counted = found.set_index("salesperson")["orders"]
    assert counted[counted > 0].to_dict() == names.value_counts().to_dict()
    assert len(counted) > 4
    whole = asked(warehouse, "orders", "net_sales", filters=EVERY_COUNTRY)
    assert found[["orders", "net_sales"]].sum().to_dict() == pytest.approx(whole)
    teams = ask(warehouse, ("orders",), by=("sales_team",), filters=EVERY_COUNTRY, viewer=OPERATOR).frame
    by_team = person.map(staff["team"]).fillna("Not recorded").value_counts()
    assert {team: count for team, count in teams.itertuples(index=False) if count} == by_team.to_dict()


def test_salespeople_have_the_accounts_they_look_after_now(world: World, shop: Settings) -> None:
    people = table(shop, "dim_salespeople", "salesperson_key").set_index("salesperson_id")
    now = world.tables["sales_accounts"].query("ends_on.isna()")["salesperson_id"].value_counts()
    assert people["accounts"].sum() == len(world.tables["sales_accounts"].query("ends_on.isna()"))
    assert people.loc[now.index, "accounts"].to_dict() == now.to_dict()
    assert people.loc["Not recorded", "team"] == "Not recorded"
