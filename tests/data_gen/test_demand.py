"""Elasticities are found again from what was sold at which price, by somebody who knows only tables."""

from __future__ import annotations

import numpy
import pandas
import pytest
from scipy.optimize import minimize

from data_gen.shop import categories


@pytest.fixture(scope="module")
def panel(small_world) -> dict[str, numpy.ndarray]:
    """(products, days): lines sold, log of list price beside its mean, whether promoted, whether on sale."""
    tables, days = small_world.tables, small_world.config.days
    opening = small_world.config.opening
    row = pandas.Series(range(len(tables["products"])), tables["products"]["product_id"])
    sales = tables["order_items"].merge(tables["orders"][["order_id", "ordered_at"]], on="order_id")
    product, day = row[sales["product_id"]].to_numpy(), (sales["ordered_at"].to_numpy().astype("datetime64[D]") - opening).astype(int)
    shape = (len(row), days)
    sold, price, promoted = (numpy.zeros(shape) for _ in range(3))
    numpy.add.at(sold, (product, day), 1)
    history = tables["price_history"].sort_values(["product_id", "valid_from"])
    starts = (history["valid_from"].to_numpy().astype("datetime64[D]") - opening).astype(int)
    for number, start, cents in zip(row[history["product_id"]], starts, history["price_cents"], strict=True):
        price[number, start:] = numpy.log(cents)
    numpy.maximum.at(promoted, (product, day), sales["promotion_id"].notna().to_numpy(float))
    listed = (tables["products"]["listed_on"].to_numpy().astype("datetime64[D]") - opening).astype(int)[:, None]
    last = tables["products"]["delisted_on"].fillna(pandas.Timestamp("2100-01-01")).to_numpy().astype("datetime64[D]")
    gone = (last - opening).astype(int)[:, None]
    on_sale = (numpy.arange(days) >= listed) & (numpy.arange(days) <= gone)
    centre = (price * on_sale).sum(axis=1, keepdims=True) / on_sale.sum(axis=1, keepdims=True)
    return {"sold": sold, "price": (price - centre) * on_sale, "promoted": _whole_brands(small_world, promoted), "on_sale": on_sale}


def _whole_brands(world, promoted: numpy.ndarray) -> numpy.ndarray:
    """Promotions of a brand by day, as the table of promotions has them; one of a whole category moves nobody inside it."""
    products, days = world.tables["products"], world.config.dates()
    found = numpy.zeros_like(promoted)
    for plan in world.tables["promotions"].dropna(subset="brand").itertuples():
        rows = (products["category"] == plan.category) & (products["brand"] == plan.brand)
        found[numpy.ix_(rows, (days >= plan.starts_on) & (days <= plan.ends_on))] = 1
    return found


def elasticity(panel: dict[str, numpy.ndarray], rows: numpy.ndarray) -> float:
    """Conditional logit of the product sold, given category and day: an effect a product, one of price, one of promotion."""
    sold, price, promoted, on_sale = (panel[name][rows] for name in ("sold", "price", "promoted", "on_sale"))
    total = sold.sum(axis=0)

    def loss(given: numpy.ndarray) -> tuple[float, numpy.ndarray]:
        value = given[:-2, None] + given[-2] * price + given[-1] * promoted
        weight = numpy.exp(value) * on_sale
        drawn = weight.sum(axis=0)
        error = sold - total * weight / drawn
        slope = numpy.concatenate([error.sum(axis=1), [(error * price).sum(), (error * promoted).sum()]])
        return -float((sold * value).sum() - (total * numpy.log(drawn)).sum()), -slope

    return minimize(loss, numpy.zeros(len(sold) + 2), jac=True, method="L-BFGS-B").x[-2]


def test_elasticities_of_categories_are_recovered(panel, small_world):
    """Prices follow demand in part, so that a method which does not know why they moved is a little too mild."""
    category = small_world.tables["products"]["category"].to_numpy()
    planted = small_world.truth["elasticities"]
    found, true = [], []
    for name in categories():
        rows = category == name
        found.append(elasticity(panel, rows))
        true.append(numpy.average(planted.loc[rows, "elasticity"], weights=panel["sold"][rows].sum(axis=1)))
    off = numpy.array(found) - true
    assert numpy.sqrt((off**2).mean()) < 0.3
    assert (numpy.array(found) < 0).all()
    assert numpy.corrcoef(found, true)[0, 1] > 0.95


def test_prices_that_do_not_matter_are_seen(panel):
    """Shuffled in time, the prices explain nothing."""
    rows = numpy.arange(80)
    order = numpy.random.default_rng(3).permutation(panel["price"].shape[1])
    assert abs(elasticity({**panel, "price": panel["price"][:, order]}, rows)) < 0.3


def test_elasticities_span_what_is_known_of_shops(small_world):
    planted = small_world.truth["elasticities"]
    by_category = planted.groupby("category")["elasticity"]
    assert by_category.mean().between(-3.5, -0.3).all()
    assert by_category.mean().max() - by_category.mean().min() > 2
    assert by_category.std().mean() == pytest.approx(0.4, abs=0.1)


def test_no_product_is_sold_when_it_is_not_on_sale(panel):
    assert (panel["sold"][~panel["on_sale"]] == 0).all()
