"""A file in the shape of the sales-pulse project: 46,000 orders of one line each, no units, amounts in rupees."""

from __future__ import annotations

from pathlib import Path

import numpy
import pandas

ROWS, USERS = 46_000, 4_000
FIRST_DAY, DAYS = numpy.datetime64("2025-02-01"), 181
SEED = 20_250_201
# Category: its share of orders, the lowest and the usual highest amount.
CATEGORIES = {
    "Electronics": (0.20, 800, 30_000), "Beauty": (0.12, 150, 3_000), "Fashion": (0.22, 300, 6_000), "Grocery": (0.18, 100, 2_500),
    "Sports": (0.10, 250, 8_000), "Books": (0.08, 100, 1_500), "Home": (0.10, 300, 12_000),
}  # fmt: skip
PAYMENTS = {"CARD": 0.55, "UPI": 0.25, "WALLET": 0.15, "COD": 0.05}
PROMOTED = 0.30


def make_frame(seed: int = SEED) -> pandas.DataFrame:
    """The whole file in order of time. Users buy at rates that differ (gamma), so that segments tell them apart."""
    random = numpy.random.default_rng(seed)
    rates = random.gamma(0.6, 1.0, USERS)
    shares, lows, highs = (numpy.array(column) for column in zip(*CATEGORIES.values(), strict=True))
    category = random.choice(len(CATEGORIES), ROWS, p=shares)
    promo = random.random(ROWS) < PROMOTED
    amount = lows[category] + random.gamma(2.0, 0.12, ROWS) * (highs - lows)[category] * numpy.where(promo, 0.88, 1.0)
    seconds = numpy.sort(
        random.integers(0, DAYS, ROWS) * 86_400 + numpy.clip(random.normal(15 * 3600, 4 * 3600, ROWS), 0, 86_399).astype(int)
    )
    return pandas.DataFrame({
        "order_id": numpy.arange(1, ROWS + 1),
        "user_id": 1 + random.choice(USERS, ROWS, p=rates / rates.sum()),
        "ts": numpy.datetime_as_string(FIRST_DAY.astype("datetime64[s]") + seconds, unit="s"),
        "amount": numpy.round(amount, 2),
        "category": numpy.array(list(CATEGORIES))[category],
        "used_promo": promo.astype(int),
        "payment_type": random.choice(list(PAYMENTS), ROWS, p=list(PAYMENTS.values())),
    })  # fmt: skip


def write_sales_pulse(folder: Path, seed: int = SEED) -> tuple[Path]:
    """Write `sales_pulse.csv`; the built-in map `sales-pulse` reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "sales_pulse.csv"
    make_frame(seed).to_csv(path, index=False)
    return (path,)
