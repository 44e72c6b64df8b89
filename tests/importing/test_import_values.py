"""Numbers and times, exactly as the file means them or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest

from jobs.importing.map import FileFormat, MappedColumn
from jobs.importing.moments import read_moments
from jobs.importing.numbers import cents, plain
from jobs.importing.values import Unreadable, ValueReader

ENGLISH = FileFormat(thousands=",", currency_sign="£")
GERMAN = FileFormat(decimal=",", thousands=".", currency_sign="€")
SWISS = FileFormat(thousands="'")
FRENCH = FileFormat(decimal=",", thousands=" ")


@pytest.mark.parametrize(
    ("form", "text", "value"),
    [
        (FileFormat(), "12.50", "12.50"),
        (FileFormat(), " -3 ", "-3"),
        (FileFormat(), "+.5", "0.5"),
        (FileFormat(), "4.440892e-16", "4.440892E-16"),
        (FileFormat(), "1,234.56", None),
        (FileFormat(), "£5", None),
        (FileFormat(), "(5)", None),
        (FileFormat(), "nan", None),
        (FileFormat(), "1e99", None),
        (FileFormat(), "9" * 14, None),
        (FileFormat(), "٣", None),
        (ENGLISH, "£1,234,567.89", "1234567.89"),
        (ENGLISH, "-£5.00", "-5.00"),
        (ENGLISH, "12,34,567.00", "1234567.00"),
        (ENGLISH, "12,50", None),
        (ENGLISH, "$5", None),
        (GERMAN, "1.234,56 €", "1234.56"),
        (GERMAN, "1234,56", "1234.56"),
        (GERMAN, "12.50", None),
        (SWISS, "1'234.50", "1234.50"),
        (FRENCH, "1\u202f234,5", "1234.5"),
        (FRENCH, "1 234 567", "1234567"),
    ],
)
def test_money(form, text, value):
    read = ValueReader(form, "UTC").table(MappedColumn("amount", "money"), [text])[text]
    assert isinstance(read, Unreadable) if value is None else read == Decimal(value)


@pytest.mark.parametrize(("name", "text", "value"), [("customer_id", "17850.0", "17850"), ("quantity", "6.0", 6), ("quantity", "", None)])
def test_integers(name, text, value):
    assert ValueReader(FileFormat(), "UTC").table(MappedColumn(name, "integer"), [text])[text] == value


def test_booleans():
    texts = ["1", "0.0", "TRUE", "no", "", "2"]
    read = ValueReader(FileFormat(), "UTC").table(MappedColumn("promo_used", "boolean"), texts)
    assert [read[text] for text in texts[:5]] == [1, 0, 1, 0, None]
    assert isinstance(read["2"], Unreadable)


def test_cents_are_half_up_and_prices_shortest():
    assert [cents(Decimal(text)) for text in ("0.005", "-0.005", "1.004", "2.675", "1e-9")] == [1, -1, 100, 268, 0]
    assert [plain(Decimal(text)) for text in ("2.50", "2", "0.00", "100", "1E+2", "-0.10")] == ["2.5", "2", "0", "100", "100", "-0.1"]


@pytest.mark.parametrize(
    ("form", "text", "local"),
    [
        ("", "2025-08-01T14:23:00", "2025-08-01 14:23:00"),
        ("", "2025-08-01 14:23:00.987654321", "2025-08-01 14:23:00"),
        ("", "2025-08-01T14:23", "2025-08-01 14:23:00"),
        ("", "2025-08-01", "2025-08-01 00:00:00"),
        ("", "2025-08-01T23:30:00Z", "2025-08-02 00:30:00"),
        ("", "2025-12-01 10:00:00 +0200", "2025-12-01 08:00:00"),
        ("", "2025-02-29", None),
        ("", "01/08/2025", None),
        ("", "2025-08-01x14:00", None),
        ("", "1899-12-30", None),
        ("%d/%m/%Y %H:%M", "1/2/2011 8:26", "2011-02-01 08:26:00"),
        ("%d/%m/%Y %H:%M", "13/13/2011 08:26", None),
        ("%d/%m/%Y %H:%M", "01/02/2011 08:26:00", None),
        ("%m/%d/%y", "12/31/25", "2025-12-31 00:00:00"),
        ("%d.%m.%Y", "31.12.2025", "2025-12-31 00:00:00"),
        ("%d.%m.%Y", "31.12.1066", None),
        ("%Y%m%d", "19970101", "1997-01-01 00:00:00"),
        ("%Y-%m-%d %H:%M:%S %z", "2025-08-01 10:00:00 +0500", "2025-08-01 06:00:00"),
        ("unix", "1485630413.0", "2017-01-28 19:06:53"),
        ("unix", "yesterday", None),
    ],
)
def test_times_are_local(form, text, local):
    read = read_moments([text], form, "Europe/London")[text]
    assert (read and read.text) == local


def test_days_and_seconds_are_counted():
    read = read_moments(["1970-01-02 00:01:01", "1969-12-31 23:59:59"], "", "UTC")
    assert [(moment.day, moment.second) for moment in read.values()] == [(1, 61), (-1, 86399)]
    by_format = read_moments(["02.01.1970 000101", "31.12.1969 235959"], "%d.%m.%Y %H%M%S", "UTC")
    assert list(by_format.values()) == list(read.values())


@pytest.mark.parametrize(
    "texts",
    [
        ["2024-02-29 23:59:59", "1900-01-01T00:00:00", "1899-12-31 23:59:59", "9999-12-31 00:00:01"],
        ["2024-01-01 00:00:00", "2024-02-30 00:00:00"],
        ["2024-01-01 00:00:00", "2024-01-01 24:00:00"],
        ["2024-01-01 00:00:00", "2024-01-01 23:59:60", "2024-13-01 00:00:00"],
        ["2024-01-01 00:00:00", "2024-01-01 00:00:00\n2024-01-01 00:00:00"],
        ["2024-01-01 00:00:00", "٢024-01-01 00:00:00"],
    ],
)
def test_times_read_at_once_are_those_read_one_by_one(texts):
    at_once = read_moments(texts, "", "Asia/Kolkata")
    # A text with an offset among them, and every text is read by itself.
    one_by_one = read_moments([*texts, "2024-01-01T00:00:00Z"], "", "Asia/Kolkata")
    assert at_once == {text: one_by_one[text] for text in texts}
    assert at_once[texts[0]] is not None
