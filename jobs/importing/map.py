"""ImportMap: what the columns of a shop's file mean, as frozen dataclasses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from jobs.importing.columns import CANONICAL
from jobs.importing.condition import Condition


@dataclass(frozen=True)
class FileFormat:
    """How the text of the file is written. `delimiter` is one character or `whitespace`; `quote` may be empty for none."""

    delimiter: str = ","
    quote: str = '"'
    encoding: str = "utf-8"
    decimal: str = "."
    thousands: str = ""
    currency_sign: str = ""
    header: bool = True


@dataclass(frozen=True)
class MappedColumn:
    """One canonical column and where it comes from: header names or positions, or other columns it is made of."""

    name: str
    type: str
    sources: tuple[str, ...] = ()
    format: str = ""
    required: bool = False
    per_order: bool = False
    fill: bool = False
    made_of: tuple[str, ...] = ()

    @property
    def textual(self) -> bool:
        """Whether the warehouse keeps this column as text, whatever the file writes."""
        return "text" in CANONICAL[self.name].types


@dataclass(frozen=True)
class Currency:
    """A fixed code, or the column that states it, or the code meant when neither file nor shop says one."""

    code: str = ""
    sources: tuple[str, ...] = ()
    default: str = ""
    fill: bool = False


@dataclass(frozen=True)
class Returns:
    """Which rows are returns, and how a return finds its order: none, order or match."""

    when: Condition
    link: str


@dataclass(frozen=True)
class KindRule:
    """Rows of products, not returns, that are of another kind after all."""

    when: Condition
    kind: str


@dataclass(frozen=True)
class Check:
    """A rule that a column's values pass, or the row is quarantined under the rule's name."""

    column: str
    condition: Condition
    words: str
    name: str


@dataclass(frozen=True)
class ImportMap:
    """A whole map. `name` is the source of the rows: keys and order ids are unique within it."""

    name: str
    amounts_are: str
    currency: Currency
    columns: Mapping[str, MappedColumn]
    grain: str = "line"
    file: FileFormat = FileFormat()
    timezone: str = ""
    key: tuple[str, ...] = ()
    status: Mapping[str, str] = field(default_factory=dict)
    returns: Returns | None = None
    codes: Mapping[str, str] = field(default_factory=dict)
    kinds: tuple[KindRule, ...] = ()
    rules: tuple[Check, ...] = ()
    house_accounts: frozenset[str] = frozenset()

    def kind_of(self, product_id: str | None) -> str:
        """The kind of a product code: an exact match first, then the longest prefix, compared upper-case."""
        code = (product_id or "").upper()
        if code in self.codes:
            return self.codes[code]
        prefixes = [pattern for pattern in self.codes if pattern.endswith("*") and code.startswith(pattern[:-1])]
        return self.codes[max(prefixes, key=len)] if prefixes else "product"
