"""The outbox as organisers read it."""

import re

from flask import Blueprint, Flask, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext

from conference.accounts.service import signed_in
from conference.audit import service as audit
from conference.db import transaction
from conference.errors import Conflict
from conference.mail import sending, service, unsubscribe_web
from conference.mail.letters import Content, content_of, title_of
from conference.mail.models import Letter, LetterState
from conference.web import staff

bp = Blueprint("mail", __name__, url_prefix="/organise/letters")

#: A code of a link or a ticket, in one or in groups; whoever reads it has the person's place in their hands.
_LETTER = "[0-9A-HJKMNP-TV-Z]"
_CODES = re.compile(
    rf"(?<![0-9A-Za-z])(?:{_LETTER}{{26}}|(?:{_LETTER}{{4}} ){{6}}{_LETTER}{{2}})(?![0-9A-Za-z])"
)
_MASKED = "••••••"

#: The last page that anybody turns to by hand.
LAST_PAGE = 10_000
STATE_NAMES = {
    LetterState.WAITING: lazy_gettext("Waiting to be sent"),
    LetterState.DELAYED: lazy_gettext("Being tried again"),
    LetterState.SENT: lazy_gettext("Sent"),
    LetterState.FAILED: lazy_gettext("Not delivered"),
    LetterState.DROPPED: lazy_gettext("No longer needed"),
}


def init_app(app: Flask) -> None:
    """What a reader of letters can do about them."""
    app.register_blueprint(unsubscribe_web.bp)


@bp.get("")
@staff("organiser")
def index() -> ResponseReturnValue:
    state, number = _asked_state(), _asked_page()
    page = render_template(
        "mail/index.html",
        page=service.list_page(number, state=state),
        state=state,
        counts=service.counts(),
        state_names=STATE_NAMES,
        title_of=title_of,
    )
    with transaction():
        audit.record("mail.list", by=signed_in().actor, detail={"page": number, "state": state})
    return page


@bp.get("/<uid>")
@staff("organiser")
def show(uid: str) -> ResponseReturnValue:
    letter = service.get(uid)
    page = _letter_page(letter, content_of(letter))
    _write_down("mail.read", letter)
    return page


@bp.post("/<uid>/resend")
@staff("organiser")
def resend(uid: str) -> ResponseReturnValue:
    try:
        with transaction():
            letter = service.resend(uid)
            detail = {"letter": uid, "name": letter.name}
            audit.record("mail.resend", by=signed_in().actor, subject=letter.subject, detail=detail)
            again = letter.uid
    except Conflict as refusal:
        letter = service.get(uid)
        page = _letter_page(letter, content_of(letter), refusal)
        _write_down("mail.read", letter)
        return page, refusal.status
    return redirect(url_for(".show", uid=again, done="again" if again == uid else "new"), code=303)


@bp.get("/<uid>/letter.html")
@staff("organiser")
def page(uid: str) -> ResponseReturnValue:
    letter = service.get(uid)
    content = content_of(letter)
    if content is None:
        page = _letter_page(letter, None)
        _write_down("mail.read", letter)
        return page
    source = sending.qr_data(content) if _is_open() else None
    html = _masked(sending.html_of(letter, content, qr_source=source))
    _write_down("mail.download", letter)
    # A file to open outside the site: its style stands inside, which no page of ours may have.
    response = Response(html, mimetype="application/octet-stream")
    response.headers["Content-Disposition"] = f'attachment; filename="letter-{uid[:8]}.html"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _letter_page(letter: Letter, content: Content | None, refusal: Conflict | None = None) -> str:
    text = None if content is None else _masked(sending.text_of(letter, content))
    return render_template(
        "mail/show.html",
        letter=letter,
        title=title_of(letter),
        content=content,
        text=text,
        state_names=STATE_NAMES,
        can_again=content is not None and service.can_resend(letter),
        done=request.args.get("done"),
        refusal=refusal,
    )


def _masked(text: str) -> str:
    """The words without what opens somebody's page; a demo has no real somebody."""
    return text if _is_open() else _CODES.sub(_MASKED, text)


def _is_open() -> bool:
    return bool(current_app.config["IS_DEMO"])


def _write_down(act: str, letter: Letter) -> None:
    subject, detail = letter.subject, {"letter": letter.uid, "name": letter.name}
    with transaction():
        audit.record(act, by=signed_in().actor, subject=subject, detail=detail)


def _asked_page() -> int:
    return min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)


def _asked_state() -> LetterState | None:
    try:
        return LetterState(request.args.get("state", ""))
    except ValueError:
        return None
