"""The sentence of a chart: what a person reads who does not see it."""

from __future__ import annotations

from dashapp.charts import bars, bridge, columns, heatmap, line, lines, share, summary
from dashapp.table import Column
from tests.charts.made_up import CATEGORY, CURRENT, DAY, HOUR, NAME, NET, ORDERS, PREVIOUS, WEEKDAY, categories, daily, table


def test_a_trend_says_total_change_and_peak() -> None:
    tables = [daily(CURRENT, [10, 20, 30, 40, 50, 60, 70]), daily(PREVIOUS, [70, 20, 30, 40, 20, 10, 10])]
    assert summary(line(), tables, "GBP") == (
        "Net sales £280.00, up 40.0\u202f% against 26 Nov – 2 Dec 2021, highest on Thu 9 Dec 2021 (£70.00)."
    )


def test_a_trend_of_counts_claims_no_total() -> None:
    assert summary(line(), [daily(CURRENT, [3, 9, 1], ORDERS)], "GBP") == "Orders, highest on Sat 4 Dec 2021 (9)."


def test_a_comparison_with_nothing_is_not_a_change() -> None:
    assert "against" not in summary(line(), [daily(CURRENT, [5.0]), daily(PREVIOUS, [0.0])], "GBP")


def test_bars_name_the_first_two() -> None:
    found = [categories({"Hats": 25.0, "Shoes": 75.0, "Bags": 0.0})]
    assert summary(bars(by="category"), found, "GBP") == "Net sales by category: Shoes £75.00 (75.0\u202f%), then Hats £25.00; 3 in all."
    assert summary(share(by="category"), [categories({"Hats": 5.0})], "GBP") == "Net sales by category: Hats £5.00."


def test_a_number_is_said_with_what_it_counts() -> None:
    score, part = Column("score", "Recency score", "integer"), Column("rate", "Purchase rate", "ratio")
    answer = table([score, part], [(1, 0.1), (2, 0.381), (3, 0.2)])
    assert summary(columns(x="score", y="rate"), [(CURRENT, answer)], "GBP") == (
        "Purchase rate by recency score: recency score 2 38.1\u202f%, then recency score 3 20.0\u202f%; 3 in all."
    )


def test_lines_name_the_largest() -> None:
    answer = table([DAY, CATEGORY, NET], [("2021-12-03", "Hats", 2.0), ("2021-12-03", "Shoes", 5.0), ("2021-12-04", "Hats", 2.0)])
    assert summary(lines(), [(CURRENT, answer)], "GBP") == "Net sales by category: Shoes is the largest with £5.00, 1 others."


def test_a_heatmap_names_its_peak() -> None:
    answer = table([WEEKDAY, NAME, HOUR, NET], [(4, "Thursday", 12, 9.0), (5, "Friday", 9, 2.0)])
    assert summary(heatmap(x="hour", y="weekday"), [(CURRENT, answer)], "GBP") == "Net sales: most at Thursday, 12:00 (£9.00)."


def test_a_bridge_reads_its_steps() -> None:
    columns = [NET.__class__(name, name.replace("_", " ").capitalize(), "money") for name in ("gross_sales", "returns", "net_sales")]
    answer = table(columns, [(100.0, 20.0, 80.0)])
    assert summary(bridge(), [(CURRENT, answer)], "GBP") == "Gross sales £100.00, returns −£20.00, net sales £80.00."


def test_nothing_is_said_with_the_period() -> None:
    assert summary(line(), [daily(CURRENT, [])], "GBP") == "No net sales in 3–9 Dec 2021."
