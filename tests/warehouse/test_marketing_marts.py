"""Marts of marketing: the same on every engine, and what the raw tables say, computed another way."""

from __future__ import annotations

import numpy
import pandas
import pytest

from dashapp.settings import Settings
from jobs.build_plan import plan
from jobs.build_tables import BY_PYTHON
from tests.warehouse.marketing_shop import CONFIG, day_numbers, days, published, raw, shop_world
from tests.warehouse.raw_rows import copied_table, table

MARTS = (
    "dim_campaigns", "dim_channel_experiments", "dim_consents", "dim_loyalty_members", "fct_acquisition_days", "fct_acquisitions",
    "fct_ad_days", "fct_email_days", "fct_experiment_days", "fct_loyalty_days", "fct_order_codes", "fct_session_days",
    "fct_social_days", "fct_touchpoints",
)  # fmt: skip
ORDER = {step.name: ", ".join(step.grain) for step in plan(BY_PYTHON)}
UNATTRIBUTED = "Unattributed"


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings.from_environment({"VAR_DIR": str(tmp_path_factory.mktemp("marketing"))})
    published(settings)
    return settings


def mart(settings: Settings, name: str) -> pandas.DataFrame:
    return table(settings, name, ORDER[name])


def test_every_engine_makes_the_same_marketing_tables(shop: Settings, postgres_settings: Settings):
    published(postgres_settings)
    for name in MARTS:
        made = mart(shop, name)
        assert len(made) > 10
        assert not made.drop(columns="squared_revenue", errors="ignore").isna().any(axis=None)
        for copy in (
            mart(postgres_settings, name),
            copied_table(shop, name, ORDER[name]),
            copied_table(postgres_settings, name, ORDER[name]),
        ):
            pandas.testing.assert_frame_equal(made, copy, check_dtype=False, check_exact=True, obj=name)


@pytest.mark.parametrize(
    ("name", "source", "counts"),
    [
        ("fct_ad_days", "ad_days", ["impressions", "clicks", "conversions", "units", "spend_cents", "claimed_cents"]),
        ("fct_session_days", "session_days", ["sessions", "view_sessions", "cart_sessions", "checkout_sessions", "purchase_sessions"]),
        ("fct_email_days", "email_days", ["sent", "delivered", "opened", "clicked", "unsubscribed", "complained"]),
        ("fct_social_days", "social_post_days", ["impressions", "engagements", "clicks"]),
        ("fct_experiment_days", "ab_test_days", ["visitors", "converters", "revenue_cents", "squared_revenue"]),
    ],
)
def test_no_row_is_lost_or_doubled(shop: Settings, name: str, source: str, counts: list[str]):
    made = mart(shop, name)
    assert len(made) == len(raw(source))
    assert made[counts].sum().to_dict() == pytest.approx(raw(source)[counts].sum().to_dict())


def test_advertising_knows_channel_region_and_country(shop: Settings):
    made = mart(shop, "fct_ad_days").groupby(["marketing_channel", "region", "country"])["spend_cents"].sum()
    given = raw("ad_days").merge(raw("campaigns"), on="campaign_id").merge(raw("regions"), on="region")
    expected = given.groupby(["marketing_channel", "region", "country"])["spend_cents"].sum()
    assert made.to_dict() == expected.to_dict()


def test_purchases_are_the_online_orders_of_the_day(shop: Settings):
    made = mart(shop, "fct_session_days").groupby(["day_number", "platform"])["purchase_sessions"].sum()
    orders = mart(shop, "fct_orders")
    placed = orders[orders["channel"].isin(["Web shop", "App"])].groupby(["order_day", "platform"]).size()
    lost = shop_world().truth["untracked_orders"]
    unseen = lost.groupby([day_numbers(lost["session_date"]), "device"])["orders"].sum()
    for part in (made, placed, unseen):
        part.index.names = ["day", "platform"]
    gap = placed.sub(made, fill_value=0).sub(unseen, fill_value=0)
    assert (gap == 0).all()


def test_touches_have_their_place_and_their_order(shop: Settings):
    made = mart(shop, "fct_touchpoints")
    assert len(made) == len(raw("touchpoints"))
    assert (made.groupby("journey_key")["position"].max() == made.groupby("journey_key")["touches"].first()).all()
    orders = mart(shop, "fct_orders").set_index("order_key")
    bought = made[made["is_converted"] == 1].drop_duplicates("journey_key").set_index("journey_id")
    expected = raw("journeys").dropna(subset="order_id").set_index("journey_id")["order_id"]
    assert orders.loc[bought["order_key"], "order_id"].tolist() == expected.loc[bought.index].tolist()
    assert len(bought) == len(expected)
    demand = orders.loc[bought["order_key"], "gross_cents"] - orders.loc[bought["order_key"], "discount_cents"]
    assert bought["demand_cents"].tolist() == demand.tolist()
    assert (made.loc[made["is_converted"] == 0, ["order_key", "demand_cents"]] == 0).all(axis=None)


def test_the_acquisition_channel_is_the_last_touch_but_direct_in_thirty_days(shop: Settings):
    made = mart(shop, "fct_acquisitions")
    orders = raw("orders")
    valid = orders[(orders["status"] != "test") & orders["customer_id"].notna()].sort_values(["ordered_at", "order_id"])
    first = valid.drop_duplicates("customer_id").set_index("order_id")
    touches = raw("touchpoints").merge(raw("journeys"), on="journey_id")
    touches = touches[touches["order_id"].isin(first.index) & (touches["marketing_channel"] != "Direct")]
    recent = touches[(days(touches["ended_at"]) - days(touches["touched_at"])).astype(int) <= 30]
    last = (
        recent.sort_values(["journey_id", "position"]).drop_duplicates("order_id", keep="last").set_index("order_id")["marketing_channel"]
    )
    channel = first.index.to_series().map(last).fillna(UNATTRIBUTED)
    if "influencer_tracking" in shop_world().tables:
        channel[channel.index.isin(raw("influencer_tracking")["order_id"])] = "Influencers"
    found = mart(shop, "fct_orders").set_index("order_key").loc[made["order_key"], "order_id"]
    assert sorted(found) == sorted(first.index)
    assert made["marketing_channel"].tolist() == channel.loc[found].tolist()
    assert {UNATTRIBUTED, "Search ads", "Social ads"} < set(made["marketing_channel"])
    came = raw("referrals")["referred_customer_id"]
    assert (made["is_referred"].to_numpy() == first.loc[found, "customer_id"].isin(came).to_numpy()).all()


def test_acquisition_days_hold_every_new_customer_and_all_spending(shop: Settings):
    made = mart(shop, "fct_acquisition_days")
    assert made["new_customers"].sum() == len(mart(shop, "fct_acquisitions"))
    bought = made[made["marketing_channel"] != "Influencers"]
    assert bought["spend_cents"].sum() == raw("ad_days")["spend_cents"].sum()
    assert (made.loc[made["is_spend"] == 0, "spend_cents"] == 0).all()
    paid = set(made.loc[made["is_spend"] == 1, "marketing_channel"])
    assert set(made.loc[made["is_paid"] == 1, "marketing_channel"]) == paid
    assert "E-mail" not in paid


def test_the_last_loyalty_day_is_what_members_hold(shop: Settings):
    made, members = mart(shop, "fct_loyalty_days"), mart(shop, "dim_loyalty_members")
    last = made[made["day_number"] == made["day_number"].max()].set_index("tier")
    assert made["day_number"].max() == numpy.datetime64(CONFIG.as_of, "D").astype(int)
    assert last["members"].to_dict() == raw("loyalty_members").groupby("tier").size().to_dict()
    assert last["outstanding_points"].to_dict() == members.groupby("tier")["balance_points"].sum().to_dict()
    assert last["outstanding_points"].sum() == raw("loyalty_events")["points"].sum()
    assert (made["outstanding_points"] >= 0).all()
    assert not made.duplicated(["day_number", "tier"]).any()
    assert (members["earned_points"] - members["redeemed_points"] - members["expired_points"] == members["balance_points"]).all()


def test_consent_is_what_was_said_last_unless_suppressed(shop: Settings):
    made = mart(shop, "dim_consents").set_index("customer_id")
    latest = raw("consents").sort_values("changed_at").drop_duplicates(["customer_id", "medium"], keep="last")
    given = latest.pivot_table(index="customer_id", columns="medium", values="is_given").fillna(0).astype(int)
    suppressed = raw("suppressions")["customer_id"]
    assert set(made.index) == set(given.index) | set(suppressed)
    allowed = given.reindex(made.index, fill_value=0)
    allowed[allowed.index.isin(suppressed)] = 0
    assert made["may_email"].tolist() == allowed["E-mail"].tolist()
    assert made["may_text"].tolist() == allowed["Text message"].tolist()
    assert made["is_suppressed"].sum() == len(suppressed) > 0


def test_codes_are_those_of_the_orders(shop: Settings):
    made = mart(shop, "fct_order_codes").set_index("order_key")
    orders = mart(shop, "fct_orders").set_index("order_key")
    codes = raw("orders").set_index("order_id")["code"].fillna("None")
    assert made.sort_index().index.tolist() == orders.sort_index().index.tolist()
    assert made["code"].tolist() == codes.loc[orders.loc[made.index, "order_id"]].tolist()
    assert {"Welcome", "Thanks", "None"} <= set(made["code_kind"])
    assert (made["is_used"] == (made["code"] != "None")).all()


def test_experiments_have_two_arms_of_regions(shop: Settings):
    made = mart(shop, "dim_channel_experiments")
    assert len(made) == len(raw("channel_experiments"))
    assert made.groupby(["experiment_id", "arm"]).size().tolist() == [10] * 12
    assert (made["starts_day"] < made["ends_day"]).all()
