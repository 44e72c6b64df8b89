"""The declared tables: what a generated table must hold, and how it is written, byte for byte the same each time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pandas
import pyarrow
import pyarrow.csv
import pyarrow.parquet
import yaml

DECLARED = Path(__file__).parent.parent / "sql" / "setup" / "tables"
FORMATS = ("csv", "parquet")
_ARROW = {
    "id": pyarrow.string(),
    "text": pyarrow.string(),
    "date": pyarrow.string(),
    "timestamp": pyarrow.string(),
    "integer": pyarrow.int64(),
    "money": pyarrow.int64(),
    "boolean": pyarrow.int64(),
    "decimal": pyarrow.float64(),
}


@dataclass(frozen=True)
class DeclaredTable:
    """A table of sql/setup/tables: its domain, key, type of each column, and which may be empty or are about a person."""

    name: str
    domain: str
    key: tuple[str, ...]
    columns: Mapping[str, str]
    optional: frozenset[str]
    tagged: frozenset[str]

    @property
    def schema(self) -> pyarrow.Schema:
        """The table's Arrow schema."""
        return pyarrow.schema([pyarrow.field(name, _ARROW[given], name in self.optional) for name, given in self.columns.items()])


@cache
def declared() -> dict[str, DeclaredTable]:
    """Every declared table by name."""
    found: dict[str, DeclaredTable] = {}
    for path in sorted(DECLARED.glob("*.yaml")):
        for name, words in yaml.load(path.read_text(), Loader=yaml.CSafeLoader).items():
            columns = {column: given["type"] for column, given in words["columns"].items()}
            optional = frozenset(column for column, given in words["columns"].items() if given.get("empty"))
            tagged = frozenset(column for column, given in words["columns"].items() if given.get("tag"))
            found[name] = DeclaredTable(name, path.stem, tuple(words["key"]), columns, optional, tagged)
    return found


def arrow_table(name: str, frame: pandas.DataFrame) -> pyarrow.Table:
    """The frame as its declaration has it. Dates and times may be numpy datetimes; ValueError names what is wrong."""
    table = declared()[name]
    if set(frame.columns) != set(table.columns):
        raise ValueError(f"{name} has the columns {sorted(frame.columns)}, and its declaration {sorted(table.columns)}.")
    arrays = [_array(name, field, frame[field.name]) for field in table.schema]
    return pyarrow.Table.from_arrays(arrays, schema=table.schema)


def write_table(name: str, frame: pandas.DataFrame, folder: Path, formats: tuple[str, ...] = FORMATS) -> None:
    """Write `<name>.parquet` and `<name>.csv` below the folder."""
    table = arrow_table(name, frame)
    folder.mkdir(parents=True, exist_ok=True)
    if "parquet" in formats:
        pyarrow.parquet.write_table(table, folder / f"{name}.parquet", compression="zstd")
    if "csv" in formats:
        pyarrow.csv.write_csv(table, folder / f"{name}.csv")


def _array(name: str, field: pyarrow.Field, values: pandas.Series) -> pyarrow.ChunkedArray:
    if values.dtype.kind == "M":
        days_only = declared()[name].columns[field.name] == "date"
        # Casting writes ISO as strftime would, fifteen times as fast.
        array = pyarrow.array(values.to_numpy(dtype="datetime64[D]" if days_only else "datetime64[s]"), from_pandas=True).cast(field.type)
    else:
        array = pyarrow.array(values, from_pandas=True).cast(field.type)
    if array.null_count and not field.nullable:
        raise ValueError(f"{name}.{field.name} has {array.null_count} empty values, and its declaration allows none.")
    return array if isinstance(array, pyarrow.ChunkedArray) else pyarrow.chunked_array([array])
