"""Purchase orders, deliveries and inspections fit together."""

from __future__ import annotations

import pandas
import pytest

from data_gen.world import World


@pytest.fixture(scope="module")
def lines(world: World) -> pandas.DataFrame:
    tables = world.tables
    received = (
        tables["receipts"].groupby(["purchase_order_id", "line_number"]).agg(units=("received_units", "sum"), last=("received_on", "max"))
    )
    found = tables["purchase_order_lines"].merge(tables["purchase_orders"], on="purchase_order_id")
    return found.merge(received.reset_index(), on=["purchase_order_id", "line_number"], how="left")


def test_every_reference_is_there(world: World):
    tables = world.tables
    for table, column, target in (
        ("purchase_orders", "vendor_id", "vendors"),
        ("purchase_orders", "warehouse_id", "warehouses"),
        ("purchase_order_lines", "product_id", "products"),
        ("purchase_order_lines", "purchase_order_id", "purchase_orders"),
        ("receipts", "purchase_order_id", "purchase_orders"),
        ("quality_inspections", "receipt_id", "receipts"),
    ):
        assert set(tables[table][column]) <= set(tables[target][column]), (table, column)


def test_a_vendor_gets_only_what_it_supplies(world: World, lines: pandas.DataFrame):
    products = world.tables["products"].set_index("product_id")
    assert (products["vendor_id"].reindex(lines["product_id"]).to_numpy() == lines["vendor_id"]).all()
    # One contract holds for one category, so an order has one agreed day.
    assert (products["category"].reindex(lines["product_id"]).groupby(lines["purchase_order_id"].to_numpy()).nunique() == 1).all()


def test_nothing_is_known_after_the_last_day(world: World, lines: pandas.DataFrame):
    last = pandas.Timestamp(world.config.as_of)
    for table, column in (("purchase_orders", "ordered_on"), ("purchase_order_lines", "closed_on"), ("receipts", "received_on")):
        assert world.tables[table][column].max() <= last
    assert lines["closed_on"].isna().any()
    assert lines["ordered_on"].min() >= pandas.Timestamp(world.config.first_day)


def test_a_line_is_closed_by_its_last_delivery_and_never_over_delivered(lines: pandas.DataFrame):
    closed = lines[lines["closed_on"].notna()]
    assert (closed["closed_on"] == closed["last"]).all()
    assert (lines["units"].fillna(0) <= lines["ordered_units"]).all()
    assert (lines["ordered_units"] > 0).all()
    assert (lines.loc[lines["units"] == lines["ordered_units"], "closed_on"].notna()).all()


def test_regular_orders_reach_the_agreed_minimum(world: World, lines: pandas.DataFrame):
    category = world.tables["products"].set_index("product_id")["category"].reindex(lines["product_id"]).to_numpy()
    regular = lines.assign(category=category).query("order_type == 'Regular'")
    regular = regular.merge(world.tables["vendor_contracts"], on=["vendor_id", "category"])
    orders = regular.groupby("purchase_order_id").agg(units=("ordered_units", "sum"), least=("minimum_order_units", "first"))
    assert (orders["units"] >= orders["least"]).all()


def test_rush_orders_are_few_and_come_on_their_day(lines: pandas.DataFrame):
    rush = lines[lines["order_type"] == "Rush"]
    assert 0 < len(rush) < 0.12 * len(lines)
    assert (rush["closed_on"] == rush["expected_on"]).all()
    assert (rush["units"] == rush["ordered_units"]).all()


def test_inspections_are_of_what_came(world: World):
    found = world.tables["quality_inspections"].merge(world.tables["receipts"], on="receipt_id", validate="one_to_one")
    assert len(found) == len(world.tables["receipts"])
    assert (found["inspected_on"] == found["received_on"]).all()
    assert ((found["inspected_units"] <= found["received_units"]) & (found["inspected_units"] > 0)).all()
    assert (found["defective_units"] <= found["inspected_units"]).all()


def test_ids_say_nothing_about_time(world: World):
    orders = world.tables["purchase_orders"]
    assert abs(orders["purchase_order_id"].rank().corr(orders["ordered_on"].rank())) < 0.06
