"""CSV: what a spreadsheet and a program read back."""

from __future__ import annotations

import csv
import io

import pandas
from hypothesis import given
from hypothesis import strategies as some

from dashapp.exports.cells import PIECE_ROWS
from dashapp.exports.csv import BYTE_ORDER_MARK, FORMULA_STARTS, csv_bytes
from dashapp.table import Column, Source, Table


def read(table: Table) -> list[list[str]]:
    text = b"".join(csv_bytes(table)).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def text_table(texts: list[str]) -> Table:
    source = Source("sales.orders", "", {}, 1, "2026-09-30", "GBP", 0, (), len(texts), False, "sqlite")
    return Table((Column("words", "Words", "text"),), pandas.DataFrame({"words": pandas.Series(texts, dtype=object)}), source)


def test_the_file_is_utf8_with_a_mark_quoted_and_ended_like_windows(make_table):
    table = make_table({"name": "text", "units": "integer"}, [("Zoë, “A”", 2)])
    assert b"".join(csv_bytes(table)) == BYTE_ORDER_MARK + '"Name","Units"\r\n"Zoë, “A”","2"\r\n'.encode()


def test_every_type_is_written_as_documented(orders):
    titles, first, second, third = read(orders)
    assert titles == ["Order id", "Customer", "Lines", "Weight", "Net sales", "Margin", "Order date", "Ordered at", "First order"]
    assert first == ["000123", "'=1+1", "3", "1.25", "-12.50", "0.3333333333333333", "2026-09-01", "2026-09-01 08:26:00", "true"]
    assert second == ["000124", "'@x", "1", "2.0", "1234.56", "0.05", "2026-09-30", "2026-09-30 23:59:59", "false"]
    assert third == ["000125", *[""] * 8]


def test_a_negative_number_stays_a_number_and_a_negative_text_does_not(make_table):
    table = make_table({"change": "decimal", "code": "id", "label": "text"}, [(-3.5, "-7", "-7")])
    assert read(table)[1] == ["-3.5", "'-7", "'-7"]


def test_headings_are_guarded_too(make_table):
    table = make_table({"=cmd|' /c calc'!a0": "text"}, [("x",)])
    assert read(table)[0][0].startswith("'=")


def test_half_a_cent_and_minus_nothing(make_table):
    assert read(make_table({"aov": "money"}, [(12.3456,), (-0.001,), (1e15,)]))[1:] == [["12.35"], ["0.00"], ["1000000000000000.00"]]


def test_a_masked_number_is_written_as_its_mask(make_table):
    assert read(make_table({"cost": "money"}, pandas.DataFrame({"cost": pandas.Series(["•••"], dtype=object)})))[1] == ["•••"]


def test_an_empty_table_is_its_headings(make_table):
    assert read(make_table({"brand": "text", "net_sales": "money"}, [])) == [["Brand", "Net sales"]]


def test_it_comes_in_pieces(make_table):
    table = make_table({"units": "integer"}, [(number,) for number in range(2 * PIECE_ROWS + 1)])
    assert len(list(csv_bytes(table))) == 1 + 3
    assert [int(row[0]) for row in read(table)[1:]] == list(range(2 * PIECE_ROWS + 1))


@given(some.lists(some.text(alphabet=some.characters(), max_size=20), min_size=1, max_size=20))
def test_no_text_of_any_kind_starts_a_formula(texts):
    rows = read(text_table(texts))[1:]
    assert len(rows) == len(texts)
    assert not any(row[0].startswith(FORMULA_STARTS) for row in rows)


@given(some.sampled_from(FORMULA_STARTS), some.text(max_size=10))
def test_each_start_of_a_formula_is_guarded(start, rest):
    (cell,) = read(text_table([start + rest]))[1]
    assert cell.startswith("'")
