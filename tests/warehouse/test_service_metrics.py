"""Metrics of the service equal what pandas computes from the raw tables, under a filter."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator

import pandas
import pytest

import queries
from dashapp.auth.viewer import OPERATOR
from dashapp.filters import Filters
from dashapp.settings import Settings
from data_gen.config import Size
from data_gen.world import World
from queries.bind import Parameter
from queries.compile import Statement, statement
from queries.metrics import ask
from queries.portable import problems
from queries.registry import facts
from queries.warehouse import Warehouse
from tests.data_gen.service.shop import CONFIG, made
from tests.warehouse.service_shop import RATES, TABLES, published

SMALL = dataclasses.replace(CONFIG, size=Size(800, 2_500, 60, 12, 0))
FIRST, LAST = datetime.date(2025, 6, 1), datetime.date(2026, 1, 31)
FILTERS = Filters(date_from=FIRST, date_to=LAST, region=("Bavaria", "Texas"))
RATE = {"EUR": 1.0} | {code: rate for _, code, rate in RATES}
FACTS = {
    "fct_shipments",
    "fct_return_lines",
    "fct_reviews",
    "fct_survey_answers",
    "fct_tickets",
    "fct_order_service",
    "fct_competitor_prices",
    "fct_market_months",
}


@pytest.fixture(scope="module")
def world() -> World:
    return made(SMALL)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory, world: World) -> Iterator[Warehouse]:
    settings = Settings.from_environment({"VAR_DIR": str(tmp_path_factory.mktemp("service"))})
    published(settings, world, TABLES)
    opened = queries.open(settings)
    yield opened
    opened.close()


def asked(warehouse: Warehouse, *names: str, filters: Filters | None = FILTERS) -> dict[str, float]:
    return ask(warehouse, names, filters=filters, viewer=OPERATOR).frame.iloc[0].to_dict()


def within(moments: pandas.Series) -> pandas.Series:
    return moments.between(pandas.Timestamp(FIRST), pandas.Timestamp(LAST) + pandas.Timedelta(days=1), inclusive="left")


def of_orders(world: World, frame: pandas.DataFrame, moment: str) -> pandas.DataFrame:
    """Rows of the two regions within the period, with their order."""
    orders = world.tables["orders"][["order_id", "customer_id", "ordered_at", "region", "currency"]]
    joined = frame.merge(orders, on="order_id", suffixes=("", "_of_order"))
    return joined[joined["region"].isin(FILTERS.region) & within(joined[moment])]


def test_shipping(warehouse: Warehouse, world: World):
    sent = of_orders(world, world.tables["shipments"], "shipped_at")
    came, end = sent["delivered_at"].dt.normalize(), pandas.Timestamp(SMALL.as_of)
    due = came.notna() | (sent["promised_on"] < end)
    expected = {
        "shipments": len(sent),
        "on_time_delivery_rate": (came <= sent["promised_on"]).sum() / due.sum(),
        "late_deliveries": (due & ~(came <= sent["promised_on"])).sum(),
        "late_shipment_rate": (sent["shipped_at"].dt.normalize() > sent["ship_by"]).mean(),
        "valid_tracking_rate": (sent["tracking_number"].notna() & sent["first_scan_at"].notna()).mean(),
        "lost_shipment_rate": (sent["status"] == "lost").mean(),
        "hours_to_ship": (sent["shipped_at"] - sent["ordered_at"]).dt.total_seconds().mean() / 3600,
        "days_to_deliver": (came - sent["ordered_at"].dt.normalize()).dt.days.mean(),
        "shipping_cost": sent["cost_cents"].sum() / 100,
        "shipping_cost_per_order": sent["cost_cents"].sum() / sent["order_id"].nunique() / 100,
    }
    assert asked(warehouse, *expected) == pytest.approx(expected)


def test_carriers_add_up_to_all_shipments(warehouse: Warehouse):
    by_carrier = ask(warehouse, ("shipments", "late_deliveries"), by=("carrier",), filters=FILTERS, viewer=OPERATOR).frame
    assert len(by_carrier) == 4
    assert by_carrier[["shipments", "late_deliveries"]].sum().to_dict() == asked(warehouse, "shipments", "late_deliveries")


def test_a_warehouse_and_a_vendor_have_their_own_numbers(warehouse: Warehouse, world: World):
    sent = world.tables["shipments"]
    leipzig = sent[(sent["warehouse_id"] == "W1") & within(sent["shipped_at"])]
    chosen = Filters(date_from=FIRST, date_to=LAST, warehouse=("W1",))
    assert asked(warehouse, "shipments", filters=chosen)["shipments"] == len(leipzig)
    back = world.tables["returns"].merge(world.tables["products"], on="product_id")
    by_vendor = ask(warehouse, ("return_requests",), by=("vendor",), filters=None, viewer=OPERATOR).frame.set_index("vendor")
    assert by_vendor["return_requests"].to_dict() == back["vendor_id"].value_counts().to_dict()


def test_the_subsidy_is_cost_minus_what_was_charged(warehouse: Warehouse, world: World):
    sent = world.tables["shipments"].merge(world.tables["orders"], on="order_id")
    charged = (490 * sent.drop_duplicates("order_id")["currency"].map(RATE) + 0.5).astype("int64").sum()
    found = asked(warehouse, "shipping_subsidy", filters=None)
    assert found["shipping_subsidy"] == pytest.approx((sent["cost_cents"].sum() - charged) / 100)


def test_returns(warehouse: Warehouse, world: World):
    back = of_orders(world, world.tables["returns"], "requested_at").merge(world.latent["deliveries"], on="order_id")
    processed, decided = back[back["status"].isin(["processed", "exchanged"])], back[back["processed_on"].notna()]
    days = (back["processed_on"] - back["requested_at"].dt.normalize()).dt.days
    faults = {"Defective", "Not as described", "Quality below expectation"}
    expected = {
        "return_requests": len(back),
        "units_sent_back": processed["quantity"].sum(),
        "goods_sent_back": (processed["value_cents"] * processed["currency"].map(RATE) + 0.5 + 1e-9).astype("int64").sum() / 100,
        "product_fault_share": back["reason"].isin(faults).mean(),
        "resaleable_rate": (processed["quantity"] * processed["is_resaleable"]).sum() / processed["quantity"].sum(),
        "rejected_return_rate": (decided["status"] == "rejected").mean(),
        "days_kept": (back["requested_at"].dt.normalize() - back["delivered_at"].dt.normalize()).dt.days.mean(),
        "days_to_process_return": days.mean(),
    }
    assert asked(warehouse, *expected) == pytest.approx(expected)


def test_reasons_add_up_and_a_currency_has_its_own_amounts(warehouse: Warehouse, world: World):
    by_reason = ask(warehouse, ("return_requests",), by=("reason",), filters=FILTERS, viewer=OPERATOR).frame
    assert by_reason["return_requests"].sum() == asked(warehouse, "return_requests")["return_requests"]
    assert len(by_reason) > 5
    dollars = of_orders(world, world.tables["returns"], "requested_at").query("currency == 'USD' and status in ('processed', 'exchanged')")
    found = asked(warehouse, "goods_sent_back", filters=dataclasses.replace(FILTERS, currency="USD"))
    assert found["goods_sent_back"] == pytest.approx(dollars["value_cents"].sum() / 100)


def test_the_return_rate_in_units_is_that_of_the_returned_lines(tmp_path_factory: pytest.TempPathFactory, world: World):
    settings = Settings.from_environment({"VAR_DIR": str(tmp_path_factory.mktemp("returned"))})
    published(settings, world, (), returned=True)
    placed = of_orders(
        world, world.tables["order_items"].merge(world.tables["orders"][["order_id", "status"]], on="order_id"), "ordered_at"
    )
    placed = placed[placed["status"] != "test"]
    back = world.tables["returns"].query("status == 'processed'")
    back = back[back["order_id"].isin(placed["order_id"])]
    expected = back["quantity"].sum() / placed["quantity"].sum()
    with_days = dataclasses.replace(FILTERS, basis="order")
    opened = queries.open(settings)
    found = asked(opened, "return_rate_units", filters=with_days)["return_rate_units"]
    opened.close()
    assert found == pytest.approx(expected)
    assert 0.01 < expected < 0.2


def test_reviews(warehouse: Warehouse, world: World):
    written = world.tables["reviews"].merge(world.tables["products"][["product_id", "category"]], on="product_id")
    toys = written[(written["category"] == "Toys") & within(written["created_at"])]
    shown = toys[toys["status"] == "published"]
    expected = {
        "reviews": len(shown),
        "average_rating": shown["rating"].mean(),
        "negative_review_share": (shown["rating"] <= 2).mean(),
        "verified_review_share": shown["is_verified"].mean(),
        "rejected_review_share": (toys["status"] == "rejected").mean(),
    }
    filters = Filters(date_from=FIRST, date_to=LAST, category=("Toys",))
    assert expected["reviews"] > 20
    assert asked(warehouse, *expected, filters=filters) == pytest.approx(expected)


def test_surveys(warehouse: Warehouse, world: World):
    invited = of_orders(world, world.tables["surveys"], "invited_at")
    scores = invited["score"].dropna().astype(int)
    promoters, detractors = (scores >= 9).sum(), (scores <= 6).sum()
    expected = {
        "survey_invitations": len(invited),
        "survey_answers": len(scores),
        "survey_response_rate": len(scores) / len(invited),
        "promoters": promoters,
        "detractors": detractors,
        "nps": 100 * (promoters - detractors) / len(scores),
    }
    assert len(scores) > 100
    assert asked(warehouse, *expected) == pytest.approx(expected)


def test_nps_is_never_averaged_over_groups(warehouse: Warehouse):
    by_delivery = ask(warehouse, ("nps", "survey_answers"), by=("delivery",), filters=FILTERS, viewer=OPERATOR).frame.set_index("delivery")
    weighted = (by_delivery["nps"] * by_delivery["survey_answers"]).sum() / by_delivery["survey_answers"].sum()
    assert set(by_delivery.index) == {"On time", "Late"}
    assert weighted == pytest.approx(asked(warehouse, "nps")["nps"])
    assert by_delivery.loc["Late", "nps"] < by_delivery.loc["On time", "nps"]


def test_service(warehouse: Warehouse, world: World):
    tickets = of_orders(world, world.tables["tickets"], "opened_at")
    marked = tickets["satisfaction"].dropna()
    expected = {
        "tickets": len(tickets),
        "claims": tickets["reason"].isin(["Never arrived", "Product fault"]).sum(),
        "first_response_hours": (tickets["first_response_at"] - tickets["opened_at"]).dt.total_seconds().mean() / 3600,
        "hours_to_solve": (tickets["solved_at"] - tickets["opened_at"]).dt.total_seconds().mean() / 3600,
        "unsolved_tickets": tickets["solved_at"].isna().sum(),
        "csat": (marked >= 4).mean(),
        "csat_answers": len(marked),
    }
    assert len(marked) > 10
    assert asked(warehouse, *expected) == pytest.approx(expected)


def test_what_goes_wrong_with_orders(warehouse: Warehouse, world: World):
    orders = world.tables["orders"]
    placed = orders[orders["region"].isin(FILTERS.region) & within(orders["ordered_at"]) & (orders["status"] != "test")]
    placed = placed.set_index("order_id")["ordered_at"].dt.normalize()

    def within_sixty_days(frame: pandas.DataFrame, moment: str) -> set[str]:
        own = frame[frame["order_id"].isin(placed.index)]
        return set(own.loc[(own[moment].dt.normalize() - own["order_id"].map(placed)).dt.days <= 60, "order_id"])

    tickets, reviews = world.tables["tickets"], world.tables["reviews"]
    claims = within_sixty_days(tickets[tickets["reason"].isin(["Never arrived", "Product fault"])], "opened_at")
    negative = within_sixty_days(reviews[reviews["rating"] <= 2], "created_at")
    expected = {
        "tickets_per_100_orders": 100 * tickets["order_id"].isin(placed.index).sum() / len(placed),
        "claim_rate": len(claims) / len(placed),
        "negative_feedback_rate": len(negative) / len(placed),
        "order_defect_rate": len(claims | negative) / len(placed),
        "disputed_order_rate": 0,
    }
    assert len(claims) > 5
    assert asked(warehouse, *expected) == pytest.approx(expected)


def test_competitor_prices(warehouse: Warehouse, world: World):
    asked_for = world.tables["competitor_prices"].merge(world.tables["products"][["product_id", "category"]], on="product_id")
    # The test shop has one list price a product.
    asked_for = asked_for.merge(world.tables["price_history"], on="product_id", suffixes=("", "_of_ours"))
    ours = asked_for["price_cents_of_ours"]
    comparable = (asked_for["is_available"] == 1) & (ours <= 3 * asked_for["price_cents"]) & (asked_for["price_cents"] <= 3 * ours)
    chosen = asked_for[comparable & asked_for["category"].isin(["Toys", "Kitchen"]) & within(asked_for["observed_on"])]
    expected = {
        "price_index": 100 * chosen["price_cents_of_ours"].sum() / chosen["price_cents"].sum(),
        "undercut_rate": (chosen["price_cents"] < chosen["price_cents_of_ours"]).mean(),
        "compared_prices": len(chosen),
        "compared_products": chosen["product_id"].nunique(),
    }
    filters = Filters(date_from=FIRST, date_to=LAST, category=("Toys", "Kitchen"))
    assert asked(warehouse, *expected, filters=filters) == pytest.approx(expected)
    assert 80 < expected["price_index"] < 120


def test_the_market(warehouse: Warehouse, world: World):
    orders = world.tables["orders"]
    placed = orders[orders["region"].isin(FILTERS.region) & within(orders["ordered_at"]) & (orders["status"] != "test")]
    lines = world.tables["order_items"].merge(placed, on="order_id", suffixes=("", "_of_order"))
    rate = lines["currency"].map(RATE)
    gross = (lines["unit_price_cents"] * lines["quantity"] * rate + 0.5 + 1e-9).astype("int64")
    discount = (lines["discount_cents"] * rate + 0.5 + 1e-9).astype("int64")
    market = world.tables["market_figures"]
    market = market[market["region"].isin(FILTERS.region) & within(market["month"])]
    people = market["region"].map(world.tables["region_figures"].set_index("region")["population"])
    expected = {
        "market_size": market["market_cents"].sum() / 100,
        "market_share": (gross - discount).sum() / market["market_cents"].sum(),
        "orders_per_100000_people": 100_000 * len(placed) / people.sum(),
    }
    assert len(market) == 16
    assert asked(warehouse, *expected) == pytest.approx(expected)


@pytest.mark.parametrize("fact", [fact for fact in facts() if fact.name in FACTS], ids=lambda fact: fact.name)
def test_every_metric_answers_by_every_dimension_in_the_portable_subset(warehouse: Warehouse, fact):
    for name in fact.dimensions:
        table = ask(warehouse, tuple(fact.metrics), by=(name,), filters=None, viewer=OPERATOR, labels=True)
        assert len(table.frame) > 0, name
        assert portable(statement(tuple(fact.metrics), (name,), labels=True), name) == []


def portable(compiled: Statement, grain: str) -> list[str]:
    """What keeps a generated statement out of the portable subset."""
    declared = {name: list(given.choices) if given.choices else _words(given) for name, given in compiled.parameters.items()}
    columns = {column.name: {} for column in compiled.columns}
    return problems(compiled.text, {"summary": "Metrics.", "params": declared, "grain": grain, "columns": columns})


def _words(parameter: Parameter) -> str:
    return ("list of " if parameter.many else "") + parameter.type + ("?" if parameter.optional else "")
