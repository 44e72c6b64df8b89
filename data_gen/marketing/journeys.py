"""Journeys: what the shop's tracking saw of its visitors, with cookies lost and devices changed, and the answer key beside it."""

from __future__ import annotations

import numpy
import pandas

from data_gen.identities import identities
from data_gen.marketing.channels import DEVICES, DIRECT, NAMES, TESTED, column
from data_gen.marketing.visitors import Visitors, happening, lost_without
from data_gen.world import World

COOKIE_LOSS, CROSS_DEVICE = 0.1, 0.08
SEEN_AT_CHECKOUT = 2
_PIECES = 3


def journeys(world: World) -> None:
    """Make journeys and touchpoints, truth["journeys"] and truth["channel_effects"].

    A visitor who orders ends in a real order of that region and time. Of other first orders the checkout knows the last touch, and
    the one before a direct visit; those journeys are not sampled. latent["last_touch"]: order (position in online) and channel
    (code) of orders with a touch.
    """
    visitors = world.latent["visitors"]
    matched = _matched(world, visitors)
    touches = _sampled(world, visitors, matched)
    touches = pandas.concat([touches, _at_checkout(world, visitors, matched)], ignore_index=True)
    touches = _number(world, touches)
    _write(world, touches)
    _remember(world, visitors, touches)


def _matched(world: World, visitors: Visitors) -> numpy.ndarray:
    """For each visitor the position in online of the order at the end, -1 without: in the region the nearest later one that is free."""
    online = world.latent["online"]
    found = numpy.full(len(visitors.intent), -1)
    for region in range(len(world.tables["regions"])):
        orders = numpy.flatnonzero(online["region"] == region)
        buyers = numpy.flatnonzero(visitors.converts & (visitors.region == region))
        buyers = buyers[numpy.argsort(visitors.ended_at[buyers], kind="stable")][: len(orders)]
        steps = numpy.arange(len(buyers))
        place = numpy.searchsorted(online["ordered_at"].to_numpy()[orders], visitors.ended_at[buyers])
        place = numpy.maximum.accumulate(place - steps) + steps
        found[buyers] = orders[numpy.minimum(place, len(orders) - len(buyers) + steps)]
    return found


def _sampled(world: World, visitors: Visitors, matched: numpy.ndarray) -> pandas.DataFrame:
    """A row a touch of a visitor: track (the journey that tracking saw), order (position in online or -1), channel, time, and more.

    A visitor's time moves to that of the order; what would then have happened where the channel was switched off did not.
    """
    online, random = world.latent["online"], world.random("tracking")
    visitor = visitors.visitor
    ended_at = numpy.where(matched >= 0, online["ordered_at"].to_numpy()[matched], visitors.ended_at)
    piece = _pieces(random, visitors)
    device = numpy.where(matched >= 0, online["device"].to_numpy()[matched], visitors.device)[visitor]
    frame = pandas.DataFrame(
        {
            "track": visitor * _PIECES + piece,
            "visitor": visitor,
            "order": numpy.where(piece == 0, matched[visitor], -1),
            "region": visitors.region[visitor],
            "device": numpy.where(piece == _PIECES - 1, (device + 1) % 2, device),
            "channel": visitors.channel,
            "touched_at": ended_at[visitor] - visitors.before.astype("timedelta64[s]"),
            "is_sampled": 1,
        }
    )
    return frame[happening(world, visitors.channel, visitors.region[visitor], ended_at[visitor], visitors.before)]


def _pieces(random: numpy.random.Generator, visitors: Visitors) -> numpy.ndarray:
    """0 for a touch that tracking keeps with the journey's end, 1 before a lost cookie, 2 on another device. The last touch is kept."""
    visitor, count = visitors.visitor, len(visitors.intent)
    sizes = numpy.bincount(visitor, minlength=count)
    begins = numpy.cumsum(sizes) - sizes
    place = numpy.arange(len(visitor)) - begins[visitor]
    cut = numpy.where(random.random(count) < COOKIE_LOSS, random.random(count) * sizes, 0).astype(int)
    changes = random.random(count) < CROSS_DEVICE
    elsewhere = changes[visitor] & (random.random(len(visitor)) < 0.5) & (place < sizes[visitor] - 1)
    return numpy.select([elsewhere, place < cut[visitor]], [2, 1], 0)


def _at_checkout(world: World, visitors: Visitors, matched: numpy.ndarray) -> pandas.DataFrame:
    """The last touches of first orders outside the sample, drawn from visitors by their chance of an order."""
    online, random = world.latent["online"], world.random("journeys at checkout")
    orders = numpy.setdiff1d(numpy.flatnonzero(online["is_first"]), matched)
    orders = orders[random.random(len(orders)) >= COOKIE_LOSS]
    like = random.choice(len(visitors.intent), len(orders), p=visitors.chance / visitors.chance.sum())
    ends = numpy.searchsorted(visitors.visitor, like, side="right")
    row = (ends[:, None] - numpy.arange(SEEN_AT_CHECKOUT, 0, -1)).clip(0)
    direct = visitors.channel[row[:, -1:]] == NAMES.index(DIRECT)
    known = (visitors.visitor[row] == like[:, None]) & (direct | (numpy.arange(SEEN_AT_CHECKOUT) == SEEN_AT_CHECKOUT - 1))
    order, row = numpy.broadcast_to(orders[:, None], row.shape)[known], row[known]
    region, ended_at = (online[name].to_numpy()[order] for name in ("region", "ordered_at"))
    frame = pandas.DataFrame(
        {
            "track": len(visitors.intent) * _PIECES + order,
            "visitor": -1,
            "order": order,
            "region": region,
            "device": online["device"].to_numpy()[order],
            "channel": visitors.channel[row],
            "touched_at": ended_at - visitors.before[row].astype("timedelta64[s]"),
            "is_sampled": 0,
        }
    )
    return frame[happening(world, visitors.channel[row], region, ended_at, visitors.before[row])]


def _number(world: World, touches: pandas.DataFrame) -> pandas.DataFrame:
    """Give the tracks ids in no order and the touches their campaigns; by journey and time."""
    tracks, place = numpy.unique(touches["track"], return_inverse=True)
    touches["journey_id"] = identities(world, "journeys", len(tracks), "J")[place]
    day = (touches["touched_at"].to_numpy().astype("datetime64[D]") - world.config.opening).astype(int).clip(0)
    running = _running(world)
    channel = touches["channel"].to_numpy()
    found = running[channel.clip(0, len(TESTED) - 1), touches["region"], day]
    campaign_id = world.latent["campaigns"]["campaign_id"].to_numpy(dtype=object)
    touches["campaign_id"] = numpy.where(channel < len(TESTED), campaign_id[found], None)
    return touches.sort_values(["journey_id", "touched_at", "channel"], ignore_index=True)


def _running(world: World) -> numpy.ndarray:
    """The position among campaigns of the one that ran: (tested channels, regions, days)."""
    regions = world.tables["regions"]["region"].tolist()
    found = numpy.zeros((len(TESTED), len(regions), world.config.days), dtype=int)
    for position, campaign in enumerate(world.latent["campaigns"].to_dict("records")):
        places = regions.index(campaign["region"]) if campaign["region"] else slice(None)
        found[TESTED.index(campaign["marketing_channel"]), places, campaign["starts_on"] : campaign["ends_on"] + 1] = position
    return found


def _write(world: World, touches: pandas.DataFrame) -> None:
    online = world.latent["online"]
    last = touches[~touches["journey_id"].duplicated(keep="last")]
    order = last["order"].to_numpy()
    ordered = {name: online[name].to_numpy()[order] for name in ("order_id", "customer_id", "ordered_at")}
    world.tables["journeys"] = pandas.DataFrame(
        {
            "journey_id": last["journey_id"],
            "region": world.tables["regions"]["region"].to_numpy()[last["region"]],
            "device": numpy.array(DEVICES)[last["device"]],
            "ended_at": numpy.where(order >= 0, ordered["ordered_at"], last["touched_at"].to_numpy()),
            "customer_id": numpy.where(order >= 0, ordered["customer_id"], None),
            "order_id": numpy.where(order >= 0, ordered["order_id"], None),
            "is_sampled": last["is_sampled"],
        }
    ).reset_index(drop=True)
    world.tables["touchpoints"] = pandas.DataFrame(
        {
            "journey_id": touches["journey_id"],
            "position": touches.groupby("journey_id").cumcount() + 1,
            "touched_at": touches["touched_at"],
            "marketing_channel": numpy.array(NAMES)[touches["channel"]],
            "campaign_id": touches["campaign_id"],
        }
    )
    bought = last[order >= 0]
    world.latent["last_touch"] = pandas.DataFrame({"order": bought["order"].to_numpy(), "channel": bought["channel"].to_numpy()})


def _remember(world: World, visitors: Visitors, touches: pandas.DataFrame) -> None:
    """truth["journeys"]: whose journey it was and the true chance. truth["channel_effects"]: what each channel caused, expected.

    incremental_conversions: over the sample, the sum of what the chances of touched visitors lose without the channel.
    incremental_orders and incremental_cents: of all orders that were placed where the channel was not switched off.
    """
    seen = touches[touches["visitor"] >= 0].drop_duplicates("journey_id")
    visitor = seen["visitor"].to_numpy()
    world.truth["journeys"] = pandas.DataFrame(
        {"journey_id": seen["journey_id"], "visitor": visitor, "intent": visitors.intent[visitor], "chance": visitors.chance[visitor]}
    ).reset_index(drop=True)
    exposed = visitors.exposed()
    orders, cents = world.latent["lit_orders"]
    world.truth["channel_effects"] = pandas.DataFrame(
        {
            "marketing_channel": TESTED,
            "log_odds": column("effect")[: len(TESTED)],
            "touched_visitors": exposed[:, : len(TESTED)].sum(axis=0),
            "incremental_conversions": lost_without(visitors.chance, exposed),
            "share_caused": world.latent["caused"],
            "incremental_orders": world.latent["caused"] * orders,
            "incremental_cents": numpy.rint(world.latent["caused"] * cents).astype(int),
            "withheld_orders": world.latent["withheld"],
        }
    )
