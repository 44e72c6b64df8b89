"""Exchange rates: loaded from a CSV of day, currency, rate; needed by every row in another currency than the reports."""

from __future__ import annotations

import csv
import datetime
import math
from collections.abc import Container, Iterator, Sequence
from pathlib import Path

from sqlalchemy import delete, func, select
from sqlalchemy.engine import Connection

from dashapp.db.engines import warehouse_engine
from dashapp.errors import UserError
from dashapp.periods import day_number
from dashapp.settings import Settings
from jobs import demo, raw
from jobs.lock import only_one

HEADER = ("day", "currency", "rate")


def reporting_currency(settings: Settings, connection: Connection) -> str:
    """REPORTING_CURRENCY, else the currency of the first row ever loaded, else nothing yet. The demo shop has one of its own."""
    if demo.demo_load(connection) is not None:
        demo.require_currency(settings)
        return demo.CURRENCY
    if settings.reporting_currency:
        return settings.reporting_currency
    return connection.scalar(select(raw.order_lines.c.currency).order_by(raw.order_lines.c.line_id).limit(1)) or ""


class RateBook:
    """Which currencies can be turned into the reporting currency, and from which day on.

    `meant` is the currency of rows that state none. With no reporting currency yet, the first row's becomes it.
    """

    def __init__(self, reporting: str, meant: str, first_days: dict[str, int]):
        self.reporting, self.meant, self._first_days = reporting or meant, meant, first_days

    def lacking(self, codes: Sequence[str | None], days: Sequence[int | None], skip: Container[int]) -> Iterator[tuple[int, str, str]]:
        """Position, currency and a sentence for each row that no rate on or before its day can turn."""
        if set(codes) == {self.reporting}:
            return
        for at, (code, day) in enumerate(zip(codes, days, strict=True)):
            if at in skip or code is None or day is None:
                continue
            self.reporting = self.reporting or code
            if code != self.reporting and self._first_days.get(code, math.inf) > day:
                yield at, code, self._sentence(code)

    def _sentence(self, code: str) -> str:
        return (
            f"There is no exchange rate from {code} to {self.reporting} on or before this day. Load one with: manage.py rates FILE "
            f"(a CSV of {', '.join(HEADER)}), then import the file again."
        )


def rate_book(settings: Settings, connection: Connection, code: str, default: str) -> RateBook:
    """The book as the warehouse has it now; `code` and `default` are the map's fixed and default currency."""
    reporting = reporting_currency(settings, connection)
    rates = raw.exchange_rates.c
    asked = select(rates.currency, func.min(rates.rate_day)).group_by(rates.currency)
    first_days = {row.currency: row[1] for row in connection.execute(asked)}
    return RateBook(reporting, code or (default and (reporting or default)), first_days)


def load_rates(settings: Settings, path: Path, *, wait: bool = False) -> int:
    """Read a CSV of day, currency, rate (units of the reporting currency for one unit); the whole file or nothing.

    A rate holds from its day until the next one of its currency. The demo shop goes, as its currency is another. Returns how many
    were written.
    """
    rates = _read_rates(path)
    with only_one(settings, f"rates {path.name}", wait=wait), warehouse_engine(settings).begin() as connection:
        raw.create_in(connection)
        demo.remove(connection)
        reporting = reporting_currency(settings, connection)
        if any(code == reporting for _, code in rates):
            raise UserError(f"{path.name} has a rate for {reporting}, which is the reporting currency itself. Remove those rows.")
        table = raw.exchange_rates
        for day, code in rates:
            connection.execute(delete(table).where(table.c.rate_day == day, table.c.currency == code))
        rows = [{"rate_day": day, "currency": code, "rate": rate} for (day, code), rate in rates.items()]
        if rows:
            connection.execute(table.insert(), rows)
    return len(rates)


def _read_rates(path: Path) -> dict[tuple[int, str], float]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, skipinitialspace=True)
            names = tuple((name or "").strip().lower() for name in reader.fieldnames or ())
            if sorted(names) != sorted(HEADER):
                raise UserError(f"{path.name} has the columns {', '.join(names) or 'none'}; rates need exactly {', '.join(HEADER)}.")
            reader.fieldnames = names
            return {key: rate for row in reader for key, rate in [_rate(row, f"{path.name}, row {reader.line_num}")]}
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"The rates {path} cannot be read: {error}.") from None


def _rate(row: dict[str, str], where: str) -> tuple[tuple[int, str], float]:
    code = (row["currency"] or "").strip().upper()
    try:
        day, rate = datetime.date.fromisoformat((row["day"] or "").strip()), float(row["rate"] or "")
    except ValueError:
        raise UserError(f"{where}: {row['day']!r}, {row['rate']!r}. A day is written YYYY-MM-DD, a rate as 1.25.") from None
    if len(code) != 3 or not (code.isascii() and code.isalpha()) or not 0 < rate < math.inf:
        raise UserError(f"{where}: {code!r}, {row['rate']!r}. A currency has three letters; a rate is more than 0.")
    return (day_number(day), code), rate
