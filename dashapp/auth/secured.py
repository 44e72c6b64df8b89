"""The one permission check of callbacks and views."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from werkzeug.exceptions import Forbidden

from dashapp.auth import audit
from dashapp.auth.audit import Action
from dashapp.auth.authentication import authentication, current_viewer
from dashapp.auth.permissions import Permission
from dashapp.auth.viewer import Viewer

MARK = "__secured__"

_Given = ParamSpec("_Given")
_Answer = TypeVar("_Answer")


def secured(permission: Permission | None) -> Callable[[Callable[_Given, _Answer]], Callable[_Given, _Answer]]:
    """Let only holders of a permission call this function; None lets in whoever is signed in.

    The function carries the permission in `__secured__`, which survives Dash's own wrapping.
    """

    def secure(function: Callable[_Given, _Answer]) -> Callable[_Given, _Answer]:
        @wraps(function)
        def checked(*given: _Given.args, **named: _Given.kwargs) -> _Answer:
            viewer = current_viewer()
            if permission is not None:
                require(viewer, permission, f"function:{function.__module__}.{function.__qualname__}")
            return function(*given, **named)

        setattr(checked, MARK, permission)
        return checked

    return secure


def is_secured(function: Callable[..., object]) -> bool:
    """Whether a function, or what it wraps, goes through `secured`."""
    return hasattr(function, MARK)


def require(viewer: Viewer, permission: Permission, subject: str) -> None:
    """Forbidden, and an audited refusal, unless the viewer holds the permission."""
    if not viewer.may(permission):
        audit.record(authentication().engine, viewer, Action.REFUSED, subject, {"permission": permission.value})
        raise Forbidden(f"Your role, {viewer.role}, does not hold the permission {permission.value}. An admin can change your role.")
