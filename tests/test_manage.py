"""The commands, as somebody types them."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
from pathlib import Path

import pandas
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import inspect, select

import demo_shop
import manage
from dashapp.auth.audit import verify_chain
from dashapp.auth.roles import ROLES
from dashapp.auth.users import add_user
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.db.engines import accounts_engine, warehouse_engine
from dashapp.db.migrate import migrate
from dashapp.errors import NoData, NotFound, UserError
from dashapp.settings import Settings
from data_gen.config import PROFILES, SIZES, Size
from data_gen.flaws import RULES
from data_gen.tables import declared
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
    listed = [
        "/overview\tExecutive overview",
        "/sales\tSales performance",
        "/acquisition\tCustomers & acquisition",
        "/cohorts\tCohorts & retention",
        "/clv\tLifetime value",
        "/catalogue\tCatalogue",
        "/duplicates\tDuplicate customers",
        "/quality\tData quality",
        "/audit\tAudit & compliance",
        "/approvals\tApprovals & locks",
    ]
    assert sorted(run(settings, "pages", "--role", "finance").output.splitlines()) == sorted(listed)
    assert run(settings, "pages", "--role", "fraud_analyst").output == "/catalogue\tCatalogue\n"


def test_maps_and_rates(settings: Settings, tmp_path: Path) -> None:
    assert run(settings, "maps").output.split() == ["online-retail", "sales-pulse"]
    (tmp_path / "rates.csv").write_text("day,currency,rate\n2026-01-01,USD,0.8\n")
    assert "1 rates loaded" in run(settings, "rates", str(tmp_path / "rates.csv")).output


@pytest.fixture
def tiny(monkeypatch: pytest.MonkeyPatch) -> None:
    """A demo shop that is made in seconds."""
    monkeypatch.setitem(SIZES, "small", Size(customers=800, orders=2_000, products=200, months=12, identified_journeys=400))


def test_the_options_are_those_of_the_generator() -> None:
    choices = {option.name: option.type.choices for option in manage.generate.params if hasattr(option.type, "choices")}
    assert choices == {"size": tuple(SIZES), "profile": (*PROFILES, demo_shop.REPORT)}
    assert manage.generate.params[0].default == demo_shop.SEED


def test_the_influencer_report_is_written_with_its_headlines_beside_the_corrected_ones(settings: Settings, tmp_path: Path) -> None:
    answer = run(settings, "generate", "--profile", demo_shop.REPORT, "--seed", "3", "--out", str(tmp_path / "report"))
    assert {path.name for path in (tmp_path / "report").iterdir()} == {"influencers.csv", "posts.csv", "tracking_data.csv", "payouts.csv"}
    assert answer.output.startswith("As documented: revenue ")
    assert "by contract 462% on Order basis" in answer.output


@pytest.mark.usefixtures("tiny")
def test_a_generated_shop_and_the_truth_about_it_lie_apart(settings: Settings, tmp_path: Path) -> None:
    answer = run(settings, "generate", "--as-of", "2026-03-31", "--out", str(tmp_path / "shop"))
    assert f"to 2026-03-31 are in {tmp_path / 'shop'}, and what is true of them in {tmp_path / 'shop-truth'}." in answer.output
    files = list((tmp_path / "shop").iterdir())
    assert {path.stem for path in files} <= set(declared())
    assert {path.suffix for path in files} == {".csv", ".parquet"}
    assert (tmp_path / "shop-truth" / "README.md").exists()


@pytest.mark.usefixtures("tiny")
def test_mistakes_are_planted_unless_the_shop_is_to_be_clean(settings: Settings, tmp_path: Path) -> None:
    for name, *more in (("usual",), ("clean", "--clean")):
        assert run(settings, "generate", "--as-of", "2026-03-31", "--out", str(tmp_path / name), *more).exit_code == 0
    usual, clean = (pandas.read_parquet(tmp_path / f"{name}-truth" / "flaws.parquet") for name in ("usual", "clean"))
    assert usual["rule"].nunique() == len(RULES)
    assert list(clean.columns) == list(usual.columns)
    assert clean.empty


@pytest.mark.usefixtures("tiny")
def test_the_life_of_a_demo_shop(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[str] = []
    monkeypatch.setattr(os, "execve", lambda program, *_: served.append(program))
    first = run(settings, "serve", "--demo").output
    assert "the demo shop: data from" in first
    assert first.index("Demo shop made in") < first.index("Tallyroom on http") < first.index("one-time password")
    assert "No data yet" not in first
    assert "Demo shop made" not in run(settings, "serve", "--demo").output
    assert len(served) == 2
    (listed,) = csv.DictReader(io.StringIO(run(settings, "loads").output))
    assert (listed["map_name"], listed["status"]) == ("demo", "loaded")
    (answer,) = json.loads(run(settings, "metric", "orders", "--format", "json").output)
    assert answer["orders"] > 1_000
    assert run(settings, "demo", "--remove").output.splitlines()[-1] == "Nothing is loaded any more, so nothing is published."
    with pytest.raises(NotFound, match="no demo shop"):
        run(settings, "demo", "--remove")
    assert "No data yet" in run(settings, "serve", "--demo").output, "who removed it does not get it again"
    _no_truth_in(settings)


@pytest.mark.usefixtures("tiny")
def test_own_data_takes_the_place_of_the_demo_shop(settings: Settings, tmp_path: Path) -> None:
    run(settings, "demo")
    orders, order_map = write_shop(tmp_path / "files", orders=20)
    imported = run(settings, "import", str(orders), "--map", str(order_map)).output
    assert "The demo shop made room for your own data" in imported
    assert "Published version 2: data from 2026-01" in imported
    with pytest.raises(UserError, match="Your own data is loaded"):
        run(settings, "demo")


def test_the_truth_never_lies_where_the_application_reads(settings: Settings) -> None:
    with pytest.raises(UserError, match="may not lie below VAR_DIR"):
        run(settings, "generate", "--out", str(settings.var_dir / "shop"))
    assert not (settings.var_dir / "shop").exists()


def test_a_start_with_another_currency_goes_on_without_a_demo(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[str] = []
    monkeypatch.setattr(os, "execve", lambda program, *_: served.append(program))
    monkeypatch.setenv("REPORTING_CURRENCY", "CHF")
    said = run(settings, "serve", "--demo").output
    assert "The demo shop keeps its books in EUR" in said
    assert "No data yet" in said
    assert served


@pytest.mark.parametrize(("given", "flags"), [([], "serve --demo"), (["DEMO=no"], "serve")])
def test_make_run_starts_with_a_demo_unless_told_otherwise(given: list[str], flags: str) -> None:
    told = subprocess.run(["make", "--dry-run", "run", *given], cwd=manage.ROOT, check=True, capture_output=True, text=True).stdout
    assert told.splitlines()[-1].rstrip().endswith(f"manage.py {flags}")


def _no_truth_in(settings: Settings) -> None:
    assert not [path for path in settings.var_dir.rglob("*") if "truth" in path.name or path.suffix == ".parquet"]
    assert not [name for name in inspect(warehouse_engine(settings)).get_table_names() if "truth" in name]
