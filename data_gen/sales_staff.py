"""Sales staff: the people of the sales desk, the customers they look after and the orders they took on the telephone."""

from __future__ import annotations

import numpy
import pandas

from data_gen.contacts import names_of
from data_gen.identities import identities
from data_gen.world import World

WHOLESALE, TELEPHONE = "Wholesale", "Telephone"
# For each team the least and the most people, and how many accounts or orders there are for one.
TEAMS = {WHOLESALE: (4, 40, 30), TELEPHONE: (3, 30, 250)}
# Part of wholesale buyers that nobody looks after, and of other customers with several orders whom somebody does.
WITHOUT, OTHERS, SEVERAL = 0.08, 0.004, 4
NOTED = 0.94
OLD_HANDS, LEAVERS, SHORTEST_STAY = 0.6, 0.25, 120
SAME_COUNTRY = 6.0
DAY = numpy.timedelta64(1, "D")
STAYS = numpy.datetime64("2262-01-01", "D")


def sales_staff(world: World) -> None:
    """Staff the sales desk. Reads orders, customers, regions and the truth about customers.

    Makes sales_staff, sales_accounts (a customer is handed on when their salesperson leaves) and assisted_orders (telephone).
    Nobody sells better than another: whose customers buy more was luck.
    """
    random = world.random("sales_staff")
    accounts, calls = _accounts(random, world), _calls(random, world)
    sizes = {WHOLESALE: len(accounts), TELEPHONE: len(calls)}
    staff = pandas.concat([_team(random, world, team, sizes[team]) for team in TEAMS], ignore_index=True)
    staff.insert(0, "salesperson_id", identities(world, "sales_staff", len(staff), "S"))
    world.tables["sales_staff"] = _as_declared(staff, world)
    kept = _looked_after(random, staff[staff["team"] == WHOLESALE], accounts)
    world.tables["sales_accounts"] = kept.sort_values(["customer_id", "begins_on"], ignore_index=True)
    telephone = staff[staff["team"] == TELEPHONE].reset_index(drop=True)
    taken = _at_work(random, telephone, calls["country"].to_numpy(), calls["day"].to_numpy())
    calls = calls.assign(salesperson_id=telephone["salesperson_id"].to_numpy()[taken])
    world.tables["assisted_orders"] = calls[["order_id", "salesperson_id"]].sort_values("order_id", ignore_index=True)


def _accounts(random: numpy.random.Generator, world: World) -> pandas.DataFrame:
    """customer_id, country and first day of the customers that the desk looks after: not every wholesale buyer, and not only they."""
    orders = world.tables["orders"].query("status != 'test'")
    bought = orders.dropna(subset="customer_id").groupby("customer_id")["ordered_at"].agg(["min", "size"])
    people = world.truth["customers"][["customer_id", "is_wholesale"]]
    people = people.merge(world.tables["customers"][["customer_id", "region"]], on="customer_id")
    people = people.join(bought, on="customer_id", how="inner")
    drawn = random.random(len(people))
    chosen = numpy.where(people["is_wholesale"] == 1, drawn >= WITHOUT, (drawn < OTHERS) & (people["size"] >= SEVERAL))
    found = people[chosen].sort_values("customer_id", ignore_index=True)
    begins = found["min"].to_numpy(dtype="datetime64[D]") + random.integers(0, 30, len(found)) * DAY
    found = found.assign(begins=begins, country=_countries(world, found["region"]))
    return found.loc[begins <= world.config.as_of, ["customer_id", "country", "begins"]].reset_index(drop=True)


def _calls(random: numpy.random.Generator, world: World) -> pandas.DataFrame:
    """Orders by telephone of which it was noted who took them."""
    orders = world.tables["orders"]
    orders = orders[((orders["channel"] == "Phone") & (orders["status"] != "test")).to_numpy()].reset_index(drop=True)
    orders = orders.assign(day=orders["ordered_at"].to_numpy(dtype="datetime64[D]"), country=_countries(world, orders["region"]))
    return orders[random.random(len(orders)) < NOTED].reset_index(drop=True)


def _team(random: numpy.random.Generator, world: World, team: str, work: int) -> pandas.DataFrame:
    """The people of a team. The first two were there before the shop opened and stay, so that somebody always is."""
    least, most, for_one = TEAMS[team]
    count = min(max(least, work // for_one), most)
    regions = world.latent["regions"]
    region = random.choice(len(regions), count, p=regions["share"])
    days, place = world.config.days, numpy.arange(count)
    old = (random.random(count) < OLD_HANDS) | (place < 2)
    hired = numpy.where(old, -random.integers(30, 2_000, count), random.integers(0, max(1, int(0.7 * days)), count))
    left = numpy.maximum(hired + SHORTEST_STAY, random.integers(1, max(2, days), count))
    leaves = (random.random(count) < LEAVERS) & (place >= 2) & (left < days)
    frame = names_of(random, regions["country_code"].to_numpy()[region])
    frame["team"], frame["region"] = team, regions["region"].to_numpy(dtype=object)[region]
    frame["country"] = _countries(world, frame["region"])
    frame["hired"], frame["left"] = world.config.opening + hired, numpy.where(leaves, world.config.opening + left, STAYS)
    return frame


def _looked_after(random: numpy.random.Generator, team: pandas.DataFrame, accounts: pandas.DataFrame) -> pandas.DataFrame:
    """Accounts with whom they belong to and until when: the day their salesperson leaves; then somebody else has them."""
    team, kept = team.reset_index(drop=True), []
    while len(accounts) or not kept:
        chosen = _at_work(random, team, accounts["country"].to_numpy(), accounts["begins"].to_numpy())
        left = team["left"].to_numpy(dtype="datetime64[D]")[chosen]
        ends = numpy.where(left < STAYS, left, numpy.datetime64("NaT"))
        named = team["salesperson_id"].to_numpy()[chosen]
        kept.append(accounts.assign(salesperson_id=named, ends_on=ends.astype("datetime64[s]"), begins_on=accounts["begins"]))
        accounts = accounts.assign(begins=left + DAY)[left < STAYS].reset_index(drop=True)
    made = pandas.concat(kept, ignore_index=True)[["customer_id", "begins_on", "ends_on", "salesperson_id"]]
    return made.assign(begins_on=made["begins_on"].to_numpy(dtype="datetime64[s]"))


def _at_work(random: numpy.random.Generator, team: pandas.DataFrame, country: numpy.ndarray, day: numpy.ndarray) -> numpy.ndarray:
    """For each a position in the team: somebody employed on the day, sooner from the same country."""
    hired, left = (team[name].to_numpy(dtype="datetime64[D]") for name in ("hired", "left"))
    found = numpy.zeros(len(day), dtype=int)
    for name in numpy.unique(country.astype(str)):
        rows = numpy.flatnonzero(country.astype(str) == name)
        weight = numpy.where(team["country"].to_numpy() == name, SAME_COUNTRY, 1.0)
        employed = (hired <= day[rows, None]) & (day[rows, None] <= left)
        limits = numpy.cumsum(employed * weight, axis=1)
        found[rows] = (random.random(len(rows))[:, None] * limits[:, -1:] >= limits).sum(axis=1)
    return found


def _countries(world: World, regions: pandas.Series) -> numpy.ndarray:
    return regions.map(world.tables["regions"].set_index("region")["country"]).to_numpy(dtype=object)


def _as_declared(staff: pandas.DataFrame, world: World) -> pandas.DataFrame:
    left = staff["left"].to_numpy(dtype="datetime64[D]")
    named = staff["first_name"] + " " + staff["last_name"]
    # Two people of one name would be one bar on a chart.
    twice = named.duplicated(keep=False).to_numpy()
    named = named.where(~twice, named + " (" + staff["region"].astype(str) + ", " + staff["salesperson_id"].str[-2:] + ")")
    return pandas.DataFrame(
        {
            "salesperson_id": staff["salesperson_id"],
            "salesperson_name": named,
            "team": staff["team"],
            "region": staff["region"],
            "hired_on": staff["hired"].to_numpy(dtype="datetime64[s]"),
            "left_on": numpy.where(left < STAYS, left, numpy.datetime64("NaT")).astype("datetime64[s]"),
        }
    ).sort_values("salesperson_id", ignore_index=True)
