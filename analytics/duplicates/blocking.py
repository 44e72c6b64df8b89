"""Which records are compared at all: those that agree in one of eleven keys, unless a key is shared by too many to tell anything.

Comparing everybody with everybody would be 5,000,000,000 comparisons for 100,000 customers.
"""

from __future__ import annotations

from functools import cache

import numpy
import pandas

from analytics.duplicates.names import main_name, sound

LARGEST_BLOCK = 60
_START, _YEAR = 4, 4


def candidates(records: pandas.DataFrame, largest: int = LARGEST_BLOCK) -> numpy.ndarray:
    """(pairs, 2): row numbers of records that share a key, the smaller first, each pair once, sorted.

    largest: a key that more records share is passed over: it would be "nobody wrote a postcode" or an office.
    """
    count = len(records)
    parts = [_pairs(numpy.arange(count), key, largest) for key in keys(records).values()]
    parts.append(_pairs(*_each_device(records), largest))
    flat = numpy.unique(numpy.concatenate([left * count + right for left, right in parts]))
    return numpy.column_stack([flat // max(1, count), flat % max(1, count)])


def keys(records: pandas.DataFrame) -> dict[str, numpy.ndarray]:
    """(records,) integers by name of the keys that a record has one of, which are all but devices; -1 where a part is missing."""
    hear = cache(sound)
    last = records["last"].map(hear, na_action="ignore")
    first = records["main"].map(hear, na_action="ignore")
    start = records["street"].str.replace(" ", "").str[:_START]
    country = records["country"].fillna("")
    return {
        "mailbox": _key(records["mailbox"]),
        "telephone": _key(records["line"]),
        "family name by sound, postcode": _key(last, records["postcode"]),
        "house, start of street, postcode": _key(records["house"], start, records["postcode"]),
        "house, start of street, city": _key(records["house"], start, records["city"]),
        "names by sound, city": _key(first, last, records["city"]),
        "local part, initial": _key(records["local"], records["main"].str[0]),
        "birth date": _key(records["birth"].where(records["birth"].str.len() > _YEAR)),
        "full name": _key(_both_names(records), country),
        # Who moved, and misspelt the first name or has a common one, has nothing else.
        "family name by sound, first card": _key(last, records["cards"].str.replace(r"\|.*", "", regex=True), country),
    }


def _each_device(records: pandas.DataFrame) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Row numbers and integers of devices, one for each device of each record, by row number."""
    each = records["devices"].str.split("|").explode().dropna()
    return each.index.to_numpy(), pandas.factorize(each)[0]


def _both_names(records: pandas.DataFrame) -> pandas.Series:
    """First and family name in the order of the alphabet: names in the wrong fields come to the same."""
    first, last = records["main"], records["last"].map(main_name, na_action="ignore")
    small, large = first.where(first <= last, last), last.where(first <= last, first)
    return (small + " " + large).where(first.notna() & last.notna(), None)


def _key(*parts: pandas.Series) -> numpy.ndarray:
    """One integer a record for the parts together, -1 where one is missing."""
    found, _ = pandas.factorize(parts[0])
    for part in parts[1:]:
        more, values = pandas.factorize(part)
        joined = numpy.where((found < 0) | (more < 0), -1, found * (len(values) + 1) + more)
        found, _ = pandas.factorize(pandas.Series(joined).where(joined >= 0))
    return numpy.asarray(found)


def _pairs(rows: numpy.ndarray, key: numpy.ndarray, largest: int) -> tuple[numpy.ndarray, numpy.ndarray]:
    """Every two of the rows, which ascend, with the same key (rows,), where at most `largest` have it."""
    sizes = numpy.bincount(key[key >= 0], minlength=1)
    kept = numpy.flatnonzero(key >= 0)
    kept = kept[(sizes[key[kept]] >= 2) & (sizes[key[kept]] <= largest)]
    kept = kept[numpy.argsort(key[kept], kind="stable")]
    rows, key = rows[kept], key[kept]
    left, right = [rows[:0]], [rows[:0]]
    for step in range(1, min(largest, len(rows))):
        here = numpy.flatnonzero(key[:-step] == key[step:])
        if not len(here):
            break
        left.append(rows[here])
        right.append(rows[here + step])
    return numpy.concatenate(left), numpy.concatenate(right)
