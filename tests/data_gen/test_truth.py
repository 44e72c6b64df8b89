"""The answer key is written beside the tables, complete and explained."""

from __future__ import annotations

import pandas

from data_gen.truth import explained, write_truth


def test_every_frame_of_truth_is_explained_column_by_column(world):
    for task, frame in world.truth.items():
        assert task in explained(), f"{task} has no entry in data_gen/answer_key"
        words = explained()[task]
        assert words["about"].endswith("."), task
        assert set(words["columns"]) == set(frame.columns), task
        assert all(words["columns"].values()), task


def test_it_is_written_as_parquet_with_a_readme(world, tmp_path):
    write_truth(world, tmp_path / "truth")
    written = {path.stem for path in (tmp_path / "truth").glob("*.parquet")}
    assert written == set(world.truth)
    words = (tmp_path / "truth" / "README.md").read_text()
    for task in world.truth:
        assert f"## {task}.parquet" in words
    assert "drop_out_probability" in words
    customers = pandas.read_parquet(tmp_path / "truth" / "customers.parquet")
    assert len(customers) == len(world.tables["customers"])
