"""How the desk talks to its provider: with whom it was told to, and no further."""

from __future__ import annotations

import time
from dataclasses import replace
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from dashapp.auth.provider import Provider, Unreachable
from dashapp.db.migrate import migrate
from dashapp.settings import Settings
from tests.auth.at_provider import SETTINGS
from tests.auth.conftest import Browser, Clock, guarded
from tests.services import self_signed


@pytest.fixture
def installation(tmp_path: Path, issuer: str) -> Settings:
    found = Settings.from_environment({"VAR_DIR": str(tmp_path / "var"), "OIDC_ISSUER": issuer, **SETTINGS})
    migrate(found)
    return found


def test_a_provider_whose_certificate_nobody_vouches_for_is_not_believed(
    installation: Settings, clock: Clock, tmp_path: Path, caplog
) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(SimpleHTTPRequestHandler, directory=tmp_path)) as impostor:
        impostor.socket = self_signed(tmp_path).wrap_socket(impostor.socket, server_side=True)
        Thread(target=impostor.serve_forever, daemon=True).start()
        given = replace(installation, oidc_issuer=f"https://127.0.0.1:{impostor.server_port}")
        answer = Browser(guarded(given, clock).test_client()).get("/oidc/login")
        impostor.shutdown()
    assert (answer.status_code, "SSLError" in caplog.text) == (503, True)


def test_a_provider_that_leads_elsewhere_is_not_followed(installation: Settings, clock: Clock) -> None:
    """A word of the provider that is a redirect is none: neither what it says of itself nor where codes go is taken from there."""
    asked_for: list[str] = []

    class Leading(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked_for.append(self.path)
            self.send_response(302)
            self.send_header("Location", f"{installation.oidc_issuer}{self.path}")
            self.end_headers()

        do_POST = do_GET  # noqa: N815 the name that the server calls

        def log_message(self, *_words: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Leading) as leader:
        Thread(target=leader.serve_forever, daemon=True).start()
        led = replace(installation, oidc_issuer=f"http://127.0.0.1:{leader.server_port}")
        answer = Browser(guarded(led, clock).test_client()).get("/oidc/login")
        provider = Provider(installation)
        about = {**provider._about(), "token_endpoint": f"{led.oidc_issuer}/oauth2/token"}
        provider._known = (time.monotonic(), about, provider._keys())
        with pytest.raises(Unreachable):
            provider.exchange("code", "verifier")
        leader.shutdown()
    assert (answer.status_code, "does not answer as it should" in answer.text) == (503, True)
    assert asked_for == ["/.well-known/openid-configuration", "/oauth2/token"]
