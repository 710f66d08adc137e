"""Is it up, and can it work: two addresses for whoever watches the server."""

from flask import Blueprint, Response, make_response
from sqlalchemy.exc import SQLAlchemyError

from conference import clock, config, installation
from conference.db import db, transaction
from conference.front.readiness.rules import LONGEST_WAIT
from conference.mail import service as mail
from conference.web import anyone, no_store

bp = Blueprint("health", __name__)


@bp.get("/healthz")
@anyone
def healthz() -> Response:
    """The process answers; nothing else is asked."""
    return _plain("ok", 200)


@bp.get("/readyz")
@anyone
def readyz() -> Response:
    """The database can be written to, and with a mail server set, letters leave."""
    if not can_write():
        return _plain("the database cannot be written to", 503)
    due_since = mail.due_since() if config.current().MAIL_URL else None
    if due_since is not None and clock.real_now() - due_since > LONGEST_WAIT:
        return _plain("letters are waiting: does the worker run?", 503)
    return _plain("ready", 200)


def can_write() -> bool:
    """Whether the database takes a write at this moment."""
    try:
        with transaction():
            installation.probe()
    except SQLAlchemyError:
        db.session.rollback()
        return False
    return True


def _plain(words: str, status: int) -> Response:
    response = make_response(f"{words}\n", status)
    response.mimetype = "text/plain"
    return no_store(response)
