"""Mail goes through the server of SMTP_URL, whole, and over TLS unless that is on this machine."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from dashapp import mail
from dashapp.settings import Settings
from tests.mail_server import Inbox
from tests.services import free_port, self_signed

# The server of these tests wants a password and has no TLS, which it warns of.
pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def smtp_port(inbox: Inbox) -> Iterator[int]:
    """A mail server on loopback that wants the password 's:cret'."""
    port = free_port()

    def authenticate(_server, _session, _envelope, _mechanism, given: LoginPassword) -> AuthResult:
        return AuthResult(success=(given.login, given.password) == (b"desk", b"s:cret"))

    controller = Controller(inbox, hostname="127.0.0.1", port=port, authenticator=authenticate, auth_required=True, auth_require_tls=False)
    controller.start()
    yield port
    controller.stop()


def test_a_mail_arrives_as_it_was_written(settings: Settings, inbox: Inbox, smtp_port: int) -> None:
    given = replace(settings, smtp_url=f"smtp://desk:s%3Acret@127.0.0.1:{smtp_port}", mail_from="desk@shop.example")
    mail.send(given, "ann@example.com", "A new password", "Hello Ann,\n\nÅse says hello.\n")
    (message,) = inbox.messages
    assert (message["From"], message["To"], message["Subject"]) == ("desk@shop.example", "ann@example.com", "A new password")
    assert "Åse says hello." in message.get_payload(decode=True).decode()


@pytest.mark.parametrize("password", ["wrong", ""])
def test_a_refusing_server_is_named_and_no_password(settings: Settings, smtp_port: int, password: str) -> None:
    given = replace(settings, smtp_url=f"smtp://desk:{password}@127.0.0.1:{smtp_port}")
    with pytest.raises(mail.NotSent, match=r"127\.0\.0\.1 of SMTP_URL") as caught:
        mail.send(given, "ann@example.com", "x", "y")
    assert "wrong" not in str(caught.value)


@pytest.mark.parametrize("who", ["", "desk:secret@"])
def test_nothing_is_sent_in_the_clear_over_a_network(settings: Settings, who: str) -> None:
    """127.0.0.2 stands for another machine: only the names of this one are let through without TLS."""
    far = Inbox()
    controller = Controller(far, hostname="127.0.0.2", port=free_port())
    controller.start()
    try:
        with pytest.raises(mail.NotSent) as caught:
            mail.send(replace(settings, smtp_url=f"smtp://{who}127.0.0.2:{controller.port}"), "ann@example.com", "x", "https://desk/link")
    finally:
        controller.stop()
    assert "offers no TLS" in str(caught.value.__cause__)
    assert far.messages == []


def test_a_certificate_that_nobody_vouches_for_is_refused(settings: Settings, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def shake_hands() -> None:
            with suppress(OSError):
                self_signed(tmp_path).wrap_socket(server.accept()[0], server_side=True).close()

        impostor = Thread(target=shake_hands)
        impostor.start()
        with pytest.raises(mail.NotSent, match="SSLCertVerificationError"):
            mail.send(replace(settings, smtp_url=f"smtps://127.0.0.1:{server.getsockname()[1]}"), "ann@example.com", "x", "y")
        impostor.join()


def test_a_server_that_is_not_there_is_said(settings: Settings) -> None:
    with pytest.raises(mail.NotSent, match="SMTP_URL"):
        mail.send(replace(settings, smtp_url=f"smtp://127.0.0.1:{free_port()}"), "ann@example.com", "x", "y")


@pytest.mark.parametrize("address", ["ann@example.com\nBcc: all@example.com", "ann@example.com\r\nX: y"])
def test_a_line_break_in_an_address_is_refused(settings: Settings, inbox: Inbox, smtp_port: int, address: str) -> None:
    with pytest.raises(mail.NotSent):
        mail.send(replace(settings, smtp_url=f"smtp://desk:s%3Acret@127.0.0.1:{smtp_port}"), address, "x", "y")
    assert inbox.messages == []
