"""People: the customers, what drives each of them, and how they can be reached."""

from __future__ import annotations

import numpy
import pandas

from data_gen.contacts import emails_of, names_of, phones_of, places_of
from data_gen.hours import time_of_day
from data_gen.register import Register
from data_gen.shop import archetypes, column, countries, shop
from data_gen.world import World

RATE_SHAPE = 0.6
DROP_OUT = (0.8, 2.5)
SPEND_SHAPE = 4.0
TIERS = {0.75: 0.55, 1.0: 0.33, 1.6: 0.12}
WHOLESALE = 0.018
NEVER_ORDER = 0.06
HOUSEHOLDS = 0.1
SHARED_PHONE, SHARED_EMAIL = 0.4, 0.12
SECOND_METHOD = 0.15
SIGNED_UP_EARLIER, DAYS_EARLIER = 0.3, 20.0
_STATUS = {"active": 0.975, "closed": 0.02, "suspended": 0.005}
_SCHEMES = {"Visa": 0.5, "Mastercard": 0.38, "Amex": 0.12}
_DAY = 86_400


def people(world: World) -> None:
    """Make the customers that come by themselves, each with an address and means of payment.

    latent["customers"]: a Register, a row a customer: region, archetype, wholesale, ordering (whether there is ever an order),
    rate (mean 1; purchases scales it), drop_out (probability after each purchase), spend (logarithm of the mean value of an
    order beside the usual one), first_at (first order, in days since the opening), dropped_at (days since the opening, infinite
    for who is still there or never ordered), gap (days between wholesale orders), signed_up_at, household (number or -1), and the
    columns of the table without its identifier. latent["addresses"], latent["payment_methods"]: Registers with a customer
    index each. Other stages add customers with add_customers, further addresses with add_addresses, further means of payment
    with add_payment_methods. Identifiers are given when orders are settled.
    """
    for name in ("customers", "addresses", "payment_methods"):
        world.latent[name] = Register()
    random = world.random("people")
    count = world.config.size.customers
    region = random.choice(len(world.latent["regions"]), count, p=world.latent["regions"]["share"])
    archetype = random.choice(len(archetypes()), count, p=column("archetypes", 0))
    if world.config.plain:
        archetype[:] = 0
    first_at = _arrivals(world, random, archetype, world.latent["regions"]["country_code"].to_numpy()[region])
    ordering = random.random(count) >= NEVER_ORDER
    wholesale = ordering & (random.random(count) < (0 if world.config.plain else WHOLESALE))
    first_at = numpy.where(wholesale, first_at * 0.4, first_at)
    _add(world, random, pandas.DataFrame(
        {"region": region, "archetype": archetype, "first_at": first_at, "ordering": ordering, "wholesale": wholesale}
    ))  # fmt: skip
    _share_homes(world, random)


def add_customers(world: World, random: numpy.random.Generator, given: pandas.DataFrame, method: str | None = None) -> numpy.ndarray:
    """Add customers who order only what the stage that adds them says, each with a default address and means of payment.

    given: region (code), first_at (days since the opening, of the first order or of the sign-up without one), and optionally
    archetype (code). method: of payment, drawn as usual without it, like everything else. Returns their indices.
    """
    customers = _add(world, random, given, method)
    frame = world.latent["customers"].frame
    frame.loc[customers, "rate"], frame.loc[customers, "drop_out"] = 0.0, 1.0
    frame.loc[customers, "dropped_at"] = frame.loc[customers, "first_at"]
    return customers


def _add(world: World, random: numpy.random.Generator, given: pandas.DataFrame, method: str | None = None) -> numpy.ndarray:
    count = len(given)
    region = given["region"].to_numpy()
    archetype = given.get("archetype", pandas.Series(random.choice(len(archetypes()), count, p=column("archetypes", 0)))).to_numpy()
    country = world.latent["regions"]["country_code"].to_numpy()[region]
    frame = pandas.DataFrame({"region": region, "archetype": archetype, "country": country, "first_at": given["first_at"].to_numpy()})
    for name, usual in (("ordering", True), ("wholesale", False)):
        frame[name] = given[name].to_numpy() if name in given else usual
    frame["rate"] = random.gamma(RATE_SHAPE, 1 / RATE_SHAPE, count) * _by_archetype(world, archetype, 1)
    frame["drop_out"] = random.beta(*DROP_OUT, count)
    tier = random.choice(list(TIERS), count, p=list(TIERS.values()))
    usual_spend = 1.0 if world.config.plain else tier * numpy.exp(_by_archetype(world, archetype, 4, 0.0))
    frame["spend"] = numpy.log(usual_spend * (SPEND_SHAPE - 1) / random.gamma(SPEND_SHAPE, 1, count))
    frame["dropped_at"], frame["gap"], frame["household"] = numpy.inf, numpy.nan, -1
    frame[["first_name", "last_name"]] = names_of(random, country)
    frame["email"] = emails_of(random, country, frame, world.latent["customers"].frame.get("email"))
    frame["phone"] = phones_of(random, country)
    frame["language"] = numpy.array([given["language"] for given in shop()["countries"].values()], object)[country]
    frame["status"] = random.choice(list(_STATUS), count, p=list(_STATUS.values()))
    frame["signed_up_at"] = _sign_up(world, random, frame["first_at"].to_numpy())
    customers = world.latent["customers"].add(frame)
    add_addresses(world, random, customers, region, frame["signed_up_at"].to_numpy(), is_default=True)
    add_payment_methods(world, random, customers, frame["signed_up_at"].to_numpy(), method, usual=True)
    second = random.random(count) < SECOND_METHOD
    add_payment_methods(world, random, customers[second], frame["signed_up_at"].to_numpy()[second], method, usual=True)
    return customers


def add_addresses(
    world: World, random: numpy.random.Generator, customers: numpy.ndarray, region: numpy.ndarray, created_at: numpy.ndarray, *,
    is_default: bool = False,
) -> numpy.ndarray:  # fmt: skip
    """Add an address in a region (code) to each of these customers (indices); returns the indices of the addresses."""
    frame = places_of(world, random, region)
    frame["customer"], frame["region"], frame["is_default"] = customers, region, int(is_default)
    frame["created_at"] = created_at
    return world.latent["addresses"].add(frame)


def add_payment_methods(
    world: World,
    random: numpy.random.Generator,
    customers: numpy.ndarray,
    created_at: numpy.ndarray,
    method: str | None = None,
    *,
    usual: bool = False,
) -> numpy.ndarray:
    """Add a stored means of payment to each of these customers (indices), of the given method or as usual in their country."""
    country = world.latent["customers"].frame["country"].to_numpy()[customers]
    methods = numpy.full(len(customers), method, object)
    if method is None:
        for code, name in enumerate(countries()):
            shares = shop()["countries"][name]["payments"]
            here = numpy.flatnonzero(country == code)
            methods[here] = random.choice(numpy.array(list(shares), object), len(here), p=list(shares.values()))
    is_card = methods == "Card"
    issued_in = numpy.array(countries(), object)[country]
    months = random.integers(2, 60, len(customers)).astype("timedelta64[M]")
    expires = (created_at.astype("datetime64[M]") + months).astype("datetime64[D]") - 1
    frame = pandas.DataFrame(
        {
            "customer": customers,
            "method": methods,
            "card_scheme": numpy.where(
                is_card, random.choice(numpy.array(list(_SCHEMES), object), len(customers), p=list(_SCHEMES.values())), None
            ),
            "card_country": numpy.where(is_card, issued_in, None),
            "expires_on": numpy.where(is_card, expires, numpy.datetime64("NaT", "D")),
            "created_at": created_at,
            "usual": usual,
        }
    )
    return world.latent["payment_methods"].add(frame)


def moment(world: World, days: numpy.ndarray) -> numpy.ndarray:
    """Days since the opening as datetime64 of seconds."""
    return world.config.opening.astype("datetime64[s]") + numpy.floor(days * _DAY).astype("timedelta64[s]")


def _by_archetype(world: World, archetype: numpy.ndarray, position: int, plain: float = 1.0) -> numpy.ndarray:
    values = numpy.array(column("archetypes", position), float)
    return numpy.full(len(archetype), plain) if world.config.plain else values[archetype]


def _arrivals(world: World, random: numpy.random.Generator, archetype: numpy.ndarray, country: numpy.ndarray) -> numpy.ndarray:
    """When each comes, in days since the opening: as often as people of their kind in their country buy."""
    curves, days = world.latent["curves"][..., : world.config.days], world.config.days
    drawn, found, clock = random.random(len(archetype)), numpy.empty(len(archetype)), time_of_day(random, len(archetype))
    for kind in range(curves.shape[0]):
        for code in range(curves.shape[1]):
            here = (archetype == kind) & (country == code)
            total = numpy.concatenate([[0.0], numpy.cumsum(curves[kind, code])])
            found[here] = numpy.interp(drawn[here] * total[-1], total, numpy.arange(days + 1))
    return numpy.minimum(numpy.floor(found), days - 1) + clock


def _sign_up(world: World, random: numpy.random.Generator, first_at: numpy.ndarray) -> numpy.ndarray:
    earlier = random.random(len(first_at)) < SIGNED_UP_EARLIER
    before = numpy.where(earlier, random.exponential(DAYS_EARLIER, len(first_at)), random.uniform(60, 1800, len(first_at)) / _DAY)
    return moment(world, numpy.maximum(first_at - before, 0))


def _share_homes(world: World, random: numpy.random.Generator) -> None:
    """Some live together: the same family name and address, often one phone, sometimes one mailbox."""
    customers, addresses = world.latent["customers"].frame, world.latent["addresses"].frame
    order = numpy.argsort(customers["region"].to_numpy(), kind="stable")
    one, other = order[:-1:2], order[1::2]
    together = (customers["region"].to_numpy()[one] == customers["region"].to_numpy()[other]) & (random.random(len(one)) < HOUSEHOLDS)
    one, other = one[together], other[together]
    for pair in (one, other):
        customers.loc[pair, "household"] = numpy.arange(len(one))
    columns = ["street", "city", "postal_code"]
    customers.loc[other, "last_name"] = customers.loc[one, "last_name"].to_numpy()
    addresses.loc[other, columns] = addresses.loc[one, columns].to_numpy()
    for name, share in (("phone", SHARED_PHONE), ("email", SHARED_EMAIL)):
        shared = random.random(len(one)) < share
        customers.loc[other[shared], name] = customers.loc[one[shared], name].to_numpy()
