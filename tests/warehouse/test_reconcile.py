"""T-REC-5: classified differences sum exactly to the gap, "unexplained" is always told, and another way of counting gives the same.

The shops are generated, one without and one with planted mistakes; what is counted again is counted row by row from their marts.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas
import pytest

import queries
from dashapp.auth.viewer import OPERATOR
from dashapp.filters import Filters
from dashapp.periods import day_number
from dashapp.table import Table
from queries.metrics import ask
from queries.run import run
from tests.warehouse.raw_rows import records
from tests.warehouse.test_flawed_shop import CONFIG, Shop, published

Row = dict[str, Any]
DIFFERENCES = ("Tax and shipping", "Timing", "Currency", "Refund basis", "Unattributed", "Unexplained")
BACK = ("return", "cancellation")
MONTHS = [(datetime.date(2026, month, 1), datetime.date(2026, month, last)) for month, last in ((1, 31), (2, 28), (3, 31))]
SEARCHES = (
    "?from=2024-01-01&to=2030-12-31",
    "?from=2026-02-01&to=2026-02-28",
    "?from=2026-02-01&to=2026-02-28&basis=order",
    "?from=2025-11-24&to=2026-01-06",
    "?from=2026-01-01&to=2026-03-31&channel=App",
    "?from=2026-01-01&to=2026-03-31&country=Germany&payment_method=Card&basis=order",
    "?from=2026-03-01&to=2026-03-31&currency=GBP",
)


@pytest.fixture(scope="module", params=["clean", "flawed"])
def shop(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A published shop, without and with planted mistakes."""
    place: Path = tmp_path_factory.mktemp(request.param)
    made = published(replace(CONFIG, flaws=request.param == "flawed"), place)
    yield made
    queries.open(made.settings).close()


@pytest.fixture(scope="module")
def marts(shop: Shop) -> dict[str, list[Row]]:
    """The rows that are counted again."""
    return {name: records(shop.mart(name)) for name in ("fct_sales_events", "fct_payment_events", "fct_ad_days", "dim_documents")}


def cents(value: float) -> int:
    return round(value * 100)


def told(shop: Shop, name: str, search: str) -> dict[str, int]:
    """Line and cents, after what must hold of any answer."""
    table: Table = run(queries.open(shop.settings), f"reconcile.{name}", {}, OPERATOR, filters=Filters.from_search(search))
    rows = table.records()
    lines = {row["line"]: cents(row["amount"]) for row in rows}
    assert [row["position"] for row in rows] == list(range(1, 10))
    first, second = (cents(row["amount"]) for row in rows if row["kind"] == "ledger")
    assert tuple(row["line"] for row in rows if row["kind"] == "difference") == DIFFERENCES
    assert sum(lines[line] for line in DIFFERENCES) == lines["Gap"] == second - first
    return lines


def chosen(row: Row, filters: Filters) -> bool:
    names = ("channel", "platform", "region", "country", "payment_method", "category")
    return all(not getattr(filters, name) or row.get(name) in getattr(filters, name) for name in names)


def counted_again(marts: dict[str, list[Row]], search: str, currency: str) -> dict[str, int]:
    """The same lines, order by order, in plain steps."""
    filters = Filters.from_search(search)
    first, last = day_number(filters.date_from), day_number(filters.date_to)  # type: ignore[arg-type]
    foreign = filters.currency if filters.currency != currency else None
    kind = "local_cents" if foreign else "cents"
    documents = {row["document_key"]: row for row in marts["dim_documents"] if chosen(row, filters)}
    sold, money = defaultdict(list), defaultdict(list)
    for row in marts["fct_sales_events"]:
        if chosen(row, filters) and (not foreign or row["currency"] == foreign):
            sold[row["order_key"]].append(row)
    for row in marts["fct_payment_events"]:
        known = row["event_type"] in ("payment", "refund") and row["order_key"] in documents
        if known and (not foreign or row["currency"] == foreign):
            money[row["order_key"]].append({**row, "order_day": documents[row["order_key"]]["document_day"]})
    found = dict.fromkeys(("Net sales", *DIFFERENCES, "Payments less refunds", "Gap"), 0)
    for key in sold.keys() | money.keys():
        for line, amount in _of_order(sold[key], money[key], (first, last), filters.basis, kind).items():
            found[line] += amount
    found["Gap"] = found["Payments less refunds"] - found["Net sales"]
    return found


def _of_order(sold: list[Row], money: list[Row], days: tuple[int, int], basis: str, kind: str) -> dict[str, int]:
    def net(row: Row, kind: str = kind) -> int:
        return row[f"gross_{kind}"] - row[f"discount_{kind}"] - row[f"return_{kind}"]

    def charges(row: Row, kind: str = kind) -> int:
        return row[f"tax_{kind}"] + row[f"shipping_{kind}"]

    def within(row: Row) -> bool:
        return days[0] <= row[f"{basis}_day"] <= days[1]

    net_in = sum(net(row) for row in sold if within(row))
    charges_in = sum(charges(row) for row in sold if within(row))
    paid_in = sum(row[f"payment_{kind}"] - row[f"refund_{kind}"] for row in money if within(row))
    found = {"Net sales": net_in, "Payments less refunds": paid_in, "Tax and shipping": charges_in}
    rest, begun = paid_in - net_in - charges_in, min(row["order_day"] for row in (*sold, *money))
    if not days[0] <= begun <= days[1]:
        return found | {"Timing": rest}
    differs = {}
    for unit in {kind, "local_cents"}:
        placed = sum(net(row, unit) + charges(row, unit) for row in sold if row["event_type"] not in BACK)
        returned = -sum(net(row, unit) + charges(row, unit) for row in sold if row["event_type"] in BACK)
        differs[unit] = (
            sum(row[f"payment_{unit}"] for row in money) - placed,
            returned - sum(row[f"refund_{unit}"] for row in money),
        )
    for amount, local, line in zip(differs[kind], differs["local_cents"], ("Unexplained", "Refund basis"), strict=True):
        why = "Unattributed" if not (sold and money) else line if local else "Currency"
        found[why] = found.get(why, 0) + amount
    return found | {"Timing": rest - sum(differs[kind])}


@pytest.mark.parametrize("search", SEARCHES)
def test_t_rec_5_payments(shop: Shop, marts: dict[str, list[Row]], search: str):
    lines = told(shop, "payments", search)
    assert lines == counted_again(marts, search, shop.version.currency)
    (net,) = ask(queries.open(shop.settings), ("net_sales",), by=(), filters=Filters.from_search(search), viewer=OPERATOR).records()
    assert lines["Net sales"] == cents(net["net_sales"] or 0)
    if "basis=order" in search:
        assert lines["Timing"] == 0
    if "currency=" in search:
        assert lines["Currency"] == 0


@pytest.mark.parametrize("basis", ["event", "order"])
def test_t_rec_5_what_months_tell_adds_up_to_the_quarter(shop: Shop, basis: str):
    quarter = told(shop, "payments", f"?from={MONTHS[0][0]}&to={MONTHS[-1][1]}&basis={basis}")
    months = [told(shop, "payments", f"?from={first}&to={last}&basis={basis}") for first, last in MONTHS]
    assert {line: sum(month[line] for month in months) for line in quarter} == quarter


def test_t_rec_5_what_was_planted_is_unexplained_and_a_clean_shop_has_nothing_unexplained(shop: Shop, marts: dict[str, list[Row]]):
    lines = told(shop, "payments", "?from=2024-01-01&to=2030-12-31")
    assert lines["Timing"] == 0
    flaws, tables = shop.world.truth.get("flaws", pandas.DataFrame()), shop.world.tables
    if flaws.empty:
        assert (lines["Unexplained"], _unexplained(marts)) == (0, set())
        return
    of = {**_orders_of(tables["payments"], "payment_id"), **_orders_of(tables["returns"], "return_id")}
    touched = {rule: {of.get(key, key) for key in lines["key"].str.partition("|")[0]} for rule, lines in flaws.groupby("rule")}
    found = _unexplained(marts)
    assert touched["duplicated_payments"] <= found <= set().union(*touched.values())
    assert lines["Unexplained"] > 0


def _orders_of(table: pandas.DataFrame, key: str) -> dict[str, str]:
    return dict(zip(table[key], table["order_id"], strict=True))


def _unexplained(marts: dict[str, list[Row]]) -> set[str]:
    """The orders that were charged otherwise than they came to, by their numbers."""
    sold, money = defaultdict(list), defaultdict(list)
    for row in marts["fct_sales_events"]:
        sold[row["order_key"]].append(row)
    for row in marts["fct_payment_events"]:
        if row["event_type"] in ("payment", "refund"):
            money[row["order_key"]].append({**row, "order_day": row["event_day"]})
    days = (0, 99_999)
    return {
        rows[0]["order_id"] for key, rows in sold.items() if _of_order(rows, money[key], days, "event", "cents").get("Unexplained", 0) != 0
    }


@pytest.mark.parametrize("search", [SEARCHES[0], SEARCHES[1], SEARCHES[3], "?from=2026-01-01&to=2026-03-31&country=Germany&basis=order"])
def test_t_rec_5_claims(shop: Shop, marts: dict[str, list[Row]], search: str):
    lines, filters = told(shop, "claims", search), Filters.from_search(search)
    first, last = day_number(filters.date_from), day_number(filters.date_to)  # type: ignore[arg-type]
    cells: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in marts["fct_sales_events"]:
        if chosen(row, filters) and first <= row[f"{filters.basis}_day"] <= last:
            cell = cells[row["category"], row["region"]]
            cell[0] += row["gross_cents"] - row["discount_cents"]
            cell[1] += row["return_cents"]
    for row in marts["fct_ad_days"]:
        if chosen(row, filters) and first <= row["day_number"] <= last:
            cells[row["category"], row["region"]][2] += row["claimed_cents"]
    assert lines["Net sales"] == sum(demand - returned for demand, returned, _ in cells.values())
    assert lines["Claimed sales"] == sum(claims for *_, claims in cells.values())
    assert lines["Refund basis"] == sum(returned for _, returned, _ in cells.values())
    assert lines["Unattributed"] == sum(min(0, claims - demand) for demand, _, claims in cells.values())
    assert lines["Unexplained"] == sum(max(0, claims - demand) for demand, _, claims in cells.values())
