"""What organisers say in the letters of a conference, in their own words, and how each letter looks."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference.accounts.service import signed_in
from conference.audit import service as audit
from conference.db import transaction
from conference.errors import NotFound
from conference.mail import additions, letters, sending
from conference.mail import service as mail
from conference.mail.models import Letter
from conference.own.additions.forms import AdditionForm
from conference.registration import service as registrations
from conference.registration.models import Conference
from conference.web import staff

bp = Blueprint("additions", __name__, url_prefix="/organise/<slug>/letters")

LANGUAGES = ("da", "en")


@bp.get("")
@staff("organiser")
def index(slug: str) -> ResponseReturnValue:
    conference = registrations.get_conference(slug)
    return render_template(
        "own/additions.html",
        conference=conference,
        names=letters.list_with_addition(),
        title_of=letters.title_of_name,
        written=additions.list_letters(conference.uid),
        languages=LANGUAGES,
    )


@bp.get("/<name>")
@staff("organiser")
def show(slug: str, name: str) -> ResponseReturnValue:
    conference = _conference(slug, name)
    return _page(conference, name, AdditionForm(data=_saved(conference, name)))


@bp.post("/<name>/preview")
@staff("organiser")
def preview(slug: str, name: str) -> ResponseReturnValue:
    conference, form = _conference(slug, name), AdditionForm(request.form)
    status = 200 if form.validate() else 422
    return _page(conference, name, form), status


@bp.post("/<name>")
@staff("organiser")
def save(slug: str, name: str) -> ResponseReturnValue:
    conference, form = _conference(slug, name), AdditionForm(request.form)
    if not form.validate():
        return _page(conference, name, form), 422
    with transaction():
        changed = [
            language
            for language in LANGUAGES
            if additions.write(conference.uid, name, language, form[language].data)
        ]
        if changed:
            detail = {"letter": name, "languages": changed}
            audit.record("letters.add", by=signed_in().actor, subject=conference.uid, detail=detail)
    return redirect(url_for(".show", slug=slug, name=name, done="saved"), code=303)


@bp.post("/<name>/test")
@staff("organiser")
def test(slug: str, name: str) -> ResponseReturnValue:
    """One to whoever asks, made and sent as every other, with what is typed though it is not saved."""
    conference, form = _conference(slug, name), AdditionForm(request.form)
    if not form.validate():
        return _page(conference, name, form), 422
    language = "en" if request.form.get("language") == "en" else "da"
    with transaction():
        mail.write(
            name,
            to=signed_in().email,
            to_name="",
            language=language,
            subject=conference.uid,
            facts={"sample": conference.uid, "is_test": True, "added": form[language].data},
        )
        detail = {"letter": name, "language": language}
        audit.record("letters.test", by=signed_in().actor, subject=conference.uid, detail=detail)
    return _page(_conference(slug, name), name, form, done="test")


def _conference(slug: str, name: str) -> Conference:
    if name not in letters.list_with_addition():
        raise NotFound(_("There is no such letter."))
    return registrations.get_conference(slug)


def _saved(conference: Conference, name: str) -> dict[str, str]:
    return {language: additions.text_of(conference.uid, name, language) for language in LANGUAGES}


def _page(conference: Conference, name: str, form: AdditionForm, *, done: str = "") -> str:
    return render_template(
        "own/addition.html",
        conference=conference,
        name=name,
        title=letters.title_of_name(name),
        form=form,
        samples=[_sample(conference, name, language, form[language].data) for language in LANGUAGES],
        is_saved=form.data == _saved(conference, name),
        done=done or request.args.get("done"),
    )


def _sample(conference: Conference, name: str, language: str, text: str) -> dict[str, Any]:
    """How the letter looks with what is typed, to somebody made up."""
    facts = {"sample": conference.uid, "added": text or ""}
    letter = Letter(name=name, language=language, to=signed_in().email, to_name="", facts=facts)
    content = letters.content_of(letter)
    assert content is not None
    return {"language": language, "content": content, "qr": sending.qr_data(content)}
