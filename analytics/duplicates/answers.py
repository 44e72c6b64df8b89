"""Answers of people about pairs: whether two records are of one person."""

from __future__ import annotations

import numpy
import pandas

from analytics.duplicates.spelling import Numbers

COLUMNS = ("left_id", "right_id", "is_same")
NOBODY = -1


def numbers(pairs: Numbers, records: int) -> Numbers:
    """(pairs,) one number for each pair (pairs, 2) of row numbers, the smaller first."""
    return numpy.asarray(pairs[:, 0].astype(numpy.int64) * records + pairs[:, 1])


def answers_of(records: pandas.DataFrame, answers: pandas.DataFrame | None) -> pandas.Series:
    """1 for one person and 0 for two, by the number of the pair; of several answers about a pair the last one counts.

    Answers about customers who are not in the records are passed over. ValueError for a frame without one of COLUMNS.
    """
    if answers is None:
        return pandas.Series(dtype="int64")
    missing = [column for column in COLUMNS if column not in answers]
    if missing:
        raise ValueError(f"Answers have no column {', '.join(missing)}. They need {', '.join(COLUMNS)}.")
    row = pandas.Series(numpy.arange(len(records)), index=records["customer_id"])
    left, right = (answers[name].map(row) for name in ("left_id", "right_id"))
    known = left.notna() & right.notna() & (left != right)
    both = numpy.sort(numpy.column_stack([left[known], right[known]]).astype(numpy.int64), axis=1)
    found = pandas.Series(answers.loc[known, "is_same"].astype(bool).astype("int64").to_numpy(), index=numbers(both, len(records)))
    return found[~found.index.duplicated(keep="last")]


def beside(pairs: Numbers, told: pandas.Series, records: int) -> Numbers:
    """(more, 2) pairs that were answered though no key brings them together any more."""
    more = numpy.setdiff1d(told.index.to_numpy(dtype=numpy.int64), numbers(pairs, records))
    return numpy.column_stack([more // max(1, records), more % max(1, records)])
