"""One-time codes by time (RFC 6238): six digits, SHA-1, a new one every thirty seconds, as every authenticator app makes them."""

from __future__ import annotations

import base64
import hmac
import re
import secrets
import struct
from urllib.parse import quote, urlencode

STEP_SECONDS = 30
DIGITS = 6
# A clock may be one step off, to either side.
WINDOW = 1


def new_secret() -> str:
    """A random secret of 160 bits as apps read it, in base32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code_at(secret: str, step: int) -> str:
    """The code of a step: seconds since 1970 divided by thirty."""
    digest = hmac.digest(base64.b32decode(secret), struct.pack(">Q", step), "sha1")
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_of(secret: str, code: str, now: int) -> int | None:
    """The step whose code this is, when that step is now or next to now."""
    given = re.sub(r"\s", "", code)
    here = now // STEP_SECONDS
    steps = range(here - WINDOW, here + WINDOW + 1)
    found = [step for step in steps if hmac.compare_digest(code_at(secret, step).encode(), given.encode("utf-8", "replace"))]
    return found[-1] if found else None


def address_for_apps(secret: str, name: str, issuer: str) -> str:
    """The otpauth address that a QR picture holds."""
    label = quote(f"{issuer}:{name}", safe="")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer}, quote_via=quote)}"
