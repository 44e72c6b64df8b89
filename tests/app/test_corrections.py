"""Corrections by their buttons: shown to each as they may see it, proposed by one, approved by another, taken back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import delete, insert, select

from dashapp.auth import changes
from dashapp.db.engines import accounts_engine, warehouse_engine
from jobs import raw
from jobs.shop_tables import shop_tables
from tests.app.conftest import Shop
from tests.app.person import Person, trail

PANEL, APPROVALS = "quality.corrections", "approvals.changes"
CUSTOMERS = shop_tables()["customers"]
MISTYPED, MEANT = "ann.brown@gmial.com", "ann.brown@gmail.com"


@pytest.fixture(scope="module")
def customer(own_shop: Shop) -> Iterator[None]:
    """An account whose address has a slip in its domain."""
    with warehouse_engine(own_shop.settings).begin() as connection:
        load_id = connection.scalar(select(raw.loads.c.load_id))
        connection.execute(insert(CUSTOMERS).values(load_id=load_id, customer_id="C'1", email=MISTYPED))
    yield
    with warehouse_engine(own_shop.settings).begin() as connection:
        connection.execute(delete(CUSTOMERS))


def address(shop: Shop) -> str:
    with warehouse_engine(shop.settings).connect() as connection:
        return str(connection.scalar(select(CUSTOMERS.c.email)))


@pytest.mark.usefixtures("customer")
def test_what_would_change_is_shown_as_each_may_see_it(own_shop: Shop) -> None:
    analyst, support = Person(own_shop, "analyst"), Person(own_shop, "support")
    assert "Correction Spaces around e-mail addresses Mistyped domains of e-mail addresses" in analyst.panel(PANEL)
    seen = analyst.press(PANEL, "look_at_correction", correction="email_domains").shown
    assert "1 cell would change." in seen
    assert "C'1 •••@gmial.com •••@gmail.com" in seen
    assert f"C'1 {MISTYPED} {MEANT}" in support.press(PANEL, "look_at_correction", correction="email_domains").shown
    assert analyst.press(PANEL, "look_at_correction", correction="brand_words").text == "It would change nothing."
    assert "no correction 'x'" in analyst.press(PANEL, "look_at_correction", correction="x").text
    assert address(own_shop) == MISTYPED


@pytest.mark.usefixtures("customer")
def test_one_proposes_another_approves_and_it_is_taken_back(own_shop: Shop) -> None:
    analyst, admin, operations = (Person(own_shop, name) for name in ("analyst", "admin", "operations"))
    assert "Propose it" not in operations.panel(PANEL)
    assert "does not hold" in operations.press(PANEL, "propose_correction", correction="email_domains", reason="So.").text
    assert "needs a reason" in analyst.press(PANEL, "propose_correction", correction="email_domains").text
    assert "waits for a second person" in analyst.press(PANEL, "propose_correction", correction="email_domains", reason="So.").text
    [change] = changes.changes(accounts_engine(own_shop.settings), "waiting")
    number = str(change.change_id)
    assert f"{number} · Correction email_domains Cells of the raw data: 1;" in admin.panel(APPROVALS)
    answer = admin.press(APPROVALS, "approve_change", number)
    assert answer.text.startswith("Corrected in customers.email: 1 cell. A build after change")
    assert address(own_shop) == MEANT
    assert f"Change {number} · customers.email" in analyst.panel(PANEL)
    assert f"Take back: change {number}" not in operations.panel(PANEL)
    assert "does not hold" in operations.press(PANEL, "take_correction_back", number).text
    assert analyst.press(PANEL, "take_correction_back", number).text.startswith("Put back as it arrived: 1 cell. A build")
    assert address(own_shop) == MISTYPED
    actor, subject, detail = trail(own_shop, "correction_taken_back")[-1]
    assert (actor, subject, detail["before"], detail["after"]["cells"]) == ("analyst", f"change:{number}", {"cells": 1}, 0)
    assert all("ann.brown" not in str(event) for name in ("change_proposed", "change_approved") for event in trail(own_shop, name))
