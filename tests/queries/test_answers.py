"""What the commands print."""

from __future__ import annotations

import csv
import io
import json

import pytest

from dashapp.errors import UserError
from queries.answers import parse_where, records_text, to_csv_text, to_json_text
from queries.metrics import ask
from queries.run import run


def test_csv_has_dimensions_then_metrics_money_with_two_decimals_and_ratios_unrounded(duck, operator):
    table = ask(duck, ("net_sales", "return_rate", "orders"), by=("channel",), filters=None, viewer=operator)
    rows = list(csv.DictReader(io.StringIO(to_csv_text(table))))
    assert list(rows[0]) == ["channel", "net_sales", "return_rate", "orders"]
    for row, record in zip(rows, table.records(), strict=True):
        assert row["net_sales"] == f"{record['net_sales']:.2f}"
        assert float(row["return_rate"]) == record["return_rate"]
        assert row["orders"] == str(record["orders"])


def test_json_is_a_list_of_objects_in_the_same_order(duck, operator):
    table = ask(duck, ("net_sales", "aov"), by=("day",), filters=None, viewer=operator)
    rows = json.loads(to_json_text(table))
    assert list(rows[0]) == ["day", "net_sales", "aov"]
    assert [row["day"] for row in rows] == list(table.frame["day"])
    assert None in [row["aov"] for row in rows]


def test_an_empty_answer_is_its_heading(own, operator):
    table = run(own, "sales.order_lines", {"order_id": "none"}, operator)
    assert to_csv_text(table).count("\n") == 1
    assert json.loads(to_json_text(table)) == []


def test_records():
    assert records_text([{"a": 1, "b": None}], "csv") == "a,b\n1,\n"
    assert json.loads(records_text([{"a": 1, "b": None}], "json")) == [{"a": 1, "b": None}]


def test_conditions():
    assert parse_where(["country=France", "country=Italy", "product=a=b"]) == {"country": ("France", "Italy"), "product": ("a=b",)}
    with pytest.raises(UserError, match="country=France"):
        parse_where(["France"])
    with pytest.raises(UserError, match="Did you mean 'country'"):
        parse_where(["county=France"])


def test_no_cell_of_csv_runs_as_a_formula():
    assert records_text([{"name": "=HYPERLINK(1)", "left": -3}], "csv") == "name,left\n'=HYPERLINK(1),-3\n"
    assert "'=" not in records_text([{"name": "=HYPERLINK(1)"}], "json")
