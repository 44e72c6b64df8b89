"""Logs to histories: one purchase a day, nothing after the cut, the first purchase apart."""

from __future__ import annotations

import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from analytics.clv.histories import bought_later, histories_of

LOG = pandas.DataFrame(
    [("a", 0, 10.0), ("a", 0, 5.0), ("a", 14, 20.0), ("a", 21, 40.0), ("a", 30, 8.0), ("b", 7, 3.0), ("c", 29, 9.0)],
    columns=["customer", "day", "amount"],
)


def test_purchases_of_a_day_are_one_and_the_first_is_no_repeat():
    frame = histories_of(LOG, 28, 7).frame.set_index("customer")
    assert list(frame.index) == ["a", "b"]
    assert frame.loc["a", ["repeats", "last", "age", "total", "repeat_mean"]].tolist() == [2, 3.0, 4.0, 75.0, 30.0]
    assert frame.loc["b", ["repeats", "last", "age"]].tolist() == [0, 0.0, 3.0]
    assert pandas.isna(frame.loc["b", "repeat_mean"])


def test_what_came_after_the_cut():
    later = bought_later(LOG, pandas.Series(["a", "b"]), 28, 2)
    assert later[["purchases", "amount"]].to_numpy().tolist() == [[1, 8.0], [0, 0.0]]


@settings(deadline=None)
@given(some.lists(some.tuples(some.sampled_from("abcde"), some.integers(0, 60), some.integers(0, 50)), min_size=1, max_size=60))
def test_compressed_lines_are_the_same_customers(rows: list[tuple[str, int, int]]):
    past = histories_of(pandas.DataFrame(rows, columns=["customer", "day", "amount"]), 60)
    compressed, places = past.histories.compressed()
    assert compressed.customers == len(past.frame)
    assert compressed.repeats[places].tolist() == past.frame["repeats"].tolist()
    assert (past.histories.last <= past.histories.age).all()
    assert past.frame["total"].sum() == pytest.approx(sum(amount for *_, amount in rows))
