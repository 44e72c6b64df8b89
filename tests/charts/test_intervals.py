"""Members as dots with intervals: who is shown, in which order, and what is said where few answered."""

from __future__ import annotations

from dashapp.charts import figure, intervals, summary
from dashapp.charts.intervals import MOST_MEMBERS
from dashapp.table import Column
from tests.charts.made_up import CURRENT, table

CARRIER = Column("carrier", "Carrier", "text")
MEASURES = (Column("nps", "Net promoter score", "decimal"), Column("nps_margin", "Margin of error", "decimal"),
            Column("survey_answers", "Survey answers", "integer"))  # fmt: skip
ROWS = [("Post", 41.25, 3.1, 900), ("Rail", 12.0, 5.0, 420), ("Bike", 50.0, 32.8, 14), ("Nobody", None, None, 0)]


def drawn(rows: list) -> dict:
    return figure(intervals(by="carrier"), [(CURRENT, table([CARRIER, *MEASURES], rows))], "EUR")


def test_the_best_is_on_top_with_its_interval_and_who_has_no_answer_is_left_out() -> None:
    made = drawn(ROWS)
    spans, _, dots = made["data"]
    assert made["layout"]["yaxis"]["ticktext"] == ["Bike", "Post", "Rail"]
    assert dots["x"] == [50.0, 41.25, 12.0]
    assert spans["x"][3:6] == [38.15, 44.35, None]
    assert made["layout"]["xaxis"]["zeroline"] is False


def test_t_nps_1_few_answers_make_a_hollow_dot_and_are_called_indicative() -> None:
    dots = drawn(ROWS)["data"][2]
    assert dots["marker"]["symbol"] == ["circle-open", "circle", "circle"]
    assert [words for _, words in dots["customdata"]] == [
        "Bike: 50.00, Indicative: ± 32.8, 14 answers", "Post: 41.25, ± 3.1, 900 answers", "Rail: 12.00, ± 5.0, 420 answers",
    ]  # fmt: skip


def test_the_sentence_names_both_ends_and_counts_the_uncertain() -> None:
    said = summary(intervals(by="carrier"), [(CURRENT, table([CARRIER, *MEASURES], ROWS))], "EUR")
    assert said == (
        "Net promoter score by carrier: Bike 50.00 (Indicative: ± 32.8, 14 answers) to Rail 12.00 (± 5.0, 420 answers); 1 indicative."
    )
    assert summary(intervals(by="carrier"), [(CURRENT, table([CARRIER, *MEASURES], []))], "EUR").startswith("No net promoter score in ")


def test_those_with_the_most_answers_are_shown() -> None:
    many = [(f"Carrier {number}", float(number), 1.0, number) for number in range(20)]
    shown = drawn(many)["layout"]["yaxis"]["ticktext"]
    assert len(shown) == MOST_MEMBERS
    assert (shown[0], shown[-1]) == ("Carrier 19", "Carrier 8")


def test_a_line_at_zero_stands_where_scores_lie_on_both_sides() -> None:
    assert drawn([("Post", -3.0, 9.0, 40)])["layout"]["xaxis"]["zeroline"] is True
