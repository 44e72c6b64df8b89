"""Other shops' figures: complete, in order and never of a quarter that nobody has published yet."""

from __future__ import annotations

import numpy
import pandas

from data_gen.benchmarks import BY_CATEGORY, FOR_ALL, PUBLISHED_DAYS
from data_gen.world import World


def test_benchmarks_are_of_every_published_quarter(clean_world: World) -> None:
    made = clean_world.tables["industry_benchmarks"]
    assert not made.duplicated(["quarter", "category", "measure"]).any()
    ends = made["quarter"] + pandas.DateOffset(months=3)
    assert (ends + pandas.Timedelta(days=PUBLISHED_DAYS) <= pandas.Timestamp(clean_world.config.as_of)).all()
    categories = set(clean_world.tables["categories"]["category"])
    for measure, rows in made.groupby("measure"):
        assert set(rows["category"]) == (categories if measure in BY_CATEGORY else {"All"}), measure
        assert rows.groupby("category")["quarter"].nunique().nunique() == 1
    assert set(made["measure"]) == {*BY_CATEGORY, *FOR_ALL}
    assert (made["lower_quartile"] < made["median_value"]).all()
    assert (made["median_value"] < made["upper_quartile"]).all()
    assert numpy.isfinite(made["median_value"]).all()
