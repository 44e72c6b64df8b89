"""Contacts that were probably mistyped, looked for when somebody asks, with what was meant. Nothing is stored or changed."""

from __future__ import annotations

import time
from itertools import islice
from typing import Any

import pandas
from sqlalchemy import select

from analytics.contacts.suggestions import suggestions
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer
from dashapp.db.engines import warehouse_engine
from dashapp.settings import Settings
from dashapp.table import Column, Source, Table
from jobs import raw
from jobs.shop_tables import shop_tables
from queries.masking import masked
from queries.office import require_whole_reach

MOST = 100
_BATCH = 2_000
_TITLES = {"email": "E-mail", "phone": "Telephone"}
COLUMNS = (
    Column("customer_id", "Customer", "id"),
    Column("field", "Of", "text"),
    Column("given", "As given", "text", tag="email"),
    Column("suggested", "Probably meant", "text", tag="email"),
    Column("reason", "Why", "text"),
)


def mistyped(settings: Settings, viewer: Viewer, most: int = MOST) -> Table:
    """The first contacts of accounts, by number, that have a suggestion; masked for this viewer. Reads no further than it has to."""
    viewer.require(Permission.QUALITY_VIEW)
    require_whole_reach(viewer)
    began, engine = time.perf_counter(), warehouse_engine(settings)
    raw.create(engine)
    customers, regions = shop_tables()["customers"].c, shop_tables()["regions"].c
    asked = (
        select(customers.customer_id, customers.email, customers.phone, regions.country)
        .outerjoin(shop_tables()["regions"], (regions.region == customers.region) & (regions.load_id == customers.load_id))
        .where(customers.load_id.in_(select(raw.loads.c.load_id).where(raw.loads.c.status == "loaded")))
        .order_by(customers.customer_id)
    )
    with engine.connect() as connection, connection.execute(asked, execution_options={"yield_per": _BATCH}) as rows:
        found = [{**one.__dict__, "field": _TITLES[one.field]} for one in islice(suggestions(rows.mappings()), most)]
    return masked(_table(found, str(asked), (time.perf_counter() - began) * 1000), viewer)


def _table(found: list[dict[str, Any]], sql: str, milliseconds: float) -> Table:
    frame = pandas.DataFrame(found, columns=[column.name for column in COLUMNS], dtype=object)
    source = Source(
        name="contacts", sql=sql, values={}, version=0, as_of="", currency="", milliseconds=milliseconds,
        tables=("raw_customers", "raw_regions"), total_rows=len(found), truncated=False, engine="warehouse",
        summary="Contacts that were probably mistyped.",
    )  # fmt: skip
    return Table(COLUMNS, frame, source)
