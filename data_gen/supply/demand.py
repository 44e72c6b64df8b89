"""What the shop's planner expects to sell: half from what was sold lately, half from a good nose for the season to come."""

from __future__ import annotations

import numpy

from data_gen.supply.places import Places

WINDOW = 56
FLOOR_SHARE = 0.3


class Demand:
    """Expected units a day by place, from cumulated sales."""

    def __init__(self, places: Places) -> None:
        self.places = places
        self.cumulated = numpy.vstack(
            [numpy.zeros((1, places.sales.shape[1]), dtype=numpy.int32), numpy.cumsum(places.sales, axis=0, dtype=numpy.int32)]
        )
        on_sale = numpy.maximum(1, numpy.minimum(places.closes, places.days - 1) - places.opens + 1)
        self.overall = self.cumulated[-1] / on_sale

    def rate(self, day: int, chosen: numpy.ndarray) -> numpy.ndarray:
        """Units a day expected on the evening of a day; nothing once a product goes off sale."""
        places, days = self.places, self.places.days
        first = numpy.maximum(places.opens[chosen], day + 1 - WINDOW)
        before = (self.cumulated[day + 1, chosen] - self.cumulated[first, chosen]) / numpy.maximum(7, day + 1 - first)
        last = min(days, day + 1 + WINDOW)
        ahead = last - day - 1
        after = (self.cumulated[last, chosen] - self.cumulated[day + 1, chosen]) / max(1, ahead)
        mixed = before if ahead < WINDOW // 2 else (before + after) / 2
        left = numpy.clip((places.closes[chosen] - day) / WINDOW, 0, 1)
        return numpy.maximum(mixed, FLOOR_SHARE * self.overall[chosen]) * left

    def units_until(self, day: numpy.ndarray, chosen: numpy.ndarray, length: numpy.ndarray) -> numpy.ndarray:
        """Units really sold from each place's day on, for so many days."""
        first, last = (numpy.minimum(end, self.places.days) for end in (day, day + length))
        return self.cumulated[last, chosen] - self.cumulated[first, chosen]
