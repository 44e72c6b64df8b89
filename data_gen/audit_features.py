"""What the leak audit looks at: technical columns, which must say nothing, and the features that detectors are allowed."""

from __future__ import annotations

from collections.abc import Collection

import numpy
import pandas

from data_gen.tables import declared

SECOND, MINUTE = 60, 3600


def technical(name: str, frame: pandas.DataFrame, skip: Collection[str] = ()) -> pandas.DataFrame:
    """Everything about a table's rows that is no behaviour: one row of numbers for each row of the frame.

    Position in the file, ids as numbers, their gaps, lengths of texts, whether a cell is empty, minutes and seconds, last digits of
    money. `skip` names columns whose emptiness is a behaviour, such as the time of a cancellation.
    """
    columns = {"position": numpy.arange(len(frame), dtype=float)}
    for column, kind in declared()[name].columns.items():
        if column not in skip:
            columns |= _of_column(name, column, kind, frame[column])
    return pandas.DataFrame(columns).astype(float)


def _of_column(name: str, column: str, kind: str, values: pandas.Series) -> dict[str, numpy.ndarray]:
    found: dict[str, numpy.ndarray] = {}
    if column in declared()[name].optional:
        found[f"{column} is empty"] = values.isna().to_numpy(dtype=float)
    if kind == "id":
        found |= _of_ids(column, values, declared()[name].key == (column,))
    elif kind == "text" and column in declared()[name].tagged:
        found[f"{column} length"] = values.str.len().to_numpy(dtype=float, na_value=numpy.nan)
    elif kind == "timestamp":
        seconds = (pandas.to_datetime(values) - pandas.Timestamp("2000-01-01")).dt.total_seconds().to_numpy()
        found |= {f"{column} second": seconds % SECOND, f"{column} minute": seconds % MINUTE // SECOND}
    elif kind == "money":
        cents = values.to_numpy(dtype=float, na_value=numpy.nan)
        found |= {f"{column} last digit": cents % 10, f"{column} last two digits": cents % 100}
    return found


def _of_ids(column: str, values: pandas.Series, is_key: bool) -> dict[str, numpy.ndarray]:
    texts = values.astype("string")
    numbers = texts.str.extract(r"(\d+)$", expand=False).astype("Float64").to_numpy(dtype=float, na_value=numpy.nan)
    found = {f"{column} number": numbers, f"{column} length": texts.str.len().to_numpy(dtype=float, na_value=numpy.nan)}
    if is_key:
        found[f"{column} gap to the row before"] = numpy.diff(numbers, prepend=numpy.nan)
        ordered = numpy.argsort(numbers, kind="stable")
        gaps = numpy.diff(numbers[ordered], prepend=numpy.nan)
        found[f"{column} gap to the id below"] = gaps[numpy.argsort(ordered, kind="stable")]
    return found
