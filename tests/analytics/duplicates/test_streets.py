"""Streets in the form in which they are compared."""

from __future__ import annotations

import pytest

from analytics.duplicates.streets import street_parts


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12 Mill Rd", "12 Mill Road"),
        ("Hauptstr. 5", "HAUPTSTRASSE 5"),
        ("Hauptstraße 5", "Hauptstr 5"),
        ("7 av. de la Gare", "7, avenue de la Gare"),
        ("3 St. Mary's St", "3 Saint Marys Street".replace("Marys", "Mary's")),
    ],
)
def test_abbreviations_are_written_out(one: str, other: str):
    assert street_parts(one) == street_parts(other)


def test_the_number_stands_apart():
    assert street_parts("12b Orchard Close") == ("12b", "orchard close")
    assert street_parts("Am Markt") == ("", "am markt")
    assert street_parts("52")[0] == "52"
