"""Levels of agreement, field by field."""

from __future__ import annotations

import numpy
import pandas
import pytest

from analytics.duplicates.comparing import compare
from analytics.duplicates.fields import FIELDS, MISSING, POSITION
from analytics.duplicates.records import comparable

CROWD = [{"first_name": name, "last_name": "Lindqvist"} for name in ("Louis", "Louise", "Peter", "Martha") for _ in range(8)]


def _level(field: str, one: dict[str, str], other: dict[str, str]) -> str:
    rows = [one, other, *CROWD]
    records = comparable(pandas.DataFrame([{"customer_id": number} | row for number, row in enumerate(rows)]))
    level = compare(records, numpy.array([[0, 1]]))[0, POSITION[field]]
    return "missing" if level == MISSING else FIELDS[POSITION[field]].levels[level]


@pytest.mark.parametrize(
    ("field", "one", "other", "level"),
    [
        ("first_name", {"first_name": "PETER "}, {"first_name": "peter"}, "the same"),
        ("first_name", {"first_name": "Bob"}, {"first_name": "Robert"}, "short form or initial"),
        ("first_name", {"first_name": "P"}, {"first_name": "Peter"}, "short form or initial"),
        ("first_name", {"first_name": "Petre"}, {"first_name": "Peter"}, "a slip apart"),
        ("first_name", {"first_name": "Louis"}, {"first_name": "Louise"}, "near, but both are names here"),
        ("first_name", {"first_name": "Peter"}, {"first_name": "Martha"}, "different"),
        ("first_name", {"first_name": "Peter"}, {"first_name": "Xylander"}, "different, one unusual"),
        ("first_name", {"first_name": "Peter"}, {}, "missing"),
        ("last_name", {"last_name": "Müller"}, {"last_name": "Muller"}, "the same"),
        ("last_name", {"last_name": "Schmidt"}, {"last_name": "Schmit"}, "a slip apart"),
        ("last_name", {"last_name": "Berger"}, {"last_name": "Berger-Kolbe"}, "one is part of the other"),
        ("email", {"email": "Ann.Lee@gmail.com"}, {"email": "annlee+x@gmail.com"}, "the same mailbox"),
        ("email", {"email": "annlee1977@web.de"}, {"email": "annlee1977@gmx.de"}, "the same local part"),
        ("email", {"email": "annlee1977@web.de"}, {"email": "anlee1977@web.de"}, "a slip apart"),
        ("email", {"email": "ann.lee@web.de"}, {"email": "ann_lee@web.de"}, "different"),
        ("phone", {"phone": "07400 123456", "country": "GB"}, {"phone": "+447400123456"}, "the same number"),
        ("phone", {"phone": "+447400123456"}, {"phone": "+447400123465"}, "a slip apart"),
        ("birth_date", {"birth_date": "1980-02-03"}, {"birth_date": "1980-03-02"}, "one slip or part apart"),
        ("birth_date", {"birth_date": "1980-02-03"}, {"birth_date": "1991-12-25"}, "different"),
        ("birth_date", {"birth_date": "1980"}, {"birth_date": "1980-03-02"}, "the same year, no more is known"),
        ("birth_date", {"birth_date": "1980"}, {"birth_date": "1980"}, "the same year, no more is known"),
        ("birth_date", {"birth_date": "1980"}, {"birth_date": "1981"}, "different"),
        ("devices", {"devices": "D1|D2"}, {"devices": "D2|D3"}, "both ordered on one device"),
        ("devices", {"devices": "D1|D2"}, {"devices": "D3"}, "no device is on both"),
        ("cards", {"cards": "Visa 2027-01|Amex 2028-02"}, {"cards": "Amex 2028-02"}, "one card is on both"),
        ("cards", {"cards": "Visa 2027-01"}, {"cards": "Amex 2028-02"}, "no card is on both"),
    ],
)
def test_levels(field: str, one: dict[str, str], other: dict[str, str], level: str):
    assert _level(field, one, other) == level
    assert _level(field, other, one) == level


HOME = {"street": "12 Mill Road", "postal_code": "LS1 4AB", "city": "Leeds", "region": "Yorkshire"}


@pytest.mark.parametrize(
    ("other", "level"),
    [
        ({"street": "12 MILL RD"}, "the same house"),
        ({"postal_code": "LS1 4BA"}, "the same house"),
        ({"street": "12"}, "the same house, the street spelt otherwise or missing"),
        ({"street": "14 Mill Road"}, "the same street, another number or none"),
        ({"street": "3 Church Lane"}, "the same postcode"),
        ({"street": "3 Church Lane", "postal_code": "LS9 9ZZ"}, "the same town"),
        ({"street": "3 Church Lane", "postal_code": "YO9 9ZZ", "city": "York"}, "the same region"),
        ({"street": "3 Church Lane", "postal_code": "M9 9ZZ", "city": "Manchester", "region": "Lancashire"}, "different"),
        ({"street": "", "postal_code": "", "city": ""}, "missing"),
    ],
)
def test_levels_of_addresses(other: dict[str, str], level: str):
    assert _level("address", HOME, HOME | other) == level


def test_names_in_each_others_field_are_compared_crosswise():
    one, other = {"first_name": "Arthur", "last_name": "Kolbe"}, {"first_name": "Kolbe", "last_name": "Art"}
    assert _level("last_name", one, other) == "the same"
    assert _level("first_name", one, other) == "short form or initial"
