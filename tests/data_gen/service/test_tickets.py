"""Tickets follow what went wrong, and waiting costs satisfaction."""

from __future__ import annotations

import numpy
import pandas
import pytest

from data_gen.service.tickets import BACKLOG_DAYS, BACKLOG_FACTOR
from data_gen.tables import arrow_table
from tests.data_gen.service.shop import CONFIG, shared


@pytest.fixture
def asked() -> pandas.DataFrame:
    made = shared().tables["tickets"]
    hours = (made["first_response_at"] - made["opened_at"]).dt.total_seconds() / 3600
    return made.assign(hours=hours)


def test_tickets_are_as_declared(asked: pandas.DataFrame):
    assert arrow_table("tickets", shared().tables["tickets"]).num_rows == len(asked) > 500
    assert asked["satisfaction"].dropna().between(1, 5).all()
    assert asked[["opened_at", "first_response_at", "solved_at"]].max().max() < pandas.Timestamp(CONFIG.end)
    assert (asked["hours"].dropna() > 0).all()
    solved = asked.dropna(subset=["solved_at"])
    assert (solved["first_response_at"] < solved["solved_at"]).all()
    assert asked.loc[asked["satisfaction"].notna(), "solved_at"].notna().all()


def test_late_and_lost_orders_ask_where_they_are(asked: pandas.DataFrame):
    world = shared()
    about = asked.merge(world.latent["deliveries"], on="order_id")
    waiting = about[about["reason"] == "Where is my order"]
    assert len(waiting) > 30
    assert (waiting["late_days"] > 0).all()
    assert about.loc[about["reason"] == "Never arrived", "delivered_at"].isna().all()
    faults = asked[asked["reason"] == "Product fault"]
    assert faults["order_id"].isin(world.tables["returns"]["order_id"]).all()
    placed = world.tables["orders"].set_index("order_id")["ordered_at"]
    with_order = asked.dropna(subset=["order_id"])
    assert (with_order["opened_at"] > placed.reindex(with_order["order_id"]).to_numpy()).all()


def test_the_backlog_lengthens_the_first_response(asked: pandas.DataFrame):
    truth = shared().truth["service_backlog"].iloc[0]
    began, ended = pandas.Timestamp(truth["begins_on"]), pandas.Timestamp(truth["ends_on"]) + pandas.Timedelta(days=1)
    assert (ended - began).days == BACKLOG_DAYS
    mails = asked[asked["contact"] == "E-mail"]
    inside = mails["opened_at"].between(began, ended, inclusive="left")
    ratio = mails.loc[inside, "hours"].median() / mails.loc[~inside, "hours"].median()
    assert 0.7 * BACKLOG_FACTOR < ratio < 1.4 * BACKLOG_FACTOR


def test_waiting_costs_satisfaction(asked: pandas.DataFrame):
    marked = asked.dropna(subset=["satisfaction"])
    assert numpy.corrcoef(numpy.log1p(marked["hours"]), marked["satisfaction"].astype(float))[0, 1] < -0.15
    assert 0.6 < (marked["satisfaction"] >= 4).mean() < 0.9
