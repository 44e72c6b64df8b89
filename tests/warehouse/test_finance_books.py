"""The books of the warehouse balance: payments, settlements, costs by line, the profit and loss, gift cards."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy
import pandas
import pytest
from sqlalchemy import insert

from dashapp.db.engines import forget_engines, warehouse_engine
from dashapp.settings import Settings
from jobs.build import build
from jobs.shop_tables import shop_tables
from tests.warehouse import finance_shop
from tests.warehouse.raw_rows import copied_table, load, table

TABLES = {
    "fct_payment_attempts": "attempt_key",
    "fct_payments": "payment_key",
    "fct_refunds": "refund_key",
    "fct_chargebacks": "chargeback_key",
    "fct_settlements": "settlement_key",
    "fct_payment_events": "event_key",
    "fct_gift_card_movements": "movement_key",
    "fct_fixed_costs": "cost_key",
    "fct_budgets": "budget_key",
    "fct_working_capital": "balance_day",
    "fct_profit_days": "profit_key",
    "fct_sales_events": "event_key",
}
Read = Callable[[str], pandas.DataFrame]


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    folder = tmp_path_factory.mktemp("books")
    made = Settings.from_environment({"VAR_DIR": str(folder / "var")})
    finance_shop.published(made, folder / "shop")
    return made


@pytest.fixture
def read(settings: Settings) -> Read:
    return lambda name: table(settings, name, TABLES.get(name, "1"))


def test_every_engine_keeps_the_same_books(settings: Settings, postgres_settings: Settings, tmp_path: Path):
    finance_shop.published(postgres_settings, tmp_path / "shop")
    for name, order in TABLES.items():
        made = table(settings, name, order)
        assert not made.empty, name
        for other in (copied_table(settings, name, order), table(postgres_settings, name, order)):
            pandas.testing.assert_frame_equal(made, other, check_dtype=False, check_exact=True, obj=name)


def test_a_payment_is_what_its_order_came_to(read: Read):
    payments, documents = read("fct_payments"), read("dim_documents")
    totals = finance_shop.orders().set_index("order_id")["total_cents"]
    keyed = documents.set_index("document_key")["document_id"]
    assert (payments["is_recorded"] == 1).all()
    assert payments["order_key"].is_unique
    assert (payments["amount_local_cents"] == totals.loc[keyed.loc[payments["order_key"]]].to_numpy()).all()
    assert len(payments) == len(finance_shop.shop().tables["payments"])


def test_shops_without_payments_are_told_from_their_orders(settings: Settings, tmp_path: Path):
    own = Settings.from_environment({"VAR_DIR": str(tmp_path / "own"), "REPORTING_CURRENCY": "EUR"})
    paid = {"source": "demo", "order_id": "D1", "product_id": "p", "quantity": 1, "amount": 40, "payment_method": "Card"}
    told = {"source": "shop", "order_id": "S1", "product_id": "p", "quantity": 1, "amount": 25, "payment_method": "Invoice"}
    number = load(own, [paid, {**paid, "order_id": "D2"}, told])
    row = {"payment_id": "Y1", "order_id": "D1", "captured_at": "2026-03-04 10:00:00", "method": "Card", "currency": "EUR"}
    with warehouse_engine(own).begin() as connection:
        connection.execute(insert(shop_tables()["payments"]), [{**row, "amount_cents": 4_000, "fee_cents": 80, "load_id": number}])
    build(own)
    found = table(own, "fct_payments", "payment_key")
    assert found[["payment_method", "amount_cents", "fee_cents", "is_recorded"]].values.tolist() == [
        ["Card", 4_000, 80, 1],
        ["Invoice", 2_500, 0, 0],
    ], "D2 is of a shop that records payments and was never paid"
    forget_engines()


def test_what_was_settled_is_what_the_batches_say(read: Read):
    events, batches = read("fct_payment_events"), read("fct_settlements").set_index("settlement_id")
    summed = events[events["event_type"].str.startswith("settled")].groupby("settlement_id")["settled_local_cents"].sum()
    assert len(summed) == len(batches) > 300
    assert (summed.loc[batches.index] == batches["settled_local_cents"]).all()
    parts = batches["payments_local_cents"] - batches["refunds_local_cents"]
    parts -= batches["chargebacks_local_cents"] + batches["fees_local_cents"]
    assert (parts == batches["settled_local_cents"]).all()


def test_order_costs_are_shared_among_lines_to_the_cent(read: Read):
    events, documents = read("fct_sales_events"), read("dim_documents").set_index("document_key")["document_id"]
    sold = events[events["event_type"] == "sale"].groupby("order_key")[["fulfilment_cents", "payment_fee_cents"]].sum(min_count=1)
    sold.index = documents.loc[sold.index]
    parcels = finance_shop.shop().tables["shipments"].set_index("order_id")
    spent = parcels[["cost_cents", "handling_cents", "packaging_cents"]].groupby("order_id").sum().sum(axis=1)
    assert (sold["fulfilment_cents"].dropna().loc[spent.index] == spent).all()
    paid = finance_shop.of_orders("payments")
    fees = pandas.Series(finance_shop.euros(paid["fee_cents"], paid["rate"]), paid["order_id"])
    assert (sold["payment_fee_cents"].loc[fees.index] == fees).all()
    assert sold["payment_fee_cents"].sum() == fees.sum() > 0
    cancelled = events[events["event_type"] == "cancellation"]
    assert len(cancelled) > 10
    assert cancelled[["fulfilment_cents", "payment_fee_cents"]].fillna(0).eq(0).all(axis=None), "what was spent is not got back"


def test_goods_cost_what_they_cost_on_the_day_of_the_order(read: Read):
    events = read("fct_sales_events")
    by_type = events.groupby("event_type")["cost_cents"].sum()
    lines, back = finance_shop.lines(), finance_shop.returned()
    assert events.loc[events["event_type"] == "sale", "cost_cents"].notna().all()
    assert by_type["sale"] == lines["cost"].sum()
    assert by_type["cancellation"] == -lines.loc[lines["status"] == "cancelled", "cost"].sum()
    assert by_type["return"] == back["cost"].sum() < 0
    sold = events[events["event_type"] == "sale"].groupby("order_id")["cost_cents"].sum()
    assert (sold == lines.groupby("order_id")["cost"].sum().loc[sold.index]).all()
    restocked = events[events["event_type"] == "return"].groupby("order_id")["cost_cents"].sum()
    assert (restocked == back.groupby("order_id")["cost"].sum().loc[restocked.index]).all()
    assert 0 < (back["cost"] == 0).mean() < 1, "some goods came back unfit for sale"


def test_costs_in_the_transaction_currency_are_at_the_rate_of_the_order(read: Read):
    events = read("fct_sales_events")
    sold = events[(events["event_type"] == "sale") & (events["currency"] == "GBP")].merge(
        finance_shop.orders()[["order_id", "rate"]], on="order_id"
    )
    assert len(sold) > 50
    assert (sold["cost_local_cents"] == numpy.floor(sold["cost_cents"] / sold["rate"] + 0.5)).all()
    euro = events[(events["event_type"] == "sale") & (events["currency"] == "EUR")]
    assert (euro["cost_local_cents"] == euro["cost_cents"]).all()


def test_the_profit_and_loss_holds_everything_once(read: Read):
    profit, events, shop = read("fct_profit_days"), read("fct_sales_events"), finance_shop.shop().tables
    net = events["gross_cents"] - events["discount_cents"] - events["return_cents"]
    assert profit["net_cents"].sum() == net.sum()
    for name in ("tax_cents", "shipping_cents", "cost_cents", "fulfilment_cents", "payment_fee_cents"):
        assert profit[name].sum() == events[name].sum(), name
    assert profit["fixed_cents"].sum() == shop["fixed_costs"]["amount_cents"].sum()
    assert profit["budget_cents"].sum() == shop["budgets"]["net_sales_cents"].sum()
    assert profit["marketing_cents"].sum() == shop["ad_days"]["spend_cents"].sum() + read("fct_influencer_days")["investment_cents"].sum()
    assert not profit.duplicated(["profit_day", "entry", "channel", "country", "region", "category"]).any()


def test_a_month_is_spread_over_its_days_and_no_cent_is_lost(read: Read):
    dates = read("dim_date").set_index("day_number")["month_start"]
    fixed, profit = read("fct_fixed_costs"), read("fct_profit_days")
    tables = finance_shop.shop().tables
    by_month = fixed["amount_cents"].groupby([dates.loc[fixed["cost_day"]].to_numpy(), fixed["account"]]).sum()
    given = tables["fixed_costs"].assign(month=lambda frame: frame["month"].dt.strftime("%Y-%m-%d")).set_index(["month", "account"])
    assert by_month.to_dict() == given["amount_cents"].to_dict()
    spread = fixed.groupby([dates.loc[fixed["cost_day"]].to_numpy(), fixed["account"]])["amount_cents"].agg(["min", "max"])
    assert (spread["max"] - spread["min"] <= 1).all()
    planned = profit[profit["entry"] == "Budget"]
    summed = planned["budget_cents"].groupby([dates.loc[planned["profit_day"]].to_numpy(), planned["category"]]).sum()
    budgets = tables["budgets"].assign(month=lambda frame: frame["month"].dt.strftime("%Y-%m-%d"))
    assert summed.to_dict() == budgets.groupby(["month", "category"])["net_sales_cents"].sum().to_dict()


def test_gift_cards_owed_roll_forward(read: Read):
    months, moved = read("fct_working_capital"), read("fct_gift_card_movements")
    assert len(months) == 14
    closing = months["gift_card_opening_cents"] + months["gift_card_issued_cents"] - months["gift_card_redeemed_cents"]
    assert (closing == months["gift_card_closing_cents"]).all()
    assert (months["gift_card_opening_cents"].iloc[1:].to_numpy() == months["gift_card_closing_cents"].iloc[:-1].to_numpy()).all()
    assert months["gift_card_opening_cents"].iloc[0] == 0
    by_then = moved[moved["moved_day"] <= months["balance_day"].iloc[-1]]
    owed = by_then["issued_cents"].sum() - by_then["redeemed_cents"].sum()
    assert months["gift_card_closing_cents"].iloc[-1] == owed > 0
    used_up = moved.groupby("gift_card_id")[["issued_local_cents", "redeemed_local_cents"]].sum()
    used_up = used_up[used_up["issued_local_cents"] == used_up["redeemed_local_cents"]].index
    settled = moved[moved["gift_card_id"].isin(used_up)].groupby("gift_card_id")[["issued_cents", "redeemed_cents"]].sum()
    assert (settled["issued_cents"] == settled["redeemed_cents"]).all()
