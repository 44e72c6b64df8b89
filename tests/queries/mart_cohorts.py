"""The customers of the seeded shop, how they came and came back. Nothing is drawn: the rest of the shop stays as it was."""

from __future__ import annotations

from typing import Any

from dashapp.periods import day_of

CHANNELS = ("Search ads", "E-mail", "Influencers", "Unattributed")
KINDS = ("month", "marketing_channel", "campaign")
Rows = list[dict[str, Any]]


def coming_back(people: Rows, written: Rows, placed: Rows, last_day: int) -> dict[str, Rows]:
    """Rows by table, for these customers, sales events and orders."""
    orders = _orders(people, written, placed)
    acquired = [_acquired(row, written) for row in orders if row["is_first"]]
    return {
        "fct_customer_orders": orders,
        "fct_acquisitions": acquired,
        "fct_cohort_cells": _cells(acquired, orders, last_day),
        "fct_touchpoints": [_touched(row, place) for row in acquired for place in (1, 2)],
        "dim_campaigns": [{"campaign_key": key, "campaign_id": f"k{key}", "campaign_name": f"Campaign {key}"} for key in range(3)],
    }


def _cents(order_key: int) -> dict[str, int]:
    return {"demand_cents": 1000 + order_key, "net_cents": 900 + order_key, "cm2_cents": 300 + order_key}


def _orders(people: Rows, written: Rows, placed: Rows) -> Rows:
    known = {row["customer_key"] for row in people if row["is_known"] and not row["is_house_account"]}
    sales = {row["order_key"]: row for row in written if row["event_type"] == "sale"}
    mine = [row for row in placed if sales[row["order_key"]]["customer_key"] in known]
    days: dict[int, list[int]] = {}
    found = []
    for row in sorted(mine, key=lambda row: (row["order_day"], row["order_key"])):
        sale = sales[row["order_key"]]
        before = days.setdefault(sale["customer_key"], [])
        found.append(
            {name: sale[name] for name in ("order_key", "customer_key", "order_day", "channel", "country", "region")}
            | {"place": len(before) + 1, "is_first": int(not before), **_cents(row["order_key"])}
        )
        found[-1]["days_since_before"] = row["order_day"] - before[-1] if before else None
        before.append(row["order_day"])
    for row in found:
        later = days[row["customer_key"]][row["place"] :]
        row["days_to_next"] = later[0] - row["order_day"] if later else None
    return found


def _acquired(order: dict[str, Any], written: Rows) -> dict[str, Any]:
    sale = next(row for row in written if row["order_key"] == order["order_key"] and row["event_type"] == "sale")
    key = order["customer_key"]
    return {
        "customer_key": key,
        "order_key": order["order_key"],
        "first_order_day": order["order_day"],
        "marketing_channel": CHANNELS[key % 4],
        "campaign_key": key % 3,
        "influencer_key": key % 2,
        "is_discounted": key % 2,
        **{name: sale[name] for name in ("channel", "region", "country", "category", "product_key")},
    }


def _cells(acquired: Rows, orders: Rows, last_day: int) -> Rows:
    """Whole calendar months: ages that are over, each with what the orders of that age came to."""
    last = _month(last_day) - 1
    found = []
    for kind in KINDS:
        for cohort, first in sorted({(_cohort(kind, row), _month(row["first_order_day"])) for row in acquired}):
            mine = {row["customer_key"]: row for row in acquired if (_cohort(kind, row), _month(row["first_order_day"])) == (cohort, first)}
            so_far = {"orders": 0, "net_cents": 0, "cm2_cents": 0}
            for age in range(last - first + 1):
                bought = [row for row in orders if row["customer_key"] in mine and _month(row["order_day"]) - first == age]
                sums = {name: sum(row[name] for row in bought) for name in ("demand_cents", "net_cents", "cm2_cents")}
                so_far = {name: so_far[name] + (len(bought) if name == "orders" else sums[name]) for name in so_far}
                found.append(
                    {"cohort_kind": kind, "cohort": cohort, "cohort_name": cohort, "age": age, "steps_over": last - first + 1,
                     "cohort_day": min(row["first_order_day"] for row in mine.values()), "customers": len(mine), "orders": len(bought),
                     "active_customers": len({row["customer_key"] for row in bought}), **sums, "orders_so_far": so_far["orders"],
                     "net_so_far_cents": so_far["net_cents"], "cm2_so_far_cents": so_far["cm2_cents"],
                     "spend_cents": 0 if cohort == "E-mail" else 2000 * len(mine)}
                )  # fmt: skip
    return [{**row, "cell_key": position} for position, row in enumerate(found, 1)]


def _cohort(kind: str, row: dict[str, Any]) -> str:
    month = day_of(row["first_order_day"]).isoformat()[:7]
    return {"month": month, "marketing_channel": row["marketing_channel"], "campaign": f"k{row['campaign_key']}"}[kind]


def _month(day: int) -> int:
    date = day_of(day)
    return date.year * 12 + date.month


def _touched(row: dict[str, Any], place: int) -> dict[str, Any]:
    return {
        "touchpoint_key": row["order_key"] * 2 + place,
        "order_key": row["order_key"],
        "position": place,
        "touches": 2,
        "touched_day": row["first_order_day"] - 3 + place,
        "marketing_channel": CHANNELS[(row["customer_key"] + place) % 4],
        "region": row["region"],
        "country": row["country"],
    }
