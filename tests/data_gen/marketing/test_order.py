"""Marketing of a small world: as declared, consistent with its orders, and as the published shape of advertising has it."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy
import pandas
import pytest

from data_gen.config import Config
from data_gen.marketing.channels import ADVERTISING, TESTED
from data_gen.marketing.online import ONLINE
from data_gen.marketing.order import MARKETING
from data_gen.stages import STAGES
from data_gen.tables import arrow_table, declared
from data_gen.world import World, make_world

TABLES = (
    "campaigns", "ad_days", "channel_experiments", "journeys", "touchpoints", "session_days", "email_campaigns", "email_days",
    "social_posts", "social_post_days",
    "loyalty_members", "loyalty_events", "referrals", "consents", "suppressions", "discount_codes", "ab_tests", "ab_test_days",
)  # fmt: skip


def online(world: World) -> pandas.DataFrame:
    orders = world.tables["orders"]
    return orders[(orders["status"] != "test") & orders["channel"].isin(ONLINE)]


def days(values: pandas.Series) -> numpy.ndarray:
    return values.to_numpy().astype("datetime64[D]")


@pytest.mark.parametrize("name", TABLES)
def test_tables_are_as_declared_and_not_in_the_future(clean_world: World, name: str):
    frame = clean_world.tables[name]
    assert arrow_table(name, frame).num_rows > 0
    table = declared()[name]
    assert not frame.duplicated(list(table.key)).any()
    for column, given in table.columns.items():
        if given in ("date", "timestamp") and column != "ends_on":
            moments = frame[column].dropna().to_numpy().astype("datetime64[s]")
            assert moments.min() >= clean_world.config.opening
            assert moments.max() < clean_world.config.end


@pytest.mark.parametrize(
    ("name", "column", "other"),
    [
        ("ad_days", "campaign_id", "campaigns"),
        ("touchpoints", "journey_id", "journeys"),
        ("touchpoints", "campaign_id", "campaigns"),
        ("email_days", "email_id", "email_campaigns"),
        ("email_campaigns", "campaign_id", "campaigns"),
        ("social_post_days", "social_post_id", "social_posts"),
        ("loyalty_events", "order_id", "orders"),
        ("journeys", "order_id", "orders"),
        ("ab_test_days", "test_id", "ab_tests"),
    ],
)
def test_references_are_kept(clean_world: World, name: str, column: str, other: str):
    assert set(clean_world.tables[name][column].dropna()) <= set(clean_world.tables[other][column])


def test_the_same_seed_gives_the_same_marketing(config: Config):
    stages = STAGES[: STAGES.index(MARKETING[-1]) + 1]
    one, other = make_world(config, stages), make_world(config, stages)
    for name in TABLES:
        pandas.testing.assert_frame_equal(one.tables[name], other.tables[name])


def test_sessions_narrow_down_step_by_step(clean_world: World):
    steps = ["sessions", "view_sessions", "cart_sessions", "checkout_sessions", "purchase_sessions"]
    frame = clean_world.tables["session_days"]
    for before, after in itertools.pairwise(steps):
        assert (frame[after] <= frame[before]).all()
    assert 0.015 < frame["purchase_sessions"].sum() / frame["sessions"].sum() < 0.035


def test_purchases_are_the_online_orders_but_for_what_tracking_lost(clean_world: World):
    orders, frame, lost = online(clean_world), clean_world.tables["session_days"], clean_world.truth["untracked_orders"]
    placed = orders.groupby([days(orders["ordered_at"]), "platform"]).size()
    seen = frame.groupby([days(frame["session_date"]), "device"])["purchase_sessions"].sum()
    unseen = lost.set_index([days(lost["session_date"]), "device"])["orders"]
    assert len(unseen) > 0
    for part in (seen, unseen, placed):
        part.index.names = ["day", "device"]
    gap = placed.sub(seen, fill_value=0)
    assert gap[gap != 0].astype(int).to_dict() == unseen.to_dict()


def test_lost_tracking_stands_among_the_events(clean_world: World):
    events = clean_world.truth["kpi_events"]
    losses = events[events["cause"] == "tracking loss"]
    lost = days(clean_world.truth["untracked_orders"]["session_date"])
    inside = [((lost >= start) & (lost <= end)) for start, end in zip(days(losses["starts_on"]), days(losses["ends_on"]), strict=True)]
    assert numpy.logical_or.reduce(inside).all()


def test_events_are_dated_explained_or_not(clean_world: World):
    events = clean_world.truth["kpi_events"]
    assert 25 <= (events["is_explained"] == 0).sum() <= 40
    assert (events["is_explained"] == 1).sum() == 15
    assert (days(events["starts_on"]) <= days(events["ends_on"])).all()
    assert (events["factor"] != 1).all()


def test_advertising_has_the_published_shape(clean_world: World):
    frame, campaigns = clean_world.tables["ad_days"], clean_world.tables["campaigns"]
    assert (frame["clicks"] <= frame["impressions"]).all()
    assert (frame["conversions"] <= frame["units"]).all()
    by_channel = frame.merge(campaigns, on="campaign_id").groupby("marketing_channel").sum(numeric_only=True)
    assert set(by_channel.index) == {one.name for one in ADVERTISING}
    total = frame.sum(numeric_only=True)
    assert 0.025 <= total["clicks"] / total["impressions"] <= 0.041
    assert 0.1 <= total["units"] / total["clicks"] <= 0.16
    assert 45 <= total["spend_cents"] / total["clicks"] <= 65
    weekday = (days(frame["performance_date"]).astype(int) + 3) % 7
    daily = frame.groupby(weekday)["clicks"].sum()
    assert daily[5] > daily[0] * 1.2


def test_channels_claim_more_than_they_caused(clean_world: World):
    claimed = clean_world.tables["ad_days"].merge(clean_world.tables["campaigns"], on="campaign_id")
    claimed = claimed.groupby("marketing_channel")["conversions"].sum()
    caused = clean_world.truth["channel_effects"].set_index("marketing_channel")["incremental_orders"]
    assert claimed["Search ads"] > 0
    assert caused["Search ads"] == 0
    assert claimed.sum() > caused[claimed.index].sum()


def test_nothing_is_advertised_where_a_channel_is_switched_off(clean_world: World):
    tables = clean_world.tables
    experiments = tables["channel_experiments"]
    assert set(experiments["marketing_channel"]) == set(TESTED)
    dark = experiments[experiments["arm"] == "dark"]
    shown = tables["ad_days"].merge(tables["campaigns"].drop(columns=["starts_on", "ends_on"]), on="campaign_id")
    touched = tables["touchpoints"].merge(tables["journeys"][["journey_id", "region"]], on="journey_id")
    shown["day"], touched["day"] = days(shown["performance_date"]), days(touched["touched_at"])
    for frame in (shown, touched):
        joined = frame.merge(dark, on=["marketing_channel", "region"])
        assert len(joined) > 0
        assert not ((joined["day"] >= days(joined["starts_on"])) & (joined["day"] <= days(joined["ends_on"]))).any()


def test_clicks_of_an_email_are_not_more_than_its_openings(clean_world: World):
    totals = clean_world.tables["email_days"].groupby("email_id").sum(numeric_only=True)
    assert (totals["delivered"] <= totals["sent"]).all()
    assert (totals["opened"] <= totals["delivered"]).all()
    assert (totals["clicked"] <= totals["opened"]).all()
    assert 0.1 < totals["opened"].sum() / totals["delivered"].sum() < 0.35


def test_fewer_engage_with_a_post_than_see_it(clean_world: World):
    totals = clean_world.tables["social_post_days"].sum(numeric_only=True)
    assert 0 < totals["clicks"] < totals["engagements"] < totals["impressions"]


def test_points_are_never_overdrawn(clean_world: World):
    events, members = clean_world.tables["loyalty_events"], clean_world.tables["loyalty_members"]
    running = events.sort_values(["customer_id", "occurred_at", "points"], ascending=[True, True, False])
    assert (running.groupby("customer_id")["points"].cumsum() >= 0).all()
    assert set(events["customer_id"]) == set(members["customer_id"])
    assert set(events["kind"]) == {"welcome", "earned", "redeemed", "expired"}


def test_consent_is_withdrawn_only_after_it_was_given(clean_world: World):
    changes = clean_world.tables["consents"].sort_values(["customer_id", "medium", "changed_at"])
    before = changes.groupby(["customer_id", "medium"])["is_given"].shift()
    assert (before[changes["is_given"] == 0] == 1).all()
    assert before[changes["is_given"] == 1].isna().all()


def test_whoever_recommends_came_before(clean_world: World):
    referrals, customers = clean_world.tables["referrals"], clean_world.tables["customers"].set_index("customer_id")["signed_up_at"]
    assert (referrals["customer_id"] != referrals["referred_customer_id"]).all()
    assert (referrals["customer_id"].map(customers) <= referrals["referred_customer_id"].map(customers)).all()


@pytest.mark.parametrize("profile", ["easy", "hard", "plain"])
def test_every_profile_has_its_marketing_and_plain_has_no_events(config: Config, profile: str):
    """Also on a day that is not over."""
    other = replace(config, profile=profile, last_hour=11)
    world = make_world(other, STAGES[: STAGES.index(MARKETING[-1]) + 1])
    assert all(arrow_table(name, world.tables[name]).num_rows > 0 for name in TABLES)
    for name, column in (
        ("journeys", "ended_at"),
        ("touchpoints", "touched_at"),
        ("loyalty_events", "occurred_at"),
        ("consents", "changed_at"),
    ):
        assert world.tables[name][column].max() < other.end
    factors = world.truth["kpi_events"]["factor"]
    assert (len(factors) == 0) == (profile == "plain")
