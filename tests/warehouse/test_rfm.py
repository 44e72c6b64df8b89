"""RFM: every cell has one segment, ties share a score, and the scores are those of an independent computation."""

from __future__ import annotations

import csv
import datetime
import random
from collections import Counter
from dataclasses import replace

import pandas
import pytest

import queries
from dashapp.auth.viewer import OPERATOR
from dashapp.settings import Settings
from jobs.build import build
from jobs.build_tables import SEGMENTS, segment_rows
from queries.run import run
from tests.warehouse.random_shop import RATES, random_lines
from tests.warehouse.raw_rows import load, rates, table

NAMES = {
    "Champions": "54 55",
    "Loyal": "34 35 44 45",
    "Potential Loyalists": "42 43 52 53",
    "New Customers": "51",
    "Promising": "41",
    "Need Attention": "33",
    "About To Sleep": "31 32",
    "At Risk": "13 14 23 24",
    "Can't Lose Them": "15 25",
    "Hibernating": "21 22",
    "Lost": "11 12",
}


def test_each_of_the_25_cells_has_exactly_one_of_the_eleven_segments():
    cells = segment_rows()
    assert sorted((recency, frequency) for recency, frequency, _, _ in cells) == [(r, f) for r in range(1, 6) for f in range(1, 6)]
    assert {f"{recency}{frequency}": name for recency, frequency, name, _ in cells} == {
        cell: name for name, cells_of_it in NAMES.items() for cell in cells_of_it.split()
    }
    assert len({(name, order) for _, _, name, order in cells}) == len(NAMES)


def test_the_file_of_segments_is_plain_csv():
    with SEGMENTS.open(newline="", encoding="utf-8") as file:
        assert next(csv.reader(file)) == ["recency_score", "frequency_score", "segment", "segment_order"]


def repeated_orders(customers: int = 200) -> list[dict[str, object]]:
    draw = random.Random(11)
    return [
        {
            "order_id": f"{customer}-{number}",
            "customer_id": f"K{customer:03}",
            "product_id": "p",
            "quantity": 1,
            "amount": draw.choice([5, 10, 10, 20, 99.99]),
            "ordered_at": f"2026-{draw.randint(1, 6):02}-{draw.choice([3, 10, 10, 21]):02} 10:00:00",
        }
        for customer in range(customers)
        for number in range(draw.choice([1, 1, 1, 1, 2, 2, 3, 4, 9]))
    ]


def test_ties_share_a_score(settings: Settings):
    load(settings, repeated_orders())
    build(settings)
    scores = table(settings, "score_rfm", "customer_key")
    for value, score in (("recency_days", "recency_score"), ("frequency", "frequency_score"), ("monetary_cents", "monetary_score")):
        assert scores[value].duplicated().any()
        assert (scores.groupby(value)[score].nunique() == 1).all()
        assert scores[score].between(1, 5).all()


def percent_rank(values: pandas.Series) -> pandas.Series:
    others = len(values) - 1
    return (values.rank(method="min") - 1) / others if others else values * 0.0


def fifth(rank: pandas.Series) -> pandas.Series:
    return (1 + (5 * rank).floordiv(1)).clip(upper=5).astype(int)


def scored(events: pandas.DataFrame, as_of_day: int) -> pandas.DataFrame:
    """The definition again, in pandas."""
    events = events[(events["is_known_customer"] == 1) & (events["event_day"] <= as_of_day)]
    sales = events[events["event_type"] == "sale"].groupby("customer_key")
    found = pandas.DataFrame({"last": sales["order_day"].max(), "frequency": sales["order_key"].nunique()})
    found["monetary_cents"] = (
        (events["gross_cents"] - events["discount_cents"] - events["return_cents"]).groupby(events["customer_key"]).sum()
    )
    found["recency_days"] = as_of_day - found["last"]
    found["recency_score"] = fifth(percent_rank(-found["recency_days"]))
    found["monetary_score"] = fifth(percent_rank(found["monetary_cents"]))
    rank = percent_rank(found.loc[found["frequency"] > 1, "frequency"])
    found["frequency_score"] = (
        pandas.cut(rank, [-1, 0.2499999, 0.4999999, 0.7499999, 2], labels=[2, 3, 4, 5]).astype(int).reindex(found.index, fill_value=1)
    )
    names = {cell: name for name, cells in NAMES.items() for cell in cells.split()}
    codes = found["recency_score"].astype(str) + found["frequency_score"].astype(str)
    found["segment"], found["rfm_code"] = codes.map(names), codes + found["monetary_score"].astype(str)
    return found.drop(columns="last").reset_index()


@pytest.mark.parametrize("as_of", [None, datetime.date(2025, 4, 15)])
def test_against_an_independent_computation(settings: Settings, as_of: datetime.date | None):
    rates(settings, RATES)
    load(settings, [*random_lines(), *[line | {"source": "other"} for line in repeated_orders()]])
    version = build(replace(settings, as_of_date=as_of))
    calendar = table(settings, "dim_date", "day_number").set_index("date_day")["day_number"]
    expected = scored(table(settings, "fct_sales_events", "event_key"), calendar[version.as_of.isoformat()])
    made = table(settings, "score_rfm", "customer_key")
    assert len(made) > 30
    pandas.testing.assert_frame_equal(made[expected.columns], expected, check_dtype=False)


def test_the_day_that_counts_is_no_later_than_the_as_of_day(settings: Settings):
    load(settings, [repeated_orders(1)[0] | {"ordered_at": "2026-01-05 10:00:00"}])
    build(replace(settings, as_of_date=datetime.date(2025, 12, 31)))
    assert table(settings, "score_rfm", "customer_key").empty


def test_fixed_cut_offs_score_by_the_file_and_by_nothing_else(settings: Settings):
    load(settings, repeated_orders())
    build(replace(settings, rfm_cut_points="fixed"))
    scores = table(settings, "score_rfm", "customer_key")
    recency = pandas.cut(scores["recency_days"], [-1, 30, 90, 180, 365, 9999], labels=[5, 4, 3, 2, 1]).astype(int)
    money = pandas.cut(scores["monetary_cents"], [-1, 4999, 14999, 29999, 59999, 10**9], labels=[1, 2, 3, 4, 5]).astype(int)
    frequency = scores["frequency"].map({1: 1, 2: 2, 3: 3, 4: 4, 5: 4}).fillna(5).astype(int)
    assert scores["recency_score"].tolist() == recency.tolist()
    assert scores["frequency_score"].tolist() == frequency.tolist()
    assert scores["monetary_score"].tolist() == money.tolist()
    points = table(settings, "score_rfm_cut_points", "score")
    assert points["is_fixed"].tolist() == [1] * 5
    assert points["frequency_least"].tolist()[1:] == [2, 3, 4, 6]


def test_cut_points_say_the_scores(settings: Settings):
    load(settings, repeated_orders())
    build(settings)
    scores, points = table(settings, "score_rfm", "customer_key"), table(settings, "score_rfm_cut_points", "score")
    for value, score, limit, best_is_low in (
        ("recency_days", "recency_score", "recency_most_days", True),
        ("frequency", "frequency_score", "frequency_least", False),
        ("monetary_cents", "monetary_score", "monetary_least_cents", False),
    ):
        limits = points.set_index("score")[limit].dropna()
        said = [max(level for level, at in limits.items() if (one <= at if best_is_low else one >= at)) for one in scores[value]]
        assert said == scores[score].tolist()


def sizes(settings: Settings) -> pandas.DataFrame:
    """Customers by segment and month, as the page shows them."""
    warehouse = queries.open(settings)
    found = run(warehouse, "segmentation.segment_months", {}, OPERATOR).frame
    warehouse.close()
    return found.pivot_table(index="segment", columns="month", values="customers", aggfunc="sum").fillna(0).astype(int)


@pytest.mark.parametrize("cut_points", ["quantile", "fixed"])
def test_month_ends_are_scored_by_the_orders_until_then_and_the_cut_points_of_now(settings: Settings, cut_points: str):
    load(settings, repeated_orders())
    build(replace(settings, as_of_date=datetime.date(2026, 6, 30), rfm_cut_points=cut_points))
    found, days = sizes(settings), table(settings, "dim_date", "day_number").set_index("day_number")
    orders = table(settings, "fct_orders", "order_key")
    points = table(settings, "score_rfm_cut_points", "score").set_index("score")
    names = {(r, f): name for r, f, name, _ in segment_rows()}
    assert list(found) == [f"2026-{month:02}-01" for month in range(1, 7)]
    for month in found:
        end = max(days.index[days["month_start"] == month])
        until = orders[orders["order_day"] <= end].groupby("customer_key")["order_day"]
        expected = Counter(
            names[
                max([1, *(level for level, at in points["recency_most_days"].items() if level > 1 and end - last <= at)]),
                max([1, *(level for level, at in points["frequency_least"].items() if level > 1 and count >= at)]),
            ]
            for last, count in zip(until.max(), until.size(), strict=True)
        )
        assert {name: size for name, size in found[month].items() if size} == dict(expected)
    # The last month ends on the as-of day, so it is the scores themselves.
    assert {name: size for name, size in found[month].items() if size} == dict(
        Counter(table(settings, "score_rfm", "customer_key")["segment"])
    )


CHOSEN = ({}, {"month": "2026-04-01"}, {"months_before": "3"}, {"month": "2026-05-01", "months_before": "3"}, {"months_before": "12"})


def test_rows_of_the_migration_are_the_segments_before_whatever_months_are_chosen(settings: Settings):
    load(settings, repeated_orders())
    build(replace(settings, as_of_date=datetime.date(2026, 6, 30)))
    found = sizes(settings)
    warehouse = queries.open(settings)
    for chosen in CHOSEN:
        moves = run(warehouse, "segmentation.migration", chosen, OPERATOR).frame
        end = pandas.Timestamp(chosen.get("month", "2026-06-01"))
        begin = end - pandas.DateOffset(months=int(chosen.get("months_before", 1)))
        before, after = (moves.groupby(side)["customers"].sum() for side in ("from_segment", "to_segment"))
        # Nobody had ordered before January: then everybody comes from no segment.
        stood, stand = found.get(str(begin.date()), pandas.Series(dtype=int)), found[str(end.date())]
        for segment in NAMES:
            assert before[segment] == stood.get(segment, 0), (chosen, segment)
            assert after[segment] == stand.get(segment, 0), (chosen, segment)
        assert before.sum() == stand.sum()
        assert moves["month_start"].unique().tolist() == [str(end.date())]
    warehouse.close()


@pytest.mark.parametrize("chosen", CHOSEN)
def test_movements_count_the_cells_of_the_matrix(settings: Settings, chosen: dict[str, str]):
    load(settings, repeated_orders())
    build(replace(settings, as_of_date=datetime.date(2026, 6, 30)))
    warehouse = queries.open(settings)
    cells = run(warehouse, "segmentation.migration", chosen, OPERATOR).frame.fillna({"customers": 0})
    [counted] = run(warehouse, "segmentation.movements", chosen, OPERATOR).records()
    warehouse.close()
    known, risk, lost = cells["from_order"] < 12, (8, 9), (10, 11)
    was, now = cells["from_order"], cells["to_order"]
    expected = {
        "risen": known & (now < was),
        "fallen": now > was,
        "stayed": now == was,
        "new_customers": ~known,
        "into_risk": now.isin(risk) & ~was.isin(risk),
        "recovered": was.isin(risk) & (now < min(risk)),
        "lost": now.isin(lost) & ~was.isin(lost),
        "regained": was.isin(lost) & (now < min(risk)),
    }
    assert {name: counted[name] for name in expected} == {name: cells["customers"][chosen].sum() for name, chosen in expected.items()}
    assert sum(counted[name] for name in ("risen", "fallen", "stayed", "new_customers")) == cells["customers"].sum() > 0


@pytest.mark.parametrize("chosen", CHOSEN)
def test_movers_are_the_customers_of_the_cells(settings: Settings, chosen: dict[str, str]):
    load(settings, repeated_orders())
    build(replace(settings, as_of_date=datetime.date(2026, 6, 30)))
    warehouse = queries.open(settings)
    cells = run(warehouse, "segmentation.migration", chosen, OPERATOR).frame.dropna(subset=["customers"])
    movers = run(warehouse, "segmentation.movers", chosen, OPERATOR).frame
    warehouse.close()
    counted = movers.groupby(["from_segment", "to_segment"]).size()
    assert counted.to_dict() == cells.set_index(["from_segment", "to_segment"])["customers"].astype(int).to_dict()
    assert movers["customer_id"].is_unique
    assert len(movers) > 0
