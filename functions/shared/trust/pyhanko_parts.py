"""What pyHanko needs of ours to seal: a signer that hands digests to our keys, and a client of the time-stamping
authority that goes through our fetcher."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from asn1crypto import cms, tsp, x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.sign.general import as_signing_certificate_v2
from pyhanko.sign.signers.pdf_cms import Signer as PyhankoSigner
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko_certvalidator.registry import CertificateRegistry

from functions.shared.trust.fetcher import Fetcher
from functions.shared.trust.sealing_key import SealingKey

_LARGEST_P521_SIGNATURE = 141


class KeySigner(PyhankoSigner):
    """Signs by a SealingKey. pyHanko's own signer parses and checks the private key at every signature."""

    def __init__(self, key: SealingKey, certificate: x509.Certificate, chain: Iterable[x509.Certificate]) -> None:
        store = CertificateRegistry.build(chain)
        super().__init__(signing_cert=certificate, cert_registry=store, embed_roots=False)
        self._key, self._naming = key, _naming(certificate.dump())
        public = serialization.load_der_public_key(certificate.public_key.dump())
        self.longest_signature = (
            public.key_size // 8 if isinstance(public, rsa.RSAPublicKey) else _LARGEST_P521_SIGNATURE
        )

    async def signed_attrs(self, data_digest: bytes, *_: Any, **__: Any) -> cms.CMSAttributes:
        """The three that a PAdES signature has to have (ETSI EN 319 142-1, 6.3).

        They are read back, and one is kept from seal to seal: pyHanko makes the issuer's name of a hundred objects and
        encodes them anew whenever anybody asks for the bytes, which would take a tenth of the time of a seal.
        """
        values = {
            "content_type": "data",
            "message_digest": data_digest,
            "signing_certificate_v2": tsp.SigningCertificateV2.load(self._naming),
        }
        attributes = [cms.CMSAttribute({"type": kind, "values": [value]}) for kind, value in values.items()]
        return cms.CMSAttributes.load(cms.CMSAttributes(attributes).dump())

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(self.longest_signature)
        if digest_algorithm != "sha256":
            raise ValueError("sealing keys sign SHA-256 digests")
        return self._key.sign_digest(hashlib.sha256(data).digest())


@lru_cache(maxsize=512)
def _naming(certificate: bytes) -> bytes:
    """What binds a signature to this certificate: the DER of a SigningCertificateV2 (RFC 5035)."""
    named: bytes = as_signing_certificate_v2(x509.Certificate.load(certificate)).dump()
    return named


class TimeStampingClient(TimeStamper):
    """A client of the time-stamping authority (RFC 3161). Its methods raise FetchFailed when nothing answers."""

    def __init__(self, url: str, fetcher: Fetcher) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # pyHanko leaves it untyped
        self._url, self._fetcher = url, fetcher

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        answer = self._fetcher.post(self._url, req.dump(), "application/timestamp-query")
        return tsp.TimeStampResp.load(answer, strict=True)
