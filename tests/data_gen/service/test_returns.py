"""What comes back is worth no more than what was sold, and who returns too much can be told only by behaviour."""

from __future__ import annotations

import numpy
import pandas
import pytest

from data_gen.service.returns import FASHION_RATES, LAST_MINUTE, OTHER_RATES, SERIAL_RATE, TESTER_RATE, TESTERS_LAST_MINUTE
from data_gen.tables import arrow_table
from tests.data_gen.service.shop import CONFIG, shared

KEY = ["order_id", "line_number"]


@pytest.fixture
def returned() -> pandas.DataFrame:
    """Returns with their line, the truth about them and the day their order came."""
    world = shared()
    lines = world.tables["returns"].merge(world.tables["order_items"], on=KEY, suffixes=("", "_sold"), validate="one_to_one")
    lines = lines.merge(world.truth["returns"][["return_id", "behaviour"]], on="return_id", validate="one_to_one")
    return lines.merge(world.latent["deliveries"], on="order_id").merge(
        world.tables["products"][["product_id", "category"]], on="product_id"
    )


@pytest.fixture
def mature() -> pandas.DataFrame:
    """Lines that came long enough ago to have been sent back, whether they were, and whose they are."""
    world = shared()
    lines = world.tables["order_items"].merge(world.latent["deliveries"], on="order_id").merge(world.tables["products"], on="product_id")
    lines = lines[lines["delivered_at"] < pandas.Timestamp(CONFIG.end) - pandas.Timedelta(days=45)]
    lines = lines.merge(world.tables["returns"][[*KEY, "return_id"]], on=KEY, how="left")
    lines = lines.merge(world.tables["orders"][["order_id", "customer_id"]], on="order_id")
    return lines.assign(back=lines["return_id"].notna()).merge(world.truth["returners"], on="customer_id", how="left")


def test_returns_are_as_declared():
    made = shared().tables["returns"]
    assert arrow_table("returns", made).num_rows == len(made) > 1000
    assert made["return_id"].is_unique


def test_the_value_is_the_lines_part_after_its_discount_half_up(returned: pandas.DataFrame):
    assert (returned["product_id"] == returned["product_id_sold"]).all()
    assert returned["quantity"].between(1, returned["quantity_sold"]).all()
    for line in returned.head(2000).itertuples():
        net = line.unit_price_cents * line.quantity_sold - line.discount_cents
        assert line.value_cents == int(net * line.quantity / line.quantity_sold + 0.5)
        assert line.value_cents <= net
    whole = returned[returned["quantity"] == returned["quantity_sold"]]
    assert (whole["value_cents"] == whole["unit_price_cents"] * whole["quantity_sold"] - whole["discount_cents"]).all()
    assert len(returned[returned["quantity"] < returned["quantity_sold"]]) > 50


def test_a_return_takes_its_steps_in_order(returned: pandas.DataFrame):
    assert (returned["delivered_at"] < returned["requested_at"]).all()
    came = returned[returned["received_at"].notna()]
    assert (came["requested_at"] < came["received_at"]).all()
    decided = came[came["processed_on"].notna()]
    assert (decided["received_at"].dt.normalize() <= decided["processed_on"]).all()
    assert returned[["requested_at", "received_at", "processed_on"]].max().max() < pandas.Timestamp(CONFIG.end)
    expected = numpy.select([returned["processed_on"].notna(), returned["received_at"].notna()], ["decided", "received"], "requested")
    assert (returned["status"].replace(dict.fromkeys(("processed", "exchanged", "rejected"), "decided")) == expected).all()
    for column in ("condition", "is_resaleable"):
        assert (returned[column].notna() == returned["processed_on"].notna()).all()


def test_fashion_comes_back_more_than_the_rest(mature: pandas.DataFrame):
    ordinary = mature[mature["behaviour"].isna()]
    rates = ordinary.groupby("category")["back"].mean()
    assert FASHION_RATES[0] - 0.02 < rates["Fashion"] < FASHION_RATES[1] + 0.03
    assert rates.drop("Fashion").between(OTHER_RATES[0] - 0.01, OTHER_RATES[1] + 0.02).all()


def test_serial_returners_return_at_their_rate_and_late_and_size_testers_too_but_not_always(
    mature: pandas.DataFrame, returned: pandas.DataFrame
):
    of_serial = mature[mature["behaviour"] == "serial_returner"]
    of_testers = mature[(mature["behaviour"] == "size_tester") & (mature["category"] == "Fashion")]
    for lines, rate in ((of_serial, SERIAL_RATE), (of_testers, TESTER_RATE)):
        assert len(lines) > 100
        assert abs(lines["back"].mean() - rate) < 4 * numpy.sqrt(rate * (1 - rate) / len(lines))
    lag = (returned["requested_at"] - returned["delivered_at"]).dt.total_seconds() / 86_400
    assert lag[returned["behaviour"] == "serial_returner"].between(19, 32).all()
    waited = (lag > 19).groupby(returned["behaviour"]).mean()
    assert abs(waited["size_tester"] - TESTERS_LAST_MINUTE) < 0.1
    assert LAST_MINUTE - 0.03 < waited["honest"] < LAST_MINUTE + 0.06
    tried = returned[returned["behaviour"] == "size_tester"]
    assert set(tried["reason"]) == {"Too small", "Too large"}
    assert set(tried["category"]) == {"Fashion"}


def test_one_customer_in_a_hundred_is_a_serial_returner():
    world = shared()
    delivered = world.tables["orders"].merge(world.latent["deliveries"].dropna(), on="order_id")["customer_id"].nunique()
    counts = world.truth["returners"]["behaviour"].value_counts()
    assert abs(counts["serial_returner"] / delivered - 0.01) < 0.001
    assert counts["size_tester"] > counts["serial_returner"]
    assert world.truth["returners"]["customer_id"].is_unique


def test_empty_boxes_are_few_and_half_of_them_seen(returned: pandas.DataFrame):
    empty = returned[returned["behaviour"] == "empty_box"]
    lines = len(shared().tables["order_items"])
    assert 0.0005 < len(empty) / lines < 0.0015
    decided = empty[empty["condition"].notna()]
    assert 0.25 < (decided["condition"] == "Empty box").mean() < 0.75
    others = returned[(returned["condition"] == "Empty box") & (returned["behaviour"] != "empty_box")]
    assert len(others) < len(empty)


def test_what_is_broken_is_not_sold_again(returned: pandas.DataFrame):
    share = returned.dropna(subset=["condition"]).groupby("condition")["is_resaleable"].mean()
    assert share["New"] > 0.95 > share["Opened"] > share["Used"] > share["Damaged"]


def test_ids_and_row_order_tell_nothing_of_behaviour(returned: pandas.DataFrame):
    serial = (returned.sort_values("return_id")["behaviour"] == "serial_returner").to_numpy()
    assert abs(numpy.corrcoef(numpy.arange(len(serial)), serial)[0, 1]) < 0.05


def test_no_single_count_gives_serial_returners_away(mature: pandas.DataFrame):
    """Their share among the most frequent returners, by count, is far from all, and far above their share of customers."""
    by_customer = mature.groupby("customer_id").agg(back=("back", "sum"), behaviour=("behaviour", "first"))
    is_serial = by_customer["behaviour"] == "serial_returner"
    most = by_customer["back"].nlargest(int(is_serial.sum()), keep="first").index
    assert 5 * is_serial.mean() < is_serial[most].mean() < 0.8
