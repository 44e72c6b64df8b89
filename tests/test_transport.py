"""In production, whatever is on another machine is reached over TLS and its certificate is looked at."""

from __future__ import annotations

from pathlib import Path

import pytest

from dashapp.errors import SettingError
from tests.test_keys import MARK, production

DATABASES = ("WAREHOUSE_URL", "WAREHOUSE_READ_URL", "ACCOUNTS_URL")
FAR = f"postgresql://desk:{MARK}@db.example/shop"
NEAR = ("localhost/shop", "127.0.0.1:5432/shop", "[::1]/shop", "/shop?host=/var/run/postgresql")


@pytest.mark.parametrize("name", DATABASES)
@pytest.mark.parametrize(
    "url", [FAR, *(f"{FAR}?sslmode={mode}" for mode in ("disable", "prefer", "require")), f"postgresql:///shop?user={MARK}&host=db.example"]
)
def test_a_database_elsewhere_has_its_certificate_checked(tmp_path: Path, name: str, url: str) -> None:
    with pytest.raises(SettingError, match=f"{name} names a PostgreSQL server on another machine.*sslmode=verify-full") as caught:
        production(tmp_path, **{name: url})
    assert MARK not in str(caught.value)


@pytest.mark.parametrize("name", DATABASES)
@pytest.mark.parametrize("url", [f"{FAR}?sslmode=verify-full", f"{FAR}?sslmode=verify-ca", *(f"postgresql://{near}" for near in NEAR)])
def test_a_checked_one_and_one_on_this_machine_are_taken(tmp_path: Path, name: str, url: str) -> None:
    assert production(tmp_path, **{name: url}).production


def test_a_cache_elsewhere_is_reached_over_tls(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"CACHE_URL names a Redis server on another machine.*rediss://") as caught:
        production(tmp_path, CACHE_URL=f"redis://:{MARK}@cache.example/0")
    assert MARK not in str(caught.value)
    for url in ("rediss://cache.example/0", "redis://127.0.0.1/0", ""):
        assert production(tmp_path, CACHE_URL=url).cache_url == url
