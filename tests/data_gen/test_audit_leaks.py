"""The leak audit lets a fair world pass and catches what a careless generator would leave behind."""

from __future__ import annotations

import numpy
import pandas
import pytest
from sklearn.metrics import roc_auc_score

from data_gen.audit_features import technical
from data_gen.audit_leaks import BAND, audit_leaks, audit_task, out_of_fold, strongest
from data_gen.audit_oracle import silence
from data_gen.audit_pairs import held_before
from data_gen.audit_tasks import Case, Task, weeks
from data_gen.config import Config, Size
from data_gen.stages import STAGES
from data_gen.tables import arrow_table
from data_gen.truth import write_truth
from data_gen.world import make_world, write_world

ROWS, POSITIVES = 20_000, 1_500
SIZE = Size(customers=9_000, orders=26_000, products=300, months=18, identified_journeys=1_000)


def orders(seed: int) -> pandas.DataFrame:
    """Columns of orders that say nothing, and a column `fraud`."""
    random = numpy.random.default_rng(seed)
    moment = numpy.datetime64("2025-01-01T00:00:00") + numpy.sort(random.integers(0, 365 * 86_400, ROWS)).astype("timedelta64[s]")
    given = {
        "order_id": [f"1{number:06d}" for number in random.permutation(ROWS)],
        "customer_id": pandas.Series([f"C{number}" for number in random.integers(10_000, 99_999, ROWS)]).where(random.random(ROWS) > 0.1),
        "ordered_at": pandas.Series(moment).dt.strftime("%Y-%m-%d %H:%M:%S"),
        "total_cents": random.integers(100, 50_000, ROWS),
    }
    fraud = numpy.zeros(ROWS, dtype=bool)
    fraud[random.choice(ROWS, POSITIVES, replace=False)] = True
    return pandas.DataFrame(given).assign(fraud=fraud)


def case(frame: pandas.DataFrame) -> Case:
    from data_gen.tables import declared

    others = [name for name in declared()["orders"].columns if name not in frame]
    found = technical("orders", frame.drop(columns="fraud"), skip=others)
    return Case(found, pandas.DataFrame(index=frame.index), frame["fraud"].to_numpy(), weeks(frame["ordered_at"]))


def ids_from_a_range_of_their_own(frame: pandas.DataFrame) -> None:
    rows = numpy.flatnonzero(frame["fraud"])
    frame.loc[rows, "order_id"] = [f"1{number:06d}" for number in range(ROWS, ROWS + len(rows))]


def rows_at_the_end(frame: pandas.DataFrame) -> None:
    ordered = frame.sort_values("fraud", kind="stable", ignore_index=True)
    frame[:] = ordered


def whole_minutes(frame: pandas.DataFrame) -> None:
    rows = frame["fraud"] & (numpy.arange(ROWS) % 4 == 0)
    frame.loc[rows, "ordered_at"] = frame.loc[rows, "ordered_at"].str.slice(0, 17) + "00"


def never_a_guest(frame: pandas.DataFrame) -> None:
    frame.loc[frame["fraud"], "customer_id"] = frame.loc[frame["fraud"], "customer_id"].fillna("C55555")


def round_amounts(frame: pandas.DataFrame) -> None:
    rows = frame["fraud"] & (numpy.arange(ROWS) % 3 == 0)
    frame.loc[rows, "total_cents"] = frame.loc[rows, "total_cents"] // 100 * 100


def longer_ids(frame: pandas.DataFrame) -> None:
    rows = frame["fraud"] & (numpy.arange(ROWS) % 4 == 0)
    frame.loc[rows, "customer_id"] = frame.loc[rows, "customer_id"] + "7"


def test_a_fair_world_passes():
    assert BAND[0] <= out_of_fold(case(orders(1)), case(orders(1)).technical) <= BAND[1]


@pytest.mark.parametrize(
    "leak",
    [ids_from_a_range_of_their_own, rows_at_the_end, whole_minutes, never_a_guest, round_amounts, longer_ids],
    ids=lambda leak: leak.__name__,
)
def test_a_planted_leak_is_caught(leak):
    frame = orders(2)
    leak(frame)
    found = case(frame)
    assert out_of_fold(found, found.technical) > BAND[1]


def test_a_feature_that_tells_it_all_by_itself_is_named():
    frame = orders(3)
    ids_from_a_range_of_their_own(frame)
    fair = case(frame)
    findings = audit_task(Task("fraud", lambda tables, truth: fair), [fair])
    assert [finding.passed for finding in findings] == [False, False]
    assert strongest(fair.technical, fair.label)[0] == "order_id number"
    assert "LEAK fraud" in str(findings[1])


def test_too_few_positives_are_no_audit():
    fair = case(orders(4))
    few = Case(fair.technical, fair.allowed, fair.label & (numpy.cumsum(fair.label) <= 300), fair.blocks)
    with pytest.raises(ValueError, match="300 positives, fewer than 700"):
        audit_task(Task("fraud", lambda tables, truth: few), [few])
    together = audit_task(Task("fraud", lambda tables, truth: few), [few] * 3)
    assert together[0].positives == 900


@pytest.mark.slow
def test_generated_worlds_do_not_leak(tmp_path, config):
    """Three seeds together, by the files that a reader would have."""
    folders = []
    for seed in (31, 32, 33):
        world = make_world(Config(seed, SIZE, config.as_of), STAGES)
        folders.append((tmp_path / f"{seed}", tmp_path / f"{seed}-truth"))
        write_world(world, folders[-1][0], ("parquet",))
        write_truth(world, folders[-1][1])
    findings = audit_leaks(folders)
    assert {finding.task for finding in findings} == {"fraud", "duplicates", "churn"}
    assert all(finding.passed for finding in findings), "\n".join(map(str, findings))
    best = {finding.task: finding.value for finding in findings if finding.measure.startswith(("at best", "oracle"))}
    assert 0.9 < best.pop("duplicates") < 0.995
    assert best.keys() == {"fraud", "churn"}
    assert all(0.7 < value < 0.96 for value in best.values())


def test_the_oracle_of_churn_is_the_probability_itself():
    """Of simulated customers with the same parameters, as many stay silent as it says."""
    random = numpy.random.default_rng(6)
    population = pandas.DataFrame({"daily_rate": random.gamma(0.8, 0.03, 6_000), "drop_out_probability": random.beta(0.8, 2.5, 6_000)})
    history, silent = [], []
    for rate, drop_out in population.head(3_000).to_numpy():
        moments, now = [0.0], 0.0
        while random.random() > drop_out and now < 390:
            now += random.exponential(1 / rate)
            moments.append(now)
        before = [moment for moment in moments if moment <= 300]
        history.append((len(before) - 1, before[-1], 300.0))
        silent.append(not any(300 < moment <= 390 for moment in moments))
    said = silence(pandas.DataFrame(history, columns=["repeats", "last", "age"]), population, 90)
    assert said.mean() == pytest.approx(numpy.mean(silent), abs=0.02)
    likely = said > 0.9
    assert numpy.mean(numpy.array(silent)[likely]) == pytest.approx(said[likely].mean(), abs=0.03)


def test_the_oracle_of_duplicates_knows_whom_spelling_and_households_cannot_hide(world):
    """One small world: what it is sure of is right, most accounts of the lighter tiers are among it, and hardly who moved."""
    customers, addresses = (arrow_table(name, world.tables[name]).to_pandas() for name in ("customers", "addresses"))
    score = held_before(customers, addresses)
    tier = world.truth["duplicates"].set_index("customer_id")["tier"].reindex(customers["customer_id"]).fillna("none").to_numpy()
    further = numpy.isin(tier, ["format", "typed", "moved"])
    assert roc_auc_score(further, score) > 0.9
    assert further[score > 0.9].mean() > 0.9
    assert (score > 0.5)[tier == "format"].mean() > 0.9
    assert (score > 0.5)[tier == "moved"].mean() < 0.7
    household = world.truth["households"]["customer_id"]
    only = numpy.isin(customers["customer_id"], household) & ~further & (tier == "none")
    assert (score > 0.5)[only].mean() < 0.1
