"""Journeys have the planted size and effects, and what tracking saw of them says less than the truth."""

from __future__ import annotations

import datetime
from dataclasses import replace

import numpy
import pytest

from data_gen.answers import answers
from data_gen.config import SIZES, Config
from data_gen.marketing.channels import NAMES, TESTED, column
from data_gen.marketing.order import MARKETING
from data_gen.marketing.visitors import CONVERTING, Visitors, visitors
from data_gen.orders import settle_orders
from data_gen.stages import STAGES
from data_gen.world import World, make_world


@pytest.fixture(scope="module")
def small() -> World:
    config = Config(seed=23, size=SIZES["small"], as_of=datetime.date(2026, 10, 14))
    return make_world(config, [*STAGES[: STAGES.index(settle_orders) + 1], answers, *MARKETING])


def test_journeys_are_as_long_and_as_often_in_vain_as_planted(small: World):
    found, journeys = small.latent["visitors"], small.tables["journeys"]
    assert len(found.visitor) / len(found.intent) == pytest.approx(5, abs=0.5)
    sampled = journeys[journeys["is_sampled"] == 1]
    assert 0.92 <= sampled["order_id"].isna().mean() <= 0.95


def test_an_order_ends_one_journey_and_belongs_to_its_customer(small: World):
    journeys = small.tables["journeys"].dropna(subset="order_id")
    assert journeys["order_id"].is_unique
    orders = small.tables["orders"].set_index("order_id").loc[journeys["order_id"]]
    assert (orders["ordered_at"].to_numpy() == journeys["ended_at"].to_numpy()).all()
    assert (orders["region"].to_numpy() == journeys["region"].to_numpy()).sum() == len(journeys)
    known = journeys["customer_id"].notna().to_numpy()
    assert (orders["customer_id"].to_numpy()[known] == journeys["customer_id"].to_numpy()[known]).all()
    assert orders["customer_id"].isna().to_numpy()[~known].all()


def test_touches_come_before_the_end_in_order_of_time(small: World):
    touches = small.tables["touchpoints"].merge(small.tables["journeys"], on="journey_id")
    assert (touches["touched_at"] <= touches["ended_at"]).all()
    assert (touches["ended_at"] - touches["touched_at"]).max() <= numpy.timedelta64(30 * 86_400 + 1, "s")
    assert (touches.groupby("journey_id")["touched_at"].diff().dropna() >= numpy.timedelta64(0)).all()


def many(small: World, shops: int = 1) -> Visitors:
    """As many visitors as so many large shops have."""
    followed = shops * SIZES["large"].identified_journeys
    more = replace(small.config, size=replace(small.config.size, identified_journeys=followed))
    large = World(more, small.tables, {}, dict(small.latent))
    visitors(large)
    return large.latent["visitors"]


def test_experiments_rank_the_channels(small: World):
    """Orders a visitor in lit and in dark regions: nothing but the experiment's own days and arms.

    One large shop sees a few thousand orders in the dark regions of an experiment, too few to tell neighbours apart for sure.
    """
    found, experiments = many(small, shops=6), small.tables["channel_experiments"]
    regions = small.tables["regions"]["region"].to_numpy()
    day, lifts = found.ended_at.astype("datetime64[D]"), []
    for channel in TESTED:
        of_channel = experiments[experiments["marketing_channel"] == channel]
        edges = of_channel[["starts_on", "ends_on"]].iloc[0].to_numpy().astype("datetime64[D]")
        inside = (day >= edges[0] + 14) & (day <= edges[1])
        dark = numpy.isin(found.region, numpy.flatnonzero(numpy.isin(regions, of_channel.loc[of_channel["arm"] == "dark", "region"])))
        lifts.append(found.converts[inside & ~dark].mean() / found.converts[inside & dark].mean())
    ranks = numpy.argsort(numpy.argsort(lifts)), numpy.argsort(numpy.argsort(column("effect")[: len(TESTED)]))
    assert numpy.corrcoef(*ranks)[0, 1] >= 0.8


def test_the_planted_effects_are_recovered_from_exposure_and_intent(small: World):
    """A logistic regression on what is true of visitors, by Newton's method; its standard errors bound the difference."""
    found = many(small)
    design = numpy.column_stack([numpy.ones(len(found.intent)), found.intent, found.exposed()]).astype(float)
    estimate = numpy.zeros(design.shape[1])
    for _ in range(12):
        chance = 1 / (1 + numpy.exp(-design @ estimate))
        information = design.T @ (design * (chance * (1 - chance))[:, None])
        estimate += numpy.linalg.solve(information, design.T @ (found.converts - chance))
    errors = numpy.sqrt(numpy.diag(numpy.linalg.inv(information)))[2:]
    assert numpy.abs((estimate[2:] - column("effect")) / errors).max() < 4
    assert found.converts.mean() == pytest.approx(CONVERTING, abs=0.002)


def test_last_touch_misses_the_truth(small: World):
    """Intent brings buyers to search and e-mail: the last touch credits them most and they caused least."""
    tables, truth = small.tables, small.truth["channel_effects"].set_index("marketing_channel")
    bought = tables["journeys"][(tables["journeys"]["is_sampled"] == 1) & tables["journeys"]["order_id"].notna()]
    last = tables["touchpoints"].drop_duplicates("journey_id", keep="last")
    credited = last[last["journey_id"].isin(bought["journey_id"])]["marketing_channel"].value_counts().reindex(NAMES, fill_value=0)
    assert credited[list(TESTED)].idxmax() in ("Search ads", "E-mail")
    assert truth["incremental_conversions"].idxmax() == "Social ads"
