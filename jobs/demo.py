"""The demo shop as the warehouse knows it: one load of every raw table, there only while no data of somebody's own is."""

from __future__ import annotations

import datetime

from sqlalchemy import delete, exists, func, select, text, update
from sqlalchemy.engine import Connection

from dashapp.db.engines import warehouse_engine
from dashapp.errors import NotFound, UserError
from dashapp.settings import Settings
from jobs import build_snapshot, raw
from jobs.shop_tables import shop_tables

DEMO = "demo"
CURRENCY = "EUR"


def demo_load(connection: Connection) -> int | None:
    """The number of the load that is the demo shop; None without one."""
    loads = raw.loads.c
    return connection.scalar(select(loads.load_id).where(loads.map_name == DEMO, loads.status == "loaded"))


def is_untouched(settings: Settings) -> bool:
    """Whether nothing was ever loaded into this installation, not even something that is gone again."""
    engine = warehouse_engine(settings)
    raw.create(engine)
    with engine.connect() as connection:
        return not connection.scalar(select(exists(select(raw.loads.c.load_id)) | exists(select(raw.exchange_rates.c.currency))))


def check_place(settings: Settings) -> None:
    """Raise a UserError where a demo shop may not be loaded; nothing has been generated yet then."""
    require_currency(settings)
    engine = warehouse_engine(settings)
    raw.create(engine)
    with engine.connect() as connection:
        require_no_own_data(connection)


def number(settings: Settings) -> int:
    """The number of the load that is the demo shop; NotFound without one."""
    engine = warehouse_engine(settings)
    raw.create(engine)
    with engine.connect() as connection:
        found = demo_load(connection)
    if found is None:
        raise NotFound("There is no demo shop here.")
    return found


def require_no_own_data(connection: Connection) -> None:
    """Raise a UserError when something of somebody's own is loaded."""
    loads, rates = raw.loads.c, raw.exchange_rates.c
    own = connection.scalar(select(func.min(loads.load_id)).where(loads.map_name != DEMO, loads.status == "loaded"))
    if own is not None:
        raise UserError(f"Your own data is loaded (load {own}), and the demo shop would mix with it. Use another VAR_DIR for the demo.")
    if connection.scalar(select(exists(select(rates.currency).where(rates.load_id.is_(None))))):
        raise UserError("Exchange rates of your own are loaded, and the demo shop has others. Use another VAR_DIR for the demo.")


def require_currency(settings: Settings) -> None:
    """Raise a UserError when reports are wanted in a currency that the demo shop does not keep its books in."""
    if settings.reporting_currency not in {"", CURRENCY}:
        raise UserError(
            f"The demo shop keeps its books in {CURRENCY}, and REPORTING_CURRENCY is {settings.reporting_currency}. "
            f"Unset it for the demo, or remove the demo with `manage.py demo --remove`."
        )


def remove(connection: Connection) -> int:
    """Take the demo shop out of the raw layer. Returns how many rows went; 0 when there was none."""
    load_id = demo_load(connection)
    if load_id is not None:
        build_snapshot.drop(connection)
        connection.execute(delete(raw.customer_merges).where(raw.customer_merges.c.source == DEMO))
    return 0 if load_id is None else _delete_tables(connection, load_id) + _delete_lines(connection, load_id)


def _delete_tables(connection: Connection, load_id: int) -> int:
    rates = raw.exchange_rates
    connection.execute(delete(raw.corrections).where(raw.corrections.c.load_id == load_id))
    removed = connection.execute(delete(rates).where(rates.c.load_id == load_id)).rowcount
    return removed + sum(_emptied(connection, table.name, load_id) for table in shop_tables().values())


def _emptied(connection: Connection, table: str, load_id: int) -> int:
    """A table that holds nothing else is emptied whole, which no engine does row by row."""
    here = text(f"select count(*), count(*) filter (where load_id = :load_id) from {table}")  # noqa: S608 names are declared ones
    rows, ours = connection.execute(here, {"load_id": load_id}).one()
    if ours == rows and connection.dialect.name == "postgresql":
        connection.execute(text(f"truncate {table}"))
    elif ours:
        others = "" if ours == rows else " where load_id = :load_id"
        connection.execute(text(f"delete from {table}{others}"), {"load_id": load_id} if others else {})  # noqa: S608 names are declared ones
    return ours


def _delete_lines(connection: Connection, load_id: int) -> int:
    lines, problems, loads = raw.order_lines, raw.quarantine, raw.loads
    connection.execute(delete(problems).where(problems.c.load_id == load_id))
    now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%d %H:%M:%S")
    connection.execute(update(loads).where(loads.c.load_id == load_id).values(status="undone", undone_at=now))
    return connection.execute(delete(lines).where(lines.c.load_id == load_id)).rowcount
