"""Orders add up to the cent, their identifiers tell nothing, and a stage gets what it asked for."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import numpy
import pandas
import pytest

from data_gen.checkout import add_devices
from data_gen.config import Config
from data_gen.orders import add_orders, settle_orders
from data_gen.people import add_customers
from data_gen.purchases import purchases
from data_gen.world import World, make_world
from tests.data_gen.conftest import AS_OF, TINY, until

WHEN = numpy.datetime64("2026-03-02 10:30:00", "s")


@pytest.fixture(scope="module")
def asked() -> World:
    """A world in which one stage asked for two orders: a basket of one category, and a bag of lines for a new customer."""

    def asks(world: World) -> None:
        random = world.random("asks")
        customer = add_customers(world, random, pandas.DataFrame({"region": [3], "first_at": [200.0]}))[0]
        device = add_devices(world, random, 1, "Tablet")[0]
        intents = pandas.DataFrame(
            {
                "customer": [customer, 5, 6], "ordered_at": [WHEN, WHEN, numpy.datetime64("2027-01-01")], "kind": "asked",
                "device": [device, -1, -1], "region": [3, -1, -1], "channel": ["App", "Phone", None], "category": [-1, 4, -1],
                "extra_lines": [0, 3.0, 0], "code": ["FIVE", "", None], "code_rate": [0.05, 0, 0],
                "payment_method": ["Wallet", None, None], "is_gift": [0, 1, -1],
            }
        )  # fmt: skip
        lines = pandas.DataFrame({"intent": [0, 0, 0], "product": [7, 9, 7], "quantity": [2, 1, 3]})
        world.latent["asked"] = add_orders(world, intents, lines)

    return make_world(Config(21, TINY, AS_OF), [*until(purchases), asks, settle_orders])


def order(world: World, number: int) -> tuple[pandas.Series, pandas.DataFrame]:
    row = world.latent["order_of_intent"][world.latent["asked"][number]]
    found = world.tables["orders"].iloc[row]
    return found, world.tables["order_items"][world.tables["order_items"]["order_id"] == found["order_id"]]


def test_an_order_with_known_lines_is_what_was_asked_for(asked):
    found, items = order(asked, 0)
    products = asked.latent["products"]["product_id"]
    assert dict(zip(items["product_id"], items["quantity"], strict=True)) == {products[7]: 5, products[9]: 1}
    assert (found["channel"], found["platform"], found["payment_method"], found["code"]) == ("App", "Tablet", "Wallet", "FIVE")
    assert found["region"] == asked.latent["regions"]["region"][3]
    assert found["is_gift"] == 0
    assert pandas.isna(found["payment_method_id"])
    assert found["ordered_at"] == pandas.Timestamp(WHEN)


def test_an_order_of_a_category_holds_nothing_else_but_bundles(asked):
    found, items = order(asked, 1)
    category = asked.tables["products"].set_index("product_id")["category"]
    bundled = set(asked.truth["bundles"]["other_product_id"])
    drawn = items[~items["product_id"].isin(bundled)]
    assert set(drawn["product_id"].map(category)) <= {asked.tables["categories"]["category"][4]}
    assert len(items) >= 1
    assert (found["channel"], found["is_gift"]) == ("Phone", 1)
    assert pandas.isna(found["code"])
    assert pandas.isna(found["device_id"])


def test_an_order_after_the_end_is_not_placed(asked):
    assert asked.latent["order_of_intent"][asked.latent["asked"][2]] == -1


def test_rows_of_latent_orders_and_lines_are_the_rows_of_the_tables(asked):
    orders, latent = asked.tables["orders"], asked.latent["orders"]
    named = numpy.where(latent["customer"] < 0, None, asked.latent["customer_ids"][latent["customer"]])
    assert (orders["customer_id"].fillna("") == pandas.Series(named).fillna("")).all()
    lines, items = asked.latent["order_lines"], asked.tables["order_items"]
    assert (orders["order_id"].to_numpy()[lines["order"]] == items["order_id"]).all()
    assert (asked.latent["products"]["product_id"].to_numpy()[lines["product"]] == items["product_id"]).all()


@pytest.mark.parametrize("columns", [{"customer": [1]}, {"customer": [1], "ordered_at": [WHEN], "kind": ["x"], "colour": ["red"]}])
def test_intents_with_missing_or_unknown_columns_are_refused(columns):
    with pytest.raises(ValueError, match="Intents lack"):
        add_orders(World(Config(1, TINY, AS_OF)), pandas.DataFrame(columns))


def test_totals_are_exact(clean_world):
    orders, items = clean_world.tables["orders"], clean_world.tables["order_items"]
    assert (
        orders["gross_cents"] - orders["discount_cents"] + orders["shipping_cents"] + orders["tax_cents"] == orders["total_cents"]
    ).all()
    lines = items.assign(gross_cents=items["unit_price_cents"] * items["quantity"]).groupby("order_id")
    for column in ("gross_cents", "discount_cents", "tax_cents"):
        assert (lines[column].sum().reindex(orders["order_id"]).to_numpy() == orders[column]).all(), column
    assert (items["discount_cents"] <= items["unit_price_cents"] * items["quantity"]).all()
    assert (items[["quantity", "unit_price_cents"]] > 0).all().all()


def half_up(value: Decimal) -> int:
    return int(value.quantize(Decimal(1), ROUND_HALF_UP))


def test_prices_discounts_and_taxes_are_those_of_the_day(clean_world):
    """Computed anew from the tables, in decimals, for some hundred lines."""
    tables = clean_world.tables
    lines = (
        tables["order_items"]
        .merge(tables["orders"], on="order_id", suffixes=("", "_of_order"))
        .merge(tables["regions"].drop(columns="currency"), on="region")
    )
    rates = tables["exchange_rates"].set_index(["rate_date", "currency"])["rate"]
    promoted = tables["promotions"].set_index("promotion_id")["discount_rate"]
    history = tables["price_history"].sort_values("valid_from")
    code_rate = {"WELCOME10": "0.1", "THANKS5": "0.05"}
    known = lines[(lines["code"].isna() | lines["code"].isin(code_rate)) & (lines["line_number"] > 1)]
    for line in known.iloc[:: max(1, len(known) // 300)].itertuples():
        day = line.ordered_at.to_datetime64().astype("datetime64[D]")
        of_product = history[history["product_id"] == line.product_id]
        listed = of_product[of_product["valid_from"].to_numpy() <= day]["price_cents"].iloc[-1]
        unit = half_up(Decimal(int(listed)) / Decimal(str(rates[(day, line.currency)])))
        gross = unit * line.quantity
        rate = "0" if pandas.isna(line.promotion_id) else str(promoted[line.promotion_id])
        promotion = half_up(gross * Decimal(rate))
        code = half_up((gross - promotion) * Decimal("0" if pandas.isna(line.code) else code_rate[line.code]))
        tax = half_up((gross - promotion - code) * Decimal(str(line.tax_rate)))
        assert (line.unit_price_cents, line.discount_cents, line.tax_cents) == (unit, promotion + code, tax)


def test_identifiers_say_nothing_of_time(clean_world):
    for table, identity, time in (("orders", "order_id", "ordered_at"), ("customers", "customer_id", "signed_up_at")):
        rows = clean_world.tables[table]
        number = rows[identity].str.extract(r"(\d+)$")[0].astype(int)
        assert abs(number.corr(rows[time].astype("int64"), method="spearman")) < 4 / numpy.sqrt(len(rows))
        assert rows[identity].str.len().nunique() == 1


def test_few_orders_are_cancelled_and_soon(clean_world):
    orders = clean_world.tables["orders"]
    cancelled = orders[orders["status"] == "cancelled"]
    assert 0.02 <= len(cancelled) / len(orders) <= 0.055
    waited = cancelled["cancelled_at"] - cancelled["ordered_at"]
    assert waited.between(pandas.Timedelta(0), pandas.Timedelta(hours=48)).all()
    assert (orders["status"] == "test").sum() >= 2
    assert orders.loc[orders["status"] != "cancelled", "cancelled_at"].isna().all()


def test_guests_gifts_travellers_and_new_devices_are_there(clean_world):
    orders, latent = clean_world.tables["orders"], clean_world.latent["orders"]
    assert 0.05 <= orders["customer_id"].isna().mean() <= 0.11
    assert 0.08 <= orders["is_gift"].mean() <= 0.14
    home = clean_world.latent["customers"].frame["region"].to_numpy()[latent["customer"]]
    away = (latent["customer"] >= 0) & (latent["region"] != home) & (orders["is_gift"] == 0)
    assert 0.025 <= away.mean() <= 0.075
    own = latent[(latent["customer"] >= 0) & (latent["device"] >= 0)]
    later = own[own.duplicated("customer")]
    new = ~own.duplicated(["customer", "device"])[later.index]
    assert 0.08 <= new.mean() <= 0.2


def test_shipping_is_free_from_an_amount_on(clean_world):
    orders = clean_world.tables["orders"].merge(clean_world.latent["regions"], on="region", suffixes=("", "_of_region"))
    free = orders["gross_cents"] - orders["discount_cents"] >= orders["free_from_cents"]
    assert (orders.loc[free, "shipping_cents"] == 0).all()
    assert (orders.loc[~free, "shipping_cents"] == orders.loc[~free, "shipping_cents_of_region"]).all()
