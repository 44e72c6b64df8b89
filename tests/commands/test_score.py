"""`manage.py score` and `manage.py model-card`: scored, published, audited, and read."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

import queries.warehouse
from dashapp.db.migrate import migrate
from dashapp.settings import Settings
from jobs.build import build
from manage import cli
from tests.jobs.models.made_shop import lines
from tests.warehouse.raw_rows import load


@pytest.fixture
def shop(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("VAR_DIR", str(settings.var_dir))
    # Commands are processes of their own; here one process must see what the command before has published.
    monkeypatch.setattr(queries.warehouse, "VERSION_SECONDS", 0.0)
    migrate(settings)
    load(settings, lines(30))
    build(settings)
    return settings


def test_a_card_is_there_once_the_model_has_run(shop: Settings):
    none = CliRunner().invoke(cli, ["model-card", "clv"])
    assert "No model 'clv' has run" in str(none.exception)
    scored = CliRunner().invoke(cli, ["score", "clv"])
    assert scored.exit_code == 0, scored.output
    assert "clv: not enough data. 30 known customers have ordered; 500 are needed." in scored.output
    card = json.loads(CliRunner().invoke(cli, ["model-card", "clv", "--format", "json"]).output)
    assert (card["model"], card["uses"], card["is_of_shown_data"], card["as_of_date"]) == ("clv", "nothing", True, "2026-10-14")
    told = CliRunner().invoke(cli, ["model-card", "clv"]).output
    assert "- 30 known customers have ordered; 500 are needed." in told
