"""Markov credit against worked examples, and over the journeys of a world."""

from __future__ import annotations

import numpy
import pytest

from data_gen.marketing.channels import NAMES
from data_gen.marketing.markov import removal_effects
from data_gen.world import World


def effects(paths: list[tuple[list[int], bool]], channels: int) -> numpy.ndarray:
    journey = numpy.repeat(numpy.arange(len(paths)), [len(path) for path, _ in paths])
    channel = numpy.concatenate([path for path, _ in paths])
    ordered = numpy.repeat([bought for _, bought in paths], [len(path) for path, _ in paths])
    return removal_effects(journey, channel, ordered, channels)


def test_the_published_example():
    """C1 > C2 > C3 with an order, C1 and C2 > C3 without: removal effects 1/2, 1, 1 (analyzecore.com, 2016)."""
    assert effects([([0, 1, 2], True), ([0], False), ([1, 2], False)], 3) == pytest.approx([0.5, 1, 1])


def test_a_channel_that_nobody_met_gets_nothing():
    assert effects([([0, 0, 1], True), ([1], False), ([1, 0], True)], 3)[2] == pytest.approx(0)


def test_the_only_channel_gets_everything():
    assert effects([([0, 0], True), ([0], False)], 1) == pytest.approx([1])


def test_credit_adds_up_to_the_orders_of_the_sample(clean_world: World):
    truth, journeys = clean_world.truth["markov"], clean_world.tables["journeys"]
    assert truth["marketing_channel"].tolist() == list(NAMES)
    assert truth["removal_effect"].between(0, 1).all()
    orders = ((journeys["is_sampled"] == 1) & journeys["order_id"].notna()).sum()
    assert truth["credited_orders"].sum() == pytest.approx(orders)
