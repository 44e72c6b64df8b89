"""Numbers as files write them, exactly: Decimal in, never a float."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal

from jobs.importing.map import FileFormat

# Cents of it still fit a 64-bit integer, with room for sums.
LARGEST = Decimal(10) ** 13
_BLANKS = str.maketrans(dict.fromkeys("\u00a0\u202f\u2009", " "))


class NumberReader:
    """Reads the numbers of one file format. Thousands must stand where thousands stand: 12,50 is not 1250."""

    def __init__(self, file: FileFormat):
        self._sign, self._thousands, self._decimal = file.currency_sign, file.thousands, file.decimal
        mark = re.escape(file.thousands)
        # Groups of two or three before the last group of three: 1,234,567 and the Indian 12,34,567.
        grouped = rf"|\d{{1,3}}(?:{mark}\d{{2,3}})*{mark}\d{{3}}" if mark else ""
        fraction = rf"(?:{re.escape(file.decimal)}\d*)?"
        self._shape = re.compile(rf"[+-]?(?:(?:\d+{grouped}){fraction}|{re.escape(file.decimal)}\d+)(?:[eE][+-]?\d{{1,2}})?", re.ASCII)

    def decimal(self, text: str) -> Decimal:
        """The exact number; ValueError when it is not one in this format."""
        if not self._shape.fullmatch(text):
            raise ValueError("is not a number in the file's format")
        plain = text.replace(self._thousands, "") if self._thousands else text
        number = Decimal(plain.replace(self._decimal, "."))
        if abs(number) >= LARGEST:
            raise ValueError("is too large a number")
        return number

    def money(self, text: str) -> Decimal:
        """A number that may carry the declared currency sign and blanks around it."""
        bare = text.translate(_BLANKS)
        if self._sign and self._sign in bare:
            bare = bare.replace(self._sign, "", 1).replace("- ", "-").strip()
        return self.decimal(bare)

    def integer(self, text: str) -> int:
        """A whole number; 6.0 is whole, 6.5 is not."""
        number = self.decimal(text)
        if number != number.to_integral_value():
            raise ValueError("is not a whole number")
        return int(number)


def cents(amount: Decimal) -> int:
    """Hundredths, half up (away from zero), as an integer. Every currency has hundredths here, yen included."""
    return int((amount * 100).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def plain(number: Decimal) -> str:
    """The number as shortest exact text: 2.50 and 2.5 are one price."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text
