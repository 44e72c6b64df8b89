"""Scoring: a version of its own with scores and a card, on both engines; gates instead of numbers; old scores are said to be old."""

from __future__ import annotations

from collections.abc import Iterator

import pandas
import pytest

import queries
from dashapp.auth.viewer import OPERATOR
from dashapp.db.migrate import migrate
from dashapp.errors import NoData, NotFound
from dashapp.settings import Settings
from jobs.after_build_steps import score_published
from jobs.build import build
from jobs.columnar import current
from jobs.models.score import score, unscored
from queries.model_cards import carded
from queries.run import run
from queries.versions import Version
from tests.jobs.models.made_shop import lines
from tests.warehouse.raw_rows import copied_table, load, table


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request: pytest.FixtureRequest) -> Iterator[Settings]:
    made: Settings = request.getfixturevalue("settings" if request.param == "sqlite" else "postgres_settings")
    migrate(made)
    yield made
    queries.open(made).close()


def _others(version: Version) -> dict[str, int]:
    """Rows of the tables that have nothing to do with models."""
    return {name: count for name, count in version.row_counts.items() if not name.startswith(("score_clv", "fct_model"))}


def test_scores_are_published_as_a_version_and_outlive_a_build(desk: Settings):
    load(desk, lines())
    built = build(desk)
    assert table(desk, "score_clv", "customer_key").empty
    assert unscored(desk) == ["clv", "churn", "clusters", "themes"]
    done = score(desk, ["clv"])
    assert done.version.version > built.version
    assert done.version.row_counts["score_clv"] == done.scored["clv"] == 560
    assert _others(done.version) == _others(built)
    kept, copied = table(desk, "score_clv", "customer_key"), copied_table(desk, "score_clv", "customer_key")
    pandas.testing.assert_frame_equal(kept, copied, check_dtype=False)
    assert current(desk).name == f"v{done.version.version}.duckdb"
    assert ((kept["alive"] > 0) & (kept["alive"] <= 1)).all()
    assert (kept["predicted_12_cents"] >= kept["predicted_6_cents"]).all()
    card, about = carded(queries.open(desk), "clv", OPERATOR)
    assert (about["is_of_shown_data"], card.uses in ("model", "rule"), card.missing) == (1, True, ())
    assert unscored(desk) == ["churn", "clusters", "themes"]
    load(desk, lines(20, seed=6, first_id=900))
    build(desk)
    assert len(table(desk, "score_clv", "customer_key")) == 560, "a build keeps the scores there are"
    assert carded(queries.open(desk), "clv", OPERATOR)[1]["is_of_shown_data"] == 0
    score_published(desk)
    assert len(table(desk, "score_clv", "customer_key")) == 580
    assert sorted(table(desk, "fct_model_runs", "run_id")["model"]) == ["churn", "clusters", "clv", "clv", "themes"]
    assert not table(desk, "fct_model_figures", "name").duplicated(["model", "name"]).any()


def test_too_little_data_is_named_instead_of_a_number(settings: Settings):
    migrate(settings)
    load(settings, lines(30))
    build(settings)
    done = score(settings)
    assert done.cards["clv"].uses == "nothing"
    assert done.cards["clv"].missing[0] == "30 known customers have ordered; 500 are needed."
    assert table(settings, "score_clv", "customer_key").empty
    assert "not enough data" in str(done)


def test_scores_are_read_from_the_warehouse_where_there_is_no_copy(settings: Settings):
    migrate(settings)
    load(settings, lines(30))
    build(settings)
    current(settings).unlink()
    version = score(settings).version
    assert carded(queries.open(settings), "clv", OPERATOR)[0].model == "clv"
    assert run(queries.open(settings), "models.cards", {"model": "clv"}, OPERATOR).source.version == version.version


def test_nothing_published_nothing_scored(settings: Settings):
    migrate(settings)
    score_published(settings)
    with pytest.raises(NoData):
        score(settings)
    with pytest.raises(NotFound, match="Did you mean 'clv'"):
        score(settings, ["clw"])


def test_scores_that_fail_half_way_leave_the_version_that_was_there(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    migrate(settings)
    load(settings, lines())
    built = build(settings)

    def fail(*_given: object) -> None:
        raise RuntimeError("the power is gone")

    with monkeypatch.context() as patched:
        patched.setattr("jobs.build_scores.version_from", fail)
        with pytest.raises(RuntimeError):
            score(settings, ["clv"])
    assert queries.open(settings).version(fresh=True).version == built.version
    assert current(settings).name == f"v{built.version}.duckdb"
    assert table(settings, "raw_model_runs", "run_id").empty
    assert table(settings, "score_clv", "customer_key").empty
    assert score(settings, ["clv"]).scored["clv"] == 560
