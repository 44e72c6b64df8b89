"""Returns: which lines come back, when, why and in what state; and who returns too much."""

from __future__ import annotations

import numpy
import pandas

from data_gen.service.moments import NEVER, at_working_hour, end_of_data, known, later, midnight, seconds, shuffled_ids
from data_gen.world import World

FASHION = "Fashion"
# Of ordinary customers; with those who return more, fashion comes to 15 to 25 % and the rest to 2 to 8 %.
FASHION_RATES, OTHER_RATES = (0.14, 0.19), (0.02, 0.06)
SERIAL_SHARE, SERIAL_RATE = 0.01, 0.60
TESTER_SHARE, TESTER_RATE = 0.03, 0.40
CHOOSINESS = 0.75
EMPTY_BOX = 0.001
NEVER_SENT, REJECTED = 0.03, 0.015
# Share of honest returns, and of those of size testers, that are asked for in the last ten days of thirty.
LAST_MINUTE, TESTERS_LAST_MINUTE = 0.15, 0.45
REASONS = {
    "fit": ("Too small", "Too large"),
    "product": ("Not as described", "Defective", "Quality below expectation"),
    "shipping": ("Damaged on arrival", "Wrong item", "Arrived too late"),
    "mind": ("Changed mind", "Ordered by mistake", "Found a better price"),
}
# Chance of each group of reasons by what kind of return it is, in the order of REASONS.
REASON_SHARES = {
    "fashion": (0.52, 0.18, 0.12, 0.18),
    "other": (0.04, 0.42, 0.24, 0.30),
    "serial_returner": (0.20, 0.30, 0.10, 0.40),
    "empty_box": (0.05, 0.30, 0.55, 0.10),
}
CONDITIONS = ("New", "Opened", "Used", "Damaged")
CONDITION_SHARES = {"honest": (0.52, 0.34, 0.06, 0.08), "serial_returner": (0.16, 0.34, 0.42, 0.08), "empty_box": (0.1, 0.2, 0.1, 0.6)}
RESALEABLE = {"New": 0.99, "Opened": 0.82, "Used": 0.18, "Damaged": 0.02, "Empty box": 0.0}


def returns(world: World) -> None:
    """Send lines back after they came. Reads orders, order_items, products, categories and latent deliveries.

    Makes returns; truth returns (behaviour of each: honest, size_tester, serial_returner, empty_box) and returners (customers
    whose rate is not the ordinary one, with that rate); latent product_quality: standard normal by product_id, half of it the
    vendor's; latent returned_orders: order_id and received_at of everything that came back.
    """
    random = world.random("returns")
    world.latent["product_quality"] = _quality(random, world.tables["products"])
    lines = _delivered_lines(random, world)
    chosen = _choose(random, lines, world)
    _time(random, chosen)
    chosen = chosen[chosen["requested_at"] <= end_of_data(world.config)]
    recorded = _as_recorded(random, chosen, world)
    world.latent["returned_orders"] = recorded[["order_id", "requested_at", "received_at"]]
    world.tables["returns"] = recorded.drop(columns=["behaviour", "customer_id"]).sort_values("return_id", ignore_index=True)
    truth = recorded[["return_id", "order_id", "customer_id", "behaviour"]]
    world.truth["returns"] = truth.sort_values("return_id", ignore_index=True)


def _quality(random: numpy.random.Generator, products: pandas.DataFrame) -> pandas.Series:
    vendors = numpy.unique(products["vendor_id"])
    of_vendor = pandas.Series(random.standard_normal(len(vendors)), index=vendors)
    own = random.standard_normal(len(products))
    quality = (of_vendor.reindex(products["vendor_id"]).to_numpy() + own) / numpy.sqrt(2)
    return pandas.Series(quality, index=products["product_id"].to_numpy())


def _delivered_lines(random: numpy.random.Generator, world: World) -> pandas.DataFrame:
    """Lines that reached their customer, with the ordinary chance that they come back."""
    orders = world.tables["orders"][["order_id", "customer_id", "is_gift"]].merge(world.latent["deliveries"], on="order_id")
    orders = orders[orders["delivered_at"].notna()]
    items = world.tables["order_items"][["order_id", "line_number", "product_id", "quantity", "unit_price_cents", "discount_cents"]]
    lines = (
        items[items["quantity"] > 0]
        .merge(orders, on="order_id")
        .merge(world.tables["products"][["product_id", "category"]], on="product_id")
    )
    lines = lines.sort_values(["order_id", "line_number"], ignore_index=True)
    categories = numpy.sort(world.tables["categories"]["category"].to_numpy(dtype=str))
    low, high = numpy.where((categories == FASHION)[:, None], FASHION_RATES, OTHER_RATES).T
    rates = pandas.Series(random.uniform(low, high), index=categories)
    lines["is_fashion"] = (lines["category"] == FASHION).to_numpy()
    quality = world.latent["product_quality"].reindex(lines["product_id"]).to_numpy()
    late = 1 + 0.25 * (lines["late_days"].to_numpy() > 0)
    # The mean of exp(-z/4) is exp(1/32): dividing by it keeps each category's rate.
    chance = lines["category"].map(rates).to_numpy() * numpy.exp(-quality / 4 - 1 / 32) * late
    lines["chance"] = numpy.minimum(chance * (1 + 0.1 * lines["is_gift"].to_numpy(dtype=float)), 0.9)
    return lines


def _choose(random: numpy.random.Generator, lines: pandas.DataFrame, world: World) -> pandas.DataFrame:
    """The lines that come back, each with the behaviour behind it; the truth about customers."""
    behaviours = _behaviours(random, lines)
    world.truth["returners"] = behaviours.sort_values("customer_id", ignore_index=True)
    lines = lines.merge(behaviours, on="customer_id", how="left")
    behaviour = lines["behaviour"].fillna("honest").to_numpy(dtype=object)
    tester_at_home = (behaviour == "size_tester") & ~lines["is_fashion"].to_numpy(dtype=bool)
    behaviour = numpy.where(tester_at_home, "honest", behaviour)
    chance = numpy.where(behaviour == "honest", numpy.minimum(lines["chance"] * _choosiness(random, lines), 0.9), lines["true_rate"])
    empty = random.random(len(lines)) < EMPTY_BOX
    lines["behaviour"] = numpy.where(empty, "empty_box", behaviour)
    return lines[(random.random(len(lines)) < chance) | empty].reset_index(drop=True)


def _choosiness(random: numpy.random.Generator, lines: pandas.DataFrame) -> numpy.ndarray:
    """What multiplies each honest customer's chance: lognormal with mean 1, so that some return often and mean no harm."""
    codes, people = pandas.factorize(lines["customer_id"].fillna(lines["order_id"]), sort=True)
    return numpy.exp(CHOOSINESS * random.standard_normal(len(people)) - CHOOSINESS**2 / 2)[codes]


def _behaviours(random: numpy.random.Generator, lines: pandas.DataFrame) -> pandas.DataFrame:
    """Customers who return more than others: some abuse it, some only try sizes on at home."""
    counted = lines.groupby("customer_id").agg(orders=("order_id", "nunique"), fashion=("is_fashion", "sum"))
    frequent = counted.index[counted["orders"] >= 2].to_numpy()
    serial = random.permutation(frequent)[: round(SERIAL_SHARE * len(counted))]
    fashionable = numpy.setdiff1d(counted.index[counted["fashion"] >= 2].to_numpy(), serial)
    testers = random.permutation(fashionable)[: round(TESTER_SHARE * len(counted))]
    return pandas.DataFrame(
        {
            "customer_id": [*serial, *testers],
            "behaviour": ["serial_returner"] * len(serial) + ["size_tester"] * len(testers),
            "true_rate": [SERIAL_RATE] * len(serial) + [TESTER_RATE] * len(testers),
        }
    )


def _time(random: numpy.random.Generator, chosen: pandas.DataFrame) -> None:
    """Set requested_at, received_at and processed_on: 5 to 30 days after delivery for most, 20 to 30 to ask for the serial ones."""
    count = len(chosen)
    ordinary = 1 + numpy.minimum(random.gamma(2.0, 3.5, count), 22)
    # The shop takes goods back for 30 days, and some always wait for the last of them.
    waits = random.random(count) < numpy.where(chosen["behaviour"] == "size_tester", TESTERS_LAST_MINUTE, LAST_MINUTE)
    waits |= (chosen["behaviour"] == "serial_returner").to_numpy()
    lag = numpy.where(waits, random.uniform(20, 30, count), ordinary)
    requested = at_working_hour(random, later(seconds(chosen["delivered_at"]), lag), 7, 23)
    received = at_working_hour(random, later(midnight(requested), random.integers(3, 8, count)), 8, 17)
    chosen["requested_at"] = requested
    chosen["received_at"] = numpy.where(random.random(count) < NEVER_SENT, NEVER, received)
    chosen["processed_on"] = midnight(
        at_working_hour(random, later(chosen["received_at"].to_numpy(), random.choice(4, count, p=(0.3, 0.4, 0.2, 0.1))))
    )


def _pick(random: numpy.random.Generator, kinds: numpy.ndarray, shares: dict[str, tuple[float, ...]]) -> numpy.ndarray:
    """For each kind an index drawn with that kind's shares."""
    limits = numpy.cumsum([shares[kind] for kind in sorted(shares)], axis=1)
    rows = limits[numpy.searchsorted(sorted(shares), kinds.astype(str))]
    return (random.random((len(kinds), 1)) > rows[:, :-1]).sum(axis=1)


def _as_recorded(random: numpy.random.Generator, chosen: pandas.DataFrame, world: World) -> pandas.DataFrame:
    """The returns as the shop's system holds them on the as-of day, with behaviour and customer beside them."""
    count = len(chosen)
    received, processed = known(chosen["received_at"].to_numpy(), world.config), known(chosen["processed_on"].to_numpy(), world.config)
    decided = ~numpy.isnat(processed)
    condition, rejected = _inspect(random, chosen["behaviour"].to_numpy())
    resaleable = random.random(count) < numpy.array([RESALEABLE[found] for found in condition])
    quantity = _quantity(random, chosen["quantity"].to_numpy())
    status = numpy.select([decided & rejected, decided, ~numpy.isnat(received)], ["rejected", "processed", "received"], "requested")
    return pandas.DataFrame(
        {
            "return_id": shuffled_ids(random, "RE", count),
            "order_id": chosen["order_id"].to_numpy(),
            "line_number": chosen["line_number"].to_numpy(),
            "product_id": chosen["product_id"].to_numpy(),
            "quantity": quantity,
            "requested_at": chosen["requested_at"].to_numpy(),
            "received_at": received,
            "processed_on": processed,
            "reason": _reasons(random, chosen),
            "condition": pandas.Series(condition).where(decided).to_numpy(),
            "is_resaleable": pandas.Series(resaleable).astype("Int64").where(decided),
            "value_cents": _value(chosen, quantity),
            "status": status,
            "behaviour": chosen["behaviour"].to_numpy(),
            "customer_id": chosen["customer_id"].to_numpy(),
        }
    )


def _inspect(random: numpy.random.Generator, behaviour: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Condition as found and whether the return was refused. Only half of the empty boxes are noticed, and some by mistake."""
    kinds = numpy.where(behaviour == "size_tester", "honest", behaviour)
    condition = numpy.array(CONDITIONS, dtype=object)[_pick(random, kinds, CONDITION_SHARES)]
    drawn = random.random(len(kinds))
    noticed = drawn < numpy.where(kinds == "empty_box", 0.5, 0.0006)
    condition[noticed] = "Empty box"
    rejected = random.random(len(kinds)) < numpy.where(noticed, 0.8, REJECTED)
    return condition, rejected


def _quantity(random: numpy.random.Generator, sold: numpy.ndarray) -> numpy.ndarray:
    """All units of most lines, some units of the others."""
    part = random.integers(1, numpy.maximum(sold, 1) + 1)
    return numpy.where(random.random(len(sold)) < 0.6, sold, part)


def _value(chosen: pandas.DataFrame, quantity: numpy.ndarray) -> numpy.ndarray:
    """Part of the line's value after its discount, half up to the cent; the whole line gives its whole value."""
    sold = chosen["quantity"].to_numpy()
    net = chosen["unit_price_cents"].to_numpy() * sold - chosen["discount_cents"].to_numpy()
    return (2 * net * quantity + sold) // (2 * sold)


def _reasons(random: numpy.random.Generator, chosen: pandas.DataFrame) -> numpy.ndarray:
    behaviour, fashion = chosen["behaviour"].to_numpy(), chosen["is_fashion"].to_numpy(dtype=bool)
    of_kind = numpy.where(fashion, "fashion", "other")
    kinds = numpy.where(numpy.isin(behaviour, list(REASON_SHARES)), behaviour, of_kind)
    groups = _pick(random, kinds, REASON_SHARES)
    groups = numpy.where(behaviour == "size_tester", 0, groups)
    words = list(REASONS.values())
    sizes = numpy.array([len(group) for group in words])[groups]
    place = numpy.floor(random.random(len(chosen)) * sizes).astype(int)
    table = numpy.array([[*group, *group][:3] for group in words], dtype=object)
    return table[groups, place]
