"""Parcels: when they left, when they came, who carried them and what that and the packing cost."""

from __future__ import annotations

import numpy
import pandas

from data_gen.service.moments import DAY, NEVER, at_working_hour, is_sunday, known, later, midnight, seconds, shuffled_ids
from data_gen.world import World

# Share of parcels at home and abroad, what the carrier adds to the logarithm of the lead time, base price in cents, untracked.
CARRIERS = {
    "Larkway Post": (0.46, 0.30, 0.03, 360, 0.020),
    "Tern Parcel": (0.30, 0.20, -0.03, 410, 0.006),
    "Bluepath Courier": (0.24, 0.12, -0.10, 520, 0.004),
    "Overfield Freight": (0.00, 0.38, 0.07, 690, 0.045),
}
STRUCK = "Tern Parcel"
STRIKE_BEGINS, STRIKE_DAYS, STRIKE_EFFECT = 0.62, 35, 0.45
PEAK_EFFECT = 0.14
TYPICAL, SPREAD = -0.56, 0.26
SPLIT, LOST = 0.04, 0.004
CENTS_A_KILOGRAM, ABROAD = 55, 1.7
# What the warehouse charges for an order and for each of its lines, and boxes for an order and for each of its units.
HANDLING_CENTS, PACKAGING_CENTS = (95, 38), (32, 9)
SERVICES = {"Express": 1.6, "Standard": 1.0, "Economy": 0.8}


def shipments(world: World) -> None:
    """Send what was ordered. The lead time is a lognormal part of the promised one, so that most promises are kept.

    Makes shipments; truth carrier_delays (carrier, begins_on, ends_on, effect on the logarithm of the lead time); latent
    deliveries: order_id, delivered_at (NaT while it is not all there), late_days (0 when on time), one row an order.
    """
    random = world.random("shipments")
    parcels = _parcels(random, world)
    begins = numpy.datetime64(world.config.first_day.isoformat(), "D") + int(world.config.days * STRIKE_BEGINS)
    _choose_carriers(random, parcels)
    _move(random, parcels, begins)
    _price(random, parcels)
    parcels = parcels[parcels["shipped_at"] <= known(parcels["shipped_at"].to_numpy(), world.config)]
    world.latent["deliveries"] = _deliveries(parcels)
    world.tables["shipments"] = _as_recorded(random, parcels, world)
    world.truth["carrier_delays"] = pandas.DataFrame(
        {"carrier": [STRUCK], "begins_on": [str(begins)], "ends_on": [str(begins + STRIKE_DAYS - 1)], "effect": [STRIKE_EFFECT]}
    )


def _parcels(random: numpy.random.Generator, world: World) -> pandas.DataFrame:
    """One row a parcel with what is known when the order is packed; some orders of several lines go in two."""
    items = world.tables["order_items"].merge(world.tables["products"][["product_id", "weight_grams"]], on="product_id", how="left")
    items["weight_grams"] = items["weight_grams"].fillna(0) * items["quantity"].clip(lower=0)
    packed = items.groupby("order_id", sort=True).agg(
        weight_grams=("weight_grams", "sum"), lines=("line_number", "size"), units=("quantity", "sum")
    )
    orders = world.tables["orders"]
    placed = orders.loc[orders["status"] == "placed", ["order_id", "ordered_at", "promised_on", "warehouse_id", "region"]]
    placed = placed.merge(packed, left_on="order_id", right_index=True).sort_values("order_id", ignore_index=True)
    placed["ordered_at"], placed["promised_on"] = seconds(placed["ordered_at"]), seconds(placed["promised_on"])
    placed = placed.merge(world.tables["regions"][["region", "country"]], on="region", how="left")
    homes = world.tables["warehouses"].set_index("warehouse_id")["country"]
    placed["abroad"] = placed["country"].to_numpy() != placed["warehouse_id"].map(homes).to_numpy()
    split = (placed["lines"] > 1) & (random.random(len(placed)) < SPLIT)
    share = numpy.where(split, random.uniform(0.3, 0.8, len(placed)), 1.0)
    first = placed.assign(weight_grams=placed["weight_grams"] * share, part=1)
    second = placed.assign(weight_grams=placed["weight_grams"] * (1 - share), part=2)[split]
    return pandas.concat([first, second], ignore_index=True)


def _choose_carriers(random: numpy.random.Generator, parcels: pandas.DataFrame) -> None:
    shares = numpy.cumsum([[home, abroad] for home, abroad, *_ in CARRIERS.values()], axis=0)
    limits = shares[:, parcels["abroad"].to_numpy().astype(int)]
    chosen = (random.random(len(parcels)) * limits[-1] > limits).sum(axis=0)
    parcels["carrier"] = numpy.array(list(CARRIERS))[chosen]
    promised_days = (parcels["promised_on"] - midnight(parcels["ordered_at"].to_numpy())) / DAY
    parcels["planned_days"] = promised_days.clip(lower=1)
    fast = (parcels["planned_days"] <= 2) & (random.random(len(parcels)) < 0.7)
    parcels["service"] = numpy.select([fast, parcels["planned_days"] >= 7], ["Express", "Economy"], "Standard")


def _move(random: numpy.random.Generator, parcels: pandas.DataFrame, strike: numpy.datetime64) -> None:
    """Set shipped_at and delivered_at; a lost parcel is never delivered."""
    ordered = parcels["ordered_at"].to_numpy()
    days = ordered.astype("datetime64[D]")
    effect = parcels["carrier"].map({name: words[2] for name, words in CARRIERS.items()}).to_numpy()
    struck = (parcels["carrier"] == STRUCK).to_numpy() & (days >= strike) & (days < strike + STRIKE_DAYS)
    day_of_year = pandas.DatetimeIndex(days).day_of_year
    peak = (day_of_year >= 325) & (day_of_year <= 357)
    log_share = TYPICAL + SPREAD * random.standard_normal(len(parcels)) + effect + STRIKE_EFFECT * struck + PEAK_EFFECT * peak
    lead = numpy.maximum(1, numpy.ceil(parcels["planned_days"].to_numpy() * numpy.exp(log_share)))
    lead += (parcels["part"].to_numpy() - 1) * random.integers(0, 3, len(parcels))
    handling = numpy.floor(lead * random.beta(1.6, 3.4, len(parcels)))
    shipped = at_working_hour(random, later(ordered, handling), 9, 19)
    # What is ordered after packing hours leaves the next working day.
    missed = shipped <= ordered + numpy.timedelta64(3600, "s")
    shipped = numpy.where(missed, at_working_hour(random, midnight(ordered) + DAY, 8, 12), shipped)
    arriving = later(midnight(ordered), lead)
    # Nobody delivers on Sundays; carriers come on the Saturday before where they can.
    arriving = numpy.where(is_sunday(arriving) & (lead > 1), arriving - DAY, arriving)
    delivered = at_working_hour(random, arriving, 9, 20)
    delivered = numpy.where(delivered < shipped + DAY / 2, at_working_hour(random, shipped + DAY, 9, 20), delivered)
    parcels["shipped_at"] = shipped
    parcels["delivered_at"] = numpy.where(random.random(len(parcels)) < LOST, NEVER, delivered)


def _price(random: numpy.random.Generator, parcels: pandas.DataFrame) -> None:
    base = parcels["carrier"].map({name: words[3] for name, words in CARRIERS.items()}).to_numpy()
    cents = base + CENTS_A_KILOGRAM * numpy.ceil(parcels["weight_grams"].to_numpy() / 1000)
    cents = cents * numpy.where(parcels["abroad"], ABROAD, 1.0) * parcels["service"].map(SERVICES).to_numpy()
    parcels["cost_cents"] = numpy.floor(cents * random.uniform(0.97, 1.06, len(parcels)) + 0.5).astype("int64")
    # An order is picked and packed once; what goes in a second parcel is charged with the first.
    first = parcels["part"] == 1
    parcels["handling_cents"] = first * (HANDLING_CENTS[0] + HANDLING_CENTS[1] * parcels["lines"])
    parcels["packaging_cents"] = first * (PACKAGING_CENTS[0] + PACKAGING_CENTS[1] * parcels["units"])


def _deliveries(parcels: pandas.DataFrame) -> pandas.DataFrame:
    """One row an order: an order is delivered with its last parcel."""
    waiting = parcels["delivered_at"].isna()
    late = (midnight(parcels["delivered_at"].to_numpy()) - parcels["promised_on"].to_numpy()) / DAY
    noted = parcels.assign(waiting=waiting, late_days=numpy.clip(numpy.nan_to_num(late), 0, None))
    found = noted.groupby("order_id", as_index=False, sort=True).agg(
        delivered_at=("delivered_at", "max"), waiting=("waiting", "any"), late_days=("late_days", "max")
    )
    found["delivered_at"] = found["delivered_at"].mask(found["waiting"])
    return found[["order_id", "delivered_at", "late_days"]]


def _as_recorded(random: numpy.random.Generator, parcels: pandas.DataFrame, world: World) -> pandas.DataFrame:
    """The parcels as the shop's system holds them on the as-of day."""
    count = len(parcels)
    untracked = random.random(count) < parcels["carrier"].map({name: words[4] for name, words in CARRIERS.items()}).to_numpy()
    tracking = parcels["carrier"].str[:2].str.upper().reset_index(drop=True) + shuffled_ids(random, "9", count)
    shipped, delivered = parcels["shipped_at"].to_numpy(), known(parcels["delivered_at"].to_numpy(), world.config)
    scanned = known(shipped + random.integers(1800, 39_600, count).astype("timedelta64[s]"), world.config)
    unscanned = untracked | (random.random(count) < 0.008)
    overdue = known(later(shipped, numpy.full(count, 30.0)), world.config)
    lost = numpy.isnat(parcels["delivered_at"].to_numpy()) & ~numpy.isnat(overdue)
    frame = pandas.DataFrame(
        {
            "shipment_id": shuffled_ids(random, "SH", count),
            "order_id": parcels["order_id"].to_numpy(),
            "carrier": parcels["carrier"].to_numpy(),
            "service": parcels["service"].to_numpy(),
            "warehouse_id": parcels["warehouse_id"].to_numpy(),
            "tracking_number": tracking.mask(untracked).to_numpy(),
            "ship_by": _ship_by(parcels["ordered_at"].to_numpy()),
            "shipped_at": shipped,
            "first_scan_at": numpy.where(unscanned, NEVER, scanned),
            "promised_on": parcels["promised_on"].to_numpy(),
            "delivered_at": delivered,
            "weight_grams": numpy.floor(parcels["weight_grams"].to_numpy() + 0.5).astype("int64"),
            **{name: parcels[name].to_numpy() for name in ("cost_cents", "handling_cents", "packaging_cents")},
            "status": numpy.select([~numpy.isnat(delivered), lost], ["delivered", "lost"], "in transit"),
        }
    )
    return frame.sort_values("shipment_id", ignore_index=True)


def _ship_by(ordered: numpy.ndarray) -> numpy.ndarray:
    """Day by which the warehouse has promised to hand over: the working day after the order."""
    days = midnight(ordered) + DAY
    return numpy.where(is_sunday(days), days + DAY, days)
