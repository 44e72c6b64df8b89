"""The raw layer: tables as orders arrive, with the load that brought each row. Written by import jobs only.

Money is integer cents of the row's own currency, signed as in the file. Days and seconds are the shop's.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import BigInteger, Column, Float, ForeignKey, Index, Integer, Table, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.schema import CreateColumn

from jobs.model_tables import metadata
from jobs.shop_tables import TEXT, shop_tables

# BigInteger alone would not auto-increment on SQLite.
_Key = BigInteger().with_variant(Integer, "sqlite")


def _text(name: str, **options: object) -> Column:
    return Column(name, TEXT, **options)


loads = Table(
    "raw_loads",
    metadata,
    Column("load_id", _Key, primary_key=True, autoincrement=True),
    _text("map_name", nullable=False),
    _text("status", nullable=False),  # running, loaded, undone, failed
    _text("started_at", nullable=False),  # UTC, ISO
    _text("finished_at"),
    _text("undone_at"),
    _text("files", nullable=False),  # JSON: [{"name": ..., "sha256": ..., "rows": ...}]
    Column("rows_total", BigInteger, nullable=False, default=0),
    Column("rows_loaded", BigInteger, nullable=False, default=0),
    Column("rows_present", BigInteger, nullable=False, default=0),
    Column("rows_superseding", BigInteger, nullable=False, default=0),
    Column("rows_quarantined", BigInteger, nullable=False, default=0),
    _text("note"),
    Column("is_identity_in_key", Integer),  # whether row keys are hashes of names or addresses too; not recorded by earlier releases
)

order_lines = Table(
    "raw_order_lines",
    metadata,
    Column("line_id", _Key, primary_key=True, autoincrement=True),
    Column("load_id", BigInteger, ForeignKey("raw_loads.load_id"), nullable=False),
    Column("is_current", Integer, nullable=False),  # 0 once a later load supersedes the row
    _text("source", nullable=False),  # name of the map: keys and order ids are unique within a source
    _text("row_key", nullable=False),  # hash of the key columns, or of all values and the occurrence number
    _text("row_values", nullable=False),  # hash of all mapped values
    _text("file_name", nullable=False),
    Column("file_row", BigInteger, nullable=False),  # as a text editor counts: the header is row 1
    _text("order_id", nullable=False),
    Column("line_number", Integer),
    _text("ordered_at", nullable=False),  # YYYY-MM-DD HH:MM:SS, shop local
    Column("ordered_day", Integer, nullable=False),  # days since 1970-01-01
    Column("ordered_sec", Integer, nullable=False),  # seconds since midnight
    _text("cancelled_at"),
    Column("cancelled_day", Integer),
    _text("customer_id"),
    _text("customer_name"),
    _text("customer_email"),
    _text("product_id"),
    _text("product_name"),
    _text("category"),
    _text("brand"),
    _text("channel"),
    _text("platform"),
    _text("country"),
    _text("region"),
    _text("payment_method"),
    Column("promo_used", Integer),  # 1, 0 or not recorded
    _text("currency", nullable=False),
    Column("quantity", BigInteger),
    _text("unit_price"),  # decimal text, exact
    Column("amount_cents", BigInteger, nullable=False),  # the line's amount as the file states it
    _text("amounts_are", nullable=False),  # gross, net or total: what amount_cents includes
    Column("discount_cents", BigInteger),  # of the line, positive
    Column("tax_cents", BigInteger),
    Column("shipping_cents", BigInteger),
    Column("order_discount_cents", BigInteger),  # stated once an order and repeated on its lines
    Column("order_tax_cents", BigInteger),
    Column("order_shipping_cents", BigInteger),
    _text("status", nullable=False),  # placed, cancelled, test or deleted
    _text("kind", nullable=False),  # product, shipping, discount, fee, gift_card, sample, adjustment, bad_debt, stock
    Column("is_return", Integer, nullable=False),
    _text("return_link", nullable=False),  # none, order or match: how a return of this row finds its order
    Column("is_house_account", Integer, nullable=False),
    Index("raw_order_lines_key", "source", "row_key"),
    Index("raw_order_lines_load", "load_id"),
)

quarantine = Table(
    "raw_quarantine",
    metadata,
    Column("quarantine_id", _Key, primary_key=True, autoincrement=True),
    Column("load_id", BigInteger, ForeignKey("raw_loads.load_id"), nullable=False, index=True),
    _text("file_name", nullable=False),
    Column("file_row", BigInteger, nullable=False),
    _text("column_name", nullable=False),
    _text("value", nullable=False),
    _text("rule", nullable=False),
    _text("message", nullable=False),
    _text("row_text", nullable=False),  # the whole row as it stood in the file
)

# Customers whose identity was replaced. Their numbers stay, so that orders and totals join; no segment holds them.
erased_customers = Table(
    "raw_erased_customers",
    metadata,
    _text("source", primary_key=True),
    _text("customer_id", primary_key=True),
)

# Accounts that somebody approved to be of one person, the survivor among them: what jobs.duplicates works out of approved merges.
customer_merges = Table(
    "raw_customer_merges",
    metadata,
    _text("source", primary_key=True),
    _text("customer_id", primary_key=True),
    _text("survivor_id", nullable=False),
    Column("keeps_name", Integer, nullable=False),  # 1 where the person's name is that of this account; likewise the others
    Column("keeps_email", Integer, nullable=False),
    Column("keeps_place", Integer, nullable=False),
)

exchange_rates = Table(
    "raw_exchange_rates",
    metadata,
    Column("rate_day", Integer, primary_key=True),
    _text("currency", primary_key=True),
    Column("rate", Float(53), nullable=False),  # units of the reporting currency for one unit of this currency
    Column("load_id", BigInteger),  # of the demo shop; rates that somebody brought have none
    Index("raw_exchange_rates_currency", "currency", "rate_day"),
)

period_locks = Table(
    "raw_period_locks",
    metadata,
    Column("lock_id", _Key, primary_key=True, autoincrement=True),
    Column("through_day", Integer, nullable=False),  # last day of a month; everything up to it is locked
    _text("reporting_currency", nullable=False),
    Column("version", BigInteger, nullable=False),  # whose figures were locked
    _text("locked_at", nullable=False),  # UTC, ISO
    _text("locked_by", nullable=False),
    _text("lifted_at"),
    _text("lifted_by"),
    _text("reason"),  # why it was lifted
)

cost_overrides = Table(
    "raw_cost_overrides",
    metadata,
    _text("source", primary_key=True),
    _text("product_id", primary_key=True),
    _text("valid_from", primary_key=True),  # YYYY-MM-DD
    Column("cost_cents", BigInteger, nullable=False),
    Column("change_id", BigInteger, nullable=False),  # the approved change that brought it
)

# What arrived in cells that an approved correction changed. The row itself holds the corrected value.
corrections = Table(
    "raw_corrections",
    metadata,
    Column("correction_id", _Key, primary_key=True, autoincrement=True),
    Column("change_id", BigInteger, nullable=False, index=True),  # the approved change that brought it
    Column("load_id", BigInteger, nullable=False),
    _text("table_name", nullable=False),  # as it is declared
    _text("row_key", nullable=False),  # JSON list of the values of the row's key
    _text("column_name", nullable=False),
    _text("value_before", nullable=False),
    _text("value_after", nullable=False),
    _text("made_at", nullable=False),  # UTC, ISO
    _text("taken_back_at"),
    _text("taken_back_by"),
)

versions = Table(
    "warehouse_versions",
    metadata,
    Column("version", _Key, primary_key=True, autoincrement=True),
    _text("published_at", nullable=False),  # UTC, ISO
    _text("as_of_date", nullable=False),
    _text("reporting_currency", nullable=False),
    _text("first_date", nullable=False),
    _text("last_date", nullable=False),
    _text("row_counts", nullable=False),  # JSON: {"fct_sales_events": 123, ...}
    Column("unlinked_returns", BigInteger, nullable=False),
    Column("milliseconds", Integer, nullable=False),
    Column("is_demo", BigInteger, nullable=False, server_default="0"),  # whether it shows the demo shop
)

build_runs = Table(
    "warehouse_build_runs",
    metadata,
    Column("run_id", _Key, primary_key=True, autoincrement=True),
    _text("started_at", nullable=False),
    _text("finished_at"),
    _text("status", nullable=False),  # running, published, empty (there was nothing to publish), failed
    _text("message"),
    _text("process"),  # host, process id and start of the process at work, to tell a running build from a dead one
)

# How long each step of the latest builds took.
build_steps = Table(
    "warehouse_build_steps",
    metadata,
    Column("run_id", BigInteger, primary_key=True, autoincrement=False),
    Column("position", BigInteger, primary_key=True, autoincrement=False),
    _text("step_name", nullable=False),
    Column("milliseconds", BigInteger, nullable=False),
)


# One question for the columns of all tables: asking table by table takes longer than building a small shop.
_HELD = {
    "sqlite": "select m.name, c.name from sqlite_master as m join pragma_table_info(m.name) as c where m.type = 'table'",
    "postgresql": "select table_name, column_name from information_schema.columns where table_schema = current_schema()",
}


def create(engine: Engine) -> None:
    """Make the tables that are not there yet, and the columns that an earlier release did not have."""
    with engine.begin() as connection:
        create_in(connection)


def create_in(connection: Connection) -> None:
    """The same in the caller's transaction."""
    make(connection, [*metadata.sorted_tables, *shop_tables().values()])


def make(connection: Connection, tables: Iterable[Table]) -> None:
    """Make those of these tables that are not there, and the columns that they lack."""
    held = defaultdict(set)
    for table, column in connection.execute(text(_HELD[connection.dialect.name])):
        held[table].add(column)
    for table in tables:
        if table.name not in held:
            table.create(connection, checkfirst=False)
            continue
        for column in table.columns:
            if column.name not in held[table.name]:
                written = CreateColumn(column).compile(dialect=connection.dialect)
                connection.execute(text(f"alter table {table.name} add column {written}"))
