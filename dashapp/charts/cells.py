"""Two dimensions and a value: one hue, darker where there is more; a small matrix prints its values."""

from __future__ import annotations

from typing import Any

from dashapp import formats
from dashapp.charts import calendar
from dashapp.charts.colours import SEQUENTIAL
from dashapp.charts.frame import figure
from dashapp.charts.order import in_order
from dashapp.charts.subject import Subject, clipped, safe
from dashapp.table import Column

_SCALE = [[position / (len(SEQUENTIAL) - 1), colour] for position, colour in enumerate(SEQUENTIAL)]


def heatmap(subject: Subject) -> dict[str, Any]:
    """Cells by column and row, the first row at the top."""
    return _cells(subject, printed=False)


def matrix(subject: Subject) -> dict[str, Any]:
    """The same with the value in each cell and, where rows are scores, the highest at the top."""
    return _cells(subject, printed=True)


def _cells(subject: Subject, printed: bool) -> dict[str, Any]:
    if subject.series is None:
        return figure([])
    rows = in_order(_members(subject, subject.series), str)
    columns = in_order(_members(subject, subject.x), str)
    found = {(str(r[subject.series.name]), str(r[subject.x.name])): r for r in subject.table.records()}
    cells = [[found.get((row, column)) for column in columns] for row in rows]
    row_words = [_words(subject, subject.series, row) for row in rows]
    column_words = [_words(subject, subject.x, column) for column in columns]
    trace = {
        "type": "heatmap",
        "x": column_words,
        "y": row_words,
        "z": [[_value(subject, cell) for cell in line] for line in cells],
        "colorscale": _SCALE,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hoverongaps": False,
        "customdata": [[_point(subject, cell, row, column) for cell, column in zip(line, column_words, strict=True)]
                       for line, row in zip(cells, row_words, strict=True)],
        "hovertemplate": "%{customdata[2]}<extra></extra>",
    }  # fmt: skip
    if printed:
        trace |= {"text": [[_printed(subject, cell) for cell in line] for line in cells], "texttemplate": "%{text}"}
    across, down = _axis(subject, subject.x, column_words, printed), _axis(subject, subject.series, row_words, printed, rows=True)
    return figure([trace], xaxis=across, yaxis=down)


def _members(subject: Subject, column: Column) -> list[str]:
    return list(dict.fromkeys(str(record[column.name]) for record in subject.table.records()))


def _words(subject: Subject, column: Column, member: str) -> str:
    if column.type == "date":
        return formats.day(member, subject.locale)
    return subject.words(column, member)


def _value(subject: Subject, cell: dict[str, Any] | None) -> float | None:
    value = cell[subject.value.name] if cell else None
    return None if value is None or formats.missing(value) else float(value)


def _printed(subject: Subject, cell: dict[str, Any] | None) -> str:
    value = _value(subject, cell)
    return "" if value is None else subject.tick(value)


def _point(subject: Subject, cell: dict[str, Any] | None, row: str, column: str) -> list[Any]:
    """What a click carries (x, then row, as they are in the table) and the hover text."""
    if cell is None or subject.series is None:
        return [None, None, ""]
    heading = f"{_named(subject.series, row)}, {_named(subject.x, column)}"
    extra = [f"{safe(c.title)} {formats.shown(cell[c.name], c.type, subject.currency, subject.locale)}" for c in _others(subject)]
    text = "<br>".join([f"{safe(heading)}", f"<b>{subject.exact(_value(subject, cell))}</b>", *extra])
    return [cell[subject.x.name], cell[subject.series.name], text]


def _others(subject: Subject) -> list[Column]:
    drawn = {subject.x.name, subject.value.name, subject.series.name if subject.series else ""}
    names = {f"{name}_name" for name in drawn}
    return [column for column in subject.table.columns if column.name not in drawn | names and not column.tag]


def _named(column: Column, words: str) -> str:
    return f"{column.title} {words}" if words.isdigit() else words


def _axis(subject: Subject, column: Column, words: list[str], titled: bool, rows: bool = False) -> dict[str, Any]:
    shown = range(len(words)) if rows or len(words) <= (12 if titled else 8) else range(0, len(words), -(-len(words) // 6))
    short = [clipped(word, 18) for word in words]
    if column.type == "date" and not rows:
        members = in_order(_members(subject, column), str)
        short = [calendar.tick(member, "day", subject.locale) for member in members]
    # The highest score is at the top, and so is the first of names.
    upside = {} if not rows or (titled and column.numeric) else {"autorange": "reversed"}
    title = {"text": safe(column.title) if titled else "", "standoff": 8}
    # Words that would run into each other are turned.
    turned = {"tickangle": 0} if rows else {"autotickangles": [0, 45]}
    return {"type": "category", "tickvals": [words[at] for at in shown], "ticktext": [short[at] for at in shown], "showgrid": False,
            "fixedrange": True, "automargin": True, "ticks": "", "title": title} | turned | upside  # fmt: skip
