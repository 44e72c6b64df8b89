"""The money of the seeded shop, and what channels claim of it. Nothing is drawn: the rest of the shop stays as it was."""

from __future__ import annotations


def money_and_claims(written: list[dict]) -> dict[str, list[dict]]:
    """Rows by table, for these sales events."""
    sales = [row for row in written if row["event_type"] == "sale"]
    return {
        "dim_documents": _documents(written),
        "fct_payment_events": _money(written),
        "fct_ad_days": [_claimed(position, row) for position, row in enumerate(sales) if position % 4 == 0],
    }


def _documents(written: list[dict]) -> list[dict]:
    names = ("source", "channel", "platform", "country", "region", "payment_method")
    first = {row["order_key"]: row for row in reversed(written)}
    return [
        {"document_key": key, "document_id": row["order_id"], "document_day": row["order_day"], **{name: row[name] for name in names}}
        for key, row in first.items()
    ]


def _money(written: list[dict]) -> list[dict]:
    """Some orders are unpaid, or paid late, twice or a little too much; some returns are not refunded."""
    found: list[dict] = []
    for key in {row["order_key"]: None for row in written}:
        mine = [row for row in written if row["order_key"] == key]
        sold = [row for row in mine if row["event_type"] not in ("return", "cancellation")]
        if sold and key % 10:
            paid = {kind: sum(_total(row, kind) for row in sold) + (100 if key % 7 == 0 else 0) for kind in ("", "local_")}
            days = (sold[0]["order_day"] + key % 40, *([sold[0]["order_day"] + 1] if key % 33 == 0 else []))
            found += [_moved(key, "payment", day, sold[0]["currency"], paid) for day in days]
        for row in mine:
            if row not in sold and row["line_id"] % 3:
                back = {kind: -_total(row, kind) for kind in ("", "local_")}
                found.append(_moved(key, "refund", row["event_day"] + 5, row["currency"], back))
    return [{**row, "event_key": position} for position, row in enumerate(found, 1)]


def _total(row: dict, kind: str) -> int:
    given = {name: row[f"{name}_{kind}cents"] for name in ("gross", "discount", "return", "tax", "shipping")}
    return given["gross"] - given["discount"] - given["return"] + given["tax"] + given["shipping"]


def _moved(order_key: int, kind: str, day: int, currency: str, cents: dict[str, int]) -> dict:
    nothing = {f"{name}_{part}cents": 0 for name in ("payment", "refund") for part in ("", "local_")}
    told = {f"{kind}_{part}cents": value for part, value in cents.items()}
    return {"order_key": order_key, "event_type": kind, "event_day": day, "currency": currency} | nothing | told


def _claimed(position: int, row: dict) -> dict:
    about = {name: row[name] for name in ("category", "region", "country")}
    return about | {"ad_day_key": position, "day_number": row["event_day"], "claimed_cents": row["gross_cents"] * 3}
