"""How a workbook shows the values of a column type."""

from __future__ import annotations

from dashapp.formats import SYMBOLS

_FORMATS = {
    "integer": "#,##0",
    "decimal": "#,##0.00",
    "ratio": "0.00%",
    "date": "yyyy-mm-dd",
    "timestamp": "yyyy-mm-dd hh:mm:ss",
    "id": "@",
    "text": "@",
    "boolean": "General",
}


def number_format(kind: str, currency: str) -> str:
    """The number format of a column type; money carries the symbol of its currency, or the code where there is none."""
    if kind != "money":
        return _FORMATS[kind]
    symbol = f"[${SYMBOLS[currency]}]" if currency in SYMBOLS else f"[${currency}] "
    return f"{symbol}#,##0.00;-{symbol}#,##0.00"
