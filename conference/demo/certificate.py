"""A certificate for `make run HTTPS=1`: made here, for this computer's addresses, good for a year.

It is signed by an authority of its own whose key is thrown away at once. A phone that is told to trust the
authority therefore trusts this one certificate and nothing that anybody could make later.
"""

import ipaddress
import socket
import ssl
from datetime import datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from conference.clock import real_now

#: Phones refuse certificates that are good for longer than 825 days, newer browsers than 398.
_GOOD_FOR = timedelta(days=365)
#: A certificate is made anew when less than this is left of it.
_LEFT = timedelta(days=7)


def lan_address() -> str:
    """The address by which the local network sees this machine; its own loopback when there is none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # chooses the way out; sends nothing
        except OSError:
            return "127.0.0.1"
        return str(probe.getsockname()[0])


def ensure(folder: Path, address: str) -> tuple[Path, Path]:
    """Files of the certificate and its key, made when there are none for this address.

    Beside them stands `authority.pem`, which a phone can be told to trust.
    """
    certificate, key = folder / "certificate.pem", folder / "certificate-key.pem"
    if not (key.exists() and _is_good(certificate, address)):
        _make(folder / "authority.pem", certificate, key, address)
    return certificate, key


def trusting(folder: Path) -> ssl.SSLContext:
    """What a caller on this computer needs to know the server by its certificate."""
    context = ssl.create_default_context(cafile=folder / "authority.pem")
    context.check_hostname = False
    return context


def _is_good(file: Path, address: str) -> bool:
    if not file.exists():
        return False
    found = x509.load_pem_x509_certificate(file.read_bytes())
    names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    named = ipaddress.ip_address(address) in names.get_values_for_type(x509.IPAddress)
    return named and real_now() + _LEFT < found.not_valid_after_utc


def _make(authority: Path, certificate: Path, key: Path, address: str) -> None:
    now = real_now()
    signer, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    issuer = _name(f"Conference demo on {socket.gethostname()}"[:64])
    root = (
        _builder(issuer, issuer, signer.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_signs_certificates(), critical=True)
        .sign(signer, SHA256())
    )
    leaf = (
        _builder(_name(address), issuer, own.public_key(), now)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()), critical=False
        )
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(_names(address)), critical=False)
        .sign(signer, SHA256())
    )
    authority.write_bytes(root.public_bytes(Encoding.PEM))
    certificate.write_bytes(leaf.public_bytes(Encoding.PEM))
    key.touch(0o600)
    key.write_bytes(own.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, now: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))  # a phone's clock may be a little behind
        .not_valid_after(now + _GOOD_FOR)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _names(address: str) -> list[x509.GeneralName]:
    addresses = dict.fromkeys((address, "127.0.0.1"))
    return [x509.DNSName("localhost"), *(x509.IPAddress(ipaddress.ip_address(each)) for each in addresses)]


def _signs_certificates() -> x509.KeyUsage:
    unused = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
    )
    return x509.KeyUsage(
        key_cert_sign=True,
        crl_sign=True,
        encipher_only=False,
        decipher_only=False,
        **dict.fromkeys(unused, False),
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
