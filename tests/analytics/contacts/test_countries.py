"""Countries however a shop writes them."""

from __future__ import annotations

import phonenumbers
import pytest

from analytics.contacts.countries import _codes, country_code


@pytest.mark.parametrize(("given", "code"), [("United Kingdom", "GB"), ("uk", "GB"), (" de ", "DE"), ("Norway", "NO"), ("no", "NO")])
def test_names_and_letters(given: str, code: str):
    assert country_code(given) == code


@pytest.mark.parametrize("given", [None, "", "Atlantis", "European Community"])
def test_what_is_not_known_is_none(given: str | None):
    assert country_code(given) is None


def test_every_code_is_one_that_numbers_are_read_with():
    assert set(_codes().values()) <= set(phonenumbers.SUPPORTED_REGIONS)
