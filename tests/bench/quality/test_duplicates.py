"""Both sections on a small generated shop: they run over files, and what they find holds the bars that are far away."""

from __future__ import annotations

import datetime
import json

import pytest

from bench.quality import __main__ as command
from bench.quality.contacts import contacts
from bench.quality.duplicates import duplicates
from bench.quality.shops import customers_of, generated
from data_gen.config import Config, Size


@pytest.fixture(scope="module")
def shop(tmp_path_factory):
    size = Size(customers=3_000, orders=9_000, products=200, months=15, identified_journeys=600)
    return generated(Config(105, size, datetime.date(2026, 10, 14), flaws=True), tmp_path_factory.mktemp("quality"))


def test_customers_are_read_once_each_with_home_and_cards(shop):
    customers = customers_of(shop)
    assert customers["customer_id"].is_unique
    assert len(customers) == shop.customers
    assert customers["street"].notna().mean() > 0.99
    assert 0.3 < customers["cards"].notna().mean() < 0.9


def test_contacts_hold_their_bars(shop):
    found = {measure.name: measure for measure in contacts(shop)}
    assert found["recall, all classes"].held
    assert found["recall, all classes"].count > 100
    assert found["fine contacts refused"].held


def test_duplicates_hold_their_bars_before_any_review(shop):
    found = {measure.name: measure for measure in duplicates(shop)}
    assert found["automatic, precision of pairs"].held
    assert found["automatic, F1 of pairs"].value >= 0.85
    assert found["after reviews, recall of pairs"].value >= found["automatic, recall of pairs"].value


def test_where_nobody_has_two_accounts_what_was_linked_is_counted_and_held_against_nothing(tmp_path):
    size = Size(customers=800, orders=2_000, products=100, months=12, identified_journeys=200)
    plain = generated(Config(106, size, datetime.date(2026, 10, 14), "plain"), tmp_path)
    found = {measure.name: measure for measure in duplicates(plain)}
    linked = found["automatic, pairs linked where nobody has two accounts"]
    assert linked.value < 10
    assert [name for name, measure in found.items() if measure.held is not None] == []


def test_the_command_prints_json(shop, capsys, monkeypatch):
    monkeypatch.setattr(command, "generated", lambda config, folder: shop)
    assert command.main(["--section", "contacts", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["seed"] == command.SEED
    assert {"name", "value", "held", "interval"} <= set(said["contacts"][0])
