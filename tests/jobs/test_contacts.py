"""Mistyped contacts: the first by number, masked, without erased people, and for nobody who may not see how good the data is."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dashapp.auth.permissions import Permission
from dashapp.auth.scope import Scope
from dashapp.auth.viewer import OPERATOR, stand_in
from dashapp.db.migrate import migrate
from dashapp.errors import Forbidden
from dashapp.settings import Settings
from jobs.contacts import mistyped
from jobs.privacy.erase import erase
from tests.jobs.privacy.shops import loaded
from tests.warehouse.generated_shop import write_shop, write_table

ACCOUNT = {"last_name": "Quist", "signed_up_at": "2025-01-01 09:00:00", "region": "North", "language": "en", "status": "active"}
KNOWING = replace(stand_in("analyst"), permissions=stand_in("analyst").permissions | {Permission.CUSTOMER_IDENTITY_VIEW})


@pytest.fixture
def shop(settings: Settings, tmp_path: Path) -> Settings:
    migrate(settings)
    write_shop(tmp_path / "files")
    mails = {"C1": "ada@gmial.com", "C2": "bo@example.org", "C3": "cy@gmail.con"}
    rows = [{"customer_id": number, "first_name": number, "email": mail, "phone": None} | ACCOUNT for number, mail in mails.items()]
    write_table(tmp_path / "files", "customers", rows)
    loaded(settings, tmp_path / "files")
    return settings


def test_suggestions_come_with_their_reason_and_masked(shop: Settings) -> None:
    found = mistyped(shop, KNOWING).frame
    assert found["customer_id"].tolist() == ["C1", "C3"]
    assert found["suggested"].tolist() == ["ada@gmail.com", "cy@gmail.com"]
    assert len(mistyped(shop, KNOWING, 1).frame) == 1
    hidden = mistyped(shop, stand_in("analyst")).frame
    assert hidden["given"].tolist() == ["a•••", "c•••"]
    assert hidden["reason"].tolist() == found["reason"].tolist()


def test_an_erased_person_has_no_contact(shop: Settings) -> None:
    erase(shop, OPERATOR, ["demo/C1"])
    assert mistyped(shop, KNOWING).frame["customer_id"].tolist() == ["C3"]


def test_who_may_not_see_it_is_refused(shop: Settings) -> None:
    with pytest.raises(Forbidden):
        mistyped(shop, stand_in("fraud_analyst"))
    with pytest.raises(Forbidden, match="reach is limited"):
        mistyped(shop, replace(KNOWING, scope=Scope(regions=("North",))))
