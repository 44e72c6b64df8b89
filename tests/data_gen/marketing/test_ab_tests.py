"""A/B tests: the planted kinds, and lifts that their days show."""

from __future__ import annotations

import numpy
import pytest

from data_gen.marketing.ab_tests import MISMATCHED_SHARE, NULLS, REALS, _days
from data_gen.world import World


def test_twelve_tests_of_the_planted_kinds(clean_world: World):
    truth = clean_world.truth["ab_tests"]
    assert truth["kind"].value_counts().to_dict() == {"null": NULLS, "real": REALS, "mismatch": 1, "novelty": 1}
    assert (truth.loc[truth["kind"].isin(["null", "mismatch"]), "lift"] == 0).all()
    assert truth.loc[truth["kind"] == "real", "lift"].between(0.02, 0.15).all()


def test_no_test_has_more_visitors_than_the_shop(clean_world: World):
    visits = clean_world.tables["session_days"].groupby("session_date")["sessions"].sum()
    tested = clean_world.tables["ab_test_days"].groupby(["test_id", "test_date"])["visitors"].sum().droplevel(0)
    assert (tested <= visits.reindex(tested.index)).all()


@pytest.mark.parametrize(("kind", "lift"), [("null", 0.0), ("real", 0.12), ("mismatch", 0.0)])
def test_many_visitors_show_the_lift(kind: str, lift: float):
    frame = _days(numpy.random.default_rng(3), numpy.full(28, 400_000), kind, lift, 0.03).groupby("variant").sum(numeric_only=True)
    rate = frame["converters"] / frame["visitors"]
    error = numpy.sqrt((1 / frame["converters"]).sum())
    assert rate["treatment"] / rate["control"] - 1 == pytest.approx(lift, abs=4 * error)
    share = frame["visitors"]["treatment"] / frame["visitors"].sum()
    assert share == pytest.approx(MISMATCHED_SHARE if kind == "mismatch" else 0.5, abs=0.002)


def test_novelty_wears_off():
    frame = _days(numpy.random.default_rng(4), numpy.full(28, 2_000_000), "novelty", 0.0, 0.03).set_index(["day", "variant"])
    rate = (frame["converters"] / frame["visitors"]).unstack()
    lift = rate["treatment"] / rate["control"] - 1
    assert lift[:3].mean() > 0.15
    assert abs(lift[-7:].mean()) < 0.03
