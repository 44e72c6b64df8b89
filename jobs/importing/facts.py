"""Facts: what the values of a row mean under the map: kind, return, state, cents, days."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from jobs.importing.columns import CANONICAL
from jobs.importing.map import ImportMap
from jobs.importing.numbers import cents, plain
from jobs.importing.shape import CURRENCY

_COPIED = tuple(name for name, column in CANONICAL.items() if "text" in column.types and name != "status")
_EXACT = tuple(name for name, column in CANONICAL.items() if "money" in column.types)
_TIMES = ("ordered_at", "cancelled_at")


def _each(values: Sequence[Any], read: Callable[[Any], Any]) -> list[Any]:
    """Each distinct value read once; a missing one stays missing."""
    table = {value: None if value is None else read(value) for value in set(values)}
    return [table[value] for value in values]


class Facts:
    """What the values of a piece say, rows with problems included. `amounts` are the rows' amounts, stated or computed."""

    def __init__(self, import_map: ImportMap, values: Mapping[str, Sequence[Any]], amounts: Sequence[Decimal | None], currency: str):
        self._map, self._amounts, self._rows = import_map, amounts, len(amounts)
        self._given = values
        self._texts = {name: [moment and moment.text for moment in values[name]] for name in _TIMES if name in values}
        self.currencies = list(values[CURRENCY]) if CURRENCY in values else [currency] * self._rows
        self.days = [moment and moment.day for moment in values["ordered_at"]]
        self.values: dict[str, Sequence[Any]] = {**values, **self._texts}
        if "amount" in values:
            self.values["amount"] = amounts

    def mapped(self) -> dict[str, Sequence[Any]]:
        """The map's columns as the file gave them, in plain values."""
        shown = {**self._given, **self._texts}
        return {name: _each(values, plain) if name in _EXACT else values for name, values in shown.items()}

    def content(self) -> dict[str, Sequence[Any]]:
        """Every column of the raw layer that this map can fill."""
        made: dict[str, Sequence[Any]] = {name: self.values[name] for name in _COPIED if name in self.values}
        made |= self._times() | self._numbers() | self._meaning()
        made[CURRENCY] = self.currencies
        made["amounts_are"] = [self._map.amounts_are] * self._rows
        return made

    def _times(self) -> dict[str, list[Any]]:
        made = dict(self._texts)
        made["ordered_day"], made["ordered_sec"] = self.days, [moment and moment.second for moment in self._given["ordered_at"]]
        if "cancelled_at" in self._given:
            made["cancelled_day"] = [moment and moment.day for moment in self._given["cancelled_at"]]
        return made

    def _numbers(self) -> dict[str, Sequence[Any]]:
        made = {name: self.values[name] for name in ("line_number", "quantity", "promo_used") if name in self.values}
        if "unit_price" in self.values:
            made["unit_price"] = _each(self.values["unit_price"], plain)
        made["amount_cents"] = _each(self._amounts, cents)
        for name in ("discount", "tax", "shipping"):
            if name in self.values:
                prefix = "order_" if self._map.columns[name].per_order else ""
                sized = _each(self.values[name], abs) if name == "discount" else self.values[name]
                made[f"{prefix}{name}_cents"] = _each(sized, cents)
        return made

    def _meaning(self) -> dict[str, list[Any]]:
        returns = self._map.returns
        returned = returns.when.mask(self.values, self._rows) if returns else [False] * self._rows
        link = returns.link if returns else "none"
        return {
            "status": self._states(),
            "kind": self._kinds(returned),
            "is_return": [int(back) for back in returned],
            "return_link": [link if back else "none" for back in returned],
            "is_house_account": [int(customer in self._map.house_accounts) for customer in self._column("customer_id")],
        }

    def _column(self, name: str) -> Sequence[Any]:
        return self.values.get(name) or [None] * self._rows

    def _kinds(self, returned: list[bool]) -> list[str]:
        products = self._column("product_id")
        table = {product: self._map.kind_of(product) for product in set(products)}
        kinds = [table[product] for product in products]
        for rule in self._map.kinds:
            fits = rule.when.mask(self.values, self._rows)
            kinds = [
                rule.kind if fit and kind == "product" and not back else kind for kind, fit, back in zip(kinds, fits, returned, strict=True)
            ]
        return kinds

    def _states(self) -> list[str]:
        stated = [self._map.status.get(state.upper(), "placed") if state else "placed" for state in self._column("status")]
        cancelled = self._column("cancelled_at")
        return ["cancelled" if when and state == "placed" else state for state, when in zip(stated, cancelled, strict=True)]
