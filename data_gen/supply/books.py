"""The books: stock movements, snapshots at the end of each month, and the truth about what was out of stock."""

from __future__ import annotations

import numpy
import pandas

from data_gen.supply.costs import UnitCosts
from data_gen.supply.demand import Demand
from data_gen.supply.places import Places
from data_gen.supply.replenishment import Stock
from data_gen.world import World


def books(world: World) -> None:
    """Write stock_movements and stock_snapshots. Reads latent stock_places and stock, and cost_history.

    Truth stock_outs: each run of days on which nothing lay at a place on sale: dates, days, whether the books showed stock all the same,
    expected units a day while in stock (of the four weeks before and after), and lost_units that customers wanted in vain.
    """
    places: Places = world.latent["stock_places"]
    stock: Stock = world.latent["stock"]
    costs = UnitCosts(world, places)
    world.tables["stock_movements"] = _movements(places, stock, costs)
    world.tables["stock_snapshots"] = _snapshots(places, stock, costs)
    world.truth["stock_outs"] = _stock_outs(world.random("books"), places, stock)


def month_ends(opening: numpy.datetime64, days: int) -> numpy.ndarray:
    """The last day of each month, and the last day of all."""
    dates = opening + numpy.arange(days)
    over = (dates + 1).astype("datetime64[M]") != dates.astype("datetime64[M]")
    return numpy.flatnonzero(over | (numpy.arange(days) == days - 1))


def _movements(places: Places, stock: Stock, costs: UnitCosts) -> pandas.DataFrame:
    opened = numpy.flatnonzero(places.stocked)
    blocks = [("Opening", places.opens[opened], opened, stock.opening[opened])]
    for kind, units in stock.movements.items():
        day, place = numpy.nonzero(units)
        blocks.append((kind, day, place, units[day, place]))
    day, place, units = (numpy.concatenate([block[position] for block in blocks]) for position in (1, 2, 3))
    kind = numpy.repeat(numpy.array([block[0] for block in blocks], dtype=object), [len(block[1]) for block in blocks])
    order = numpy.lexsort((kind.astype(str), place, day))
    day, place = day[order], place[order]
    return pandas.DataFrame(
        {
            "moved_on": places.date_of(day),
            "product_id": places.product_of(place),
            "warehouse_id": places.warehouse_of(place),
            "kind": kind[order],
            "units": units[order],
            "unit_cost_cents": costs.of(day, place),
        }
    )


def _snapshots(places: Places, stock: Stock, costs: UnitCosts) -> pandas.DataFrame:
    taken = month_ends(places.opening, places.days)
    row, place = numpy.nonzero(places.stocked & (places.opens <= taken[:, None]))
    day = taken[row]
    return pandas.DataFrame(
        {
            "snapshot_on": places.date_of(day),
            "product_id": places.product_of(place),
            "warehouse_id": places.warehouse_of(place),
            "on_hand_units": stock.on_hand[day, place],
            "unit_cost_cents": costs.of(day, place),
        }
    )


def _stock_outs(random: numpy.random.Generator, places: Places, stock: Stock) -> pandas.DataFrame:
    days = numpy.arange(places.days)[:, None]
    on_sale = places.stocked & (days >= places.opens) & (days <= places.closes)
    empty = on_sale & (stock.on_hand - stock.missing - stock.transit <= 0)
    before = numpy.vstack([numpy.zeros((1, empty.shape[1]), dtype=bool), empty[:-1]])
    after = numpy.vstack([empty[1:], numpy.zeros((1, empty.shape[1]), dtype=bool)])
    # Transposed, so that the first and last days of each place's runs come in the same order.
    place, first = numpy.nonzero((empty & ~before).T)
    last = numpy.nonzero((empty & ~after).T)[1]
    rate = _rate_in_stock(places, empty, on_sale, place, first, last)
    # The units that went on the first day emptied the place, so demand went unmet from the day after on.
    unmet = last - first
    return pandas.DataFrame(
        {
            "product_id": places.product_of(place),
            "warehouse_id": places.warehouse_of(place),
            "from_date": places.date_of(first),
            "to_date": places.date_of(last),
            "days": last - first + 1,
            "books_showed_stock": stock.on_hand[first, place] > 0,
            "expected_units_a_day": rate,
            "lost_units": random.poisson(rate * unmet),
        }
    )


def _rate_in_stock(
    places: Places, empty: numpy.ndarray, on_sale: numpy.ndarray, place: numpy.ndarray, first: numpy.ndarray, last: numpy.ndarray
) -> numpy.ndarray:
    """Units a day on days in stock: of four weeks on both sides, held up by a part of the place's whole history."""
    sold = Demand(places).cumulated
    stocked_days = numpy.vstack(
        [numpy.zeros((1, empty.shape[1]), dtype=numpy.int32), numpy.cumsum(on_sale & ~empty, axis=0, dtype=numpy.int32)]
    )
    since, until = numpy.maximum(first - 28, 0), numpy.minimum(last + 29, places.days)
    near = sold[until, place] - sold[since, place]
    near_days = stocked_days[until, place] - stocked_days[since, place]
    overall = sold[-1, place] / numpy.maximum(1, stocked_days[-1, place])
    return (near + 14 * overall) / (near_days + 14)
