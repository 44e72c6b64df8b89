"""Payments: customers try to pay, try again after soft declines, and what is authorised is captured."""

from __future__ import annotations

import numpy
import pandas

from data_gen.finance.accounting import SECOND, chosen, end_of_world, live_orders, minor_units
from data_gen.identities import identities
from data_gen.world import World

AUTHORISED_METHODS = ("Card", "Wallet", "UPI", "Bank transfer")
DECLINED = {"Card": 0.022, "Wallet": 0.015, "UPI": 0.034, "Bank transfer": 0.01}
CROSS_BORDER_DECLINED = 0.03
NEVER_PAID = 0.2
MOST_DECLINES = 3
SOFT = {"Insufficient funds": 0.42, "Authentication failed": 0.24, "Issuer not available": 0.16, "Do not honour": 0.18}
HARD = {"Expired card": 0.45, "Card not active": 0.35, "Lost or stolen card": 0.20}
HARD_AT_LAST = 0.45
# Shares of the amount and cents of the reporting currency, as price lists of payment providers have them.
FEES = {"Card": (0.014, 25), "Wallet": (0.029, 30), "UPI": (0.004, 0), "Bank transfer": (0.0, 20), "Cash on delivery": (0.012, 120)}
CROSS_BORDER_FEE = 0.012
# What payments take from orders: the whole frames of a large shop would stand in memory several times.
NEEDED = ("order_id", "ordered_at", "cancelled_at", "status", "platform", "payment_method", "payment_method_id", "currency",
          "total_cents", "country", "rate")  # fmt: skip
HOURS_TO_CAPTURE = {"Card": (1, 30), "Wallet": (0, 0.01), "UPI": (0, 0.01), "Bank transfer": (14, 70), "Cash on delivery": (60, 170)}


def payments(world: World) -> None:
    """Make payment_attempts and payments from the orders.

    Every order placed is authorised in the end; of those cancelled, a part never was, and a part was cancelled before
    the money was taken. Where earlier stages left them, latent["likely_declines"] (chance of a decline by order_id) and the
    payment failures of latent["kpi_events"] raise the chance of a decline.
    """
    random = world.random("payments")
    orders = _with_means(world, random)
    tried = orders[orders["method"].isin(AUTHORISED_METHODS).to_numpy()].reset_index(drop=True)
    attempts = _attempts(world, random, tried)
    world.tables["payment_attempts"] = attempts.drop(columns="row")
    world.tables["payments"] = _captured(world, random, orders, attempts[attempts["is_authorised"] == 1])


def _with_means(world: World, random: numpy.random.Generator) -> pandas.DataFrame:
    """Live orders with method, scheme, issuer's country, and whether that is another one than the customer's."""
    orders = live_orders(world)[list(NEEDED)]
    means = world.tables["payment_methods"].set_index("payment_method_id")[["card_scheme", "card_country"]]
    found = means.reindex(orders["payment_method_id"]).reset_index(drop=True)
    is_card = (orders["payment_method"] == "Card").to_numpy()
    shares = means["card_scheme"].value_counts(normalize=True).sort_index().to_dict() or {"Not recorded": 1.0}
    scheme = found["card_scheme"].where(found["card_scheme"].notna(), pandas.Series(chosen(random, shares, len(orders))))
    issuer = found["card_country"].where(found["card_country"].notna(), orders["country"])
    return orders.assign(
        method=orders["payment_method"],
        card_scheme=scheme.where(is_card, None),
        issuer_country=issuer.where(is_card, orders["country"]),
        is_foreign=is_card & (issuer != orders["country"]).to_numpy(),
    )


def _attempts(world: World, random: numpy.random.Generator, orders: pandas.DataFrame) -> pandas.DataFrame:
    """One row an attempt; `row` is the position of its order in `orders`."""
    chance = _decline_chance(world, orders)
    declines = _declines(random, chance)
    paid = ~((orders["status"] == "cancelled").to_numpy() & (random.random(len(orders)) < NEVER_PAID))
    # An order that was never paid ends with a decline: one of its attempts at least.
    tries = numpy.where(paid, declines + 1, numpy.maximum(declines, random.integers(1, MOST_DECLINES + 1, len(orders))))
    row = numpy.repeat(numpy.arange(len(orders)), tries)
    number = numpy.arange(len(row)) - numpy.repeat(numpy.cumsum(tries) - tries, tries) + 1
    last = number == tries[row]
    authorised = last & paid[row]
    hard = last & ~authorised & (random.random(len(row)) < HARD_AT_LAST) & (orders["method"].to_numpy()[row] == "Card")
    reason = numpy.where(hard, chosen(random, HARD, len(row)), chosen(random, SOFT, len(row)))
    means = orders[["order_id", "method", "card_scheme", "issuer_country", "currency", "total_cents"]].take(row).reset_index(drop=True)
    return means.rename(columns={"total_cents": "amount_cents"}).assign(
        row=row,
        attempt_id=identities(world, "payment_attempts", len(row), "A"),
        attempted_at=_moments(world, random, orders["ordered_at"].to_numpy("datetime64[s]")[row], number),
        attempt_number=number,
        is_authorised=authorised.astype("int64"),
        decline_reason=numpy.where(authorised, None, reason),
        is_soft_decline=(~authorised & ~hard).astype("int64"),
    )


def _decline_chance(world: World, orders: pandas.DataFrame) -> numpy.ndarray:
    """By method, scheme and a foreign card; more for doubtful cards and while payment fails."""
    schemes = sorted(orders["card_scheme"].dropna().unique())
    by_scheme = {scheme: 0.005 * position for position, scheme in enumerate(schemes)}
    chance = orders["method"].map(DECLINED).to_numpy() + orders["card_scheme"].map(by_scheme).fillna(0).to_numpy(dtype=float)
    chance = chance + CROSS_BORDER_DECLINED * orders["is_foreign"].to_numpy()
    doubtful = orders["order_id"].map(world.latent.get("likely_declines", pandas.Series(dtype=float)))
    return numpy.maximum(numpy.where(doubtful.notna(), doubtful, chance), _while_failing(world, orders))


def _while_failing(world: World, orders: pandas.DataFrame) -> numpy.ndarray:
    """Chance of a decline on the days and devices of payment failures: those who would have been declined at the checkout."""
    chance = numpy.zeros(len(orders))
    events = world.latent.get("kpi_events")
    day = (orders["ordered_at"].to_numpy("datetime64[D]") - world.config.opening).astype(int)
    for event in () if events is None else events[(events["cause"] == "payment failure").to_numpy()].itertuples():
        meanwhile = (day >= event.starts_on) & (day <= event.ends_on) & (orders["platform"] == event.device).to_numpy()
        chance[meanwhile] = 1 - event.factor
    return chance


def _declines(random: numpy.random.Generator, chance: numpy.ndarray) -> numpy.ndarray:
    """How often each order is declined before it is authorised, MOST_DECLINES at most."""
    draws = random.random((MOST_DECLINES, len(chance))) < chance
    return numpy.cumprod(draws, axis=0).sum(axis=0)


def _moments(world: World, random: numpy.random.Generator, ordered: numpy.ndarray, number: numpy.ndarray) -> numpy.ndarray:
    first = random.integers(2, 45, len(ordered))
    later = (number - 1) * 240 + numpy.where(number > 1, random.integers(30, 200, len(ordered)), 0)
    return numpy.minimum(ordered + (first + later) * SECOND, end_of_world(world))


def _captured(world: World, random: numpy.random.Generator, orders: pandas.DataFrame, authorised: pandas.DataFrame) -> pandas.DataFrame:
    """Payments of authorised, cash and gift card orders, as far as they were taken by the as-of day."""
    found = orders.merge(authorised[["order_id", "attempt_id", "attempted_at"]], on="order_id", how="left")
    found = found[found["attempt_id"].notna() | ~found["method"].isin(AUTHORISED_METHODS)].reset_index(drop=True)
    began = found["attempted_at"].fillna(found["ordered_at"]).to_numpy("datetime64[s]")
    low, high = (found["method"].map({name: hours[end] for name, hours in HOURS_TO_CAPTURE.items()}).fillna(0) for end in (0, 1))
    hours = low.to_numpy() + (high - low).to_numpy() * random.random(len(found))
    found["captured_at"] = began + (1 + hours * 3600).astype("int64") * SECOND
    cancelled = found["cancelled_at"].to_numpy("datetime64[s]")
    kept = (numpy.isnat(cancelled) | (found["captured_at"].to_numpy() < cancelled)) & (found["captured_at"] <= end_of_world(world))
    found = found[kept].reset_index(drop=True)
    return pandas.DataFrame(
        {
            "payment_id": identities(world, "payments", len(found), "Y"),
            "order_id": found["order_id"],
            "attempt_id": found["attempt_id"],
            "captured_at": found["captured_at"],
            "method": found["method"],
            "card_scheme": found["card_scheme"],
            "currency": found["currency"],
            "amount_cents": found["total_cents"],
            "fee_cents": _fees(found),
            "settlement_id": None,
        }
    )


def _fees(found: pandas.DataFrame) -> numpy.ndarray:
    share = found["method"].map({name: fee[0] for name, fee in FEES.items()}).fillna(0).to_numpy(dtype=float)
    fixed = found["method"].map({name: fee[1] for name, fee in FEES.items()}).fillna(0).to_numpy(dtype=float)
    rate = found["rate"].to_numpy()
    share = share + CROSS_BORDER_FEE * found["is_foreign"].to_numpy()
    return minor_units(found["total_cents"].to_numpy() * share * rate + fixed, rate)
