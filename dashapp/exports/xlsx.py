"""Workbooks: a cover sheet, then one sheet a card, with typed cells. Rows go to disk as they are written."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from typing import IO, Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from dashapp.errors import UserError
from dashapp.exports.cells import Value, legible, pieces, value_of
from dashapp.exports.cover import PRODUCT, Cover
from dashapp.exports.names import sheet_names
from dashapp.exports.number_formats import number_format
from dashapp.table import Table

ROW_LIMIT = 1_048_576
COLUMN_LIMIT = 16_384
TEXT_LIMIT = 32_767
FIRST_YEAR = 1900
CUT_MARK = " [cut]"
NARROWEST, WIDEST, WIDTH_ROWS = 9, 60, 500
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True)
class Sheet:
    """A card's table. `totals`: sums of the additive columns, by column name, for a last row; `note` is printed on the cover."""

    title: str
    table: Table
    totals: Mapping[str, float] | None = None
    note: str = ""


@dataclass(frozen=True)
class _Part:
    """The rows of a sheet, first to last (exclusive), that one worksheet holds."""

    sheet: Sheet
    title: str
    first: int
    last: int
    closes: bool


def workbook(cover: Cover, sheets: Sequence[Sheet]) -> IO[bytes]:
    """The workbook as an open temporary file, at its start, that is gone once closed."""
    with ExitStack() as on_failure:
        file = on_failure.enter_context(tempfile.TemporaryFile())
        write_workbook(file, cover, sheets)
        on_failure.pop_all()
    file.seek(0)
    return file


def write_workbook(file: IO[bytes], cover: Cover, sheets: Sequence[Sheet], row_limit: int = ROW_LIMIT) -> None:
    """Write the workbook; a sheet with more rows than a worksheet holds goes on in `title (2)`."""
    for sheet in sheets:
        _refuse_too_wide(sheet)
    with tempfile.TemporaryDirectory() as folder, xlsxwriter.Workbook(file, {**_OPTIONS, "tmpdir": folder}) as book:
        _write_book(book, cover, [part for sheet in sheets for part in _parts(sheet, row_limit)])


def _refuse_too_wide(sheet: Sheet) -> None:
    if len(sheet.table.columns) > COLUMN_LIMIT:
        raise UserError(
            f"{sheet.title!r} has {len(sheet.table.columns):,} columns. A worksheet holds at most {COLUMN_LIMIT:,}: "
            "export fewer columns, or download CSV."
        )


def _parts(sheet: Sheet, row_limit: int) -> list[_Part]:
    rows = len(sheet.table.frame)
    capacity = row_limit - 1 - (1 if sheet.totals else 0)
    starts = range(0, max(rows, 1), capacity)
    titles = [sheet.title if number == 1 else f"{sheet.title} ({number})" for number in range(1, len(starts) + 1)]
    lasts = [min(start + capacity, rows) for start in starts]
    return [_Part(sheet, title, start, last, last == rows) for title, start, last in zip(titles, starts, lasts, strict=True)]


def _write_book(book: xlsxwriter.Workbook, cover: Cover, parts: list[_Part]) -> None:
    made = cover.made_at.astimezone(datetime.UTC).replace(tzinfo=None)
    book.set_properties({"title": legible(cover.title), "author": legible(cover.user_name), "company": PRODUCT, "created": made})
    names = sheet_names(["Cover", *[part.title for part in parts]])
    front = book.add_worksheet(names[0])
    formats = _Formats(book)
    contents = []
    for part, name in zip(parts, names[1:], strict=True):
        worksheet = _Worksheet(book.add_worksheet(name), formats)
        _write_part(worksheet, part)
        contents.append((name, part, _notes(part, worksheet.cut)))
    _write_cover(_Worksheet(front, formats), cover, contents)


class _Formats:
    """The formats of a workbook, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, bool, bool], Format] = {}

    def get(self, number: str, bold: bool = False, ruled: bool = False) -> Format:
        """The format that shows numbers so, bold or not, with a rule above or not."""
        key = (number, bold, ruled)
        if key not in self._made:
            self._made[key] = self._book.add_format({"num_format": number, "bold": bold, "top": int(ruled), "valign": "top"})
        return self._made[key]


class _Worksheet:
    """A worksheet that is written cell by cell, downwards, and counts the cells whose text it had to cut."""

    def __init__(self, worksheet: Worksheet, formats: _Formats) -> None:
        self.sheet = worksheet
        self.formats = formats
        self.cut = 0
        self._writers: dict[type, Callable[..., Any]] = {
            bool: worksheet.write_boolean,
            int: worksheet.write_number,
            float: worksheet.write_number,
            datetime.date: self._date,
            datetime.datetime: self._date,
            str: self._text,
        }

    def write(self, row: int, position: int, value: Value, style: Format) -> None:
        """Write a typed value; nothing for a missing one."""
        if value is not None and value != "":
            self._writers[type(value)](row, position, value, style)

    def heading(self, row: int, titles: Sequence[str]) -> None:
        """Write a bold row."""
        for position, title in enumerate(titles):
            self.write(row, position, title, self.formats.get("@", bold=True))

    def _date(self, row: int, position: int, value: datetime.date, style: Format) -> None:
        if value.year < FIRST_YEAR:
            self._text(row, position, str(value), style)
        else:
            self.sheet.write_datetime(row, position, value, style)

    def _text(self, row: int, position: int, text: str, style: Format) -> None:
        text = self._fitting(legible(text))
        if text.startswith("<r>") and text.endswith("</r>"):
            # XlsxWriter takes such text for markup of its own and writes it unescaped; as fragments it is escaped.
            self.sheet.write_rich_string(row, position, text[0], style, text[1:], style)
        else:
            self.sheet.write_string(row, position, text, style)

    def _fitting(self, text: str) -> str:
        if len(text) <= TEXT_LIMIT // 2 or len(text.encode("utf-16-le")) // 2 <= TEXT_LIMIT:
            return text
        self.cut += 1
        kept = text.encode("utf-16-le")[: 2 * (TEXT_LIMIT - len(CUT_MARK))]
        return kept.decode("utf-16-le", "ignore") + CUT_MARK


def _write_part(worksheet: _Worksheet, part: _Part) -> None:
    table = part.sheet.table
    worksheet.heading(0, [column.title for column in table.columns])
    styles = [worksheet.formats.get(number_format(column.type, table.source.currency)) for column in table.columns]
    row = 1
    for rows in pieces(table, part.first, part.last):
        for values in rows:
            for position, value in enumerate(values):
                worksheet.write(row, position, value, styles[position])
            row += 1
    if part.closes and part.sheet.totals:
        _write_totals(worksheet, row, table, part.sheet.totals)
    _furnish(worksheet.sheet, part)


def _write_totals(worksheet: _Worksheet, row: int, table: Table, totals: Mapping[str, float]) -> None:
    for position, column in enumerate(table.columns):
        style = worksheet.formats.get(number_format(column.type, table.source.currency), bold=True, ruled=True)
        total = totals.get(column.name)
        if total is not None:
            worksheet.write(row, position, value_of(total, column.type), style)
        elif position == 0:
            worksheet.write(row, position, "Total", style)


def _furnish(sheet: Worksheet, part: _Part) -> None:
    """Frozen headings, a filter over headings and rows (not the total), widths, and no warning marks on text identifiers."""
    table = part.sheet.table
    sheet.freeze_panes(1, 0)
    if table.columns:
        sheet.autofilter(0, 0, part.last - part.first, len(table.columns) - 1)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    for position, width in enumerate(_widths(part)):
        sheet.set_column(position, position, width)


def _widths(part: _Part) -> list[int]:
    """Widths in characters from the headings and the first rows."""
    table = part.sheet.table
    rows = next(pieces(table, part.first, min(part.first + WIDTH_ROWS, part.last)), [])
    shown = [[column.title + "  ", *[_shown(row[position]) for row in rows]] for position, column in enumerate(table.columns)]
    return [min(max(NARROWEST, *map(len, texts)) + 1, WIDEST) for texts in shown]


def _shown(value: Value) -> str:
    if isinstance(value, float):
        return f"{value:,.2f}  "
    if isinstance(value, int):
        return f"{value:,}"
    return "" if value is None else str(value).partition("\n")[0]


def _notes(part: _Part, cut: int) -> str:
    source = part.sheet.table.source
    notes = [part.sheet.note, *part.sheet.table.notes]
    if source.truncated:
        notes.append(f"Stopped at the row limit: {len(part.sheet.table.frame):,} of {source.total_rows:,} rows.")
    if cut:
        notes.append(f"{cut:,} cells held more than {TEXT_LIMIT:,} characters and are cut; they end in{CUT_MARK}.")
    return " ".join(note for note in notes if note)


def _write_cover(worksheet: _Worksheet, cover: Cover, contents: list[tuple[str, _Part, str]]) -> None:
    plain = worksheet.formats.get("@")
    worksheet.heading(0, [PRODUCT])
    for row, (label, value) in enumerate(cover.lines(), start=2):
        worksheet.write(row, 0, label, plain)
        worksheet.write(row, 1, value, plain)
    top = len(cover.lines()) + 3
    worksheet.heading(top, ["Sheet", "Card", "Rows", "Source query", "Notes"])
    for row, (name, part, notes) in enumerate(contents, start=top + 1):
        cells: list[Value] = [name, part.sheet.title, part.last - part.first, part.sheet.table.source.name, notes]
        for position, cell in enumerate(cells):
            worksheet.write(row, position, cell, worksheet.formats.get("#,##0" if position == 2 else "@"))
    for position, width in enumerate((32, 48, 12, 32, 80)):
        worksheet.sheet.set_column(position, position, width)
