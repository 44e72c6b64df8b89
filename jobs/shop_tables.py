"""The raw tables of a whole shop beside its order lines: raw_<name>, with the load that brought each row, as they are declared."""

from __future__ import annotations

from functools import cache

from sqlalchemy import BigInteger, Column, Float, MetaData, Table, Text

from queries.declared import KEPT_AS, DeclaredTable, declared_tables

TEXT = Text().with_variant(Text(collation="C"), "postgresql")
TYPES = {
    "id": TEXT,
    "text": TEXT,
    "date": TEXT,
    "timestamp": TEXT,
    "integer": BigInteger(),
    "money": BigInteger(),
    "boolean": BigInteger(),
    "decimal": Float(53),
}


@cache
def shop_tables() -> dict[str, Table]:
    """Every declared table that has a raw table of its own, by its declared name."""
    metadata = MetaData()
    return {name: _table(metadata, declared) for name, declared in declared_tables().items() if name not in KEPT_AS}


def _table(metadata: MetaData, declared: DeclaredTable) -> Table:
    # Columns may be null here whatever they declare: a table made by an earlier release keeps columns that later ones do not fill.
    columns = [Column(column.name, TYPES[column.type]) for column in declared.columns]
    return Table(declared.raw_name, metadata, Column("load_id", BigInteger, nullable=False), *columns)
