"""Influencers in the warehouse: marts and metrics are what pandas computes from the raw tables, and nobody reaches another's."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator

import pandas
import pytest

import queries
from dashapp.auth.scope import Scope
from dashapp.auth.viewer import OPERATOR
from dashapp.errors import Forbidden, NotRecorded
from dashapp.filters import Filters
from dashapp.settings import Settings
from queries.metrics import ask
from queries.registry import facts
from queries.warehouse import Warehouse
from tests.warehouse.influencer_shop import COSTS, all_orders, all_posts, published, shop_world
from tests.warehouse.raw_rows import copied_table, table

MARTS = {
    "dim_influencers": "influencer_key",
    "dim_influencer_dark_regions": "dark_key",
    "fct_influencer_posts": "post_key",
    "fct_influencer_payouts": "payout_key",
    "fct_influencer_days": "day_key",
}
FIRST, LAST = datetime.date(2025, 6, 1), datetime.date(2026, 1, 31)
CATEGORIES = ("Kitchen", "Fashion", "Electronics", "Toys", "Sports")
FILTERS = Filters(date_from=FIRST, date_to=LAST, category=CATEGORIES)
# Cents that are rounded a line in the warehouse and an order here.
A_ROUNDING = 2e-4


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings.from_environment({"VAR_DIR": str(tmp_path_factory.mktemp("influencers"))})
    published(settings)
    return settings


@pytest.fixture(scope="module")
def warehouse(installed: Settings) -> Iterator[Warehouse]:
    opened = queries.open(installed)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def orders() -> pandas.DataFrame:
    return all_orders()


@pytest.fixture(scope="module")
def posts() -> pandas.DataFrame:
    return all_posts()


def chosen(posts: pandas.DataFrame) -> pandas.DataFrame:
    """The posts within the filters."""
    return posts[posts["day"].between(pandas.Timestamp(FIRST), pandas.Timestamp(LAST)) & posts["category"].isin(CATEGORIES)]


def measures(posts: pandas.DataFrame) -> dict[str, float]:
    """Every metric of posts, in major units."""
    total, engagements = (
        posts[["investment", "net", "cost", "orders", "new", "existing"]].sum(),
        posts[["likes", "comments", "saves"]].sum(axis=1),
    )
    sponsored = posts["is_sponsored"] == 1
    profit = total["net"] - total["cost"] - total["investment"]
    return {
        "influencer_posts": len(posts),
        "active_influencers": posts["influencer_id"].nunique(),
        "influencer_reach": posts["reach"].sum(),
        "influencer_impressions": posts["impressions"].sum(),
        "influencer_engagements": engagements.sum(),
        "engagement_rate": engagements.sum() / posts["reach"].sum(),
        "engagement_rate_by_followers": engagements.sum() / posts["followers"].sum(),
        "credited_orders": total["orders"],
        "influenced_sales": total["net"] / 100,
        "influencer_fees": posts["fee"].sum() / 100,
        "influencer_commissions": posts["commission"].sum() / 100,
        "influencer_gifts": (posts["gift"] + posts["gift_shipping"]).sum() / 100,
        "influencer_investment": total["investment"] / 100,
        "attributed_influencer_roas": total["net"] / total["investment"],
        "influencer_net_profit": profit / 100,
        "influencer_roi": profit / total["investment"],
        "influencer_cpm": total["investment"] / posts.loc[sponsored, "impressions"].sum() * 1000 / 100,
        "influencer_cpe": total["investment"] / engagements[sponsored].sum() / 100,
        "influencer_cpa": total["investment"] / total["orders"] / 100,
        "influencer_new_customer_cost": total["investment"] / total["new"] / 100,
        "influencer_existing_customer_share": total["existing"] / total["orders"],
        "influencer_emv": posts["media_value"].sum() / 100,
        "influencer_impact": posts["media_value"].sum() / total["investment"],
    }


def only(warehouse: Warehouse, names: tuple[str, ...], filters: Filters | None = FILTERS) -> dict[str, float]:
    return ask(warehouse, names, filters=filters, viewer=OPERATOR).frame.iloc[0].to_dict()


def of_fact(name: str) -> tuple[str, ...]:
    return tuple(next(fact for fact in facts() if fact.name == name).metrics)


def test_every_engine_makes_the_same_influencer_tables(installed: Settings, postgres_settings: Settings):
    published(postgres_settings)
    for name, key in MARTS.items():
        made = table(installed, name, key)
        assert len(made) > 20, name
        for copy in (table(postgres_settings, name, key), copied_table(installed, name, key), copied_table(postgres_settings, name, key)):
            pandas.testing.assert_frame_equal(made, copy, check_dtype=False, check_exact=True, obj=name)


def test_posts_have_their_costs_and_what_was_credited_to_them(installed: Settings, posts: pandas.DataFrame):
    found = table(installed, "fct_influencer_posts", "post_id").set_index("post_id")
    mine = posts.loc[found.index]
    assert len(found) == len(posts)
    for name in (*COSTS, "investment"):
        assert (found[f"{name}_cents"] == mine[name]).all(), name
    assert (found["credited_orders"] == mine["orders"]).all()
    assert (found["new_customers"] == mine["new"]).all()
    assert (found["existing_customer_orders"] == mine["existing"]).all()
    assert (found["followers"] == mine["followers"]).all()
    assert (found["brand"] == mine["brand"].fillna("Not recorded")).all()
    assert (found["manager"] == mine["manager"]).all()
    # A cent a line of an order at most.
    for name, column in (("demand", "demand_cents"), ("net", "net_cents")):
        assert ((found[column] - mine[name]).abs() <= 8 * (mine["orders"] + 1)).all(), name
        assert found[column].sum() == pytest.approx(mine[name].sum(), rel=A_ROUNDING)
    assert (found["goods_cents"] == mine["cost"]).all()
    pandas.testing.assert_series_equal(found["media_value_cents"], mine["media_value"], check_names=False)
    assert mine["orders"].sum() > 100


def test_every_credit_and_every_payout_arrives_once(installed: Settings, orders: pandas.DataFrame):
    tables = shop_world().tables
    made = table(installed, "fct_influencer_posts", "post_key")
    assert made["credited_orders"].sum() == tables["influencer_tracking"]["order_id"].isin(orders["order_id"]).sum()
    lines = table(installed, "fct_influencer_payouts", "payout_id").set_index("payout_id")
    raw = tables["influencer_payouts"].set_index("payout_id").loc[lines.index]
    assert len(lines) == len(raw)
    assert (lines["amount_cents"] == raw["amount_cents"]).all()
    assert (lines["is_paid"] == raw["paid_on"].notna()).all()
    assert ((lines["kind"] == "Commission") == raw["order_id"].notna()).all()
    assert (lines.loc[lines["kind"] == "Commission", "order_key"] > 0).all()
    assert made[["fee_cents", "commission_cents"]].sum().sum() == lines["amount_cents"].sum()


def test_days_hold_the_whole_shop_and_the_whole_investment(installed: Settings, orders: pandas.DataFrame, posts: pandas.DataFrame):
    days = table(installed, "fct_influencer_days", "day_key")
    placed = table(installed, "fct_orders", "order_key")
    assert days["net_cents"].sum() == placed["net_cents"].sum()
    assert days["orders"].sum() == len(placed) == len(orders)
    assert days["investment_cents"].sum() == posts["investment"].sum()
    influenced = days[days["order_source"] == "Influenced"]
    assert influenced["net_cents"].sum() == table(installed, "fct_influencer_posts", "post_key")["net_cents"].sum()


def test_dark_regions_are_those_declared(installed: Settings):
    found, raw = table(installed, "dim_influencer_dark_regions", "wave, region"), shop_world().tables["influencer_dark_regions"]
    raw = raw.sort_values(["wave", "region"])
    assert found[["wave", "region"]].values.tolist() == raw[["wave", "region"]].values.tolist()
    assert (found["starts_day"].to_numpy() == raw["starts_on"].to_numpy().astype("datetime64[D]").astype(int)).all()
    assert (found["ends_day"].to_numpy() == raw["ends_on"].to_numpy().astype("datetime64[D]").astype(int)).all()


def test_metrics_of_posts(warehouse: Warehouse, posts: pandas.DataFrame):
    expected = measures(chosen(posts))
    assert set(expected) == set(of_fact("fct_influencer_posts"))
    assert only(warehouse, tuple(expected)) == pytest.approx(expected, rel=A_ROUNDING)
    assert expected["credited_orders"] > 30


def test_metrics_of_posts_by_tier(warehouse: Warehouse, posts: pandas.DataFrame):
    names = of_fact("fct_influencer_posts")
    found = ask(warehouse, names, by=("tier",), filters=FILTERS, viewer=OPERATOR).frame.set_index("tier")
    groups = dict(list(chosen(posts).groupby("tier")))
    assert set(found.index) == set(groups)
    for tier in ("Micro", "Mid", "Macro"):
        assert found.loc[tier].to_dict() == pytest.approx(measures(groups[tier]), rel=5 * A_ROUNDING), tier


def test_engagement_is_a_quotient_of_sums(warehouse: Warehouse, posts: pandas.DataFrame):
    mine = chosen(posts)
    averaged = (mine[["likes", "comments", "saves"]].sum(axis=1) / mine["reach"]).mean()
    found = only(warehouse, ("engagement_rate",))["engagement_rate"]
    assert abs(found - averaged) > 0.003


def test_metrics_of_payouts(warehouse: Warehouse, posts: pandas.DataFrame):
    lines = shop_world().tables["influencer_payouts"].merge(posts[["category", "tier"]], left_on="post_id", right_index=True)
    lines = lines[lines["earned_on"].between(pandas.Timestamp(FIRST), pandas.Timestamp(LAST)) & lines["category"].isin(CATEGORIES)]
    due = lines[lines["paid_on"].isna()]
    expected = {
        "influencer_payouts": lines["amount_cents"].sum() / 100,
        "influencer_agency_fees": lines["agency_cents"].sum() / 100,
        "influencer_payouts_due": due[["amount_cents", "agency_cents"]].sum().sum() / 100,
    }
    assert set(expected) == set(of_fact("fct_influencer_payouts"))
    assert only(warehouse, tuple(expected)) == pytest.approx(expected, rel=1e-9)
    assert expected["influencer_payouts_due"] > 0
    by_tier = ask(warehouse, ("influencer_payouts",), by=("tier",), filters=FILTERS, viewer=OPERATOR).frame.set_index("tier")
    assert by_tier["influencer_payouts"].to_dict() == pytest.approx((lines.groupby("tier")["amount_cents"].sum() / 100).to_dict())


def test_metrics_of_the_programme(warehouse: Warehouse, orders: pandas.DataFrame):
    tables = shop_world().tables
    period = (pandas.Timestamp(FIRST), pandas.Timestamp(LAST))
    mine = orders[orders["day"].between(*period)]
    influenced = mine["order_id"].isin(tables["influencer_tracking"]["order_id"])
    lines = tables["influencer_payouts"][tables["influencer_payouts"]["earned_on"].between(*period)]
    gifts = tables["influencer_gifts"][tables["influencer_gifts"]["sent_on"].between(*period)]
    spend = lines[["amount_cents", "agency_cents"]].sum().sum() + gifts[["cost_cents", "shipping_cents"]].sum().sum()
    expected = {
        "programme_orders": len(mine),
        "programme_sales": mine["net"].sum() / 100,
        "influencer_spend": spend / 100,
        "blended_influencer_roas": mine["net"].sum() / spend,
        "influenced_share": mine.loc[influenced, "net"].sum() / mine["net"].sum(),
    }
    assert set(expected) == set(of_fact("fct_influencer_days"))
    dated = Filters(date_from=FIRST, date_to=LAST)
    assert only(warehouse, tuple(expected), dated) == pytest.approx(expected, rel=A_ROUNDING)
    by_source = ask(warehouse, ("programme_orders",), by=("order_source",), filters=dated, viewer=OPERATOR).frame
    assert by_source.set_index("order_source")["programme_orders"].to_dict() == {
        "Influenced": influenced.sum(),
        "Organic": (~influenced).sum(),
    }


def test_blended_is_larger_than_attributed(warehouse: Warehouse):
    blended = only(warehouse, ("blended_influencer_roas",), None)["blended_influencer_roas"]
    attributed = only(warehouse, ("attributed_influencer_roas",), None)["attributed_influencer_roas"]
    assert blended > 3 * attributed > 0


def test_a_manager_reaches_the_own_influencers_only(warehouse: Warehouse, posts: pandas.DataFrame):
    manager = posts["manager"].iloc[0]
    viewer = dataclasses.replace(OPERATOR, scope=Scope(managers=(manager,)))
    found = ask(warehouse, ("influencer_posts", "influencer_investment"), filters=None, viewer=viewer).frame.iloc[0]
    mine = posts[posts["manager"] == manager]
    assert found["influencer_posts"] == len(mine) < len(posts)
    assert found["influencer_investment"] == pytest.approx(mine["investment"].sum() / 100)
    with pytest.raises(Forbidden, match="your managers"):
        ask(warehouse, ("blended_influencer_roas",), filters=None, viewer=viewer)


def test_a_filter_that_posts_do_not_record_is_refused(warehouse: Warehouse):
    with pytest.raises(NotRecorded, match="not recorded by region"):
        only(warehouse, ("influencer_roi",), Filters(region=("Texas",)))
