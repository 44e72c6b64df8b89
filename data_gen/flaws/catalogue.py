"""Flaws of products and prices."""

from __future__ import annotations

import numpy

from data_gen.flaws.ledger import Ledger

MISSING_DESCRIPTIONS = (0.02, 0.04)
PLACEHOLDERS = (None, None, "", " ", "N/A", "tbd", "-", "Description")
DUPLICATE_SKUS = 0.004
CATEGORY_SPELLINGS = 0.01
DELISTED_EARLY = 0.005
PRICE_SLIPS = 0.002


def missing_descriptions(ledger: Ledger) -> None:
    """Descriptions that are empty, blank or a placeholder."""
    share = ledger.random.uniform(*MISSING_DESCRIPTIONS)
    places = ledger.choose("products", share, ledger.tables["products"]["description"].notna())
    planted = [PLACEHOLDERS[index] for index in ledger.random.integers(0, len(PLACEHOLDERS), len(places))]
    ledger.change("missing_descriptions", "products", places, {"description": planted})


def duplicate_skus(ledger: Ledger) -> None:
    """Stock keeping units that another product has already."""
    frame = ledger.tables["products"]
    places = ledger.choose("products", DUPLICATE_SKUS)
    others = numpy.setdiff1d(numpy.arange(len(frame)), places)
    owners = ledger.random.choice(others, len(places), replace=False)
    ledger.change("duplicate_skus", "products", places, {"sku": frame["sku"].to_numpy()[owners]})


def category_spellings(ledger: Ledger) -> None:
    """Categories in another case or with a space: they refer to nothing."""
    frame = ledger.tables["products"]
    places = ledger.choose("products", CATEGORY_SPELLINGS)
    category = frame["category"].iloc[places].astype(str)
    spellings = [category.str.upper(), category.str.lower(), category + " "]
    kind = ledger.random.integers(0, len(spellings), len(places))
    planted = [spellings[index].iloc[place] for place, index in enumerate(kind)]
    ledger.change("category_spellings", "products", places, {"category": planted})


def delisted_early(ledger: Ledger) -> None:
    """Products whose last day on sale lies before their first."""
    listed = ledger.tables["products"]["listed_on"].to_numpy().astype("datetime64[D]")
    places = ledger.choose("products", DELISTED_EARLY)
    early = listed[places] - ledger.random.integers(1, 400, len(places)).astype("timedelta64[D]")
    ledger.change("delisted_early", "products", places, {"delisted_on": early})


def price_slips(ledger: Ledger) -> None:
    """List prices of zero, or a hundred times too high: the decimal point is lost."""
    frame = ledger.tables["price_history"]
    places = ledger.choose("price_history", PRICE_SLIPS)
    price = frame["price_cents"].to_numpy()[places]
    ledger.change(
        "price_slips", "price_history", places, {"price_cents": numpy.where(ledger.random.random(len(places)) < 0.5, 0, price * 100)}
    )


RULES = (missing_descriptions, duplicate_skus, category_spellings, delisted_early, price_slips)
