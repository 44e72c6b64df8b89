"""Records before their values are read: those that are no rows of the shape are set aside, the sparse ones filled."""

from __future__ import annotations

from collections.abc import Sequence

from jobs.importing.problem import Problem, problem_of
from jobs.importing.shape import Shape
from jobs.importing.source_file import Record, undecodable


def sound_records(piece: list[Record], shape: Shape, file_name: str, encoding: str) -> tuple[list[Record], list[Problem]]:
    """The records that have the shape and can be stored, and the problems of all others."""
    width = shape.width
    suspects = [at for at, (_, fields, text, _) in enumerate(piece) if len(fields) != width or not text.isascii() or "\0" in text]
    faults = {at: problem for at in suspects if (problem := _fault(piece[at], shape, file_name, encoding)) is not None}
    sound = [record for at, record in enumerate(piece) if at not in faults] if faults else piece
    return sound, list(faults.values())


def _fault(record: Record, shape: Shape, file_name: str, encoding: str) -> Problem | None:
    if undecodable(record.text):
        at = next((at for at, field in enumerate(record.fields) if undecodable(field)), 0)
        column, value = (_header(shape, at), record.fields[at]) if record.fields else ("", record.text)
        message = f"Bytes that are not {encoding}. If the whole file is in another encoding, set file.encoding in the map."
        return problem_of(file_name, record, column, value.strip(), "encoding", message)
    if "\0" in record.text:
        return problem_of(file_name, record, "", "", "nul", "The row holds a NUL byte, which no text has.")
    if record.fault:
        message = f"The quotes of this row do not close as they should ({record.fault}). Double a quote inside quotes, or set file.quote."
        return problem_of(file_name, record, "", "", "quoting", message)
    if len(record.fields) != shape.width:
        message = f"The row has {len(record.fields)} fields, the file {shape.width} columns. A delimiter inside a value must be quoted."
        return problem_of(file_name, record, "", str(len(record.fields)), "field_count", message)
    return None


def _header(shape: Shape, at: int) -> str:
    return shape.headers[at] if at < len(shape.headers) else ""


class OrderFiller:
    """Gives the empty cells of an order's later lines the value of its earlier ones, across pieces too."""

    def __init__(self) -> None:
        self._order = ""
        self._last: dict[str, str] = {}

    def fill(self, orders: Sequence[str], cells: dict[str, list[str]]) -> None:
        """Fill the cells in place; rows of an order stand one after another."""
        for at, order in enumerate(orders):
            if not order.strip() or order != self._order:
                self._order, self._last = order, {}
            for column, texts in cells.items():
                if texts[at].strip():
                    self._last[column] = texts[at]
                else:
                    texts[at] = self._last.get(column, "")
