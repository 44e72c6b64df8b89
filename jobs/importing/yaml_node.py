"""A YAML file as nodes that know their line, so that every complaint about a map says where."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import yaml

from dashapp.errors import UserError, near

_TRUE, _FALSE = ("true", "yes", "on"), ("false", "no", "off")


class Node:
    """A part of the file. Scalars are read as the text that stands there: a country NO stays NO."""

    def __init__(self, node: yaml.Node, where: str, path: str = ""):
        self._node, self._where, self.path = node, where, path

    def wrong(self, sentence: str) -> UserError:
        """The error that says file, line and place, then the sentence."""
        place = f" {self.path}:" if self.path else ""
        return UserError(f"{self._where}, line {self._node.start_mark.line + 1}:{place} {sentence}")

    @property
    def is_mapping(self) -> bool:
        """Whether it is written as `key: value` pairs."""
        return isinstance(self._node, yaml.MappingNode)

    def entries(self, allowed: Iterable[str] | None = None) -> dict[str, Node]:
        """The pairs of a mapping; a key given twice, or not allowed, is an error naming its near match."""
        if not self.is_mapping:
            raise self.wrong("must be written as `key: value` pairs.")
        found: dict[str, Node] = {}
        for key, value in self._node.value:
            child = Node(value, self._where, f"{self.path}.{key.value}".lstrip("."))
            if allowed is not None and key.value not in allowed:
                raise Node(key, self._where, self.path).wrong(f"there is no key {key.value!r}.{near(str(key.value), allowed)}")
            if key.value in found:
                raise Node(key, self._where, self.path).wrong(f"{key.value!r} is given twice.")
            found[key.value] = child
        return found

    def items(self) -> list[Node]:
        """The parts of a list; anything else is a list of one."""
        if isinstance(self._node, yaml.SequenceNode):
            return [Node(item, self._where, f"{self.path}[{number}]") for number, item in enumerate(self._node.value, 1)]
        return [self]

    def text(self) -> str:
        """The scalar as it is written."""
        if not isinstance(self._node, yaml.ScalarNode):
            raise self.wrong("must be one value, not a list or a mapping.")
        return self._node.value

    def texts(self) -> tuple[str, ...]:
        """One value or a list of values."""
        return tuple(item.text() for item in self.items())

    def choice(self, allowed: Iterable[str]) -> str:
        """One of the allowed words."""
        given = self.text()
        if given not in allowed:
            raise self.wrong(f"{given!r} is not allowed here.{near(given, allowed)}")
        return given

    def flag(self) -> bool:
        """True or false."""
        given = self.text().lower()
        if given not in (*_TRUE, *_FALSE):
            raise self.wrong(f"{given!r} must be true or false.")
        return given in _TRUE


def read_yaml(path: Path) -> Node:
    """The file's root node; UserError when it cannot be read or is no YAML."""
    try:
        root = yaml.compose(path.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except OSError as error:
        raise UserError(f"The map {path} cannot be read: {error.strerror}.") from None
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise UserError(f"The map {path} is not YAML: {str(error).strip()}") from None
    if root is None:
        raise UserError(f"The map {path} is empty. docs/import.md says what a map holds.")
    return Node(root, path.name)
