"""Tickets: why customers turn to the service, how long they wait and what they think of it."""

from __future__ import annotations

import numpy
import pandas

from data_gen.service.moments import DAY, NEVER, end_of_data, known, later, seconds, shuffled_ids
from data_gen.world import World

CONTACTS = {"E-mail": (0.56, 7.0), "Chat": (0.30, 0.25), "Phone": (0.14, 0.08)}
WITHOUT_ORDER = 0.012
# After orders that went well, and among questions that are about no order.
ORDINARY = {"Change of order": 0.010, "Payment": 0.007, "Product question": 0.009}
LATE, RETURNED, FAULTY, LOST = 0.22, 0.07, 0.35, 0.85
BACKLOG_BEGINS, BACKLOG_DAYS, BACKLOG_FACTOR = 0.45, 42, 3.2
ANSWERS, HOUR = 0.36, 3600


def tickets(world: World) -> None:
    """Ask the service about orders. Reads orders, returns, latent deliveries and customer_satisfaction.

    Makes tickets; truth service_backlog (begins_on, ends_on, factor on the time to the first response).
    """
    random = world.random("tickets")
    asked = pandas.concat([*_about_orders(random, world), _about_nothing(random, world)], ignore_index=True)
    asked = asked[asked["opened_at"] <= end_of_data(world.config)].reset_index(drop=True)
    begins = world.config.opening + int(world.config.days * BACKLOG_BEGINS)
    _answer(random, asked, begins, world)
    asked["ticket_id"] = shuffled_ids(random, "TK", len(asked))
    world.tables["tickets"] = asked.sort_values("ticket_id", ignore_index=True)
    world.truth["service_backlog"] = pandas.DataFrame(
        {"begins_on": [str(begins)], "ends_on": [str(begins + BACKLOG_DAYS - 1)], "factor": [BACKLOG_FACTOR]}
    )


def _about_orders(random: numpy.random.Generator, world: World) -> list[pandas.DataFrame]:
    orders = world.tables["orders"][["order_id", "customer_id", "ordered_at", "promised_on", "status"]]
    orders = orders[orders["status"] != "test"].merge(world.latent["deliveries"], on="order_id", how="left")
    ordered = seconds(orders["ordered_at"])
    found = [
        _some(random, orders, reason, share, later(ordered, random.gamma(1.2, 1.5, len(orders)))) for reason, share in ORDINARY.items()
    ]
    overdue = later(seconds(orders["promised_on"]), random.uniform(0.4, 2.5, len(orders)))
    found.append(_some(random, orders, "Where is my order", LATE * (orders["late_days"].fillna(0) > 0), overdue))
    old = ordered < end_of_data(world.config) - 25 * DAY
    missing = orders["delivered_at"].isna() & (orders["status"] == "placed") & old
    found.append(
        _some(random, orders, "Never arrived", LOST * missing, later(seconds(orders["promised_on"]), random.uniform(5, 20, len(orders))))
    )
    back = world.tables["returns"].merge(orders[["order_id", "customer_id"]], on="order_id")
    asked = seconds(back["requested_at"])
    faulty = back["reason"].isin(["Defective", "Damaged on arrival", "Wrong item"])
    found.append(_some(random, back, "Product fault", FAULTY * faulty, later(asked, -random.uniform(0.01, 0.5, len(back)))))
    found.append(_some(random, back, "Return or refund", RETURNED, later(asked, random.gamma(2, 4, len(back)))))
    return found


def _some(
    random: numpy.random.Generator, frame: pandas.DataFrame, reason: str, share: float | pandas.Series, opened: numpy.ndarray
) -> pandas.DataFrame:
    chosen = random.random(len(frame)) < numpy.asarray(share)
    rows = frame.loc[chosen, ["order_id", "customer_id"]].reset_index(drop=True)
    return rows.assign(reason=reason, opened_at=opened[chosen])


def _about_nothing(random: numpy.random.Generator, world: World) -> pandas.DataFrame:
    """Questions before an order: some from customers, most from people nobody knows."""
    count = int(WITHOUT_ORDER * len(world.tables["orders"]))
    people = pandas.Series(random.choice(world.tables["customers"]["customer_id"].to_numpy(dtype=object), count))
    opened = world.config.opening.astype("datetime64[s]") + random.integers(0, world.config.days * 86_400, count).astype("timedelta64[s]")
    reasons = random.choice(["Product question", "Payment"], count, p=[0.85, 0.15])
    return pandas.DataFrame(
        {"order_id": None, "customer_id": people.mask(random.random(count) < 0.6), "reason": reasons, "opened_at": opened}
    )


def _answer(random: numpy.random.Generator, asked: pandas.DataFrame, backlog: numpy.datetime64, world: World) -> None:
    """Set contact, first_response_at, solved_at and satisfaction; nothing of them is known before it happened."""
    count = len(asked)
    opened = seconds(asked["opened_at"])
    shares = numpy.cumsum([share for share, _ in CONTACTS.values()])
    contact = numpy.array(list(CONTACTS))[(random.random(count)[:, None] > shares[:-1]).sum(axis=1)]
    days = opened.astype("datetime64[D]")
    busy = (days >= backlog) & (days < backlog + BACKLOG_DAYS)
    typical = pandas.Series(contact).map({name: hours for name, (_, hours) in CONTACTS.items()}).to_numpy()
    waited = typical * numpy.exp(0.8 * random.standard_normal(count)) * numpy.where(busy, BACKLOG_FACTOR, 1.0)
    worked = 14 * numpy.exp(1.1 * random.standard_normal(count)) * numpy.where(asked["reason"] == "Never arrived", 3, 1)
    answered = opened + numpy.ceil(waited * HOUR).astype("int64").astype("timedelta64[s]")
    solved = answered + numpy.ceil(worked * HOUR).astype("int64").astype("timedelta64[s]")
    never = random.random(count) < 0.006
    inborn = world.latent["customer_satisfaction"].reindex(asked["customer_id"]).fillna(0).to_numpy()
    opinion = 4.8 + 0.35 * inborn - 0.28 * numpy.log1p(waited) - 0.004 * worked - 0.7 * (asked["reason"] == "Never arrived")
    marks = numpy.clip(numpy.rint(opinion + 0.8 * random.standard_normal(count)), 1, 5)
    asked["contact"] = contact
    asked["first_response_at"] = known(answered, world.config)
    asked["solved_at"] = known(numpy.where(never, NEVER, solved), world.config)
    says = (random.random(count) < ANSWERS) & asked["solved_at"].notna().to_numpy()
    asked["satisfaction"] = pandas.Series(marks).where(says).astype("Int64")
