"""What a change touches is found, and nothing else."""

from __future__ import annotations

import layouts
from queries.catalogue import queries
from queries.lineage.uses import Use, counted, unused_metrics, uses_of_metric, uses_of_query, uses_of_table
from queries.registry import registry

PAGES = layouts.pages()


def names(found: list[Use], kind: str) -> set[str]:
    return {use.name for use in found if use.kind == kind}


def test_a_metric_is_used_by_its_cards_and_by_columns() -> None:
    found = uses_of_metric(PAGES, "net_sales")
    assert {"overview/0.0", "sales/0.0", "sales/2.0"} <= names(found, "card")
    assert "sales.orders" in names(found, "query")
    assert not names(uses_of_metric(PAGES, "upt"), "card") & {"overview/0.0"}


def test_a_query_is_used_by_the_cards_that_show_it_or_open_it() -> None:
    assert names(uses_of_query(PAGES, "sales.orders"), "card") == {"sales/5.0"}
    assert "sales/2.0" in names(uses_of_query(PAGES, "sales.event_lines"), "card")
    assert names(uses_of_query(PAGES, "segmentation.rfm_scores"), "table") == {"score_rfm"}


def test_a_raw_table_reaches_everything_that_is_made_of_it_and_no_more() -> None:
    found = uses_of_table(PAGES, "raw_reviews")
    assert {"stg_reviews", "fct_reviews"} <= names(found, "table")
    assert {"average_rating"} <= names(found, "metric")
    assert "net_sales" not in names(found, "metric")
    assert "reviews.ratings_out_of_range" in names(found, "check")
    assert {key.partition("/")[0] for key in names(found, "card")} == {"customer", "satisfaction"}
    assert {"sales/0.0", "segments/3.0"} <= names(uses_of_table(PAGES, "raw_order_lines"), "card")


def test_every_query_of_the_library_is_reached_from_a_raw_table() -> None:
    reached = set().union(*(names(uses_of_table(PAGES, name), "query") for name in ("raw_order_lines", "raw_model_runs")))
    assert reached == set(queries())


def test_unused_metrics_are_those_without_a_card() -> None:
    assert "net_sales" not in unused_metrics(PAGES)
    assert set(unused_metrics(PAGES)) < set(registry())


def test_the_sentence_counts() -> None:
    assert counted([]) == "Nothing depends on it."
    assert counted([Use("query", "a", ""), Use("query", "b", ""), Use("card", "c", "")]) == "A change touches 2 queries, 1 card."
