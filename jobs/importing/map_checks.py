"""What is wrong with a map that only shows when all its parts are there."""

from __future__ import annotations

from collections.abc import Mapping

from dashapp.errors import near
from jobs.importing.columns import ALWAYS_REQUIRED
from jobs.importing.map import ImportMap, MappedColumn
from jobs.importing.yaml_node import Node


def check_whole(made: ImportMap, root: Node, given: Mapping[str, Node]) -> None:
    """Raise UserError for the first thing that does not fit together."""
    _check_columns(made, given["columns"])
    _check_translations(made, given)
    if made.file.delimiter == "whitespace" and made.file.thousands.isspace():
        raise root.wrong("thousands cannot be a blank when blanks separate the columns.")


def _check_columns(made: ImportMap, node: Node) -> None:
    for name in ALWAYS_REQUIRED:
        if name not in made.columns:
            raise node.wrong(f"{name} is missing; every map needs {' and '.join(ALWAYS_REQUIRED)}.")
    if "amount" not in made.columns and not {"unit_price", "quantity"} <= made.columns.keys():
        raise node.wrong("a row has no amount: map amount, or unit_price and quantity.")
    if made.grain == "order" and ("line_number" in made.columns or any(column.per_order for column in made.columns.values())):
        raise node.wrong("grain: order has one row an order; line_number and per: order belong to grain: line.")
    if made.columns["order_id"].made_of and (made.currency.fill or any(column.fill for column in made.columns.values())):
        raise node.wrong("fill: order needs an order_id that stands in the file, not one made_of other columns.")
    if not made.file.header:
        _check_positions(made, node)
    for column in made.columns.values():
        _check_made_of(column, made, node)


def _check_translations(made: ImportMap, given: Mapping[str, Node]) -> None:
    if "status" in given and "status" not in made.columns:
        raise given["status"].wrong("translates the column status, which this map does not have.")
    if "codes" in given and "product_id" not in made.columns:
        raise given["codes"].wrong("are compared with product_id, which this map does not have.")
    if "house_accounts" in given and "customer_id" not in made.columns:
        raise given["house_accounts"].wrong("are compared with customer_id, which this map does not have.")


def _check_positions(made: ImportMap, node: Node) -> None:
    for sources in (*(column.sources for column in made.columns.values()), made.currency.sources):
        for source in sources:
            if not source.isdecimal() or int(source) < 1:
                raise node.wrong(f"from is {source!r}; with header: false it is the column's position, counted from 1.")


def _check_made_of(column: MappedColumn, made: ImportMap, node: Node) -> None:
    for part in column.made_of:
        if not column.textual or part not in made.columns or made.columns[part].made_of:
            allowed = [name for name, other in made.columns.items() if not other.made_of]
            raise node.wrong(f"{column.name} is made_of {part!r}; a text column is made of mapped columns.{near(part, allowed)}")
