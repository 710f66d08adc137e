"""Letters to the staff about their own way in; none tells what somebody else may."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import select

from conference import credentials
from conference.accounts.models import Account
from conference.credentials import Purpose
from conference.db import db
from conference.language import absolute_url
from conference.mail.letters import Button, Content, letter
from conference.mail.models import Letter


@letter("accounts.invited", lazy_gettext("Account: invitation"))
def invited(letter: Letter) -> Content | None:
    return _with_link(
        letter,
        Purpose.FIRST_PASSWORD,
        subject=_("You can now sign in to the technology pact's conference"),
        paragraphs=(
            _("An account has been made for you. Choose a password, and link your phone as the second key."),
            _("You need an app for one-time codes on your phone. The page shows how."),
        ),
        label=_("Choose a password"),
        closing=(_("The link works once, for seven days. Ask for a new one when it is too old."),),
    )


@letter("accounts.reset", lazy_gettext("Account: new password"))
def reset(letter: Letter) -> Content | None:
    return _with_link(
        letter,
        Purpose.PASSWORD,
        subject=_("Choose a new password"),
        paragraphs=(
            _("Somebody has asked for a new password for your account. If it was you, choose it here."),
        ),
        label=_("Choose a new password"),
        closing=(
            _("The link works once, for an hour. Have your phone at hand: the page asks for a code from it."),
            _("Was it not you? Then do nothing: your password stays as it is."),
        ),
    )


def _with_link(
    letter: Letter,
    purpose: Purpose,
    *,
    subject: str,
    paragraphs: tuple[str, ...],
    label: str,
    closing: tuple[str, ...],
) -> Content | None:
    account = db.session.scalar(select(Account).filter_by(uid=letter.subject, disabled_at=None))
    code = account and credentials.live_code(purpose, account.uid)
    if not code:
        return None
    url = absolute_url("team.password", language=letter.language, code=code)
    return Content(subject=subject, paragraphs=paragraphs, button=Button(label, url), closing=closing)
