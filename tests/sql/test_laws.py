"""Laws of every query that answers a question: columns as declared, grain unique, nothing on nothing, equal on every engine."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

import queries
from dashapp.auth.roles import role
from dashapp.auth.scope import Scope
from dashapp.auth.viewer import OPERATOR, viewer_for
from dashapp.errors import Forbidden, NotRecorded
from dashapp.filters import Filters
from queries import catalogue
from queries.catalogue import SCORES
from queries.placeholders import choice_names, value_names
from queries.registry import registry
from queries.run import run
from queries.scope import PREFIX
from queries.supplied import LISTS
from tests.parsed import tables_read
from tests.queries import marts
from tests.queries.tables import equal

# A build runs these, on tables that tests/warehouse fills.
BUILT = {query.name for query in catalogue.queries().values() if str(query.path.relative_to(catalogue.SQL_FOLDER)) in SCORES.values()}
NAMES = [name for name in catalogue.queries() if name not in BUILT]
WITHOUT_BRANDS = ("customer.payments", "customer.contacts")
# What tells of all that customers ever bought.
LIVES = ("customer.habit", "customer.outlook", "acquisition.payback", "acquisition.top_customers")
WITHOUT_VENDORS = ("satisfaction.products", "satisfaction.return_rates")
SOME = Filters(category=("Light", "Table"), channel=("Web", "App"), segment=("Champions", "Loyal", "Lost"), basis="order")


given = marts.required


@pytest.mark.parametrize("name", NAMES)
def test_columns_are_as_declared_and_the_grain_is_unique(warehouse, name):
    asked = catalogue.query(name)
    table = run(warehouse, name, given(name), OPERATOR)
    assert not table.empty
    assert list(table.frame) == [column.name for column in asked.columns]
    assert not table.frame.duplicated(list(asked.grain)).any()
    assert table.source.tables == tables_read(table.source.sql)


@pytest.mark.parametrize("filters", [None, SOME, replace(SOME, currency="GBP", product=("p1", "p2", "p4"))])
@pytest.mark.parametrize("name", NAMES)
def test_engines_agree(warehouses, name, filters):
    grain = list(catalogue.query(name).grain)
    filters = recorded(name, filters)
    tables = [run(warehouse, name, given(name), OPERATOR, filters=filters) for warehouse in warehouses.values()]
    sorted_tables = [table.with_frame(table.frame.sort_values(grain)) for table in tables]
    for other in sorted_tables[1:]:
        equal(sorted_tables[0], other)


def recorded(name: str, filters: Filters | None) -> Filters | None:
    """The filters without those that a query refuses."""
    asked = catalogue.query(name)
    if filters is None or not asked.refuses_filters:
        return filters
    known = filters.only([dimension for dimension, plural in LISTS.items() if plural in asked.parameters])
    return known if "currency" in asked.parameters else replace(known, currency=None)


@pytest.mark.parametrize("name", [name for name in NAMES if catalogue.query(name).refuses_filters])
def test_a_filter_that_one_side_does_not_record_is_refused(warehouse, name):
    with pytest.raises(NotRecorded, match="brand"):
        run(warehouse, name, {}, OPERATOR, filters=Filters(brand=("Acme",)))
    with pytest.raises(Forbidden):
        run(warehouse, name, {}, viewer_for(1, "ann", role("analyst"), Scope(brands=("Acme",))))


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_warehouse_gives_no_rows_and_no_error(empty, name):
    assert run(empty, name, given(name), OPERATOR).empty


@pytest.mark.parametrize("name", NAMES)
def test_parameters_are_those_of_the_text(name):
    asked = catalogue.query(name)
    assert value_names(asked.text) | choice_names(asked.text) == set(asked.parameters)


@pytest.mark.parametrize("name", NAMES)
def test_what_reads_facts_can_be_scoped(name):
    asked = catalogue.query(name)
    # Scores, cohorts and lifetime values are of everything a customer bought: no limit can be put on them, so there the runner refuses.
    limits = {"fct_sales_events": ("brands", "regions"), "dim_vendors": ("vendors",), "dim_influencers": ("managers",),
              "fct_reviews": ("brands", "regions", "vendors"), "fct_survey_answers": ("regions",), "fct_tickets": ("regions",),
              "fct_touchpoints": ("regions",)}  # fmt: skip
    # Money, claims, tickets and surveys know no brand: whoever is limited to brands is refused there.
    unknown = ("brands", "vendors") if name.startswith("reconcile.") or name in WITHOUT_BRANDS else ()
    unknown += ("vendors",) if name in WITHOUT_VENDORS else ()
    of_lives = name.startswith(("segmentation.", "cohorts.", "churn.", "clv.", "models.")) or name in LIVES
    tables = () if of_lives else asked.tables
    read = [limit for table in tables for limit in limits.get(table, ()) if limit not in unknown]
    expected = {f"{PREFIX}{limit}" for limit in read}
    assert limits.keys() & set(asked.tables) or of_lives
    assert {parameter for parameter in asked.parameters if parameter.startswith(PREFIX)} == expected


@pytest.mark.parametrize("name", NAMES)
def test_columns_that_name_a_metric_sum_to_it(duck, name):
    asked = catalogue.query(name)
    for column in asked.columns:
        assert not column.metric or column.metric in registry()
    assert set(asked.totals) <= {column.name for column in asked.columns if column.numeric}


@pytest.mark.parametrize("name", NAMES)
def test_a_file_holds_at_most_150_lines_of_140_letters(name):
    lines = Path(catalogue.query(name).path).read_text().split("\n")
    assert len(lines) <= 150
    assert max(len(line) for line in lines) <= 140


@pytest.fixture
def empty(settings):
    """A published version without a single event."""
    rows = marts.seeded(number=0)
    nobody = {"dim_customers": rows["dim_customers"][:1], "dim_vendors": [], "dim_influencers": []}
    marts.publish(settings, rows | nobody)
    warehouse = queries.open(settings)
    yield warehouse
    warehouse.close()
