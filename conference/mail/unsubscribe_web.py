"""`/unsubscribe/<code>`: no more invitations, by a button here or by the one of a mail program."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from conference.audit import service as audit
from conference.db import transaction
from conference.mail import unsubscribing
from conference.web import by_link, from_anywhere

bp = Blueprint("unsubscribe", __name__, url_prefix="/unsubscribe/<code>")


@bp.get("")
@by_link
def show(code: str) -> ResponseReturnValue:
    letter = unsubscribing.find_letter(code)
    is_done = bool(unsubscribing.list_suppressed([letter.to]))
    return render_template("mail/unsubscribe.html", letter=letter, code=code, is_done=is_done)


@bp.post("")
@by_link
@from_anywhere
def stop(code: str) -> ResponseReturnValue:
    """Answered 200 at once, without cookie or redirect, as RFC 8058, 3.2 asks."""
    with transaction():
        letter = unsubscribing.stop(code)
        audit.record("mail.unsubscribe", by="self", subject=letter.uid)
    return render_template("mail/unsubscribe.html", letter=letter, code=code, is_done=True)
