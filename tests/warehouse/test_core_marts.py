"""A whole generated shop, written, loaded as the demo and built: its accounts, checkouts, promotions, assortment and holidays."""

from __future__ import annotations

from pathlib import Path

import pandas
import pytest

from dashapp.auth.viewer import OPERATOR
from dashapp.settings import Settings
from data_gen.world import World
from jobs.build_plan import plan
from jobs.build_scores import model_steps
from jobs.build_tables import BY_PYTHON
from queries.metrics import ask
from queries.warehouse import Warehouse
from tests.warehouse.core_shop import FILTERS, in_countries, in_period, loaded
from tests.warehouse.raw_rows import table

TABLES = [step for step in plan(BY_PYTHON) if step.kind == "table" and not step.passing]


def asked(warehouse: Warehouse, *names: str) -> dict[str, float]:
    return ask(warehouse, names, filters=FILTERS, viewer=OPERATOR).frame.iloc[0].to_dict()


def placed(world: World) -> pandas.DataFrame:
    """Real orders: tests are none."""
    orders = world.tables["orders"]
    return orders[orders["status"] != "test"]


def test_accounts(world: World, warehouse: Warehouse) -> None:
    accounts = world.tables["customers"]
    mine = accounts[in_countries(world, accounts["region"]) & in_period(accounts["signed_up_at"])]
    first = pandas.to_datetime(placed(world).groupby("customer_id")["ordered_at"].min()).dt.normalize()
    waited = (mine["customer_id"].map(first) - pandas.to_datetime(mine["signed_up_at"]).dt.normalize()).dt.days
    stored = mine["customer_id"].isin(world.tables["payment_methods"]["customer_id"])
    households = world.tables["customer_demographics"].set_index("customer_id")["household_size"]
    found = asked(warehouse, "sign_ups", "sign_up_conversion", "prospects", "stored_payment_rate", "average_household")
    assert found == pytest.approx(
        {
            "sign_ups": len(mine),
            "sign_up_conversion": (waited <= 30).mean(),
            "prospects": waited.isna().sum(),
            "stored_payment_rate": stored.mean(),
            "average_household": mine["customer_id"].map(households).mean(),
        }
    )
    assert 0 < found["sign_up_conversion"] < 1


def test_checkouts(world: World, warehouse: Warehouse) -> None:
    orders = placed(world)
    mine = orders[in_countries(world, orders["region"]) & in_period(orders["ordered_at"])]
    day = pandas.to_datetime(mine["ordered_at"]).dt.normalize()
    seen = mine["device_id"].map(world.tables["devices"].set_index("device_id")["first_seen_at"])
    added = mine["shipping_address_id"].map(world.tables["addresses"].set_index("address_id")["created_at"])
    home = mine["customer_id"].map(world.tables["customers"].set_index("customer_id")["region"])
    known = mine[seen.notna()]
    found = asked(warehouse, "gift_rate", "new_device_rate", "orders_per_device", "new_address_rate", "away_rate")
    assert found == pytest.approx(
        {
            "gift_rate": mine["is_gift"].mean(),
            "new_device_rate": (pandas.to_datetime(seen).dt.normalize() == day)[seen.notna()].mean(),
            "orders_per_device": len(known) / known["device_id"].nunique(),
            "new_address_rate": (pandas.to_datetime(added).dt.normalize() == day)[added.notna()].mean(),
            "away_rate": (home != mine["region"])[home.notna()].mean(),
        }
    )


def test_promotions(world: World, shop: Settings) -> None:
    events = table(shop, "fct_sales_events", "event_key")
    promotions = table(shop, "fct_promotions", "promotion_key")
    assert len(promotions) == len(world.tables["promotions"])
    for row in promotions.itertuples():
        sold = events[(events["category"] == row.category) & ((row.brand == "Every brand") | (events["brand"] == row.brand))]
        back = 7 * -(-row.days // 7)
        during, before = (
            sold[sold["event_day"].between(first, first + row.days - 1)][["gross_cents", "discount_cents"]].sum()
            for first in (row.starts_day, row.starts_day - back)
        )
        assert (row.demand_cents, row.discount_cents) == (during["gross_cents"] - during["discount_cents"], during["discount_cents"])
        assert row.before_cents == before["gross_cents"] - before["discount_cents"]
        assert back >= row.days


def test_products_have_a_department_and_a_kind_of_brand(world: World, shop: Settings) -> None:
    found = table(shop, "dim_products", "product_key").query("product_key > 0")
    assert (
        dict(zip(found["category"], found["department"], strict=True)).items()
        <= world.tables["categories"].set_index("category")["department"].to_dict().items()
    )
    own = set(world.tables["brands"].query("is_own == 1")["brand"])
    assert {kind: set(group["brand"]) <= own for kind, group in found.groupby("brand_kind")} == {"Own brand": True, "Other brand": False}


def test_public_holidays_are_marked_in_the_calendar(world: World, shop: Settings) -> None:
    days = table(shop, "dim_date", "day_number")
    holidays = world.tables["holidays"]
    public = set(pandas.to_datetime(holidays[holidays["is_public"] == 1]["holiday_date"]).dt.strftime("%Y-%m-%d"))
    assert set(days[days["is_holiday"] == 1]["date_day"]) == public & set(days["date_day"])
    assert "2025-12-25" in public


def test_both_engines_make_every_table_of_a_whole_shop_alike(shop: Settings, folder: Path, postgres_settings: Settings) -> None:
    loaded(postgres_settings, folder)
    # No model has run yet, and nobody has merged accounts.
    waiting = [*model_steps(), *(step for step in TABLES if step.name == "dim_merged_accounts")]
    for step in TABLES:
        one, other = (table(settings, step.name, ", ".join(step.grain)) for settings in (shop, postgres_settings))
        pandas.testing.assert_frame_equal(one, other, check_dtype=False, rtol=1e-12, obj=step.name)
        assert len(one) > 0 or step in waiting, step.name
