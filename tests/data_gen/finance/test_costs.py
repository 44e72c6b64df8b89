"""Costs: rent is due every month."""

from __future__ import annotations

import pandas

from data_gen.finance.costs import ACCOUNTS


def test_fixed_costs_are_due_every_month_and_rarely_change(clean_world):
    fixed = clean_world.tables["fixed_costs"]
    months = pandas.period_range(clean_world.config.first_day, clean_world.config.as_of, freq="M")
    by_account = fixed.pivot(index="month", columns="account", values="amount_cents")
    assert set(by_account) == set(ACCOUNTS)
    assert list(by_account.index.to_period("M")) == list(months)
    assert (by_account > 0).all().all()
    assert by_account["Rent"].nunique() == pandas.Series(by_account.index.year).nunique()
