"""Sending a document to an address that the settings allow: over TLS, signed, followed nowhere else."""

from __future__ import annotations

import hashlib
import hmac
import time

import requests

from dashapp.errors import Forbidden, UserError
from dashapp.settings import Settings

TIMEOUT_SECONDS = 15
SIGNATURE = "X-Tallyroom-Signature"


def signature(key: str, moment: int, body: bytes) -> str:
    """The header's value: when it was sent, and HMAC-SHA256 over that moment, a full stop and the body."""
    digest = hmac.new(key.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"


def require_address(settings: Settings, address: str) -> None:
    """Forbidden for an address that the settings do not list; UserError where nothing could be signed."""
    if address not in settings.segment_webhooks:
        raise Forbidden("This address is not among SEGMENT_WEBHOOKS. Whoever runs the desk can allow it there.")
    if not settings.segment_webhook_key:
        raise UserError("SEGMENT_WEBHOOK_KEY is not set, so nothing could be signed. Whoever runs the desk can set it.")


def send(settings: Settings, address: str, body: bytes) -> int:
    """Send a JSON document: the status that was answered. UserError when it was not taken."""
    require_address(settings, address)
    headers = {"Content-Type": "application/json", SIGNATURE: signature(settings.segment_webhook_key, int(time.time()), body)}
    try:
        answer = requests.post(address, data=body, headers=headers, timeout=TIMEOUT_SECONDS, allow_redirects=False)
    except requests.RequestException as error:
        raise UserError(f"{address} could not be reached: {type(error).__name__}. Nothing is known to have arrived.") from None
    if not 200 <= answer.status_code < 300:
        raise UserError(f"{address} answered {answer.status_code}. It did not take the customers.")
    return answer.status_code
