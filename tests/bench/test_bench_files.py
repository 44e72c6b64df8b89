"""The files of the bench are of the size and shape they say, and the same every time."""

from __future__ import annotations

import re

import pandas
import pytest
import yaml

from bench import online_retail, sales_pulse, shop

SMALL = shop.Size().times(0.01)


@pytest.fixture(scope="module")
def small_shop() -> pandas.DataFrame:
    return shop.make_table(size=SMALL).to_pandas()


def test_the_reference_shop_has_exactly_its_size(small_shop):
    sold = small_shop[small_shop["quantity"] > 0]
    counts = (sold["order_id"].nunique(), len(sold), sold["customer_id"].nunique())
    assert counts == (SMALL.orders, SMALL.lines, SMALL.customers)
    assert sold["sku"].nunique() == pytest.approx(SMALL.products, rel=0.02)
    assert not small_shop.duplicated(["order_id", "line"]).any()


def test_a_return_names_a_line_that_was_sold_before(small_shop):
    sold, back = small_shop[small_shop["quantity"] > 0], small_shop[small_shop["quantity"] < 0]
    assert len(back) / len(sold) == pytest.approx(0.04, abs=0.01)
    both = back.assign(line=back["line"] - 1_000).merge(sold, on=["order_id", "line", "sku"], suffixes=("", "_sold"))
    assert len(both) == len(back)
    assert (both["ordered_at"] > both["ordered_at_sold"]).all()
    assert (-both["quantity"] <= both["quantity_sold"]).all()
    assert (both["discount"] <= both["discount_sold"]).all()


def test_the_reference_shop_peaks_before_christmas_and_never_starts_with_a_rush(small_shop):
    months = small_shop.drop_duplicates("order_id")["ordered_at"].dt.strftime("%Y-%m").value_counts()
    assert months.idxmax() == "2025-12"
    assert months["2024-01"] < 1.3 * months["2024-03"]


def test_the_same_seed_makes_the_same_file_and_another_another():
    size = shop.Size().times(0.001)
    assert shop.make_table(7, size).equals(shop.make_table(7, size))
    assert not shop.make_table(7, size).equals(shop.make_table(8, size))


def test_the_map_names_columns_of_the_file(tmp_path):
    rows, mapping = shop.write_shop(tmp_path, size=shop.Size().times(0.001))
    header = set(pandas.read_csv(rows, nrows=0).columns)
    columns = yaml.safe_load(mapping.read_text(encoding="utf-8"))["columns"]
    assert {source for column in columns.values() for source in column["from"]} == header


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


def test_the_sales_pulse_file_has_its_rows_and_segments_to_find():
    frame = sales_pulse.make_frame()
    assert (len(frame), frame["order_id"].is_unique, (frame["amount"] > 0).all()) == (46_000, True, True)
    assert frame["user_id"].value_counts().quantile([0.1, 0.9]).to_list() == pytest.approx([2, 31], abs=4)
