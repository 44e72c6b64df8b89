"""A shop with planted mistakes: it loads and builds, and every difference from the clean one goes back to a line of the ledger."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas
import pytest

from dashapp.settings import Settings
from data_gen.config import Config, Size
from data_gen.stages import STAGES
from data_gen.world import World, make_world, write_world
from jobs.build import build
from jobs.build_plan import plan
from jobs.build_scores import model_steps
from jobs.build_tables import BY_PYTHON
from jobs.demo_load import DemoReport, load_demo
from queries.versions import Version
from tests.warehouse.raw_rows import records, table

CONFIG = Config(11, Size(900, 2_700, 200, 12, 300), datetime.date(2026, 3, 31))
TABLES = [step for step in plan(BY_PYTHON) if step.kind == "table" and not step.passing]
DATED = {"order_day", "order_date", "ordered_at", "order_hour"}
AMOUNTS = {"gross_cents", "discount_cents", "return_cents", "net_cents", "cm2_cents", "tax_cents", "shipping_cents", "total_cents"}
# What a rule may change of an order in fct_orders. An order on another day is converted at another rate. Its status says how much of
# what was sold came back: where a line sells for nothing or less, the lines that came back may be all there was. A payment taken twice
# is charged for twice, and goods that came back too often bring their cost back too often. Rules that are not here change nothing of
# an order: totals are summed from lines, a line of no order is set aside, cancellations cannot come before their order.
CHANGES = {
    "orphaned_orders": {"customer_id"},
    "future_dates": DATED | AMOUNTS,
    "time_zone_shifts": DATED | AMOUNTS,
    "prices_not_positive": AMOUNTS | {"status"},
    "quantities_not_positive": AMOUNTS | {"status", "units"},
    "duplicated_payments": {"cm2_cents"},
    "returned_too_many": {"cm2_cents"},
}


@dataclass(frozen=True)
class Shop:
    """A world, and what became of it."""

    world: World
    settings: Settings
    report: DemoReport
    version: Version

    def mart(self, name: str) -> pandas.DataFrame:
        """A mart in the order of its grain."""
        (step,) = (step for step in TABLES if step.name == name)
        return table(self.settings, name, ", ".join(step.grain))


def published(config: Config, place: Path) -> Shop:
    world = make_world(config, STAGES)
    write_world(world, place / "world", ("parquet",))
    settings = Settings.from_environment({"VAR_DIR": str(place / "var")})
    report = load_demo(settings, place / "world", lambda *_: None)
    return Shop(world, settings, report, build(settings))


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return published(CONFIG, tmp_path_factory.mktemp("clean"))


@pytest.fixture(scope="module")
def flawed(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return published(replace(CONFIG, flaws=True), tmp_path_factory.mktemp("flawed"))


@pytest.fixture(scope="module")
def ledger(flawed: Shop) -> Mapping[str, pandas.DataFrame]:
    """The lines of the ledger by rule, each with its order: that of the payment or the return, or what the key begins with."""
    lines, tables = flawed.world.truth["flaws"], flawed.world.tables
    of = pandas.concat([tables[name].set_index(key)["order_id"] for name, key in (("payments", "payment_id"), ("returns", "return_id"))])
    first = lines["key"].str.partition("|")[0]
    return dict(list(lines.assign(order_id=first.map(of).fillna(first)).groupby("rule")))


def orders(shop: Shop) -> pandas.DataFrame:
    """fct_orders by order, with the customer's number instead of a key."""
    customers = shop.mart("dim_customers").set_index("customer_key")["customer_id"]
    frame = shop.mart("fct_orders")
    return frame.assign(customer_id=frame["customer_key"].map(customers)).drop(columns=["order_key", "customer_key"]).set_index("order_id")


def touched(ledger: Mapping[str, pandas.DataFrame], rule: str) -> set[str]:
    """The orders that a rule touched."""
    return set(ledger[rule]["order_id"])


@pytest.mark.parametrize("step", TABLES, ids=lambda step: step.name)
def test_the_grain_of_every_mart_holds(flawed: Shop, step):
    frame = flawed.mart(step.name)
    # No model has run yet, and nobody has merged accounts.
    assert len(frame) > 0 or step in model_steps() or step.name == "dim_merged_accounts"
    assert not frame.duplicated(list(step.grain)).any()


def test_orders_of_the_future_do_not_move_the_as_of_day(clean: Shop, flawed: Shop, ledger):
    assert flawed.version.as_of == clean.version.as_of == CONFIG.as_of
    assert flawed.version.last_date > CONFIG.as_of
    ahead = flawed.mart("fct_orders").query("order_date > @CONFIG.as_of.isoformat()")
    assert set(ahead["order_id"]) == touched(ledger, "future_dates")


def test_every_difference_of_an_order_goes_back_to_the_ledger(clean: Shop, flawed: Shop, ledger):
    before, after = orders(clean), orders(flawed)
    assert set(before.index) == set(after.index)
    differs = before.fillna("") != after.reindex(before.index).fillna("")
    for order, row in differs[differs.any(axis=1)].iterrows():
        allowed = set().union(*(columns for rule, columns in CHANGES.items() if order in touched(ledger, rule)))
        assert set(row.index[row]) <= allowed, order
        if row["status"]:
            assert (before.loc[order, "status"], after.loc[order, "status"]) == ("part returned", "returned"), order
    for rule in CHANGES:
        seen = differs.loc[sorted(touched(ledger, rule) & set(before.index))].any(axis=1).any()
        assert seen or (rule == "returned_too_many" and were_returned_whole(clean, touched(ledger, rule))), rule


def were_returned_whole(shop: Shop, order_ids: set[str]) -> bool:
    """Whether all that was sent back of these orders was all that was bought of it: more than that no book takes."""
    line = ["order_id", "product_key"]
    bought = shop.mart("fct_sales_events").query("event_type == 'sale'").groupby(line)["units"].sum()
    returned = shop.mart("fct_return_lines").query("order_id in @order_ids").groupby(line)["units"].sum()
    return len(returned) > 0 and bool((returned == bought.reindex(returned.index)).all())


def test_net_sales_stay_within_a_percent_and_what_is_missing_is_what_prices_and_quantities_lost(clean: Shop, flawed: Shop, ledger):
    before, after = orders(clean)["net_cents"], orders(flawed)["net_cents"]
    lost = (before - after.reindex(before.index)).loc[lambda gap: gap != 0]
    wrong = touched(ledger, "prices_not_positive") | touched(ledger, "quantities_not_positive")
    later = touched(ledger, "future_dates") | touched(ledger, "time_zone_shifts")
    assert set(lost.index) <= wrong | later
    assert (lost[lost.index.isin(wrong - later)] > 0).all()
    assert 0 < lost.sum() / before.sum() < 0.01


def test_lines_of_no_order_are_in_quarantine(clean: Shop, flawed: Shop, ledger):
    kept = records(table(flawed.settings, "raw_quarantine", "quarantine_id"))
    assert {row["value"] for row in kept} == touched(ledger, "orphan_items")
    assert (clean.report.quarantined, flawed.report.quarantined) == (0, len(kept))
    assert flawed.report.lines == clean.report.lines


def test_customers_who_are_nowhere_are_the_only_new_ones(clean: Shop, flawed: Shop, ledger):
    new = set(flawed.mart("dim_customers")["customer_id"]) - set(clean.mart("dim_customers")["customer_id"])
    assert new <= set(ledger["orphaned_orders"]["planted"])
    assert (flawed.mart("dim_customers").query("customer_id in @new")["customer_name"] == "Not recorded").all()


def test_a_category_in_another_spelling_is_no_other_category(clean: Shop, flawed: Shop, ledger):
    misspelt = set(ledger["category_spellings"]["planted"])
    held = set(table(flawed.settings, "raw_products", "product_id")["category"])
    assert misspelt <= held, "what was loaded stays as it was"
    for name in ("dim_products", "fct_sales_events", "fct_orders", "fct_inventory_months"):
        columns = [column for column in ("category", "department") if column in flawed.mart(name)]
        for column in columns:
            assert set(flawed.mart(name)[column]) == set(clean.mart(name)[column]), name


def test_payments_and_refunds_differ_only_where_the_ledger_says(clean: Shop, flawed: Shop, ledger):
    payments = {shop: set(given.mart("fct_payments")["payment_id"]) for shop, given in (("clean", clean), ("flawed", flawed))}
    assert payments["flawed"] - payments["clean"] == set(ledger["duplicated_payments"]["key"])
    assert payments["clean"] <= payments["flawed"]
    before, after = (shop.mart("fct_refunds").set_index("refund_id")["amount_local_cents"] for shop in (clean, flawed))
    assert set(before.index[before != after.reindex(before.index)]) == set(ledger["excessive_refunds"]["key"])


def test_no_duration_is_negative(flawed: Shop):
    for name, columns in (
        ("fct_shipments", ["seconds_to_ship", "days_to_deliver"]),
        ("fct_return_lines", ["days_kept", "days_to_process"]),
    ):
        assert (flawed.mart(name)[columns].min() >= 0).all(), name
    events = flawed.mart("fct_sales_events").query("event_type == 'cancellation'")
    assert (events["event_day"] >= events["order_day"]).all()


def test_scores_end_on_the_as_of_day(clean: Shop, flawed: Shop):
    assert flawed.mart("score_rfm")["recency_days"].min() >= 0
    assert abs(len(flawed.mart("score_rfm")) - len(clean.mart("score_rfm"))) < 0.03 * len(clean.mart("score_rfm"))
