"""Visitors: whom channels touched on the way to an order or to none. Intent drives what they see and whether they buy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy

from data_gen.marketing.channels import CHANNELS, DIRECT, NAMES, TESTED, column
from data_gen.world import World

CONVERTING = 0.065
INTENT_EFFECT = 1.2
MEAN_SPAN, LONGEST_SPAN = 8 * 86_400, 30 * 86_400
SHORTEST_SPAN = 600
_POPULATION = 200_000


@dataclass(frozen=True)
class Visitors:
    """One value a visitor: intent, region and device (codes), end of the journey, chance of an order, and whether there is one.

    visitor, channel, before: one value a touch, by visitor and then by time: whose it is, by which channel, seconds before the end.
    """

    intent: numpy.ndarray
    region: numpy.ndarray
    device: numpy.ndarray
    ended_at: numpy.ndarray
    chance: numpy.ndarray
    converts: numpy.ndarray
    visitor: numpy.ndarray
    channel: numpy.ndarray
    before: numpy.ndarray

    def exposed(self) -> numpy.ndarray:
        """Booleans (visitors, channels): who was touched by what."""
        return _exposed(len(self.intent), self.visitor, self.channel)


def visitors(world: World) -> None:
    """Make latent["visitors"], Visitors, as many as journeys are identified.

    The log-odds of an order are a constant, 1.2 standard deviations of intent and the effect of every channel that touched the
    visitor. Touches that an experiment switched off did not happen; whoever is left without any came by himself.
    """
    random, online = world.random("visitors"), world.latent["online"]
    count = world.config.size.identified_journeys
    like = random.integers(0, len(online), count)
    region, device, ended_at = (online[name].to_numpy()[like] for name in ("region", "device", "ordered_at"))
    jittered = ended_at + random.integers(-43_200, 43_200, count).astype("timedelta64[s]")
    ended_at = jittered.clip(world.config.opening.astype("datetime64[s]"), world.config.end - numpy.timedelta64(1, "s"))
    intent = random.normal(0, 1, count)
    visitor, channel, before = _touches(random, intent)
    happened = happening(world, channel, region[visitor], ended_at[visitor], before)
    visitor, channel, before = _never_none(count, visitor[happened], channel[happened], before[happened])
    chance = _chances(intent, _exposed(count, visitor, channel))
    converts = random.random(count) < chance
    world.latent["visitors"] = Visitors(intent, region, device, ended_at, chance, converts, visitor, channel, before)


def shares_caused(random: numpy.random.Generator) -> numpy.ndarray:
    """(tested channels,): share of the orders of visitors whom nothing is kept from that there would not be without the channel."""
    intent = random.normal(0, 1, _POPULATION)
    visitor, channel, _ = _touches(random, intent)
    exposed = _exposed(len(intent), visitor, channel)
    chance = _chances(intent, exposed)
    return lost_without(chance, exposed) / chance.sum()


def lost_without(chance: numpy.ndarray, exposed: numpy.ndarray) -> numpy.ndarray:
    """(tested channels,): what the visitors' chances of an order lose together without each channel."""
    effect, touched = column("effect")[: len(TESTED)], exposed[:, : len(TESTED)]
    odds = numpy.log(chance / (1 - chance))
    return numpy.where(touched & (effect > 0), chance[:, None] - logistic(odds[:, None] - effect), 0).sum(axis=0)


def _exposed(count: int, visitor: numpy.ndarray, channel: numpy.ndarray) -> numpy.ndarray:
    found = numpy.zeros((count, len(CHANNELS)), dtype=bool)
    found[visitor, channel] = True
    return found


def _touches(random: numpy.random.Generator, intent: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]:
    """Visitor, channel and seconds before the end of every touch that would happen."""
    pull = column("pull")
    times = random.poisson(column("touches") * numpy.exp(pull * intent[:, None] - pull**2 / 2))
    times[times.sum(axis=1) == 0, NAMES.index(DIRECT)] = 1
    visitor, channel = (axis.repeat(times.ravel()) for axis in numpy.indices(times.shape).reshape(2, -1))
    span = random.exponential(MEAN_SPAN, len(intent)).clip(SHORTEST_SPAN, LONGEST_SPAN)[visitor]
    return visitor, channel, (span * random.random(len(visitor)) ** column("lateness")[channel]).astype(int) + 1


def happening(world: World, channel: numpy.ndarray, region: numpy.ndarray, ended_at: numpy.ndarray, before: numpy.ndarray) -> numpy.ndarray:
    """Which touches happened: those after the opening, except of a channel that was switched off there and then."""
    day = (ended_at - before.astype("timedelta64[s]")).astype("datetime64[D]").astype(int) - world.config.opening.astype(int)
    dark = world.latent["dark"][channel.clip(0, len(TESTED) - 1), region, day.clip(0)] & (channel < len(TESTED))
    return (day >= 0) & ~dark


def _never_none(
    count: int, visitor: numpy.ndarray, channel: numpy.ndarray, before: numpy.ndarray
) -> tuple[numpy.ndarray, numpy.ndarray, numpy.ndarray]:
    """The touches by visitor and time, and one by nobody's doing for each visitor who has none."""
    alone = numpy.setdiff1d(numpy.arange(count), visitor)
    visitor = numpy.append(visitor, alone)
    channel = numpy.append(channel, numpy.full(len(alone), NAMES.index(DIRECT)))
    before = numpy.append(before, numpy.full(len(alone), SHORTEST_SPAN))
    order = numpy.lexsort((channel, -before, visitor))
    return visitor[order], channel[order], before[order]


def _chances(intent: numpy.ndarray, exposed: numpy.ndarray) -> numpy.ndarray:
    """Chances of an order whose mean is CONVERTING, by bisection of the constant."""
    odds = INTENT_EFFECT * intent + exposed @ column("effect")
    low, high = -20.0, 20.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if logistic(odds + middle).mean() < CONVERTING else (low, middle)
    return logistic(odds + low)


def logistic(odds: numpy.ndarray) -> numpy.ndarray:
    """The probability that belongs to log-odds."""
    return 1 / (1 + numpy.exp(-odds))
