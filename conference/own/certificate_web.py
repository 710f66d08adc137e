"""A certificate of attendance: made from the own page, and shown to whoever holds its link."""

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from conference.badges import pdf
from conference.db import transaction
from conference.errors import NotFound
from conference.own import certificates
from conference.registration import rules
from conference.registration import service as registrations
from conference.web import by_link

bp = Blueprint("certificate", __name__)


@bp.get("/<slug:slug>/certificate/<code>")
@by_link
def show(slug: str, code: str) -> ResponseReturnValue:
    response = Response(pdf.certificate(certificates.get(slug, code)), mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{_("certificate.pdf")}"'
    return response


@bp.post("/r/<code>/certificate")
@by_link
def issue(code: str) -> ResponseReturnValue:
    """Lead to the certificate, which gets its link when it is first asked for."""
    with transaction():
        registration = registrations.get_own(code)
        slug, issued = registration.conference.slug, certificates.issue(registration)
    if issued is None:
        raise NotFound(rules.no_such_page())
    return redirect(url_for(".show", slug=slug, code=issued), code=303)
