"""Signatures as they should be, and the means to bend them."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any

from asn1crypto import cms, x509
from cryptography.hazmat.primitives.asymmetric import ed25519

from emulators.certification_authority.signing import assemble, signing_certificate
from tests.unit.trust.pki import Holder, Pki

CLIENT_AUTH, EMAIL = "1.3.6.1.5.5.7.3.2", "1.3.6.1.5.5.7.3.4"
CONTENT = b'{"service": "guardianship-certificate"}'


def attributes(certificate: x509.Certificate, content: bytes = CONTENT) -> list[cms.CMSAttribute]:
    values = {
        "content_type": "data",
        "message_digest": hashlib.sha256(content).digest(),
        "signing_certificate_v2": signing_certificate(certificate),
    }
    return [cms.CMSAttribute({"type": kind, "values": [value]}) for kind, value in values.items()]


def signed(pki: Pki, holder: Holder, content: bytes = CONTENT) -> bytes:
    certificate = pki.issue(holder)
    assert not isinstance(holder.key, ed25519.Ed25519PrivateKey)
    return assemble(content, holder.key, certificate, cms.CMSAttributes(attributes(certificate, content)).dump())


def edited(data: bytes, edit: Callable[[Any], None]) -> bytes:
    """The signature after `edit` changed its SignedData."""
    info = cms.ContentInfo.load(data)
    edit(info["content"])
    result: bytes = info.dump(force=True)
    return result
