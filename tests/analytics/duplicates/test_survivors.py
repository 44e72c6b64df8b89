"""What would be kept of several records, and why."""

from __future__ import annotations

import pandas
import pytest

from analytics.duplicates.survivors import survivors

RECORDS = pandas.DataFrame(
    {
        "customer_id": ["A", "B", "C"],
        "first_name": ["Bill", "WILLIAM", "William"],
        "last_name": ["Kolbe", None, ""],
        "email": ["bill@gmial.com", "will.kolbe@outlook.com", "bill@@nowhere"],
        "phone": ["07400 123456", "+44 7400 123456", "07400 1"],
        "city": ["Leeds", "York", None],
        "country": ["GB", "GB", "GB"],
        "birth_date": [None, None, None],
        "seen_at": ["2026-01-05", "2026-03-01", "2026-02-01"],
    }
)


def _choices() -> dict[str, tuple[str | None, object, str]]:
    return {one.field: (one.value, one.customer_id, one.reason) for one in survivors(RECORDS, ["A", "B", "C"])}


def test_every_field_is_chosen_for_its_reason():
    found = _choices()
    assert found["first_name"] == ("William", "C", "it is written out")
    assert found["last_name"] == ("Kolbe", "A", "it is the only one")
    assert found["email"] == ("will.kolbe@outlook.com", "B", "the others cannot be right")
    assert found["phone"][0] == "+44 7400 123456"
    assert found["city"] == ("York", "B", "it was seen last")
    assert found["birth_date"] == (None, None, "no record has one")


def test_only_columns_that_are_there_are_chosen_from():
    assert "street" not in _choices()


def test_an_unknown_customer_is_named():
    with pytest.raises(ValueError, match="There is no customer Z"):
        survivors(RECORDS, ["A", "Z"])
