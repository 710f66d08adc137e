"""Who wants no invitations any more: one press in the mail program is enough (RFC 8058)."""

from collections.abc import Iterable
from contextlib import suppress

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from conference import clock, credentials, names
from conference.credentials import Purpose
from conference.db import db
from conference.errors import NotFound
from conference.language import absolute_url
from conference.mail.models import Letter, Suppression


def issue_links(uids: Iterable[str]) -> None:
    """Give each of these invitations the link that stops all further ones to its address."""
    credentials.issue_all(Purpose.UNSUBSCRIBE, uids)


def link_of(letter: Letter) -> str | None:
    """That link, in the language of the letter; None for letters that people get about their own doings."""
    code = credentials.live_code(Purpose.UNSUBSCRIBE, letter.uid)
    return code and absolute_url("unsubscribe.show", language=letter.language, code=code)


def find_letter(code: str) -> Letter:
    """The letter whose link this is. Raises NotFound."""
    credential = credentials.find_live(code, purpose=Purpose.UNSUBSCRIBE)
    query = select(Letter).filter_by(uid=credential.subject if credential else None)
    letter = db.session.scalar(query)
    if letter is None:
        raise NotFound(_("The link may have been replaced. You can ask for a new one."))
    return letter


def stop(code: str) -> Letter:
    """Send no more invitations to where this link was sent; again changes nothing. Raises NotFound."""
    letter = find_letter(code)
    if not list_suppressed([letter.to]):
        wish = Suppression(email_folded=names.fold_email(letter.to), created_at=clock.real_now())
        # Both the mail program and the reader may press at this very moment.
        with suppress(IntegrityError), db.session.begin_nested():
            db.session.add(wish)
    return letter


def list_suppressed(addresses: Iterable[str]) -> set[str]:
    """Those of the addresses, folded, that want no invitations, in one query."""
    folded = {names.fold_email(address) for address in addresses}
    query = select(Suppression.email_folded).where(Suppression.email_folded.in_(folded))
    return set(db.session.scalars(query))
