"""SPF, DKIM and DMARC, asked of a name server that runs here."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import dns.flags
import dns.message
import dns.rcode
import dns.rrset
import pytest
from dns.resolver import Resolver
from flask_babel import force_locale

from conference.front.readiness import maildomain
from conference.front.readiness.rules import Answer

GOOD = {
    "region.example.": '"v=spf1 include:_spf.region.example -all"',
    "s1._domainkey.region.example.": '"v=DKIM1; k=ed25519; p=abc"',
    "_dmarc.region.example.": '"v=DMARC1; p=reject; sp=quarantine"',
}
SENDER = "Pagten <pagt@region.example>"


@contextmanager
def asked(zone: dict[str, str]) -> Iterator[Resolver]:
    """A resolver that asks a server with these TXT records."""
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 0))
    thread = Thread(target=_answer, args=(server, zone))
    thread.start()
    resolver = Resolver(configure=False)
    resolver.nameservers, resolver.port = ["127.0.0.1"], server.getsockname()[1]
    try:
        yield resolver
    finally:
        server.sendto(b"", server.getsockname())
        thread.join()
        server.close()


def _answer(server: socket.socket, zone: dict[str, str]) -> None:
    while data := server.recvfrom(4096):
        if not data[0]:
            return
        query = dns.message.from_wire(data[0])
        response, name = dns.message.make_response(query), query.question[0].name.to_text()
        response.flags |= dns.flags.RA
        if name in zone:
            response.answer.append(dns.rrset.from_text(name, 60, "IN", "TXT", zone[name]))
        elif not any(known.endswith(f".{name}") for known in zone):
            response.set_rcode(dns.rcode.NXDOMAIN)
        server.sendto(response.to_wire(), data[1])


@pytest.fixture(autouse=True)
def in_english(bare_app):
    with bare_app.app_context(), force_locale("en"):
        yield


def without(name: str) -> dict[str, str]:
    return {known: text for known, text in GOOD.items() if known != name}


@pytest.mark.parametrize(
    ("zone", "told"),
    [
        (without("region.example."), "region.example lacks SPF."),
        (without("s1._domainkey.region.example."), "region.example lacks DKIM."),
        (without("_dmarc.region.example."), "region.example lacks DMARC."),
        ({**GOOD, "_dmarc.region.example.": '"v=DMARC1; p=none"'}, "region.example lacks DMARC p=reject."),
        ({}, "region.example lacks SPF, DKIM, DMARC."),
    ],
)
def test_what_the_domain_lacks_is_named(zone, told):
    with asked(zone) as resolver:
        found = maildomain.judge(SENDER, resolver)

    assert (found.answer, found.told) == (Answer.NO_GO, told)


def test_a_domain_with_all_three_is_a_go():
    with asked(GOOD) as resolver:
        found = maildomain.judge(SENDER, resolver)

    assert found.answer is Answer.GO


def test_a_domain_below_is_under_the_policy_of_the_one_above():
    zone = {"mail.region.example.": '"v=spf1 -all"', "k._domainkey.mail.region.example.": '"p=abc"'}
    with asked({**zone, "_dmarc.region.example.": '"v=DMARC1; p=reject; sp=none"'}) as resolver:
        lax = maildomain.judge("pagt@mail.region.example", resolver)
    with asked({**zone, "_dmarc.region.example.": '"v=DMARC1; p=reject"'}) as resolver:
        strict = maildomain.judge("pagt@mail.region.example", resolver)

    assert (lax.told, strict.answer) == ("mail.region.example lacks DMARC p=reject.", Answer.GO)


def test_where_no_resolver_answers_nothing_is_said(monkeypatch):
    monkeypatch.setattr(maildomain, "PATIENCE", 0.05)
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        resolver = Resolver(configure=False)
        resolver.nameservers, resolver.port = ["127.0.0.1"], silent.getsockname()[1]
        found = maildomain.judge(SENDER, resolver)

    assert found.answer is Answer.UNKNOWN


def test_a_sender_on_this_machine_alone_is_no_sender():
    assert maildomain.judge("pagt@localhost").answer is Answer.NO_GO
