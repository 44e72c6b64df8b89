"""The checks over a whole shop with planted mistakes: each is found exactly, alike on every engine, and what is found is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

import queries
from bench.quality.rules import found_keys, scores
from dashapp.auth.scope import Scope
from dashapp.auth.viewer import OPERATOR, stand_in
from dashapp.db.engines import accounts_engine
from dashapp.db.migrate import migrate
from dashapp.db.quality import QUALITY_COLUMNS, QUALITY_RESULTS
from dashapp.errors import Forbidden, NotFound, UserError
from dashapp.settings import Settings
from data_gen.flaws.effects import EFFECTS
from jobs.after_build_steps import check_published
from jobs.check import Checked, check
from jobs.lock import Busy, only_one
from queries import promises
from queries.checks import SEVERITIES, TIERS, checks
from queries.declared import declared_tables
from queries.offending import offending, offending_block
from queries.run import run
from tests import services
from tests.warehouse.checked_shop import CheckedShop, flawed_shop

ENGINES = ("sqlite", "postgresql")
POINTS = {"pass": 1.0, "warn": 0.5, "fail": 0.0}


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory, postgres_administrator: str) -> Iterator[CheckedShop]:
    with services.fresh_database(postgres_administrator) as url:
        yield flawed_shop(tmp_path_factory.mktemp("checked"), url)


@pytest.fixture(scope="module")
def runs(shop: CheckedShop) -> dict[str, Checked]:
    """A whole run on each engine."""
    for settings in shop.settings.values():
        migrate(settings)
    return {engine: check(settings) for engine, settings in shop.settings.items()}


@pytest.mark.parametrize("engine", ENGINES)
def test_every_planted_mistake_is_found_and_nothing_else(shop: CheckedShop, engine: str):
    effects = shop.world.truth["flaw_effects"]
    found = scores(effects, found_keys(shop.settings[engine], list(effects["check_name"].unique())))
    assert [score for score in found if score.missed or score.extra] == []
    assert {score.rule for score in found} == set(EFFECTS)
    assert set(shop.world.truth["flaws"]["rule"]) == set(EFFECTS)


def test_every_planted_row_breaks_a_check(shop: CheckedShop):
    ledger, effects = shop.world.truth["flaws"], shop.world.truth["flaw_effects"]
    assert set(zip(ledger["rule"], ledger["key"], strict=True)) == set(zip(effects["rule"], effects["key"], strict=True))


def test_a_check_that_a_mistake_breaks_finds_nothing_in_a_clean_shop(clean: Settings):
    names = sorted({name for found in EFFECTS.values() for name, _ in found} | {"products.below_cost"})
    assert {name: keys for name, keys in found_keys(clean, names).items() if keys} == {}


@pytest.fixture(scope="module")
def clean(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    from tests.warehouse.core_shop import loaded

    return loaded(Settings.from_environment({"VAR_DIR": str(tmp_path_factory.mktemp("clean"))}), folder)


def test_engines_agree(runs: dict[str, Checked]):
    found = {
        engine: {
            outcome.measure.name: (outcome.status, outcome.violations, outcome.denominator, outcome.at_risk_cents)
            for outcome in done.outcomes
        }
        for engine, done in runs.items()
    }
    assert found["sqlite"] == found["postgresql"]
    assert not [name for name, (status, *_) in found["sqlite"].items() if status == "error"]


@pytest.mark.parametrize("engine", ENGINES)
def test_the_rows_of_every_check_are_those_that_were_counted(shop: CheckedShop, runs: dict[str, Checked], engine: str):
    """Rows are read from the warehouse itself, on SQLite by another engine than the one that counted."""
    warehouse = queries.open(shop.settings[engine])
    counted = {outcome.measure.name: outcome.violations for outcome in runs[engine].outcomes}
    for name, one in checks().items():
        table = offending(warehouse, checks()[name].offending, OPERATOR)
        assert (table.source.total_rows, table.source.engine) == (counted[name], engine), name
        assert not table.frame.duplicated(list(one.query.grain)).any(), name
        assert len(offending(warehouse, checks()[name].offending, OPERATOR, limit=1).frame) == min(1, counted[name]), name
    warehouse.close()


@pytest.mark.parametrize("engine", ENGINES)
def test_the_score_is_worked_out_again_from_stored_results(shop: CheckedShop, runs: dict[str, Checked], engine: str):
    settings, run_id = shop.settings[engine], runs[engine].run_id
    with accounts_engine(settings).connect() as connection:
        rows = [dict(row) for row in connection.execute(select(QUALITY_RESULTS).where(QUALITY_RESULTS.c.run_id == run_id)).mappings()]
    assert len(rows) == len(runs[engine].outcomes)
    shown = {(row["part"], row["name"]): row for row in run(queries.open(settings), "quality.score", {}, OPERATOR).records()}
    for part, column in (("tier", "tier"), ("table", "table_name"), ("owner", "owner")):
        for name in {row[column] for row in rows}:
            mine = [row for row in rows if row[column] == name and row["status"] in POINTS]
            weight = sum(SEVERITIES[row["severity"]] for row in mine)
            expected = 100 * sum(POINTS[row["status"]] * SEVERITIES[row["severity"]] for row in mine) / weight if weight else None
            assert shown[part, name]["score"] == (pytest.approx(expected) if mine else None), name
    assert {name for part, name in shown if part == "tier"} == set(TIERS)
    counts = run(queries.open(settings), "quality.counts", {}, OPERATOR).records()[0]
    assert counts["score"] == shown["all", "Everything"]["score"]
    assert {tier: counts[tier] for tier in TIERS} == {tier: shown["tier", tier]["score"] for tier in TIERS}
    cells = run(queries.open(settings), "quality.tiers_by_table", {}, OPERATOR).records()
    assert cells
    for cell in cells:
        mine = [row for row in rows if (row["table_name"], row["tier"]) == (cell["table_name"], cell["tier"]) and row["status"] in POINTS]
        lost = sum((1 - POINTS[row["status"]]) * SEVERITIES[row["severity"]] for row in mine)
        assert cell["lost"] == pytest.approx(100 * lost / sum(SEVERITIES[row["severity"]] for row in mine))
    assert 0.3 < shown["all", "Everything"]["column_share"] <= 1


def test_profiles_hold_every_column_and_no_value_of_a_person(shop: CheckedShop, runs: dict[str, Checked]):
    with accounts_engine(shop.settings["sqlite"]).connect() as connection:
        found = {(row.table_name, row.column_name): row for row in connection.execute(select(QUALITY_COLUMNS))}
    with accounts_engine(shop.settings["postgresql"]).connect() as connection:
        other = {(row.table_name, row.column_name): row for row in connection.execute(select(QUALITY_COLUMNS))}
    assert {place: row[1:] for place, row in found.items()} == {place: row[1:] for place, row in other.items()}
    for (table, name), profile in found.items():
        column = next(one for one in declared_tables()[table].columns if one.name == name)
        if column.tag or column.type == "id":
            assert (profile.least, profile.greatest, profile.top) == (None, None, None)
    customers = shop.world.tables["customers"]
    assert found["customers", "email"].nulls == customers["email"].isna().sum()
    assert found["customers", "email"].distinct_values == customers["email"].nunique()
    counts = customers["status"].value_counts()
    assert dict(found["customers", "status"].top) == {name: int(times) for name, times in counts.head(5).items()}
    assert {table for table, _ in found} == {
        name for name, frame in shop.world.tables.items() if len(frame) and name != "exchange_rates"
    } | {"exchange_rates"}


def test_one_check_is_run_again_by_name(shop: CheckedShop, runs: dict[str, Checked]):
    settings = shop.settings["sqlite"]
    done = check(settings, ["orders.wrong_totals", "refunds.*"])
    assert {outcome.measure.name for outcome in done.outcomes} == {"orders.wrong_totals"} | {
        name for name in checks() if name.startswith("refunds.")
    }
    assert next(outcome.measure.name for outcome in done.alarming) == "orders.wrong_totals"
    history = run(queries.open(settings), "quality.history", {"check_name": "orders.wrong_totals"}, OPERATOR).records()
    assert [row["run_id"] for row in history] == [done.run_id, runs["sqlite"].run_id]
    assert run(queries.open(settings), "quality.score", {}, OPERATOR).records()[0]["run_id"] == runs["sqlite"].run_id
    with pytest.raises(NotFound, match=r"orders\.wrong_totals"):
        check(settings, ["orders.wrong_total"])


def test_a_version_is_checked_once_after_its_build(shop: CheckedShop, runs: dict[str, Checked]):
    assert check_published(shop.settings["sqlite"]) is None
    build_again = replace(shop.settings["sqlite"], check_after_build=False)
    from jobs.build import build

    version = build(build_again)
    done = check_published(build_again)
    assert done is not None
    assert done.version.version == version.version
    before = {outcome.measure.name: outcome.violations for outcome in runs["sqlite"].outcomes}
    assert {outcome.measure.name: outcome.violations for outcome in done.outcomes} == before


def test_no_check_begins_while_a_load_runs_and_no_load_waits_for_checks(shop: CheckedShop, runs: dict[str, Checked]):
    settings = shop.settings["sqlite"]
    with only_one(settings, "import"), pytest.raises(Busy, match="import"):
        check(settings, ["orders.stuck"])
    from jobs.quality.relations import relations

    with relations(settings), only_one(settings, "import"):
        pass


@pytest.mark.parametrize("engine", ENGINES)
def test_who_reaches_some_rows_only_sees_no_row_of_a_check(shop: CheckedShop, engine: str):
    warehouse = queries.open(shop.settings[engine])
    analyst = stand_in("analyst")
    for limits in ({"brands": ()}, {"regions": ("London",)}, {"vendors": ()}, {"managers": ()}):
        scoped = replace(analyst, scope=Scope(**limits))
        for name in checks():
            with pytest.raises(Forbidden, match="reach"):
                offending(warehouse, checks()[name].offending, scoped)
        with pytest.raises(Forbidden, match="reach"):
            check(shop.settings[engine], ["orders.stuck"], viewer=scoped)
    with pytest.raises(Forbidden, match=r"quality\.view"):
        offending(warehouse, checks()["orders.stuck"].offending, stand_in("fraud_analyst"))
    for role in ("executive", "marketing", "operations", "finance", "support", "fraud_analyst"):
        with pytest.raises(Forbidden, match=r"quality\.manage"):
            check(shop.settings[engine], ["orders.stuck"], viewer=stand_in(role))


def test_what_is_masked_for_a_role_is_masked_in_the_rows_of_a_check(shop: CheckedShop):
    warehouse = queries.open(shop.settings["sqlite"])
    asked = checks()["customers.malformed_emails"].offending
    seen, hidden = (offending(warehouse, asked, viewer) for viewer in (OPERATOR, stand_in("analyst")))
    typed = [email for email in seen.frame["email"] if len(email) > 4]
    assert typed
    assert not any(email in hidden.frame.to_csv() for email in typed)
    assert list(hidden.frame["customer_id"]) == list(seen.frame["customer_id"])


def test_a_clean_shop_is_as_its_tables_are_declared(clean: Settings):
    migrate(clean)
    found = {outcome.measure.name: outcome.violations for outcome in check(clean, ["declared.*"]).outcomes}
    assert len(found) == len(promises.measures())
    assert {name: violations for name, violations in found.items() if violations} == {}


@pytest.mark.parametrize("engine", ENGINES)
def test_blocks_of_the_rows_of_a_check_are_all_of_them_in_order(shop: CheckedShop, runs: dict[str, Checked], engine: str):
    warehouse = queries.open(shop.settings[engine])
    counted = {outcome.measure.name: outcome.violations or 0 for outcome in runs[engine].outcomes}
    name = max((one for one in checks() if counted[one] <= 200), key=counted.__getitem__)
    asked = checks()[name].offending
    whole = offending(warehouse, asked, OPERATOR).frame
    blocks = [offending_block(warehouse, asked, OPERATOR, start, start + 7) for start in range(0, len(whole), 7)]
    assert [row for block in blocks for row in block.frame.to_dict("records")] == whole.to_dict("records")
    assert {block.source.total_rows for block in blocks} == {counted[name]}
    first = asked.grain[0]
    last = offending_block(warehouse, asked, OPERATOR, 0, 1, [(first, "desc")]).frame.iloc[0]
    assert last[first] == whole[first].max()
    model = {first: {"type": "equals", "filter": str(last[first])}}
    assert set(offending_block(warehouse, asked, OPERATOR, 0, 50, where=model).frame[first]) == {last[first]}
    for name, violations in counted.items():
        if name.startswith("declared.") and violations:
            assert len(offending(warehouse, promises.offending(name), OPERATOR).frame) == violations


def test_rows_of_a_check_are_neither_ordered_nor_filtered_by_what_is_masked(shop: CheckedShop):
    warehouse = queries.open(shop.settings["sqlite"])
    asked, analyst = checks()["customers.malformed_emails"].offending, stand_in("analyst")
    with pytest.raises(Forbidden, match="masked"):
        offending_block(warehouse, asked, analyst, 0, 10, [("email", "asc")])
    with pytest.raises(Forbidden, match="masked"):
        offending_block(warehouse, asked, analyst, 0, 10, where={"email": {"type": "contains", "filter": "@"}})
    with pytest.raises(UserError, match="block"):
        offending_block(warehouse, asked, analyst, 0, 10_000)
