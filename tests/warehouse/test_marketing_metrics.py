"""Metrics of marketing equal what pandas computes from the generated tables, under a filter."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import replace

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
from tests.warehouse.marketing_shop import days, published, raw

FIRST, LAST = datetime.date(2025, 6, 1), datetime.date(2025, 12, 31)
PERIOD = Filters(date_from=FIRST, date_to=LAST)
REGIONS = ("Bavaria", "Texas", "London")
IN_REGIONS = Filters(date_from=FIRST, date_to=LAST, region=REGIONS)
FACTS = {
    "fct_ad_days", "fct_session_days", "fct_touchpoints", "fct_email_days", "fct_loyalty_days", "fct_experiment_days",
    "fct_acquisition_days", "fct_order_codes", "fct_social_days",
}  # fmt: skip


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    settings = Settings.from_environment({"VAR_DIR": str(tmp_path_factory.mktemp("marketing"))})
    published(settings)
    opened = queries.open(settings)
    yield opened
    opened.close()


def asked(warehouse: Warehouse, *names: str, filters: Filters | None = PERIOD) -> dict[str, float]:
    return ask(warehouse, names, filters=filters, viewer=OPERATOR).frame.iloc[0].to_dict()


def within(frame: pandas.DataFrame, column: str) -> pandas.DataFrame:
    day = days(frame[column])
    return frame[(day >= numpy.datetime64(FIRST)) & (day <= numpy.datetime64(LAST))]


def test_advertising(warehouse: Warehouse):
    given = within(raw("ad_days"), "performance_date").merge(raw("campaigns"), on="campaign_id")
    chosen = given[given["region"].isin(REGIONS) & (given["category"] == "Kitchen")].sum(numeric_only=True)
    spend, claimed = chosen["spend_cents"] / 100, chosen["claimed_cents"] / 100
    expected = {
        "ad_impressions": chosen["impressions"],
        "ad_clicks": chosen["clicks"],
        "ctr": chosen["clicks"] / chosen["impressions"],
        "ad_spend": spend,
        "cpc": spend / chosen["clicks"],
        "cpm": spend / chosen["impressions"] * 1000,
        "claimed_orders": chosen["conversions"],
        "claimed_units": chosen["units"],
        "claimed_sales": claimed,
        "ad_conversion_rate": chosen["units"] / chosen["clicks"],
        "claimed_roas": claimed / spend,
        "acos": spend / claimed,
        "cost_per_claimed_order": spend / chosen["conversions"],
    }
    filters = Filters(date_from=FIRST, date_to=LAST, region=REGIONS, category=("Kitchen",))
    assert asked(warehouse, *expected, filters=filters) == pytest.approx(expected)


def test_spending_by_marketing_channel_and_campaign_adds_up(warehouse: Warehouse):
    total = asked(warehouse, "ad_spend")["ad_spend"]
    for by in ("marketing_channel", "campaign", "month"):
        parts = ask(warehouse, ("ad_spend",), by=(by,), filters=PERIOD, viewer=OPERATOR).frame
        assert len(parts) > 1
        assert parts["ad_spend"].sum() == pytest.approx(total)


def test_sessions(warehouse: Warehouse):
    given = within(raw("session_days"), "session_date")
    chosen = given[(given["device"] == "Mobile") & given["category"].isin(["Toys", "Beauty"])].sum(numeric_only=True)
    sessions, views, carts, checkouts, bought = (chosen[f"{step}sessions"] for step in ("", "view_", "cart_", "checkout_", "purchase_"))
    expected = {
        "sessions": sessions,
        "view_sessions": views,
        "cart_sessions": carts,
        "checkout_sessions": checkouts,
        "purchase_sessions": bought,
        "conversion_rate": bought / sessions,
        "view_rate": views / sessions,
        "cart_to_view_rate": carts / views,
        "purchase_to_view_rate": bought / views,
        "cart_abandonment_rate": 1 - bought / carts,
        "checkout_drop_off_rate": 1 - bought / checkouts,
    }
    filters = Filters(date_from=FIRST, date_to=LAST, platform=("Mobile",), category=("Toys", "Beauty"))
    assert asked(warehouse, *expected, filters=filters) == pytest.approx(expected)


def test_journeys(warehouse: Warehouse):
    """Credit counted journey by journey: every rule gives away exactly one order."""
    journeys = raw("journeys")
    journeys = within(journeys[(journeys["is_sampled"] == 1) & journeys["region"].isin(REGIONS)], "ended_at")
    bought = set(journeys.dropna(subset="order_id")["journey_id"])
    sizes = raw("touchpoints")[raw("touchpoints")["journey_id"].isin(journeys["journey_id"])].groupby("journey_id").size()
    expected = {
        "touches": sizes.sum(),
        "journeys": len(journeys),
        "converted_journeys": len(bought),
        "journey_conversion_rate": len(bought) / len(journeys),
        "touches_per_journey": sizes.mean(),
    } | dict.fromkeys(("first_touch_orders", "last_touch_orders", "linear_orders", "position_orders", "time_decay_orders"), len(bought))
    assert len(bought) > 3
    assert asked(warehouse, *expected, filters=IN_REGIONS) == pytest.approx(expected)


def position_credit(position: int, touches: int) -> float:
    if touches <= 2:
        return 1 / touches
    return 0.4 if position in (1, touches) else 0.2 / (touches - 2)


def test_credit_by_marketing_channel(warehouse: Warehouse):
    journeys = raw("journeys")
    bought = within(journeys[(journeys["is_sampled"] == 1) & journeys["order_id"].notna()], "ended_at")
    orders = raw("orders").set_index("order_id")
    touches = raw("touchpoints").merge(bought, on="journey_id")
    touches["touches"] = touches.groupby("journey_id")["position"].transform("max")
    half = 0.5 ** ((touches["ended_at"].dt.normalize() - touches["touched_at"].dt.normalize()).dt.days / 7.5)
    first, last = touches["position"] == 1, touches["position"] == touches["touches"]
    shared = pandas.DataFrame(
        {
            "marketing_channel": touches["marketing_channel"],
            "first_touch_orders": first * 1.0,
            "last_touch_orders": last * 1.0,
            "linear_orders": 1 / touches["touches"],
            "position_orders": [position_credit(*pair) for pair in zip(touches["position"], touches["touches"], strict=True)],
            "time_decay_orders": half / half.groupby(touches["journey_id"]).transform("sum"),
        }
    )
    expected = shared.groupby("marketing_channel").sum()
    found = ask(warehouse, list(expected), by=("marketing_channel",), filters=PERIOD, viewer=OPERATOR).frame.set_index("marketing_channel")
    pandas.testing.assert_frame_equal(found.loc[expected.index], expected, check_dtype=False, check_names=False, check_index_type=False)
    domestic = orders.loc[bought["order_id"]]
    euros = (domestic["gross_cents"] - domestic["discount_cents"])[domestic["currency"] == "EUR"].sum() / 100
    home = Filters(date_from=FIRST, date_to=LAST, country=("Germany", "France"))
    sales = asked(warehouse, "last_touch_sales", "linear_sales", filters=home)
    assert sales == pytest.approx({"last_touch_sales": euros, "linear_sales": euros})


def test_emails(warehouse: Warehouse):
    given = within(raw("email_days"), "activity_date").merge(raw("email_campaigns"), on="email_id")
    by_kind = given.groupby("kind").sum(numeric_only=True)
    expected = pandas.DataFrame(
        {
            "emails_sent": by_kind["sent"],
            "emails_delivered": by_kind["delivered"],
            "email_delivery_rate": by_kind["delivered"] / by_kind["sent"],
            "email_open_rate": by_kind["opened"] / by_kind["delivered"],
            "email_click_rate": by_kind["clicked"] / by_kind["delivered"],
            "email_click_to_open_rate": by_kind["clicked"] / by_kind["opened"],
            "unsubscribe_rate": by_kind["unsubscribed"] / by_kind["delivered"],
            "email_complaint_rate": by_kind["complained"] / by_kind["delivered"],
        }
    )
    found = ask(warehouse, list(expected), by=("email_kind",), filters=PERIOD, viewer=OPERATOR).frame.set_index("email_kind")
    pandas.testing.assert_frame_equal(found.loc[expected.index], expected, check_dtype=False, check_names=False, check_index_type=False)


def test_posts_of_the_shop(warehouse: Warehouse):
    given = within(raw("social_post_days"), "activity_date").merge(raw("social_posts"), on="social_post_id")
    chosen = given[given["category"].isin(["Kitchen", "Fashion", "Electronics"])]
    total = chosen.sum(numeric_only=True)
    expected = {
        "social_posts": chosen["social_post_id"].nunique(),
        "social_impressions": total["impressions"],
        "social_engagement_rate": total["engagements"] / total["impressions"],
        "social_click_rate": total["clicks"] / total["impressions"],
    }
    filters = Filters(date_from=FIRST, date_to=LAST, category=("Kitchen", "Fashion", "Electronics"))
    assert asked(warehouse, *expected, filters=filters) == pytest.approx(expected)


def test_loyalty(warehouse: Warehouse):
    members = raw("loyalty_members")
    events = raw("loyalty_events").merge(members, on="customer_id")
    inside = within(events, "occurred_at")
    calendar = numpy.arange(numpy.datetime64(FIRST), numpy.datetime64(LAST) + 1)
    held = [events.loc[days(events["occurred_at"]) <= day, "points"].sum() for day in calendar]
    there = [(days(members["joined_on"]) <= day).sum() for day in calendar]
    earned, redeemed = inside.loc[inside["points"] > 0, "points"].sum(), -inside.loc[inside["kind"] == "redeemed", "points"].sum()
    expected = {
        "loyalty_joiners": len(within(members, "joined_on")),
        "loyalty_members": numpy.mean(there),
        "points_earned": earned,
        "points_redeemed": redeemed,
        "points_expired": -inside.loc[inside["kind"] == "expired", "points"].sum(),
        "redemption_rate": redeemed / earned,
        "points_liability": numpy.mean(held) / 100,
    }
    assert redeemed > 0
    assert asked(warehouse, *expected) == pytest.approx(expected)
    by_tier = ask(warehouse, ("loyalty_members", "points_liability"), by=("tier",), filters=PERIOD, viewer=OPERATOR).frame
    assert by_tier[["loyalty_members", "points_liability"]].sum().to_dict() == pytest.approx(
        {name: expected[name] for name in ("loyalty_members", "points_liability")}
    )


def test_experiments(warehouse: Warehouse):
    given = within(raw("ab_test_days"), "test_date").merge(raw("ab_tests"), on="test_id")
    by_variant = given.groupby(["test_id", "variant"]).sum(numeric_only=True)
    expected = pandas.DataFrame(
        {
            "test_visitors": by_variant["visitors"],
            "test_converters": by_variant["converters"],
            "test_conversion_rate": by_variant["converters"] / by_variant["visitors"],
            "test_revenue": by_variant["revenue_cents"] / 100,
            "test_revenue_per_visitor": by_variant["revenue_cents"] / by_variant["visitors"] / 100,
        }
    )
    found = ask(warehouse, list(expected), by=("test", "variant"), filters=PERIOD, viewer=OPERATOR).frame.set_index(["test", "variant"])
    pandas.testing.assert_frame_equal(found.loc[expected.index], expected, check_dtype=False, check_names=False, check_index_type=False)


def test_acquisition(warehouse: Warehouse):
    orders = raw("orders")
    valid = orders[(orders["status"] != "test") & orders["customer_id"].notna()].sort_values(["ordered_at", "order_id"])
    first = within(valid.drop_duplicates("customer_id"), "ordered_at")
    first = first[first["region"].isin(REGIONS)]
    advertised = within(raw("ad_days"), "performance_date").merge(raw("campaigns"), on="campaign_id")
    spend = advertised.loc[advertised["region"].isin(REGIONS), "spend_cents"].sum() / 100
    referred = first["customer_id"].isin(raw("referrals")["referred_customer_id"]).sum()
    by_channel = ask(warehouse, ("new_customers",), by=("marketing_channel",), filters=IN_REGIONS, viewer=OPERATOR).frame
    unpaid = {"Unattributed", "E-mail", "Organic search"}
    paid = by_channel.loc[~by_channel["marketing_channel"].isin(unpaid), "new_customers"].sum()
    expected = {
        "new_customers": len(first),
        "referred_customers": referred,
        "paid_new_customers": paid,
        "acquisition_spend": spend,
        "cac": spend / paid,
        "blended_cac": spend / len(first),
    }
    assert 0 < paid < len(first)
    assert asked(warehouse, *expected, filters=IN_REGIONS) == pytest.approx(expected)


def test_codes(warehouse: Warehouse):
    orders = raw("orders")
    chosen = within(orders[(orders["status"] != "test") & orders["region"].isin(REGIONS) & (orders["channel"] == "App")], "ordered_at")
    coded = chosen[chosen["code"].notna()]
    expected = {"code_orders": len(coded), "code_usage_rate": len(coded) / len(chosen)}
    assert 0 < len(coded) < len(chosen)
    assert asked(warehouse, *expected, filters=replace(IN_REGIONS, channel=("App",))) == pytest.approx(expected)
    euros = within(orders[(orders["status"] != "test") & orders["code"].notna() & (orders["region"] == "Bavaria")], "ordered_at")
    found = asked(warehouse, "code_discount_rate", filters=replace(IN_REGIONS, region=("Bavaria",)))
    assert found["code_discount_rate"] == pytest.approx(euros["discount_cents"].sum() / euros["gross_cents"].sum())


def test_a_filter_that_sessions_do_not_record_is_refused(warehouse: Warehouse):
    with pytest.raises(NotRecorded, match="not recorded by region"):
        asked(warehouse, "sessions", filters=IN_REGIONS)


def test_without_spending_there_is_no_acquisition_cost(warehouse: Warehouse):
    by_channel = ask(warehouse, ("acquisition_spend", "cac"), by=("marketing_channel",), filters=PERIOD, viewer=OPERATOR).frame
    free = by_channel[by_channel["marketing_channel"].isin(["Unattributed", "Organic search"])]
    assert len(free) == 2
    assert free[["acquisition_spend", "cac"]].isna().all(axis=None)


def _compiled() -> list[Statement]:
    every = [(fact, by) for fact in facts() if fact.name in FACTS for by in ((), *((name,) for name in fact.dimensions))]
    return [statement(tuple(fact.metrics), by, labels=True) for fact, by in every]


def test_every_question_is_portable():
    compiled = _compiled()
    assert len(compiled) > len(FACTS)
    for one in compiled:
        header = {
            "summary": "x",
            "grain": one.columns[0].name,
            "columns": dict.fromkeys(column.name for column in one.columns),
            "params": {name: _declared(parameter) for name, parameter in one.parameters.items()},
        }
        assert problems(one.text, header) == []


def _declared(parameter: Parameter) -> str | list[str]:
    if parameter.type == "enum":
        return list(parameter.choices)
    kind = f"list of {parameter.type}" if parameter.many else parameter.type
    return f"{kind}?" if parameter.optional else kind
