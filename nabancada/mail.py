"""E-mail: through SMTP_URL, or into the log where there is none."""

import logging
import smtplib
import ssl
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from nabancada.config import settings

log = logging.getLogger(__name__)

TIMEOUT = 10  # seconds


def post(to: str, subject: str, text: str) -> None:
    """Hand one plain letter to the mail server, and wait for it: call it beside the request.

    :raises OSError, smtplib.SMTPException: it was not taken, or the server wants our password in the clear
    """
    if settings().smtp_url is None:
        log.info("e-mail (no SMTP_URL, so it is only written here)\nTo: %s\nSubject: %s\n\n%s", to, subject, text)
        return
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = settings().mail_from, to, subject
    letter.set_content(text)
    with _server() as server:
        server.send_message(letter)
    log.info("e-mail sent")


def _server() -> smtplib.SMTP:
    at = urlsplit(settings().smtp_url or "")
    host = at.hostname or "localhost"
    trusted = ssl.create_default_context()  # letters carry ways into accounts: to this server and to nobody else
    if at.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, at.port or 465, timeout=TIMEOUT, context=trusted)
    else:
        server = smtplib.SMTP(host, at.port or 25, timeout=TIMEOUT)
        server.ehlo()
        if at.username or server.has_extn("starttls"):  # a password goes through a tunnel, or nowhere
            server.starttls(context=trusted)
    if at.username:
        server.login(unquote(at.username), unquote(at.password or ""))
    return server
