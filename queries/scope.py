"""Scope: the rows a viewer reaches, bound from the viewer and from nowhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from dashapp.auth.viewer import Viewer
from dashapp.errors import Forbidden

PREFIX = "scope_"


def scope_values(viewer: Viewer, declared: Iterable[str], what: str) -> dict[str, tuple[str, ...]]:
    """Values of the `scope_` parameters; Forbidden when the viewer has a limit that the query cannot express."""
    limits = {PREFIX + name: values for name, values in viewer.scope.limits().items()}
    allowed = set(declared)
    for name in limits:
        if name not in allowed:
            words = name.removeprefix(PREFIX)
            raise Forbidden(
                f"{what} cannot be limited to your {words}, so it is not shown to you. Ask an administrator about your {words}."
            )
    return limits


def refuse_given(given: Mapping[str, Any]) -> None:
    """Raise Forbidden when a caller tries to set a scope."""
    for name in given:
        if name.startswith(PREFIX):
            raise Forbidden(f"{name} comes from the user, never from a request.")
