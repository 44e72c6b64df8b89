"""Shelves: what really lies at every place, day by day, and what the books are told of it."""

from __future__ import annotations

import numpy
import pandas

from data_gen.supply.demand import Demand
from data_gen.supply.ordering import Block, Ordering
from data_gen.supply.places import Places

REVIEW_DAYS, TRANSFER_DAYS = 7, 14
SAFETY, PLANNER_NOISE = 1.2, 0.2
# Places that nobody looks after: stock is ordered just before it is asked for, as the orders that followed show, and lies at zero before.
NEGLECTED, NEGLECTED_SHARE_OF_TIME = 0.5, 0.95
COVER_DAYS, ALONG_DAYS, LEAST_ORDER = 90, 8, 3
RUSH_COVER = 21
DAMAGE = 0.0008
TRANSIT = (3, 10)


class Shelves:
    """The state of all places at one day, and the books so far.

    The books hold days x places of receipts, losses (positive) and transfers (signed), and the opening stock. physical: units that are
    there. missing: units in the books that are not, after theft or mis-scans. on_order: units still to come. transit: units in the books
    of a place that are on their way to it from another warehouse, days x places.
    """

    def __init__(self, places: Places, demand: Demand, ordering: Ordering, random: numpy.random.Generator) -> None:
        self.places, self.demand, self.ordering, self.random = places, demand, ordering, random
        shape = (places.days, places.sales.shape[1])
        self.receipts, self.losses, self.transfers, self.transit, self._coming, self._settled = (
            numpy.zeros(shape, dtype=numpy.int32) for _ in range(6)
        )
        self.physical, self.missing, self.on_order = (numpy.zeros(shape[1], dtype=numpy.int64) for _ in range(3))
        self.stocked = places.stocked
        category = numpy.repeat(pandas.factorize(places.category)[0], places.warehouses)
        group = (places.vendor * 1_000 + category) * places.warehouses + numpy.arange(shape[1]) % places.warehouses
        self._group = numpy.unique(group, return_inverse=True)[1]
        self._neglected = random.random(shape[1]) < NEGLECTED
        # Vendors are reviewed on a weekday of their own.
        self._reviewed = [numpy.flatnonzero(self.stocked & (places.vendor % REVIEW_DAYS == weekday)) for weekday in range(REVIEW_DAYS)]

    def open(self, day: int, agreed: numpy.ndarray) -> numpy.ndarray:
        """Put the first stock where books begin on this day: enough until the first order has come; the places."""
        chosen = numpy.flatnonzero(self.stocked & (self.places.opens == day))
        if len(chosen):
            needed = self.demand.units_until(numpy.full(len(chosen), day), chosen, REVIEW_DAYS + agreed[chosen])
            spare = self.random.uniform(0.1, 0.9, len(chosen)) * COVER_DAYS * self.demand.overall[chosen]
            self.physical[chosen] = needed + numpy.ceil(spare).astype(int) + 1
        return chosen

    def receive(self, day: int) -> None:
        """Goods come in from vendors, customers and other warehouses."""
        self.physical += self._coming[day] + self.places.returned[day] * self.stocked
        if day:
            arrived = self.transit[day - 1] - self.transit[day]
            self.physical += numpy.maximum(arrived, 0)
        self.on_order -= self._settled[day]

    def sell(self, day: int) -> None:
        """What customers bought, or get in exchange, goes out; where too little is left, a rush order has come in time."""
        sold = self.places.sales[day] + self.places.exchanged[day]
        short = numpy.flatnonzero(self.physical < sold)
        if len(short):
            needed = sold[short] - self.physical[short]
            more = numpy.ceil(RUSH_COVER * self.demand.rate(day, short)).astype(int)
            wanted = self._wanted(short, needed + numpy.maximum(more, 1)) | {"needed": needed}
            delivery = self.ordering.rush(day, wanted)
            self.receipts[day, short] += delivery["units"]
            self.losses[day, short] += delivery["defective"]
            self.physical[short] += delivery["units"] - delivery["defective"]
        self.physical -= sold

    def damage(self, day: int) -> None:
        """Now and then a unit breaks and is written off."""
        broken = numpy.flatnonzero((self.random.random(len(self.physical)) < DAMAGE) & (self.physical > 0))
        self.physical[broken] -= 1
        self.losses[day, broken] += 1

    def vanish(self, place: numpy.ndarray, units: numpy.ndarray) -> numpy.ndarray:
        """Units go without the books being told; how many there were to go."""
        gone = numpy.minimum(units, self.physical[place])
        self.physical[place] -= gone
        self.missing[place] += gone
        return gone

    def write_off(self, day: int, place: numpy.ndarray) -> None:
        """Somebody noticed what is missing: the books lose it."""
        self.losses[day, place] += self.missing[place].astype(numpy.int32)
        self.missing[place] = 0

    def move(self, day: int) -> None:
        """Send stock from the fullest warehouse to the emptiest. It is in the books of the other one at once."""
        if day % TRANSFER_DAYS != TRANSFER_DAYS - 1:
            return
        warehouses = self.places.warehouses
        everywhere = numpy.arange(len(self.physical))
        rate = numpy.maximum(self.demand.rate(day, everywhere), 1e-4)
        cover = numpy.where(self.stocked & (rate > 1e-3), self.physical / rate, numpy.inf).reshape(-1, warehouses)
        stock = numpy.where(self.stocked & (self.physical / rate > 90), self.physical, 0).reshape(-1, warehouses)
        to, give = cover.argmin(axis=1), stock.argmax(axis=1)
        product = numpy.flatnonzero((cover.min(axis=1) < 9) & (stock.max(axis=1) >= 6) & (to != give))
        to, give = product * warehouses + to[product], product * warehouses + give[product]
        units = numpy.minimum(self.physical[give] // 3, numpy.ceil(45 * rate[to]).astype(int) + 1)
        self._send(day, give, to, units)

    def _send(self, day: int, give: numpy.ndarray, to: numpy.ndarray, units: numpy.ndarray) -> None:
        self.physical[give] -= units
        self.transfers[day, give] -= units.astype(numpy.int32)
        self.transfers[day, to] += units.astype(numpy.int32)
        lengths = self.random.integers(*TRANSIT, len(to))
        for length in range(*TRANSIT):
            self.transit[day : day + length, to[lengths == length]] += units[lengths == length].astype(numpy.int32)

    def reorder(self, day: int, agreed: numpy.ndarray, minimum: numpy.ndarray) -> None:
        """Order where what is there and coming will not last until the order after next could have come.

        What else the vendor sends to that warehouse and will be due soon goes along; an order is never below the agreed minimum.
        """
        chosen = self._reviewed[day % REVIEW_DAYS]
        chosen = chosen[(self.places.opens[chosen] <= day) & (self.places.closes[chosen] > day + agreed[chosen])]
        length = agreed[chosen] + REVIEW_DAYS
        rate = self.demand.rate(day, chosen) * self.random.lognormal(0, PLANNER_NOISE, len(chosen))
        level = self._reorder_level(day, chosen, length, rate)
        position = self.physical[chosen] + self.missing[chosen] + self.transit[day, chosen] + self.on_order[chosen]
        low = position <= level
        ordering = numpy.zeros(len(self._group), dtype=bool)
        ordering[self._group[chosen[low]]] = True
        due = ordering[self._group[chosen]] & (low | ~self._neglected[chosen] & (position <= level + ALONG_DAYS * rate))
        if due.any():
            place = chosen[due]
            units = numpy.maximum(LEAST_ORDER, level + COVER_DAYS * rate - position)[due]
            units = numpy.ceil(units * self._raise(place, units, minimum)).astype(int)
            wanted = self._wanted(place, units) | {"agreed": agreed[place]}
            self._expect(self.ordering.regular(day, wanted), wanted)

    def _reorder_level(self, day: int, chosen: numpy.ndarray, length: numpy.ndarray, rate: numpy.ndarray) -> numpy.ndarray:
        """What must be there and coming, or it is ordered; where nobody looks, what the next customers will take less one."""
        shorter = numpy.floor(NEGLECTED_SHARE_OF_TIME * length).astype(int)
        beyond = numpy.clip(day + 1 + shorter - self.places.days, 0, shorter)
        soon = self.demand.units_until(numpy.full(len(chosen), day + 1), chosen, shorter) + beyond * rate
        return numpy.where(self._neglected[chosen], soon - 1.0, length * rate + SAFETY * numpy.sqrt(length * rate))

    def _raise(self, place: numpy.ndarray, units: numpy.ndarray, minimum: numpy.ndarray) -> numpy.ndarray:
        """By how much to raise the units so that each group's sum reaches its minimum."""
        _, first, member = numpy.unique(self._group[place], return_index=True, return_inverse=True)
        return numpy.maximum(1.0, minimum[place[first]] / numpy.bincount(member, units))[member]

    def _wanted(self, place: numpy.ndarray, units: numpy.ndarray) -> Block:
        """What to order, grouped by vendor, category and warehouse."""
        return {"place": place, "group": self._group[place], "vendor": self.places.vendor[place], "units": units}

    def _expect(self, delivery: Block, wanted: Block) -> None:
        self.on_order[wanted["place"]] += wanted["units"]
        inside = delivery["day"] < self.places.days
        cell = delivery["day"][inside], delivery["place"][inside]
        numpy.add.at(self.receipts, cell, delivery["units"][inside])
        numpy.add.at(self.losses, cell, delivery["defective"][inside])
        numpy.add.at(self._coming, cell, delivery["units"][inside] - delivery["defective"][inside])
        numpy.add.at(self._settled, cell, delivery["units"][inside])
        self._settle_the_rest(delivery, wanted)

    def _settle_the_rest(self, delivery: Block, wanted: Block) -> None:
        """What was ordered and never comes stops being expected with the last delivery."""
        line = delivery["line"] - delivery["line"][0]
        last, came = numpy.zeros(len(wanted["units"]), dtype=int), numpy.zeros(len(wanted["units"]), dtype=int)
        numpy.maximum.at(last, line, delivery["day"])
        numpy.add.at(came, line, delivery["units"])
        inside = last < self.places.days
        numpy.add.at(self._settled, (last[inside], wanted["place"][inside]), (wanted["units"] - came)[inside])
