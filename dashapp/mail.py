"""Mail: one plain-text message to one person, through the server that SMTP_URL names."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import SplitResult, unquote, urlsplit

from dashapp.errors import SettingError
from dashapp.settings import Settings

TIMEOUT_SECONDS = 10
PORTS = {"smtp": 25, "smtps": 465}
LOOPBACK = {"127.0.0.1", "localhost", "::1"}


class NotSent(SettingError):
    """The mail server did not take the message."""


def send(settings: Settings, to: str, subject: str, text: str) -> None:
    """Send it, or raise NotSent saying why in one sentence."""
    message = _message(settings.mail_from, to, subject, text)
    parts = urlsplit(settings.smtp_url)
    try:
        with _connected(parts) as server:
            _introduce(server, parts)
            server.send_message(message)
    except (smtplib.SMTPException, OSError) as error:
        raise NotSent(f"The mail server {parts.hostname} of SMTP_URL did not take a mail: {type(error).__name__}.") from error


def _message(sender: str, to: str, subject: str, text: str) -> EmailMessage:
    """The message; a line break in an address or the subject is refused by EmailMessage itself."""
    message = EmailMessage()
    try:
        message["From"], message["To"], message["Subject"] = sender, to, subject
    except ValueError as error:
        raise NotSent(f"A mail could not be written: {error}.") from None
    message.set_content(text)
    return message


def _connected(parts: SplitResult) -> smtplib.SMTP:
    place = parts.hostname or "", parts.port or PORTS[parts.scheme]
    if parts.scheme == "smtps":
        return smtplib.SMTP_SSL(*place, timeout=TIMEOUT_SECONDS, context=ssl.create_default_context())
    return smtplib.SMTP(*place, timeout=TIMEOUT_SECONDS)


def _introduce(server: smtplib.SMTP, parts: SplitResult) -> None:
    """Go over to TLS, which only a server on this machine may lack: mails hold links that open an account."""
    server.ehlo()
    sealed = parts.scheme == "smtps"
    if not sealed and server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
        sealed = True
    if not sealed and parts.hostname not in LOOPBACK:
        raise smtplib.SMTPNotSupportedError("The server offers no TLS, so nothing is sent.")
    if parts.username:
        server.login(unquote(parts.username), unquote(parts.password or ""))
