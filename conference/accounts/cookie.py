"""The cookie of who is signed in: it carries their session's token alone, signed."""

import flask
from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface

from conference.accounts.service import Staff


class Sessions(SecureCookieSessionInterface):
    """Flask's signed cookie; who brings none costs no signing, which is nearly everyone."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


def remember(person: Staff) -> None:
    """Have this browser be theirs, and nothing else kept in it.

    Not by `login_user`, which would add a fingerprint of their network and browser.
    """
    flask.session.clear()
    flask.session["_user_id"] = person.token
