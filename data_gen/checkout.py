"""Checkout: everything about an order but its lines and amounts, drawn where a stage left it open."""

from __future__ import annotations

import numpy
import pandas

from data_gen.duplicates import further_accounts
from data_gen.people import SPEND_SHAPE, add_addresses
from data_gen.register import Register
from data_gen.shop import archetypes, column, countries, shop
from data_gen.world import World

GIFTS, TRAVELLING, NEW_DEVICE, SHARED_DEVICE, ACCOUNTS_ON_ONE_DEVICE = 0.11, 0.05, 0.13, 0.4, 0.7
CANCELLED, CANCEL_HOURS, CANCEL_WITHIN = 0.035, 9.0, 48.0
GIFT_CARD = 0.02
WELCOME, THANKS = ("WELCOME10", 0.1, 0.2), ("THANKS5", 0.05, 0.5)
_CHANNELS = {"Marketplace": 0.1, "Phone": 0.025}
_PLATFORMS = {"Mobile": 0.58, "Desktop": 0.34, "Tablet": 0.08}
_APP = {"Mobile": 0.4, "Desktop": 0.0, "Tablet": 0.2}
_PROMISED_DAYS = (2, 6)
Frame = pandas.DataFrame
Random = numpy.random.Generator


def check_out(world: World, orders: Frame) -> None:
    """Fill the columns of the orders (by time) that are still open, and add status, cancelled_at and promised_on.

    latent["devices"]: a Register: platform, uses_app, first_seen_at (set at the end).
    """
    random = world.random("checkout")
    _buyers(world, random, orders)
    _destinations(world, random, orders)
    _channels(world, random, orders)
    _payments(world, random, orders)
    _codes(world, random, orders)
    _outcomes(world, random, orders)


def add_devices(world: World, random: Random, count: int, platform: str | None = None) -> numpy.ndarray:
    """Add devices, of the given platform or as usual; returns their indices."""
    platforms = numpy.array(list(_PLATFORMS), object)
    found = numpy.full(count, platform, object) if platform else random.choice(platforms, count, p=list(_PLATFORMS.values()))
    uses_app = random.random(count) < pandas.Series(found).map(_APP).to_numpy()
    frame = Frame({"platform": found, "uses_app": uses_app, "first_seen_at": numpy.full(count, "NaT", "datetime64[s]")})
    return world.latent.setdefault("devices", Register()).add(frame)


def _buyers(world: World, random: Random, orders: Frame) -> None:
    customers, customer = world.latent["customers"].frame, orders["customer"].to_numpy()
    known = customer >= 0
    anybody = random.choice(len(archetypes()), len(orders), p=column("archetypes", 0))
    own = numpy.where(known, customers["archetype"].to_numpy()[customer], anybody)
    orders["archetype"] = numpy.where(orders["archetype"] >= 0, orders["archetype"], own)
    usual = numpy.where(known, customers["spend"].to_numpy()[customer], 0.0)
    drawn = usual + numpy.log(random.gamma(SPEND_SHAPE, 1 / SPEND_SHAPE, len(orders)))
    orders["spend"] = numpy.where(orders["spend"].isna(), drawn, orders["spend"])


def _destinations(world: World, random: Random, orders: Frame) -> None:
    """Region, gift and address. Gifts and travellers' orders go to an address of their own."""
    customers, addresses = world.latent["customers"].frame, world.latent["addresses"].frame
    customer, shares = orders["customer"].to_numpy(), world.latent["regions"]["share"]
    known = customer >= 0
    drawn = random.random(len(orders)) < GIFTS
    orders["is_gift"] = numpy.where(orders["is_gift"] >= 0, orders["is_gift"], drawn).astype(int)
    free = known & (orders["region"] < 0) & (orders["address"] < 0)
    travelling = free & (random.random(len(orders)) < TRAVELLING)
    elsewhere = travelling | (free & (orders["is_gift"] == 1) & (random.random(len(orders)) < 0.5))
    anywhere = random.choice(len(shares), len(orders), p=shares)
    home = numpy.where(known, customers["region"].to_numpy()[customer], anywhere)
    given_address = orders["address"].to_numpy() >= 0
    of_address = addresses["region"].to_numpy()[orders["address"]]
    region = numpy.select([orders["region"] >= 0, given_address, elsewhere], [orders["region"], of_address, anywhere], home)
    orders["region"] = region
    default = addresses[addresses["is_default"] == 1].reset_index().groupby("customer")["index"].first()
    at_home = default.reindex(range(len(customers))).to_numpy()[customer].astype(int)
    new = known & ~given_address & ((orders["is_gift"] == 1) | (region != home))
    orders["address"] = numpy.select([given_address, known], [orders["address"], at_home], -1)
    rows = numpy.flatnonzero(new)
    orders.loc[rows, "address"] = add_addresses(world, random, customer[rows], region[rows], orders["ordered_at"].to_numpy()[rows])


def _channels(world: World, random: Random, orders: Frame) -> None:
    """Device, platform and channel. Marketplaces and the telephone show no device."""
    add_devices(world, random, 0)
    other = random.choice(numpy.array([*_CHANNELS, None], object), len(orders), p=[*_CHANNELS.values(), 1 - sum(_CHANNELS.values())])
    given = orders["device"].to_numpy() >= 0
    channel = numpy.where(orders["channel"].isna() & ~given, other, orders["channel"])
    needs = ~given & ~numpy.isin(channel.astype(str), list(_CHANNELS))
    owner = _owners(world, random, orders)
    rows = numpy.flatnonzero(needs)
    rows = rows[numpy.argsort(owner[rows], kind="stable")]
    first = numpy.concatenate([[True], owner[rows][1:] != owner[rows][:-1]])
    new = first | (random.random(len(rows)) < NEW_DEVICE)
    device = orders["device"].to_numpy().copy()
    device[rows] = add_devices(world, random, int(new.sum()))[numpy.cumsum(new) - 1]
    devices = world.latent["devices"].frame
    shown = device >= 0
    anything = random.choice(numpy.array(list(_PLATFORMS), object), len(orders), p=list(_PLATFORMS.values()))
    platform = numpy.where(shown, devices["platform"].to_numpy(dtype=object)[device], anything)
    orders["platform"] = orders["platform"].where(orders["platform"].notna(), platform)
    own = numpy.where(shown & devices["uses_app"].to_numpy()[device], "App", "Web shop").astype(object)
    orders["channel"] = numpy.where(pandas.isna(channel), own, channel)
    orders["device"] = device
    seen = orders[shown].groupby("device")["ordered_at"].min()
    devices.loc[seen.index, "first_seen_at"] = seen.to_numpy(dtype="datetime64[s]")


def _owners(world: World, random: Random, orders: Frame) -> numpy.ndarray:
    """Whose device it is: the customer's, mostly with all their accounts, one person's of the household, or for guests nobody else's."""
    customers, customer = world.latent["customers"].frame, orders["customer"].to_numpy()
    owner = numpy.arange(len(customers))
    household = customers["household"].to_numpy()
    shares = (household >= 0) & (random.random(household.max() + 2)[household] < SHARED_DEVICE)
    owner[shares] = len(customers) + household[shares]
    copy, original = further_accounts(world)
    together = random.random(len(copy)) < ACCOUNTS_ON_ONE_DEVICE
    owner[copy[together]] = owner[original[together]]
    alone = 2 * len(customers) + numpy.arange(len(orders))
    return numpy.where(customer >= 0, owner[customer], alone)


def _payments(world: World, random: Random, orders: Frame) -> None:
    payments, customer = world.latent["payment_methods"].frame, orders["customer"].to_numpy()
    usual = payments[payments["usual"]].reset_index().groupby("customer")["index"].agg(["first", "last"])
    usual = usual.reindex(range(len(world.latent["customers"])), fill_value=-1).to_numpy()
    chosen = usual[customer, (random.random(len(orders)) < 0.2).astype(int)]
    free = orders["payment_method"].isna() & (orders["payment"] < 0)
    by_gift_card = free & (random.random(len(orders)) < GIFT_CARD)
    stored = free & (customer >= 0) & ~by_gift_card
    orders["payment"] = numpy.where(stored, chosen, orders["payment"])
    method = numpy.where(orders["payment"] >= 0, payments["method"].to_numpy(dtype=object)[orders["payment"]], None)
    country = world.latent["regions"]["country_code"].to_numpy()[orders["region"]]
    for code, name in enumerate(countries()):
        given = shop()["countries"][name]["payments"]
        here = numpy.flatnonzero((country == code) & pandas.isna(method))
        method[here] = random.choice(numpy.array(list(given), object), len(here), p=list(given.values()))
    method[by_gift_card] = "Gift card"
    orders["payment_method"] = orders["payment_method"].where(orders["payment_method"].notna(), method)


def _codes(world: World, random: Random, orders: Frame) -> None:
    """The welcome code on first orders, a small one on later orders by the archetype's habit."""
    customer = orders["customer"].to_numpy()
    first = ~orders.duplicated("customer").to_numpy() & (customer >= 0)
    habit = numpy.array(column("archetypes", 3))[orders["archetype"]]
    free = orders["code"].isna().to_numpy() & (customer >= 0) & (orders["kind"] != "wholesale").to_numpy()
    for chance, rows, (code, rate, share) in ((1.0, first, WELCOME), (habit, ~first, THANKS)):
        used = free & rows & (random.random(len(orders)) < share * chance)
        orders.loc[used, "code"], orders.loc[used, "code_rate"] = code, rate


def _outcomes(world: World, random: Random, orders: Frame) -> None:
    placed = orders["ordered_at"].to_numpy()
    cancelled_at = placed + (numpy.minimum(random.exponential(CANCEL_HOURS, len(orders)), CANCEL_WITHIN) * 3600).astype("timedelta64[s]")
    drawn = (random.random(len(orders)) < CANCELLED) & (cancelled_at < world.config.end)
    orders["status"] = orders["status"].where(orders["status"].notna(), numpy.where(drawn, "cancelled", "placed").astype(object))
    orders["cancelled_at"] = numpy.where(orders["status"] == "cancelled", cancelled_at, numpy.datetime64("NaT", "s"))
    days = random.integers(*_PROMISED_DAYS, len(orders)).astype("timedelta64[D]")
    orders["promised_on"] = placed.astype("datetime64[D]") + days
