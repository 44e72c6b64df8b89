"""Shipments and returns in the warehouse: what the marts say is what the raw tables say, computed another way."""

from __future__ import annotations

import dataclasses

import pandas
import pytest

from dashapp.settings import Settings
from data_gen.config import Size
from data_gen.world import World
from tests.data_gen.service.shop import CONFIG, made
from tests.warehouse.raw_rows import copied_table, table
from tests.warehouse.service_shop import RATES, TABLES, published

SMALL = dataclasses.replace(CONFIG, size=Size(300, 900, 60, 12, 0))
MARTS = {
    "fct_shipments": "shipment_key",
    "fct_return_lines": "return_key",
    "fct_reviews": "review_key",
    "fct_survey_answers": "survey_key",
    "fct_tickets": "ticket_key",
    "fct_order_service": "order_key",
    "fct_competitor_prices": "price_key",
    "fct_market_months": "market_key",
}


@pytest.fixture(scope="module")
def world() -> World:
    return made(SMALL)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, world: World) -> Settings:
    """One installation for the tests that only read."""
    settings = Settings.from_environment({"VAR_DIR": str(tmp_path_factory.mktemp("service"))})
    published(settings, world, TABLES)
    return settings


def test_every_engine_makes_the_same_service_tables(settings: Settings, postgres_settings: Settings, world: World):
    one, other = published(settings, world, TABLES), published(postgres_settings, world, TABLES)
    assert one.row_counts == other.row_counts
    for name, key in MARTS.items():
        made_here = table(settings, name, key)
        assert len(made_here) == one.row_counts[name] > 10
        for copy in (table(postgres_settings, name, key), copied_table(settings, name, key), copied_table(postgres_settings, name, key)):
            pandas.testing.assert_frame_equal(made_here, copy, check_dtype=False, check_exact=True, obj=name)


def test_shipments_agree_with_the_parcels(shop: Settings, world: World):
    found = table(shop, "fct_shipments", "shipment_id").set_index("shipment_id")
    parcels = world.tables["shipments"].merge(world.tables["orders"], on="order_id", suffixes=("", "_of_order")).set_index("shipment_id")
    parcels = parcels.loc[found.index]
    assert len(found) == len(world.tables["shipments"])
    end = pandas.Timestamp(SMALL.as_of)
    came = parcels["delivered_at"].dt.normalize()
    assert (found["is_due"] == (came.notna() | (parcels["promised_on"] < end))).all()
    late = (came > parcels["promised_on"]) | (came.isna() & (parcels["promised_on"] < end))
    assert (found["is_late"] == late).all()
    assert 0 < late.sum() < len(late)
    waited = (parcels["shipped_at"] - parcels["ordered_at"]).dt.total_seconds()
    assert (found["seconds_to_ship"] == waited).all()
    whole_days = (came - parcels["ordered_at"].dt.normalize()).dt.days
    pandas.testing.assert_series_equal(found["days_to_deliver"], whole_days, check_names=False, check_dtype=False)
    assert (found["is_shipped_late"] == (parcels["shipped_at"].dt.normalize() > parcels["ship_by"])).all()
    assert (found["is_tracked"] == (parcels["tracking_number"].notna() & parcels["first_scan_at"].notna())).all()
    assert (found["region"] == parcels["region"]).all()


def test_what_was_charged_for_shipping_is_counted_once_an_order(shop: Settings):
    shipments, orders = table(shop, "fct_shipments", "shipment_key"), table(shop, "fct_orders", "order_key").set_index("order_key")
    assert shipments["order_key"].duplicated().any()
    charged = shipments.groupby("order_key")["charged_cents"].sum()
    assert (charged == orders.loc[charged.index, "shipping_cents"]).all()


def test_returns_agree_with_the_raw_ones(shop: Settings, world: World):
    found = table(shop, "fct_return_lines", "return_id").set_index("return_id")
    raw = (
        world.tables["returns"].merge(world.tables["orders"][["order_id", "currency", "ordered_at"]], on="order_id").set_index("return_id")
    )
    raw = raw.loc[found.index]
    assert len(found) == len(world.tables["returns"])
    rate = raw["currency"].map({code: rate for _, code, rate in RATES}).fillna(1.0)
    assert (found["value_cents"] == (raw["value_cents"] * rate + 0.5 + 1e-9).astype("int64")).all()
    assert (found["value_local_cents"] == raw["value_cents"]).all()
    processing = (raw["processed_on"] - raw["requested_at"].dt.normalize()).dt.days
    pandas.testing.assert_series_equal(found["days_to_process"], processing, check_names=False, check_dtype=False)
    assert (found["is_processed"] == raw["status"].isin(["processed", "exchanged"])).all()
    assert (found["is_exchange"] == raw.index.isin(world.tables["exchanges"]["return_id"])).all()
    assert (found["days_kept"] >= 1).all()
    products = world.tables["products"].set_index("product_id")
    assert (found["category"] == raw["product_id"].map(products["category"])).all()
    assert (found["vendor_id"] == raw["product_id"].map(products["vendor_id"])).all()
    assert (found["condition"] == raw["condition"].fillna("Not recorded")).all()


def test_a_shipment_of_an_unknown_order_stays_and_says_so(settings: Settings, world: World):
    lost = World(world.config, tables=dict(world.tables))
    lost.tables["shipments"] = world.tables["shipments"].head(5).assign(order_id="nowhere")
    published(settings, lost, ("shipments",))
    found = table(settings, "fct_shipments", "shipment_key")
    assert found["order_key"].tolist() == [0] * 5
    assert set(found["region"]) == {"Not recorded"}
    assert found["seconds_to_ship"].isna().all()


def test_an_order_is_defective_for_a_claim_or_a_bad_review_within_sixty_days(shop: Settings, world: World):
    found = table(shop, "fct_order_service", "order_id").set_index("order_id")
    orders = world.tables["orders"].set_index("order_id").query("status != 'test'")
    assert set(found.index) == set(orders.index)
    placed = orders["ordered_at"].dt.normalize()
    tickets, reviews = world.tables["tickets"].dropna(subset=["order_id"]), world.tables["reviews"].dropna(subset=["order_id"])
    soon = (tickets["opened_at"].dt.normalize() - tickets["order_id"].map(placed)).dt.days <= 60
    claims = set(tickets.loc[soon & tickets["reason"].isin(["Never arrived", "Product fault"]), "order_id"])
    soon = (reviews["created_at"].dt.normalize() - reviews["order_id"].map(placed)).dt.days <= 60
    negative = set(reviews.loc[soon & (reviews["rating"] <= 2), "order_id"])
    assert set(found.index[found["has_claim"] == 1]) == claims
    assert set(found.index[found["has_negative_review"] == 1]) == negative
    assert set(found.index[found["is_defective"] == 1]) == claims | negative
    assert len(claims) > 5
    assert found["tickets"].sum() == len(tickets)


def test_keys_lead_to_the_customer_the_order_and_the_product(shop: Settings, world: World):
    reviews = table(shop, "fct_reviews", "review_id").set_index("review_id")
    raw = world.tables["reviews"].set_index("review_id").loc[reviews.index]
    products = table(shop, "dim_products", "product_key").set_index("product_key")["product_id"]
    customers = table(shop, "dim_customers", "customer_key").set_index("customer_key")["customer_id"]
    assert (reviews["product_key"].map(products) == raw["product_id"]).all()
    known = raw["customer_id"].where(raw["customer_id"].isin(customers), "Not recorded")
    assert (reviews["customer_key"].map(customers) == known).all()
    assert ((reviews["order_key"] > 0) == raw["order_id"].notna()).all()
    assert (reviews["body_length"] == raw["body"].fillna("").str.len()).all()


def test_a_request_before_the_delivery_has_no_days_kept(settings: Settings, world: World):
    early = World(world.config, tables=dict(world.tables))
    first = world.tables["returns"].head(1).merge(world.tables["orders"][["order_id", "ordered_at"]], on="order_id")
    first["requested_at"] = first.pop("ordered_at") - pandas.Timedelta(days=3)
    early.tables["returns"] = pandas.concat([first, world.tables["returns"].iloc[1:]], ignore_index=True)
    published(settings, early, ("shipments", "returns"))
    found = table(settings, "fct_return_lines", "return_id").set_index("return_id")["days_kept"]
    assert found.isna().tolist() == (found.index == first["return_id"].iloc[0]).tolist()
