"""Security headers of every answer."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Response, current_app

from dashapp.auth.authentication import authentication

HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # For what reads no policy: frame-ancestors says the same.
    "X-Frame-Options": "DENY",
}
POLICY = "CONTENT_SECURITY_POLICY"
ONE_YEAR = 365 * 24 * 3600


def content_security_policy(script_hashes: Sequence[str]) -> str:
    """What a page of ours may load and run; hashes as Dash gives them, 'sha256-...' with or without quotes."""
    hashes = "".join(f" '{entry.strip(chr(39))}'" for entry in script_hashes)
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self'{hashes}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "worker-src 'self' blob:",
            "font-src 'self'",
            "connect-src 'self'",
            "object-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
        )
    )


def add_headers(response: Response) -> Response:
    """The headers. Pages, JSON and downloads are stored nowhere; a static file, or the API, chose its own Cache-Control."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", current_app.config[POLICY])
    if authentication().settings.production:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR}; includeSubDomains")
    if response.headers.get("Content-Disposition", "").startswith("attachment"):
        # Flask gave files a Cache-Control of its own.
        response.headers["Cache-Control"] = "no-store"
    if response.mimetype in ("text/html", "application/json"):
        response.headers.setdefault("Cache-Control", "no-store")
    return response
