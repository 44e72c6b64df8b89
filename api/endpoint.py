"""Endpoint: one address of the API, declared once for the router, the reader of its parameters and the OpenAPI document."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from werkzeug.wrappers import Response

from api.fields import Field
from dashapp.auth.viewer import Viewer

if TYPE_CHECKING:
    from queries.desk import Desk

PREFIX = "/api/v1"
_ARGUMENT = re.compile(r"<(\w+)>")


@dataclass(frozen=True)
class Variant:
    """An endpoint as one viewer finds it: its address written out, what it reads, the schema of its rows, an example."""

    path: str
    summary: str
    fields: tuple[Field, ...]
    rows: Mapping[str, Any]
    arguments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class Endpoint:
    """`opens` is what a token needs; `kind` says what answers: a listing, a table (JSON, CSV, Arrow), a file or a document.

    view: desk, endpoint and the parts of the path in, the response out. variants: how the document shows it to a viewer.
    """

    name: str
    path: str
    opens: str
    kind: str
    view: Callable[..., Response]
    variants: Callable[[Desk, Viewer], list[Variant]]
    method: str = "GET"


def shown_path(endpoint: Endpoint) -> str:
    """The address as documentation writes it."""
    return PREFIX + _ARGUMENT.sub(r"{\1}", endpoint.path)
