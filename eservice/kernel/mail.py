"""Drivers that send e-mail."""

import smtplib
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

import structlog

_log = structlog.get_logger(__name__)


class ConsoleMailer:
    """Writes that a message went out, without its text: the demo's mail stays in the inbox on screen."""

    def send(self, *, to: str, subject: str, body: str) -> None:
        """Log the subject alone; addresses and texts do not belong into a log."""
        _log.info("mail", subject=subject, characters=len(body))


class SmtpMailer:
    """Hands messages to an SMTP server, with STARTTLS where the server offers it."""

    def __init__(self, url: str, *, sender: str) -> None:
        self._url = urlsplit(url)
        self._sender = sender

    def send(self, *, to: str, subject: str, body: str) -> None:
        """Hand the message over within twenty seconds. Raises OSError (smtplib's errors are such)."""
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self._sender, to, subject
        message.set_content(body)
        with smtplib.SMTP(self._url.hostname or "localhost", self._url.port or 25, timeout=20) as server:
            if server.has_extn("starttls"):
                server.starttls()
            if self._url.username:
                server.login(unquote(self._url.username), unquote(self._url.password or ""))
            server.send_message(message)
