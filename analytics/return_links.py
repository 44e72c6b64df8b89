"""Which order a return belongs to, when the return does not say: the latest earlier purchase with something left."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas

BUYER = ["source", "customer_id", "product_id"]
COLUMNS = ["line_id", "order_key"]


def link_returns(candidates: pandas.DataFrame) -> pandas.DataFrame:
    """Line and order of every return that finds one, from lines of BUYER, line_id, order_key, document_at, quantity, is_return.

    Returns are served in the order of time. Each goes to the latest strictly earlier purchase with quantity left, takes
    what is left of it up to its own quantity, and belongs to it whole. Among purchases of one moment the last line counts.
    A quantity that is not recorded is taken as one piece.
    """
    import pandas

    ordered = candidates.sort_values(["document_at", "line_id"], kind="stable")
    quantities = ordered["quantity"].astype("float64").fillna(1)
    buyers = zip(*(ordered[column] for column in BUYER), strict=True)
    shelves: dict[tuple[str, ...], _Shelf] = {}
    links: list[tuple[int, int]] = []
    rows = zip(buyers, ordered["line_id"], ordered["order_key"], ordered["document_at"], quantities, ordered["is_return"], strict=True)
    for buyer, line, order, moment, quantity, is_return in rows:
        shelf = shelves.setdefault(buyer, _Shelf())
        if not is_return:
            shelf.put(moment, order, quantity)
        elif (found := shelf.take(moment, quantity)) is not None:
            links.append((line, found))
    return pandas.DataFrame(links, columns=COLUMNS).astype("int64")


class _Shelf:
    """What one customer bought of one product, oldest first, and how much of it has not come back."""

    def __init__(self) -> None:
        self._moments: list[str] = []
        self._orders: list[int] = []
        self._left: list[float] = []

    def put(self, moment: str, order: int, quantity: float) -> None:
        """Add a purchase, the latest so far."""
        if quantity > 0:
            self._moments.append(moment)
            self._orders.append(order)
            self._left.append(quantity)

    def take(self, moment: str, quantity: float) -> int | None:
        """The order that the return belongs to, or None when nothing is left."""
        position = bisect_left(self._moments, moment) - 1
        if position < 0:
            return None
        order = self._orders[position]
        self._left[position] -= quantity
        if self._left[position] <= 0:
            # Emptied places go, so that the latest purchase left is always the last one.
            del self._moments[position], self._orders[position], self._left[position]
        return order
