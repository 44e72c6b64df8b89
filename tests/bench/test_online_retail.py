"""The file in the online-retail shape has the counts that are published of the set."""

from __future__ import annotations

import re

import pandas
import pytest

from bench import online_retail


def test_the_online_retail_file_has_the_counts_of_the_set():
    frame = online_retail.make_frame()
    kinds = frame.drop_duplicates("InvoiceNo")["InvoiceNo"].str[0].value_counts()
    assert len(frame) == 541_909
    assert (kinds["C"], kinds["A"], kinds.sum()) == (3_836, 3, 25_900)
    assert (frame["InvoiceNo"].str.startswith("C").sum(), frame["CustomerID"].nunique() - 1) == (9_288, online_retail.CUSTOMERS)
    assert frame["CustomerID"].eq("").mean() == pytest.approx(0.249, abs=0.02)
    assert frame.duplicated().sum() == pytest.approx(5_268, rel=0.2)
    assert not (pandas.to_datetime(frame["InvoiceDate"]).dt.day_of_week == online_retail.SATURDAY).any()
    assert frame["InvoiceNo"].map(lambda number: bool(re.fullmatch(r"[CA]?\d{6}", number))).all()
