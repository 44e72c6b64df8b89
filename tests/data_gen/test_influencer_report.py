"""The documented influencer programme: its assumptions hold in the tables, and only what contracts say is paid."""

from __future__ import annotations

from pathlib import Path

import numpy
import pandas
import pytest

from data_gen import influencer_report as report

SEEDS = range(4)
COLUMNS = {
    "influencers": ["influencer_id", "name", "category", "gender", "follower_count", "platform", "payout_basis"],
    "posts": ["post_id", "influencer_id", "platform", "date", "brand", "campaign", "reach", "likes", "comments"],
    "tracking_data": [
        *("source", "campaign", "influencer_id", "user_id", "product", "date", "orders", "revenue", "attribution_type", "brand"),
    ],
    "payouts": ["payout_id", "influencer_id", "basis", "rate", "orders", "total_payout"],
}  # fmt: skip


@pytest.fixture(scope="module")
def worlds() -> list[report.Tables]:
    return [report.make_report_world(seed) for seed in SEEDS]


def test_the_tables_are_those_of_the_report(worlds: list[report.Tables]):
    for tables in worlds:
        assert {name: list(frame) for name, frame in tables.items()} == COLUMNS
        assert len(tables["influencers"]) == 100
        assert len(tables["posts"]) == 500
        assert set(tables["posts"]["influencer_id"]) <= set(tables["influencers"]["influencer_id"])
        assert tables["posts"]["date"].between("2025-01-01", "2025-07-21").all()
        assert (tables["tracking_data"]["orders"] == 1).all()


def test_shares_are_the_documented_probabilities(worlds: list[report.Tables]):
    """Over all seeds, within four standard errors of each probability."""
    influencers = pandas.concat([tables["influencers"] for tables in worlds])
    posts = pandas.concat([tables["posts"] for tables in worlds])
    followers = influencers["follower_count"]
    expected = [(influencers["platform"] == name, share) for name, share in report.PLATFORMS.items()]
    expected += [(influencers["gender"] == name, share) for name, share in report.GENDERS.items()]
    expected += [(followers.between(fewest, most), share) for fewest, most, share in report.TIERS.values()]
    expected.append((posts["brand"].notna(), report.SPONSORED))
    for chosen, share in expected:
        assert abs(chosen.mean() - share) < 4 * numpy.sqrt(share * (1 - share) / len(chosen))


def test_posts_follow_followers_reach_and_likes(worlds: list[report.Tables]):
    for tables in worlds:
        posts = tables["posts"].merge(tables["influencers"], on="influencer_id", suffixes=("", "_of_influencer"))
        assert (posts["platform"] == posts["platform_of_influencer"]).all()
        assert (posts["reach"] / posts["follower_count"]).between(0.4 - 1e-3, 1.6).all()
        assert (posts["likes"] / posts["reach"]).between(0.017, 0.10).all()
        assert (posts["comments"] <= 0.05 * posts["likes"]).all()


def test_orders_of_a_post_are_a_part_of_its_likes_and_come_within_a_week(worlds: list[report.Tables]):
    for tables in worlds:
        posts = tables["posts"].set_index("post_id")
        influenced = tables["tracking_data"].query("attribution_type == 'Influenced'")
        post = influenced["source"].str.removeprefix("code_")
        counts = post.value_counts().reindex(posts.index).fillna(0)
        sponsored = posts["brand"].notna()
        assert (counts[~sponsored] == 0).all()
        assert counts[sponsored].between(posts.loc[sponsored, "likes"] * 0.005 - 1, posts.loc[sponsored, "likes"] * 0.02).all()
        waited = pandas.to_datetime(influenced["date"]) - pandas.to_datetime(posts["date"].reindex(post)).to_numpy()
        assert set(waited.dt.days) == set(range(1, 8))
        assert (influenced["brand"].to_numpy() == posts["brand"].reindex(post).to_numpy()).all()


def test_organic_orders_come_at_the_documented_rate(worlds: list[report.Tables]):
    """0.0002 x 100,000 users x 202 days in each world, Poisson."""
    organic = sum(int((tables["tracking_data"]["source"] == "organic").sum()) for tables in worlds)
    expected = 0.0002 * 100_000 * 202 * len(worlds)
    assert abs(organic - expected) < 4 * numpy.sqrt(expected)


@pytest.mark.parametrize(
    ("followers", "rate"),
    [(500_000, 25_000.0), (799_999, 39_999.95), (800_000, 48_000.0), (1_100_000, 77_000.0), (7_000_000, 1_820_000.0)],
)
def test_the_rate_of_a_post_steps_up_every_300_000_followers(followers: int, rate: float):
    assert report.post_rate(numpy.array([followers])) == pytest.approx([rate])


def test_payouts_are_what_the_contracts_say(worlds: list[report.Tables]):
    for tables in worlds:
        influencers = tables["influencers"].set_index("influencer_id")
        paid = tables["payouts"].set_index("influencer_id")
        assert not paid.index.duplicated().any()
        for name, person in influencers.iterrows():
            mine = tables["tracking_data"][tables["tracking_data"]["influencer_id"] == name]
            posts = int((tables["posts"]["influencer_id"] == name).sum())
            if person["follower_count"] >= 500_000:
                steps = (person["follower_count"] - 500_000) // 300_000
                owed = posts * person["follower_count"] * (0.05 + 0.01 * steps)
            else:
                owed = 0.08 * mine["revenue"].sum()
            assert owed == pytest.approx(paid["total_payout"].get(name, 0.0), abs=0.011)


def test_one_seed_writes_one_set_of_files(tmp_path: Path, worlds: list[report.Tables]):
    report.write_report_world(worlds[1], tmp_path / "one")
    report.write_report_world(report.make_report_world(SEEDS[1]), tmp_path / "same")
    report.write_report_world(worlds[2], tmp_path / "other")
    files = {path.name for path in (tmp_path / "one").iterdir()}
    assert files == {"influencers.csv", "posts.csv", "tracking_data.csv", "payouts.csv"}
    for name in files:
        one, same, other = ((tmp_path / folder / name).read_bytes() for folder in ("one", "same", "other"))
        assert one == same != other
    read = pandas.read_csv(tmp_path / "one" / "tracking_data.csv")
    assert read["revenue"].sum() == worlds[1]["tracking_data"]["revenue"].sum()
