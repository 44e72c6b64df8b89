"""A file in the shape of the online-retail set: 541,909 lines of a gift wholesaler, with everything that makes such files hard.

Counts follow what is published of the real set (lines, invoices, cancellations, missing customers, repeated rows); no row is
taken from it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy
import pandas

LINES = 541_909
CANCELLATIONS, CANCELLED_LINES = 3_836, 9_288
STOCK_LINES, BAD_DEBTS = 1_336, 3
INVOICES = 20_725
CUSTOMERS, PRODUCTS = 4_372, 4_050
ANONYMOUS, WITHOUT_WORDS = 0.069, 0.0004
FIRST_INVOICE, FIRST_CUSTOMER = 536_365, 12_346
FIRST_DAY, DAYS = numpy.datetime64("2010-12-01"), 374
SATURDAY = 5
SEED = 20_101_201
SERVICES = {
    "POST": ("POSTAGE", 18.0, 1_252), "DOT": ("DOTCOM POSTAGE", 180.0, 709), "M": ("Manual", 9.0, 567), "C2": ("CARRIAGE", 50.0, 143),
    "D": ("Discount", 25.0, 76), "S": ("SAMPLES", 12.0, 62), "BANK CHARGES": ("Bank Charges", 15.0, 36),
    "AMAZONFEE": ("AMAZON FEE", 1500.0, 33), "gift_0001_20": ("Dotcomgiftshop Gift Voucher £20.00", 16.67, 34),
}  # fmt: skip
COUNTRIES = {
    "United Kingdom": 0.914, "Germany": 0.018, "France": 0.016, "EIRE": 0.015, "Spain": 0.005, "Netherlands": 0.005,
    "Belgium": 0.004, "Switzerland": 0.004, "Portugal": 0.003, "Australia": 0.003, "Norway": 0.002, "Unspecified": 0.011,
}  # fmt: skip


@dataclass(frozen=True)
class Goods:
    """What is sold: code, words and price in cents of each product."""

    code: numpy.ndarray
    words: numpy.ndarray
    cents: numpy.ndarray


def _goods(random: numpy.random.Generator) -> Goods:
    number = 20_600 + numpy.sort(random.choice(70_000, PRODUCTS, replace=False))
    letter = random.choice(numpy.array(["", "", "A", "B", "C"]), PRODUCTS)
    colours, things = ("RED", "WHITE", "VINTAGE", "SET OF 6", "PINK", "WOODEN"), ("HEART", "LANTERN", "MUG", "TIN", "BAG", "CLOCK", "SIGN")
    words = [f"{random.choice(colours)} {random.choice(things)} NO. {one}" for one in range(PRODUCTS)]
    cents = numpy.maximum(4, random.lognormal(5.5, 0.85, PRODUCTS).astype(int))
    return Goods(numpy.char.add(number.astype(str), letter), numpy.array(words), cents)


def _open_moments(random: numpy.random.Generator, count: int) -> numpy.ndarray:
    """Moments of opening hours, busier towards Christmas; the shop is closed on Saturdays."""
    day = numpy.arange(DAYS)
    weekday = (FIRST_DAY + day).astype("datetime64[D]").astype(int) % 7  # Thursday is 0
    weight = numpy.where(weekday == 2, 0.0, 1 + 1.2 * numpy.exp(-((day - 345) ** 2) / (2 * 35**2)))
    chosen = random.choice(day, count, p=weight / weight.sum())
    minute = numpy.clip(random.normal(13 * 60, 130, count), 7 * 60, 20 * 60).astype(int)
    return numpy.sort((FIRST_DAY + chosen).astype("datetime64[s]") + minute * 60)


def _purchases(random: numpy.random.Generator, goods: Goods, lines: int) -> pandas.DataFrame:
    """Lines of invoices: few customers buy much, few products sell much, and a quarter of the lines has no customer."""
    size = random.gamma(0.55, 1.0, INVOICES)
    anonymous = random.random(INVOICES) < ANONYMOUS
    size = size * numpy.where(anonymous, 4.8, 1.0)
    invoice = numpy.repeat(numpy.arange(INVOICES), 1 + random.multinomial(lines - INVOICES, size / size.sum()))
    rates, known = random.gamma(0.5, 1.0, CUSTOMERS), int((~anonymous).sum())
    more = random.choice(CUSTOMERS, known - CUSTOMERS, p=rates / rates.sum())
    buyer = numpy.full(INVOICES, -1)
    buyer[~anonymous] = random.permutation(numpy.concatenate([numpy.arange(CUSTOMERS), more]))
    customer = buyer[invoice]
    home = random.choice(list(COUNTRIES), CUSTOMERS + 1, p=numpy.array(list(COUNTRIES.values())) / sum(COUNTRIES.values()))
    share = 1 / (numpy.arange(PRODUCTS) + 30.0)
    product = random.choice(PRODUCTS, lines, p=share / share.sum())
    quantity = random.choice(
        [1, 2, 3, 4, 6, 8, 10, 12, 24, 48, 100], lines, p=[0.29, 0.16, 0.08, 0.08, 0.12, 0.05, 0.05, 0.11, 0.04, 0.01, 0.01]
    )
    frame = pandas.DataFrame({
        "StockCode": goods.code[product], "Description": goods.words[product],
        "Quantity": quantity, "UnitPrice": goods.cents[product] / 100,
        "CustomerID": customer, "Country": home[customer], "invoice": invoice, "at": _open_moments(random, INVOICES)[invoice],
    })  # fmt: skip
    return _with_services(random, frame)


def _with_services(random: numpy.random.Generator, frame: pandas.DataFrame) -> pandas.DataFrame:
    """Postage, carriage, fees, samples and vouchers in place of goods on some lines."""
    rows = random.permutation(len(frame))
    for code, (words, price, count) in SERVICES.items():
        chosen, rows = rows[:count], rows[count:]
        frame.loc[chosen, ["StockCode", "Description"]] = [code, words]
        frame.loc[chosen, "UnitPrice"] = numpy.round(price * random.uniform(0.4, 1.8, count), 2)
        frame.loc[chosen, "Quantity"] = -1 if code == "D" else 1
    return frame


def _cancelled(random: numpy.random.Generator, bought: pandas.DataFrame) -> pandas.DataFrame:
    """C invoices: goods come back days later, on a document that names no order."""
    goods = bought.index[(bought["CustomerID"] >= 0) & (bought["Quantity"] > 0)].to_numpy()
    invoices = random.choice(bought.loc[goods, "invoice"].unique(), CANCELLATIONS, replace=False)
    candidates = goods[bought.loc[goods, "invoice"].isin(invoices)]
    firsts = bought.loc[candidates].drop_duplicates("invoice").index.to_numpy()
    others = random.choice(numpy.setdiff1d(candidates, firsts), CANCELLED_LINES - len(firsts), replace=False)
    back = bought.loc[numpy.sort(numpy.concatenate([firsts, others]))].copy()
    days = dict(zip(invoices, random.integers(0, 60, CANCELLATIONS), strict=True))
    back["at"] += pandas.to_timedelta(back["invoice"].map(days), unit="D")
    back["at"] += pandas.to_timedelta((back["at"].dt.day_of_week == SATURDAY).astype(int), unit="D")
    back["at"] = numpy.minimum(back["at"], pandas.Timestamp(FIRST_DAY) + pandas.Timedelta(days=DAYS, hours=-5))
    back["Quantity"] = -(1 + (random.random(len(back)) * back["Quantity"]).astype(int))
    return back.assign(prefix="C")


def _without_customer(random: numpy.random.Generator, goods: Goods) -> pandas.DataFrame:
    """Stock write-offs at no price, and the bad debts of A invoices."""
    count = STOCK_LINES + BAD_DEBTS
    product = random.integers(0, PRODUCTS, count)
    debt = numpy.arange(count) >= STOCK_LINES
    return pandas.DataFrame({
        "StockCode": numpy.where(debt, "B", goods.code[product]), "Description": numpy.where(debt, "Adjust bad debt", None),
        "Quantity": numpy.where(debt, 1, -random.integers(1, 400, count)),
        "UnitPrice": numpy.where(debt, numpy.array([11_062.06, -11_062.06])[numpy.arange(count) % 2], 0.0),
        "CustomerID": -1, "Country": "United Kingdom", "invoice": numpy.arange(count), "at": _open_moments(random, count),
        "prefix": numpy.where(debt, "A", "stock"),
    })  # fmt: skip


def make_frame(seed: int = SEED) -> pandas.DataFrame:
    """The whole file, in order of time, with the columns and the spelling of the set."""
    random = numpy.random.default_rng(seed)
    goods = _goods(random)
    bought = _purchases(random, goods, LINES - CANCELLED_LINES - STOCK_LINES - BAD_DEBTS).assign(prefix="")
    frame = pandas.concat([bought, _cancelled(random, bought), _without_customer(random, goods)], ignore_index=True)
    frame = frame.sort_values(["at", "prefix", "invoice"], kind="stable", ignore_index=True)
    number = FIRST_INVOICE + frame.groupby(["prefix", "invoice"], sort=False).ngroup()
    frame["InvoiceNo"] = frame["prefix"].replace("stock", "") + number.astype(str)
    frame["CustomerID"] = numpy.where(frame["CustomerID"] < 0, "", (FIRST_CUSTOMER + frame["CustomerID"]).astype(str) + ".0")
    frame["InvoiceDate"] = frame["at"].dt.strftime("%Y-%m-%d %H:%M:%S")
    frame.loc[random.random(len(frame)) < WITHOUT_WORDS, "Description"] = None
    return frame[["InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"]]


def write_online_retail(folder: Path, seed: int = SEED) -> tuple[Path]:
    """Write `online_retail.csv`; the built-in map `online-retail` reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "online_retail.csv"
    make_frame(seed).to_csv(path, index=False)
    return (path,)
