"""An exchange belongs to one return, what is sent can be had, and the books know of it."""

from __future__ import annotations

import pandas
import pytest

from data_gen.service.exchanges import OTHER_PRODUCT, WISHES
from data_gen.tables import arrow_table
from tests.data_gen.service.shop import shared


@pytest.fixture
def exchanged() -> pandas.DataFrame:
    """Exchanges with their return and the product that came back."""
    tables = shared().tables
    rows = tables["exchanges"].merge(tables["returns"], on="return_id", suffixes=("", "_back"), validate="one_to_one")
    category = tables["products"].set_index("product_id")["category"]
    return rows.assign(category=rows["product_id"].map(category), category_back=rows["product_id_back"].map(category))


def test_exchanges_are_as_declared_and_each_is_of_one_return(exchanged: pandas.DataFrame):
    made = shared().tables["exchanges"]
    assert arrow_table("exchanges", made).num_rows == len(exchanged) > 200
    assert made["exchange_id"].is_unique
    assert (exchanged["order_id"] == exchanged["order_id_back"]).all()
    assert (exchanged["quantity"] == exchanged["quantity_back"]).all()


def test_what_becomes_of_it_follows_from_the_return(exchanged: pandas.DataFrame):
    returns = shared().tables["returns"]
    assert set(exchanged.loc[exchanged["status"].isin(["agreed", "shipped"]), "status_back"]) == {"exchanged"}
    assert (returns["status"] == "exchanged").sum() == exchanged["status"].isin(["agreed", "shipped"]).sum()
    assert set(exchanged.loc[exchanged["status"] == "refused", "status_back"]) == {"rejected"}
    assert set(exchanged.loc[exchanged["status"] == "requested", "status_back"]) == {"requested", "received"}
    assert (exchanged["shipped_at"].notna() == (exchanged["status"] == "shipped")).all()
    sent = exchanged[exchanged["status"] == "shipped"]
    assert (sent["shipped_at"] > sent["processed_on"]).all()


def test_the_replacement_suits_the_reason(exchanged: pandas.DataFrame):
    assert (exchanged["kind"] == exchanged["reason"].map({reason: kind for reason, (kind, _) in WISHES.items()})).all()
    other = exchanged["kind"] == OTHER_PRODUCT
    assert (exchanged.loc[~other, "product_id"] == exchanged.loc[~other, "product_id_back"]).all()
    assert (exchanged.loc[other, "product_id"] != exchanged.loc[other, "product_id_back"]).all()
    assert (exchanged["category"] == exchanged["category_back"]).all()
    prices = shared().tables["price_history"].set_index("product_id")["price_cents"]
    difference = (exchanged["product_id"].map(prices) - exchanged["product_id_back"].map(prices)) * exchanged["quantity"]
    assert (exchanged["price_difference_cents"] == difference).all()
    assert other.sum() > 20


def test_exchanges_say_nothing_of_who_returns_too_much(exchanged: pandas.DataFrame):
    """Given the reason, everybody wants goods instead of money equally often."""
    truth = shared().truth["returns"].merge(shared().tables["returns"][["return_id", "reason"]], on="return_id")
    truth["wants"] = truth["return_id"].isin(exchanged["return_id"])
    fits = truth[truth["reason"].isin(["Too small", "Too large"])].groupby("behaviour")["wants"].agg(["mean", "size"])
    large = fits[fits["size"] > 80]
    assert len(large) >= 2
    assert large["mean"].max() - large["mean"].min() < 0.15
