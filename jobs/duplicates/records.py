"""The accounts of a source as analytics.duplicates reads them: of a shop's own tables, or of what order lines say of their buyers."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import pandas
from sqlalchemy import Table, func, select
from sqlalchemy.engine import Connection

from jobs import demo, raw
from jobs.privacy.belongings import among
from jobs.shop_tables import shop_tables

# When an account was first seen; beside the columns that are compared.
MADE = "made_at"
_LINES = raw.order_lines.c
_HOME = ("street", "city", "postal_code")
Ids = Collection[str] | None


def sources(connection: Connection) -> list[str]:
    """The sources whose accounts can be compared: maps of loaded files that name customers, and the shop's own tables."""
    asked = select(_LINES.source).where(_LINES.load_id.in_(_loaded()), _LINES.customer_id.is_not(None)).distinct()
    return sorted(connection.scalars(asked))


def load_of(connection: Connection, source: str) -> int:
    """The load that gives the numbers of a source their meaning: of the demo shop; 0 for a shop of somebody's own."""
    return demo.demo_load(connection) or 0 if source == demo.DEMO else 0


def records(connection: Connection, source: str, ids: Ids = None) -> pandas.DataFrame:
    """A row an account, by customer_id: the columns of analytics.duplicates that are known, seen_at and made_at.

    ids: only these accounts. Erased people and accounts of the house are never there.
    """
    read = _of_tables if source == demo.DEMO else _of_lines
    found = read(connection, source, ids)
    found = found[~found["customer_id"].isin(_left_out(connection, source, ids))]
    return found.sort_values("customer_id").reset_index(drop=True)


def made(frame: pandas.DataFrame) -> dict[str, str]:
    """The moment at which each account was first seen, of those that have one."""
    known = frame[frame[MADE].notna()]
    return dict(zip(known["customer_id"], known[MADE], strict=True))


def _left_out(connection: Connection, source: str, ids: Ids) -> set[str]:
    erased = raw.erased_customers.c
    house = select(_LINES.customer_id).where(_LINES.source == source, _LINES.is_house_account == 1).distinct()
    if ids is not None:
        house = house.where(among(connection, _LINES.customer_id, ids))
    return {*connection.scalars(select(erased.customer_id).where(erased.source == source)), *connection.scalars(house)}


def _of_tables(connection: Connection, _source: str, ids: Ids) -> pandas.DataFrame:
    customers = _frame(connection, "customers", ("customer_id", "first_name", "last_name", "email", "phone", "region", "signed_up_at"), ids)
    country = _frame(connection, "regions", ("region", "country"), None).drop_duplicates("region").set_index("region")["country"]
    addresses = _frame(connection, "addresses", ("customer_id", "is_default", *_HOME), ids)
    home = addresses[addresses["is_default"] == 1].drop_duplicates("customer_id").set_index("customer_id")
    number = customers["customer_id"]
    homes = {name: number.map(home[name]) for name in _HOME}
    born = _frame(connection, "customer_demographics", ("customer_id", "birth_year"), ids).set_index("customer_id")["birth_year"].dropna()
    told = {"birth_date": born.astype(int).astype(str), "cards": _cards(connection, ids), "devices": _devices(connection, ids)}
    found = customers.assign(country=customers["region"].map(country), **homes, **{name: number.map(one) for name, one in told.items()})
    return found.assign(seen_at=found["signed_up_at"], **{MADE: found["signed_up_at"]}).drop(columns="signed_up_at")


def _cards(connection: Connection, ids: Ids) -> pandas.Series:
    """The cards of each customer, parted by "|"; what was stored first comes first."""
    names = ("customer_id", "card_scheme", "card_country", "expires_on", "created_at")
    methods = _frame(connection, "payment_methods", names, ids).sort_values("created_at", kind="stable")
    cards = methods[methods["card_scheme"].notna()].fillna("")
    text = cards["card_scheme"] + " " + cards["card_country"] + " " + cards["expires_on"].astype(str).str[:7]
    return text.groupby(cards["customer_id"]).agg(lambda several: "|".join(dict.fromkeys(several)))


def _devices(connection: Connection, ids: Ids) -> pandas.Series:
    """The devices that each customer ordered on, parted by "|"."""
    orders = _frame(connection, "orders", ("customer_id", "device_id"), ids, distinct=True).dropna()
    return orders.sort_values(["customer_id", "device_id"]).groupby("customer_id")["device_id"].agg("|".join)


def _of_lines(connection: Connection, source: str, ids: Ids) -> pandas.DataFrame:
    """What the latest line of each customer says that says something; a whole name is parted before its last word."""
    said = ("customer_name", "customer_email", "country", "region")
    group = (_LINES.customer_id, *(_LINES[name] for name in said))
    asked = select(*group, func.min(_LINES.ordered_at).label(MADE), func.max(_LINES.ordered_at).label("seen_at")).group_by(*group)
    asked = asked.where(_LINES.source == source, _LINES.is_current == 1, _LINES.load_id.in_(_loaded()), _LINES.customer_id.is_not(None))
    if ids is not None:
        asked = asked.where(among(connection, _LINES.customer_id, ids))
    rows = _table(connection, asked, ("customer_id", *said, MADE, "seen_at")).sort_values("seen_at", kind="stable")
    by_customer = rows.groupby("customer_id")
    found = by_customer[list(said)].last().assign(made_at=by_customer[MADE].min(), seen_at=by_customer["seen_at"].max()).reset_index()
    parts = found["customer_name"].fillna("").str.strip().str.rpartition(" ")
    named = found.assign(first_name=parts[0], last_name=parts[2]).rename(columns={"customer_email": "email"})
    return named[named["customer_name"].notna() | named["email"].notna()].drop(columns="customer_name")


def _frame(connection: Connection, table: str, names: Iterable[str], ids: Ids, *, distinct: bool = False) -> pandas.DataFrame:
    """Columns of a table of the shop, of the loads that count; distinct: different rows only."""
    held: Table = shop_tables()[table]
    asked = select(*(held.c[name] for name in names)).where(held.c.load_id.in_(_loaded()))
    asked = asked.distinct() if distinct else asked
    if ids is not None:
        asked = asked.where(among(connection, held.c.customer_id, ids))
    return _table(connection, asked, tuple(names))


def _table(connection: Connection, asked: Any, names: tuple[str, ...]) -> pandas.DataFrame:
    rows = [tuple(row) for row in connection.execute(asked)]
    return pandas.DataFrame(rows, columns=list(names), dtype=object)


def _loaded() -> Any:
    return select(raw.loads.c.load_id).where(raw.loads.c.status == "loaded")
