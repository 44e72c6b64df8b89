"""Coupon farms: one actor, many accounts, each opened for the welcome code."""

from __future__ import annotations

import numpy
import pandas

from data_gen.checkout import WELCOME, add_devices
from data_gen.fraud import one_address, usual_moments, usual_regions
from data_gen.hours import time_of_day
from data_gen.orders import add_orders
from data_gen.people import add_customers, moment
from data_gen.world import World

SHARE = 0.003
ACCOUNTS = (5, 41)
WITHIN_DAYS = 120
ONE_DEVICE, ONE_ADDRESS, ONE_MAILBOX = 0.7, 0.6, 0.4


def coupon_farms(world: World) -> None:
    """Add accounts of coupon farms, 0.3 percent of all, with an order each; none in the profile plain.

    latent["farms"]: customer (index) and farm (number).
    """
    world.latent["farms"] = pandas.DataFrame({"customer": numpy.empty(0, int), "farm": numpy.empty(0, int)})
    if world.config.plain:
        return
    random = world.random("coupon farms")
    farm = _sizes(random, max(ACCOUNTS[0], round(SHARE * len(world.latent["customers"]))))
    farms = farm.max() + 1
    start, region = usual_moments(world, random, farms), usual_regions(world, random, farms)
    day = numpy.minimum(numpy.floor(start[farm] + random.uniform(0, WITHIN_DAYS, len(farm))), world.config.days - 1)
    at = day + time_of_day(random, len(farm))
    # Accounts of the hours that are still to come on an unfinished day are not there yet.
    come = moment(world, at) < world.config.end
    farm, at = farm[come], at[come]
    accounts = add_customers(world, random, pandas.DataFrame({"region": region[farm], "first_at": at}))
    one_address(world, random, accounts, farm, ONE_ADDRESS)
    _one_mailbox(world, random, accounts, farm)
    device = add_devices(world, random, farms)[farm]
    add_orders(
        world,
        pandas.DataFrame(
            {
                "customer": accounts,
                "ordered_at": moment(world, at),
                "kind": "Coupon farm",
                "device": numpy.where(random.random(len(farm)) < ONE_DEVICE, device, -1),
                "code": WELCOME[0],
                "code_rate": WELCOME[1],
            }
        ),
    )
    world.latent["farms"] = pandas.DataFrame({"customer": accounts, "farm": farm})


def _sizes(random: numpy.random.Generator, accounts: int) -> numpy.ndarray:
    """The farm of each account: farms of 5 to 40 accounts, many small ones, of about this many accounts together."""
    most = numpy.log(ACCOUNTS)
    sizes = numpy.exp(random.uniform(*most, 1 + accounts // ACCOUNTS[0])).astype(int)
    kept = max(1, int(numpy.searchsorted(numpy.cumsum(sizes), accounts, side="right")))
    return numpy.repeat(numpy.arange(kept), sizes[:kept])


def _one_mailbox(world: World, random: numpy.random.Generator, accounts: numpy.ndarray, farm: numpy.ndarray) -> None:
    """Some farms read one mailbox: the address of the first account with a tag for each."""
    customers = world.latent["customers"].frame
    _, position, number = numpy.unique(farm, return_index=True, return_inverse=True)
    first = accounts[position][number]
    chosen = (random.random(farm.max() + 1) < ONE_MAILBOX)[farm] & (first != accounts)
    local = customers["email"].loc[first].str.partition("@")
    tag = pandas.Series(numpy.arange(len(farm))).groupby(farm).cumcount().astype(str).to_numpy()
    tagged = local[0].to_numpy() + "+" + tag + "@" + local[2].to_numpy()
    customers.loc[accounts[chosen], "email"] = tagged[chosen]
