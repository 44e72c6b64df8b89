"""A mail server on loopback, and what it took in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from email import message_from_bytes
from email.message import Message

from aiosmtpd.controller import Controller

from dashapp.settings import Settings
from tests.services import free_port


class Inbox:
    """What the mail server of a test took in."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def handle_DATA(self, _server, _session, envelope) -> str:  # noqa: N802 the name that aiosmtpd calls
        self.messages.append(message_from_bytes(envelope.content))
        return "250 taken"


@contextmanager
def mailing(settings: Settings, inbox: Inbox) -> Iterator[Settings]:
    """The settings with a mail server that fills the inbox."""
    port = free_port()
    server = Controller(inbox, hostname="127.0.0.1", port=port)
    server.start()
    yield replace(settings, smtp_url=f"smtp://127.0.0.1:{port}", mail_from="desk@shop.example", public_url="https://desk.shop.example")
    server.stop()
