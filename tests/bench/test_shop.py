"""The reference shop is of the size and shape it says, and the same every time."""

from __future__ import annotations

import pandas
import pytest
import yaml

from bench import shop

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
