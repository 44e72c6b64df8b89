"""Watching models: a first run, a run once the days of an earlier one are over, and shops whose customers changed their ways."""

from __future__ import annotations

import datetime
import json

import pandas
import pytest
from click.testing import CliRunner

import queries
from dashapp.auth.viewer import OPERATOR
from dashapp.db.migrate import migrate
from dashapp.model_drift import Drift
from dashapp.periods import day_number, day_of
from dashapp.settings import Settings
from jobs.build import build
from jobs.models import churn
from jobs.models.marts import Marts
from jobs.models.score import score
from manage import cli
from queries.model_cards import carded
from queries.versions import Version
from tests.analytics.churn.panels import DAYS, made_orders, shop_of
from tests.jobs.models.made_shop import LAST_DAY, lines
from tests.jobs.models.test_churn import FIRST, worked_out
from tests.warehouse.raw_rows import load

BEFORE = day_of(LAST_DAY - 95).isoformat()


def drift(settings: Settings) -> Drift:
    found = carded(queries.open(settings), "clv", OPERATOR)[0].drift
    assert found is not None
    return found


def _later(orders: pandas.DataFrame, cents: int) -> pandas.DataFrame:
    """The same orders, which are worth so many times as much in the last ninety days."""
    is_late = orders["order_day"] >= DAYS - churn.HORIZON
    return orders.assign(gross_cents=orders["gross_cents"].where(~is_late, orders["gross_cents"] * cents))


def test_a_promise_is_held_against_what_came_once_its_days_are_over(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    migrate(settings)
    made = lines(760)
    load(settings, [line for line in made if line["ordered_at"][:10] <= BEFORE])
    build(settings)
    score(settings, ["clv"])
    first = drift(settings)
    as_of = queries.open(settings).version(fresh=True).as_of
    assert first.kept is None
    assert first.promise.days == 90
    assert first.since == carded(queries.open(settings), "clv", OPERATOR)[0].cut
    score(settings, ["clv"])
    assert drift(settings).kept is None, "the days of the first run are not over"
    load(settings, [line for line in made if line["ordered_at"][:10] > BEFORE])
    build(settings)
    score(settings, ["clv"])
    kept = drift(settings).kept
    until = (as_of + datetime.timedelta(days=90)).isoformat()
    known = {line["customer_id"] for line in made if line["ordered_at"][:10] <= as_of.isoformat()}
    came = [line["amount"] for line in made if line["customer_id"] in known and as_of.isoformat() < line["ordered_at"][:10] <= until]
    assert kept is not None
    assert (kept.promise, kept.as_of, kept.until) == (first.promise, as_of.isoformat(), until)
    assert kept.actual == pytest.approx(sum(came))
    monkeypatch.setenv("VAR_DIR", str(settings.var_dir))
    told = json.loads(CliRunner().invoke(cli, ["model-card", "clv", "--format", "json"]).output)
    assert told["drift"]["kept"]["actual"] == pytest.approx(sum(came))
    assert told["drift"]["kept"]["state"] == kept.state
    currency = queries.open(settings).version().currency
    assert drift(settings).sentences(currency, "en-GB")[2] in CliRunner().invoke(cli, ["model-card", "clv"]).output


def test_customers_who_go_on_as_before_are_steady_and_those_who_spend_more_have_moved():
    steady = worked_out(made_orders(), DAYS).card.drift
    moved = worked_out(_later(made_orders(), 60), DAYS).card.drift
    assert steady is not None
    assert moved is not None
    assert steady.since == "2025-09-21"
    assert steady.score.state == "steady"
    by_name = {shift.name: shift for shift in steady.inputs}
    assert by_name["order_value"].state == "steady"
    assert {shift.name: shift for shift in moved.inputs}["order_value"].state == "moved much"
    assert 0 < steady.promise.value < 1


def test_what_came_is_the_share_of_those_who_were_scored_that_placed_no_order():
    orders = made_orders(400)
    cut = DAYS - 120
    ordered = orders[orders["order_day"] < cut]
    active = set(ordered.loc[ordered["order_day"] >= cut - 365, "customer_key"])
    again = set(orders.loc[(orders["order_day"] >= cut) & (orders["order_day"] < cut + 90), "customer_key"])
    version = Version(1, "", FIRST, "EUR", FIRST, FIRST, {}, 0, is_demo=False)
    with shop_of(orders.assign(order_day=orders["order_day"] + day_number(FIRST))) as held:
        actual = churn.happened(Marts(version, held), day_number(FIRST) + cut - 1, 90)
    assert actual == pytest.approx(1 - len(active & again) / len(active))
