"""Suggestions: only for what is wrong or doubted, each with its reason, and never the same as what was given."""

from __future__ import annotations

from analytics.contacts.findings import REASONS
from analytics.contacts.suggestions import suggestions

CUSTOMERS = [
    {"customer_id": "a", "email": "ada@gmial.com", "phone": "+49 170 5550123", "country": "Germany"},
    {"customer_id": "b", "email": "bo@example.org", "phone": None},
    {"customer_id": "c", "email": "  ", "phone": "12", "country": "Germany"},
    {"customer_id": "d", "email": "dora@@gmail.com"},
    {"customer_id": "e", "email": float("nan"), "phone": float("nan")},
    {"customer_id": "f", "email": "support@gmail.com"},
]


def test_what_is_wrong_and_can_be_mended_has_one_suggestion():
    found = list(suggestions(CUSTOMERS))
    assert (found[0].customer_id, found[0].field) == ("a", "email")
    assert (found[0].given, found[0].suggested, found[0].reason) == ("ada@gmial.com", "ada@gmail.com", REASONS["slip"])
    assert not {"b", "e", "f"} & {one.customer_id for one in found}
    assert all(one.suggested and one.suggested != one.given and one.reason in REASONS.values() for one in found)
