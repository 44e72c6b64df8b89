"""Candidate pairs: those who share a key, unless too many do."""

from __future__ import annotations

import pandas
import pytest

from analytics.duplicates.blocking import candidates
from analytics.duplicates.records import comparable


def _pairs(*rows: dict[str, str], largest: int = 60) -> list[list[int]]:
    frame = pandas.DataFrame([{"customer_id": number} | row for number, row in enumerate(rows)])
    return candidates(comparable(frame), largest).tolist()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"email": "Ann@Outlook.com"}, {"email": "ann+shop@outlook.com"}),
        ({"phone": "07400 123456", "country": "GB"}, {"phone": "+44 7400-123-456"}),
        ({"last_name": "Meyer", "postal_code": "80331"}, {"last_name": "Maier", "postal_code": "80331"}),
        ({"street": "5 Mill Rd", "postal_code": "X1"}, {"street": "5 Mill Road", "postal_code": "x1"}),
        ({"street": "5 Mill Rd", "city": "Leeds"}, {"street": "5 Mill Road", "city": "LEEDS"}),
        ({"first_name": "Bill", "last_name": "Smyth", "city": "Leeds"}, {"first_name": "William", "last_name": "Smith", "city": "Leeds"}),
        ({"first_name": "Ann", "email": "annlee77@outlook.com"}, {"first_name": "Anna", "email": "annlee77@gmx.de"}),
        ({"first_name": "Ann", "last_name": "Lee"}, {"first_name": "Lee", "last_name": "Ann"}),
        ({"birth_date": "1980-02-29"}, {"birth_date": "19800229"}),
        ({"devices": "D1|D2"}, {"devices": "D3|D2"}),
        ({"last_name": "Meyer", "cards": "Visa 2027-01|Amex 2028-02"}, {"last_name": "Maier", "cards": "Visa 2027-01"}),
    ],
)
def test_each_key_brings_its_pair_together(one: dict[str, str], other: dict[str, str]):
    assert _pairs(one, other) == [[0, 1]]


def test_nothing_in_common_or_nothing_known_is_no_pair():
    assert _pairs({"email": "ann@x.org"}, {"email": "ben@x.org"}) == []
    assert _pairs({}, {}) == []
    assert _pairs({"birth_date": "1980"}, {"birth_date": "1980"}) == []
    assert _pairs({"devices": "D1"}, {"devices": "D2"}) == []


def test_a_key_of_too_many_is_passed_over_and_a_pair_comes_once():
    office = {"phone": "+44 7400 123456"}
    assert len(_pairs(*[office] * 4, largest=4)) == 6
    assert _pairs(*[office] * 5, largest=4) == []
    assert _pairs(office | {"email": "a@x.org"}, office | {"email": "a@x.org"}) == [[0, 1]]


def test_of_a_common_name_those_with_one_card_are_compared():
    name = {"first_name": "Ann", "last_name": "Lee"}
    rows = [name | {"cards": f"Visa {number // 2}"} for number in range(6)]
    assert _pairs(*rows, largest=4) == [[0, 1], [2, 3], [4, 5]]
