"""The canonical columns that a map may fill, and the types that each of them takes."""

from __future__ import annotations

from dataclasses import dataclass

TYPES = ("text", "integer", "decimal", "money", "timestamp", "date", "boolean")
_TEXT = ("text", "integer")
_NUMBER = ("decimal", "money")
_MONEY = ("money", "decimal")
_TIME = ("timestamp", "date")


@dataclass(frozen=True)
class Canonical:
    """A column of the raw layer as a map names it. The first type is the one meant when the map names none."""

    name: str
    types: tuple[str, ...]
    help: str
    per_order: bool = False  # whether `per: order` may be said of it


_ALL = (
    Canonical("order_id", _TEXT, "Number of the order or document. Always required, or made_of other columns."),
    Canonical("line_number", ("integer",), "Position of the line within its order, where the file counts lines."),
    Canonical("ordered_at", _TIME, "When the order (or the return) was placed. Always required."),
    Canonical("cancelled_at", _TIME, "When the order was cancelled; a row that has it is cancelled."),
    Canonical("customer_id", _TEXT, "The shop's number of the customer. Empty: an anonymous order."),
    Canonical("customer_name", _TEXT, "The customer's name."),
    Canonical("customer_email", _TEXT, "The customer's e-mail address."),
    Canonical("product_id", _TEXT, "Stock code or SKU; what `codes` are compared with."),
    Canonical("product_name", _TEXT, "What the product is called."),
    Canonical("category", _TEXT, "The product's category."),
    Canonical("brand", _TEXT, "The product's brand."),
    Canonical("channel", _TEXT, "Through which channel the order came: web, shop, telephone."),
    Canonical("platform", _TEXT, "On which platform it was placed: Shopify, Amazon, app."),
    Canonical("country", _TEXT, "The order's country."),
    Canonical("region", _TEXT, "The order's region, state or store."),
    Canonical("payment_method", _TEXT, "How it was paid."),
    Canonical("promo_used", ("boolean",), "Whether a promotion was used."),
    Canonical("quantity", ("integer",), "Units, signed as in the file. Not mapped: not recorded, never 1."),
    Canonical("unit_price", _NUMBER, "Price of one unit; exact, never rounded."),
    Canonical("amount", _MONEY, "The row's amount; without it unit_price x quantity, half up to the cent."),
    Canonical("discount", _MONEY, "Discount of the row; its size counts, not its sign.", per_order=True),
    Canonical("tax", _MONEY, "Tax of the row.", per_order=True),
    Canonical("shipping", _MONEY, "Shipping of the row.", per_order=True),
    Canonical("status", _TEXT, "State of the order, translated by the map's `status`."),
)
CANONICAL: dict[str, Canonical] = {column.name: column for column in _ALL}
ALWAYS_REQUIRED = ("order_id", "ordered_at")
KINDS = ("product", "shipping", "discount", "fee", "gift_card", "sample", "adjustment", "bad_debt", "stock")
STATUSES = ("placed", "cancelled", "test", "deleted")
LINKS = ("none", "order", "match")
AMOUNTS = ("gross", "net", "total")
GRAINS = ("line", "order")
