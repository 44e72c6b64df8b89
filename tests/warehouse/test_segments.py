"""Attributes of customers against pandas, and the library of segments on a shop that is large enough for it."""

from __future__ import annotations

import datetime

import numpy
import pandas
import pytest

import queries
from dashapp.settings import Settings
from data_gen.config import Config, Size
from data_gen.stages import STAGES
from data_gen.world import make_world, write_world
from jobs.build import build
from jobs.demo_load import load_demo
from queries.segments.attributes import attributes, members_of
from queries.segments.library import LEAST_CUSTOMERS, LEAST_SHARE, MOST_ALIKE, library, overlap, standings
from queries.segments.rules import Rule
from tests.warehouse.raw_rows import table

pytestmark = pytest.mark.slow
CONFIG = Config(5, Size(7_000, 21_000, 400, 20, 1_000), datetime.date(2026, 3, 31), flaws=True)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    place = tmp_path_factory.mktemp("segments")
    write_world(make_world(CONFIG, STAGES), place / "world", ("parquet",))
    settings = Settings.from_environment({"VAR_DIR": str(place / "var")})
    load_demo(settings, place / "world", lambda *_: None)
    build(settings)
    return settings


@pytest.fixture(scope="module")
def warehouse(shop: Settings):
    opened = queries.open(shop)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def held(shop: Settings) -> pandas.DataFrame:
    return table(shop, "dim_customer_attributes", "customer_key").set_index("customer_key")


def test_everybody_who_is_scored_has_attributes(shop, held):
    assert set(table(shop, "score_rfm", "customer_key")["customer_key"]) == set(held.index)


def test_attributes_are_those_of_an_independent_computation(shop, held):
    orders = table(shop, "fct_orders", "order_key")
    scores = table(shop, "score_rfm", "customer_key").set_index("customer_key")
    as_of = int((scores["recency_days"] + scores["last_order_day"]).iloc[0])
    orders = orders[(orders["customer_key"].isin(held.index)) & (orders["order_day"] <= as_of)]
    by = orders.groupby("customer_key")
    sums = by[["gross_cents", "discount_cents", "return_cents"]].sum()
    year = orders[orders["order_day"] > as_of - 365].groupby("customer_key").size().reindex(held.index, fill_value=0)
    assert held["orders_year"].tolist() == year.tolist()
    numpy.testing.assert_allclose(held["discount_share"], (sums["discount_cents"] / sums["gross_cents"]).fillna(0))
    numpy.testing.assert_allclose(held["evening_share"], (orders["order_hour"] >= 18).groupby(orders["customer_key"]).mean())
    assert held["channels"].tolist() == by["channel"].nunique().tolist()
    gap = (by["order_day"].max() - by["order_day"].min()) / (by.size() - 1).replace(0, numpy.nan)
    numpy.testing.assert_allclose(held["average_gap_days"].astype(float), gap)
    events = table(shop, "fct_sales_events", "event_key")
    sales = events[(events["event_type"] == "sale") & events["customer_key"].isin(held.index) & (events["order_day"] <= as_of)]
    spent = sales.groupby(["customer_key", "category"])["gross_cents"].sum().reset_index()
    most = spent.sort_values(["customer_key", "gross_cents", "category"]).groupby("customer_key").last()
    assert held["favourite_category"].tolist() == most["category"].tolist()
    consents = table(shop, "dim_consents", "consent_key").set_index("customer_key")["may_email"]
    assert held["may_email"].tolist() == consents[consents.index > 0].reindex(held.index, fill_value=0).tolist()


def test_every_attribute_is_a_column_that_is_published(shop):
    for one in attributes().values():
        assert one.column in table(shop, one.table, "customer_key")


def test_fifty_segments_of_the_library_and_more_are_large_enough_and_unlike_each_other(warehouse):
    found = standings(warehouse)
    counted = [one for one in found if one.counted]
    assert len({one.segment.title for one in counted}) == len(counted) >= 50
    whole = overlap(warehouse, [one.segment.rule for one in counted])
    sizes = numpy.diag(whole.both)
    assert sizes.min() >= max(LEAST_CUSTOMERS, LEAST_SHARE * whole.everybody)
    alike = whole.both / (sizes[:, None] + sizes[None, :] - whole.both)
    assert (alike - numpy.eye(len(counted))).max() < MOST_ALIKE
    assert all(one.why for one in found if not one.counted)
    assert {one.segment.group for one in counted} >= {"RFM", "Habit", "Value", "Product", "Place", "Channel", "Influencer"}


def test_what_is_counted_is_what_pandas_counts(shop, warehouse, held):
    scores = table(shop, "score_rfm", "customer_key").set_index("customer_key")
    rules = [[["frequency", ">=", 3]], [[["return_share", ">=", 50], ["country", "in", "France"]]], []]
    expected = [
        scores["frequency"] >= 3,
        (held["return_share"] >= 0.5) | (held["country"] == "France"),
        pandas.Series(True, index=held.index),
    ]
    found = overlap(warehouse, [Rule.of(rule) for rule in rules])
    assert numpy.diag(found.both).tolist() == [int(one.sum()) for one in expected]
    assert found.both[0, 1] == int((expected[0] & expected[1]).sum())
    assert found.everybody == len(held)


def test_one_for_each_value_is_made_for_the_values_of_the_data(warehouse):
    titles = [one.title for one in library(warehouse)]
    assert all(f"At home in {value}" in titles for value in members_of(warehouse, "favourite_category") if value != "Not recorded")
