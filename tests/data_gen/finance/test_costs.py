"""Costs: what was sent cost what the carrier charged, and rent is due every month."""

from __future__ import annotations

import numpy
import pandas

from data_gen.finance.costs import ACCOUNTS, costs
from data_gen.world import World


def test_every_order_sent_has_its_costs(clean_world):
    spent, shipments = clean_world.tables["fulfilment_costs"], clean_world.tables["shipments"]
    assert spent["order_id"].is_unique
    charged = shipments.groupby("order_id")["cost_cents"].sum()
    live = clean_world.tables["orders"].query("status != 'test'")["order_id"]
    assert set(spent["order_id"]) == set(charged.index) & set(live)
    assert (charged.loc[spent["order_id"]].to_numpy() == spent["shipping_cents"].to_numpy()).all()
    lines = clean_world.tables["order_items"].groupby("order_id").size().loc[spent["order_id"]].to_numpy()
    assert numpy.corrcoef(lines, spent["handling_cents"])[0, 1] > 0.999


def test_without_shipments_weight_and_borders_make_carriage(clean_world):
    world = World(clean_world.config, tables={name: frame for name, frame in clean_world.tables.items() if name != "shipments"})
    costs(world)
    spent = world.tables["fulfilment_costs"]
    placed = world.tables["orders"].query("status == 'placed'")
    assert spent["order_id"].isin(placed["order_id"]).all()
    assert len(spent) > 0.95 * len(placed)
    goods = world.tables["order_items"].merge(world.tables["products"][["product_id", "weight_grams"]], on="product_id")
    grams = (goods["quantity"] * goods["weight_grams"]).groupby(goods["order_id"]).sum().loc[spent["order_id"]]
    assert numpy.corrcoef(grams, spent["shipping_cents"])[0, 1] > 0.5


def test_fixed_costs_are_due_every_month_and_rarely_change(clean_world):
    fixed = clean_world.tables["fixed_costs"]
    months = pandas.period_range(clean_world.config.first_day, clean_world.config.as_of, freq="M")
    by_account = fixed.pivot(index="month", columns="account", values="amount_cents")
    assert set(by_account) == set(ACCOUNTS)
    assert list(by_account.index.to_period("M")) == list(months)
    assert (by_account > 0).all().all()
    assert by_account["Rent"].nunique() == pandas.Series(by_account.index.year).nunique()
