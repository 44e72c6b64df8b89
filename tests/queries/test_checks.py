"""The header of a check: what it must say, and that every file of sql/core says it."""

from __future__ import annotations

from pathlib import Path

import pytest

from docs import quality
from queries import catalogue
from queries.catalogue import header_and_body
from queries.checks import OWNERS, SEVERITIES, TIERS, check, checks
from queries.declared import KEPT_AS, declared_tables
from queries.lineage.columns import followed, trace
from queries.placeholders import value_names
from queries.portable import problems

TEXT = """\
-- summary: Orders of nobody.
-- tier: consistency
-- severity: critical
-- tolerance: 0
-- owner: Finance
-- table: orders
-- checks: raw_orders
-- fix: Load them.
-- grain: order_id
-- params: {}
-- columns:
--   order_id: {type: id, title: Order}
select orders.order_id from raw_orders as orders
"""
NAMES = list(checks())


def written(folder: Path, text: str) -> dict:
    place = folder / "core" / "orders"
    place.mkdir(parents=True)
    (place / "of_nobody.sql").write_text(text)
    return checks(folder)


def test_a_check_is_read(tmp_path: Path):
    found = written(tmp_path, TEXT)["orders.of_nobody"]
    assert (found.tier, found.severity, found.tolerance, found.owner, found.table) == ("consistency", "critical", 0.0, "Finance", "orders")
    measure = found.measure({"as_of_date": "2026-01-01", "as_of_day": 1})
    assert measure.population == "select count(*) as held from raw_orders"
    other = written(tmp_path / "other", TEXT.replace("critical", "minor"))["orders.of_nobody"]
    assert measure.definition_hash != other.measure({}).definition_hash


def test_a_check_says_which_columns_are_wrong_or_that_the_row_is(tmp_path: Path):
    assert written(tmp_path / "row", TEXT)["orders.of_nobody"].faulty == ()
    named = TEXT.replace("-- checks", "-- faulty: [customer_id, customers.customer_id]\n-- checks")
    assert written(tmp_path, named)["orders.of_nobody"].faulty == ("orders.customer_id", "customers.customer_id")


@pytest.mark.parametrize("name", [name for name in NAMES if check(name).faulty])
def test_the_columns_that_a_check_finds_wrong_are_loaded_and_looked_at(name: str):
    one = check(name)
    read = {tuple(origin) for origin in followed(trace(one.query.text).read)}
    assert {(KEPT_AS.get(table, f"raw_{table}"), column) for table, column in (place.split(".") for place in one.faulty)} <= read


@pytest.mark.parametrize("key", ["tier", "severity", "tolerance", "owner", "table", "checks", "fix"])
def test_a_header_without_a_word_is_refused(tmp_path: Path, key: str):
    without = "".join(line for line in TEXT.splitlines(keepends=True) if not line.startswith(f"-- {key}:"))
    with pytest.raises(ValueError, match=key):
        written(tmp_path, without)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("consistency", "consistence"),
        ("critical", "grave"),
        ("Finance", "Nobody"),
        ("tolerance: 0", "tolerance: 1"),
        ("type: id", "type: key"),
    ],
)
def test_a_word_that_is_not_allowed_is_refused(tmp_path: Path, one: str, other: str):
    with pytest.raises(ValueError, match=r"allowed|Allowed|tolerance"):
        written(tmp_path, TEXT.replace(one, other))


def test_checks_are_no_part_of_what_pages_and_the_api_ask():
    assert not set(checks()) & (set(catalogue.queries()) | set(catalogue.registers()))
    assert {query.layer for query in catalogue.queries().values()} == {"advanced", "reporting"}


def test_the_page_of_checks_is_current():
    text = quality.PAGE.read_text()
    assert quality.page(text) == text, "The table of docs/quality.md is not current. Run `make docs`."


def test_every_tier_severity_and_owner_is_used():
    found = checks().values()
    assert {one.tier for one in found} == set(TIERS)
    assert {one.severity for one in found} == set(SEVERITIES)
    assert {one.owner for one in found} == set(OWNERS)


@pytest.mark.parametrize("name", NAMES)
def test_a_check_of_the_library(name: str):
    one = check(name)
    text = one.query.path.read_text()
    header, body = header_and_body(text)
    assert max(map(len, text.splitlines())) <= 140
    assert one.table in declared_tables()
    assert set(one.query.parameters) <= {"as_of_date", "as_of_day"}
    assert value_names(body) | value_names(one.checks) == set(one.query.parameters), "a header declares what is bound, and nothing else"
    population = {"summary": "One count.", "grain": "held", "columns": {"held": {"type": "integer"}}, "params": header["params"]}
    used = {key: given for key, given in (header["params"] or {}).items() if key in value_names(one.checks)}
    assert problems(f"select count(*) as held from {one.checks}", {**population, "params": used}) == []
    assert all(table.startswith(("raw_", "fct_", "dim_")) for table in one.query.tables)
    tagged = {
        column.name: column.tag
        for table in declared_tables().values()
        for column in table.columns
        if column.tag in ("email", "phone", "name", "address")
    }
    for column in one.query.columns:
        if column.name in tagged and not (column.name.endswith("_name") and name.startswith(("campaigns.", "products.", "vendors."))):
            assert column.tag == tagged[column.name], f"{column.name} is about a person"
