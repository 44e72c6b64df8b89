"""Search finds who is meant, says why, shows no identity and leaves no word of it in the audit trail."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import select

from dashapp.auth.viewer import OPERATOR, stand_in
from dashapp.db.accounts import AUDIT_EVENTS
from dashapp.db.engines import accounts_engine
from dashapp.errors import Forbidden, UserError
from dashapp.settings import Settings
from jobs.privacy.search import search
from tests.jobs.privacy.shops import MAIL, NAME, PHONE, ROWS, generated, imported


def references(settings: Settings, text: str) -> list[str]:
    return [one.reference for one in search(settings, OPERATOR, text)]


def test_by_address_name_and_number_over_current_superseded_and_quarantined_rows(shop: Settings, tmp_path: Path):
    key = "key: [order_id, product_id]"
    imported(shop, tmp_path, key)
    imported(shop, tmp_path, key, tuple(row.replace("40.00", "44.00") for row in ROWS))
    customer, guest = search(shop, OPERATOR, f" {MAIL.upper()} ")
    assert (customer.reference, guest.reference.split(":")[0]) == ("lamps/C7", "lamps/guest")
    assert (customer.orders, customer.first_seen[:10], customer.last_seen[:10]) == (2, "2026-03-02", "2026-03-09")
    assert customer.rows == {"raw_order_lines": 3, "superseded lines": 1, "raw_quarantine": 2}
    assert "The e-mail address is the same." in customer.reasons
    assert (customer.name, customer.email) == ("A•••", "A•••")
    assert (guest.customer_id, guest.orders) == (None, 1)
    assert set(references(shop, "quist ADA")) == {customer.reference, guest.reference}
    assert references(shop, "C8") == ["lamps/C8"]
    assert references(shop, "nobody@example.org") == []


def test_who_is_in_quarantine_only(shop: Settings, tmp_path: Path):
    rows = ("X1,2026-03-02 10:00:00,C50,Eve Roe,eve@example.org,p1,Lamps,many,1.00", *ROWS[2:4])
    imported(shop, tmp_path, rows=rows)
    (by_mail,), (by_number,) = search(shop, OPERATOR, "eve@example.org"), search(shop, OPERATOR, "C50")
    assert by_mail.reference.startswith("lamps/guest:")
    assert by_number.reference == "lamps/C50"
    assert by_mail.rows == by_number.rows == {"raw_quarantine": 1}


def test_by_telephone_number_in_the_shops_own_tables(settings: Settings, tmp_path: Path):
    generated(settings, tmp_path)
    (found,) = search(settings, OPERATOR, "0170/5550123")
    assert (found.reference, found.phone, found.rows["raw_customers"]) == ("demo/C1", "+•••", 1)
    assert references(settings, PHONE) == ["demo/C1"]


def test_the_trail_keeps_a_hash_and_no_word(settings: Settings, tmp_path: Path):
    imported(settings, tmp_path)
    for text in (NAME, MAIL):
        search(settings, OPERATOR, text)
    with accounts_engine(settings).connect() as connection:
        details = connection.scalars(select(AUDIT_EVENTS.c.detail).where(AUDIT_EVENTS.c.action == "subject_searched")).all()
    assert len(set(details)) == 2
    assert not any(word in detail.lower() for detail in details for word in ("ada", "quist", "example"))


def test_only_who_handles_personal_data_may_search(settings: Settings):
    with pytest.raises(Forbidden, match=r"personal_data\.handle"):
        search(settings, stand_in("finance"), "x")
    for text in (" ", "x" * 300):
        with pytest.raises(UserError, match="of at most 200 letters"):
            search(settings, OPERATOR, text)
