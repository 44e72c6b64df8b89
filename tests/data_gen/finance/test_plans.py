"""Plans: budgets remember how last year ended, balances are what the other tables say."""

from __future__ import annotations

import pandas

from data_gen.finance.accounting import rates
from data_gen.finance.plans import GROWTH, MONTHS_BEFORE_A_PLAN


def test_a_budget_is_what_last_year_ended_with_and_growth(clean_world):
    budgets, orders = clean_world.tables["budgets"], clean_world.tables["orders"].query("status == 'placed'")
    lines = clean_world.tables["order_items"].merge(orders[["order_id", "ordered_at", "region", "currency"]], on="order_id")
    net = lines["unit_price_cents"] * lines["quantity"] - lines["discount_cents"]
    net = net * rates(clean_world, lines["currency"], lines["ordered_at"])
    sold = net.groupby([lines["ordered_at"].dt.to_period("M")]).sum()
    planned = budgets.groupby(budgets["month"].dt.to_period("M"))["net_sales_cents"].sum()
    assert list(planned.index) == list(sold.index)
    later = planned.iloc[12:]
    assert len(later) >= 3
    ratio = later / sold.iloc[12 - MONTHS_BEFORE_A_PLAN : 12].mean()
    assert ratio.between(0.85, (1 + GROWTH) * 1.15).all()
    attainment = (sold / planned).iloc[:-1]
    assert attainment.between(0.5, 2).all()
    assert attainment.std() > 0.03, "some months are won and some are lost"
    assert (attainment > 1).any()
    assert (attainment < 1).any()


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
