"""Names of files and sheets."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dashapp.exports.names import filename, sheet_names


@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (("Tallyroom", "Sales & products", "Net sales"), "tallyroom-sales-products-net-sales-2026-09-30.csv"),
        (("Café", "../../etc/passwd"), "cafe-etc-passwd-2026-09-30.csv"),
        (("日本",), "export-2026-09-30.csv"),
        (("a\r\nSet-Cookie: b",), "a-set-cookie-b-2026-09-30.csv"),
    ],
)
def test_file_names_are_plain_and_carry_the_as_of_day(parts, expected):
    assert filename(*parts, "2026-09-30", extension="csv") == expected


def test_a_long_file_name_keeps_its_day():
    name = filename("x" * 500, "2026-09-30", extension="xlsx")
    assert len(name) < 120
    assert name.endswith("x-2026-09-30.xlsx")


@pytest.mark.parametrize(
    ("titles", "expected"),
    [
        (["Sales [by] day: a*b?/c\\d"], ["Sales by day a b c d"]),
        (["Orders", "orders", "ORDERS"], ["Orders", "orders (2)", "ORDERS (3)"]),
        (["x" * 40, "x" * 40], ["x" * 31, "x" * 27 + " (2)"]),
        (["'quoted'", "", "[]", "History"], ["quoted", "Sheet", "Sheet (2)", "History (2)"]),
        (["😀" * 20], ["😀" * 15]),
        (["tab\tand\x00nul"], ["tab and nul"]),
    ],
)
def test_sheet_names(titles, expected):
    assert sheet_names(titles) == expected


@given(some.lists(some.text(alphabet=some.characters(), max_size=40), max_size=12))
def test_any_titles_make_names_that_excel_takes(titles):
    names = sheet_names(titles)
    assert len(names) == len(titles)
    assert len({name.lower() for name in names}) == len(names)
    for name in names:
        assert 0 < len(name.encode("utf-16-le")) // 2 <= 31
        assert not re.search(r"[\[\]:*?/\\\x00-\x1f]|^'|'$", name)
