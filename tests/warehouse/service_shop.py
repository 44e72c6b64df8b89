"""The shop of tests/data_gen/service in a warehouse: its order lines as a load, and its other tables raw."""

from __future__ import annotations

from typing import Any

import pandas
from sqlalchemy import insert

from dashapp.db.engines import warehouse_engine
from dashapp.settings import Settings
from data_gen.tables import arrow_table
from data_gen.world import World
from jobs.build import build
from jobs.shop_tables import shop_tables
from queries.versions import Version
from tests.warehouse.raw_rows import load, rates

TABLES = (
    *("products", "vendors", "warehouses", "price_history"),
    *("shipments", "returns", "exchanges", "reviews", "surveys", "tickets"),
    *("competitor_prices", "market_figures", "region_figures"),
)
RATES = [("2020-01-01", "GBP", 1.17), ("2020-01-01", "USD", 0.9137)]


def published(settings: Settings, world: World, names: tuple[str, ...], *, returned: bool = False) -> Version:
    """Load the orders and these tables of the world, and build; `returned` adds what came back to the order lines."""
    rates(settings, RATES)
    lines = _lines(world)
    number = load(settings, [*lines, *_returned(world, lines)] if returned else lines)
    tables = shop_tables()
    with warehouse_engine(settings).begin() as connection:
        for name in names:
            rows = arrow_table(name, world.tables[name]).to_pylist()
            connection.execute(insert(tables[name]), [{**row, "load_id": number} for row in rows])
    return build(settings)


def _lines(world: World) -> list[dict[str, Any]]:
    orders = (
        world.tables["orders"].drop(columns=["gross_cents", "discount_cents"]).merge(world.tables["regions"], on=["region", "currency"])
    )
    lines = world.tables["order_items"].merge(orders, on="order_id").merge(world.tables["products"], on="product_id")
    lines = lines.sort_values(["order_id", "line_number"])
    first = lines["line_number"] == 1
    frame = pandas.DataFrame(
        {
            "source": "demo",
            "order_id": lines["order_id"],
            "line_number": lines["line_number"],
            "ordered_at": lines["ordered_at"].dt.strftime("%Y-%m-%d %H:%M:%S"),
            "customer_id": lines["customer_id"].astype(object).where(lines["customer_id"].notna(), None),
            "product_id": lines["product_id"],
            "product_name": lines["product_name"],
            "category": lines["category"],
            "brand": lines["brand"],
            "country": lines["country"],
            "region": lines["region"],
            "currency": lines["currency"],
            "status": lines["status"],
            "quantity": lines["quantity"],
            "amount": lines["unit_price_cents"] * lines["quantity"] / 100,
            "discount": lines["discount_cents"] / 100,
            "shipping": first * 4.9,
        }
    )
    return frame.to_dict("records")


def _returned(world: World, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Processed returns as lines under their order."""
    sold = {(line["order_id"], line["line_number"]): line for line in lines}
    back = world.tables["returns"].query("status == 'processed'")
    return [
        {
            **sold[row.order_id, row.line_number],
            "ordered_at": f"{row.processed_on:%Y-%m-%d} 12:00:00",
            "quantity": row.quantity,
            "amount": row.value_cents / 100,
            "discount": 0,
            "shipping": 0,
            "is_return": 1,
            "return_link": "order",
        }
        for row in back.itertuples()
    ]
