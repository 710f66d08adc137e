"""Certificates of attendance: for who has come, once it is over, by a link that opens nothing else."""

from conference import clock, credentials
from conference.badges import service as badges
from conference.badges.pdf import CertificatePrint
from conference.credentials import Purpose
from conference.errors import NotFound
from conference.language import absolute_url
from conference.registration import rules
from conference.registration import service as registrations
from conference.registration.models import Registration


def is_due(registration: Registration) -> bool:
    """Whether they have come, and the conference is over."""
    return clock.now() >= registration.conference.ends_at and registrations.has_come(registration)


def issue(registration: Registration) -> str | None:
    """Give the certificate its link, once, and tell its code; None for who has none to get."""
    if not is_due(registration):
        return None
    known = credentials.live_code(Purpose.CERTIFICATE, registration.uid)
    return known or credentials.issue(Purpose.CERTIFICATE, registration.uid)


def url_of(registration: Registration) -> str | None:
    """Where the certificate is, in the language of its person; None until it has been issued."""
    code = credentials.live_code(Purpose.CERTIFICATE, registration.uid)
    return None if code is None else _url(registration, code, registration.language)


def get(slug: str, code: str) -> CertificatePrint:
    """The certificate behind its link, in the present language. Raises NotFound."""
    credential = credentials.find_live(code, purpose=Purpose.CERTIFICATE)
    if credential is None:
        raise NotFound(rules.no_such_page())
    registration = registrations.get_registration(credential.subject)
    if registration.conference.slug != slug or not is_due(registration):
        raise NotFound(rules.no_such_page())
    return badges.certificate_of(registration, _url(registration, credentials.code_of(credential), None))


def _url(registration: Registration, code: str, language: str | None) -> str:
    slug = registration.conference.slug
    return absolute_url("certificate.show", language=language, slug=slug, code=code)
