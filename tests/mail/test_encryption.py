"""Letters go encrypted wherever the server can, and never to one that cannot prove who it is."""

import ssl
from dataclasses import replace

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword

from conference.demo import certificate
from conference.mail.sending import Unreachable
from conference.mail.worker import Worker

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def tls(tmp_path):
    """A certificate for 127.0.0.1, signed by an authority that nobody knows yet."""
    chain, key = certificate.ensure(tmp_path, "127.0.0.1")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain, key)
    return context


@pytest.fixture
def known(tls, tmp_path, monkeypatch):
    """This machine trusts the authority."""
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))


def only_with_password(_server, _session, _envelope, _mechanism, given):
    right = isinstance(given, LoginPassword) and (given.login, given.password) == (b"pagt", b"p@ss:word")
    return AuthResult(success=right, handled=False)


def send_by(scheme, app, server, who="pagt:p%40ss%3Aword@"):
    url = f"{scheme}://{who}127.0.0.1:{server.port}"
    app.config["SETTINGS"] = replace(app.config["SETTINGS"], MAIL_URL=url)
    Worker(app).work_once()


@pytest.mark.usefixtures("known")
def test_a_letter_goes_encrypted_and_signed_in(mailing, mail_server, post_office, tls, write):
    mail_server.stop()
    mail_server.start(
        tls_context=tls, require_starttls=True, authenticator=only_with_password, auth_required=True
    )
    write()

    send_by("smtp", mailing, mail_server)

    assert len(post_office.messages) == 1


@pytest.mark.usefixtures("known")
def test_a_letter_goes_by_a_server_that_speaks_nothing_but_tls(mailing, mail_server, post_office, tls, write):
    mail_server.stop()
    mail_server.start(ssl_context=tls)
    write()

    send_by("smtps", mailing, mail_server, who="")

    assert len(post_office.messages) == 1


@pytest.mark.usefixtures("known")
def test_a_wrong_password_leaves_the_letter_where_it_is(mailing, mail_server, tls, write):
    mail_server.stop()
    mail_server.start(tls_context=tls, authenticator=only_with_password, auth_required=True)
    letter = write()

    with pytest.raises(Unreachable, match="535"):
        send_by("smtp", mailing, mail_server, who="pagt:wrong@")

    assert letter.attempts == 0


def test_a_server_that_nobody_vouches_for_gets_no_letter(mailing, mail_server, post_office, tls, write):
    mail_server.stop()
    mail_server.start(tls_context=tls)
    write()

    with pytest.raises(Unreachable, match="certificate"):
        send_by("smtp", mailing, mail_server, who="")

    assert post_office.messages == []
