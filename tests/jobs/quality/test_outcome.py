"""The five statuses: what each means, and that nothing that could not be run counts as passed."""

from __future__ import annotations

import pytest

import queries
from dashapp.auth.viewer import OPERATOR
from dashapp.db.engines import accounts_engine
from dashapp.db.migrate import migrate
from dashapp.settings import Settings
from jobs.build import build
from jobs.check import check
from jobs.quality import store
from jobs.quality.outcome import STATUSES, Outcome, status_of, taken
from jobs.quality.relations import columns_named, relations
from queries.checks import Measure, checks
from queries.run import run
from tests.warehouse.raw_rows import load

ONE = "select count(*) as held from raw_order_lines as lines"
FOUND = "select count(*) as violations, cast(null as bigint) as at_risk_cents from raw_order_lines as lines"
LINES = [{"order_id": "A1", "line_number": 1, "product_id": "P1", "quantity": 2, "amount": 10, "unit_price": "5.00"}]


def measure(**given: object) -> Measure:
    words = {"name": "a.b", "kind": "check", "tier": "validation", "severity": "major", "tolerance": 0.0, "owner": "Data", "fix": "Mend."}
    return Measure(**{**words, "table": "orders", "violations": FOUND, "population": ONE, **given})


@pytest.mark.parametrize(
    ("severity", "tolerance", "violations", "denominator", "status"),
    [
        ("critical", 0.0, 0, 10, "pass"),
        ("critical", 0.0, 1, 1_000_000, "fail"),
        ("major", 0.1, 1, 10, "pass"),
        ("major", 0.1, 2, 10, "fail"),
        ("minor", 0.1, 2, 10, "warn"),
        ("critical", 0.0, 0, 0, "not applicable"),
    ],
)
def test_a_status(severity: str, tolerance: float, violations: int, denominator: int, status: str):
    assert status_of(measure(severity=severity, tolerance=tolerance), violations, denominator) == status
    assert status in STATUSES


@pytest.fixture(params=["settings", "postgres_settings"])
def shop(request: pytest.FixtureRequest) -> Settings:
    settings: Settings = request.getfixturevalue(request.param)
    migrate(settings)
    load(settings, LINES)
    build(settings)
    return settings


@pytest.mark.parametrize(
    "given",
    [
        {"violations": "select count(*) as violations, 1 as at_risk_cents from raw_nothing as lines"},
        {"population": "select count(*) as held from raw_order_lines as lines where lines.no_such_column = 'jane@example.org'"},
        {"violations": "select a from b where"},
    ],
)
def test_what_cannot_be_run_is_an_error_that_quotes_no_value(shop: Settings, given: dict):
    wrong, right = measure(severity="critical", name="x.wrong", **given), measure(name="x.right")
    with relations(shop) as held:
        held.bring([wrong.population, wrong.violations, right.population, right.violations])
        failed, ran = taken(wrong, held), taken(right, held)
    assert (failed.status, failed.violations, failed.denominator, failed.is_alarming) == ("error", None, None, True)
    assert failed.message
    assert "jane" not in failed.message
    assert (ran.status, ran.violations, ran.denominator, ran.is_alarming) == ("fail", 1, 1, False)


def test_an_error_lowers_what_ran_and_no_score(shop: Settings):
    engine, version = accounts_engine(shop), queries.open(shop).version()
    run_id = store.begin(engine, "command", OPERATOR, version, is_whole=True)
    one, other, broken = (measure(name=f"x.{name}") for name in ("one", "other", "broken"))
    outcomes = [
        Outcome(one, "pass", 0, 10, None, 1.0),
        Outcome(other, "warn", 1, 10, 500, 1.0),
        Outcome(broken, "error", None, None, None, 1.0, "It broke."),
        Outcome(measure(name="x.empty"), "not applicable", 0, 0, None, 1.0),
    ]
    store.finish(engine, OPERATOR, run_id, outcomes, is_whole=True, milliseconds=4.0)
    whole = next(row for row in run(queries.open(shop), "quality.score", {}, OPERATOR).records() if row["part"] == "all")
    assert (whole["score"], whole["passed"], whole["errors"], whole["not_applicable"]) == (75.0, 1, 1, 1)
    assert whole["ran_share"] == pytest.approx(2 / 3)
    listed = {row["check_name"]: row for row in run(queries.open(shop), "quality.results", {}, OPERATOR).records()}
    assert (listed["x.other"]["at_risk"], listed["x.other"]["share"], listed["x.broken"]["reason"]) == (5.0, 0.1, "It broke.")


def test_a_table_without_rows_has_nothing_to_apply_to(shop: Settings):
    """Somebody's own orders alone: whatever is asked of tables that only a whole shop has does not apply, and nothing breaks."""
    statuses = {outcome.measure.name: outcome.status for outcome in check(shop).outcomes}
    assert "error" not in statuses.values()
    for name, one in checks().items():
        if (
            not name.startswith(("order_lines.", "seasons.", "rates.missing"))
            and one.checks.startswith("raw_")
            and "raw_order_lines" not in one.checks
        ):
            assert statuses[name] == "not applicable", name
    assert statuses["order_lines.prices_not_positive"] == "pass"


def test_the_columns_that_a_statement_names_are_known():
    joined = "select lines.a from raw_order_lines as lines join raw_orders as o on o.b = lines.c"
    text = f"{joined} where exists (select 1 from fct_orders as lines where lines.d = 1)"
    assert columns_named([text, "select count(*) from raw_reviews"]) == {
        "raw_order_lines": {"a", "c", "d"},
        "fct_orders": {"a", "c", "d"},
        "raw_orders": {"b"},
        "raw_reviews": set(),
    }
