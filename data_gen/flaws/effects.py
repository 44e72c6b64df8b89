"""Effects: every rule of a shop's books that a planted mistake breaks, its own and those of the rows beside it, row by row.

An order whose date is wrong is also placed after its own payment, and its parcel leaves before it. Whoever looks for mistakes finds
all of these, and each goes back to the row that was planted. Rules are named as the checks of the product are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

import numpy
import pandas

from data_gen.tables import declared
from data_gen.texts import is_among

COLUMNS = ("rule", "table_name", "key", "check_name", "broken_key")
# A check, and what it finds of these planted keys of a table: broken keys, by the key that was planted.
Tables = Mapping[str, pandas.DataFrame]
Found = Callable[[Tables, pandas.Series], pandas.DataFrame]


def effects(ledger: pandas.DataFrame, tables: Tables, as_of: numpy.datetime64) -> pandas.DataFrame:
    """One row a planted row and a row that breaks a check because of it. tables: the world's, mistakes in them; as_of: its last day."""
    parts = [pandas.DataFrame(columns=COLUMNS, dtype=object)]
    for (rule, table), lines in ledger.groupby(["rule", "table_name"]):
        keys = pandas.Series(lines["key"].unique(), dtype=object)
        for check, found in (*EFFECTS[rule], *_of_today(rule, as_of)):
            broken = found(tables, keys).drop_duplicates()
            parts.append(broken.assign(rule=rule, table_name=table, check_name=check)[list(COLUMNS)])
    return pandas.concat([part for part in parts if len(part)] or parts, ignore_index=True)


def _of_today(rule: str, as_of: numpy.datetime64) -> tuple[tuple[str, Found], ...]:
    found: dict[str, tuple[tuple[str, Found], ...]] = {
        "delisted_early": (("inventory.stock_of_delisted", partial(_still_in_stock, as_of)),),
        "price_slips": (("products.below_cost", partial(_below_cost, as_of)),),
    }
    return found.get(rule, ())


def _itself(_tables: Tables, keys: pandas.Series) -> pandas.DataFrame:
    return pandas.DataFrame({"key": keys, "broken_key": keys})


def _sku(tables: Tables, keys: pandas.Series) -> pandas.DataFrame:
    """Two products with one number are found by the number."""
    return pandas.DataFrame({"key": keys, "broken_key": keys.map(tables["products"].set_index("product_id")["sku"])})


def _of_orders(table: str, breaks: Callable[[pandas.DataFrame], pandas.Series], tables: Tables, keys: pandas.Series) -> pandas.DataFrame:
    """Rows of a table that belong to planted orders and break with them."""
    if table not in tables:
        return pandas.DataFrame(columns=["key", "broken_key"], dtype=object)
    rows = tables[table][is_among(tables[table]["order_id"], keys)].reset_index(drop=True)
    both = rows.merge(tables["orders"].add_prefix("order_"), left_on="order_id", right_on="order_order_id")
    broken = both[breaks(both).to_numpy(dtype=bool)]
    return pandas.DataFrame({"key": broken["order_id"], "broken_key": _joined(table, broken)})


def _before(column: str, *, by_day: bool = False) -> Callable[[pandas.DataFrame], pandas.Series]:
    """Whether a moment lies before the order was placed."""
    unit = "datetime64[D]" if by_day else "datetime64[s]"
    return lambda rows: pandas.Series(_moments(rows[column], unit) < _moments(rows["order_ordered_at"], unit))


def _tried_before(tables: Tables, keys: pandas.Series) -> pandas.DataFrame:
    """Planted orders that had been tried to pay before they were placed."""
    found = _of_orders("payment_attempts", _before("attempted_at"), tables, keys)
    return found.assign(broken_key=found["key"])


def _order_of_line(tables: Tables, keys: pandas.Series) -> pandas.DataFrame:
    """Orders whose gross amount a planted line does not sum to any more."""
    items, orders = tables["order_items"], tables["orders"].set_index("order_id")["gross_cents"]
    order = keys.str.partition("|")[0]
    held = items[is_among(items["order_id"], order)]
    sums = (held["unit_price_cents"] * held["quantity"]).groupby(held["order_id"]).sum()
    is_off = order.map(sums).to_numpy() != order.map(orders).to_numpy()
    return pandas.DataFrame({"key": keys[is_off], "broken_key": order[is_off]})


def _returned_line(tables: Tables, keys: pandas.Series) -> pandas.DataFrame:
    """Returns that are worth more than the planted line of which they are."""
    if "returns" not in tables:
        return pandas.DataFrame(columns=["key", "broken_key"], dtype=object)
    items, line = tables["order_items"], ["order_id", "line_number"]
    both = tables["returns"].merge(items[[*line, "quantity", "unit_price_cents", "discount_cents"]], on=line, suffixes=("", "_sold"))
    sold = (both["unit_price_cents"] * both["quantity_sold"]).abs() - both["discount_cents"]
    both = both.assign(key=_joined("order_items", both))
    broken = both[(both["value_cents"] > sold).to_numpy(dtype=bool) & is_among(both["key"], keys)]
    return pandas.DataFrame({"key": broken["key"], "broken_key": broken["return_id"]})


def _sold_unlisted(by: str, tables: Tables, keys: pandas.Series) -> pandas.DataFrame:
    """Lines of planted orders, or of planted products, that were sold on a day on which their product was not on sale."""
    items = tables["order_items"].merge(tables["orders"][["order_id", "ordered_at"]], on="order_id")
    items = items[is_among(items[by], keys)].merge(tables["products"][["product_id", "listed_on", "delisted_on"]], on="product_id")
    day, first, last = (_moments(items[name], "datetime64[D]") for name in ("ordered_at", "listed_on", "delisted_on"))
    broken = items[(day < first) | (day > last)]
    return pandas.DataFrame({"key": broken[by], "broken_key": _joined("order_items", broken)})


def _of_planted(table: str, column: str, tables: Tables, keys: pandas.Series) -> pandas.DataFrame:
    """What the planted rows of a table name in a column."""
    (own,) = declared()[table].key
    rows = tables[table][is_among(tables[table][own], keys) & tables[table][column].notna().to_numpy()]
    return pandas.DataFrame({"key": rows[own], "broken_key": rows[column]})


def _paid_wrong(tables: Tables, keys: pandas.Series) -> pandas.DataFrame:
    return _of_orders("payments", lambda rows: rows["amount_cents"] != rows["order_total_cents"], tables, keys)


def _total_below_nothing(tables: Tables, keys: pandas.Series) -> pandas.DataFrame:
    """Planted orders that were not cancelled and whose total is below nothing."""
    orders = tables["orders"]
    broken = orders[(orders["total_cents"] < 0) & (orders["status"] == "placed") & is_among(orders["order_id"], keys)]
    return pandas.DataFrame({"key": broken["order_id"], "broken_key": broken["order_id"]})


def _lacking_more(tables: Tables, keys: pandas.Series) -> pandas.DataFrame:
    """Planted products that lack something besides their category, which alone leaves them just complete: price, cost or stock."""
    products = tables["products"]["product_id"]
    parts = (("price_history", "price_cents"), ("cost_history", "cost_cents"), ("stock_snapshots", "product_id"))
    known = [_products_with(tables.get(table), column) for table, column in parts]
    lacking = ~numpy.logical_and.reduce([is_among(products, held) for held in known])
    broken = products[lacking & is_among(products, keys)]
    return pandas.DataFrame({"key": broken, "broken_key": broken})


def _products_with(table: pandas.DataFrame | None, column: str) -> pandas.Series:
    """Products of which a table has a row with something in a column, which is no amount of nothing."""
    if table is None:
        return pandas.Series(dtype="str")
    return table.loc[table[column].notna() & (table[column] != 0), "product_id"]


def _below_cost(as_of: numpy.datetime64, tables: Tables, keys: pandas.Series) -> pandas.DataFrame:
    """Products whose planted price is the one of today, and not above their cost."""
    if "cost_history" not in tables:
        return pandas.DataFrame(columns=["key", "broken_key"], dtype=object)
    prices, costs = (_latest(tables[name], as_of) for name in ("price_history", "cost_history"))
    both = prices.merge(costs[["product_id", "cost_cents"]], on="product_id")
    both = both.assign(key=_joined("price_history", both))
    broken = both[(both["price_cents"] <= both["cost_cents"]).to_numpy(dtype=bool) & is_among(both["key"], keys)]
    return pandas.DataFrame({"key": broken["key"], "broken_key": broken["product_id"]})


def _still_in_stock(as_of: numpy.datetime64, tables: Tables, keys: pandas.Series) -> pandas.DataFrame:
    """What is in stock of planted products that were delisted over ninety days ago, as they say now, by warehouse."""
    if "stock_snapshots" not in tables:
        return pandas.DataFrame(columns=["key", "broken_key"], dtype=object)
    products, snapshots = tables["products"][["product_id", "delisted_on"]], tables["stock_snapshots"]
    held = snapshots[(snapshots["on_hand_units"] > 0).to_numpy(dtype=bool) & is_among(snapshots["product_id"], keys)]
    held = held[_moments(held["snapshot_on"], "datetime64[D]") == as_of].merge(products, on="product_id")
    broken = held[_moments(held["delisted_on"], "datetime64[D]") < as_of - numpy.timedelta64(90, "D")]
    return pandas.DataFrame({"key": broken["product_id"], "broken_key": broken["product_id"] + "|" + broken["warehouse_id"]})


def _latest(history: pandas.DataFrame, as_of: numpy.datetime64) -> pandas.DataFrame:
    known = history[_moments(history["valid_from"], "datetime64[D]") <= as_of]
    return known.sort_values("valid_from").drop_duplicates("product_id", keep="last")


def _joined(table: str, rows: pandas.DataFrame) -> pandas.Series:
    """The key of rows of a table as the ledger writes it."""
    parts = [_text(rows[name]) for name in declared()[table].key]
    return parts[0] if len(parts) == 1 else parts[0] + "|" + parts[1]


def _text(values: pandas.Series) -> pandas.Series:
    return values.dt.strftime("%Y-%m-%d") if values.dtype.kind == "M" else values.astype(str)


def _moments(values: pandas.Series, unit: str) -> numpy.ndarray:
    return pandas.to_datetime(values).to_numpy().astype(unit)


def _late() -> Iterator[tuple[str, Found]]:
    yield "orders.placed_after_payment", _tried_before
    yield "payments.before_the_order", partial(_of_orders, "payments", _before("captured_at", by_day=True))
    yield "shipments.before_the_order", partial(_of_orders, "shipments", _before("shipped_at"))
    yield "reviews.before_the_order", partial(_of_orders, "reviews", _before("created_at"))
    yield "returns.requested_early", partial(_of_orders, "returns", _before("requested_at"))
    yield "order_lines.sold_unlisted", partial(_sold_unlisted, "order_id")


_ALSO_BY_AMOUNT = (("orders.sums_of_lines", _order_of_line), ("returns.over_the_line", _returned_line))
EFFECTS: dict[str, tuple[tuple[str, Found], ...]] = {
    "orphaned_orders": (("orders.unknown_customers", _itself), ("declared.orders", _itself)),
    "wrong_totals": (
        ("orders.wrong_totals", _itself),
        ("orders.totals_not_positive", _total_below_nothing),
        ("payments.not_the_total", _paid_wrong),
    ),
    "future_dates": (("orders.future_dates", _itself), *_late()),
    "time_zone_shifts": tuple(_late()),
    "cancelled_early": (("orders.cancelled_early", _itself),),
    "orphan_items": (("order_lines.unknown_orders", _itself), ("order_lines.quarantined", _itself)),
    "prices_not_positive": (("order_lines.prices_not_positive", _itself), *_ALSO_BY_AMOUNT),
    "quantities_not_positive": (("order_lines.quantities_not_positive", _itself), *_ALSO_BY_AMOUNT),
    "implausible_birth_years": (("customers.implausible_birth_years", _itself),),
    "missing_descriptions": (("products.missing_descriptions", _itself), ("products.incomplete", _itself)),
    "duplicate_skus": (("products.duplicate_skus", _sku),),
    "category_spellings": (
        ("products.category_spellings", _itself),
        ("declared.products", _itself),
        ("products.incomplete", _lacking_more),
    ),
    "delisted_early": (("products.delisted_early", _itself), ("order_lines.sold_unlisted", partial(_sold_unlisted, "product_id"))),
    "price_slips": (("products.price_slips", _itself),),
    "duplicated_payments": (
        ("payments.captured_twice", _itself),
        ("payments.settlements_unlike_payments", partial(_of_planted, "payments", "settlement_id")),
    ),
    "excessive_refunds": (
        ("refunds.over_the_payment", _itself),
        ("refunds.together_over_the_payment", partial(_of_planted, "refunds", "payment_id")),
    ),
    "early_returns": (("returns.requested_early", _itself),),
    "returned_too_many": (("returns.too_many_units", _itself),),
}
