"""A month's close as two people type it: lock, late file, costs, unlock, evidence, and a trail that shows tampering."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

import manage
from dashapp.auth.users import add_user
from dashapp.db.engines import accounts_engine
from dashapp.db.migrate import migrate
from dashapp.errors import Forbidden, UserError
from dashapp.settings import Settings
from tests.warehouse.raw_rows import load, table

LINE = {"order_id": "A", "ordered_at": "2026-03-05 10:00:00", "customer_id": "K1", "product_id": "P1", "quantity": 2, "amount": 50}


@pytest.fixture
def shop(settings: Settings) -> Settings:
    """One order of March, one of April, and two people of finance."""
    migrate(settings)
    for name in ("ann", "ben"):
        add_user(accounts_engine(settings), name, "finance")
    load(settings, [LINE, {**LINE, "order_id": "B", "ordered_at": "2026-04-02 10:00:00"}])
    return settings


def run(settings: Settings, *arguments: str) -> Result:
    environment = {"VAR_DIR": str(settings.var_dir), "WAREHOUSE_URL": "", "ACCOUNTS_URL": ""}
    return CliRunner().invoke(manage.cli, arguments, env=environment, catch_exceptions=False)


def rows(content: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content)))


def test_a_month_is_closed_and_opened_by_two_people(shop: Settings) -> None:
    assert "Everything through 2026-03-31 is locked" in run(shop, "periods", "lock", "2026-03", "--as", "ann").output
    (locked,) = rows(run(shop, "periods", "list").output)
    assert (locked["through"], locked["locked_by"], locked["lifted_at"]) == ("2026-03-31", "ann", "")
    load(shop, [{**LINE, "order_id": "LATE"}])
    run(shop, "build")
    said = run(shop, "metric", "net_sales,late_adjustments", "--by", "month", "--format", "json").output
    assert [(row["month"], row["net_sales"]) for row in json.loads(said)] == [("2026-03-01", 50.0), ("2026-04-01", 100.0)]
    assert "changes approve 1 --as USER" in run(shop, "periods", "unlock", "2026-03", "--reason", "a late file", "--as", "ann").output
    with pytest.raises(Forbidden, match="second person"):
        run(shop, "changes", "approve", "1", "--as", "ann")
    opened = run(shop, "changes", "approve", "1", "--as", "ben").output
    assert "Everything from 2026-03-01 is open again." in opened
    assert "Published version" in opened
    said = run(shop, "metric", "net_sales", "--by", "month", "--format", "json").output
    assert [row["net_sales"] for row in json.loads(said)] == [100.0, 50.0]
    events = rows(run(shop, "audit", "list", "--action", "change_approved").output)
    assert [(event["actor"], event["subject"]) for event in events] == [("ben", "change:1")]
    assert json.loads(events[0]["detail"])["before"] == {"locked_through": "2026-03-31"}


def test_costs_are_in_force_once_a_second_person_approves(shop: Settings, tmp_path: Path) -> None:
    run(shop, "build")
    costs = tmp_path / "costs.csv"
    costs.write_text("product_id,valid_from,cost\nP1,2026-01-01,4.25\nP1,2026-04-01,5\n")
    assert "with 2 costs waits" in run(shop, "costs", "propose", str(costs), "--reason", "year's prices", "--as", "ann").output
    run(shop, "build")
    assert table(shop, "fct_sales_events", "order_id")["cost_cents"].isna().all()
    assert "2 costs of costs.csv are in force." in run(shop, "changes", "approve", "1", "--as", "ben").output
    assert table(shop, "fct_sales_events", "order_id")["cost_cents"].tolist() == [850, 1000]
    costs.write_text("product_id,valid_from,cost\nP1,2026-04-01,6\n")
    run(shop, "costs", "propose", str(costs), "--reason", "dearer", "--as", "ann")
    (change,) = json.loads(run(shop, "changes", "list", "--state", "waiting", "--format", "json").output)
    assert (change["before"]["costs"][0]["cost_cents"], change["after"]["costs"][0]["cost_cents"]) == (500, 600)
    assert "refused" in run(shop, "changes", "refuse", "2", "--note", "not yet", "--as", "ben").output
    assert table(shop, "fct_sales_events", "order_id")["cost_cents"].tolist() == [850, 1000]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ("product,cost\nP1,1\n", "costs need product_id, valid_from, cost"),
        ("product_id,valid_from,cost\nP1,2026-01-01,1.005\n", "at most two decimals"),
        ("product_id,valid_from,cost\nP1,2026-01-01,NaN\n", "a cost as 12.50"),
        ("product_id,valid_from,cost\nP1,2026-01-01,-1\n", "positive amount"),
        ("product_id,valid_from,cost\nP1,January,1\n", "written YYYY-MM-DD"),
        ("product_id,valid_from,cost\nP9,2026-01-01,1\n", "no order holds the product 'P9'"),
        ("product_id,valid_from,cost\nP1,2026-01-01,1\nP1,2026-01-01,2\n", "more than one cost"),
        ("product_id,valid_from,cost\n", "holds no costs"),
    ],
)
def test_a_table_of_costs_that_cannot_be_used_says_why(shop: Settings, tmp_path: Path, content: str, problem: str) -> None:
    path = tmp_path / "costs.csv"
    path.write_text(content)
    with pytest.raises(UserError, match=problem):
        run(shop, "costs", "propose", str(path), "--reason", "prices", "--as", "ann")


def test_the_pack_holds_what_an_auditor_asks_for(shop: Settings, tmp_path: Path) -> None:
    run(shop, "periods", "lock", "2026-03", "--as", "ann")
    out = tmp_path / "evidence.zip"
    assert "Written" in run(shop, "evidence", "--month", "2026-03", "--out", str(out), "--as", "ben").output
    with zipfile.ZipFile(out) as pack:
        files = {name: pack.read(name).decode() for name in pack.namelist()}
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest["sha256"] == {name: hashlib.sha256(content.encode()).hexdigest() for name, content in files.items()}
    assert json.loads(files["chain.json"])["broken_at"] is None
    assert [lock["through"] for lock in rows(files["locks.csv"])] == ["2026-03-31"]
    totals = {row["basis"]: row for row in rows(files["totals.csv"])}
    assert (totals["event"]["net_sales"], totals["order"]["orders"], len(totals["event"]["sha256"])) == ("50.00", "1.00", 64)
    assert len(rows(files["definitions.csv"])) > 100
    assert all(name in files["README.txt"] for name in files if name != "README.txt")
    (taken,) = rows(run(shop, "audit", "list", "--action", "evidence_taken").output)
    assert json.loads(taken["detail"])["sha256"] == hashlib.sha256(out.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("update audit_events set actor = 'eve' where sequence = 2", "broken at event 2"),
        ("delete from audit_events where sequence = 1", "Event 1 is missing"),
        ("update audit_events set sequence = 100 - sequence where sequence in (1, 2)", "Event 1 is missing"),
    ],
)
def test_the_command_finds_tampering(shop: Settings, statement: str, said: str) -> None:
    whole = run(shop, "audit", "verify")
    assert (whole.exit_code, "The trail is whole: 2 events." in whole.output) == (0, True)
    with accounts_engine(shop).begin() as connection:
        connection.execute(text("drop trigger audit_events_no_update"))
        connection.execute(text("drop trigger audit_events_no_delete"))
        connection.execute(text(statement))
    broken = run(shop, "audit", "verify")
    assert broken.exit_code == 1
    assert said in broken.output
