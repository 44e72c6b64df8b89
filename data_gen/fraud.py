"""Fraud: orders with stolen cards, of accounts taken over, of rings, and bursts that test cards."""

from __future__ import annotations

from typing import Any

import numpy
import pandas

from data_gen.checkout import add_devices
from data_gen.hours import time_of_day
from data_gen.orders import add_orders
from data_gen.people import SPEND_SHAPE, add_addresses, add_customers, add_payment_methods, moment
from data_gen.shop import categories, countries
from data_gen.world import World

SHARE = (0.0115, 0.0135)
# Friendly fraud, the remaining fifth, is chosen among honest orders once they are settled: see data_gen.labels.
TYPES = {"Stolen card": 0.38, "Account take-over": 0.15, "Ring": 0.15, "Card testing": 0.12}
STEALTH = {"easy": 0.3, "normal": 0.45, "hard": 0.6}
RING_ACCOUNTS, RING_DEVICE, RING_ADDRESS = (3, 9), 0.6, 0.5
BURST, BURST_MINUTES = (5, 16), (20, 90)
GUESTS, BY_PHONE, WARMED_UP, NEW_MANNER, LAST_QUARTER = 0.21, 0.12, 0.4, 0.7, 91
FOREIGN_HONEST = 0.035
MONTH = 30.0
WELCOME = ("WELCOME10", 0.1)
CODES = 0.15
_RESOLD = ("Electronics", "Computer accessories", "Fashion", "Sports")
_QUIET = ("Beauty", "Baby")
_CHEAP = ("Stationery", "Beauty")
Frame = pandas.DataFrame
Random = numpy.random.Generator


def fraud(world: World) -> None:
    """Add fraudulent orders, 1.0 to 1.5 percent of all with friendly fraud; none in the profile plain.

    latent["fraud_intents"]: intent, fraud_type, ring (number or -1), decline_chance (of every attempt to pay).
    Some honest customers get cards of foreign issuers, so that those are no proof.
    """
    found = Frame({"intent": [], "fraud_type": [], "ring": [], "decline_chance": []})
    world.latent["fraud_intents"] = found
    if world.config.plain:
        return
    random = world.random("fraud")
    _foreign_cards(world, random)
    total = random.uniform(*SHARE) * len(world.latent["intents"])
    kinds = [_stolen_cards, _take_overs, _rings, _card_tests]
    parts = [make(world, random, round(total * share)) for make, share in zip(kinds, TYPES.values(), strict=True)]
    intents = pandas.concat(parts, ignore_index=True)
    used = (random.random(len(intents)) < CODES) & (intents["customer"] >= 0).to_numpy()
    intents["code"], intents["code_rate"] = numpy.where(used, WELCOME[0], ""), numpy.where(used, WELCOME[1], 0.0)
    hidden = intents[["ring", "decline_chance"]]
    indices = add_orders(world, intents.drop(columns=hidden.columns))
    made = hidden.assign(intent=indices, fraud_type=intents["kind"])
    world.latent["fraud_intents"] = made[made["fraud_type"].isin(list(TYPES))].reset_index(drop=True)


def _stolen_cards(world: World, random: Random, count: int) -> Frame:
    """New accounts and guests; the stealthy ones behave like customers, some after a small order of their own."""
    at = usual_moments(world, random, count)
    stealth = random.random(count) < STEALTH[world.config.profile]
    new_manner = ~stealth & (at >= world.config.days - LAST_QUARTER) & (random.random(count) < NEW_MANNER)
    bold = ~stealth & ~new_manner
    at = _at_night(random, at, bold & (random.random(count) < 0.4))
    region = usual_regions(world, random, count)
    guest = random.random(count) < GUESTS
    warm = stealth & ~guest & (random.random(count) < WARMED_UP)
    earlier = numpy.maximum(at - numpy.where(warm, random.uniform(12, 70, count), 0), 0)
    customer = numpy.full(count, -1)
    customer[~guest] = add_customers(world, random, Frame({"region": region, "first_at": earlier})[~guest], "Card")
    payment = _cards_of(world, customer)
    _issued_abroad(world, random, payment[(payment >= 0) & (random.random(count) < numpy.where(bold, 0.45, 0.12))])
    sent_elsewhere = random.random(count) < numpy.where(bold, 0.35, 0.1)
    shift = numpy.select([bold, new_manner], [0.8, 0.1], 0.2)
    orders = Frame(
        {
            "customer": customer,
            "ordered_at": moment(world, at),
            "kind": "Stolen card",
            "channel": numpy.where(random.random(count) < BY_PHONE, "Phone", None),
            "region": numpy.where(sent_elsewhere | guest, usual_regions(world, random, count), -1),
            "payment": payment,
            "payment_method": "Card",
            "spend": _spend(world, random, customer, shift),
            "units_scale": numpy.select([bold, new_manner], [1.5, 2.5], 1.0),
            "category": numpy.select(
                [bold & (random.random(count) < 0.55), new_manner], [_of(random, _RESOLD, count), _of(random, _QUIET, count)], -1
            ),
            "ring": -1,
            "decline_chance": numpy.where(bold, 0.3, 0.08),
        }
    )
    before = orders[warm].assign(ordered_at=moment(world, earlier[warm]), kind="Warm-up", spend=numpy.nan, units_scale=1.0, category=-1)
    return pandas.concat([orders, before.assign(region=-1, decline_chance=0.0)], ignore_index=True)


def _take_overs(world: World, random: Random, count: int) -> Frame:
    """Customers of some standing whose account orders from a new device, mostly to a new place, once to three times in a day."""
    victim, begins = _victims(world, random, max(1, round(count / 1.6)))
    each = 1 + random.choice(3, len(victim), p=[0.55, 0.3, 0.15])
    incident = numpy.repeat(numpy.arange(len(victim)), each)[:count]
    stealth = random.random(len(victim)) < STEALTH[world.config.profile]
    at = numpy.minimum(begins[incident] + _within_day(random, incident), world.config.days - 1e-4)
    customer = victim[incident]
    home = world.latent["customers"].frame["region"].to_numpy()[victim]
    elsewhere = random.random(len(victim)) < numpy.where(stealth, 0.25, 0.75)
    region = numpy.where(elsewhere, usual_regions(world, random, len(victim)), home)
    address = add_addresses(world, random, victim, region, moment(world, begins))
    shift = numpy.where(stealth, 0.25, 0.8)[incident]
    return Frame(
        {
            "customer": customer,
            "ordered_at": moment(world, at),
            "kind": "Account take-over",
            "device": add_devices(world, random, len(victim))[incident],
            "address": address[incident],
            "payment": _cards_of(world, customer),
            "spend": _spend(world, random, customer, shift),
            "category": numpy.where(random.random(len(incident)) < 0.4, _of(random, _RESOLD, len(incident)), -1),
            "ring": -1,
            "decline_chance": 0.08,
        }
    )


def _rings(world: World, random: Random, count: int) -> Frame:
    """Rings of accounts opened within weeks, most with one device, half with one address."""
    sizes = random.integers(*RING_ACCOUNTS, max(1, round(count / 11)))
    ring = numpy.repeat(numpy.arange(len(sizes)), sizes)
    region, start = usual_regions(world, random, len(sizes))[ring], usual_moments(world, random, len(sizes))[ring]
    opened = numpy.minimum(numpy.floor(start + random.uniform(0, 20, len(ring))), world.config.days - 1) + time_of_day(random, len(ring))
    accounts = add_customers(world, random, Frame({"region": region, "first_at": opened}), "Card")
    one_address(world, random, accounts, ring, RING_ADDRESS)
    payment = _cards_of(world, accounts)
    _issued_abroad(world, random, payment[random.random(len(ring)) < 0.2])
    account = numpy.sort(numpy.concatenate([numpy.arange(len(ring)), random.integers(0, len(ring), max(0, count - len(ring)))]))[:count]
    later = pandas.Series(random.exponential(6, len(account))).where(pandas.Series(account).duplicated(), 0).groupby(account).cumsum()
    on_the_clock = numpy.floor(opened[account] + later) + time_of_day(random, len(account))
    at = numpy.where(later > 0, numpy.maximum(on_the_clock, opened[account] + 0.02), opened[account])
    device = add_devices(world, random, len(sizes))[ring[account]]
    return Frame(
        {
            "customer": accounts[account],
            "ordered_at": moment(world, at),
            "kind": "Ring",
            "device": numpy.where(random.random(len(account)) < RING_DEVICE, device, -1),
            "payment": payment[account],
            "spend": _spend(world, random, accounts[account], numpy.full(len(account), 0.35)),
            "ring": ring[account],
            "decline_chance": 0.08,
        }
    )


def _card_tests(world: World, random: Random, count: int) -> Frame:
    """Bursts of small orders of one new account and device, each with another card, most of which are declined at first."""
    sizes = random.integers(*BURST, max(1, round(count * 2 / (sum(BURST) - 1))))
    burst = numpy.repeat(numpy.arange(len(sizes)), sizes)[:count]
    start, region = usual_moments(world, random, len(sizes)), usual_regions(world, random, len(sizes))
    accounts = add_customers(world, random, Frame({"region": region, "first_at": start}), "Card")
    spread = random.uniform(*BURST_MINUTES, len(sizes)) / 1440
    at = numpy.minimum(start[burst] + random.random(len(burst)) * spread[burst], world.config.days - 1e-4)
    payment = add_payment_methods(world, random, accounts[burst], moment(world, at), "Card")
    _issued_abroad(world, random, payment[random.random(len(burst)) < 0.3])
    return Frame(
        {
            "customer": accounts[burst],
            "ordered_at": moment(world, at),
            "kind": "Card testing",
            "device": add_devices(world, random, len(sizes))[burst],
            "payment": payment,
            "spend": _spend(world, random, accounts[burst], numpy.full(len(burst), -1.0)),
            "extra_lines": 0.05,
            "category": _of(random, _CHEAP, len(burst)),
            "ring": -1,
            "decline_chance": 0.6,
        }
    )


def usual_moments(world: World, random: Random, count: int) -> numpy.ndarray:
    """Moments in days since the opening, as honest orders are spread over days and hours."""
    placed = random.choice(world.latent["intents"].frame["ordered_at"].to_numpy(), count)
    day = (placed.astype("datetime64[D]") - world.config.opening).astype(int)
    return numpy.clip(day, 0, world.config.days - 1) + time_of_day(random, count)


def _at_night(random: Random, at: numpy.ndarray, chosen: numpy.ndarray) -> numpy.ndarray:
    return numpy.where(chosen, numpy.floor(at) + random.random(len(at)) * 0.23, at)


def usual_regions(world: World, random: Random, count: int) -> numpy.ndarray:
    return random.choice(len(world.latent["regions"]), count, p=world.latent["regions"]["share"])


def _of(random: Random, names: tuple[str, ...], count: int) -> numpy.ndarray:
    return random.choice([categories().index(name) for name in names], count)


def _spend(world: World, random: Random, customer: numpy.ndarray, shift: numpy.ndarray) -> numpy.ndarray:
    """As for everybody, and the shift on top."""
    usual = numpy.where(customer >= 0, world.latent["customers"].frame["spend"].to_numpy()[customer], 0.0)
    return usual + numpy.log(random.gamma(SPEND_SHAPE, 1 / SPEND_SHAPE, len(customer))) + shift


def _cards_of(world: World, customer: numpy.ndarray) -> numpy.ndarray:
    """The first stored card of each customer, -1 for guests."""
    payments = world.latent["payment_methods"].frame
    cards = payments[(payments["method"] == "Card") & payments["usual"]].reset_index().groupby("customer")["index"].first()
    return numpy.where(customer >= 0, cards.reindex(customer).fillna(-1).to_numpy(), -1).astype(int)


def _issued_abroad(world: World, random: Random, payment: numpy.ndarray) -> None:
    world.latent["payment_methods"].frame.loc[payment, "card_country"] = random.choice(numpy.array(countries(), object), len(payment))


def _foreign_cards(world: World, random: Random) -> None:
    cards = numpy.flatnonzero(world.latent["payment_methods"].frame["method"] == "Card")
    _issued_abroad(world, random, cards[random.random(len(cards)) < FOREIGN_HONEST])


def _victims(world: World, random: Random, count: int) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Customers with a card, and for each a moment at least a month after the first order, spread over days as orders are."""
    customers = world.latent["customers"].frame
    buys = customers["ordering"].to_numpy() & ~customers["wholesale"].to_numpy()
    candidates = numpy.flatnonzero(buys & (_cards_of(world, numpy.arange(len(customers))) >= 0))
    first = customers["first_at"].to_numpy(dtype=float)[candidates]
    candidates, first = candidates[numpy.argsort(first, kind="stable")], numpy.sort(first)
    at = usual_moments(world, random, count)
    at = numpy.where(at < first[0] + 2 * MONTH, numpy.minimum(at + first[0] + 2 * MONTH, world.config.days - 0.01), at)
    return candidates[(random.random(count) * numpy.searchsorted(first, at - MONTH)).astype(int)], at


def _within_day(random: Random, incident: numpy.ndarray) -> Any:
    """Days after the incident began: 0 for its first order, hours for the others."""
    again = pandas.Series(incident).duplicated().to_numpy()
    return numpy.where(again, random.uniform(0.01, 0.8, len(incident)), 0)


def one_address(world: World, random: Random, accounts: numpy.ndarray, group: numpy.ndarray, share: float) -> None:
    """Give this share of each group's accounts the home address of the group's first account."""
    addresses = world.latent["addresses"].frame
    home = addresses[addresses["is_default"] == 1].reset_index().groupby("customer")["index"].first().reindex(accounts).to_numpy()
    first = home[numpy.unique(group, return_index=True)[1]][group]
    shared = random.random(len(accounts)) < share
    columns = ["street", "city", "postal_code"]
    addresses.loc[home[shared], columns] = addresses.loc[first[shared], columns].to_numpy()
