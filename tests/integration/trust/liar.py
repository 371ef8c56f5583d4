"""A responder in the forger's hands: answers of OCSP and lists with one thing wrong each, by any key there is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from asn1crypto import ocsp as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509 import ocsp
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from emulators.certification_authority import CertificationAuthority
from functions.shared.trust.fetcher import FetchFailed, HttpFetcher

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


def key_of(authority: CertificationAuthority, name: str, hierarchy: str = "nca") -> PrivateKey:
    """The private key of a member or of a service, which the emulator keeps in a file."""
    data = (authority.state / "private" / hierarchy / f"{name}.pem").read_bytes()
    key = serialization.load_pem_private_key(data, None)
    assert isinstance(key, PrivateKey)
    return key


@dataclass(frozen=True)
class Responder:
    """Who signs an answer: a key and the certificate that comes with it."""

    key: PrivateKey
    certificate: x509.Certificate


def issued(
    issuer: x509.Certificate,
    issuer_key: PrivateKey,
    at: datetime,
    *,
    purposes: tuple[x509.ObjectIdentifier, ...] = (ExtendedKeyUsageOID.OCSP_SIGNING,),
    end: datetime | None = None,
) -> Responder:
    """A responder's certificate as this authority would issue it, or not quite."""
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "OCSP RESPONDER")]))
        .issuer_name(issuer.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - timedelta(days=30))
        .not_valid_after(end or at + timedelta(days=30))
        .add_extension(x509.OCSPNoCheck(), critical=False)
        .add_extension(_SIGNS, critical=True)
    )
    if purposes:
        builder = builder.add_extension(x509.ExtendedKeyUsage(purposes), critical=False)
    return Responder(key, builder.sign(issuer_key, hashes.SHA256()))


_SIGNS = x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


@dataclass(frozen=True)
class Lie:
    """What an answer says; as it stands it is the truth about a good certificate."""

    status: ocsp.OCSPCertStatus = ocsp.OCSPCertStatus.GOOD
    made: timedelta = timedelta()
    """When, from now on."""
    lasts: timedelta | None = timedelta(hours=12)
    nonce: Callable[[bytes], bytes | None] = field(default=lambda asked: asked)
    about: x509.Certificate | None = None
    """Another certificate than the one asked about."""
    is_changed: bool = False
    """A bit of the signature is."""


class Liar(HttpFetcher):
    """A fetcher to whom the forger answers instead of OCSP. Lists are kept back, unless `lists` gives some."""

    def __init__(
        self, responder: Responder, issuer: x509.Certificate, subject: x509.Certificate, now: datetime, lie: Lie
    ) -> None:
        super().__init__(timeout=1.0)
        self._responder, self._issuer, self._subject, self._now, self._lie = responder, issuer, subject, now, lie
        self.lists: bytes | None = None

    def get(self, url: str) -> bytes:
        if "/root/" in url:
            return super().get(url)  # the list about the intermediate is not what this is about
        if self.lists is None:
            raise FetchFailed("The list is kept back.")
        return self.lists

    def post(self, url: str, body: bytes, content_type: str) -> bytes:
        lie, made = self._lie, self._now + self._lie.made
        asked = asn1.OCSPRequest.load(body)
        revoked = lie.status is ocsp.OCSPCertStatus.REVOKED
        builder: Any = ocsp.OCSPResponseBuilder().add_response(
            lie.about or self._subject,
            self._issuer,
            hashes.SHA1(),
            lie.status,
            made,
            None if lie.lasts is None else made + lie.lasts,
            made if revoked else None,
            x509.ReasonFlags.key_compromise if revoked else None,
        )
        builder = builder.responder_id(ocsp.OCSPResponderEncoding.HASH, self._responder.certificate)
        builder = builder.certificates([self._responder.certificate])
        nonce = lie.nonce(asked.nonce_value.native)
        if nonce is not None:
            builder = builder.add_extension(x509.OCSPNonce(nonce), critical=False)
        answer = builder.sign(self._responder.key, hashes.SHA256())
        data: bytes = answer.public_bytes(serialization.Encoding.DER)
        if lie.is_changed:
            signature = answer.signature
            data = data.replace(signature, signature[:-1] + bytes([signature[-1] ^ 1]))
        return data
