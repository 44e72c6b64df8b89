"""Reading a log of purchases: every row is used, left out for a reason that is counted, or refused with what is wrong in it."""

from __future__ import annotations

import csv
import datetime
import gzip
import io
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas

from dashapp.errors import UserError, near
from dashapp.periods import day_number
from jobs.fitting.log_maps import COLUMNS, LogMap


@dataclass(frozen=True)
class PurchaseLog:
    """customer, day and amount of every purchase; how many rows name no customer, and how many take something back."""

    frame: pandas.DataFrame
    nameless: int
    returned: int

    @property
    def first_day(self) -> int:
        """The day of the first purchase."""
        return int(self.frame["day"].min())

    @property
    def last_day(self) -> int:
        """The day of the last one."""
        return int(self.frame["day"].max())


def read_log(paths: Iterable[Path], written: LogMap) -> PurchaseLog:
    """The purchases of these files, of a folder all of its files.

    A row below zero takes back: it lowers what that customer spent on the day, and a day with nothing else is no purchase.
    """
    customers, days, amounts, nameless = [], [], [], 0
    for path in _files(paths):
        for customer, day, amount in _Rows(path, written):
            if not customer:
                nameless += 1
                continue
            customers.append(customer)
            days.append(day)
            amounts.append(amount)
    frame = pandas.DataFrame({"customer": customers, "day": days, "amount": amounts})
    if frame.empty:
        raise UserError(f"The log has no purchase with a customer{f'; {nameless:,} rows name none' if nameless else ''}.")
    bought = frame[frame["amount"] >= 0][["customer", "day"]].drop_duplicates()
    if bought.empty:
        raise UserError(f"Every amount of the log is below zero. Purchases are positive in the column {written.columns['amount']!r}.")
    return PurchaseLog(frame.merge(bought, on=["customer", "day"]), nameless, int((frame["amount"] < 0).sum()))


def _files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir():
            yield from sorted(one for one in path.iterdir() if one.is_file())
        elif path.is_file():
            yield path
        else:
            raise UserError(f"There is no file {path}.")


class _Rows:
    """The rows of one file, each checked."""

    def __init__(self, path: Path, written: LogMap) -> None:
        self._path, self._map, self._days = path, written, dict[str, int]()

    def __iter__(self) -> Iterator[tuple[str, int, float]]:
        places: Mapping[str, int] | None = None
        try:
            for number, cells in enumerate(self._cells(), start=1):
                if places is None:
                    places = self._places(cells)
                    if self._map.header:
                        continue
                if cells:
                    yield self._row(number, cells, places)
        except (UnicodeDecodeError, gzip.BadGzipFile, EOFError, csv.Error) as error:
            raise UserError(f"{self._path} cannot be read as {self._map.encoding} text: {error}. The map names the encoding.") from None

    def _cells(self) -> Iterator[list[str]]:
        is_packed = self._path.suffix == ".gz"
        with self._path.open("rb") as file, gzip.open(file) if is_packed else file as plain:
            text = io.TextIOWrapper(plain, self._map.encoding, newline="")  # type: ignore[type-var]
            if self._map.delimiter == " ":
                yield from (line.split() for line in text)
            else:
                yield from csv.reader(text, delimiter=self._map.delimiter)

    def _places(self, first: list[str]) -> Mapping[str, int]:
        """Where the columns stand, by the header where there is one."""
        names = [name.strip().removeprefix("\ufeff") for name in first]
        found = {}
        for column, given in self._map.columns.items():
            if isinstance(given, int):
                found[column] = given - 1
            elif given in names:
                found[column] = names.index(given)
            else:
                raise UserError(f"{self._path}, row 1: there is no column {given!r}, which the map gives for {column}.{near(given, names)}")
        return found

    def _row(self, number: int, cells: list[str], places: Mapping[str, int]) -> tuple[str, int, float]:
        missing = next((column for column in COLUMNS if places[column] >= len(cells)), None)
        if missing:
            raise UserError(f"{self._path}, row {number}: it has {len(cells)} columns, and {missing} is column {places[missing] + 1}.")
        customer, date, amount = (cells[places[column]].strip() for column in COLUMNS)
        return customer, self._day(number, date), self._amount(number, amount)

    def _day(self, number: int, value: str) -> int:
        if value not in self._days:
            try:
                self._days[value] = day_number(datetime.datetime.strptime(value, self._map.date_format).date())  # noqa: DTZ007 a day has no zone
            except ValueError:
                raise self._wrong(number, "date", value, f"a date written {self._map.date_format!r}") from None
        return self._days[value]

    def _amount(self, number: int, value: str) -> float:
        try:
            found = float(value)
        except ValueError:
            found = math.nan
        if not math.isfinite(found):
            raise self._wrong(number, "amount", value, "a number with a point for decimals, such as 29.33")
        return found

    def _wrong(self, number: int, column: str, value: str, rule: str) -> UserError:
        named = self._map.columns[column]
        return UserError(f"{self._path}, row {number}, column {named!r} ({column}): the value is {value!r}. It must be {rule}.")
