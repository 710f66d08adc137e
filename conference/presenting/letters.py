"""Letters to presenters: asked, reminded, confirmed, moved, cancelled; each tells how things stand by then.

Their facts hold `session`, and `place` as told with the `sequence` of its calendar entry.
"""

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext

from conference import clock
from conference.language import long_day, said, time, written
from conference.mail.letters import Content, letter, paragraphs_of, unlinked
from conference.mail.models import Letter
from conference.presenting import words
from conference.presenting.words import About
from conference.programme import rules
from conference.programme.models import Kind, Session, State
from conference.programme.releases import service as releases


@letter("presenter.invited", lazy_gettext("Invitation to present"), is_invitation=True)
def invited(letter: Letter) -> Content | None:
    about = words.find(letter, State.INVITED)
    if about is None:
        return None
    length = ngettext("%(num)d minute", "%(num)d minutes", about.session.minutes)
    return Content(
        subject=_("Will you present at %(conference)s?", conference=about.conference),
        paragraphs=(_asked(about.session), *_proposal(about.session), words.answer_by(about.session)),
        button=words.own_page(about.presenter, _("See the free times and answer")),
        facts=(
            *words.title_facts(about.session),
            (_("How long"), length),
            *words.conference_facts(about.session.conference),
        ),
        closing=(
            _("Who comes first chooses first. On your page you can also hand it over to a colleague."),
            _("The link is your key: keep it to yourself."),
        ),
    )


@letter("presenter.reminder", lazy_gettext("Reminder to a presenter"), is_invitation=True)
def reminder(letter: Letter) -> Content | None:
    about = words.find(letter, State.INVITED)
    if about is None or about.session.reply_by is None:
        return None
    if rules.reminder_due(about.session, today=clock.today()) != letter.facts.get("days"):
        return None  # it waited too long, and the next one tells how long is left
    return Content(
        subject=words.days_left(about.session.reply_by, about.conference),
        paragraphs=(
            _("You are invited to present, and we have not heard from you yet."),
            words.answer_by(about.session),
        ),
        button=words.own_page(about.presenter, _("See the free times and answer")),
        facts=(*words.title_facts(about.session), *words.conference_facts(about.session.conference)),
        closing=(_("A no helps us too: then we can ask the next."),),
    )


@letter("presenter.expired", lazy_gettext("An invitation has run out"))
def expired(letter: Letter) -> Content | None:
    about = words.find(letter, State.EXPIRED)
    if about is None or about.session.reply_by is None:
        return None
    return Content(
        subject=_("Your invitation has run out: %(conference)s", conference=about.conference),
        paragraphs=(
            _(
                "You were invited to present, and we did not hear from you by %(day)s. So we ask the next in "
                "line now.",
                day=long_day(about.session.reply_by),
            ),
            _("If you still wish to present, answer this letter. We gladly see whether there is room."),
        ),
        button=words.conference_page(about.session.conference),
        facts=words.title_facts(about.session),
    )


@letter("presenter.reserve", lazy_gettext("On the reserve list of presenters"))
def reserve(letter: Letter) -> Content | None:
    about = words.find(letter, State.RESERVE)
    if about is None:
        return None
    return Content(
        subject=_("On the reserve list: %(conference)s", conference=about.conference),
        paragraphs=(
            _("We would like you to present, but there are more of you than there are times."),
            _("You are number %(number)s on the reserve list.", number=words.queue_number(about.session)),
            _("We cannot promise you a time. When one is free and it is your turn, we write to you at once."),
        ),
        button=words.own_page(about.presenter, _("Open your page")),
        facts=(*words.title_facts(about.session), *words.conference_facts(about.session.conference)),
        closing=(_("If you cannot come, say so on your page. Then we do not ask you in vain."),),
    )


@letter("presenter.confirmed", lazy_gettext("A time on the programme"))
def confirmed(letter: Letter) -> Content | None:
    about = words.find(letter, State.CONFIRMED)
    if about is None or not about.holds or words.is_said_later(letter):
        return None
    return Content(
        subject=_("Your time on the programme: %(conference)s", conference=about.conference),
        paragraphs=(
            _("You are on the programme. Thank you for presenting."),
            *words.must_register(about.presenter),
            *words.missing(about.session),
        ),
        button=words.own_page(about.presenter, _("Open your page")),
        facts=words.place_facts(about),
        closing=(
            _("An entry for your calendar is attached. If your time changes, we send a new one."),
            _("On your page you can change your texts and your time, or say that you cannot come."),
        ),
        entries=words.request(about),
    )


@letter("presenter.moved", lazy_gettext("A session has changed"))
def moved(letter: Letter) -> Content | None:
    told = words.find_all(letter)
    if not told:
        return None
    moves = [about for about in told if about.moves]
    subject = _("Changes to your sessions: %(conference)s", conference=told[0].conference)
    entries = ngettext(
        "The attached entry puts your calendar right.",
        "The attached entries put your calendar right.",
        len(moves),
    )
    return Content(
        subject=words.change_subject(told[0]) if len(told) == 1 else subject,
        paragraphs=(_news(letter), *_note(letter, told[0])),
        button=words.own_page(told[0].presenter, _("Open your page")),
        facts=tuple(line for about in told for line in words.change_facts(about)),
        closing=(
            *((entries,) if moves else ()),
            _("If it does not suit you, write to the organisers on your page, or answer this letter."),
        ),
        entries=tuple(entry for about in moves for entry in words.request(about)),
    )


@letter("presenter.given_back", lazy_gettext("A session without a time"))
def given_back(letter: Letter) -> Content | None:
    about = words.find(letter, State.INVITED, State.CONFIRMED)
    if about is None:
        return _over(letter)
    if about.session.told_slot is not None:
        return None
    next_step: tuple[str, ...]
    if about.session.state is State.INVITED:
        next_step = (_("Choose another one on your page."), words.answer_by(about.session))
    else:
        next_step = (_("The organisers find another one and write to you."),)
    return Content(
        subject=_("Your session has no time just now: %(conference)s", conference=about.conference),
        paragraphs=(_("The time that you had on the programme no longer holds."), " ".join(next_step)),
        button=words.own_page(about.presenter, _("Open your page")),
        facts=words.place_facts(about, is_over=True),
        entries=words.cancel(about),
    )


@letter("presenter.cancelled", lazy_gettext("A session is cancelled"))
def cancelled(letter: Letter) -> Content | None:
    about = words.find(letter, State.WITHDRAWN, State.CANCELLED)
    if about is None:
        return _over(letter)
    paragraphs: tuple[str, ...]
    if about.session.state is State.WITHDRAWN:
        paragraphs = (_("Your session is off the programme, as you wished. Thank you for telling us."),)
    elif about.session.conference.called_off_at:
        notice, _language = written(about.session.conference, "notice")
        paragraphs = (
            _("The conference has been called off, so your session does not take place."),
            *paragraphs_of(notice),
        )
    else:
        paragraphs = (
            _("The organisers have cancelled your session."),
            _("If you think that is a mistake, answer this letter."),
        )
    return Content(
        subject=_("Your session is cancelled: %(conference)s", conference=about.conference),
        paragraphs=(*paragraphs, *words.keeps_seat(about.presenter)),
        button=words.conference_page(about.session.conference),
        facts=words.place_facts(about, is_over=True),
        entries=words.cancel(about),
    )


@letter("presenter.joined", lazy_gettext("One more presenter"))
def joined(letter: Letter) -> Content | None:
    about = words.find(letter, *rules.LIVE)
    if about is None or words.is_said_later(letter):
        return None
    session, holds = about.session, about.holds
    others = [each for each in session.presenters if each is not about.presenter]
    if others:
        news = _("You present this session together with %(names)s.", names=words.together(others))
    elif letter.facts.get("handed_over"):
        news = _("This session has been handed over to you: you present it from now on.")
    else:
        news = _("You have been put on this session as its presenter.")
    where = (*words.title_facts(session), *words.conference_facts(session.conference))
    next_steps: tuple[str, ...] = (words.answer_by(session),) if session.state is State.INVITED else ()
    if holds:
        next_steps = (*words.must_register(about.presenter), *words.missing(session))
    return Content(
        subject=_("You are to present at %(conference)s", conference=about.conference),
        paragraphs=(news, *next_steps),
        button=words.own_page(about.presenter, _("Open your page")),
        facts=words.place_facts(about) if holds else where,
        closing=(
            _("The link is your key: keep it to yourself."),
            _("If it is a mistake, answer this letter."),
        ),
        entries=words.request(about) if holds else (),
    )


@letter("presenter.left", lazy_gettext("A presenter less"))
def left(letter: Letter) -> Content | None:
    about = words.find_any(letter, letter.facts)
    if about is None or about.presenter in about.session.presenters or words.is_said_later(letter):
        return None
    return Content(
        subject=_("You no longer present: %(title)s", title=about.title),
        paragraphs=(
            _("Others present this session from now on."),
            _("If you think that is a mistake, answer this letter."),
            *words.keeps_seat(about.presenter),
        ),
        button=words.conference_page(about.session.conference),
        facts=words.place_facts(about, is_over=True),
        entries=words.cancel(about),
    )


@letter("presenter.answered", lazy_gettext("An answer to a presenter’s wish"))
def answered(letter: Letter) -> Content | None:
    about, wish = words.find_any(letter, letter.facts), words.wish_of(letter)
    if about is None or wish is None:
        return None
    return Content(
        subject=_("Answer to your wish: %(title)s", title=about.title),
        paragraphs=(
            _("The organisers have answered your wish:"),
            *(line for line in wish.answer.splitlines() if line),
        ),
        button=words.own_page(about.presenter, _("Open your page")),
        closing=(
            _("You wrote: “%(wish)s”", wish=unlinked(wish.text)),
            _("If you still miss something, answer this letter."),
        ),
    )


@letter("presenter.links", lazy_gettext("A presenter’s link again"))
def links(letter: Letter) -> Content | None:
    presenter = words.presenter_of(letter)
    if presenter is None:
        return None
    button = words.own_page(presenter, _("Open your page"))
    if button is None:
        return None
    title = said(presenter.conference, "title")
    return Content(
        subject=_("Your link as a presenter: %(conference)s", conference=title),
        paragraphs=(_("Here is the link to your page as a presenter. Keep it to yourself: it is your key."),),
        button=button,
        closing=(_("If you did not ask for it, you need do nothing: nothing has changed."),),
    )


def _over(letter: Letter) -> Content | None:
    """It stands otherwise again: what is in the reader's calendar goes, unless a new entry replaces it."""
    about = words.find_any(letter, letter.facts)
    if about is None or about.session.told_slot is not None:
        return None
    entries = words.cancel(about) if about.presenter in about.session.presenters else ()
    if not entries:
        return None
    return Content(
        subject=_("Your earlier time no longer holds: %(conference)s", conference=about.conference),
        paragraphs=(_("The time that you had on the programme no longer holds."),),
        button=words.own_page(about.presenter, _("Open your page")),
        facts=words.place_facts(about, is_over=True),
        entries=entries,
    )


def _asked(session: Session) -> str:
    """Why this person, of all."""
    title = said(session.conference, "title")
    if session.kind is Kind.AMBASSADOR:
        return str(
            _("You are a technology ambassador, and we would like you to present at %(name)s.", name=title)
        )
    if session.kind is Kind.PROJECT:
        return str(
            _("Your project is supported by the education fund. Will you present it at %(name)s?", name=title)
        )
    if session.kind is Kind.WORKSHOP:
        return str(_("We would like you to hold a workshop at %(name)s.", name=title))
    return str(_("We would like you to present at %(name)s.", name=title))


def _proposal(session: Session) -> tuple[str, ...]:
    """The time that the organisers thought of, if any."""
    if session.slot is None:
        return (_("Choose your own time among the free ones: they are shown on your page."),)
    slot = session.slot
    where = {"day": long_day(slot.starts_at), "time": time(slot.starts_at), "room": slot.room.name}
    return (
        _(
            "The organisers have thought of %(day)s at %(time)s in %(room)s. Say yes to it on your page, or "
            "choose another free time.",
            **where,
        ),
    )


def _news(letter: Letter) -> str:
    """Who has changed it: the organisers by a release, or those who present it."""
    if "release" in letter.facts:
        return str(
            _("There is a new version of the programme, and it concerns you. Below you see what holds now.")
        )
    return str(_("Your session has got another time. Below you see what holds now."))


def _note(letter: Letter, about: About) -> tuple[str, ...]:
    """What the organisers wrote to the release."""
    number = letter.facts.get("release")
    version = number and releases.find_version(about.session.conference, number)
    note = written(version, "note")[0] if version else ""
    return (_("The organisers write: “%(note)s”", note=note),) if note else ()
