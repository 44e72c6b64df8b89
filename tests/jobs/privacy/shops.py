"""Two shops with one person in every corner of them: imported files, and the tables of a generated shop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, text

from dashapp.db.engines import accounts_engine, warehouse_engine
from dashapp.settings import Settings
from jobs.build import build
from jobs.demo_load import load_demo
from jobs.importing import LoadReport, import_files
from jobs.lock import only_one
from tests.warehouse.generated_shop import ORDERS, write_shop, write_table

MAP = """
name: {name}
currency: EUR
{key}
columns:
  order_id: {{from: order, required: true}}
  ordered_at: {{from: at, required: true}}
  customer_id: {{from: customer}}
  customer_name: {{from: who}}
  customer_email: {{from: mail}}
  product_id: {{from: product}}
  category: {{from: category}}
  quantity: {{from: units, type: integer}}
  amount: {{from: amount, required: true, type: money}}
amounts_are: net
"""
HEADER = "order,at,customer,who,mail,product,category,units,amount\n"
MAIL, PHONE, NAME, STREET = "Ada.Quist@Example.org", "+49 170 5550123", "Ada Quist", "Lindenweg 17b"
# Everything that says who Ada is, in the spellings that stand in the files.
WORDS = (MAIL, MAIL.lower(), PHONE, NAME, STREET, "Quist", "5550123")
ROWS = (
    f"A1,2026-03-02 10:00:00,C7,{NAME},{MAIL},p1,Lamps,2,40.00",
    f"A2,2026-03-09 11:00:00,C7,{NAME},{MAIL.lower()},p2,Lamps,1,15.50",
    "A3,2026-03-10 12:00:00,C8,Bo Lind,bo@example.org,p1,Lamps,1,20.00",
    "A4,2026-03-11 12:00:00,C9,Cy Moe,cy@example.org,p1,Chairs,3,60.00",
    "A4,2026-03-11 12:00:00,C9,Cy Moe,cy@example.org,p1,Chairs,3,60.00",
    f"A5,2026-04-01 12:00:00,,{NAME},{MAIL},p3,Chairs,1,70.00",
    f"A6,2026-04-02 12:00:00,C7,{NAME},{MAIL},p3,Chairs,many,70.00",
)


def write_orders(folder: Path, rows: tuple[str, ...] = ROWS, name: str = "orders.csv") -> Path:
    """A file of orders."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_text(HEADER + "".join(f"{row}\n" for row in rows))
    return path


def write_map(folder: Path, key: str = "", name: str = "lamps") -> Path:
    """Its map. Without key columns a row is known by all its values."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.yaml"
    path.write_text(MAP.format(name=name, key=key))
    return path


def imported(settings: Settings, folder: Path, key: str = "", rows: tuple[str, ...] = ROWS) -> LoadReport:
    """One import of the file, published."""
    report = import_files(settings, [write_orders(folder, rows)], write_map(folder, key))
    build(settings)
    return report


def generated(settings: Settings, folder: Path) -> None:
    """The tables of a shop in which Ada is C1, published."""
    write_shop(folder)
    contact = {"signed_up_at": "2025-01-01 09:00:00", "region": "North", "language": "en", "status": "active"}
    tables: dict[str, list[dict[str, Any]]] = {
        "customers": [
            {"customer_id": "C1", "first_name": "Ada", "last_name": "Quist", "email": MAIL, "phone": PHONE} | contact,
            {"customer_id": "C2", "first_name": "Bo", "last_name": "Lind", "email": "bo@example.org", "phone": None} | contact,
        ],
        "customer_demographics": [{"customer_id": "C1", "birth_year": 1971, "gender": "female", "household_size": 3}],
        "addresses": [
            {"address_id": "D1", "customer_id": "C1", "street": STREET, "city": "Kiel", "postal_code": "24103", "region": "North"}
            | {"is_default": 1, "created_at": "2025-01-01 09:00:00"},
        ],
        "devices": [{"device_id": "quist-phone-1", "platform": "Mobile", "first_seen_at": "2025-01-01 09:00:00"}],
        "reviews": [
            {"review_id": "V1", "product_id": "P1", "customer_id": "C1", "order_id": "O1", "rating": 5, "created_at": "2026-03-09 09:00:00"}
            | {"body": f"{NAME} from {STREET} says: splendid.", "is_verified": 1, "helpful_votes": 0, "status": "published"},
        ],
        "orders": [_order(*order) for order in ORDERS],
    }
    for name, rows in tables.items():
        write_table(folder, name, rows)
    loaded(settings, folder)
    build(settings)


def loaded(settings: Settings, folder: Path) -> int:
    """Load the folder as the demo shop; how many rows were erased again."""
    with only_one(settings, "demo"):
        return load_demo(settings, folder, lambda _step: None).erased


def _order(order: str, customer: str | None, region: str, status: str, shipping: int, code: str | None) -> dict[str, Any]:
    at = f"2026-03-{int(order[1:]) + 1:02} 10:20:30"
    said = {"order_id": order, "customer_id": customer, "region": region, "status": status, "shipping_cents": shipping, "code": code}
    said |= {"ordered_at": at, "cancelled_at": "2026-03-09 08:15:00" if status == "cancelled" else None, "channel": "App"}
    said |= {"currency": {"North": "EUR", "South": "GBP"}[region], "platform": "Mobile", "payment_method": "Card", "is_gift": 0}
    return said | {"device_id": "quist-phone-1", "warehouse_id": "W1", "promised_on": at[:10], "tax_cents": 0, "total_cents": 0} | {
        "gross_cents": 0, "discount_cents": 0, "shipping_address_id": "D1" if customer == "C1" else None, "payment_method_id": None,
    }  # fmt: skip


def totals(settings: Settings) -> list[tuple[Any, ...]]:
    """Net sales in cents, orders, known customers and units of each month."""
    asked = """
        select dim_date.month_start, sum(gross_cents - discount_cents - return_cents), count(distinct order_key),
            count(distinct case when is_known_customer = 1 then customer_key end), sum(units), sum(tax_cents), sum(shipping_cents)
        from fct_sales_events join dim_date on dim_date.day_number = event_day group by 1 order by 1
    """
    with warehouse_engine(settings).connect() as connection:
        return [tuple(row) for row in connection.execute(text(asked))]


def found(settings: Settings, words: tuple[str, ...] = WORDS) -> dict[str, int]:
    """How often each word stands in any byte below VAR_DIR, and in any row and statistic of a PostgreSQL database."""
    held = [path.read_bytes() for path in settings.var_dir.rglob("*") if path.is_file()]
    held += [row.encode() for row in _rows(settings)]
    return {word: sum(content.count(word.encode()) for content in held) for word in words}


def _rows(settings: Settings) -> Iterator[str]:
    for engine in {warehouse_engine(settings), accounts_engine(settings)}:
        if engine.dialect.name != "postgresql":
            continue
        with engine.connect() as connection:
            tables = inspect(connection).get_table_names()
            for name in (*tables, "pg_stats"):
                yield from connection.scalars(text(f"select cast(row_text as text) from {name} as row_text"))
