"""Checks from the command line: what is printed, and the exit code that stops whoever goes on without looking."""

from __future__ import annotations

import datetime
import json

import pytest
from click.testing import CliRunner, Result

from dashapp.auth import users
from dashapp.auth.scope import Scope
from dashapp.db.engines import accounts_engine
from dashapp.settings import Settings
from jobs.build import build
from manage import cli
from tests.warehouse.raw_rows import load

GOOD = {"order_id": "A1", "line_number": 1, "product_id": "P1", "quantity": 2, "unit_price": "5.00", "amount": 10}
BAD = {"order_id": "A2", "line_number": 1, "product_id": "P1", "quantity": -2, "unit_price": "5.00", "amount": 10}


@pytest.fixture
def installation(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("VAR_DIR", str(settings.var_dir))
    return settings


def asked(*words: str) -> Result:
    return CliRunner().invoke(cli, list(words))


def test_a_critical_check_that_fails_ends_with_one(installation: Settings):
    load(installation, [GOOD, BAD])
    build(installation)
    found = asked("check", "order_lines.*")
    assert found.exit_code == 1
    lines = {line.split()[0]: line.split() for line in found.output.splitlines()}
    assert lines["order_lines.quantities_not_positive"][1:7] == ["validation", "critical", "fail", "1", "2", "50.000%"]
    assert lines["order_lines.prices_not_positive"][3] == "pass"
    assert asked("check", "order_lines.prices_not_positive").exit_code == 0
    rows = asked("quality", "rows", "order_lines.quantities_not_positive", "--format", "json")
    assert [row["order_id"] for row in json.loads(rows.output)] == ["A2"]


def test_rules_limits_and_registers_have_commands(installation: Settings):
    load(installation, [GOOD])
    build(installation)
    added = asked(
        "quality", "add-rule", "order_items.quantity", "range", "--most", "1", "--severity", "critical", "--reason", "Single pieces."
    )
    assert added.exit_code == 0, added.output
    assert asked("check", "rules.order_items.quantity.range.1").exit_code == 1
    assert "3 days" in asked("quality", "freshness", "payments", "3").output
    assert asked("check").exit_code == 1
    for register in ("score", "results", "runs", "columns", "rules"):
        shown = asked("quality", "show", register)
        assert len(shown.output.splitlines()) > 1, register
    assert asked("quality", "end-rule", "1").exit_code == 0
    assert asked("check").exit_code == 0
    trail = asked("audit", "list").output
    assert all(word in trail for word in ("checked", "quality_rule_changed", "quality_limit_changed"))


def test_incidents_have_commands(installation: Settings):
    load(installation, [GOOD, BAD])
    build(installation)
    assert asked("check", "order_lines.quantities_not_positive").exit_code == 1
    assert asked("add-user", "anna", "--role", "analyst").exit_code == 0
    assert "1 incident given to anna." in asked("quality", "assign", "1", "--to", "anna").output
    assert "Written to 1 incident." in asked("quality", "comment", "The scanner was broken.", "1", "--as", "anna").output
    shown = json.loads(asked("quality", "show", "incidents", "--format", "json").output)
    assert [(row["check_name"], row["assignee"], row["comments"]) for row in shown] == [("order_lines.quantities_not_positive", "anna", 1)]
    day = (datetime.datetime.now(datetime.UTC).date() + datetime.timedelta(days=9)).isoformat()
    waived = asked("quality", "waive", "order_lines.quantities_not_positive", "--until", day, "--reason", "It is being mended.")
    assert waived.exit_code == 0, waived.output
    assert "It is being mended." in asked("quality", "show", "waivers").output
    assert asked("quality", "end-waiver", "order_lines.quantities_not_positive").exit_code == 0
    assert "holds" not in asked("quality", "show", "waivers").output


def test_a_limited_user_reads_no_register(installation: Settings):
    load(installation, [GOOD])
    build(installation)
    assert asked("add-user", "lisa", "--role", "analyst").exit_code == 0
    users.set_scope(accounts_engine(installation), "lisa", Scope(brands=("Alba",)))
    refused = asked("quality", "show", "results", "--as", "lisa")
    assert refused.exit_code == 1
    assert "Your reach is limited" in str(refused.exception or refused.output)
