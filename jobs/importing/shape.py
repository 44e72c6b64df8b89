"""Shape: which position of a file holds which column of the map, and what to say when the file is of another shape."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashapp.errors import UserError
from jobs.importing.map import ImportMap
from jobs.importing.source_file import SourceFile, storable, undecodable

CURRENCY = "currency"


@dataclass(frozen=True)
class Shape:
    """Where each mapped column stands (0-based), how many fields a row has, what the headers are, which nobody reads."""

    positions: Mapping[str, int]
    width: int
    headers: tuple[str, ...]
    extra: tuple[str, ...]

    def header_of(self, column: str) -> str:
        """The file's own name for a column."""
        return self.headers[self.positions[column]] if column in self.positions else column


def shape_of(file: SourceFile, import_map: ImportMap) -> Shape:
    """The shape of a file; UserError saying what is missing and which headers look near when required columns lack."""
    first = [storable(name).strip().lstrip("\ufeff").strip() for name in file.header()]
    headers = first if import_map.file.header else [f"column {number}" for number in range(1, len(first) + 1)]
    names = [name.casefold() for name in first] if import_map.file.header else [str(number) for number in range(1, len(first) + 1)]
    wanted = _wanted(import_map)
    positions = {column: at for column, sources in wanted.items() if (at := _position(sources, names, file.name)) is not None}
    missing = _missing(import_map, positions)
    if missing:
        raise UserError(_wrong_shape(file, import_map, {column: wanted[column] for column in missing}, headers))
    extra = tuple(name for at, name in enumerate(headers) if at not in positions.values())
    return Shape(positions, len(first), tuple(headers), extra)


def _wanted(import_map: ImportMap) -> dict[str, tuple[str, ...]]:
    wanted = {column.name: column.sources for column in import_map.columns.values() if column.sources}
    if import_map.currency.sources:
        wanted[CURRENCY] = import_map.currency.sources
    return wanted


def _position(sources: Sequence[str], names: list[str], file_name: str) -> int | None:
    """The first source that the file has."""
    for source in (source.strip().casefold() for source in sources):
        if names.count(source) > 1:
            raise UserError(f"{file_name} has {names.count(source)} columns named {source!r}, and the map reads it. Rename all but one.")
        if source in names:
            return names.index(source)
    return None


def _missing(import_map: ImportMap, positions: Mapping[str, int]) -> list[str]:
    required = [column.name for column in import_map.columns.values() if column.required and column.sources]
    required += [part for column in import_map.columns.values() if column.required for part in column.made_of]
    if import_map.currency.sources:
        required.append(CURRENCY)
    if "amount" not in positions:
        priced = {"unit_price", "quantity"} <= import_map.columns.keys()
        required += ["unit_price", "quantity"] if priced else ["amount"]
    return [name for name in dict.fromkeys(required) if name not in positions]


def _wrong_shape(file: SourceFile, import_map: ImportMap, missing: Mapping[str, Sequence[str]], headers: list[str]) -> str:
    sentences = [f"{file.name} does not have the shape of the map {import_map.name}; nothing was imported."]
    for column, sources in missing.items():
        close = _near(sources, headers)
        sentences.append(f"Missing: {column} (in the file {' or '.join(sources)}){f', near: {close!r}' if close else ''}.")
    sentences.append(f"The file has: {', '.join(headers)}.")
    if len(headers) == 1 and import_map.file.header:
        sentences.append(f"That is one column only: is file.delimiter {import_map.file.delimiter!r} right?")
    if any(undecodable(name) for name in file.header()):
        sentences.append(f"Its header does not decode as {import_map.file.encoding}: set file.encoding.")
    return " ".join(sentences)


def _near(sources: Sequence[str], headers: list[str]) -> str:
    plain = {header.casefold(): header for header in headers}
    close = [match for source in sources for match in difflib.get_close_matches(source.casefold(), plain, n=1, cutoff=0.5)]
    return plain[close[0]] if close else ""
