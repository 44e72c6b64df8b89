"""The order of a build: what each file reads is found quickly, and found right."""

from __future__ import annotations

import pytest

from jobs.build_plan import plan
from jobs.build_tables import BY_PYTHON
from queries.catalogue import tables_named
from queries.declared import declared_tables
from tests.parsed import tables_read

STEPS = [step for step in plan(BY_PYTHON) if step.text is not None]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.name)
def test_the_tables_that_a_step_reads_are_those_that_the_parser_finds(step) -> None:
    assert tables_named(step.text) == set(tables_read(step.text))


def test_every_step_comes_after_what_it_reads() -> None:
    made: set[str] = set()
    known = {step.name for step in plan(BY_PYTHON)}
    for step in plan(BY_PYTHON):
        assert step.reads & known <= made, step.name
        made.add(step.name)


def test_every_declared_table_of_a_shop_feeds_a_mart() -> None:
    read = {table for step in plan(BY_PYTHON) for table in step.reads}
    # Lines of orders become raw_order_lines when they are loaded; holidays go into the calendar, which Python makes.
    assert set(declared_tables()) - {name.removeprefix("raw_") for name in read} == {"order_items", "holidays"}
