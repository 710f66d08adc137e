"""SPF, DKIM and DMARC of the domain that our letters come from, asked of the machine's own resolver."""

from collections.abc import Iterator
from email.utils import parseaddr

from dns.exception import DNSException
from dns.resolver import NXDOMAIN, NoAnswer, Resolver
from flask_babel import gettext as _

from conference.front.readiness.rules import Finding, go, no_go, unknown

#: Seconds that a resolver has for one question.
PATIENCE = 2.0


def judge(sender: str, resolver: Resolver | None = None) -> Finding:
    """Whether receiving servers can tell our letters from a forger's."""
    name, domain = _("Mail domain"), parseaddr(sender)[1].rpartition("@")[2]
    if "." not in domain:
        told = _("MAIL_FROM is %(sender)s, which no other mail server knows.", sender=sender)
        return no_go(name, told, _("Set MAIL_FROM to an address of your own domain."))
    try:
        missing = list(_missing(domain, resolver or Resolver()))
    except DNSException:
        told = _(
            "No resolver answers, so SPF, DKIM and DMARC of %(domain)s were not looked up.", domain=domain
        )
        return unknown(name, told, _("Look them up from a machine that may ask."))
    if missing:
        told = _("%(domain)s lacks %(records)s.", domain=domain, records=", ".join(missing))
        return no_go(
            name, told, _("Ask who runs your mail domain to publish them: letters will be taken for spam.")
        )
    return go(name, _("%(domain)s has SPF, DKIM and a DMARC that refuses forgeries.", domain=domain))


def _missing(domain: str, resolver: Resolver) -> Iterator[str]:
    """What is not published, in the words of the trade. Raises DNSException."""
    if not any(text.startswith("v=spf1") for text in _texts(domain, resolver)):
        yield "SPF"
    if not _has_keys(domain, resolver):
        yield "DKIM"
    policy = _policy(domain, resolver)
    if policy is None:
        yield "DMARC"
    elif policy not in ("quarantine", "reject"):
        yield "DMARC p=reject"


def _policy(domain: str, resolver: Resolver) -> str | None:
    """What DMARC says for a domain: its own record, or that of the nearest domain above which has one."""
    labels = domain.split(".")
    for start in range(len(labels) - 1):
        for text in _texts(f"_dmarc.{'.'.join(labels[start:])}", resolver):
            if text.startswith("v=DMARC1"):
                tags = dict(tag.strip().split("=", 1) for tag in text.split(";") if "=" in tag)
                return (start and tags.get("sp")) or tags.get("p", "none")
    return None


def _has_keys(domain: str, resolver: Resolver) -> bool:
    """Whether there is any DKIM key: nobody tells the name of a selector, but whether there is one.

    A name with something below it exists, even where it holds nothing itself (RFC 8020).
    """
    try:
        resolver.resolve(f"_domainkey.{domain}.", "TXT", lifetime=PATIENCE)
    except NXDOMAIN:
        return False
    except NoAnswer:
        return True
    return True


def _texts(name: str, resolver: Resolver) -> list[str]:
    try:
        answer = resolver.resolve(f"{name}.", "TXT", lifetime=PATIENCE)
    except (NXDOMAIN, NoAnswer):
        return []
    return [b"".join(record.strings).decode("ascii", "replace") for record in answer]
