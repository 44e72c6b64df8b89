"""Workbooks, read back with a reader that is not the writer."""

from __future__ import annotations

import csv
import datetime
import io
import tempfile
from dataclasses import replace

import openpyxl
import pandas
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from openpyxl.utils.escape import unescape

from dashapp.errors import UserError
from dashapp.exports.cells import legible
from dashapp.exports.csv import csv_bytes
from dashapp.exports.xlsx import COLUMN_LIMIT, TEXT_LIMIT, Sheet, workbook, write_workbook
from dashapp.table import Column, Source, Table


def opened(cover, *sheets: Sheet) -> openpyxl.Workbook:
    with workbook(cover, sheets) as file:
        return openpyxl.load_workbook(file)


def values(worksheet) -> list[list]:
    return [[cell.value for cell in row] for row in worksheet.iter_rows()]


def on_cover(book: openpyxl.Workbook) -> list[list]:
    return [[cell for cell in row if cell is not None] for row in values(book.worksheets[0])]


def test_formula_like_text_arrives_as_text(cover, orders):
    """T-XLS-1."""
    sheet = opened(cover, Sheet("Orders", orders))["Orders"]
    assert [(cell.value, cell.data_type) for cell in sheet["B"][1:3]] == [("=1+1", "s"), ("@x", "s")]


def test_rows_and_sums_are_those_of_the_csv_and_the_table(cover, make_table):
    """T-XLS-2."""
    cents = [(number * 7919) % 100_003 - 40_000 for number in range(12_345)]
    table = make_table({"order_id": "id", "net_sales": "money"}, [(f"{number:06}", cent / 100) for number, cent in enumerate(cents)])
    sheet = values(opened(cover, Sheet("Orders", table))["Orders"])[1:]
    rows = list(csv.reader(io.StringIO(b"".join(csv_bytes(table)).decode("utf-8-sig"))))[1:]
    assert len(sheet) == len(rows) == len(table.frame) == len(cents)
    assert [row[0] for row in sheet] == [row[0] for row in rows]
    assert sum(round(row[1] * 100) for row in sheet) == sum(int(row[1].replace(".", "")) for row in rows) == sum(cents)


@pytest.mark.parametrize(("rows", "parts"), [(0, [0]), (9, [9]), (10, [9, 1]), (27, [9, 9, 9])])
def test_more_rows_than_a_worksheet_holds_go_on_in_the_next(cover, make_table, rows, parts):
    """T-XLS-3."""
    table = make_table({"units": "integer"}, [(number,) for number in range(rows)])
    with tempfile.TemporaryFile() as file:
        write_workbook(file, cover, [Sheet("Units", table)], row_limit=10)
        book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["Cover", *[f"Units ({number})" if number > 1 else "Units" for number in range(1, len(parts) + 1)]]
    assert [sheet.max_row - 1 for sheet in book.worksheets[1:]] == parts
    assert [row[0] for sheet in book.worksheets[1:] for row in values(sheet)[1:]] == list(range(rows))
    assert all(sheet["A1"].value == "Units" for sheet in book.worksheets[1:])


def test_the_total_still_fits_where_the_rows_fill_the_worksheet(cover, make_table):
    table = make_table({"units": "integer"}, [(number,) for number in range(9)])
    with tempfile.TemporaryFile() as file:
        write_workbook(file, cover, [Sheet("Units", table, {"units": 36})], row_limit=10)
        book = openpyxl.load_workbook(file)
    assert [sheet.max_row for sheet in book.worksheets[1:]] == [9, 3]
    assert [row[0] for row in values(book.worksheets[2])] == ["Units", 8, 36]


def test_cells_have_types_and_formats(cover, orders):
    sheet = opened(cover, Sheet("Orders", orders))["Orders"]
    first = list(sheet[2])
    moments = [datetime.datetime.fromisoformat(text) for text in ("2026-09-01", "2026-09-01 08:26:00")]
    assert [cell.value for cell in first] == ["000123", "=1+1", 3, 1.25, -12.5, 1 / 3, *moments, True]
    assert [cell.data_type for cell in first] == ["s", "s", "n", "n", "n", "n", "d", "d", "b"]
    assert first[4].number_format == "[$£]#,##0.00;-[$£]#,##0.00"
    assert [cell.number_format for cell in first[5:8]] == ["0.00%", "yyyy-mm-dd", "yyyy-mm-dd hh:mm:ss"]
    assert [cell.value for cell in sheet[4]] == ["000125", *[None] * 8]


def test_a_currency_without_a_symbol_of_its_own_shows_its_code(cover, orders):
    table = replace(orders, source=replace(orders.source, currency="SEK"))
    assert opened(cover, Sheet("Orders", table))["Orders"]["E2"].number_format.startswith("[$SEK] #,##0.00")


def test_headings_are_bold_frozen_and_filtered_and_columns_wide_enough(cover, orders):
    sheet = opened(cover, Sheet("Orders", orders, totals={"net_sales": 1222.06}))["Orders"]
    assert all(cell.font.bold for cell in sheet[1])
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("A2", "A1:I4")
    assert sheet.column_dimensions["H"].width > len("2026-09-01 08:26:00")


def test_the_total_row_has_the_given_columns_only(cover, orders):
    sheet = opened(cover, Sheet("Orders", orders, totals={"net_sales": 1222.06, "lines": 4}))["Orders"]
    assert [cell.value for cell in sheet[5]] == ["Total", None, 4, None, 1222.06, *[None] * 4]
    assert sheet["E5"].font.bold
    assert sheet["E5"].number_format == sheet["E2"].number_format


def test_a_day_that_is_none_and_a_day_before_excel_stay_text(cover, make_table):
    table = make_table({"day": "date", "at": "timestamp"}, [("soon", "2026-09-01T08:00:00+02:00"), ("1899-12-31", "2026-02-30 00:00:00")])
    rows = values(opened(cover, Sheet("Days", table))["Days"])[1:]
    assert rows == [["soon", "2026-09-01T08:00:00+02:00"], ["1899-12-31", "2026-02-30 00:00:00"]]


def test_an_identifier_that_met_a_missing_value_has_no_decimals(cover, make_table):
    sheet = opened(cover, Sheet("Customers", make_table({"customer_id": "id"}, pandas.DataFrame({"customer_id": [17850.0, None]}))))[
        "Customers"
    ]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("17850", "s")


def test_text_too_long_for_a_cell_is_cut_and_the_cover_says_so(cover, make_table):
    texts = ["x" * TEXT_LIMIT, "x" * (TEXT_LIMIT + 1), "😀" * 20_000]
    book = opened(cover, Sheet("Notes", make_table({"note": "text"}, [(text,) for text in texts])))
    kept, cut, faces = (cell.value for cell in book["Notes"]["A"][1:])
    assert kept == texts[0]
    assert (len(cut), cut[-7:]) == (TEXT_LIMIT, "x [cut]")
    assert faces == "😀" * 16_380 + " [cut]"
    assert on_cover(book)[-1][-1] == "2 cells held more than 32,767 characters and are cut; they end in [cut]."


def test_the_cover_comes_first_and_lists_the_sheets(cover, orders):
    stopped = replace(orders, source=replace(orders.source, truncated=True, total_rows=1_234), notes=("Weighed at dispatch.",))
    book = opened(cover, Sheet("Cover", orders, note="Placed orders."), Sheet("Orders: all", stopped))
    rows = on_cover(book)
    assert book.sheetnames == ["Cover", "Cover (2)", "Orders all"]
    assert rows[0] == ["Tallyroom"]
    assert [tuple(row) for row in rows[2 : 2 + len(cover.lines())]] == cover.lines()
    assert rows[-3:] == [
        ["Sheet", "Card", "Rows", "Source query", "Notes"],
        ["Cover (2)", "Cover", 3, "sales.orders", "Placed orders."],
        ["Orders all", "Orders: all", 3, "sales.orders", "Weighed at dispatch. Stopped at the row limit: 3 of 1,234 rows."],
    ]


def test_a_table_without_rows_is_its_headings(cover, make_table):
    book = opened(cover, Sheet("Empty", make_table({"brand": "text", "net_sales": "money"}, [])))
    assert values(book["Empty"]) == [["Brand", "Net sales"]]
    assert on_cover(book)[-1] == ["Empty", "Empty", 0, "sales.orders"]


def test_a_very_wide_table_arrives_and_a_wider_one_is_refused(cover, make_table):
    wide = {f"column_{number}": "integer" for number in range(COLUMN_LIMIT)}
    assert opened(cover, Sheet("Wide", make_table(dict(list(wide.items())[:1_000]), [tuple(range(1_000))])))["Wide"]["ALL2"].value == 999
    with pytest.raises(UserError, match=r"'Wide' has 16,385 columns. A worksheet holds at most 16,384"):
        workbook(cover, [Sheet("Wide", make_table(wide | {"one_more": "integer"}, []))])


def test_the_same_question_makes_the_same_bytes(cover, orders):
    with workbook(cover, [Sheet("Orders", orders)]) as first, workbook(cover, [Sheet("Orders", orders)]) as second:
        assert first.read() == second.read()


def test_text_that_looks_like_the_writers_own_markup_is_text(cover, make_table):
    texts = ["<r>a & <b></r>", "<r></r>", "<r><t>5</t></r>"]
    sheet = opened(cover, Sheet("Texts", make_table({"words": "text"}, [(text,) for text in texts])))["Texts"]
    assert [cell.value for cell in sheet["A"][1:]] == texts


MARKUP = some.text(max_size=10).map(lambda text: f"<r>{text}</r>")
ANY_TEXT = some.one_of(some.text(alphabet=some.characters(), max_size=20), some.text("=+-@\t\r\n<>&_x0041'\x00\ud800", max_size=12), MARKUP)


@settings(max_examples=40)
@given(some.lists(ANY_TEXT, min_size=1, max_size=30))
def test_any_text_arrives_as_text_and_never_as_a_formula(cover_of_hypothesis, texts):
    source = Source(texts[0], "", {}, 1, "2026-09-30", "GBP", 0, (), len(texts), False, "sqlite")
    table = Table((Column("words", texts[-1], "text"),), pandas.DataFrame({"words": pandas.Series(texts, dtype=object)}), source)
    book = opened(replace(cover_of_hypothesis, title=texts[0], user_name=texts[-1]), Sheet(texts[0], table, note=texts[-1]))
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n"}
    for number, text in enumerate(texts, start=2):
        # Excel writes _x0041_ in text as _x005F_x0041_; this reader leaves that to its caller.
        assert unescape(unescape(book.worksheets[1].cell(number, 1).value or "")) == unescape(legible(text))
