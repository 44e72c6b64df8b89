"""Orders with vendors as they are placed, and what the vendors make of them."""

from __future__ import annotations

import numpy
import pandas

from data_gen.supply.vendor_terms import Terms, delayed, lead_days

RUSH_DAYS = 2
FULLY_INSPECTED = 40

Block = dict[str, numpy.ndarray]


class Ordering:
    """Order lines and deliveries as they come about, a block an event. Days may lie after the end of the world.

    A line: day, expected, closed (day after which nothing comes), place, group (lines of one group, day and kind are one order), vendor,
    ordered, rush. A delivery: line (its position among all lines), place, day, units, inspected, defective.
    """

    def __init__(self, random: numpy.random.Generator, terms: Terms, strike: tuple[int, int]) -> None:
        self.random, self.terms, self.strike = random, terms, strike
        self._lines: list[Block] = []
        self._deliveries: list[Block] = []
        self._count = 0

    def regular(self, day: int, wanted: Block) -> Block:
        """Order place, group, vendor, agreed (days) and units; answer the deliveries that will come. A group comes together."""
        units, vendor, count = wanted["units"], wanted["vendor"], len(wanted["units"])
        coming = self._delivered_units(units, vendor)
        in_parts = (self.random.random(count) < self.terms["parts_share"][vendor]) & (coming >= 4)
        second = numpy.where(in_parts, numpy.rint(coming * self.random.uniform(0.2, 0.6, count)), 0).astype(int)
        arrival = self._arrival(day, wanted)
        closed = arrival + numpy.where(in_parts, self.random.integers(4, 15, count), 0)
        parts = numpy.flatnonzero(in_parts)
        position = numpy.concatenate([numpy.arange(count), parts])
        line = self._line(day, wanted, {"expected": day + wanted["agreed"], "closed": closed, "rush": numpy.zeros(count, dtype=bool)})
        days, delivered = numpy.concatenate([arrival, closed[parts]]), numpy.concatenate([coming - second, second[parts]])
        return self._delivery(line, position, days, delivered, delivered)

    def rush(self, day: int, wanted: Block) -> Block:
        """Order place, group, vendor and units two days ago for today; at least the `needed` units are good."""
        count = len(wanted["units"])
        today = numpy.full(count, day)
        line = self._line(max(0, day - RUSH_DAYS), wanted, {"expected": today, "closed": today, "rush": numpy.ones(count, dtype=bool)})
        return self._delivery(line, numpy.arange(count), today, wanted["units"], wanted["units"] - wanted["needed"])

    def lines(self) -> pandas.DataFrame:
        """Every line."""
        return _end_to_end(self._lines)

    def deliveries(self) -> pandas.DataFrame:
        """Every delivery."""
        return _end_to_end(self._deliveries)

    def _delivered_units(self, units: numpy.ndarray, vendor: numpy.ndarray) -> numpy.ndarray:
        """What comes of what was ordered: nearly always all of it, but for the vendor that is early and short."""
        random, count = self.random, len(units)
        usual = numpy.where(random.random(count) < self.terms["short_share"][vendor], random.uniform(0.6, 0.95, count), 1.0)
        fill = self.terms["fill_share"][vendor]
        share = numpy.where(fill < 1, fill * random.uniform(0.92, 1.08, count), usual)
        return numpy.clip(numpy.rint(units * share), 1, units).astype(int)

    def _arrival(self, day: int, wanted: Block) -> numpy.ndarray:
        _, first, member = numpy.unique(wanted["group"], return_index=True, return_inverse=True)
        days = numpy.full(len(first), day)
        leads = lead_days(self.random, self.terms, wanted["vendor"][first], wanted["agreed"][first], days)
        return delayed(self.random, days + leads, self.strike)[member]

    def _line(self, day: int, wanted: Block, more: Block) -> Block:
        named = {"place": "place", "group": "group", "vendor": "vendor", "ordered": "units"}
        line = {"day": numpy.full(len(wanted["units"]), day)} | {name: wanted[source] for name, source in named.items()} | more
        self._lines.append(line)
        return line

    def _delivery(self, line: Block, position: numpy.ndarray, day: numpy.ndarray, units: numpy.ndarray, may_be_bad: numpy.ndarray) -> Block:
        inspected = numpy.minimum(units, FULLY_INSPECTED)
        found = self.random.binomial(inspected, self.terms["defect_rate"][line["vendor"][position]])
        delivery = {"line": self._count + position, "place": line["place"][position], "day": day, "units": units, "inspected": inspected}
        delivery["defective"] = numpy.minimum(found, may_be_bad)
        self._deliveries.append(delivery)
        self._count += len(line["day"])
        return delivery


def _end_to_end(blocks: list[Block]) -> pandas.DataFrame:
    return pandas.DataFrame({name: numpy.concatenate([block[name] for block in blocks]) for name in blocks[0]} if blocks else {})
