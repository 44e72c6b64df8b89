"""Duplicate customers from the command line: what is found, what is decided, and what a build makes of it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from dashapp.db.migrate import migrate
from dashapp.settings import Settings
from jobs.build import build
from manage import cli
from tests.jobs.duplicates.shops import opened
from tests.warehouse.raw_rows import table


@pytest.fixture
def installation(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("VAR_DIR", str(settings.var_dir))
    migrate(settings)
    return opened(settings)


def asked(*words: str) -> Result:
    return CliRunner().invoke(cli, ["duplicates", *words])


def listed(*words: str) -> list[dict[str, Any]]:
    found = asked("list", *words, "--format", "json")
    assert found.exit_code == 0, found.exception
    return json.loads(found.output)


def known(settings: Settings) -> int:
    return int(table(settings, "dim_customers", "customer_key")["is_known"].sum())


def test_find_list_answer_approve_and_undo(installation: Settings) -> None:
    [found] = json.loads(asked("find", "--format", "json").output)
    assert (found["automatic"], found["review"], found["merges"]) == (1, 2, 1)
    assert sorted(row["left_id"] for row in listed("pairs")) == ["c00", "c01"]
    assert listed("bands")[0]["precision"] is None
    assert "waits for approval" in asked("answer", "shop", "d00", "c00", "same").output
    assert "Approved: merges 1, accounts 2." in asked("approve", "--band", "auto").output
    [waiting] = listed("merges", "--state", "proposed")
    assert waiting["members"] == "c00 d00"
    assert asked("approve", str(waiting["merge_id"])).exit_code == 0
    build(installation)
    assert known(installation) == 63
    assert asked("undo", str(waiting["merge_id"])).exit_code == 0
    build(installation)
    assert known(installation) == 64


def test_approve_wants_one_thing(installation: Settings) -> None:
    assert asked("approve").exit_code == 2
    assert asked("approve", "1", "--band", "auto").exit_code == 2
    assert "does not wait" in str(asked("approve", "7").exception)
