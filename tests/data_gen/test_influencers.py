"""The influencer programme: what posts truly bring, what tracking sees of it, and that payouts follow the contracts exactly."""

from __future__ import annotations

import datetime
import math

import numpy
import pandas
import pytest

from data_gen.config import Config, Size
from data_gen.influencers.credits import influencer_credits
from data_gen.tables import arrow_table
from data_gen.world import World, make_world
from tests.data_gen.conftest import until

CONFIG = Config(seed=3, size=Size(8_000, 24_000, 400, 24, 0), as_of=datetime.date(2026, 9, 20))
TABLES = (
    *("influencers", "influencer_contracts", "influencer_followers", "influencer_posts", "influencer_gifts", "influencer_tracking"),
    *("influencer_payouts", "influencer_dark_regions", "influencer_media_rates"),
)


@pytest.fixture(scope="module")
def shop() -> World:
    return make_world(CONFIG, until(influencer_credits))


def test_tables_are_as_declared_and_refer_to_what_is_there(shop: World):
    tables = shop.tables
    for name in TABLES:
        assert arrow_table(name, tables[name]).num_rows >= 10, name
    for name, column, there in (
        ("influencer_posts", "influencer_id", "influencers"),
        ("influencer_gifts", "post_id", "influencer_posts"),
        ("influencer_gifts", "product_id", "products"),
        ("influencer_tracking", "post_id", "influencer_posts"),
        ("influencer_tracking", "order_id", "orders"),
        ("influencer_payouts", "contract_id", "influencer_contracts"),
        ("influencer_payouts", "post_id", "influencer_posts"),
    ):
        assert set(tables[name][column]) <= set(tables[there][column])
    assert tables["influencers"]["code"].is_unique
    assert tables["influencer_tracking"]["order_id"].is_unique
    assert (tables["influencer_posts"]["posted_at"] < CONFIG.end).all()


def test_sales_of_posts_are_lognormal_by_tier_and_go_with_likes_only_in_part(shop: World):
    truth = shop.truth["influencer_posts"].merge(shop.tables["influencer_posts"], on="post_id")
    sponsored = truth[truth["is_sponsored"] == 1]
    assert truth.loc[truth["is_sponsored"] == 0, "expected_orders"].eq(0).all()
    assert truth["expected_orders"].sum() == pytest.approx(0.08 * CONFIG.size.orders)
    correlations, spreads, counts = [], [], []
    for _, tier in sponsored.groupby("tier"):
        logarithm = numpy.log(tier["expected_orders"])
        correlations.append(numpy.corrcoef(logarithm, numpy.log1p(tier["likes"]))[0, 1])
        spreads.append(logarithm.std())
        counts.append(len(tier))
    assert numpy.average(correlations, weights=counts) == pytest.approx(0.5, abs=0.12)
    assert numpy.average(spreads, weights=counts) == pytest.approx(0.7, abs=0.12)
    means = sponsored.groupby("tier")["expected_orders"].mean()
    assert means["Nano"] < means["Micro"] < means["Mid"] < means["Mega"]


def test_incremental_orders_are_those_expected_where_nothing_was_dark(shop: World):
    truth = shop.truth["influencer_posts"]
    expected, brought, withheld = (float(truth[name].sum()) for name in ("expected_orders", "incremental_orders", "withheld_orders"))
    # Orders that fall after the last day are neither; they are the posts of the last ten days.
    assert abs(expected - brought - withheld) < 4 * math.sqrt(expected) + 0.02 * expected
    assert shop.truth["influencer_waves"]["withheld_orders"].sum() == withheld
    kinds = shop.latent["orders"]["kind"]
    assert (kinds == "influencer").sum() == brought


def test_no_order_comes_from_a_post_that_its_region_was_not_shown(shop: World):
    extra, posts = shop.latent["extra_orders"], shop.latent["posts"]
    day = posts["day"].to_numpy()[extra["post"]]
    assert not shop.latent["influencer_dark"][extra["region"], day].any()
    waves = shop.tables["influencer_dark_regions"]
    assert (waves.groupby("wave").size() == 6).all()
    assert waves.groupby("region").size().pipe(lambda times: times.max() - times.min()) <= 1
    lag = numpy.floor(extra["at"].to_numpy()).astype(int) - day
    assert lag.min() == 0
    assert lag.max() == 9
    weights = 0.62 ** numpy.arange(10)
    shares = numpy.bincount(lag, minlength=10) / len(lag)
    assert shares[:4] == pytest.approx((weights / weights.sum())[:4], abs=0.04)
    posted = shop.tables["influencer_posts"]["posted_at"].to_numpy().astype("datetime64[s]")[extra["post"]]
    opening = CONFIG.opening.astype("datetime64[s]")
    assert (opening + (extra["at"].to_numpy() * 86_400).astype("timedelta64[s]") >= posted - numpy.timedelta64(1, "s")).all()


def test_the_hold_out_finds_what_was_withheld(shop: World):
    """Lit regions' orders during a wave times the share that dark regions have outside waves, minus what the dark ones ordered.

    Compared with the truth at four standard errors of the counts: dark orders D, lit L, base counts of both.
    """
    orders, dark = shop.latent["orders"], shop.latent["influencer_dark"]
    counted = orders[~orders["kind"].isin(["wholesale", "test"])]
    counts = numpy.zeros(dark.shape)
    numpy.add.at(counts, (counted["region"], counted["day"]), 1)
    in_wave = dark.any(axis=0)
    after = numpy.array([in_wave[max(0, day - 10) : day + 1].any() for day in range(CONFIG.days)])
    base = counts[:, ~after].sum(axis=1)
    found, variance = 0.0, 0.0
    for wave in numpy.unique(dark[:, in_wave].T, axis=0):
        days = (dark == wave[:, None]).all(axis=0)
        ratio = base[wave].sum() / base[~wave].sum()
        lit, unlit = counts[~wave][:, days].sum(), counts[wave][:, days].sum()
        found += lit * ratio - unlit
        variance += unlit + lit * ratio**2 + (lit * ratio) ** 2 * (1 / base[wave].sum() + 1 / base[~wave].sum())
    truth = shop.truth["influencer_posts"]["withheld_orders"].sum()
    assert abs(found - truth) < 4 * math.sqrt(variance)
    assert truth > 2 * math.sqrt(variance), "the waves are too small to be seen"


def test_codes_reach_less_than_half_of_what_posts_bring_and_some_who_would_have_bought_anyway(shop: World):
    orders, kinds = shop.tables["orders"], shop.latent["orders"]["kind"]
    by_code = orders["code"].isin(shop.tables["influencers"]["code"])
    brought = kinds == "influencer"
    assert by_code[brought].mean() == pytest.approx(0.43, abs=0.05)
    organic = kinds.isin(["organic", "reactivated", "guest"])
    assert 0.015 < by_code[organic].mean() <= 0.035
    tracking = shop.tables["influencer_tracking"]
    assert set(orders.loc[by_code, "order_id"]) == set(tracking.loc[tracking["method"] == "Code", "order_id"])
    linked = orders["order_id"].isin(tracking.loc[tracking["method"] == "Link", "order_id"])
    assert (brought[linked]).all()
    assert linked.sum() > 10


def test_an_order_is_credited_to_the_influencers_latest_sponsored_post(shop: World):
    posts = shop.tables["influencer_posts"].assign(day=lambda frame: frame["posted_at"].dt.normalize())
    sponsored = posts[posts["is_sponsored"] == 1].sort_values("posted_at")
    tracking = shop.tables["influencer_tracking"].merge(posts[["post_id", "influencer_id"]], on="post_id")
    codes = shop.tables["orders"].merge(shop.tables["influencers"], on="code")[["order_id", "influencer_id"]]
    by_code = tracking[tracking["method"] == "Code"].merge(codes, on="order_id", suffixes=("", "_of_code"))
    assert (by_code["influencer_id"] == by_code["influencer_id_of_code"]).all()
    for row in tracking.sample(200, random_state=1).itertuples():
        mine = sponsored[(sponsored["influencer_id"] == row.influencer_id) & (sponsored["day"] <= row.credited_on)]
        assert mine["post_id"].iloc[-1] == row.post_id


def test_payouts_follow_the_contracts_exactly(shop: World):
    """Recomputed line by line: no fee or commission too many, none missing, each of its amount."""
    tables = shop.tables
    posts = tables["influencer_posts"].assign(day=lambda frame: frame["posted_at"].dt.normalize())
    terms = posts.merge(tables["influencer_contracts"], on="influencer_id")
    terms = terms[(terms["starts_on"] <= terms["day"]) & (terms["day"] <= terms["ends_on"])]
    assert terms["post_id"].tolist() == posts.merge(terms[["post_id"]], on="post_id")["post_id"].tolist()
    assert len(terms) == len(posts), "every post has one contract in force"
    fees = terms[(terms["basis"] == "Post") & (terms["is_sponsored"] == 1)]
    owed = {(row.post_id, None): (row.contract_id, row.day, row.post_fee_cents, row.agency_rate) for row in fees.itertuples()}
    status = tables["orders"].set_index("order_id")["status"]
    credited = tables["influencer_tracking"].merge(terms[terms["basis"] == "Order"], on="post_id")
    for row in credited[credited["order_id"].map(status) == "placed"].itertuples():
        commission = math.floor(row.value_cents * round(row.commission_rate * 100) / 100 + 0.5 + 1e-6)
        owed[row.post_id, row.order_id] = (row.contract_id, row.credited_on, commission, row.agency_rate)
    lines = tables["influencer_payouts"]
    assert len(lines) == len(owed)
    for row in lines.itertuples():
        contract, earned, amount, agency = owed[row.post_id, row.order_id]
        assert (row.contract_id, row.earned_on, row.amount_cents) == (contract, earned, amount)
        assert row.agency_cents == math.floor(amount * agency + 0.5 + 1e-6)
    paid = lines["paid_on"].dropna()
    assert (paid.dt.day == 15).all()
    assert paid.max() <= pandas.Timestamp(CONFIG.as_of)
    assert (lines.loc[paid.index, "earned_on"] < paid).all()


def test_values_are_goods_after_discounts_in_the_reporting_currency(shop: World):
    orders = shop.tables["orders"].merge(shop.tables["influencer_tracking"], on="order_id")
    rates = shop.tables["exchange_rates"].set_index(["rate_date", "currency"])["rate"]
    day = orders["ordered_at"].dt.normalize()
    rate = rates.reindex(pandas.MultiIndex.from_arrays([day, orders["currency"]])).to_numpy()
    assert (orders["credited_on"] == day).all()
    assert ((orders["gross_cents"] - orders["discount_cents"]) * rate - orders["value_cents"]).abs().max() <= 0.5 + 1e-6


def test_bought_followers_leap_and_do_not_look(shop: World):
    truth = shop.truth["influencer_bought_followers"]
    people = shop.tables["influencers"]
    assert 0.03 < len(truth) / len(people) < 0.2
    followers = shop.tables["influencer_followers"].sort_values(["influencer_id", "month"])
    followers["growth"] = followers.groupby("influencer_id")["followers"].pct_change()
    leaps = truth.merge(followers, on=["influencer_id", "month"])["growth"]
    assert (leaps > 0.3).all()
    usual = followers[~followers["influencer_id"].isin(truth["influencer_id"])].groupby("influencer_id")["growth"].max()
    assert (usual > 0.2).any(), "nobody went viral, so that a leap alone would tell"
    assert (usual < 0.1).mean() > 0.8
    posts = shop.tables["influencer_posts"].assign(month=lambda frame: frame["posted_at"].to_numpy().astype("datetime64[M]"))
    seen = posts.assign(month=posts["month"].astype("datetime64[s]")).merge(followers, on=["influencer_id", "month"])
    seen = seen.merge(truth.rename(columns={"month": "bought_in"}), on="influencer_id", how="left")
    after = seen["month"] >= seen["bought_in"]
    shown = seen["reach"] / seen["followers"]
    assert shown[after].median() < 0.8 * shown[seen["bought_in"].isna()].median()


def test_posts_are_timed_to_high_demand(shop: World):
    demand = shop.latent["season"][:, : CONFIG.days].mean(axis=0) * shop.latent["country_season"][:, : CONFIG.days].mean(axis=0)
    assert demand[shop.latent["posts"]["day"]].mean() > 1.03 * demand.mean()


def test_new_customers_stay_and_buy_again(shop: World):
    first = shop.latent["extra_orders"].query("customer >= 0")
    orders = shop.latent["orders"]
    mine = orders[orders["customer"].isin(first["customer"])]
    counts = mine.groupby("customer").size()
    assert 0.2 < (counts > 1).mean() < 0.6
    assert (mine.groupby("customer")["kind"].first() == "influencer").all(), "somebody ordered before the post that brought them"


def test_one_seed_makes_one_programme(shop: World):
    small = Config(seed=5, size=Size(900, 2_700, 160, 12, 0), as_of=CONFIG.as_of)
    one, other = (make_world(small, until(influencer_credits)) for _ in range(2))
    for name in TABLES:
        pandas.testing.assert_frame_equal(one.tables[name], other.tables[name])


def test_on_the_plain_profile_posts_bring_nothing():
    plain = Config(5, Size(900, 2_700, 160, 12, 0), CONFIG.as_of, "plain")
    found = make_world(plain, until(influencer_credits))
    assert len(found.tables["influencer_posts"]) > 100
    assert found.tables["influencer_tracking"].empty
    assert not found.tables["orders"]["code"].isin(found.tables["influencers"]["code"]).any()
    for name in TABLES:
        arrow_table(name, found.tables[name])
