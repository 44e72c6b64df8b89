"""The register recognises only with its own key, and says so when it is asked with another."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path

import pytest

from dashapp.errors import SettingError
from dashapp.settings import Settings
from jobs.importing import import_files
from jobs.privacy.identifiers import Hasher
from jobs.privacy.register import load_register, register
from tests.jobs.privacy.shops import write_map, write_orders


def test_what_is_registered_is_known_in_every_spelling(shop: Settings):
    assert not load_register(shop)
    hasher = Hasher(shop.erasure_key)
    register(shop, {hasher.email("ada@example.org"): "email", hasher.customer("lamps", "C7"): "customer"})
    register(shop, {hasher.email("ada@example.org"): "email", hasher.phone("0170 5550123"): "phone"})
    held = load_register(shop)
    assert len(held.hashes) == 3
    assert held.knows_email(" ADA@example.org")
    assert held.knows_phone("+49 170 5550123")
    assert held.knows_customer("lamps", "C7")
    assert not held.knows_customer("chairs", "C7")
    assert not held.knows_email(None)


def test_another_key_stops_an_import_instead_of_letting_people_back_in(settings: Settings, tmp_path: Path):
    register(settings, {Hasher(settings.erasure_key).email("ada@example.org"): "email"})
    with pytest.raises(SettingError, match="ERASURE_KEY is not the key"):
        import_files(replace(settings, erasure_key="another"), [write_orders(tmp_path)], write_map(tmp_path))


def test_production_needs_a_key_of_its_own(tmp_path: Path):
    own = secrets.token_urlsafe(48)
    others = {name: secrets.token_urlsafe(48) for name in ("SECRET_KEY", "ENCRYPTION_KEY")}
    given = {"VAR_DIR": str(tmp_path), "ENVIRONMENT": "production", **others}
    with pytest.raises(SettingError, match="ERASURE_KEY is not set"):
        Settings.from_environment(given)
    assert Settings.from_environment({**given, "ERASURE_KEY": own}).erasure_key == own
    kept = Settings.from_environment({"VAR_DIR": str(tmp_path)})
    assert kept.erasure_key == Settings.from_environment({"VAR_DIR": str(tmp_path)}).erasure_key != kept.secret_key
    assert "erasure_key" not in kept.public()
