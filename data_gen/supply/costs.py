"""What a unit cost the shop on a day."""

from __future__ import annotations

import numpy
import pandas

from data_gen.supply.places import Places
from data_gen.world import World


class UnitCosts:
    """Unit costs in cents of the reporting currency, from cost_history."""

    def __init__(self, world: World, places: Places) -> None:
        history = world.tables["cost_history"]
        product = pandas.Index(places.product_ids).get_indexer(history["product_id"])
        since = (pandas.to_datetime(history["valid_from"]).to_numpy(dtype="datetime64[D]") - places.opening).astype(int)
        # Every product's first cost holds for all days before it too.
        order = numpy.lexsort((since, product))
        product, since = product[order], since[order]
        first = numpy.r_[True, product[1:] != product[:-1]]
        self._span = 2 * places.days
        self._from = product * self._span + numpy.where(first, 0, numpy.clip(since, 0, places.days))
        self._cents = history["cost_cents"].to_numpy()[order]
        self._warehouses = places.warehouses

    def of(self, day: numpy.ndarray, place: numpy.ndarray) -> numpy.ndarray:
        """Cents a unit at each day and place."""
        return self._cents[numpy.searchsorted(self._from, (place // self._warehouses) * self._span + day, side="right") - 1]
