"""Which tables a question reads is found without a parser, and found as a parser finds it."""

from __future__ import annotations

import pytest

from queries import catalogue
from queries.placeholders import replace_choices
from tests.parsed import tables_read

QUESTIONS = catalogue.queries() | catalogue.registers()


@pytest.mark.parametrize("name", QUESTIONS)
def test_of_every_query_and_register(name: str):
    asked = QUESTIONS[name]
    plain = replace_choices(asked.text, lambda choice: asked.parameters[choice].choices[0])
    assert asked.tables == tables_read(plain)
