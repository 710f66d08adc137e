"""Letters to people who are invited: asked, reminded while they are silent, told what becomes of it."""

from datetime import timedelta
from uuid import uuid4

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from sqlalchemy import select

from conference import clock, credentials
from conference.badges import service as badges
from conference.credentials import CODE_LENGTH, Purpose
from conference.db import db
from conference.language import absolute_url, long_day, said
from conference.mail import succession
from conference.mail.letters import Button, Content, letter
from conference.mail.models import Letter
from conference.own import words
from conference.registration.invitations import rules
from conference.registration.models import Answer, Conference, Invitation, Kind


@letter("invitation.invited", lazy_gettext("Invitation"), with_addition=True, is_invitation=True)
def invited(letter: Letter) -> Content | None:
    invitation = _find(letter)
    if invitation is None:
        return None
    return Content(
        subject=_("Invitation: %(conference)s", conference=_title(invitation)),
        paragraphs=(_asked(invitation), _until(invitation)),
        button=_page(invitation),
        facts=badges.when_and_where(invitation.conference),
        closing=(
            _thanks_for_no(invitation),
            _("The link is your key: keep it to yourself."),
        ),
        about=invitation.conference.uid,
        contact=words.contact_of(invitation.conference),
    )


@letter(
    "invitation.reminder", lazy_gettext("Reminder of an invitation"), with_addition=True, is_invitation=True
)
def reminder(letter: Letter) -> Content | None:
    invitation = _find(letter)
    if invitation is None:
        return None
    return Content(
        subject=_days_left(invitation),
        paragraphs=(
            _(
                "You are invited to %(conference)s, and we have not heard from you yet.",
                conference=_title(invitation),
            ),
            _until(invitation),
        ),
        button=_page(invitation),
        facts=badges.when_and_where(invitation.conference),
        closing=(_thanks_for_no(invitation),),
        about=invitation.conference.uid,
        contact=words.contact_of(invitation.conference),
    )


@letter("invitation.moved", lazy_gettext("Moved: to the invited"), is_invitation=True)
def moved(letter: Letter) -> Content | None:
    invitation = _find(letter)
    was = words.old_day(letter)
    if invitation is None or was is None or succession.is_superseded(letter):
        return None
    conference = invitation.conference
    return Content(
        subject=_("New date: %(conference)s", conference=_title(invitation)),
        paragraphs=(
            _(
                "The conference that you are invited to is moved from %(old)s to %(new)s.",
                old=long_day(was),
                new=long_day(conference.starts_at),
            ),
            *words.notice(conference),
            _until(invitation),
        ),
        button=_page(invitation),
        facts=badges.when_and_where(conference),
        about=conference.uid,
        contact=words.contact_of(conference),
    )


@letter("invitation.called_off", lazy_gettext("Called off: to the invited"), is_invitation=True)
def called_off(letter: Letter) -> Content | None:
    query = select(Invitation).filter_by(uid=letter.subject, answer=Answer.WITHDRAWN)
    invitation = db.session.scalar(query)
    if invitation is None or invitation.conference.called_off_at is None:
        return None
    conference = invitation.conference
    return Content(
        subject=_("Called off: %(conference)s", conference=_title(invitation)),
        paragraphs=(
            _(
                "The conference on %(day)s, which you are invited to, will not take place.",
                day=long_day(conference.starts_at),
            ),
            *words.notice(conference),
            _("You need not answer the invitation."),
        ),
        button=words.conference_page(conference),
        about=conference.uid,
        contact=words.contact_of(conference),
    )


def _find(letter: Letter) -> Invitation | None:
    """The invitation, while its answer is awaited; a made-up one for a sample."""
    if "sample" in letter.facts:
        return _sample(letter)
    query = select(Invitation).filter_by(uid=letter.subject, answer=Answer.SILENT)
    invitation = db.session.scalar(query)
    if invitation is None or rules.is_over(invitation, now=clock.now()):
        return None
    return invitation if rules.is_ahead(invitation.conference, now=clock.now()) else None


def _asked(invitation: Invitation) -> str:
    """Why this person, of all."""
    title = _title(invitation)
    told: dict[Kind, str] = {
        Kind.COUNCIL: _(
            "You sit in the Council for Future Skills, and we would like you to come to %(name)s.",
            name=title,
        ),
        Kind.PRESENTER: _(
            "You present at %(name)s, and we would like to keep a seat for you there.", name=title
        ),
        Kind.PARTNER: _(
            "You are a partner in the technology pact, and we would like you to come to %(name)s.", name=title
        ),
        Kind.PRESS: _("The press is welcome at %(name)s, and we would like to invite you.", name=title),
    }
    return told.get(invitation.kind) or str(_("We would like you to come to %(name)s.", name=title))


def _until(invitation: Invitation) -> str:
    day = long_day(rules.last_day(invitation))
    if invitation.holds_seat:
        return str(_("A seat is held for you until %(day)s is over. Say yes or no with one button.", day=day))
    return str(_("Please say yes or no by %(day)s. Who says yes while there are seats has one.", day=day))


def _thanks_for_no(invitation: Invitation) -> str:
    if invitation.holds_seat:
        return str(_("A no helps us too: then we can give the seat to somebody else."))
    return str(_("A no helps us too: then we need not ask you again."))


def _days_left(invitation: Invitation) -> str:
    """How long there is to answer, as a subject."""
    left, title = (rules.last_day(invitation) - clock.today()).days, _title(invitation)
    if left <= 0:
        return str(_("Today is the last day to answer: %(conference)s", conference=title))
    if left == 1:
        return str(_("Tomorrow is the last day to answer: %(conference)s", conference=title))
    return str(_("%(days)s days left to answer: %(conference)s", days=left, conference=title))


def _title(invitation: Invitation) -> str:
    return said(invitation.conference, "title")


def _page(invitation: Invitation) -> Button | None:
    is_sample = invitation.id is None
    code = "0" * CODE_LENGTH if is_sample else credentials.live_code(Purpose.INVITATION, invitation.uid)
    return Button(_("Answer the invitation"), absolute_url("invitation.show", code=code)) if code else None


def _sample(letter: Letter) -> Invitation:
    """An invitation that nobody got and nothing writes down."""
    query = select(Conference).filter_by(uid=letter.facts["sample"])
    return Invitation(
        uid=uuid4().hex,
        conference=db.session.scalars(query).one(),
        name=letter.to_name,
        email=letter.to,
        kind=Kind.GUEST,
        language=letter.language,
        reply_by=clock.today() + timedelta(days=max(rules.REMINDERS)),
        holds_seat=True,
        answer=Answer.SILENT,
    )
