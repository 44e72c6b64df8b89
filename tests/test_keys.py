"""Production brings its own keys, long and random, one for each purpose; no key is ever repeated in a message or shown."""

from __future__ import annotations

import logging
import secrets
from dataclasses import replace
from pathlib import Path

import pytest

from dashapp.db.migrate import migrate
from dashapp.errors import SettingError
from dashapp.keys import NEEDED, SHORTEST_KEY
from dashapp.settings import ROWS, Settings
from tests.auth.conftest import guarded

NAMES = [name.upper() for name in NEEDED]
GUESSABLE = (
    "x" * 48, "ab" * 24, "change-me-change-me-change-me-please-1", "your-secret-key-goes-here-0987654321",
    "django-insecure-9f8d7s6a5g4h3j2k1l0q",
    "tallyroom-tallyroom-production-key-1", "0123456789abcdef0123456789abcdef", "this is the default key of the manual!",
)  # fmt: skip
MARK = "Zq8-secret-value-that-nobody-sees-4Wn"
GIVEN = {
    "WAREHOUSE_URL": f"postgresql://desk:{MARK}@127.0.0.1:9/shop",
    "WAREHOUSE_READ_URL": f"postgresql://reader:{MARK}@127.0.0.1:9/shop",
    "ACCOUNTS_URL": f"postgresql://desk:{MARK}@127.0.0.1:9/accounts",
    "CACHE_URL": f"redis://:{MARK}@127.0.0.1:9/0",
    "SECRET_KEY": f"{MARK}a",
    "ENCRYPTION_KEY": f"{MARK}b",
    "ERASURE_KEY": f"{MARK}c",
    "SMTP_URL": f"smtp://desk:{MARK}@127.0.0.1:9",
    "OIDC_CLIENT_SECRET": MARK,
    "SEGMENT_WEBHOOK_KEY": f"{MARK}d",
    "PUBLIC_URL": "https://desk.example",
}


def random_keys() -> dict[str, str]:
    return {name: secrets.token_urlsafe(48) for name in NAMES}


def production(folder: Path, **changed: str) -> Settings:
    return Settings.from_environment({"VAR_DIR": str(folder), "ENVIRONMENT": "production", **random_keys(), **changed})


@pytest.mark.parametrize("name", NAMES)
def test_production_does_not_start_without_a_key(tmp_path: Path, name: str) -> None:
    assert production(tmp_path).production
    with pytest.raises(SettingError, match=f"{name} is not set"):
        production(tmp_path, **{name: ""})
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("key", ["rT9x-Qm4_vB7nL2kWz8sYc3dHf6jPg5aU"[: SHORTEST_KEY - 1], *GUESSABLE])
def test_a_key_that_is_short_or_known_is_refused_and_not_repeated(tmp_path: Path, name: str, key: str) -> None:
    with pytest.raises(SettingError, match=name) as caught:
        production(tmp_path, **{name: key})
    assert key not in str(caught.value)


def test_one_key_serves_one_purpose(tmp_path: Path) -> None:
    one = secrets.token_urlsafe(48)
    with pytest.raises(SettingError, match="SECRET_KEY and ERASURE_KEY are the same"):
        production(tmp_path, SECRET_KEY=one, ERASURE_KEY=one)
    with pytest.raises(SettingError, match="SECRET_KEY and ENCRYPTION_KEY are the same"):
        production(tmp_path, SECRET_KEY=one, ENCRYPTION_KEY=f"{secrets.token_urlsafe(48)},{one}")


def test_elsewhere_random_keys_are_kept_for_their_owner_only(tmp_path: Path) -> None:
    first, second = (Settings.from_environment({"VAR_DIR": str(tmp_path)}) for _ in range(2))
    assert [getattr(first, name) for name in NEEDED] == [getattr(second, name) for name in NEEDED]
    assert {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == dict.fromkeys(NEEDED, 0o600)


def test_whatever_is_named_like_a_secret_is_one() -> None:
    """PUBLIC_URL is printed in mails; every other key, secret, password or address of a service is never shown."""
    named = {row.name for row in ROWS if any(word in row.name for word in ("KEY", "SECRET", "URL", "PASSWORD", "TOKEN"))}
    assert {row.name for row in ROWS if row.secret} == named - {"PUBLIC_URL"} == set(GIVEN) - {"PUBLIC_URL"}


def test_no_secret_is_shown(tmp_path: Path) -> None:
    settings = Settings.from_environment({"VAR_DIR": str(tmp_path), **GIVEN})
    assert MARK not in f"{settings.public()} {settings} {settings!r}"
    assert settings.public()["public_url"] == "https://desk.example"
    assert MARK in settings.accounts_url


@pytest.mark.parametrize("row", [row for row in ROWS if row.secret], ids=lambda row: row.name)
def test_a_secret_that_cannot_be_used_is_not_repeated(tmp_path: Path, row) -> None:
    """Most wrong values one can think of: a password with a slash in it, a wrong scheme, a short key."""
    for wrong in (f"{MARK[:20]}", f"mysql://desk:{MARK}@host/x", f"smtp://desk:{MARK}/@host"):
        said = sentence(tmp_path, row.name, wrong)
        assert said is None or (row.name in said and MARK[:20] not in said)


def sentence(folder: Path, name: str, value: str) -> str | None:
    try:
        Settings.from_environment({"VAR_DIR": str(folder), "PUBLIC_URL": "https://desk.example", name: value})
    except SettingError as error:
        return str(error)
    return None


def test_the_log_holds_no_secret(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    migrate(settings)
    marked = replace(settings, secret_key=f"{MARK}a", encryption_key=(f"{MARK}b",), erasure_key=f"{MARK}c")
    with caplog.at_level(logging.DEBUG):
        client = guarded(marked).test_client()
        client.get("/login")
        client.post("/login", data={"name": "ann", "password": MARK}, headers={"Authorization": f"Bearer {MARK}"})
        client.get("/api/v1/metrics", headers={"Authorization": f"Bearer {MARK}"})
        client.get("/login/reset", query_string={"token": MARK})
    assert MARK not in caplog.text
