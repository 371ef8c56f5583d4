"""A small public key infrastructure made in the process, for certificates that no decent authority would issue."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID, ObjectIdentifier

from functions.shared.trust import profile

NOW = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
PERSON = (profile.NATURAL_PERSON, "1.3.6.1.5.5.7.3.4")
ORGANISATION = (profile.ORGANISATION, profile.MAY_SIGN, "1.3.6.1.5.5.7.3.4")

PrivateKey = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


class Clock:
    """A clock that stands where it is put."""

    def __init__(self, moment: datetime = NOW) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


def ec_key() -> ec.EllipticCurvePrivateKey:
    return ec.generate_private_key(ec.SECP256R1())


@dataclass(frozen=True)
class Holder:
    """What a certificate says, with a good person's as defaults."""

    serial_numbers: tuple[str, ...] = ("IIN880101400123",)
    units: tuple[str, ...] = ()
    purposes: tuple[str, ...] = PERSON
    non_repudiation: bool = True
    begin: datetime = NOW - timedelta(days=30)
    end: datetime = NOW + timedelta(days=335)
    key: PrivateKey = field(default_factory=ec_key)


class Pki:
    """One root and one intermediate, on EC keys unless told otherwise. Two of them have the same names."""

    def __init__(self, intermediate_key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | None = None) -> None:
        self._root_key, self._key = ec_key(), intermediate_key or ec_key()
        root_name, self._name = _name("ROOT"), _name("NCA")
        self._root = _authority(root_name, self._root_key, root_name, self._root_key)
        self._intermediate = _authority(self._name, self._key, root_name, self._root_key)

    @property
    def root(self) -> bytes:
        return self._root.public_bytes(Encoding.DER)

    @property
    def intermediate(self) -> bytes:
        return self._intermediate.public_bytes(Encoding.DER)

    def issue(self, holder: Holder) -> asn1.Certificate:
        attributes = [
            x509.NameAttribute(NameOID.COMMON_NAME, "ӘЛИЕВА ГҮЛНАР"),
            x509.NameAttribute(NameOID.SURNAME, "ӘЛИЕВА"),
            x509.NameAttribute(NameOID.GIVEN_NAME, "ҚАЙРАТҚЫЗЫ"),
            *(x509.NameAttribute(NameOID.SERIAL_NUMBER, value) for value in holder.serial_numbers),
            *(x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, value) for value in holder.units),
        ]
        identifiers = self._intermediate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
        built = (
            x509.CertificateBuilder()
            .subject_name(x509.Name(attributes))
            .issuer_name(self._name)
            .public_key(holder.key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(holder.begin)
            .not_valid_after(holder.end)
            .add_extension(_usage(non_repudiation=holder.non_repudiation), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ObjectIdentifier(each) for each in holder.purposes]), critical=False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifiers), critical=False)
            .sign(self._key, hashes.SHA256())
        )
        return asn1.Certificate.load(built.public_bytes(Encoding.DER))


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _usage(*, non_repudiation: bool = False, authority: bool = False) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=non_repudiation,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=authority,
        crl_sign=authority,
        encipher_only=False,
        decipher_only=False,
    )


def _authority(
    name: x509.Name,
    key: ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey,
    issuer: x509.Name,
    issuer_key: ec.EllipticCurvePrivateKey,
) -> x509.Certificate:
    # The key identifier is made of the name, so that an authority and its forgery share it.
    identifier = x509.SubjectKeyIdentifier(name.public_bytes()[:20])
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=3650))
        .not_valid_after(NOW + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(_usage(authority=True), critical=True)
        .add_extension(identifier, critical=False)
        .sign(issuer_key, hashes.SHA256())
    )
