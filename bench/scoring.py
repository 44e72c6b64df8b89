"""What scoring costs: `python -m bench.scoring`. Through what `manage.py score` does: a million orders, 150,000 reviews.

Reads the panels, purchases and texts from a columnar copy, trains, tests and scores every model, and stores the scores. The bar is
60 s. With --var it reads the shop that is published there and writes nothing to it. Prints the seconds of a fixed loop, too, to compare
machines by.
"""

from __future__ import annotations

import argparse
import datetime
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy
import pandas

from bench.refreshing import row
from dashapp.db.engines import warehouse_engine
from dashapp.periods import day_number
from dashapp.settings import Settings
from data_gen.service.review_words import ABOUT_THE_PRODUCT, CLOSINGS
from jobs import raw
from jobs.models.marts import Marts, marts
from jobs.models.score import MODELS
from jobs.models.store import keep
from jobs.models.watch import watched
from queries.versions import Version

CUSTOMERS, ORDERS, DAYS, LINES = 300_000, 1_000_000, 760, 2
REVIEWS, DIFFERENT = 150_000, 20_000
LAST = datetime.date(2026, 10, 14)
FIRST = LAST - datetime.timedelta(days=DAYS - 1)
BAR = 60
LOOP = 20_000_000
_CENTS = ("gross_cents", "discount_cents", "return_cents", "cost_cents", "fulfilment_cents", "payment_fee_cents")


def main(given: list[str] | None = None) -> None:
    """Score, and print what each step took."""
    parser = argparse.ArgumentParser(prog="python -m bench.scoring", description=__doc__)
    parser.add_argument("--var", type=Path, help="VAR_DIR of a published shop; an invented one by default.")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(given)
    row(f"the unit: a loop of {LOOP:,} additions, seconds", f"{unit():.2f}")
    with tempfile.TemporaryDirectory(prefix="tallyroom-scoring-") as folder:
        stored = Settings.from_environment({"VAR_DIR": folder})
        raw.create(warehouse_engine(stored))
        read = marts(Settings.from_environment({**os.environ, "VAR_DIR": str(asked.var)})) if asked.var else invented(asked.seed)
        with read as held:
            took, used = (sum(seconds) for seconds in zip(*(_scored(name, held, stored) for name in MODELS), strict=True))
    row("all models, seconds of wall", f"{took:.1f}", str(BAR))
    row("all models, seconds of CPU", f"{used:.1f}")


def unit() -> float:
    """Seconds of CPU of a fixed loop."""
    began, total = time.process_time(), 0
    for number in range(LOOP):
        total += number
    return time.process_time() - began


@contextmanager
def invented(seed: int) -> Iterator[Marts]:
    """The marts that models read, of customers who buy at rates of their own until they leave."""
    with duckdb.connect(config={"threads": 1, "memory_limit": "2GB"}) as held:
        for name, frame in tables(seed).items():
            held.register("arriving", frame)
            held.execute(f"create table {name} as select * from arriving")
            held.unregister("arriving")
        yield Marts(Version(1, "", LAST, "EUR", FIRST, LAST, {}, 0, is_demo=True), held)


def tables(seed: int) -> dict[str, pandas.DataFrame]:
    """Customers, their events, LINES an order, reviews, and no run of a model yet."""
    random = numpy.random.default_rng(seed)
    orders = _orders(random)
    lines = orders.loc[orders.index.repeat(LINES)].reset_index(drop=True)
    gross = random.integers(500, 9_000, len(lines))
    money = pandas.DataFrame(0, index=lines.index, columns=list(_CENTS)).assign(gross_cents=gross, cost_cents=gross // 2)
    categories = numpy.array(["Garden", "Kitchen", "Music", "Toys"])[random.integers(0, 4, len(lines))]
    sold = {"event_type": "sale", "event_day": lines["order_day"], "is_known_customer": 1, "category": categories}
    keys = numpy.arange(1, CUSTOMERS + 1)
    bought = orders.groupby("customer_key").agg(last_day=("order_day", "max"), frequency=("order_key", "nunique"))
    spent = money["gross_cents"].groupby(lines["customer_key"]).sum().rename("monetary_cents")
    scored = bought.join(spent).reset_index().assign(recency_days=lambda rows: day_number(LAST) - rows["last_day"])
    people = pandas.DataFrame({"customer_key": keys, "source": "shop", "is_known": 1, "is_house_account": 0, "is_erased": 0})
    no_runs = {name: pandas.Series(dtype=kind) for name, kind in _RUNS.items()}
    return {
        "dim_customers": people.assign(customer_id="C" + people["customer_key"].astype(str)),
        "fct_sales_events": pandas.concat([lines.assign(**sold), money], axis=1),
        "score_rfm": scored,
        "fct_reviews": _reviews(random),
        "fct_model_runs": pandas.DataFrame(no_runs),
    }


_RUNS = {"run_id": "int64", "model": "str", "as_of_date": "str", "has_scores": "int64", "card": "str"}


def _reviews(random: numpy.random.Generator) -> pandas.DataFrame:
    """Published reviews of so many different texts: sentences of a generated shop, with words of another one between them."""
    parts = numpy.array([sentence for told in (ABOUT_THE_PRODUCT, CLOSINGS) for said in told.values() for sentence in said], dtype=object)
    words = numpy.array(" ".join(parts).replace(".", "").lower().split(), dtype=object)
    picked, between = random.choice(parts, (2, DIFFERENT)), random.choice(words, (2, DIFFERENT))
    texts = between[0] + " " + picked[0] + " " + between[1] + " " + picked[1]
    numbers = "R" + pandas.Series(numpy.arange(REVIEWS)).astype(str)
    return pandas.DataFrame({"source": "shop", "review_id": numbers, "body": random.choice(texts, REVIEWS), "is_published": 1})


def _orders(random: numpy.random.Generator) -> pandas.DataFrame:
    """customer_key, order_day and order_key of about ORDERS orders, the first of each customer on any day."""
    pace, leaving = random.gamma(0.8, 1 / 40, CUSTOMERS), random.beta(0.8, 2.5, CUSTOMERS)
    now, still, found = random.uniform(0, DAYS, CUSTOMERS), numpy.arange(CUSTOMERS), []
    while len(still):
        found.append(pandas.DataFrame({"customer_key": still + 1, "order_day": now[still].astype(int) + day_number(FIRST)}))
        still = still[random.random(len(still)) >= leaving[still]]
        now[still] += random.exponential(1 / numpy.maximum(pace[still], 1e-9))
        still = still[now[still] < DAYS]
    orders = pandas.concat([*found[:1], pandas.concat(found[1:]).sample(frac=1, random_state=1)], ignore_index=True).head(ORDERS)
    return orders.assign(order_key=numpy.arange(1, len(orders) + 1))


def _scored(name: str, held: Marts, stored: Settings) -> tuple[float, float]:
    """Seconds of wall and of CPU of one model, from reading to stored scores."""
    began, worked = time.perf_counter(), time.process_time()
    outcome = watched(MODELS[name], MODELS[name].work_out(held), held)
    trained = time.process_time() - worked
    with warehouse_engine(stored).begin() as connection:
        keep(connection, MODELS[name], outcome, held.version, is_shown=True)
    used, took = time.process_time() - worked, time.perf_counter() - began
    scored = 0 if outcome.scores is None else outcome.scores[MODELS[name].scored_by].nunique()
    row(
        f"{name}: {scored:,} {MODELS[name].scored}, trained in {trained:.1f} s of CPU; in all, {took:.1f} s of wall and of CPU",
        f"{used:.1f}",
    )
    return took, used


if __name__ == "__main__":
    main()
