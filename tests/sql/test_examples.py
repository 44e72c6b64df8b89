"""Examples: given rows, parameters and filters, the rows that a query must give, on every engine.

A row that is given needs only the columns that matter; the others have the values of an ordinary sale.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

import queries
from dashapp.auth.viewer import OPERATOR
from dashapp.filters import Filters
from dashapp.periods import day_number, parse_day
from dashapp.settings import Settings
from queries import catalogue
from queries.run import run
from tests.queries import marts

FOLDER = Path(__file__).parent
SUBJECTS = sorted(path.name for path in FOLDER.iterdir() if path.is_dir() and path.name not in ("build", "__pycache__"))
EXAMPLES = {
    f"{path.parent.name}.{path.stem}: {name}": (f"{path.parent.name}.{path.stem}", example)
    for subject in SUBJECTS
    for path in sorted((FOLDER / subject).glob("*.yaml"))
    for name, example in yaml.load(path.read_text(), Loader=yaml.CSafeLoader).items()
}
ORDINARY = yaml.load((FOLDER / "ordinary.yaml").read_text(), Loader=yaml.CSafeLoader)


@pytest.mark.parametrize("engine", ["sqlite", "postgresql", "duckdb"])
@pytest.mark.parametrize("example", EXAMPLES)
def test_example(example, engine, settings, request):
    name, said = EXAMPLES[example]
    if engine == "postgresql":
        settings = Settings.from_environment({"VAR_DIR": str(settings.var_dir), "WAREHOUSE_URL": request.getfixturevalue("postgres_url")})
    marts.publish(settings, rows_of(said["given"]), copied=engine == "duckdb", only=catalogue.query(name).tables)
    warehouse = queries.open(settings)
    filters = Filters.from_search(said["filters"]) if "filters" in said else None
    table = run(warehouse, name, said.get("params", {}), OPERATOR, filters=filters)
    warehouse.close()
    assert table.source.engine == engine
    found = [{column: record[column] for column in expected} for record, expected in zip(table.records(), said["expect"], strict=True)]
    assert found == said["expect"]


def test_every_query_of_sales_and_segments_has_an_example():
    shown = {name for name, _ in EXAMPLES.values()}
    built = {Path(path).stem for path in catalogue.SCORES.values()}
    assert {name for name in catalogue.queries() if name.split(".")[1] not in built} <= shown


def rows_of(given: dict[str, list[dict]]) -> dict[str, list[dict]]:
    """Whole rows of every mart; days may be written as dates."""
    whole = {"dim_date": marts.seeded(number=0)["dim_date"], "dim_segments": marts.segment_rows()}
    for table in marts.MARTS:
        known = {column.name: None for column in table.columns} | ORDINARY.get(table.name, {})
        rows = [known | {name: _plain(name, value) for name, value in row.items()} for row in given.get(table.name, ())]
        whole.setdefault(table.name, rows)
        assert all(set(row) == set(known) for row in rows), f"{table.name} has no such column"
    return whole


def _plain(name: str, value: object) -> object:
    return day_number(parse_day(str(value), name)) if name.endswith("_day") else value
