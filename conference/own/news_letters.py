"""Letters about the conference to who has a place at it: changed, moved, called off, soon, over."""

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from sqlalchemy import select

from conference import clock
from conference.badges import service as badges
from conference.db import db
from conference.language import absolute_url, long_day, written
from conference.mail import succession
from conference.mail.letters import Button, Content, letter, paragraphs_of
from conference.mail.models import Letter
from conference.own import certificates, words
from conference.programme.releases import service as releases
from conference.registration.models import Circular, Registration, State


@letter("registration.changed", lazy_gettext("New time or place"), with_addition=True)
def changed(letter: Letter) -> Content | None:
    registration = words.find_on(letter, *words.LIVE)
    if registration is None or _is_over(registration) or succession.is_superseded(letter):
        return None
    return _as_things_stand(
        registration,
        subject=_("New time or place: %(conference)s", conference=words.title(registration)),
        news=(_("The time or the place of the conference has changed. Below you see what holds now."),),
    )


@letter("registration.moved", lazy_gettext("Moved to another day"), with_addition=True)
def moved(letter: Letter) -> Content | None:
    registration = words.find_on(letter, *words.LIVE)
    if registration is None or succession.is_superseded(letter):
        return None
    conference = registration.conference
    was = conference.starts_at - timedelta(days=7) if words.is_sample(registration) else words.old_day(letter)
    if was is None:
        return None
    return _as_things_stand(
        registration,
        subject=_("New date: %(conference)s", conference=words.title(registration)),
        news=(
            _(
                "The conference is moved from %(old)s to %(new)s.",
                old=long_day(was),
                new=long_day(conference.starts_at),
            ),
            *words.notice(conference),
        ),
        second=words.cannot_come(registration),
    )


@letter("registration.called_off", lazy_gettext("Called off"), with_addition=True)
def called_off(letter: Letter) -> Content | None:
    registration = words.find(letter, *words.LIVE)
    if registration is None:
        return None
    conference = registration.conference
    if conference.called_off_at is None and not words.is_sample(registration):
        return None
    entries = words.cancelled_entry(registration)
    return words.content(
        registration,
        subject=_("Called off: %(conference)s", conference=words.title(registration)),
        paragraphs=(
            _("The conference on %(day)s will not take place.", day=long_day(conference.starts_at)),
            *words.notice(conference),
            _("You need do nothing: your registration ends with it.")
            + (" " + _("The attached entry takes it out of your calendar.") if entries else ""),
        ),
        button=words.conference_page(conference),
        closing=(_("If you have questions, answer this letter."),),
        entries=entries,
    )


@letter("registration.circular", lazy_gettext("Letter from the organisers"))
def circular(letter: Letter) -> Content | None:
    registration = words.find(letter, *State)
    sent = db.session.scalar(select(Circular).filter_by(uid=letter.facts.get("circular")))
    if registration is None or sent is None:
        return None
    subject, _language = written(sent, "subject")
    text, _language = written(sent, "text")
    return words.content(
        registration,
        subject=subject,
        paragraphs=paragraphs_of(text),
        button=words.own_page(registration, _("Open your page"))
        if registration.is_live
        else words.conference_page(registration.conference),
    )


@letter("registration.reminder", lazy_gettext("Reminder"), with_addition=True)
def reminder(letter: Letter) -> Content | None:
    registration = words.find_on(letter, State.CONFIRMED)
    if registration is None:
        return None
    left = 7 if words.is_sample(registration) else _days_left(letter, registration)
    if left is None:
        return None
    return words.with_ticket(
        registration,
        subject=_soon(left, words.title(registration)),
        paragraphs=(
            _("We look forward to seeing you. Bring this code, on your phone or on paper."),
            _("If you cannot come after all, please tell us with one press: then the seat goes to another."),
        ),
        second=words.cannot_come(registration),
        closing=(),
        has_entry=False,
    )


@letter("registration.thanks", lazy_gettext("Thanks afterwards"), with_addition=True)
def thanks(letter: Letter) -> Content | None:
    registration = words.find_on(letter, State.CONFIRMED)
    if registration is None:
        return None
    return words.content(
        registration,
        subject=_("Thank you for coming: %(conference)s", conference=words.title(registration)),
        paragraphs=(_("Thank you for taking part. We hope that you took something home with you."),),
        button=_programme(registration),
        second=_certificate(registration),
        closing=(_("If you have something to tell us about the day, answer this letter."),),
    )


def _as_things_stand(
    registration: Registration, *, subject: str, news: tuple[str, ...], second: Button | None = None
) -> Content:
    """What holds now: with the ticket and the new entry for who has a seat, and in words for who waits."""
    if registration.state is State.CONFIRMED:
        keeps = _("You keep your seat, and your ticket holds.")
        calendar = _("The attached entry puts your calendar right.")
        return words.with_ticket(
            registration,
            subject=subject,
            paragraphs=(*news, f"{keeps} {calendar}" if registration.email else keeps),
            second=second,
            closing=(
                _("If it does not suit you, give up your seat on your page, and the next in line gets it."),
            ),
        )
    more: dict[str, Any] = {"second": second, "facts": badges.when_and_where(registration.conference)}
    return words.content(
        registration,
        subject=subject,
        paragraphs=(*news, words.standing(registration), _next_step(registration)),
        button=words.own_page(registration, _("Open your page")),
        **more,
    )


def _is_over(registration: Registration) -> bool:
    return clock.now() >= registration.conference.ends_at and not words.is_sample(registration)


def _next_step(registration: Registration) -> str:
    if registration.state is State.OFFERED and registration.offer_until is not None:
        return str(_("Open your page and say yes or no."))
    return str(_("You keep your place in the queue, and need do nothing."))


def _days_left(letter: Letter, registration: Registration) -> int | None:
    """None when it has begun, or the letter waited until the next reminder tells the same."""
    starts_at, now = registration.conference.starts_at, clock.now()
    left = (clock.to_local(starts_at).date() - clock.to_local(now).date()).days
    is_late = letter.facts.get("days") == "7" and left <= 1
    return None if now >= starts_at or is_late else left


def _soon(left: int, title: str) -> str:
    if left == 1:
        return str(_("Tomorrow: %(conference)s", conference=title))
    if left < 1:
        return str(_("Today: %(conference)s", conference=title))
    subject = ngettext(
        "In %(num)d day: %(conference)s", "In %(num)d days: %(conference)s", left, conference=title
    )
    return str(subject)


def _certificate(registration: Registration) -> Button | None:
    url = certificates.url_of(registration)
    if words.is_sample(registration):
        slug = registration.conference.slug
        url = absolute_url("certificate.show", slug=slug, code=words.SAMPLE_CODE)
    return Button(_("Your certificate of attendance"), url) if url else None


def _programme(registration: Registration) -> Button:
    conference = registration.conference
    if not releases.list_versions(conference):
        return words.conference_page(conference)
    return Button(_("See the programme and the slides"), absolute_url("programme.show", slug=conference.slug))
