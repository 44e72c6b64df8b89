"""A small seeded warehouse, written straight into the mart tables: every kind of event, two currencies, gaps, a house account."""

from __future__ import annotations

import csv
import datetime
import json
import random
from collections.abc import Collection
from typing import Any

import duckdb
import pandas
from sqlalchemy import Float, Table, Text, select
from sqlalchemy.types import TypeEngine

from dashapp.db.engines import warehouse_engine
from dashapp.periods import day_number, day_of
from dashapp.settings import Settings
from jobs import calendar, raw
from queries.catalogue import SQL_FOLDER, query
from queries.columnar import copy_path
from tests.queries.mart_churn import churn_figures, churn_rows
from tests.queries.mart_cohorts import coming_back
from tests.queries.mart_models import model_rows
from tests.queries.mart_money import money_and_claims
from tests.queries.mart_months import months
from tests.queries.mart_tables import AMOUNTS, MARTS, metadata
from tests.queries.mart_voices import voices

FIRST, LAST = datetime.date(2024, 11, 4), datetime.date(2026, 2, 11)
_CHOICES = {
    "channel": ("Web", "App", "Not recorded"),
    "platform": ("Shopify", "Not recorded"),
    "payment_method": ("Card", "Invoice", "It's a voucher, 100% :off"),
}
_COUNTRIES = {"France": "South", "Germany": "North", "Österreich": "North", "Not recorded": "Not recorded"}


def publish(
    settings: Settings, rows: dict[str, list[dict]] | None = None, *, copied: bool = False, only: Collection[str] | None = None
) -> None:
    """Write the marts, or only those of these names, and a new version; `copied` makes the columnar copy too."""
    engine = warehouse_engine(settings)
    if only is None:
        raw.create(engine)
    else:
        raw.versions.create(engine, checkfirst=True)
    given = seeded() if rows is None else rows
    tables = [table for table in MARTS if only is None or table.name in only]
    with engine.begin() as connection:
        metadata.drop_all(connection, tables)
        metadata.create_all(connection, tables)
        for table in tables:
            if given.get(table.name):
                connection.execute(table.insert(), given[table.name])
        counts = {table.name: len(given.get(table.name, [])) for table in MARTS}
        connection.execute(raw.versions.insert(), _version_row(counts))
    if copied:
        _copy(settings, {**given, "warehouse_versions": [dict(row) for row in _versions(settings)]}, tables)


def required(name: str) -> dict[str, Any]:
    """Values of the parameters that a query cannot do without, for the seeded marts."""
    known = {
        "order_id": "o0002",
        "customer_id": "c2",
        "model": "clv",
        "cut_off_day": day_number(datetime.date(2025, 10, 1)),
        "horizon_days": 90,
        "first_date": "2025-11-01",
        "last_date": "2025-11-30",
        "to_date": "2026-02-12",
    }
    return {parameter: value for parameter, value in known.items() if parameter in query(name).parameters}


def _versions(settings: Settings) -> list[Any]:
    with warehouse_engine(settings).connect() as connection:
        return list(connection.execute(select(raw.versions).order_by(raw.versions.c.version)).mappings())


def _copy(settings: Settings, given: dict[str, list[dict]], tables: list[Table]) -> None:
    """Make the columnar copy of the newest version from the same rows."""
    path = copy_path(settings.var_dir, given["warehouse_versions"][-1]["version"])
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with duckdb.connect(str(path)) as copy:
        for table in (*tables, raw.versions):
            columns = [f"{column.name} {_type(column.type)}" for column in table.columns]
            copy.execute(f"create table {table.name} ({', '.join(columns)})")
            if given.get(table.name):
                rows = pandas.DataFrame(given[table.name], columns=[column.name for column in table.columns], dtype=object)
                copy.register("arriving", rows)
                copy.execute(f"insert into {table.name} select * from arriving")
                copy.unregister("arriving")


def _type(given: TypeEngine) -> str:
    return "varchar" if isinstance(given, Text) else "double" if isinstance(given, Float) else "bigint"


def _version_row(counts: dict[str, int]) -> dict:
    return {
        "published_at": datetime.datetime.now(datetime.UTC).isoformat(),
        "as_of_date": LAST.isoformat(),
        "reporting_currency": "EUR",
        "first_date": FIRST.isoformat(),
        "last_date": LAST.isoformat(),
        "row_counts": json.dumps(counts),
        "unlinked_returns": 0,
        "milliseconds": 1,
    }


def segment_rows() -> list[dict]:
    """The 25 cells of dim_segments."""
    with (SQL_FOLDER / "setup" / "rfm_segments.csv").open() as file:
        return [{name: value if name == "segment" else int(value) for name, value in row.items()} for row in csv.DictReader(file)]


def seeded(seed: int = 7, number: int = 400) -> dict[str, list[dict]]:
    """Rows of every mart from a seed."""
    chance = random.Random(seed)
    people = [_customer(chance, key) for key in range(61)]
    goods = [_product(key) for key in range(13)]
    written: list[dict] = []
    placed: list[dict] = []
    for key in range(1, number + 1):
        _order(chance, key, people, goods, written, placed)
    for position, row in enumerate(written, 1):
        row["event_key"] = position
    scored, returned = _scores(people, written), coming_back(people, written, placed, day_number(LAST))
    models = model_rows(people if number else [])
    if number:
        models["fct_model_figures"] += churn_figures()
    return {
        "dim_date": calendar.calendar(Settings.from_environment({}), day_number(FIRST), day_number(LAST)),
        "dim_customers": people,
        "dim_products": goods,
        "dim_segments": segment_rows(),
        "score_rfm": scored,
        **returned,
        **months(scored),
        "fct_sales_events": written,
        "fct_orders": placed,
        # Every third order, and no draw: the rest of the shop stays as it was.
        "dim_order_salespeople": [_looked_after(row["order_key"]) for row in placed if row["order_key"] % 3 == 0],
        **money_and_claims(written),
        **voices(written, people),
        **models,
        **churn_rows([person["customer_key"] for person in people[2:]] if number else []),
        "dim_vendors": [{"vendor_id": "V1"}, {"vendor_id": "V2"}],
        "dim_influencers": [
            {"influencer_key": key, "influencer_id": f"i{key}", "manager": name} for key, name in enumerate(("Mia", "Noor", None))
        ],
    }


def _customer(chance: random.Random, key: int) -> dict:
    country = chance.choice(list(_COUNTRIES)) if key else "Not recorded"
    named = {"customer_name": f"Jane {key}", "customer_email": f"jane.{key}@example.org"} if key else {}
    return {
        "customer_key": key,
        "source": "shop",
        "customer_id": f"c{key}" if key else "Not recorded",
        "customer_name": "Not recorded",
        "customer_email": "Not recorded",
        "country": country,
        "region": _COUNTRIES[country],
        "first_order_day": None,
        "last_order_day": None,
        "is_known": int(key > 0),
        "is_house_account": int(key == 1),
        "is_erased": 0,
    } | named


def _product(key: int) -> dict:
    return {
        "product_key": key,
        "source": "shop",
        "product_id": f"p{key}" if key else "Not recorded",
        "product_name": f"Lamp {key}" if key else "Not recorded",
        "category": ("Light", "Table", "Garden")[key % 3] if key else "Not recorded",
        "brand": ("Acme", "Bolt", "Not recorded")[key % 3] if key else "Not recorded",
        "department": ("Living", "Outdoors", "Not recorded")[key % 3] if key else "Not recorded",
        "brand_kind": ("Own brand", "Other brand", "Not recorded")[key % 3] if key else "Not recorded",
        **dict.fromkeys(("vendor_id", "vendor_name"), f"V{key % 3}" if key else "Not recorded"),
    }


def _looked_after(order_key: int) -> dict:
    person = order_key % 4
    return {
        "order_key": order_key,
        "salesperson_key": person + 1,
        "salesperson_id": f"s{person}",
        "salesperson_name": f"Sam {person}",
        "team": ("Inbound", "Wholesale")[person % 2],
    }


def _order(chance: random.Random, key: int, people: list[dict], goods: list[dict], written: list[dict], placed: list[dict]) -> None:
    """Lines sold, and what happens to some of them; some orders are cancelled, some returns name no order."""
    # Weekends from March to May have no events, so that trends have gaps.
    day = day_number(FIRST) + chance.randrange((LAST - FIRST).days - 30)
    while day_of(day).month in (3, 4, 5) and day_of(day).weekday() >= 5:
        day += 1
    person = people[min(60, int(chance.expovariate(0.06)))]
    about = {name: chance.choice(values) for name, values in _CHOICES.items()}
    about |= {"country": person["country"], "region": person["region"], "currency": chance.choice(("EUR", "EUR", "GBP"))}
    about |= {"order_key": key, "order_id": f"o{key:04}", "document_id": f"o{key:04}"}
    about |= {"source": "shop", "customer_key": person["customer_key"]}
    about |= {"order_day": day, "event_day": day, "order_hour": chance.randrange(24), "is_linked": 1}
    about |= {"event_hour": about["order_hour"], "is_known_customer": int(person["customer_key"] > 1)}
    fate = chance.random()
    for line in range(chance.randrange(1, 5)):
        _line(chance, about | {"line_id": key * 10 + line}, chance.choice(goods), fate, written)
    written.append(_event(about | {"line_id": key * 10 + 9}, goods[0], "shipping", shipping=chance.randrange(0, 900)))
    if fate > 0.95:
        written.append(_event(about | {"line_id": key * 10 + 8}, goods[0], "fee", fee=chance.randrange(1, 900)))
    placed.append(
        {"order_key": key, "order_day": day, "source": "shop", "order_id": about["order_id"], "status": "placed",
         "ordered_at": f"{day_of(day)} 12:00:00"}
    )  # fmt: skip


def _line(chance: random.Random, about: dict, product: dict, fate: float, written: list[dict]) -> None:
    units = chance.randrange(1, 6)
    gross = units * chance.randrange(100, 9999)
    discount = chance.choice((0, gross // 7))
    net = gross - discount
    # What goods cost follows from the price, and draws nothing: the rest of the shop stays as it was.
    costs = {"cost": gross // 2, "fulfilment": 99 + units, "payment_fee": net // 50}
    written.append(_event(about, product, "sale", units=units, gross=gross, discount=discount, tax=net // 5, **costs))
    later = {"event_day": about["event_day"] + chance.randrange(0, 28), "event_hour": chance.randrange(24)}
    if fate < 0.08:
        written.append(
            _event(
                about | later,
                product,
                "cancellation",
                returned_units=units,
                **{"return": net, "cancellation": net, "tax": -(net // 5), "cost": -(gross // 2)},
            )
        )
    elif chance.random() < 0.2:
        back = chance.choice((units, 1))
        alone = {
            "order_key": 100000 + about["line_id"],
            "order_id": f"r{about['line_id']}",
            "is_linked": 0,
            "order_day": later["event_day"],
        }
        alone |= {"order_hour": later["event_hour"]}
        linked = {} if chance.random() < 0.8 else alone
        returned = about | later | linked | {"document_id": f"r{about['line_id']}"}
        written.append(
            _event(
                returned, product, "return", returned_units=back, **{"return": net * back // units, "cost": -(gross // 2 * back // units)}
            )
        )


def _event(about: dict, product: dict, kind: str, units: int | None = None, returned_units: int | None = None, **amounts: int) -> dict:
    rate = 1 if about["currency"] == "EUR" else 1.17
    cents = {f"{name}_local_cents": amounts.get(name, 0) for name in AMOUNTS}
    cents |= {f"{name}_cents": round(amounts.get(name, 0) * rate) for name in AMOUNTS}
    described = {name: product[name] for name in ("product_key", "category", "brand")}
    posted = {"is_correction": 0, "original_event_day": None, "original_order_day": None}
    return about | described | cents | posted | {"event_type": kind, "units": units, "returned_units": returned_units}


def _scores(people: list[dict], written: list[dict]) -> list[dict]:
    names = {(row["recency_score"], row["frequency_score"]): row["segment"] for row in segment_rows()}
    found = []
    for person in people[2:]:
        mine = [row for row in written if row["customer_key"] == person["customer_key"]]
        bought = {row["order_key"]: row["order_day"] for row in mine if row["event_type"] == "sale"}
        if not bought:
            continue
        silent = day_number(LAST) - max(bought.values())
        spent = sum(row["gross_cents"] - row["discount_cents"] - row["return_cents"] for row in mine)
        recency, frequency, monetary = max(1, 5 - silent // 40), min(5, 1 + len(bought) // 3), 1 + min(4, max(0, spent) // 100000)
        found.append(
            {
                "customer_key": person["customer_key"],
                "recency_days": silent,
                "frequency": len(bought),
                "monetary_cents": spent,
                "recency_score": recency,
                "frequency_score": frequency,
                "monetary_score": monetary,
                "rfm_code": f"{recency}{frequency}{monetary}",
                "segment": names[recency, frequency],
                "last_order_day": max(bought.values()),
            }
        )
    return found
