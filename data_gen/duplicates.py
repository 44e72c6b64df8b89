"""Duplicates: people with several accounts, their orders split between them; and others who only look like that."""

from __future__ import annotations

import numpy
import pandas

from data_gen.contacts import emails_of, phones_of
from data_gen.people import add_addresses, add_payment_methods
from data_gen.world import World

COPIES = (0.115, 0.14)
SIZES = {2: 0.78, 3: 0.15, 4: 0.05, 5: 0.02}
SEVERAL_ORDERS = 0.75
MOVED = {"easy": 0.06, "normal": 0.1, "hard": 0.16}
OTHER_EMAIL, OTHER_PHONE = 0.06, 0.04
MOVED_EMAIL, MOVED_PHONE, MOVED_FAR, MARRIED = 0.85, 0.75, 0.4, 0.08
SIGNED_UP_EARLIER, DAYS_EARLIER = 0.3, 20.0
NAMESAKES, OFFICES, OFFICE_SIZE = 0.003, 0.0008, (3, 9)
_PLACE = ["street", "city", "postal_code"]
_CARD = ["method", "card_scheme", "card_country", "expires_on"]
Frame = pandas.DataFrame
Random = numpy.random.Generator


def duplicates(world: World) -> None:
    """Give some customers further accounts and split their orders; none in the profile plain.

    latent["copies"]: a row a further account: copy and original (indices of customers), moved (whether address and contacts are
    new), email_changed and phone_changed. Copies keep the rate, drop-out and household of their person.
    """
    random = world.random("duplicates")
    world.latent["copies"] = Frame({"copy": [], "original": [], "moved": [], "email_changed": [], "phone_changed": []})
    if world.config.plain:
        return
    _namesakes(world, random)
    _offices(world, random)
    orders = _splittable(world)
    original, rank = _chosen(world, random, orders)
    opening = orders["ordered_at"].to_numpy("datetime64[s]")[numpy.searchsorted(orders["customer"], original) + rank]
    copies = _open_accounts(world, random, original, opening)
    _split(world, random, orders, Frame({"original": original, "rank": rank, "copy": copies}))
    _signed_up_before(world, random, original, copies)


def further_accounts(world: World) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Indices of customers: the further accounts of people, and the first account of each; none in a world without this stage."""
    copies = world.latent.get("copies", Frame({"copy": [], "original": []}))
    return copies["copy"].to_numpy(int), copies["original"].to_numpy(int)


def _splittable(world: World) -> Frame:
    """Orders of retail customers that no stage tied to a device, address or payment: intent, customer, ordered_at and rank, by time."""
    intents, customers = world.latent["intents"].frame, world.latent["customers"].frame
    customer = intents["customer"].to_numpy()
    free = (customer >= 0) & (intents[["device", "address", "payment"]] < 0).all(axis=1).to_numpy()
    free &= ~customers["wholesale"].to_numpy()[customer] & (intents["ordered_at"].to_numpy() < world.config.end)
    found = intents.loc[free, ["customer", "ordered_at"]].rename_axis("intent").reset_index()
    found = found.sort_values(["customer", "ordered_at"], kind="stable", ignore_index=True)
    return found.assign(rank=found.groupby("customer").cumcount())


def _chosen(world: World, random: Random, orders: Frame) -> tuple[numpy.ndarray, numpy.ndarray]:
    """For every copy, its person and the rank of the order that it is opened for; three in four people have several orders."""
    copies = random.uniform(*COPIES) * len(world.latent["customers"])
    clusters = copies / sum((size - 1) * share for size, share in SIZES.items())
    count = orders.groupby("customer").size()
    several, once = count.index[count > 1].to_numpy(), count.index[count == 1].to_numpy()
    wanted = [(several, SEVERAL_ORDERS), (once, 1 - SEVERAL_ORDERS)]
    people = numpy.concatenate([random.choice(group, min(len(group), round(clusters * share)), replace=False) for group, share in wanted])
    sizes = random.choice(list(SIZES), len(people), p=list(SIZES.values()))
    original = numpy.repeat(people, sizes - 1)
    orders_of = count.loc[original].to_numpy()
    first = numpy.minimum(1, orders_of - 1)
    return original, first + (random.random(len(original)) * (orders_of - first)).astype(int)


def _open_accounts(world: World, random: Random, original: numpy.ndarray, opening: numpy.ndarray) -> numpy.ndarray:
    """The customers, addresses and means of payment of the copies; returns their indices."""
    customers = world.latent["customers"].frame
    rows = customers.iloc[original].reset_index(drop=True)
    country = rows["country"].to_numpy()
    moved = random.random(len(rows)) < MOVED[world.config.profile]
    drawn = random.random(len(rows))
    email_changed = numpy.where(moved, drawn < MOVED_EMAIL, drawn < OTHER_EMAIL)
    phone_changed = numpy.where(moved, (drawn >= MOVED_EMAIL) | (random.random(len(rows)) < MOVED_PHONE), drawn >= 1 - OTHER_PHONE)
    married = moved & (random.random(len(rows)) < MARRIED)
    rows.loc[married, "last_name"] = random.permutation(rows["last_name"].to_numpy())[married]
    rows["email"] = numpy.where(email_changed, emails_of(random, country, rows, customers["email"]), rows["email"])
    rows["phone"] = numpy.where(phone_changed, phones_of(random, country), rows["phone"])
    rows["region"] = _regions(world, random, rows, moved)
    lead = numpy.where(random.random(len(rows)) < SIGNED_UP_EARLIER, random.exponential(DAYS_EARLIER * 86_400, len(rows)),
                       random.uniform(60, 1800, len(rows)))  # fmt: skip
    rows["signed_up_at"] = numpy.maximum(opening - lead.astype("timedelta64[s]"), world.config.opening.astype("datetime64[s]"))
    rows["first_at"] = (opening - world.config.opening) / numpy.timedelta64(86_400, "s")
    copies = world.latent["customers"].add(rows)
    _same_home_and_card(world, random, rows, copies, original, moved)
    world.latent["copies"] = Frame(
        {"copy": copies, "original": original, "moved": moved, "email_changed": email_changed, "phone_changed": phone_changed}
    )
    return copies


def _regions(world: World, random: Random, rows: Frame, moved: numpy.ndarray) -> numpy.ndarray:
    """Who moved far lives in another region of the country."""
    regions = world.latent["regions"]
    region = rows["region"].to_numpy().copy()
    far = moved & (random.random(len(rows)) < MOVED_FAR)
    for code in numpy.unique(rows["country"]):
        here = numpy.flatnonzero(far & (rows["country"] == code).to_numpy())
        region[here] = random.choice(regions.index[regions["country_code"] == code].to_numpy(), len(here))
    return region


def _same_home_and_card(
    world: World, random: Random, rows: Frame, copies: numpy.ndarray, original: numpy.ndarray, moved: numpy.ndarray
) -> None:
    signed_up = rows["signed_up_at"].to_numpy()
    home, card = _first(world, "addresses", "is_default"), _first(world, "payment_methods", "usual")
    added = add_addresses(world, random, copies, rows["region"].to_numpy(), signed_up, is_default=True)
    addresses = world.latent["addresses"].frame
    addresses.loc[added[~moved], _PLACE] = addresses.loc[home[original[~moved]], _PLACE].to_numpy()
    added = add_payment_methods(world, random, copies, signed_up, usual=True)
    payments = world.latent["payment_methods"].frame
    for column in _CARD:
        payments.loc[added, column] = payments.loc[card[original], column].to_numpy()


def _first(world: World, register: str, flag: str) -> numpy.ndarray:
    """Index of the first flagged row of each customer."""
    frame = world.latent[register].frame
    return frame[frame[flag].astype(bool)].reset_index().groupby("customer")["index"].first().to_numpy()


def _split(world: World, random: Random, orders: Frame, accounts: Frame) -> None:
    """An order is placed with one of the accounts open by then; the one that a copy was opened for, with that copy."""
    place = accounts.groupby("original").cumcount()
    wide = accounts.assign(place=place).pivot(index="original", columns="place", values=["rank", "copy"])
    mine = orders[orders["customer"].isin(wide.index)]
    ranks, copies = (wide[name].reindex(mine["customer"]).to_numpy(dtype=float) for name in ("rank", "copy"))
    rank = mine["rank"].to_numpy()[:, None]
    weight = numpy.where(ranks <= rank, random.random(ranks.shape), -1.0)
    weight = numpy.where(ranks == rank, 2.0, weight)
    best = weight.argmax(axis=1)
    rows = numpy.arange(len(mine))
    taken = weight[rows, best] > random.random(len(mine))
    intents = world.latent["intents"].frame
    intents.loc[mine["intent"].to_numpy()[taken], "customer"] = copies[rows, best][taken].astype(int)


def _signed_up_before(world: World, random: Random, original: numpy.ndarray, copies: numpy.ndarray) -> None:
    """The first account is older than the others, also where it never ordered."""
    customers = world.latent["customers"].frame
    earliest = customers["signed_up_at"].iloc[copies].groupby(original).min()
    first = customers["signed_up_at"].loc[earliest.index]
    late = earliest.index[(first >= earliest).to_numpy()]
    lead = (60 + random.exponential(DAYS_EARLIER * 86_400, len(late))).astype("timedelta64[s]")
    before = numpy.maximum(earliest.loc[late].to_numpy() - lead, world.config.opening.astype("datetime64[s]"))
    customers.loc[late, "signed_up_at"] = before


def _namesakes(world: World, random: Random) -> None:
    """Parents and children of the same name at the same address, with a phone and a mailbox each."""
    customers, addresses = world.latent["customers"].frame, world.latent["addresses"].frame
    alone = numpy.flatnonzero((customers["household"] < 0) & ~customers["wholesale"])
    alone = alone[numpy.argsort(customers["region"].to_numpy()[alone], kind="stable")]
    start = random.choice(len(alone) // 2 - 1, round(NAMESAKES * len(customers) / 2), replace=False) * 2
    parent, child = alone[start], alone[start + 1]
    together = customers["region"].to_numpy()[parent] == customers["region"].to_numpy()[child]
    parent, child = parent[together], child[together]
    home = _first(world, "addresses", "is_default")
    names = ["first_name", "last_name"]
    customers.loc[child, names] = customers.loc[parent, names].to_numpy()
    addresses.loc[home[child], _PLACE] = addresses.loc[home[parent], _PLACE].to_numpy()


def _offices(world: World, random: Random) -> None:
    """Colleagues who give the number of their office."""
    customers = world.latent["customers"].frame
    by_region = numpy.argsort(customers["region"].to_numpy(), kind="stable")
    sizes = random.integers(*OFFICE_SIZE, max(1, round(OFFICES * len(customers))))
    start = random.integers(0, len(customers) - OFFICE_SIZE[1], len(sizes))
    member = by_region[numpy.repeat(start, sizes) + numpy.arange(sizes.sum()) - numpy.repeat(numpy.cumsum(sizes) - sizes, sizes)]
    office = numpy.repeat(phones_of(random, customers["country"].to_numpy()[by_region[start]]), sizes)
    given = pandas.notna(office)
    customers.loc[member[given], "phone"] = office[given]
