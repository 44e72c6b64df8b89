"""Matching returns with purchases: the rule, against a slow and plain reading of it."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable
from typing import Any

import pandas

from analytics.return_links import COLUMNS, link_returns

FIELDS = ("line_id", "order_key", "source", "customer_id", "product_id", "document_at", "quantity", "is_return")


def candidates(rows: Iterable[tuple[Any, ...]]) -> pandas.DataFrame:
    return pandas.DataFrame(list(rows), columns=list(FIELDS))


def linked(*rows: tuple[Any, ...]) -> dict[int, int]:
    return dict(link_returns(candidates(rows)).itertuples(index=False, name=None))


def bought(line: int, order: int, at: str, quantity: int | None = 1, customer: str = "c", product: str = "p") -> tuple[Any, ...]:
    return (line, order, "s", customer, product, at, quantity, 0)


def came_back(line: int, at: str, quantity: int | None = 1, customer: str = "c", product: str = "p") -> tuple[Any, ...]:
    return (line, 900 + line, "s", customer, product, at, quantity, 1)


def test_nothing_to_match():
    empty = link_returns(candidates([]))
    assert list(empty.columns) == COLUMNS
    assert empty.empty


def test_the_latest_earlier_purchase_with_something_left():
    assert linked(bought(1, 10, "01"), bought(2, 20, "02"), came_back(3, "03"), came_back(4, "04"), came_back(5, "05")) == {3: 20, 4: 10}


def test_earlier_is_strictly_earlier():
    assert linked(bought(1, 10, "02"), came_back(2, "02")) == {}


def test_a_return_takes_what_is_left_and_belongs_whole():
    assert linked(bought(1, 10, "01", 5), bought(2, 20, "02", 2), came_back(3, "03", 7), came_back(4, "04", 1)) == {3: 20, 4: 10}


def test_of_one_moment_the_last_line_counts_whatever_the_order_of_rows():
    rows = [bought(1, 10, "01"), bought(2, 20, "01"), came_back(3, "03")]
    assert linked(*rows) == linked(*reversed(rows)) == {3: 20}


def test_other_customers_and_products_are_others():
    assert linked(bought(1, 10, "01", customer="d"), bought(2, 20, "01", product="q"), came_back(3, "03")) == {}


def test_a_quantity_that_is_not_recorded_is_one_piece():
    assert linked(bought(1, 10, "01", None), came_back(2, "02", None), came_back(3, "03", None)) == {2: 10}


def plainly(frame: pandas.DataFrame) -> dict[int, int]:
    rows = sorted(frame.to_dict("records"), key=lambda row: (row["document_at"], row["line_id"]))
    left = {row["line_id"]: row["quantity"] for row in rows if not row["is_return"]}
    found: dict[int, int] = {}
    for back in (row for row in rows if row["is_return"]):
        fitting = [
            row
            for row in rows
            if not row["is_return"]
            and (row["customer_id"], row["product_id"]) == (back["customer_id"], back["product_id"])
            and row["document_at"] < back["document_at"]
            and left[row["line_id"]] > 0
        ]
        if fitting:
            latest = fitting[-1]
            left[latest["line_id"]] -= min(left[latest["line_id"]], back["quantity"])
            found[back["line_id"]] = latest["order_key"]
    return found


def test_against_a_plain_reading_of_the_rule():
    draw = random.Random(3)
    for _ in range(40):
        rows = [
            (
                line,
                line + 1000,
                "s",
                draw.choice("ab"),
                draw.choice("pq"),
                f"{draw.randint(0, 20):02}",
                draw.randint(1, 4),
                int(draw.random() < 0.4),
            )
            for line in range(60)
        ]
        frame = candidates(rows)
        assert dict(link_returns(frame).itertuples(index=False, name=None)) == plainly(frame)


def test_ten_thousand_returns_of_one_buyer_are_quick():
    bought_many = [bought(line, line, f"{line:06}") for line in range(20000)]
    many = candidates([*bought_many, *[came_back(line, f"{line:06}") for line in range(20000, 30000)]])
    began = time.process_time()
    assert len(link_returns(many)) == 10000
    assert time.process_time() - began < 3
