"""What the influencer programme's report computes from its four tables, beside what these figures should be.

The formulas are those of the report's section 6. Its faults: net profit and ROI count organic sales as earned by the programme,
the net profit of a product carries the average payout and not its own, and posts without a sponsor are paid like the others.
Shares and ratios are fractions; money is in rupees.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas

COST_OF_GOODS = 0.55

Tables = Mapping[str, pandas.DataFrame]


def documented_figures(tables: Tables) -> dict[str, float]:
    """The headlines as the report has them: total_revenue, total_payout, net_profit, roi, roas, incremental_roas, engagement_rate.

    Our names for its ratios: blended influencer ROAS (roas) and attributed influencer ROAS (incremental_roas).
    """
    tracking, posts = tables["tracking_data"], tables["posts"]
    total, payout = float(tracking["revenue"].sum()), float(tables["payouts"]["total_payout"].sum())
    return {
        "total_revenue": total,
        "total_payout": payout,
        "net_profit": _net_profit(total, payout),
        "roi": _net_profit(total, payout) / payout,
        "roas": total / payout,
        "incremental_roas": float(_influenced(tables)["revenue"].sum()) / payout,
        "engagement_rate": float((posts["likes"] + posts["comments"]).sum() / posts["reach"].sum()),
    }


def corrected_figures(tables: Tables) -> dict[str, float]:
    """The same programme on influenced revenue alone, and what a reader of the report must know beside its headlines."""
    influenced, payouts, posts = _influenced(tables), tables["payouts"], tables["posts"]
    revenue, payout = float(influenced["revenue"].sum()), float(payouts["total_payout"].sum())
    by_post = payouts[payouts["basis"] == "Post"].set_index("influencer_id")["rate"]
    unsponsored = float(posts.loc[posts["brand"].isna(), "influencer_id"].map(by_post).sum())
    orders = influenced.groupby("influencer_id")["orders"].sum()
    return {
        "influenced_revenue": revenue,
        "net_profit": _net_profit(revenue, payout),
        "roi": _net_profit(revenue, payout) / payout,
        "attributed_roas": revenue / payout,
        "paid_for_unsponsored_posts": unsponsored,
        "roi_if_only_sponsored_posts_were_paid": _net_profit(revenue, payout - unsponsored) / (payout - unsponsored),
        "largest_share_of_orders": float(orders.max() / orders.sum()),
    }


def summary(tables: Tables) -> str:
    """The headlines as documented and as they should be, in sentences for whoever made the tables."""
    said, right, by_basis = documented_figures(tables), corrected_figures(tables), returns_by_basis(tables)["roi"]
    bases = " and ".join(f"{roi:.0%} on {basis} basis" for basis, roi in by_basis.items())
    return (
        f"As documented: revenue {said['total_revenue']:,.0f}, payout {said['total_payout']:,.0f}, net profit {said['net_profit']:,.0f}, "
        f"ROI {said['roi']:.0%}, blended ROAS {said['roas']:.2f}, attributed ROAS {said['incremental_roas']:.2f}.\n"
        f"On influenced revenue: {right['influenced_revenue']:,.0f}, net profit {right['net_profit']:,.0f}, ROI {right['roi']:.0%}; "
        f"by contract {bases}. {right['paid_for_unsponsored_posts']:,.0f} went to posts without a sponsor."
    )


def returns_by_influencer(tables: Tables) -> pandas.DataFrame:
    """Basis, revenue, payout, net profit and ROI of every influencer who was paid, on influenced revenue.

    On Order basis the ROI is (1 - cost of goods) / commission - 1 for everybody: a ranking by it says nothing.
    """
    frame = tables["payouts"][["influencer_id", "basis", "total_payout"]].rename(columns={"total_payout": "payout"})
    frame["revenue"] = frame["influencer_id"].map(_influenced(tables).groupby("influencer_id")["revenue"].sum()).fillna(0)
    frame["net_profit"] = _net_profit(frame["revenue"], frame["payout"])
    frame["roi"] = frame["net_profit"] / frame["payout"]
    return frame


def returns_by_basis(tables: Tables) -> pandas.DataFrame:
    """The same summed by basis, ratios from the sums."""
    frame = returns_by_influencer(tables).groupby("basis")[["revenue", "payout", "net_profit"]].sum()
    frame["roi"] = frame["net_profit"] / frame["payout"]
    return frame


def net_profit_by_product(tables: Tables) -> pandas.DataFrame:
    """Influenced revenue of each product with its net profit as documented (average payout) and with its own payout.

    Commission belongs to the product it was paid on. The pay of a post belongs to the products that its orders bought, by revenue;
    the row "No product" holds the pay of posts that sold nothing, so that both columns sum to the programme's net profit.
    """
    sold, payouts = _influenced(tables), tables["payouts"].set_index("influencer_id")
    revenue = sold.groupby("product")["revenue"].sum().astype(float)
    own = sold["revenue"] * sold["influencer_id"].map(payouts["rate"].where(payouts["basis"] == "Order")).fillna(0)
    fee = sold["influencer_id"].map(payouts["rate"].where(payouts["basis"] == "Post")).fillna(0)
    own += fee * sold["revenue"] / sold.groupby("source")["revenue"].transform("sum")
    frame = pandas.DataFrame({"revenue": revenue, "own_payout": own.groupby(sold["product"]).sum()})
    total = float(payouts["total_payout"].sum())
    frame.loc["No product"] = [0.0, total - float(own.sum())]
    average = _net_profit(float(revenue.sum()), total) / float(revenue.sum())
    frame["documented_net_profit"] = frame["revenue"] * average
    frame["net_profit"] = _net_profit(frame["revenue"], frame["own_payout"])
    return frame


def _influenced(tables: Tables) -> pandas.DataFrame:
    tracking = tables["tracking_data"]
    return tracking[tracking["attribution_type"] == "Influenced"]


def _net_profit(revenue: Any, payout: Any) -> Any:
    return revenue * (1 - COST_OF_GOODS) - payout
