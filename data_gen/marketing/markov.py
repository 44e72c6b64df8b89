"""Markov credit: what a chain of order one over the tracked journeys gives each channel, exactly. A credit, not what they caused."""

from __future__ import annotations

import numpy
import pandas

from data_gen.marketing.channels import NAMES
from data_gen.texts import is_among
from data_gen.world import World


def markov(world: World) -> None:
    """Make truth["markov"]: over the sampled journeys as tracked, each channel's removal effect and its share of the orders."""
    journeys = world.tables["journeys"].set_index("journey_id")
    touches = world.tables["touchpoints"]
    sampled = touches[is_among(touches["journey_id"], journeys.index[journeys["is_sampled"] == 1])]
    ordered = sampled["journey_id"].map(journeys["order_id"].notna()).to_numpy()
    number, _ = pandas.factorize(sampled["journey_id"])
    effects = removal_effects(number, pandas.Categorical(sampled["marketing_channel"], NAMES).codes, ordered, len(NAMES))
    orders = journeys.loc[sampled["journey_id"].unique(), "order_id"].notna().sum()
    world.truth["markov"] = pandas.DataFrame(
        {"marketing_channel": NAMES, "removal_effect": effects, "credited_orders": effects / max(effects.sum(), 1e-12) * orders}
    )


def removal_effects(journey: numpy.ndarray, channel: numpy.ndarray, ordered: numpy.ndarray, channels: int) -> numpy.ndarray:
    """The part of the chance of an order that is lost with each channel: its transitions end in nothing (Anderl et al., 2016).

    journey, channel, ordered: one value a touch, journeys together and in order of time; whether the journey ended in an order.
    """
    start, order, nothing = channels, channels + 1, channels + 2
    first = numpy.append(True, journey[1:] != journey[:-1])
    last = numpy.append(first[1:], True)
    origin = numpy.concatenate([numpy.where(first, start, numpy.roll(channel, 1)), channel[last]])
    target = numpy.concatenate([channel, numpy.where(ordered[last], order, nothing)])
    counts = numpy.zeros((channels + 3, channels + 3))
    numpy.add.at(counts, (origin, target), 1)
    chances = counts / counts.sum(axis=1, keepdims=True).clip(1)
    whole = _chance_of_order(chances, start, order)
    without = []
    for removed in range(channels):
        left = chances.copy()
        left[removed] = 0
        without.append(_chance_of_order(left, start, order))
    # Where no journey ended in an order, no channel takes anything away.
    return 1 - numpy.array(without) / whole if whole else numpy.zeros(channels)


def _chance_of_order(chances: numpy.ndarray, start: int, order: int) -> float:
    """Absorption in `order` from `start`: the solution of (I - Q) p = r over the transient states."""
    transient = slice(0, start + 1)
    inside = numpy.eye(start + 1) - chances[transient, transient]
    return float(numpy.linalg.solve(inside, chances[transient, order])[start])
