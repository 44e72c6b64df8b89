"""The one permission check: on every call, whoever calls, and visible on the function."""

from __future__ import annotations

from functools import wraps

import pytest
from flask import Flask, g
from werkzeug.exceptions import Forbidden, Unauthorized

from dashapp.auth.permissions import Permission
from dashapp.auth.secured import MARK, is_secured, secured
from dashapp.auth.viewer import stand_in


@secured(Permission.SALES_VIEW)
def _sales(add: int) -> int:
    return 41 + add


@secured(None)
def _anybody() -> str:
    return "in"


def test_function_carries_its_permission_through_other_wrapping() -> None:
    @wraps(_sales)
    def as_dash_does() -> None: ...

    assert getattr(as_dash_does, MARK) is Permission.SALES_VIEW
    assert is_secured(_anybody)
    assert not is_secured(len)


@pytest.mark.parametrize(("role", "allowed"), [("analyst", True), ("fraud_analyst", False)])
def test_check_on_every_call(server: Flask, role: str, allowed: bool) -> None:
    with server.test_request_context():
        g.viewer = stand_in(role)
        assert _anybody() == "in"
        if allowed:
            assert _sales(1) == 42
        else:
            with pytest.raises(Forbidden, match=r"sales\.view"):
                _sales(1)


def test_nobody_is_refused(server: Flask) -> None:
    with server.test_request_context(), pytest.raises(Unauthorized):
        _anybody()
