"""How other machines are talked to: in production over TLS, with a look at who answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from dashapp.errors import SettingError

# Modes of libpq that look at the certificate of the server.
VERIFYING = ("verify-full", "verify-ca")


def require_tls(values: Mapping[str, Any]) -> None:
    """SettingError for an address on another machine that is talked to in the clear."""
    for field in ("public_url", "oidc_issuer"):
        if values[field].startswith("http://") and not re.match(r"http://(127\.0\.0\.1|localhost)(:\d+)?(/|$)", values[field]):
            raise SettingError(f"{field.upper()} is {values[field]!r}. ENVIRONMENT=production needs https://.")
    for field in ("warehouse_url", "warehouse_read_url", "accounts_url"):
        address = urlsplit(values[field])
        given = parse_qs(address.query)
        if _is_elsewhere(given.get("host", [address.hostname])[0]) and given.get("sslmode", [""])[-1] not in VERIFYING:
            raise SettingError(
                f"{field.upper()} names a PostgreSQL server on another machine without saying that its certificate is to be checked. "
                f"ENVIRONMENT=production needs ?sslmode={' or '.join(VERIFYING)} at its end."
            )
    cache = urlsplit(values["cache_url"])
    if cache.scheme == "redis" and _is_elsewhere(cache.hostname):
        raise SettingError("CACHE_URL names a Redis server on another machine in the clear. ENVIRONMENT=production needs rediss://.")


def _is_elsewhere(host: str | None) -> bool:
    """Whether a host is another machine: neither this one nor a socket, which is a path or nothing."""
    return bool(host) and not re.fullmatch(r"localhost|127(\.\d+){3}|::1|/.*", str(host))
