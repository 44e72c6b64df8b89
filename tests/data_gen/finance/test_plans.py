"""Plans: budgets remember last year, balances are what the other tables say."""

from __future__ import annotations

import numpy
import pandas

from data_gen.finance.accounting import rates
from data_gen.finance.plans import GROWTH


def test_a_budget_is_last_years_month_and_growth(clean_world):
    budgets, orders = clean_world.tables["budgets"], clean_world.tables["orders"].query("status == 'placed'")
    lines = clean_world.tables["order_items"].merge(orders[["order_id", "ordered_at", "region", "currency"]], on="order_id")
    lines = lines.merge(clean_world.tables["products"][["product_id", "category"]], on="product_id")
    net = lines["unit_price_cents"] * lines["quantity"] - lines["discount_cents"]
    net = net * rates(clean_world, lines["currency"], lines["ordered_at"])
    sold = net.groupby([lines["ordered_at"].dt.to_period("M")]).sum()
    planned = budgets.groupby(budgets["month"].dt.to_period("M"))["net_sales_cents"].sum()
    assert list(planned.index) == list(sold.index)
    later = planned.iloc[12:]
    ratio = later.to_numpy() / sold.iloc[: len(later)].to_numpy()
    assert len(later) >= 3
    assert (numpy.abs(ratio - 1 - GROWTH) < 0.12).all()
    attainment = sold / planned
    assert attainment.std() > 0.03, "some months are won and some are lost"


def test_balances_are_of_months_that_are_over(clean_world):
    balances = clean_world.tables["balances"]
    wide = balances.pivot(index="balance_on", columns="account", values="amount_cents")
    assert list(wide) == ["Cash", "Payables", "Receivables"]
    assert wide.notna().all().all()
    assert wide.index.is_month_end.all()
    assert wide.index[-1] <= pandas.Timestamp(clean_world.config.as_of)
    assert wide.index[-1] > pandas.Timestamp(clean_world.config.as_of) - pandas.Timedelta(days=31)


def test_receivables_are_what_was_captured_and_not_paid_out(clean_world):
    balances = clean_world.tables["balances"].query("account == 'Receivables'").set_index("balance_on")["amount_cents"]
    end = balances.index[len(balances) // 2]
    paid = clean_world.tables["payments"].query("method != 'Gift card'")
    paid = paid.merge(clean_world.tables["settlements"][["settlement_id", "settled_on"]], on="settlement_id", how="left")
    waiting = paid[(paid["captured_at"] < end + pandas.Timedelta(days=1)) & ~(paid["settled_on"] <= end)]
    owed = waiting["amount_cents"] * rates(clean_world, waiting["currency"], waiting["captured_at"])
    assert balances[end] == round(owed.sum()) > 0
