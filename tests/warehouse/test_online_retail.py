"""The real order files of a wholesaler, month by month, against an independent computation from the files."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy
import pandas
import pytest

from dashapp.settings import Settings
from jobs.build import build
from jobs.importing import import_files
from tests.warehouse.raw_rows import table

pytestmark = pytest.mark.real_data
CODES = ("POST", "DOT", "C2", "D", "M", "S", "AMAZONFEE", "BANK CHARGES")


@pytest.fixture(scope="module")
def files(real_data: Path) -> pandas.DataFrame:
    frames = [
        pandas.read_csv(path, dtype={"InvoiceNo": str, "StockCode": str}) for path in sorted((real_data / "online_retail").glob("*.csv"))
    ]
    return pandas.concat(frames, ignore_index=True)


@pytest.fixture(scope="module")
def built(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = Settings.from_environment({"VAR_DIR": str(tmp_path_factory.mktemp("wholesaler"))})
    report = import_files(settings, [real_data / "online_retail"], "online-retail")
    assert report.loaded > 100000
    build(settings)
    return settings


@pytest.fixture(scope="module", autouse=True)
def _tidy(built: Settings):
    yield
    shutil.rmtree(built.var_dir)


@pytest.fixture(scope="module")
def lines(files: pandas.DataFrame) -> pandas.DataFrame:
    """Goods sold and goods returned, with the day, hour and cents of each line."""
    frame = files.copy()
    code = frame["StockCode"].str.strip().str.upper()
    goods = ~code.isin(CODES) & ~code.str.startswith("GIFT_") & ~frame["InvoiceNo"].str.startswith("A")
    frame["is_return"] = frame["InvoiceNo"].str.startswith("C")
    frame = frame[goods & (frame["is_return"] | ((frame["Quantity"] > 0) & (frame["UnitPrice"] > 0)))].copy()
    pence = (frame["UnitPrice"] * 1000).round().astype("int64")
    tenths = pence * frame["Quantity"].abs()
    frame["cents"] = (tenths + 5) // 10
    frame["at"] = frame.groupby("InvoiceNo")["InvoiceDate"].transform("min")
    frame["month"] = frame["at"].str[:7]
    return frame


def by_month(settings: Settings, where: str, basis: str = "event") -> pandas.DataFrame:
    events = table(settings, "fct_sales_events", "event_key").query(where)
    days = table(settings, "dim_date", "day_number")[["day_number", "month_start"]].rename(columns={"day_number": f"{basis}_day"})
    return events.merge(days, on=f"{basis}_day").assign(month=lambda frame: frame["month_start"].str[:7])


def test_gross_sales_orders_units_and_customers_of_each_month(built: Settings, lines: pandas.DataFrame):
    sold = lines[~lines["is_return"]].groupby("month")
    made = by_month(built, "event_type == 'sale'").groupby("month")
    assert made["gross_cents"].sum().to_dict() == sold["cents"].sum().to_dict()
    assert made["units"].sum().to_dict() == sold["Quantity"].sum().to_dict()
    assert made["order_key"].nunique().to_dict() == sold["InvoiceNo"].nunique().to_dict()
    known = by_month(built, "event_type == 'sale' and is_known_customer == 1").groupby("month")["customer_key"].nunique()
    assert known.to_dict() == sold["CustomerID"].nunique().to_dict()


def test_returns_of_each_month_by_the_day_of_the_event(built: Settings, lines: pandas.DataFrame):
    back = lines[lines["is_return"]].groupby("month")
    made = by_month(built, "event_type == 'return'").groupby("month")
    assert made["return_cents"].sum().to_dict() == back["cents"].sum().to_dict()
    assert made["returned_units"].sum().to_dict() == (-back["Quantity"].sum()).to_dict()


def test_discounts_and_shipping_are_no_returns(built: Settings, files: pandas.DataFrame):
    events = table(built, "fct_sales_events", "event_key")
    code = files["StockCode"].str.upper()
    for kind, codes, sign in (("discount", ["D"], -1), ("shipping", ["POST", "DOT", "C2"], 1)):
        chosen = files[code.isin(codes) & ((files["Quantity"] > 0) & (files["UnitPrice"] > 0) | files["InvoiceNo"].str.startswith("C"))]
        stated = sign * (chosen["Quantity"] * (chosen["UnitPrice"] * 100).round()).sum()
        assert events[f"{kind}_cents"].sum() == stated
        assert events.loc[events["event_type"] == kind, "return_cents"].eq(0).all()


def test_returns_of_each_month_by_the_day_of_the_order(built: Settings, lines: pandas.DataFrame):
    """Matching again, slowly: each return line goes to the latest earlier purchase with something left."""
    known = lines[lines["CustomerID"].notna()].reset_index()
    left = dict(zip(known["index"], numpy.where(known["is_return"], 0, known["Quantity"]), strict=True))
    months = dict(zip(lines.index, lines["month"], strict=True))
    for _, group in known.groupby(["CustomerID", "StockCode"]):
        if not group["is_return"].any():
            continue
        ordered = group.sort_values(["at", "index"])
        for back in ordered[ordered["is_return"]].itertuples():
            earlier = ordered[~ordered["is_return"] & (ordered["at"] < back.at)]
            fitting = [line for line in earlier.itertuples() if left[line.index] > 0]
            if fitting:
                left[fitting[-1].index] -= min(left[fitting[-1].index], -back.Quantity)
                months[back.index] = fitting[-1].month
    returned = lines[lines["is_return"]]
    expected = returned["cents"].groupby(pandas.Series(months).reindex(returned.index)).sum()
    made = by_month(built, "event_type == 'return'", "order").groupby("month")["return_cents"].sum()
    assert made.to_dict() == expected.to_dict()


def test_a_customers_country_is_the_latest_orders(built: Settings, lines: pandas.DataFrame):
    sold = lines[~lines["is_return"] & lines["CustomerID"].notna()].sort_values(["at"], kind="stable")
    expected = sold.groupby("CustomerID")["Country"].last()
    expected.index = expected.index.astype("int64").astype(str)
    customers = table(built, "dim_customers", "customer_key").set_index("customer_id")["country"]
    assert customers.reindex(expected.index).to_dict() == expected.to_dict()
