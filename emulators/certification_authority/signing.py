"""Signing as NCALayer does: a CMS (CAdES-BES) with the content inside, and the signer's certificate with it.

For emulators and tests. It is written with asn1crypto and cryptography alone, so that what verifies does not
share code with what signs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from asn1crypto import algos, cms, core, tsp, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

from emulators.certification_authority.der import OCTET_STRING, sequence, set_of, tagged, tlv

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey
SHA256: bytes = algos.DigestAlgorithm({"algorithm": "sha256"}).dump()
_RSA: bytes = algos.SignedDigestAlgorithm({"algorithm": "sha256_rsa"}).dump()
_ECDSA: bytes = algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}).dump()
_SIGNED_DATA: bytes = cms.ContentType("signed_data").dump()
_VERSION_1: bytes = core.Integer(1).dump()


class ContentKind(NamedTuple):
    """What is signed: the type of the content, and the version of the SignedData around it (RFC 5652, 5.1)."""

    oid: bytes
    version: bytes


DATA = ContentKind(cms.ContentType("data").dump(), _VERSION_1)
TIME_STAMP = ContentKind(cms.ContentType("tst_info").dump(), core.Integer(3).dump())


@lru_cache(maxsize=64)
def open_key(data: bytes, password: str) -> tuple[PrivateKey, x509.Certificate]:
    """The key and the certificate of a PKCS#12 file. Raises ValueError for a wrong password."""
    key, certificate, _ = pkcs12.load_key_and_certificates(data, password.encode())
    if not isinstance(key, PrivateKey) or certificate is None:
        raise ValueError("the file holds no RSA or EC key with its certificate")
    return key, x509.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


def sign_cms(
    content: bytes, data: bytes, password: str, *, signed_at: datetime | None = None, detached: bool = False
) -> bytes:
    """Sign `content` with the key of a PKCS#12 file: a DER CMS with signingCertificateV2 (RFC 5035)."""
    key, certificate = open_key(data, password)
    told = {"signing_certificate_v2": signing_certificate(certificate).dump()}
    if signed_at is not None:
        told["signing_time"] = core.UTCTime(signed_at).dump()
    return assemble(content, key, certificate, attributes_of(content, DATA, told), detached=detached)


def attributes_of(content: bytes, kind: ContentKind, others: Mapping[str, bytes]) -> bytes:
    """What is signed of a content, as a SET in DER; `others` are attributes beside its type and its digest, in DER."""
    told = {"content_type": kind.oid, "message_digest": tlv(OCTET_STRING, hashlib.sha256(content).digest()), **others}
    return set_of(*(sequence(_attribute_type(name), set_of(value)) for name, value in told.items()))


@lru_cache(maxsize=8)
def _attribute_type(name: str) -> bytes:
    encoded: bytes = cms.CMSAttributeType(name).dump()
    return encoded


def signing_certificate(certificate: x509.Certificate) -> tsp.SigningCertificateV2:
    """The attribute that binds a signature to one certificate; SHA-256 is its default and is not written."""
    digest = hashlib.sha256(certificate.dump()).digest()
    return tsp.SigningCertificateV2.load(sequence(sequence(sequence(tlv(OCTET_STRING, digest)))))


def assemble(
    content: bytes,
    key: PrivateKey,
    certificate: x509.Certificate,
    attributes: bytes,
    *,
    detached: bool = False,
    kind: ContentKind = DATA,
    chain: Iterable[x509.Certificate] = (),
) -> bytes:
    """Sign the attributes (a SET in DER), and put the CMS together; `chain`: certificates beside the signer's."""
    if isinstance(key, rsa.RSAPrivateKey):
        algorithm, signature = _RSA, key.sign(attributes, padding.PKCS1v15(), hashes.SHA256())
    else:
        algorithm, signature = _ECDSA, key.sign(attributes, ec.ECDSA(hashes.SHA256()))
    signer = sequence(
        _VERSION_1,
        sequence(certificate.issuer.dump(), core.Integer(certificate.serial_number).dump()),
        SHA256,
        b"\xa0" + attributes[1:],  # in the signature they are tagged [0], and signed as the SET that they are
        algorithm,
        tlv(OCTET_STRING, signature),
    )
    signed = sequence(
        kind.version,
        set_of(SHA256),
        sequence(kind.oid, b"" if detached else tagged(0, tlv(OCTET_STRING, content))),
        tagged(0, *sorted(one.dump() for one in (certificate, *chain))),
        set_of(signer),
    )
    return sequence(_SIGNED_DATA, tagged(0, signed))
