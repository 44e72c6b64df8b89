"""Fitting: how often two people share a contact is counted among those who share one, which random pairs are too few for."""

from __future__ import annotations

import pandas
import pytest

from analytics.duplicates import fitted_matcher
from analytics.duplicates.fitting import SAMPLE
from tests.analytics.duplicates.made_people import people, with_copies

OFFICE = 40


def test_a_contact_that_two_people_share_is_counted():
    """Forty colleagues from everywhere give one number; a mailbox is shared by nobody but who has two accounts."""
    frame, _ = with_copies(1500, 60, seed=2)
    office = people(OFFICE, seed=8).assign(phone="+44 7400 999999")
    office["customer_id"], office["email"] = "O" + office["customer_id"], office["customer_id"] + "@example.com"
    weights = fitted_matcher(pandas.concat([frame, office], ignore_index=True)).weights
    email, phone, _ = weights.u_elsewhere
    count = len(frame) + OFFICE
    assert phone[0] == pytest.approx(OFFICE * (OFFICE - 1) / (count * (count - 1)), rel=0.1)
    assert email[0] < 1 / SAMPLE
    assert [level.sum() for level in (email, phone)] == pytest.approx([1, 1])
