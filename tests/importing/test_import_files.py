"""Files: encodings, delimiters, quotes, line numbers, wrong shapes, and what is refused."""

from __future__ import annotations

import gzip

import pytest

from dashapp.errors import UserError
from jobs.importing import import_files, loads
from jobs.importing.map import FileFormat
from jobs.importing.source_file import LONGEST_LINE, SourceFile

HEAD = "order,at,customer,product,units,amount\n"
ROWS = "select order_id, product_id, amount_cents, file_row from raw_order_lines order by line_id"


def problems(report) -> list[tuple[int, str, str]]:
    return [(problem.row, problem.column, problem.rule) for problem in report.problems]


@pytest.mark.parametrize(
    ("file", "content"),
    [
        ("", "\ufefforder,at,customer,product,units,amount\nA,2025-01-01,1,Tëa,1,1.50\n".encode()),
        ("file: {delimiter: ';', encoding: cp1252, decimal: ','}", (HEAD.replace(",", ";") + "A;2025-01-01;1;Tëa;1;1,5").encode("cp1252")),
        ("file: {delimiter: tab, encoding: utf-16}", (HEAD + "A,2025-01-01,1,Tëa,1,1.50").replace(",", "\t").encode("utf-16")),
        ("file: {delimiter: '\\t'}", (HEAD + "A,2025-01-01,1,Tëa,1,1.50\n").replace(",", "\t").encode()),
        ("file: {delimiter: '|', quote: ''}", (HEAD + "A,2025-01-01,1,Tëa,1,1.50\n").replace(",", "|").encode()),
        ("file: {delimiter: whitespace}", (HEAD + "\n  A   2025-01-01  1 Tëa 1    1.50  \n").replace(",", " ").encode()),
        ("", b" ORDER , At,customer,unknown,product,units,amount\n\nA,2025-01-01,1,x,T\xc3\xaba,1,1.50\n"),
        ("", gzip.compress((HEAD + 'A,2025-01-01,1,"Tëa",1,1.50').encode(), mtime=0)),
        ("", (HEAD + "A,2025-01-01,1,Tëa,1,1.50\n").replace("\n", "\r").encode()),
    ],
)  # fmt: skip
def test_the_same_row_in_many_forms(settings, write, small_map, ask, file, content):
    report = import_files(settings, [write("orders.csv", content)], small_map(file))
    assert problems(report) == []
    assert [row[:3] for row in ask(settings, ROWS)] == [("A", "Tëa", 150)]


def test_extra_columns_are_named_and_kept_out(settings, write, small_map):
    report = import_files(
        settings, [write("orders.csv", "note,order,at,customer,product,units,amount,\nn,A,2025-01-01,1,p,1,1,\n")], small_map()
    )
    assert report.extra_columns == ("note", "")
    assert report.loaded == 1


def test_rows_are_numbered_as_an_editor_counts(settings, write, small_map, ask):
    content = HEAD + '\nA,2025-01-01,1,"two\nlines, ""quoted""",1,1\n\n   \nB,2025-01-01,1,p,1,1\nC,soon,1,"x\ny",1,1\nD,2025-01-01,1,p,1,1'
    report = import_files(settings, [write("orders.csv", content)], small_map())
    assert ask(settings, ROWS) == [("A", 'two\nlines, "quoted"', 100, 3), ("B", "p", 100, 7), ("D", "p", 100, 10)]
    assert problems(report) == [(8, "at", "timestamp")]
    assert report.problems[0].row_text == 'C,soon,1,"x\ny",1,1'
    assert report.rows == 4


def test_bad_rows_never_block_others(shop, write, small_map, ask):
    content = (HEAD + "A,2025-01-01,1,p,1,1\nB,2025-01-01,1,T\xeba,1,1\nC,2025-01-01,1,p,1\nD,2025-01-01,1,p,1,1,1\n").encode("latin-1")
    content += b"E,2025-01-01,1,\0,1,1\nF,2025-01-01,1,p,1,1\n"
    report = import_files(shop, [write("orders.csv", content)], small_map())
    assert problems(report) == [(3, "product", "encoding"), (4, "", "field_count"), (5, "", "field_count"), (6, "", "nul")]
    assert report.problems[0].value == r"T\xeba"
    assert "file.encoding" in report.problems[0].message
    assert [row[0] for row in ask(shop, ROWS)] == ["A", "F"]


def test_a_quote_that_is_never_closed_costs_one_row(settings, write, small_map, ask):
    content = HEAD + 'A,2025-01-01,1,"p,1,1\nB,2025-01-01,1,"ok",1,1\nC,2025-01-01,1,p,1,1\nD,2025-01-01,1,p,1,"1\n'
    report = import_files(settings, [write("orders.csv", content)], small_map())
    assert problems(report) == [(2, "", "quoting"), (5, "", "quoting")]
    assert [row[0] for row in ask(settings, ROWS)] == ["B", "C"]
    assert report.rows == 4


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("orders.xlsx", b"PK\x03\x04", "orders.xlsx is not a CSV"),
        ("orders.json", b"[]", "orders.json is not a CSV"),
        ("orders.csv", b"PK\x03\x04....", "a ZIP archive or an Excel workbook, whatever its name says"),
        ("orders.csv.gz", gzip.compress(b"PAR1....", mtime=0), "a Parquet file"),
        ("orders.csv", b"", "has no header"),
        ("orders.csv.gz", gzip.compress((HEAD + "A,2025-01-01,1,p,1,1\n" * 3000).encode(), mtime=0)[:-20], "damaged or cut-off gzip"),
        ("orders.csv", HEAD.encode() + b"x" * LONGEST_LINE, "line 2: longer than"),
    ],
)
def test_what_is_refused(settings, write, small_map, name, content, said):
    with pytest.raises(UserError, match=said):
        import_files(settings, [write(name, content)], small_map())
    assert loads(settings) == []


def test_files_that_are_not_there(settings, tmp_path, small_map):
    with pytest.raises(UserError, match="There is no file"):
        import_files(settings, [tmp_path / "orders.csv"], small_map())
    (tmp_path / "empty").mkdir()
    with pytest.raises(UserError, match="There is nothing to import"):
        import_files(settings, [tmp_path / "empty"], small_map())


def test_a_wrong_shape_changes_nothing_and_says_what_is_near(settings, write, small_map):
    good, bad = write("good.csv", HEAD + "A,2025-01-01,1,p,1,1\n"), write("bad.csv", "order,when,amounts\nA,2025-01-01,1\n")
    with pytest.raises(UserError) as error:
        import_files(settings, [good, bad], small_map())
    assert "Missing: ordered_at (in the file at)" in str(error.value)
    assert "Missing: amount (in the file amount), near: 'amounts'" in str(error.value)
    assert "The file has: order, when, amounts." in str(error.value)
    assert loads(settings) == []
    with pytest.raises(UserError, match=r"is file\.delimiter ',' right"):
        import_files(settings, [write("semicolons.csv", HEAD.replace(",", ";"))], small_map())
    with pytest.raises(UserError, match="2 columns named 'order'"):
        import_files(settings, [write("twice.csv", HEAD.replace("at", "Order"))], small_map())


def test_a_header_alone_is_a_file_without_rows(settings, write, small_map):
    assert import_files(settings, [write("orders.csv", HEAD)], small_map()).rows == 0


def test_a_file_without_header_is_as_wide_as_most_of_its_rows(write):
    path = write("orders.csv", "a,b,c\n1,2\n3,4\n")
    assert SourceFile(path, FileFormat(header=False)).header() == ["1", "2"]
