"""What tracking credits to posts, what is owed for it, and what the posts truly brought."""

from __future__ import annotations

import numpy
import pandas

from data_gen.amounts import half_up, order_values
from data_gen.identities import identities
from data_gen.influencers.tiers import of_tiers
from data_gen.world import World

FEE_MONTHS, COMMISSION_MONTHS, PAY_DAY = 1, 2, 15


def influencer_credits(world: World) -> None:
    """Make influencer_tracking and influencer_payouts.

    An order is credited to the influencer's latest sponsored post on or before its day, whichever post really brought it.
    truth["influencer_posts"]: post_id, tier, expected_orders (if no region were dark), incremental_orders and incremental_cents (what
    the post brought: goods after discounts, cancelled orders included, EUR), withheld_orders.
    """
    tracking = _tracking(world)
    world.tables["influencer_tracking"] = tracking[["order_id", "post_id", "method", "credited_on", "value_cents"]]
    world.tables["influencer_payouts"] = _payouts(world, tracking)
    _answer(world)


def _tracking(world: World) -> pandas.DataFrame:
    posts, credited = world.latent["posts"], world.latent["credited"]
    row = world.latent["order_of_intent"][credited["intent"]]
    credited, row = credited[row >= 0], row[row >= 0]
    day = world.latent["orders"]["day"].to_numpy()[row]
    post = _latest_post(world, posts["influencer"].to_numpy()[credited["post"]], day)
    orders = world.tables["orders"].iloc[row]
    frame = pandas.DataFrame(
        {
            "order_id": orders["order_id"].to_numpy(),
            "post": post,
            "post_id": posts["post_id"].to_numpy()[post],
            "method": credited["method"].to_numpy(),
            "credited_on": world.config.opening + day,
            "value_cents": order_values(world)[row],
            "stands": (orders["status"] == "placed").to_numpy(),
        }
    )
    return frame.sort_values("order_id", ignore_index=True)


def _latest_post(world: World, influencer: numpy.ndarray, day: numpy.ndarray) -> numpy.ndarray:
    """The influencer's latest sponsored post on or before each day; every credited order has one."""
    posts, days = world.latent["posts"], world.config.days
    sponsored = posts[posts["category"] >= 0].assign(posted_at=world.tables["influencer_posts"]["posted_at"])
    sponsored = sponsored.sort_values(["influencer", "day", "posted_at"])
    keys = (sponsored["influencer"] * days + sponsored["day"]).to_numpy()
    return sponsored.index.to_numpy()[numpy.searchsorted(keys, influencer * days + day, side="right") - 1]


def _payouts(world: World, tracking: pandas.DataFrame) -> pandas.DataFrame:
    """A fee for each sponsored post on Post basis; a commission for each credited order that stands on Order basis."""
    contracts, posts = world.tables["influencer_contracts"], world.latent["posts"]
    of_post = world.latent["post_contract"]
    on_orders = (contracts["basis"] == "Order").to_numpy()[of_post]
    paid = numpy.flatnonzero((posts["category"] >= 0).to_numpy() & ~on_orders)
    fees = pandas.DataFrame({"post": paid, "order_id": None, "earned_on": world.config.opening + posts["day"].to_numpy()[paid]})
    fees["amount_cents"] = contracts["post_fee_cents"].to_numpy()[of_post[paid]].astype(int)
    fees["paid_on"] = _pay_day(fees["earned_on"].to_numpy(), FEE_MONTHS)
    owed = tracking[tracking["stands"] & on_orders[tracking["post"]]]
    commissions = owed[["post", "order_id"]].assign(earned_on=owed["credited_on"])
    rate = contracts["commission_rate"].to_numpy()[of_post[owed["post"]]]
    commissions["amount_cents"] = half_up(owed["value_cents"].to_numpy() * rate)
    commissions["paid_on"] = _pay_day(commissions["earned_on"].to_numpy(), COMMISSION_MONTHS)
    lines = pandas.concat([fees, commissions], ignore_index=True)
    contract = of_post[lines["post"].to_numpy()]
    lines["agency_cents"] = half_up(lines["amount_cents"].to_numpy() * contracts["agency_rate"].to_numpy()[contract])
    lines["contract_id"], lines["post_id"] = contracts["contract_id"].to_numpy()[contract], posts["post_id"].to_numpy()[lines["post"]]
    lines["payout_id"] = identities(world, "influencer_payouts", len(lines), "Y")
    lines["paid_on"] = lines["paid_on"].where(lines["paid_on"] <= pandas.Timestamp(world.config.as_of))
    return lines.drop(columns="post").sort_values("payout_id", ignore_index=True)


def _pay_day(earned: numpy.ndarray, months: int) -> numpy.ndarray:
    """The fifteenth, so many months later."""
    return (earned.astype("datetime64[M]") + months).astype("datetime64[D]") + (PAY_DAY - 1)


def _answer(world: World) -> None:
    posts = world.latent["posts"]
    row = world.latent["order_of_intent"][world.latent["extra_intents"]]
    post, row = world.latent["extra_orders"]["post"].to_numpy()[row >= 0], row[row >= 0]
    worth = numpy.zeros(len(posts), numpy.int64)
    numpy.add.at(worth, post, order_values(world)[row])
    world.truth["influencer_posts"] = pandas.DataFrame(
        {
            "post_id": posts["post_id"],
            "tier": of_tiers("name")[posts["tier"]],
            "expected_orders": posts["expected"],
            "incremental_orders": numpy.bincount(post, minlength=len(posts)),
            "incremental_cents": worth,
            "withheld_orders": world.latent["withheld_orders"],
        }
    )
