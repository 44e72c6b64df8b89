"""The commands, as somebody types them."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select

import manage
from dashapp.auth.audit import verify_chain
from dashapp.auth.roles import ROLES
from dashapp.auth.users import add_user
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.db.engines import accounts_engine
from dashapp.db.migrate import migrate
from dashapp.errors import NoData, UserError
from dashapp.settings import Settings
from tests.app.shop import write_shop


def run(settings: Settings, *arguments: str) -> Result:
    environment = {"VAR_DIR": str(settings.var_dir), "WAREHOUSE_URL": "", "ACCOUNTS_URL": ""}
    return CliRunner().invoke(manage.cli, arguments, env=environment, catch_exceptions=False)


@pytest.fixture
def imported(settings: Settings, tmp_path: Path) -> tuple[Settings, Path, Path]:
    orders, order_map = write_shop(tmp_path / "files", orders=60)
    answer = run(settings, "import", str(orders), "--map", str(order_map))
    assert answer.exit_code == 0
    assert "Published version 1" in answer.output
    return settings, orders, order_map


def test_an_import_counts_every_row_and_the_same_file_adds_nothing(imported) -> None:
    settings, orders, order_map = imported
    rows = len(orders.read_text().splitlines()) - 1
    again = run(settings, "import", str(orders), "--map", str(order_map))
    assert f"0 loaded + {rows} already present + 0 superseding + 0 quarantined = {rows}" in again.output
    assert "Published" not in again.output


def test_check_changes_nothing(settings: Settings, tmp_path: Path) -> None:
    orders, order_map = write_shop(tmp_path / "files", orders=5)
    assert "Checked, nothing changed" in run(settings, "import", str(orders), "--map", str(order_map), "--check").output
    with pytest.raises(NoData, match=r"manage\.py import"):
        run(settings, "metric", "net_sales")


def test_a_load_is_listed_and_undone(imported) -> None:
    settings, *_ = imported
    listed = list(csv.DictReader(io.StringIO(run(settings, "loads").output)))
    assert [row["status"] for row in listed] == ["loaded"]
    assert "nothing is published" in run(settings, "undo", "1").output
    with pytest.raises(NoData):
        run(settings, "metric", "net_sales")


def test_quarantined_rows_can_be_downloaded(settings: Settings, tmp_path: Path) -> None:
    orders, order_map = write_shop(tmp_path / "files", orders=5)
    lines = orders.read_text().splitlines()
    broken = lines[1].replace("2026-", "the year 2026-", 1)
    orders.write_text("\n".join([lines[0], broken, *lines[2:]]) + "\n")
    assert "1 quarantined" in run(settings, "import", str(orders), "--map", str(order_map)).output
    (row,) = csv.DictReader(io.StringIO(run(settings, "quarantine", "1").output))
    assert (row["row"], row["column"]) == ("2", "Placed")
    assert "the year 2026-" in row["value"]


def test_metrics_and_queries_answer_in_csv_and_json(imported) -> None:
    settings, *_ = imported
    by_country = list(csv.DictReader(io.StringIO(run(settings, "metric", "net_sales,orders", "--by", "country").output)))
    (total,) = json.loads(run(settings, "metric", "net_sales,orders", "--format", "json").output)
    assert list(by_country[0]) == ["country", "net_sales", "orders"]
    assert round(sum(float(row["net_sales"]) for row in by_country), 2) == total["net_sales"]
    segments = json.loads(run(settings, "query", "segmentation.segments", "--param", "country=France", "--format", "json").output)
    assert sum(row["customers"] for row in segments) > 0


def test_a_user_gets_what_the_pages_would_show(imported) -> None:
    settings, *_ = imported
    for name in ("analyst", "support"):
        add_user(accounts_engine(settings), name, name)
    assert "@shop.example" in run(settings, "query", "segmentation.customers").output
    assert "@shop.example" not in run(settings, "query", "segmentation.customers", "--as", "analyst").output
    assert "@shop.example" in run(settings, "query", "segmentation.customers", "--as", "support").output


def test_commands_are_audited_without_values(imported) -> None:
    settings, *_ = imported
    run(settings, "metric", "net_sales")
    engine = accounts_engine(settings)
    with engine.connect() as connection:
        events = connection.execute(select(AUDIT_EVENTS.c.action, AUDIT_EVENTS.c.subject).order_by(AUDIT_EVENTS.c.sequence)).all()
    assert [tuple(event) for event in events] == [("imported", "load:1"), ("built", "version:1"), ("asked", "metric:net_sales")]
    assert verify_chain(engine).whole


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["metric", "net_sale"], "Did you mean 'net_sales'"),
        (["metric", "net_sales", "--by", "contry"], "Did you mean 'country'"),
        (["metric", "net_sales", "--from", "then"], "from is 'then'"),
        (["metric", "net_sales", "--where", "country"], "DIMENSION=VALUE"),
        (["query", "sales.order"], "order_id"),
        (["query", "segmentation.customers", "--param", "recency_score=five"], "whole number"),
    ],
)
def test_a_mistake_is_one_sentence(imported, arguments: list[str], message: str) -> None:
    with pytest.raises(UserError, match=message):
        run(imported[0], *arguments)


def test_users_are_added_with_one_of_the_eight_roles(settings: Settings) -> None:
    assert len(ROLES) == 8
    assert "One-time password for maria: " in run(settings, "add-user", "maria", "--role", "analyst").output
    assert "One-time password for maria: " in run(settings, "reset-password", "maria").output
    with pytest.raises(UserError, match="Did you mean 'analyst'"):
        run(settings, "add-user", "paul", "--role", "analist")


def test_pages_of_a_role(settings: Settings) -> None:
    migrate(settings)
    assert run(settings, "pages", "--role", "finance").output.splitlines() == ["/overview\tExecutive overview", "/sales\tSales performance"]
    assert run(settings, "pages", "--role", "fraud_analyst").output == ""


def test_maps_and_rates(settings: Settings, tmp_path: Path) -> None:
    assert run(settings, "maps").output.split() == ["online-retail", "sales-pulse"]
    (tmp_path / "rates.csv").write_text("day,currency,rate\n2026-01-01,USD,0.8\n")
    assert "1 rates loaded" in run(settings, "rates", str(tmp_path / "rates.csv")).output
