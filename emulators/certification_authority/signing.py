"""Signing as NCALayer does: a CMS (CAdES-BES) with the content inside, and the signer's certificate with it.

For emulators and tests. It is written with asn1crypto and cryptography alone, so that what verifies does not
share code with what signs.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import lru_cache

from asn1crypto import algos, cms, core, tsp, x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import pkcs12

PrivateKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


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
    attributes = [
        _attribute("content_type", "data"),
        _attribute("message_digest", hashlib.sha256(content).digest()),
        _attribute("signing_certificate_v2", signing_certificate(certificate)),
    ]
    if signed_at is not None:
        attributes.append(_attribute("signing_time", cms.Time({"utc_time": core.UTCTime(signed_at)})))
    return assemble(content, key, certificate, cms.CMSAttributes(attributes), detached=detached)


def signing_certificate(certificate: x509.Certificate) -> tsp.SigningCertificateV2:
    """The attribute that binds a signature to one certificate; SHA-256 is its default and is not written."""
    digest = hashlib.sha256(certificate.dump()).digest()
    return tsp.SigningCertificateV2({"certs": [tsp.ESSCertIDv2({"cert_hash": digest})]})


def assemble(
    content: bytes,
    key: PrivateKey,
    certificate: x509.Certificate,
    attributes: cms.CMSAttributes,
    *,
    detached: bool = False,
) -> bytes:
    """Sign the attributes and put the CMS together."""
    to_sign = attributes.dump()
    if isinstance(key, rsa.RSAPrivateKey):
        algorithm, signature = "sha256_rsa", key.sign(to_sign, padding.PKCS1v15(), hashes.SHA256())
    else:
        algorithm, signature = "sha256_ecdsa", key.sign(to_sign, ec.ECDSA(hashes.SHA256()))
    digest = algos.DigestAlgorithm({"algorithm": "sha256"})
    signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": cms.SignerIdentifier(
                "issuer_and_serial_number",
                {"issuer": certificate.issuer, "serial_number": certificate.serial_number},
            ),
            "digest_algorithm": digest,
            "signed_attrs": attributes,
            "signature_algorithm": algos.SignedDigestAlgorithm({"algorithm": algorithm}),
            "signature": signature,
        }
    )
    signed: dict[str, object] = {
        "version": "v1",
        "digest_algorithms": [digest],
        "encap_content_info": {"content_type": "data"} if detached else {"content_type": "data", "content": content},
        "certificates": [certificate],
        "signer_infos": [signer],
    }
    result: bytes = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(signed)}).dump()
    return result


def _attribute(kind: str, value: object) -> cms.CMSAttribute:
    return cms.CMSAttribute({"type": kind, "values": [value]})
