"""What the presenter's pages have in common."""

from typing import Any

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from conference.presenting import service
from conference.presenting.shown import Shown
from conference.programme import rules
from conference.programme import service as programmes
from conference.programme.models import Presenter, Session
from conference.programme.uploads import refusals, uploads

#: Bytes of a form around the file in it.
_AROUND = 256 * 1024

#: What the page says first when it opens after a deed; the deed comes as `?done=`.
_DONE = {
    "claimed": lambda: _("The time is yours. A letter with an entry for your calendar is on its way."),
    "given-back": lambda: _("The time is free for others. Choose another one below."),
    "saved": lambda: _("Saved."),
    "asked": lambda: _("Your wish has been sent to the organisers."),
    "deleted": lambda: _("Deleted."),
    "added": lambda: _("A letter with a link of their own is on its way to them."),
    "removed": lambda: _("They are off the session, and have been told."),
    "come": lambda: _("You are registered. A letter about your place is on its way."),
    "own-link": lambda: _("A letter with the link is on its way to the address you are registered with."),
    "handed-over": lambda: _("Your colleague presents it now, and has got a letter."),
}


def get(code: str, session_code: str) -> tuple[Presenter, Shown]:
    """Whose link it is, and which of their sessions. Raises NotFound."""
    presenter = programmes.get_presenter(code)
    return presenter, service.get_shown(presenter, session_code)


def get_both(code: str, session_code: str) -> tuple[Presenter, Session]:
    """The same to be changed, in a write block. Raises NotFound, also for another's session."""
    presenter = programmes.get_presenter(code)
    session = programmes.get_session(presenter.conference, session_code)
    rules.check_own(session, presenter)
    return presenter, session


def render(template: str, presenter: Presenter, code: str, **more: Any) -> str:
    """A page about a presenter."""
    told = _DONE.get(request.args.get("done", ""))
    return render_template(
        f"presenting/{template}.html",
        presenter=presenter,
        conference=presenter.conference,
        code=code,
        done=told and told(),
        **more,
    )


def back(endpoint: str, *, done: str, **values: Any) -> Response:
    """To the page that shows what has been done."""
    return redirect(url_for(endpoint, done=done, **values), code=303)


def home(code: str, *, done: str | None = None, session: str | None = None) -> Response:
    """The same for the presenter's first page, at one of the sessions."""
    anchor = f"session-{session}" if session and not done else None  # a note stands on top
    return redirect(url_for("presenting.show", code=code, done=done, _anchor=anchor), code=303)


def read_upload() -> CombinedMultiDict[str, Any]:
    """What a form with a file sent, which alone may be larger than other requests. Raises TooLarge."""
    request.max_content_length = uploads.LARGEST_FILE + _AROUND
    try:
        return CombinedMultiDict([request.files, request.form])
    except RequestEntityTooLarge as error:
        raise refusals.too_large() from error
