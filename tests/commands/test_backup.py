"""Backup and restore from the command line: what is printed, and what is refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from dashapp.errors import UserError
from dashapp.settings import Settings
from jobs.build import build
from manage import cli
from tests.warehouse.raw_rows import load

ROW = {"order_id": "A1", "line_number": 1, "product_id": "P1", "quantity": 2, "unit_price": "5.00", "amount": 10}


def asked(*words: object) -> Result:
    return CliRunner().invoke(cli, list(map(str, words)))


def test_a_backup_is_written_tested_and_restored(settings: Settings, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setenv("VAR_DIR", str(settings.var_dir))
    load(settings, [ROW])
    build(settings)
    kept = tmp_path / "kept"
    assert "Tested: it was restored elsewhere" in asked("backup", kept, "--test").output
    assert "can be restored" in asked("restore", kept, "--test").output
    over = asked("restore", kept)
    assert isinstance(over.exception, UserError)
    assert "--replace" in str(over.exception)
    assert isinstance(asked("restore", kept, "--test", "--replace").exception, UserError)
    done = asked("restore", kept, "--replace")
    assert "Everybody signs in anew." in done.output
    assert "Published version 2." in done.output
    assert "restored" in asked("audit", "list").output
