"""A webhook over a real connection: a receiver of its own on this machine takes what is signed, refuses, redirects, or is slow."""

from __future__ import annotations

import hashlib
import hmac
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from dashapp import webhook
from dashapp.errors import Forbidden, UserError
from dashapp.settings import Settings
from tests.services import self_signed

KEY, BODY = "kQ7pXw3vT9mZ2rY6bN4cH8dJ1fL5gS0a", b'{"segment":1,"customers":[{"customer_id":"c1"}]}'
OLDEST_SECONDS = 300


class Receiver(ThreadingHTTPServer):
    """Takes what is signed with KEY and no older than five minutes; tells what it took."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answer)
        self.taken: list[bytes] = []
        self.asked: list[str] = []
        self.status, self.wait = 204, threading.Event()
        self.wait.set()


class Answer(BaseHTTPRequestHandler):
    server: Receiver

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append(self.path)
        self.server.wait.wait(10)
        status = self.server.status if self._is_signed(body) else 401
        if status == 204:
            self.server.taken.append(body)
        self.send_response(status)
        if status == 302:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _is_signed(self, body: bytes) -> bool:
        """As docs/segments.md tells a receiver to do."""
        parts = dict(part.split("=", 1) for part in self.headers[webhook.SIGNATURE].split(","))
        expected = hmac.new(KEY.encode(), parts["t"].encode() + b"." + body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(parts["v1"], expected) and abs(time.time() - int(parts["t"])) < OLDEST_SECONDS

    def log_message(self, *_given: object) -> None:
        """Nothing: the output of tests is for what fails."""


@pytest.fixture
def receiver(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    """The receiver over TLS, whose certificate this process trusts."""
    server = Receiver()
    server.socket = self_signed(tmp_path).wrap_socket(server.socket, server_side=True)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "server.pem"))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield server
    server.wait.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def address(receiver: Receiver) -> str:
    return f"https://127.0.0.1:{receiver.server_port}/segments"


@pytest.fixture
def desk(address: str, tmp_path: Path) -> Settings:
    """Settings as they are read, which allow this one address."""
    return Settings.from_environment({"VAR_DIR": str(tmp_path / "var"), "SEGMENT_WEBHOOKS": address, "SEGMENT_WEBHOOK_KEY": KEY})


def test_a_receiver_that_checks_the_signature_takes_exactly_what_was_sent(desk: Settings, receiver: Receiver, address: str):
    assert webhook.send(desk, address, BODY) == 204
    assert (receiver.taken, receiver.asked) == ([BODY], ["/segments"])


def test_what_is_signed_with_another_key_is_not_taken(receiver: Receiver, address: str, tmp_path: Path):
    other = {"VAR_DIR": str(tmp_path / "var"), "SEGMENT_WEBHOOKS": address, "SEGMENT_WEBHOOK_KEY": KEY[::-1]}
    with pytest.raises(UserError, match=r"answered 401\. It did not take the customers"):
        webhook.send(Settings.from_environment(other), address, BODY)
    assert receiver.taken == []


@pytest.mark.parametrize("status", [500, 302])
def test_a_receiver_that_fails_or_sends_elsewhere_has_not_taken_it(desk: Settings, receiver: Receiver, address: str, status: int):
    receiver.status = status
    with pytest.raises(UserError, match=rf"answered {status}\. It did not take the customers"):
        webhook.send(desk, address, BODY)
    assert receiver.asked == ["/segments"], "a redirect is not followed, and nothing is sent twice"


def test_a_receiver_that_does_not_answer_is_given_up(desk: Settings, receiver: Receiver, address: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(webhook, "TIMEOUT_SECONDS", 0.5)
    receiver.wait.clear()
    began = time.monotonic()
    with pytest.raises(UserError, match=r"could not be reached: ReadTimeout\. Nothing is known to have arrived"):
        webhook.send(desk, address, BODY)
    assert time.monotonic() - began < 8


def test_nobody_who_cannot_show_a_trusted_certificate_gets_anything(
    desk: Settings, receiver: Receiver, address: str, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with pytest.raises(UserError, match="could not be reached: SSLError"):
        webhook.send(desk, address, BODY)
    assert receiver.asked == []


def test_another_address_of_the_same_receiver_gets_nothing(desk: Settings, receiver: Receiver, address: str):
    for other in (address + "/more", address.replace("127.0.0.1", "localhost"), address.replace("https", "http")):
        with pytest.raises(Forbidden, match="SEGMENT_WEBHOOKS"):
            webhook.send(desk, other, BODY)
    assert receiver.asked == []
