"""Maps from YAML: the built-in ones by name, any other by its path. Every unknown word is an error with its line."""

from __future__ import annotations

import codecs
import re
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from dashapp.errors import NotFound, UserError, near
from jobs.demo import DEMO
from jobs.importing.columns import ALWAYS_REQUIRED, AMOUNTS, CANONICAL, GRAINS, KINDS, LINKS, STATUSES, TYPES
from jobs.importing.condition import Condition, parse_check, parse_condition
from jobs.importing.map import Check, Currency, FileFormat, ImportMap, KindRule, MappedColumn, Returns
from jobs.importing.map_checks import check_whole
from jobs.importing.moments import check_format
from jobs.importing.yaml_node import Node, read_yaml

BUILT_IN = Path(__file__).parents[1] / "maps"
KEYS = (
    "name", "grain", "file", "timezone", "currency", "key", "columns", "amounts_are", "status", "returns", "codes", "kinds", "rules",
    "house_accounts",
)  # fmt: skip
FILE_KEYS = ("delimiter", "quote", "encoding", "decimal", "thousands", "currency_sign", "header")
COLUMN_KEYS = ("from", "type", "format", "required", "per", "fill", "made_of")
_DELIMITERS = {"tab": "\t", "\\t": "\t"}


def built_in_maps() -> tuple[str, ...]:
    """The names of the maps that come with the product."""
    return tuple(sorted(path.stem for path in BUILT_IN.glob("*.yaml")))


def load_map(name_or_path: str | Path) -> ImportMap:
    """A built-in map by its name, or a YAML file by its path."""
    given = str(name_or_path)
    if given in built_in_maps():
        return read_map(BUILT_IN / f"{given}.yaml")
    if given.endswith((".yaml", ".yml")) or "/" in given:
        return read_map(Path(given))
    raise NotFound(f"There is no map {given!r}.{near(given, built_in_maps())} A map of your own is named by its path, my-shop.yaml.")


def read_map(path: Path) -> ImportMap:
    """The map that a YAML file writes; UserError with file, line and near match for anything it should not say."""
    root = read_yaml(path)
    given = root.entries(KEYS)
    for key in ("name", "currency", "columns", "amounts_are"):
        if key not in given:
            raise root.wrong(f"the key {key!r} is missing. A map needs name, currency, columns and amounts_are.")
    columns = _columns(given["columns"])
    made = ImportMap(
        name=_name(given["name"]),
        amounts_are=given["amounts_are"].choice(AMOUNTS),
        currency=_currency(given["currency"]),
        columns=columns,
        grain=given["grain"].choice(GRAINS) if "grain" in given else "line",
        file=_file(given["file"]) if "file" in given else FileFormat(),
        timezone=_timezone(given["timezone"]) if "timezone" in given else "",
        key=_key(given["key"], columns) if "key" in given else (),
        status={text.upper(): node.choice(STATUSES) for text, node in _pairs(given, "status")},
        returns=_returns(given["returns"], columns) if "returns" in given else None,
        codes={text.upper(): node.choice(KINDS) for text, node in _pairs(given, "codes")},
        kinds=tuple(_kind(node, columns) for node in _list(given, "kinds")),
        rules=tuple(_rule(node, columns) for node in _list(given, "rules")),
        house_accounts=frozenset(given["house_accounts"].texts()) if "house_accounts" in given else frozenset(),
    )
    check_whole(made, root, given)
    return made


def _pairs(given: Mapping[str, Node], key: str) -> list[tuple[str, Node]]:
    return list(given[key].entries().items()) if key in given else []


def _list(given: Mapping[str, Node], key: str) -> list[Node]:
    return given[key].items() if key in given else []


def _name(node: Node) -> str:
    name = node.text()
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        raise node.wrong(f"{name!r} must be written in small letters, digits and hyphens, like my-shop.")
    if name == DEMO:
        raise node.wrong(f"{name!r} is the name of the demo shop. Choose another, like my-shop.")
    return name


def _timezone(node: Node) -> str:
    try:
        ZoneInfo(node.text())
    except (ValueError, KeyError, OSError):
        raise node.wrong(f"there is no time zone {node.text()!r}. Write one like Europe/London.") from None
    return node.text()


def _code(node: Node) -> str:
    code = node.text().upper()
    if not re.fullmatch("[A-Z]{3}", code):
        raise node.wrong(f"{node.text()!r} must be a three-letter code such as EUR.")
    return code


def _currency(node: Node) -> Currency:
    if not node.is_mapping:
        return Currency(code=_code(node))
    given = node.entries(("from", "fill", "default"))
    if ("from" in given) == ("default" in given):
        raise node.wrong("write a code, {from: Column}, or {default: EUR} for a file that states no currency.")
    if "default" in given:
        return Currency(default=_code(given["default"]))
    return Currency(sources=given["from"].texts(), fill="fill" in given and given["fill"].choice(("order",)) == "order")


def _file(node: Node) -> FileFormat:
    given = node.entries(FILE_KEYS)
    values: dict[str, str | bool] = {name: child.text() for name, child in given.items() if name != "header"}
    if "header" in given:
        values["header"] = given["header"].flag()
    if "delimiter" in given:
        values["delimiter"] = _delimiter(given["delimiter"])
    if "encoding" in given:
        values["encoding"] = _encoding(given["encoding"])
    for name in ("quote", "decimal", "thousands"):
        if name in given and len(given[name].text()) > 1:
            raise given[name].wrong(f"{given[name].text()!r} must be one character.")
    made = FileFormat(**values)  # type: ignore[arg-type]
    if made.decimal not in (".", ",") or made.thousands == made.decimal:
        raise node.wrong("decimal must be '.' or ',', and thousands another character (',', '.', \"'\" or a blank), or empty.")
    return made


def _delimiter(node: Node) -> str:
    text = _DELIMITERS.get(node.text(), node.text())
    if text != "whitespace" and (len(text) != 1 or text in '"\r\n'):
        raise node.wrong(f"delimiter {node.text()!r} must be one character, tab, or whitespace for runs of blanks.")
    return text


def _encoding(node: Node) -> str:
    try:
        codec = codecs.lookup(node.text())
        "".encode(node.text())
    except LookupError:
        raise node.wrong(f"there is no text encoding {node.text()!r}. Usual ones: utf-8, cp1252, latin-1, utf-16.") from None
    return codec.name


def _columns(node: Node) -> dict[str, MappedColumn]:
    return {name: _column(name, child) for name, child in node.entries(CANONICAL).items()}


def _column(name: str, node: Node) -> MappedColumn:
    canonical, given = CANONICAL[name], node.entries(COLUMN_KEYS)
    kind = given["type"].choice(TYPES) if "type" in given else canonical.types[0]
    if kind not in canonical.types:
        raise given["type"].wrong(f"{name} is {' or '.join(canonical.types)}, not {kind}.")
    if ("from" in given) == ("made_of" in given):
        raise node.wrong("needs either from (the file's column) or made_of (other columns of the map).")
    if "per" in given and (given["per"].choice(("order",)) and not canonical.per_order):
        raise given["per"].wrong("per: order may be said of discount, tax and shipping only.")
    return MappedColumn(
        name=name,
        type=kind,
        sources=given["from"].texts() if "from" in given else (),
        format=_format(given["format"], kind) if "format" in given else "",
        required=name in ALWAYS_REQUIRED or ("required" in given and given["required"].flag()),
        per_order="per" in given,
        fill="fill" in given and given["fill"].choice(("order",)) == "order",
        made_of=given["made_of"].texts() if "made_of" in given else (),
    )


def _format(node: Node, kind: str) -> str:
    if kind not in ("timestamp", "date"):
        raise node.wrong("format belongs to the types timestamp and date.")
    try:
        check_format(node.text())
    except ValueError as error:
        raise node.wrong(str(error)) from None
    return node.text()


def _key(node: Node, columns: Mapping[str, MappedColumn]) -> tuple[str, ...]:
    for item in node.items():
        if item.text() not in columns:
            raise item.wrong(f"{item.text()!r} is not a column of this map.{near(item.text(), columns)}")
    return node.texts()


def _condition(node: Node, columns: Mapping[str, MappedColumn]) -> Condition:
    try:
        return parse_condition(node.text(), columns)
    except UserError as error:
        raise node.wrong(str(error)) from None


def _needed(node: Node, *keys: str) -> dict[str, Node]:
    given = node.entries(keys)
    if len(given) < len(keys):
        raise node.wrong(f"needs {', '.join(keys)}.")
    return given


def _returns(node: Node, columns: Mapping[str, MappedColumn]) -> Returns:
    given = _needed(node, "when", "link")
    return Returns(_condition(given["when"], columns), given["link"].choice(LINKS))


def _kind(node: Node, columns: Mapping[str, MappedColumn]) -> KindRule:
    given = _needed(node, "when", "kind")
    return KindRule(_condition(given["when"], columns), given["kind"].choice(KINDS))


def _rule(node: Node, columns: Mapping[str, MappedColumn]) -> Check:
    given = _needed(node, "column", "check", "name")
    column = given["column"].choice(columns)
    try:
        return Check(column, parse_check(given["check"].text(), column), given["check"].text(), given["name"].text())
    except UserError as error:
        raise given["check"].wrong(str(error)) from None
