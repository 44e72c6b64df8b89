"""The margin of the net promoter score, as the metric works it out, against samples whose truth is known; a fixed seed."""

from __future__ import annotations

import duckdb
import numpy
import pandas
import pytest

from analytics.net_promoter import change
from queries.registry import metric

WAVES = 1_000
LEAST, MOST = 0.93, 0.97
SHARES = [(1 / 2, 1 / 6), (0.3, 0.3), (0.62, 0.08)]


def measured(answers: pandas.DataFrame) -> pandas.DataFrame:
    """The score and its margin by wave, in the words of the registry."""
    asked = ", ".join(
        f"cast({metric(name).numerator} as double precision) / nullif({metric(name).denominator}, 0) as {name}"
        for name in ("nps", "nps_margin")
    )
    with duckdb.connect() as connection:
        connection.register("answers", answers)
        return connection.sql(f"select wave, {asked} from answers group by wave order by wave").df()


def sampled(promoters: float, detractors: float, count: int, seed: int) -> pandas.DataFrame:
    """One row an answer, of many waves of one size."""
    drawn = numpy.random.default_rng(seed).random(WAVES * count)
    return pandas.DataFrame(
        {
            "wave": numpy.repeat(numpy.arange(WAVES), count),
            "is_promoter": (drawn < promoters).astype("int64"),
            "is_detractor": (drawn >= 1 - detractors).astype("int64"),
            "is_answered": numpy.ones(WAVES * count, dtype="int64"),
        }
    )


def test_the_margin_is_that_of_the_textbook() -> None:
    promoters, detractors = numpy.repeat([1, 0], [162, 162]), numpy.repeat([0, 1], [270, 54])
    [row] = measured(pandas.DataFrame({"wave": 1, "is_promoter": promoters, "is_detractor": detractors, "is_answered": 1})).to_dict(
        "records"
    )
    assert row["nps"] == pytest.approx(33.333, abs=0.001)
    assert row["nps_margin"] == pytest.approx(1.96 * 4.14, abs=0.02)


@pytest.mark.parametrize("count", [150, 324, 900])
@pytest.mark.parametrize("shares", SHARES, ids=str)
def test_t_nps_1_intervals_hold_the_truth_as_often_as_they_say(shares: tuple[float, float], count: int) -> None:
    found = measured(sampled(*shares, count, seed=19))
    truth = 100 * (shares[0] - shares[1])
    held = (found["nps"] - truth).abs() <= found["nps_margin"]
    assert LEAST <= held.mean() <= MOST


@pytest.mark.parametrize("shares", SHARES, ids=str)
def test_waves_of_one_truth_differ_within_noise_as_often(shares: tuple[float, float]) -> None:
    found = measured(sampled(*shares, 324, seed=22)).to_dict("records")
    pairs = [
        change(later["nps"], later["nps_margin"], earlier["nps"], earlier["nps_margin"])
        for earlier, later in zip(found[::2], found[1::2], strict=True)
    ]
    assert LEAST <= sum(pair.is_noise for pair in pairs) / len(pairs) <= MOST


def test_a_change_beyond_its_margin_is_no_noise() -> None:
    assert change(40.0, 3.0, 30.0, 4.0).margin == pytest.approx(5.0)
    assert not change(40.0, 3.0, 30.0, 4.0).is_noise
    assert change(34.9, 3.0, 30.0, 4.0).is_noise
