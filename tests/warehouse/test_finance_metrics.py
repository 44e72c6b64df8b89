"""Metrics of finance equal what pandas computes from the generated tables, under a period and a filter."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

import numpy
import pandas
import pytest

import queries
from dashapp.auth.viewer import OPERATOR
from dashapp.errors import NotRecorded
from dashapp.filters import Filters
from dashapp.settings import Settings
from queries.bind import Parameter
from queries.compile import Statement, statement
from queries.metrics import ask
from queries.portable import problems
from queries.registry import facts
from queries.warehouse import Warehouse
from tests.warehouse import finance_shop
from tests.warehouse.finance_shop import euros, events, goods_expected, lines, of_orders, refunds_expected, shop, spread

FIRST, LAST = datetime.date(2026, 1, 12), datetime.date(2026, 8, 20)
REGIONS = ("Bavaria", "London", "Maharashtra", "Île-de-France", "California")
FILTERS = Filters(date_from=FIRST, date_to=LAST, region=REGIONS)
PERIOD = Filters(date_from=FIRST, date_to=LAST)
FACTS = ("fct_payment_attempts", "fct_payment_events", "fct_working_capital", "fct_profit_days")
# This shop records no stock: test_capital_in_stock.py holds what needs one.
OF_STOCK = {"cash_conversion_cycle", "gmroi"}
COSTS = {"cogs", "cm1", "gross_margin", "cost_coverage", "fulfilment_costs", "order_payment_fees", "cm2", "cm2_rate"}


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    folder = tmp_path_factory.mktemp("finance")
    settings = Settings.from_environment({"VAR_DIR": str(folder / "var")})
    finance_shop.published(settings, folder / "shop")
    opened = queries.open(settings)
    yield opened
    opened.close()


def agrees(warehouse: Warehouse, fact: str, expected: dict[str, float], filters: Filters = FILTERS) -> None:
    """Every metric of the fact that is expected, asked in one question."""
    found = ask(warehouse, tuple(expected), filters=filters, viewer=OPERATOR).frame.iloc[0].to_dict()
    assert found == pytest.approx({name: float(value) for name, value in expected.items()}, rel=1e-9, abs=1e-9)
    missing = {name for one in facts() if one.name == fact for name in one.metrics} - expected.keys() - OF_STOCK
    assert fact == "fct_sales_events" or not missing, f"{missing} are not tested"


def within(rows: pandas.DataFrame, moment: str, regions: tuple[str, ...] = REGIONS) -> pandas.DataFrame:
    """Rows whose moment is in the period and whose order went to the regions."""
    day = rows[moment].astype("datetime64[s]").dt.normalize()
    return rows[day.between(pandas.Timestamp(FIRST), pandas.Timestamp(LAST)) & rows["region"].isin(regions)]


def settled(rows: pandas.DataFrame, batch: str = "settlement_id") -> pandas.DataFrame:
    batches = shop().tables["settlements"].set_index("settlement_id")["settled_on"]
    return rows.assign(settled_on=rows[batch].map(batches))


def in_cents(rows: pandas.DataFrame, name: str = "amount_cents") -> numpy.ndarray:
    return euros(rows[name], rows["rate"])


def test_attempts(warehouse: Warehouse):
    tried = within(of_orders("payment_attempts"), "attempted_at")
    first, good = tried["attempt_number"] == 1, tried["is_authorised"] == 1
    assert (~good).sum() > 20
    expected = {
        "payment_attempts": len(tried),
        "declined_attempts": (~good).sum(),
        "approval_rate": good.mean(),
        "failure_rate": (~good).mean(),
        "soft_decline_share": (tried["is_soft_decline"] == 1).sum() / (~good).sum(),
        "first_attempt_approval_rate": good[first].mean(),
        "recovered_share": (good & ~first).sum() / (first & ~good).sum(),
        "declined_amount": in_cents(tried[~good]).sum() / 100,
    }
    agrees(warehouse, "fct_payment_attempts", expected)


def test_attempts_by_scheme(warehouse: Warehouse):
    tried = within(of_orders("payment_attempts"), "attempted_at")
    tried["card_scheme"] = tried["card_scheme"].fillna("Not recorded")
    found = ask(warehouse, ("approval_rate",), by=("card_scheme",), filters=FILTERS, viewer=OPERATOR).frame
    assert found.set_index("card_scheme")["approval_rate"].to_dict() == pytest.approx(
        tried.groupby("card_scheme")["is_authorised"].mean().to_dict()
    )


def test_money_on_its_way(warehouse: Warehouse):
    payments, refunds, disputes = (settled(of_orders(name)) for name in ("payments", "refunds", "chargebacks"))
    won = settled(disputes[disputes["won_settlement_id"].notna()], "won_settlement_id")
    paid, given, disputed = within(payments, "captured_at"), within(refunds, "refunded_at"), within(disputes, "received_at")
    came, went = within(payments, "settled_on"), within(refunds, "settled_on")
    taken, back, decided = within(disputes, "settled_on"), within(won, "settled_on"), within(disputes, "resolved_on")
    fees = in_cents(paid, "fee_cents").sum() + in_cents(disputed, "fee_cents").sum()
    captured, refunded = in_cents(paid).sum(), in_cents(given).sum()
    reached = (in_cents(came) - in_cents(came, "fee_cents")).sum() - in_cents(went).sum()
    reached += in_cents(back).sum() - (in_cents(taken) + in_cents(taken, "fee_cents")).sum()
    assert len(disputed) > 1
    assert len(decided) > 1
    schemes = shop().tables["payments"].set_index("payment_id")["card_scheme"]
    of_visa = disputed["payment_id"].map(schemes) == "Visa"
    visa, fraudulent = of_visa.sum(), (of_visa & (disputed["reason"] == "Fraudulent")).sum()
    days = came["settled_on"].dt.normalize() - came["captured_at"].dt.normalize()
    expected = {
        "payments_captured": captured / 100,
        "payment_count": len(paid),
        "refunds_paid": refunded / 100,
        "refund_ratio": refunded / captured,
        "payment_fees": fees / 100,
        "payment_fee_rate": fees / captured,
        "fees_per_order": fees / 100 / paid["order_id"].nunique(),
        "disputes": len(disputed),
        "disputed_amount": in_cents(disputed).sum() / 100,
        "chargeback_rate": len(disputed) / (came["method"] == "Card").sum(),
        "vamp_ratio": 10_000 * (visa + fraudulent) / (came["card_scheme"] == "Visa").sum(),
        "disputes_decided": len(decided),
        "disputes_won": (decided["outcome"] == "Won").sum(),
        "dispute_win_rate": (decided["outcome"] == "Won").mean(),
        "settled_amount": reached / 100,
        "days_to_settle": days.dt.days.mean(),
    }
    agrees(warehouse, "fct_payment_events", expected)


def order_costs(regions: tuple[str, ...]) -> tuple[float, float]:
    """Fulfilment and payment fees of orders placed in the period, in cents."""
    sent = within(of_orders("shipments"), "ordered_at", regions)
    paid = within(of_orders("payments"), "ordered_at", regions)
    spent = sent[["cost_cents", "handling_cents", "packaging_cents"]].sum(axis=None)
    return spent, in_cents(paid, "fee_cents").sum()


def test_margins_of_sales(warehouse: Warehouse):
    happened = within(events(), "moment")
    fulfilment, fees = order_costs(REGIONS)
    net, cost = happened["net"].sum(), happened["cost"].sum()
    expected = {
        "net_sales": net / 100,
        "cogs": cost / 100,
        "cm1": (net - cost) / 100,
        "gross_margin": (net - cost) / net,
        "cost_coverage": 1,
        "fulfilment_costs": fulfilment / 100,
        "order_payment_fees": fees / 100,
        "cm2": (net - cost - fulfilment - fees) / 100,
        "cm2_rate": (net - cost - fulfilment - fees) / net,
    }
    assert expected.keys() >= COSTS
    agrees(warehouse, "fct_sales_events", expected)
    by_category = ask(warehouse, ("cogs",), by=("category",), filters=FILTERS, viewer=OPERATOR).frame.set_index("category")["cogs"]
    assert by_category.to_dict() == pytest.approx((happened.groupby("category")["cost"].sum() / 100).to_dict())


def marketing(regions: tuple[str, ...] | None) -> float:
    """Advertising in the period, of campaigns of the regions; of all of them and with influencers when None."""
    tables = shop().tables
    ads = tables["ad_days"].merge(tables["campaigns"][["campaign_id", "region"]], on="campaign_id")
    days = ads["performance_date"].between(pandas.Timestamp(FIRST), pandas.Timestamp(LAST))
    return ads.loc[days & ads["region"].isin(regions or ads["region"].unique()), "spend_cents"].sum()


def test_the_profit_and_loss(warehouse: Warehouse):
    happened = within(events(), "moment")
    placed = within(finance_shop.orders(), "ordered_at")
    gone = within(finance_shop.orders().query("status == 'cancelled'"), "cancelled_at")
    fulfilment, fees = order_costs(REGIONS)
    budget = within(spread("budgets", "net_sales_cents"), "moment")["cents"].sum()
    net, cost, spent = happened["net"].sum(), happened["cost"].sum(), marketing(REGIONS)
    asked = ask(warehouse, ("tax", "shipping_revenue", "total_sales"), filters=FILTERS, viewer=OPERATOR).frame.iloc[0]
    shipping, total = asked["shipping_revenue"] * 100, asked["total_sales"] * 100
    charged = in_cents(placed, "shipping_cents").sum() - in_cents(gone, "shipping_cents").sum()
    assert shipping == pytest.approx(charged, abs=len(lines())), "each line is rounded by itself"
    cm3 = net - cost - fulfilment - fees - spent
    expected = {
        "profit_net_sales": net / 100,
        "profit_total_sales": total / 100,
        "profit_cogs": cost / 100,
        "profit_cm1": (net - cost) / 100,
        "profit_cm2": (net - cost - fulfilment - fees) / 100,
        "marketing_costs": spent / 100,
        "cm3": cm3 / 100,
        "cm3_rate": cm3 / net,
        "net_profit": (cm3 + shipping) / 100,
        "net_margin": (cm3 + shipping) / total,
        "mer": total / spent,
        "marketing_cost_ratio": spent / total,
        "blended_roas": net / spent,
        "break_even_roas": net / (net - cost - fulfilment - fees),
        "poas": (net - cost) / spent,
        "budget": budget / 100,
        "budget_attainment": net / budget,
        # Fixed costs belong to no region.
        "operating_profit": cm3 / 100,
        "operating_margin": cm3 / net,
        "fixed_costs": float("nan"),
    }
    found = ask(warehouse, tuple(expected), filters=FILTERS, viewer=OPERATOR).frame.iloc[0].to_dict()
    assert pandas.isna(found.pop("fixed_costs"))
    expected.pop("fixed_costs")
    assert found == pytest.approx({name: float(value) for name, value in expected.items()}, rel=1e-9)
    assert {name for one in facts() if one.name == "fct_profit_days" for name in one.metrics} == {*expected, "fixed_costs"}


def test_fixed_costs_come_off_the_whole_shop(warehouse: Warehouse):
    fixed = spread("fixed_costs", "amount_cents")
    days = fixed["moment"].between(pandas.Timestamp(FIRST), pandas.Timestamp(LAST))
    amount = fixed.loc[days, "cents"].sum() / 100
    found = ask(warehouse, ("fixed_costs", "cm3", "operating_profit"), filters=PERIOD, viewer=OPERATOR).frame.iloc[0]
    assert amount > 0
    assert found["fixed_costs"] == pytest.approx(amount)
    assert found["operating_profit"] == pytest.approx(found["cm3"] - amount)


def test_both_facts_of_sales_say_the_same(warehouse: Warehouse):
    pairs = {"profit_net_sales": "net_sales", "profit_cogs": "cogs", "profit_cm1": "cm1", "profit_cm2": "cm2"}
    for by in (("month",), ("category",), ("channel", "region")):
        one = ask(warehouse, tuple(pairs), by=by, filters=PERIOD, viewer=OPERATOR).frame.set_index(list(by))
        other = ask(warehouse, tuple(pairs.values()), by=by, filters=PERIOD, viewer=OPERATOR).frame.set_index(list(by))
        for name, same in pairs.items():
            joined = one[name].fillna(0).to_frame("one").join(other[same].fillna(0).rename("other"), how="outer").fillna(0)
            assert numpy.allclose(joined["one"], joined["other"], atol=0.005), (by, name)


def test_capital_at_work(warehouse: Warehouse):
    filters = Filters(date_from=datetime.date(2026, 2, 1), date_to=datetime.date(2026, 4, 30))
    months = pandas.to_datetime(["2026-02-28", "2026-03-31", "2026-04-30"])
    balances = shop().tables["balances"].pivot(index="balance_on", columns="account", values="amount_cents").loc[months]
    happened = events().assign(month=lambda frame: frame["moment"].dt.to_period("M").dt.to_timestamp())
    cost = happened.groupby("month")["cost"].sum().loc[months.to_period("M").to_timestamp()]
    total = ask(warehouse, ("total_sales",), filters=filters, viewer=OPERATOR).frame["total_sales"].iloc[0] * 100
    days = months.days_in_month.to_numpy()
    moved = shop().tables["gift_card_movements"]
    issued_on = moved[moved["movement"] == "issued"].set_index("gift_card_id")["moved_at"]
    # The warehouse keeps rates of days that have orders.
    rates = shop().tables["exchange_rates"].assign(day=lambda frame: frame["rate_date"].astype("datetime64[s]"))
    rates = rates[rates["day"].isin(finance_shop.orders()["rate_date"])].sort_values("day")
    moved = moved.assign(day=moved["gift_card_id"].map(issued_on).dt.normalize().astype("datetime64[s]")).sort_values("day")
    moved = pandas.merge_asof(moved, rates[["day", "currency", "rate"]], on="day", by="currency")
    cents = in_cents(moved)
    is_issued, month = (moved["movement"] == "issued").to_numpy(), moved["moved_at"].dt.to_period("M")
    chosen = month.isin(months.to_period("M")).to_numpy()
    signed = numpy.where(is_issued, cents, -cents)
    owed = numpy.mean([signed[moved["moved_at"] < end + pandas.Timedelta(days=1)].sum() for end in months])
    expected = {
        "receivables": balances["Receivables"].mean() / 100,
        "payables": balances["Payables"].mean() / 100,
        "cash": balances["Cash"].mean() / 100,
        "dso": (balances["Receivables"] * days).sum() / total,
        "dpo": (balances["Payables"] * days).sum() / cost.sum(),
        "gift_cards_issued": cents[is_issued & chosen].sum() / 100,
        "gift_cards_redeemed": cents[~is_issued & chosen].sum() / 100,
        "gift_card_liability": owed / 100,
        "expected_refunds": numpy.mean([refunds_expected(end) for end in months]) / 100,
        "goods_expected_back": numpy.mean([goods_expected(end) for end in months]) / 100,
    }
    opening = refunds_expected(pandas.Timestamp("2026-01-31"))
    net = happened.loc[happened["month"].isin(cost.index), "net"].sum()
    expected["recognised_revenue"] = (net + opening - refunds_expected(months[-1])) / 100
    assert min(expected.values()) > 0
    agrees(warehouse, "fct_working_capital", expected, filters)


def test_a_filter_that_a_balance_does_not_know_is_refused(warehouse: Warehouse):
    with pytest.raises(NotRecorded, match="region"):
        ask(warehouse, ("cash",), filters=FILTERS, viewer=OPERATOR)


@pytest.mark.parametrize("name", FACTS)
def test_the_questions_are_portable_and_every_dimension_answers(warehouse: Warehouse, name: str):
    fact = next(fact for fact in facts() if fact.name == name)
    for by in fact.dimensions:
        assert not ask(warehouse, tuple(fact.metrics), by=(by,), filters=PERIOD, viewer=OPERATOR).empty, by
        assert portable(statement(tuple(fact.metrics), (by,), labels=True), by) == []


def portable(compiled: Statement, grain: str) -> list[str]:
    """What keeps a generated statement out of the portable subset."""
    declared = {name: list(given.choices) if given.choices else _words(given) for name, given in compiled.parameters.items()}
    columns = {column.name: {} for column in compiled.columns}
    return problems(compiled.text, {"summary": "Metrics.", "params": declared, "grain": grain, "columns": columns})


def _words(parameter: Parameter) -> str:
    return ("list of " if parameter.many else "") + parameter.type + ("?" if parameter.optional else "")
