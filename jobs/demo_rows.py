"""The rows of a generated shop: its Parquet files as the raw layer keeps them, read by DuckDB."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow
import pyarrow.parquet

from dashapp.errors import UserError
from jobs.bulk import BATCH_ROWS
from queries.declared import DeclaredTable, declared_tables

ORDERS, ITEMS = "orders", "order_items"
_CONFIG: dict[str, Any] = {
    "threads": 2,
    "memory_limit": "2500MB",
    "preserve_insertion_order": False,
    "autoinstall_known_extensions": False,
}
_TYPES = {**dict.fromkeys(("integer", "money", "boolean"), "bigint"), "decimal": "double precision"}
# A line of an order, and a return once it is processed, with what its order, product and customer say about it. The tax of a
# return is that of its value; the hour of processing is not recorded. A category in another spelling is the one it stands for.
_LINES = """
    with entries as (
        select
            order_id, line_number, product_id, quantity, unit_price_cents, discount_cents, tax_cents, promotion_id,
            unit_price_cents * quantity as amount_cents, 'gross' as amounts_are, 0 as is_return, 'none' as return_link,
            null as processed_at, 'order_items.parquet' as file_name, file_row_number, order_id || '/' || line_number as row_name
        from order_items
        union all
        select
            returns.order_id, line_number, product_id, quantity, null, 0,
            cast(floor(value_cents * coalesce(tax_rate, 0) + 0.5) as bigint), null,
            value_cents, 'net', 1, 'order',
            processed_on || ' 00:00:00', 'returns.parquet', returns.file_row_number, 'return ' || return_id
        from returns
        join orders using (order_id)
        left join regions using (region)
        where returns.status = 'processed'
    ),
    described as (
        select
            entries.file_name,
            entries.file_row_number + 2 as file_row,
            entries.row_name,
            entries.order_id,
            entries.line_number,
            coalesce(entries.processed_at, orders.ordered_at) as ordered_at,
            case when entries.is_return = 0 then orders.cancelled_at end as cancelled_at,
            orders.customer_id,
            nullif(concat_ws(' ', customers.first_name, customers.last_name), '') as customer_name,
            customers.email as customer_email,
            entries.product_id,
            products.product_name,
            coalesce(categories.category, products.category) as category,
            products.brand,
            orders.channel,
            orders.platform,
            regions.country,
            orders.region,
            orders.payment_method,
            case when entries.promotion_id is not null or orders.code is not null then 1 else 0 end as promo_used,
            orders.currency,
            entries.quantity,
            case when entries.unit_price_cents < 0 then '-' else '' end
                || printf('%d.%02d', abs(entries.unit_price_cents) // 100, abs(entries.unit_price_cents) % 100) as unit_price,
            entries.amount_cents,
            entries.amounts_are,
            entries.discount_cents,
            entries.tax_cents,
            case when entries.is_return = 0 then orders.shipping_cents end as order_shipping_cents,
            case when entries.is_return = 1 then 'placed' else orders.status end as status,
            entries.is_return,
            entries.return_link
        from entries
        join orders using (order_id)
        left join regions using (region)
        left join products using (product_id)
        left join categories on lower(categories.category) = lower(trim(products.category))
        left join customers on customers.customer_id = orders.customer_id
    )
    select
        1 as is_current,
        'demo' as source,
        substr(md5(row_name), 1, 24) as row_key,
        substr(md5(cast(described as varchar)), 1, 24) as row_values,
        file_name,
        file_row,
        order_id,
        line_number,
        ordered_at,
        date_diff('day', date '1970-01-01', cast(substr(ordered_at, 1, 10) as date)) as ordered_day,
        3600 * cast(substr(ordered_at, 12, 2) as integer) + 60 * cast(substr(ordered_at, 15, 2) as integer)
            + cast(substr(ordered_at, 18, 2) as integer) as ordered_sec,
        cancelled_at,
        date_diff('day', date '1970-01-01', cast(substr(cancelled_at, 1, 10) as date)) as cancelled_day,
        customer_id,
        customer_name,
        customer_email,
        product_id,
        product_name,
        category,
        brand,
        channel,
        platform,
        country,
        region,
        payment_method,
        promo_used,
        currency,
        quantity,
        unit_price,
        amount_cents,
        amounts_are,
        discount_cents,
        tax_cents,
        cast(null as bigint) as shipping_cents,
        cast(null as bigint) as order_discount_cents,
        cast(null as bigint) as order_tax_cents,
        order_shipping_cents,
        status,
        'product' as kind,
        is_return,
        return_link,
        0 as is_house_account
    from described
    order by ordered_at, order_id, is_return, line_number, row_name
"""
_ORPHANS = """
    select file_row_number + 2 as file_row, order_id, concat_ws(',', order_id, line_number, product_id, quantity, unit_price_cents)
    from order_items
    anti join orders using (order_id)
    order by file_row
"""
_RATES = """
    select
        date_diff('day', date '1970-01-01', cast(rate_date as date)) as rate_day,
        currency,
        rate,
        cast($load_id as bigint) as load_id
    from exchange_rates
    where currency <> $reporting
"""
_ORPHAN = {
    "file_name": f"{ITEMS}.parquet",
    "column_name": "order_id",
    "rule": "reference",
    "message": f"No order of this number is in {ORDERS}.parquet.",
}


@dataclass(frozen=True)
class TableFile:
    """One Parquet file of the folder."""

    table: DeclaredTable
    path: Path
    rows: int

    def described(self) -> dict[str, Any]:
        """What the list of loads keeps of it."""
        with self.path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
        return {"name": self.path.name, "sha256": digest, "rows": self.rows, "columns": [column.name for column in self.table.columns]}


class DemoRows:
    """A folder of Parquet files, one a declared table. UserError when it is not that."""

    def __init__(self, folder: Path, scratch: Path) -> None:
        self.files = {path.stem: _table_file(path) for path in sorted(folder.glob("*.parquet"))}
        for name in (ORDERS, ITEMS):
            if name not in self.files:
                raise UserError(f"There is no {name}.parquet in {folder}. `manage.py generate --out DIR` writes a whole shop.")
        self._lines = scratch / "lines.parquet"
        self._duck = duckdb.connect(config={**_CONFIG, "temp_directory": str(scratch)})
        for table in declared_tables().values():
            self._duck.execute(self._made(table))

    def close(self) -> None:
        """Let the files go."""
        self._duck.close()

    def write_lines(self) -> None:
        """Put the lines of orders and the processed returns together, in a file; others may read meanwhile."""
        with self._duck.cursor() as own:
            own.execute(f"copy ({_LINES}) to {literal(self._lines)} (format parquet)")

    def lines(self, load_id: int, last_line: int) -> str:
        """A SELECT of what write_lines wrote as raw_order_lines keeps it, numbered after the last line that is there."""
        numbered = f"file_row_number + {last_line + 1} as line_id, {load_id} as load_id"
        return f"select {numbered}, * exclude (file_row_number) from read_parquet({literal(self._lines)}, file_row_number = true)"  # noqa: S608 paths are quoted, names are declared ones

    def rates(self, load_id: int, reporting: str) -> pyarrow.RecordBatchReader:
        """The exchange rates, as raw_exchange_rates keeps them."""
        return self._duck.sql(_RATES, params={"load_id": load_id, "reporting": reporting}).to_arrow_reader(BATCH_ROWS)

    def rows(self, name: str, load_id: int) -> str:
        """A SELECT of the rows of a table as they stand in its file, with the load."""
        return f"select cast({load_id} as bigint) as load_id, * from read_parquet({literal(self.files[name].path)})"  # noqa: S608 paths are quoted, names are declared ones

    def arriving(self, statement: str) -> pyarrow.RecordBatchReader:
        """The rows of such a SELECT."""
        return self._duck.sql(statement).to_arrow_reader(BATCH_ROWS)

    def is_in(self, currency: str) -> bool:
        """Whether the rates turn every currency into this one."""
        asked = "select count(*) = 0 from exchange_rates where currency = $currency and rate <> 1"
        return self._duck.execute(asked, {"currency": currency}).fetchall() == [(True,)]

    def orphans(self) -> list[dict[str, Any]]:
        """The lines that name no order, as raw_quarantine keeps them: they belong nowhere, and an import would set them aside too."""
        found = self._duck.execute(_ORPHANS).fetchall()
        return [{**_ORPHAN, "file_row": row, "value": value, "row_text": words} for row, value, words in found]

    def _made(self, table: DeclaredTable) -> str:
        """A statement by which a table can be read, with the place of each row in the file; one without a file has no rows."""
        if table.name in self.files:
            found = f"read_parquet({literal(self.files[table.name].path)}, file_row_number = true)"
            return f"create view {table.name} as from {found}"
        columns = ", ".join(f"{column.name} {_TYPES.get(column.type, 'text')}" for column in table.columns)
        return f"create table {table.name} ({columns}, file_row_number bigint)"


def literal(path: Path) -> str:
    """A path as SQL writes it."""
    return "'" + str(path).replace("'", "''") + "'"


def _table_file(path: Path) -> TableFile:
    table = declared_tables().get(path.stem)
    if table is None:
        raise UserError(f"{path.name} is no table of a shop: sql/setup/tables declares those there are.")
    with pyarrow.parquet.ParquetFile(path) as file:
        if file.schema_arrow.names != [column.name for column in table.columns]:
            raise UserError(f"{path.name} does not have the columns that are declared for {table.name}. Generate it again.")
        return TableFile(table, path, file.metadata.num_rows)
