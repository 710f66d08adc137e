"""The certificate of `make run HTTPS=1`."""

import ssl
import stat
import threading
from datetime import timedelta
from socket import create_connection, create_server

import pytest
import time_machine

from conference.clock import real_now
from conference.demo import certificate

ADDRESS = "192.0.2.20"


def test_a_caller_who_trusts_the_authority_believes_the_server(tmp_path):
    file, key = certificate.ensure(tmp_path, ADDRESS)

    assert shake_hands(file, key, certificate.trusting(tmp_path)) == {"localhost", ADDRESS, "127.0.0.1"}


def test_a_caller_who_does_not_is_warned(tmp_path):
    file, key = certificate.ensure(tmp_path, ADDRESS)

    with pytest.raises(ssl.SSLCertVerificationError):
        shake_hands(file, key, ssl.create_default_context())


def test_it_is_kept_while_it_fits(tmp_path):
    file, _ = certificate.ensure(tmp_path, ADDRESS)
    first = file.read_bytes()

    certificate.ensure(tmp_path, ADDRESS)

    assert file.read_bytes() == first


@pytest.mark.parametrize(("address", "later"), [("192.0.2.21", timedelta(0)), (ADDRESS, timedelta(days=360))])
def test_it_is_made_anew_for_another_address_and_before_it_ends(tmp_path, address, later):
    file, _ = certificate.ensure(tmp_path, ADDRESS)
    first = file.read_bytes()

    with time_machine.travel(real_now() + later):
        certificate.ensure(tmp_path, address)

    assert file.read_bytes() != first


def test_nobody_else_reads_its_key_and_the_authoritys_is_gone(tmp_path):
    _, key = certificate.ensure(tmp_path, ADDRESS)

    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert {file.name for file in tmp_path.iterdir() if b"PRIVATE" in file.read_bytes()} == {key.name}


def shake_hands(certificate, key, trust):
    """The names in the certificate that a caller accepted."""
    ours = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    ours.load_cert_chain(certificate, key)
    with create_server(("127.0.0.1", 0)) as listener:
        server = threading.Thread(target=_answer, args=(listener, ours))
        server.start()
        try:
            with (
                create_connection(listener.getsockname()) as plain,
                trust.wrap_socket(plain, server_hostname="127.0.0.1") as link,
            ):
                return {value for _, value in link.getpeercert()["subjectAltName"]}
        finally:
            server.join()


def _answer(listener, context):
    caller, _ = listener.accept()
    with caller:
        try:
            context.wrap_socket(caller, server_side=True).close()
        except ssl.SSLError:
            return
