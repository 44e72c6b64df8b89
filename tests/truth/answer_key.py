"""Reading the answer key of planted flaws: undoing every row of the ledger. It knows nothing of how they were planted."""

from __future__ import annotations

from collections.abc import Mapping

import pandas

from data_gen.tables import arrow_table, declared


def written(tables: Mapping[str, pandas.DataFrame]) -> dict[str, pandas.DataFrame]:
    """The tables as their files have them, every cell as text, None where empty."""
    texts = {}
    for name, frame in tables.items():
        arrow = arrow_table(name, frame)
        texts[name] = pandas.DataFrame(
            {column: arrow.column(column).cast("string").to_pylist() for column in arrow.column_names}, dtype=object
        )
    return texts


def keys(name: str, frame: pandas.DataFrame) -> pandas.Series:
    """The key of each row as the ledger spells it."""
    return frame[list(declared()[name].key)].astype(str).agg("|".join, axis=1)


def undone(tables: Mapping[str, pandas.DataFrame], ledger: pandas.DataFrame) -> dict[str, pandas.DataFrame]:
    """The tables (as text) without what the ledger says was planted; AssertionError where it says what is not so."""
    mended = {name: frame.copy() for name, frame in tables.items()}
    for (name, column), cells in ledger[ledger["column_name"].notna()].groupby(["table_name", "column_name"]):
        position = pandas.Series(mended[name].index, index=keys(name, tables[name]))
        rows = position.loc[cells["key"]]
        assert len(rows) == len(cells), f"a key of {name} is not unique"
        found = tables[name].loc[rows, column].fillna("\0").tolist()
        assert found == cells["planted"].fillna("\0").tolist(), f"{name}.{column} does not hold what the ledger says"
        mended[name].loc[rows, column] = cells["original"].to_numpy()
    for name, added in ledger[ledger["column_name"].isna()].groupby("table_name"):
        is_added = keys(name, tables[name]).isin(added["key"])
        assert is_added.sum() == len(added), f"the ledger adds rows to {name} that are not there"
        mended[name] = mended[name][~is_added.to_numpy()].reset_index(drop=True)
    return mended
