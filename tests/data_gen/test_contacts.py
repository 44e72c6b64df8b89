"""Phone numbers of people are such as can exist in their country, however they are written."""

from __future__ import annotations

import re

import numpy
import pytest

from data_gen.contacts import phones_of
from data_gen.shop import countries, shop
from data_gen.writing import SPELLINGS

GIVEN = {code: shop()["countries"][name] for code, name in enumerate(countries())}


@pytest.mark.parametrize("code", GIVEN, ids=countries())
def test_numbers_begin_and_end_as_mobile_numbers_of_the_country_do(code):
    numbers = phones_of(numpy.random.default_rng(1), numpy.full(4_000, code))
    given = [number for number in numbers if number is not None]
    assert len(given) / len(numbers) == pytest.approx(0.8, abs=0.03)
    starts, digits = GIVEN[code]["mobile"], GIVEN[code]["mobile_digits"]
    form = rf"{re.escape(GIVEN[code]['dialling'])} (?:{'|'.join(starts)})[2-9]\d{{{digits - len(starts[0]) - 1}}}"
    assert all(re.fullmatch(form, number) for number in given)
    assert {start for start in starts if any(number.split(" ")[1].startswith(start) for number in given)} == set(starts)
    assert len(set(given)) > 0.99 * len(given)


@pytest.mark.parametrize("code", GIVEN, ids=countries())
def test_every_spelling_has_the_same_digits_at_its_end(code):
    """North Americans dial 1 or 011, never 00."""
    number = next(number for number in phones_of(numpy.random.default_rng(2), numpy.full(9, code)) if number)
    national = number.split(" ")[1]
    for _, spell in SPELLINGS["phone"]:
        written = spell(number)
        assert re.sub(r"\D", "", written).endswith(national)
        assert not (number.startswith("+1 ") and written.startswith("00"))
