"""From a letter to bytes on the wire: the message, and the server it goes to."""

import smtplib
import ssl
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage, MIMEPart
from email.policy import SMTP, SMTPUTF8, Policy
from email.utils import parseaddr
from typing import cast
from urllib.parse import unquote, urlsplit

import idna
from flask import render_template
from flask_babel import force_locale

from conference import config, names
from conference.badges import qr
from conference.mail import linking, unsubscribing
from conference.mail.letters import Content, unlinked
from conference.mail.models import Letter

#: Characters of a subject, at most.
LONGEST_SUBJECT = 200
#: Seconds a server may take for one answer.
TIMEOUT = 30

_QR = "ticket-code"


class _LinkHeader(UnstructuredHeader, BaseHeader):
    """An address on one line, however long: Python would encode it there like a foreign word."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


class _SubjectHeader(UnstructuredHeader, BaseHeader):
    """A subject whose words begin beside its name: on the line below, some programs show none."""

    max_count = 1

    def fold(self, *, policy: Policy) -> str:
        first, *more = super().fold(policy=policy).split(policy.linesep)
        if more and not first.removeprefix(f"{self.name}:").strip():
            line = f"{self.name}: {more[0].strip()}"
            cut = line.rfind(" ", len(self.name) + 2, policy.max_line_length or LONGEST_SUBJECT)
            first, more[:1] = (line[:cut], [line[cut:]]) if cut > 0 else (line, [])
        return policy.linesep.join([first, *more])


_headers = HeaderRegistry()
_headers.map_to_type("Subject", _SubjectHeader)
_headers.map_to_type("List-Unsubscribe", _LinkHeader)


class Refusal(Exception):
    """The server did not take a letter; the message is what it said."""

    def __init__(self, words: str, *, is_final: bool) -> None:
        super().__init__(words)
        #: Trying again would be answered the same.
        self.is_final = is_final


class Unreachable(Exception):
    """No server, or one that will not talk to us; the message says why."""


def text_of(letter: Letter, content: Content) -> str:
    """The letter for who reads plain text."""
    return _rendered("mail/letter.txt", letter, content)


def html_of(letter: Letter, content: Content, *, qr_source: str | None) -> str:
    """The letter as a page; `qr_source` is where its QR code comes from."""
    return _rendered("mail/letter.html", letter, content, qr_source=qr_source)


def qr_data(content: Content) -> str | None:
    """The QR code as an address that carries its own picture, for a page outside a message."""
    if content.code is None:
        return None
    return f"data:image/png;base64,{b64encode(qr.png(content.code.text)).decode()}"


def message_of(letter: Letter, content: Content, *, now: datetime) -> EmailMessage:
    """The whole message: text, page with its code inside, and what goes with it."""
    policy = SMTP if letter.to.rpartition("@")[0].isascii() else SMTPUTF8
    # Not every server on the way takes 8 bits.
    message = EmailMessage(policy=policy.clone(cte_type="7bit", header_factory=_headers))
    _add_headers(message, letter, content, now=now)
    message.set_content(text_of(letter, content))
    message.add_alternative(html_of(letter, content, qr_source=f"cid:{_QR}"), subtype="html")
    if content.code is not None:
        page = cast(MIMEPart, message.get_body(("html",)))
        picture = qr.png(content.code.text)
        page.add_related(picture, "image", "png", cid=f"<{_QR}>", disposition="inline", filename="qr.png")
    for file in content.attachments:
        kind, subtype = file.mimetype.split("/")
        message.add_attachment(file.content, maintype=kind, subtype=subtype, filename=file.filename)
    for entry in content.entries:
        message.add_attachment(
            entry.content.decode(),
            subtype="calendar",
            params={"method": entry.method},
            filename=entry.filename,
        )
    message["Content-Language"] = letter.language  # last: each part that comes takes such headers for its own
    return message


@contextmanager
def connection(mail_url: str) -> Iterator[smtplib.SMTP]:
    """A conversation with the mail server, encrypted whenever it can be. Raises Unreachable."""
    try:
        server = _connect(mail_url)
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(_words(error)) from error
    try:
        yield server
    finally:
        _hang_up(server)


def send(message: EmailMessage, server: smtplib.SMTP) -> None:
    """Hand the message to the server. Raises Refusal, or Unreachable when the conversation broke off."""
    try:
        server.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        code, words = next(iter(error.recipients.values()))
        raise Refusal(_said(code, words), is_final=code >= 500) from error
    except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as error:
        is_final = isinstance(error, smtplib.SMTPDataError) and error.smtp_code >= 500
        raise Refusal(_said(error.smtp_code, error.smtp_error), is_final=is_final) from error
    except smtplib.SMTPNotSupportedError as error:
        raise Refusal(_words(error), is_final=True) from error
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(_words(error)) from error


def _rendered(template: str, letter: Letter, content: Content, **more: str | None) -> str:
    sender, _address = parseaddr(config.current().MAIL_FROM)
    with force_locale(letter.language):
        return render_template(
            template,
            letter=letter,
            content=content,
            greeted=unlinked(letter.to_name),
            sender=sender,
            as_html=linking.as_html,
            unsubscribe_url=unsubscribing.link_of(letter),
            **more,
        )


def _add_headers(message: EmailMessage, letter: Letter, content: Content, *, now: datetime) -> None:
    settings = config.current()
    message["Subject"] = names.clean(content.subject)[:LONGEST_SUBJECT]
    message["From"] = _address(*parseaddr(settings.MAIL_FROM))
    message["To"] = _address(names.clean(letter.to_name), letter.to)
    if settings.MAIL_REPLY_TO:
        message["Reply-To"] = _address(*parseaddr(settings.MAIL_REPLY_TO))
    message["Date"] = now
    # The same at every try: who got the letter twice sees it once.
    message["Message-ID"] = f"<{letter.uid}@{urlsplit(settings.BASE_URL).hostname}>"
    message["Auto-Submitted"] = "auto-generated"
    stops = unsubscribing.link_of(letter)
    if stops is not None:
        message["List-Unsubscribe"] = f"<{stops}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058, 3.1


def _address(name: str, address: str) -> Address:
    """An address as mail servers take it: the domain in ASCII.

    Not by Python's own codec: it is of 2003, when ß was ss, and so another domain than today.
    """
    local, _at, domain = address.rpartition("@")
    ascii_domain = domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    return Address(display_name=name, username=local, domain=ascii_domain)


def _connect(mail_url: str) -> smtplib.SMTP:
    url = urlsplit(mail_url)
    host, tls = url.hostname or "localhost", ssl.create_default_context()
    server: smtplib.SMTP
    if url.scheme == "smtps":
        server = smtplib.SMTP_SSL(host, url.port or 465, timeout=TIMEOUT, context=tls)
    else:
        server = smtplib.SMTP(host, url.port or 25, timeout=TIMEOUT)
    try:
        server.ehlo()
        if url.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=tls)
            server.ehlo()
        if url.username:
            server.login(unquote(url.username), unquote(url.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _hang_up(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _said(error.smtp_code, error.smtp_error)
    return str(error) or type(error).__name__


def _said(code: int, words: bytes | str) -> str:
    return f"{code} {words.decode('utf-8', 'replace') if isinstance(words, bytes) else words}"
