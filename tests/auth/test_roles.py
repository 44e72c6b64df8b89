"""The roles as the page of security shows them: written from the code, and current."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dashapp.auth.permissions import Permission
from dashapp.auth.roles import ROLES
from docs import security

TEXT = security.PAGE.read_text()


def test_the_tables_of_the_page_are_current() -> None:
    assert security.page(TEXT) == TEXT, "The tables of docs/security.md are not current. Run `make docs`."
    assert sorted(security.blocks(TEXT)) == sorted(security.TABLES)


def test_a_changed_role_changes_the_page(monkeypatch: pytest.MonkeyPatch) -> None:
    support = ROLES["support"]
    monkeypatch.setitem(ROLES, "support", replace(support, permissions=support.permissions | {Permission.USERS_MANAGE}))
    assert security.page(TEXT) != TEXT


def test_every_permission_and_role_is_in_the_table() -> None:
    rows = security.TABLES["roles"]().splitlines()
    assert len(rows) == len(Permission) + 2
    assert rows[0].count("|") == len(ROLES) + 3
    held = {row.split("|")[1].strip(" `"): [cell.strip() == "yes" for cell in row.split("|")[3:-1]] for row in rows[2:]}
    assert held == {one.value: [one in role.permissions for role in ROLES.values()] for one in Permission}


def test_a_block_that_nothing_writes_is_an_error() -> None:
    with pytest.raises(KeyError, match="guests"):
        security.page("<!-- guests: written by nobody -->\n<!-- end -->\n")
