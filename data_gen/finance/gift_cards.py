"""Gift cards: bought or given as store credit, redeemed in orders, some never."""

from __future__ import annotations

import numpy
import pandas

from data_gen.finance.accounting import SECOND, end_of_world, minor_units, rates
from data_gen.identities import identities
from data_gen.world import World

NEVER_REDEEMED = 0.22
DENOMINATION_CENTS = 2_500
LONGEST_SECONDS = 200 * 86_400
COLUMNS = ("gift_card_id", "moved_at", "movement", "origin", "order_id", "currency", "amount_cents")


def gift_cards(world: World) -> None:
    """Make gift_card_movements: cards sold before the orders that they paid, cards not redeemed, refunds as store credit."""
    random = world.random("gift_cards")
    redeemed = _redeemed(world)
    moved = pandas.concat([redeemed, _sold(world, random, redeemed), _credits(world)], ignore_index=True)
    moved = moved.sort_values(["moved_at", "gift_card_id", "movement"]).reset_index(drop=True)
    cards, names = pandas.factorize(moved["gift_card_id"])
    moved["gift_card_id"] = identities(world, "gift_cards", len(names), "G")[cards]
    moved.insert(0, "movement_id", identities(world, "gift_card_movements", len(moved), "M"))
    world.tables["gift_card_movements"] = moved[["movement_id", *COLUMNS]]


def _redeemed(world: World) -> pandas.DataFrame:
    """What orders were paid with gift cards; the cards are numbered within the stage first."""
    paid = world.tables["payments"]
    paid = paid[(paid["method"] == "Gift card").to_numpy()].reset_index(drop=True)
    return pandas.DataFrame(
        {
            "gift_card_id": "redeemed " + paid["payment_id"],
            "moved_at": paid["captured_at"],
            "movement": "redeemed",
            "origin": "Order",
            "order_id": paid["order_id"],
            "currency": paid["currency"],
            "amount_cents": paid["amount_cents"],
        }
    )


def _sold(world: World, random: numpy.random.Generator, redeemed: pandas.DataFrame) -> pandas.DataFrame:
    """A card for each one redeemed, of a round amount that covers it, and cards that lie in drawers."""
    first = numpy.datetime64(world.config.first_day, "s")
    unused = redeemed.sample(round(len(redeemed) * NEVER_REDEEMED), random_state=random)
    unused = unused.assign(gift_card_id="unused " + unused["gift_card_id"])
    sold = pandas.concat([redeemed, unused], ignore_index=True)
    moment = sold["moved_at"].to_numpy("datetime64[s]")
    room = numpy.minimum((moment - first) // SECOND, LONGEST_SECONDS)
    sold["moved_at"] = moment - numpy.maximum((room * random.random(len(sold))).astype("int64"), 1) * SECOND
    step = _denomination(world, sold)
    return sold.assign(movement="issued", origin="Sold", order_id=None, amount_cents=-(-sold["amount_cents"] // step) * step)


def _denomination(world: World, sold: pandas.DataFrame) -> numpy.ndarray:
    """The smallest card of each currency: 25 of the reporting currency, or a round amount near it."""
    local = minor_units(numpy.full(len(sold), DENOMINATION_CENTS), rates(world, sold["currency"], sold["moved_at"]))
    power = 10 ** numpy.floor(numpy.log10(numpy.maximum(local, 1))).astype("int64")
    return numpy.maximum(numpy.rint(local / power).astype("int64"), 1) * power


def _credits(world: World) -> pandas.DataFrame:
    given = world.tables["refunds"]
    given = given[((given["tender"] == "Gift card") & (given["refunded_at"] <= end_of_world(world))).to_numpy()].reset_index(drop=True)
    return pandas.DataFrame(
        {
            "gift_card_id": "given " + given["refund_id"],
            "moved_at": given["refunded_at"],
            "movement": "issued",
            "origin": "Refund",
            "order_id": given["order_id"],
            "currency": given["currency"],
            "amount_cents": given["amount_cents"],
        }
    )
