"""The report's headlines by its own formulas, the corrected ones beside them, and what holds for every seed."""

from __future__ import annotations

import pandas
import pytest

from data_gen import influencer_figures as figures
from data_gen.influencer_report import make_report_world

SEEDS = range(8)
# What an earlier report of such a programme printed: ROI on influenced revenue alone, and on all revenue.
PRINTED_ROI, PRINTED_ROI_ON_ALL = 1.67, 2.36


@pytest.fixture(scope="module")
def worlds() -> list[dict[str, pandas.DataFrame]]:
    return [make_report_world(seed) for seed in SEEDS]


def small() -> dict[str, pandas.DataFrame]:
    """A programme to add up by hand: one influencer by post (100 a post, two posts, one unsponsored), one by order, one organic order."""
    orders = [
        ("code_p1", "a", "Tea", 300, "Influenced"),
        ("code_p1", "a", "Oil", 100, "Influenced"),
        ("code_p3", "b", "Tea", 1_000, "Influenced"),
        ("organic", None, "Oil", 600, "Organic"),
    ]
    tracking = pandas.DataFrame(orders, columns=["source", "influencer_id", "product", "revenue", "attribution_type"]).assign(orders=1)
    posts = pandas.DataFrame(
        {
            "post_id": ["p1", "p2", "p3"],
            "influencer_id": ["a", "a", "b"],
            "brand": ["B", None, "B"],
            "reach": [1_000, 500, 500],
            "likes": [50, 20, 20],
            "comments": [5, 3, 2],
        }
    )
    payouts = pandas.DataFrame(
        {"influencer_id": ["a", "b"], "basis": ["Post", "Order"], "rate": [100.0, 0.08], "total_payout": [200.0, 80.0]}
    )
    return {"tracking_data": tracking, "posts": posts, "payouts": payouts}


def test_the_documented_formulas():
    assert figures.documented_figures(small()) == pytest.approx(
        {
            "total_revenue": 2_000,
            "total_payout": 280,
            "net_profit": 2_000 * 0.45 - 280,
            "roi": (900 - 280) / 280,
            "roas": 2_000 / 280,
            "incremental_roas": 1_400 / 280,
            "engagement_rate": 100 / 2_000,
        }
    )


def test_the_corrected_figures_leave_organic_revenue_out():
    assert figures.corrected_figures(small()) == pytest.approx(
        {
            "influenced_revenue": 1_400,
            "net_profit": 630 - 280,
            "roi": 350 / 280,
            "attributed_roas": 5,
            "paid_for_unsponsored_posts": 100,
            "roi_if_only_sponsored_posts_were_paid": (630 - 180) / 180,
            "largest_share_of_orders": 2 / 3,
        }
    )


def test_the_summary_says_both():
    """Post basis: 400 x 0.45 - 200 = -20 on 200. Order basis: 1,000 x 0.45 - 80 = 370 on 80."""
    assert figures.summary(small()) == (
        "As documented: revenue 2,000, payout 280, net profit 620, ROI 221%, blended ROAS 7.14, attributed ROAS 5.00.\n"
        "On influenced revenue: 1,400, net profit 350, ROI 125%; "
        "by contract 462% on Order basis and -10% on Post basis. 100 went to posts without a sponsor."
    )


def test_a_product_carries_its_own_payout():
    """Tea: 3/4 of the paid post and 8 % of 1,000. Oil: 1/4 of that post. The post that sold nothing belongs to no product."""
    frame = figures.net_profit_by_product(small())
    assert frame["own_payout"].to_dict() == pytest.approx({"Oil": 25, "Tea": 155, "No product": 100})
    assert frame["net_profit"].to_dict() == pytest.approx({"Oil": 45 - 25, "Tea": 585 - 155, "No product": -100})
    assert frame["documented_net_profit"].to_dict() == pytest.approx({"Oil": 100 * 0.25, "Tea": 1_300 * 0.25, "No product": 0})


def test_products_sum_to_the_programme(worlds: list[dict[str, pandas.DataFrame]]):
    for tables in worlds:
        frame, total = figures.net_profit_by_product(tables), figures.corrected_figures(tables)["net_profit"]
        assert frame["net_profit"].sum() == pytest.approx(total, rel=1e-9)
        assert frame["documented_net_profit"].sum() == pytest.approx(total, rel=1e-9)
        gap = (frame["net_profit"] - frame["documented_net_profit"]).abs()
        assert gap.max() > 0.02 * total, "the average payout would do"


def test_every_influencer_on_order_basis_has_the_same_roi_by_contract(worlds: list[dict[str, pandas.DataFrame]]):
    """0.45 / 0.08 - 1 = 462.5 %, to the rounding of payouts to whole paise."""
    for tables in worlds:
        frame = figures.returns_by_influencer(tables)
        of_order = frame[(frame["basis"] == "Order") & (frame["payout"] >= 100)]
        assert len(of_order) > 40
        assert of_order["roi"].between(4.624, 4.626).all()
        assert figures.returns_by_basis(tables).loc["Order", "roi"] == pytest.approx(4.625, abs=1e-5)
        assert frame.loc[frame["basis"] == "Post", "roi"].nunique() > 10


def test_headlines_overstate_and_follow_from_each_other(worlds: list[dict[str, pandas.DataFrame]]):
    for tables in worlds:
        said, right = figures.documented_figures(tables), figures.corrected_figures(tables)
        assert said["roi"] > right["roi"]
        assert said["roi"] == pytest.approx(said["roas"] * 0.45 - 1)
        assert right["roi"] == pytest.approx(said["incremental_roas"] * 0.45 - 1)
        assert right["roi_if_only_sponsored_posts_were_paid"] > right["roi"]


def test_the_printed_roi_lies_within_the_seeds_and_the_printed_gap_does_not(worlds: list[dict[str, pandas.DataFrame]]):
    """167 % on influenced revenue is an ordinary seed. 236 % beside it needs organic revenue of a quarter of the influenced.

    The documented organic rate gives 20 orders a day, which is a few hundredths of it: with the report's own assumptions the two
    printed figures do not go together, whatever the prices are, since prices are alike on both sides.
    """
    said = pandas.DataFrame([figures.documented_figures(tables) for tables in worlds])
    right = pandas.DataFrame([figures.corrected_figures(tables) for tables in worlds])
    assert right["roi"].min() < PRINTED_ROI < right["roi"].max()
    organic = said["roas"] / said["incremental_roas"] - 1
    needed = (1 + PRINTED_ROI_ON_ALL) / (1 + PRINTED_ROI) - 1
    assert needed == pytest.approx(0.258, abs=0.001)
    assert organic.between(0.01, 0.06).all()
